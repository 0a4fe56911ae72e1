/* desk.h - the article in sentences, with what the lexicon found in each.
 *
 *     struct desk *desk = desk_take(tone);
 *     desk_read(desk, article);
 *     for (size_t i = 0; i < desk->passages_size; i++)
 *         ...
 *     desk_give(tone, &desk);
 *
 * Tables, captions and notices are left out; so are lines that only invite the reader to click.
 * Memory grows with the longest article seen and is used again. */
#ifndef TONE_DESK_H
#define TONE_DESK_H

#include "tone.h"

struct mention {
    uint32_t entity, first, last; /* tokens */
};

/* What the host was told of the article or of one entity. */
struct tally {
    bool told;
    double weight;                /* of its parts */
    uint32_t statements;
};

struct statement {
    int entity;
    struct assay_span span;
    double level;
};

struct desk {
    const struct tone *tone;
    const struct assay_article *article;
    struct tokens tokens;
    struct find *finds;
    size_t finds_size, finds_cap;
    struct passage *passages;
    size_t passages_size, passages_cap;
    struct mention *mentions;     /* in the order of the text */
    size_t mentions_size, mentions_cap;
    uint32_t *seen;               /* hash of prints: index + 1 into passages */
    size_t seen_size;
    uint32_t *said;               /* by entry: how often this article says it */
    struct tally *tallies;        /* the article's, then one for each entity */
    size_t tallies_cap;
    struct statement *statements; /* grades that the text states, for after all else */
    size_t statements_size, statements_cap;
    struct signal signals[SIGNALS_MAX];
    double finance, research;
    struct desk *next;            /* among the idle ones */
};

struct desk *desk_take(const struct tone *);
void desk_give(const struct tone *, struct desk **);
void desk_free(struct desk **);
void desk_read(struct desk *, const struct assay_article *);

/* How far the article is market news, 0 to 1; see gate.c. */
double gate_open(const struct desk *);
/* How far it is news of research, 0 to 1. */
double gate_research(const struct desk *);

/* Tells the host of passage i: its part, its reasons, and those of the entities. */
struct report {
    double positive, negative;    /* sums of what was found */
    size_t signals;
};
void report_passage(struct desk *, size_t i, struct assay_host *, struct report *);
/* After all passages: what weighs against all of them, the neutral start and stated grades. */
void report_rest(struct desk *, struct assay_host *);

#endif
