/* provenance.h - does a sentence say whose figures a table holds?
 *
 *     struct subject of = { article, &article->tables[0] };
 *     if (provenance_is_told(&of, block, sentence))
 *         quote(sentence);             // "The ministry counted 1,904 bicycles."
 *
 * Whoever counted or published must be somebody who can be asked, and the sentence must speak of
 * what the table holds: a ministry that is named for something else is none. English. */
#ifndef RELIABILITY_PROVENANCE_H
#define RELIABILITY_PROVENANCE_H

#include "subject.h"

/* block: the whole of what the sentence stands in; what follows may tell what it is about. */
bool provenance_is_told(const struct subject *, struct assay_text block,
                        struct assay_text sentence);

/* "the tourist board", "Eurostat": an institution, a paper, or (where a name will do) a name. */
bool provenance_is_giver(struct assay_text, bool name);

#endif
