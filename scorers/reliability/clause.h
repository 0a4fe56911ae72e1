/* clause.h - where a sentence goes on to say something else.
 *
 *     struct clause clauses[CLAUSES_MOST];
 *     size_t count = clauses_cut(&draft, clauses);
 *
 * Cuts at joints ("; ", ", while ", ", and ") whose both sides hold a figure, an extreme, a
 * comparison or a judgement. */
#ifndef RELIABILITY_CLAUSE_H
#define RELIABILITY_CLAUSE_H

#include "draft.h"

#define CLAUSES_MOST 12

size_t clauses_cut(const struct draft *, struct clause ret[CLAUSES_MOST]);

/* "was competitive": no figure can settle it. */
bool clause_is_judgement(const struct draft *, struct clause);

#endif
