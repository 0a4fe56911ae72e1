/* look.h - what one look at the tokens of a sentence gathers: where entries of the lexicon may begin,
 * which small words and marks there are, and a print of all words.
 *
 *     struct look look;
 *     look_at(tone->glance, tokens->items + first, tokens->prints + first, size, &look);
 *     for (uint64_t left = look.begins[0]; left; left &= left - 1)
 *         match(first + ctz(left));
 *
 * At most SENTENCE_MAX tokens, and eight more behind them must be readable. look_at_avx2 takes eight
 * at a time, for machines that can (common/cpu.h); both say the same. */
#ifndef TONE_LOOK_H
#define TONE_LOOK_H

#include "common/lexicon.h"
#include "common/sentences.h"
#include "grammar.h"

#define LOOK_WORDS ((SENTENCE_MAX + 63) / 64)

struct look {
    uint64_t begins[LOOK_WORDS];  /* bit i: an entry may begin at token i */
    uint64_t several[LOOK_WORDS]; /* one of several words may: the next word can be its second */
    uint64_t print;               /* of all words, in their order and with the marks between them */
    uint32_t grammar;
    uint8_t kinds, flags;         /* of all tokens, their bits together */
};

/* What it takes to look. */
struct glance {
    const struct phrases_pairs *pairs;
    const struct grammar *grammar;
    /* By place in the sentence, of the print, 32 bits used; before the first stand as many, which
     * marks that a sentence begins with are given: they do not count. */
    uint64_t keys[2 * SENTENCE_MAX + 8];
};

/* The lexicon must be ready. */
struct glance *glance_new(const struct lexicon *, const struct grammar *);

typedef void look_taker(const struct glance *, const struct token *, const uint64_t *prints, size_t size,
                        struct look *);

look_taker look_at, look_at_scalar, look_at_avx2;

/* A quotation's first sentence said again without the mark is said again. */
static inline size_t look_leading_marks(const uint64_t *prints, size_t size)
{
    size_t marks = 0;
    while (marks < size && !prints[marks])
        marks++;
    return marks;
}

#endif
