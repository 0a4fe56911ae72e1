/* owners.h - whose is it? Shares the signals of a sentence out among the companies it names.
 *
 *     struct owners owners;
 *     owners_find(&owners, reading, mentions, mentions_size);
 *     double share = owners_share(&owners, entity, &signal);
 *
 * A sentence that names one company speaks of it alone. One that names several is cut where a
 * clause with a signal ends and another name follows; within a piece, names joined by commas and
 * "and" share, else a signal belongs to the name before it. "A beats B" is good for A and bad
 * for B; "A downgrades B" is said of B; what "..., says A" ends is not said of A. */
#ifndef TONE_OWNERS_H
#define TONE_OWNERS_H

#include "desk.h"

#define OWNERS_MAX 24

struct owner {
    uint32_t entity, first, last; /* tokens of the mention */
    uint8_t piece, group;         /* names joined by commas and "and" are one group */
    bool aside;                   /* behind "after", "against", "by": another's news */
    bool source;                  /* who says it, "...: Acme Research" */
};

struct owners {
    struct owner items[OWNERS_MAX];
    size_t size;
    const struct reading *reading;
    uint8_t piece_of[SENTENCE_MAX]; /* by token - first */
    uint8_t pieces;
    bool single;                    /* all mentions are of one entity */
};

void owners_find(struct owners *, const struct reading *, const struct mention *, size_t);

/* How much of the signal is the entity's, -1 to 1. */
double owners_share(const struct owners *, uint32_t entity, const struct signal *);

/* What a comparison between the names says of the entity: 1 it beats another, -1 it is beaten,
 * 0 none. *ret_at is the verb's token. */
int owners_compared(const struct owners *, uint32_t entity, size_t *ret_at);

#endif
