/* rounds.h - polls by the round they began in, so that one may wait until those of before are over.
 *
 *     struct rounds r = {0};
 *     uint64_t mine = rounds_enter(&r);          // a poll begins
 *     ...
 *     uint64_t last = rounds_end(&r);            // whoever begins from now on belongs to the next
 *     while (!rounds_are_over(&r, last)) ...     // until mine, and all like it, have left
 *     rounds_leave(&r, mine);
 *
 * Keeps the rounds that have somebody in them: a few, however many were ended. One thread. */
#ifndef INTAKE_ROUNDS_H
#define INTAKE_ROUNDS_H

#include "base/defs.h"

struct round {
    uint64_t number;
    size_t open;
};

struct rounds {
    struct round *items; /* with somebody in them, oldest first */
    size_t size, cap;
    uint64_t ended; /* the present one is the next number */
};

void rounds_done(struct rounds *);
uint64_t rounds_enter(struct rounds *);
void rounds_leave(struct rounds *, uint64_t number);
/* The number of the round that ends. */
uint64_t rounds_end(struct rounds *);
/* That one and all before it. */
bool rounds_are_over(const struct rounds *, uint64_t number);

#endif
