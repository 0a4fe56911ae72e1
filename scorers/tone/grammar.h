/* grammar.h - the small words that rules steer by: prepositions, auxiliaries, conjunctions.
 *
 *     if (grammar_of(tone->grammar, token) & (GRAMMAR_IN | GRAMMAR_OF))
 *
 * They are no matter of taste, so that they live in code and not in a lexicon. */
#ifndef TONE_GRAMMAR_H
#define TONE_GRAMMAR_H

#include "common/lexicon.h"

enum grammar_bit {
    GRAMMAR_BE = 1u << 0,
    GRAMMAR_HAVE = 1u << 1,
    GRAMMAR_MODAL = 1u << 2,
    GRAMMAR_IN = 1u << 3,
    GRAMMAR_OF = 1u << 4,
    GRAMMAR_TO = 1u << 5,
    GRAMMAR_FROM = 1u << 6,
    GRAMMAR_BY = 1u << 7,
    GRAMMAR_PREPOSITION = 1u << 8,  /* all of them */
    GRAMMAR_AND = 1u << 9,
    GRAMMAR_CAUSE = 1u << 10,       /* on, as, after, amid: may introduce a cause */
    GRAMMAR_CLAUSE = 1u << 11,      /* while, as, after, when: begins another clause */
    GRAMMAR_RELATIVE = 1u << 12,    /* which, that, who */
    GRAMMAR_DETERMINER = 1u << 13,
    GRAMMAR_PRONOUN = 1u << 14,     /* it, they, he: stands for what was named before */
    GRAMMAR_FIRM = 1u << 15,        /* company, bank: with "the" stands for one named before */
    GRAMMAR_VERSUS = 1u << 16,      /* versus, against, compared */
    GRAMMAR_DEFEATS = 1u << 17,     /* beats, outperforms: good for A, bad for B */
    GRAMMAR_TRAILS = 1u << 18,      /* lags, loses to: bad for A, good for B */
    GRAMMAR_ADVERB = 1u << 19,      /* may stand between a verb and what belongs to it */
    GRAMMAR_THAN = 1u << 20,
    GRAMMAR_ATTACKS = 1u << 21,     /* criticises, accuses: bad for whom it hits */
    GRAMMAR_NUMBER = 1u << 22,      /* most, half, million: goes with numbers */
};

struct grammar;

struct grammar *grammar_new(struct lexicon *);  /* before lexicon_ready */
void grammar_free(struct grammar **);

uint32_t grammar_of(const struct grammar *, const struct token *);

#endif
