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
    GRAMMAR_FIRM = 1u << 31,        /* company, bank: with "the" stands for one named before */
    GRAMMAR_VERSUS = 1u << 16,      /* versus, against, compared */
    GRAMMAR_DEFEATS = 1u << 17,     /* beats, outperforms: good for A, bad for B */
    GRAMMAR_TRAILS = 1u << 18,      /* lags, loses to: bad for A, good for B */
    GRAMMAR_ABOVE = 1u << 20,
    GRAMMAR_BELOW = 1u << 22,
    GRAMMAR_ADVERB = 1u << 19,      /* may stand between a verb and what belongs to it */
    GRAMMAR_TARGETS = 1u << 21,     /* downgrades, accuses: said of the one it is done to */
    GRAMMAR_FORM = 1u << 15,        /* inc, plc, oyj: a company's legal form; market news */
    GRAMMAR_HIGH = 1u << 23,        /* a 52-week high */
    GRAMMAR_LOW = 1u << 24,
    GRAMMAR_PERIOD = 1u << 25,      /* week, session, record: what a high or low is of */
    GRAMMAR_BUY = 1u << 26,         /* advice: good */
    GRAMMAR_SELL = 1u << 27,        /* advice: bad */
    GRAMMAR_HOLD = 1u << 28,        /* advice: neither */
    GRAMMAR_TURNS = 1u << 30,       /* swing, return: to a profit, into a loss */
    GRAMMAR_RATING = 1u << 29,      /* rating, recommendation, call, stop loss: goes with advice */
};

struct grammar {
    uint32_t *bits; /* by number of word */
    size_t size;
};

/* Before anything is read into the lexicon, so that these words have the lowest numbers. */
struct grammar *grammar_new(struct lexicon *);
void grammar_free(struct grammar **);

static inline uint32_t grammar_of(const struct grammar *g, const struct token *token)
{
    uint32_t word = token_word(token);
    return g->bits[word < g->size ? word : 0]; /* of no word: none */
}

#endif
