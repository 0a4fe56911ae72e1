/* trial.h - does a fit hold on labels that it has not seen?
 *
 *     struct trial trial = { .fit = f, .folds = folds, .folds_size = 5, .labels = labels, .groups = groups };
 *     HELD(outcome) o = {0};
 *     trial_run(&trial, &o);
 *     trial_expect(&trial, &o, before, after);      // each item by the turns that never saw its fold
 *     double alpha = trial_chance(&trial, seed);    // held out, of labels dealt out anew, which mean nothing
 *
 * Nested cross-validation: for each fold the penalty is chosen among the other folds alone, staying
 * with what is in effect being one of the choices. */
#ifndef TUNING_TRIAL_H
#define TUNING_TRIAL_H

#include "tuning/figures.h"
#include "tuning/fit.h"
#include "tuning/folds.h"

struct trial {
    struct fit fit;              /* its penalty does not count */
    const uint8_t *folds;        /* of each item */
    int folds_size;
    const int *labels;
    const size_t *groups;
};

struct outcome {
    struct turning held[FOLDS_MAX]; /* learnt without that fold */
    struct turning whole;           /* learnt from all */
    double penalty;               /* of the whole; INFINITY: stay */
    int folds_size;
};

void outcome_done(struct outcome *);
void trial_run(const struct trial *, struct outcome *ret);
/* before: as things are; after: with each item's held turns, on the surface. */
void trial_expect(const struct trial *, const struct outcome *, struct judged_item *before,
                  struct judged_item *after);
double trial_chance(const struct trial *, uint64_t seed);

#endif
