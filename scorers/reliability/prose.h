/* prose.h - one block of text, sentence by sentence.
 *
 *     size_t at = 0;
 *     struct assay_text sentence;
 *     while (prose_next(block, &at, &sentence))
 *         hear(sentence);
 *
 * Full stops of abbreviations and of initials end nothing. Borrows; linear. */
#ifndef RELIABILITY_PROSE_H
#define RELIABILITY_PROSE_H

#include "assay/scorer.h"

bool prose_next(struct assay_text block, size_t *at, struct assay_text *ret);

#endif
