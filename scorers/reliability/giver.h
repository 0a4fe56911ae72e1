/* giver.h - words about who gives figures: offices and papers, what they do with figures, and who
 * nobody can ask.
 *
 *     struct giver g = giver_read(sentence, SIZE_MAX);
 *     if (g.office && g.act && !g.nameless) ...     // "the register was compiled by the agency"
 *
 * English, by lists; words are compared in small letters, "agency's" as "agency". Linear. */
#ifndef RELIABILITY_GIVER_H
#define RELIABILITY_GIVER_H

#include "assay/scorer.h"

struct giver_word {
    const char *ptr;
    uint32_t len;
    bool capital;
};

/* The next word of letters from *at on; moves *at behind it. False at the end. */
bool giver_next_word(struct assay_text, size_t *at, struct giver_word *ret);

/* "figures", "prices": what tables hold. */
bool giver_is_data(struct giver_word);

struct giver {
    bool office;   /* who counts things and answers for it, or the paper that it stands in */
    bool keeper;   /* of these, what makes a source even of a note without a verb */
    bool name;     /* a capital behind the first word, no day or month */
    bool nameless; /* "insiders", "people familiar" */
    bool act;      /* published, counted, compiled */
    bool data;
    bool future;
    bool verb; /* a finite verb or a pronoun: a sentence, no note */
    bool call; /* "subscribe", "in the gallery": the reader is sent elsewhere */
};

/* What the first `most` words bring up. */
struct giver giver_read(struct assay_text, size_t most);

#endif
