/* stem.h - words as claims and labels are compared: lower case, without endings.
 *
 *     size_t at = 0;
 *     struct stem s;
 *     while (stem_next(text, &at, &s))          // "Leasing costs": leas, cost
 *         use(s.hash, s.kind);
 *
 * Hyphens part words, an apostrophe and what follows it go, numbers stay as they are ("4.11").
 * English; other letters compare byte by byte. Offsets are of the text given. */
#ifndef RELIABILITY_STEM_H
#define RELIABILITY_STEM_H

#include "assay/scorer.h"

enum stem_kind {
    STEM_CONTENT,
    STEM_SOFT,        /* says what is done with figures, or little: "change", "total", "amount" */
    STEM_FUNCTION,    /* "the", "of" */
    STEM_NUMBER,
};

struct stem {
    uint64_t hash;
    enum stem_kind kind;
    uint32_t start, len;   /* of the word as written */
    bool cut;              /* a full stop ends an abbreviation: "Gen." */
};

bool stem_next(struct assay_text, size_t *at, struct stem *ret);

/* The hash of a word that is stemmed already. */
uint64_t stem_hash(const char *stem);

/* Other words for the same thing in reports ("sales" for "revenue"), from index 0 on; 0: no more. */
uint64_t stem_synonym(uint64_t hash, size_t index);

#endif
