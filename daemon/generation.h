/* generation.h - one generation of the configuration and the assayer opened from it.
 *
 *     struct generation *g = generation_open(path, 2, complaints);
 *
 * A reload opens the next one whole and aside; the old one lives on until the last poll that began
 * under it is over. Immutable once open. */
#ifndef GENERATION_H
#define GENERATION_H

#include "assayer.h"
#include "config.h"

struct generation {
    struct config *config;
    struct assayer *assayer;
    uint64_t number;
    struct generation *older;   /* retired, not yet freed */
    uint64_t last_round;        /* of polls that began under it, once retired; see poller_round */
};

/* NULL after complaints. */
struct generation *generation_open(const char *path, uint64_t number, struct complaints *);
void generation_free(struct generation **); /* and the older ones */

/* Appends what the new generation wants otherwise but only a restart can change; empty: nothing. */
void generation_restarts(const struct generation *old, const struct generation *new,
                         struct text *out);

#endif
