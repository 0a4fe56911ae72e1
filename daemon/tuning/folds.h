/* folds.h - labelled items in folds of nearly one size; items of one group stay together.
 *
 *     uint8_t *folds = folds_deal(groups, size, 5, seed);    // mem_free
 *
 * A group is a story: a fit must not be tried on news that it has seen in other words. */
#ifndef TUNING_FOLDS_H
#define TUNING_FOLDS_H

#include "base/defs.h"

#define FOLDS_MAX 20

/* groups: any numbers below size, equal for items of one group. The same for the same seed. */
uint8_t *folds_deal(const size_t *groups, size_t size, int folds, uint64_t seed);

#endif
