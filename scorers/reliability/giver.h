/* giver.h - words about who gives figures: offices and papers, what they do with figures, and who
 * nobody can ask.
 *
 *     unsigned g = giver_read(sentence, SIZE_MAX);
 *     if (g & GIVER_OFFICE && g & GIVER_ACT && !(g & GIVER_NAMELESS)) ...
 *                                              // "the register was compiled by the agency"
 *
 * English, by lists; words are compared in small letters, "agency's" as "agency". Linear. */
#ifndef RELIABILITY_GIVER_H
#define RELIABILITY_GIVER_H

#include "assay/scorer.h"

enum giver_bit {
    GIVER_OFFICE = 1 << 0,   /* who counts things and answers for it */
    GIVER_PAPER = 1 << 1,    /* what figures are looked up in */
    GIVER_KEEPER = 1 << 2,   /* of both, what makes a source even of a note without a verb */
    GIVER_AGENTS = 1 << 3,   /* several who do something: "pollsters" */
    GIVER_NAME = 1 << 4,     /* a capital behind the first word, no day or month */
    GIVER_NAMELESS = 1 << 5, /* "insiders", "people familiar" */
    GIVER_DATA = 1 << 6,     /* "figures", "prices": what tables hold */
    GIVER_ACT = 1 << 7,      /* published, counted, handed: done to figures */
    GIVER_FIND = 1 << 8,     /* of these, how figures come about */
    GIVER_SAY = 1 << 9,      /* said, announced, published: of anything */
    GIVER_WORK = 1 << 10,    /* asked, visited: how reporters come to figures of their own */
    GIVER_WE = 1 << 11,
    GIVER_FUTURE = 1 << 12,
    GIVER_DENIAL = 1 << 13, /* declined, would not */
    GIVER_VERB = 1 << 14,   /* a finite verb or a pronoun: a sentence, no note */
    GIVER_MAKING = 1 << 15,  /* whose hand made the page, not the figures: "editing by" */
    GIVER_META = 1 << 17,    /* of data, what nothing but figures are: "statistics", "totals" */
    GIVER_CALL = 1 << 16,   /* "subscribe", "in the gallery": the reader is sent elsewhere */
};

struct giver_word {
    const char *ptr;
    uint32_t len;
    bool capital;
};

/* The next word of letters from *at on; moves *at behind it. False at the end. */
bool giver_next_word(struct assay_text, size_t *at, struct giver_word *ret);

/* The bits of a word alone; never GIVER_NAME. */
unsigned giver_of(struct giver_word);

bool giver_is_calendar(struct giver_word);

/* What the first `most` words bring up. */
unsigned giver_read(struct assay_text, size_t most);

#endif
