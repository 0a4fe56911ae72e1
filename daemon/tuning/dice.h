/* dice.h - numbers that look random and are the same for the same seed, on every machine.
 *
 *     struct dice dice = { 1 };
 *     dice_shuffle(&dice, list, size);
 *
 * SplitMix64 (Steele, Lea and Flood 2014): enough for folds and resampling, not for secrets. */
#ifndef TUNING_DICE_H
#define TUNING_DICE_H

#include "base/defs.h"

struct dice {
    uint64_t state; /* the seed, to begin with */
};

uint64_t dice_next(struct dice *);
/* 0 to n - 1; n > 0. */
size_t dice_below(struct dice *, size_t n);
void dice_shuffle(struct dice *, size_t *list, size_t size);

#endif
