/* figures.h - how well bands given by the program fit those given by people, and how sure that is.
 *
 *     struct judged_item items[] = { { .label = 0, .band = 1, .score = -0.4, .group = 17 }, ... };
 *     struct figures now = figures_of(items, n, NULL);
 *     struct interval gain = figures_gain(before, after, n, FIGURE_ALPHA, seed);
 *
 * Alpha is Krippendorff's, ordinal (agreement.h), between labels and bands: what chance gives is taken
 * off, so that moving everything to the middle gains nothing; and a gain is counted from 0 upwards, for
 * coming from below chance up to it is none. Intervals are of 95 %, by resampling whole
 * groups (stories) 2000 times with a seed. */
#ifndef TUNING_FIGURES_H
#define TUNING_FIGURES_H

#include "base/defs.h"

#define FIGURES_RESAMPLES 2000

struct judged_item {
    int label, band;
    double score;          /* the scorer's own; NAN: it abstained */
    size_t group;          /* below the number of items */
};

enum figure {
    FIGURE_ALPHA,          /* 1: always the label's band; 0: chance */
    FIGURE_SAME,           /* share in the label's band */
    FIGURE_NEAR,           /* share within one band of it */
    FIGURE_DISTANCE,       /* mean distance in bands */
    FIGURE_R,              /* Pearson's, of score and label; an abstention counts as 0 */
    FIGURES,
};

struct figures {
    double of[FIGURES];
};

struct interval {
    double value, low, high;
};

/* times: how often each item counts; NULL: once. */
struct figures figures_of(const struct judged_item *, size_t size, const uint32_t *times);
struct interval figures_interval(const struct judged_item *, size_t size, enum figure, uint64_t seed);
/* Of after minus before; the same items in the same order, resampled together. */
struct interval figures_gain(const struct judged_item *before, const struct judged_item *after,
                             size_t size, enum figure, uint64_t seed);

#endif
