/* bands.h - scores into words: -0.30 is "mildly negative".
 *
 * Bands lie side by side from the lowest score to the highest. An edge belongs to the band
 * further from `home`, the score that says nothing (0 for tone; 0 for reliability too, so that an
 * edge there belongs to the better band). The tone's five labels are fixed, their edges are not. */
#ifndef SCORING_BANDS_H
#define SCORING_BANDS_H

#include "base/defs.h"

#define BANDS_MAX 16

struct band {
    const char *name;
    double low, high;
};

struct bands {
    struct band items[BANDS_MAX]; /* ascending, without gap or overlap */
    size_t size;
    double home;
};

/* The shipped ones. */
extern const struct bands bands_tone, bands_reliability;

/* The band's name; *ret_margin (may be NULL) is how far the value lies from the nearest edge to
 * another band. Values outside belong to the first or last band. */
const char *bands_label(const struct bands *, double value, double *ret_margin);

#endif
