/* surface.h - how the score of each labelled item moves when one dial is turned, as measured by
 * judging all of them again with that dial alone turned down, and up, as far as it goes.
 *
 *     HELD(surface) s = {0};
 *     surface_begin(&s, base_scores, items, dials);
 *     surface_add(&s, dial, SURFACE_UP, scores);     // of all items, that dial turned up
 *
 * Between, and with several dials turned, moves are taken to be straight and to add up: what a fit on
 * the surface finds has to be judged again for real. Scores are straightened (surface_straight) before
 * they come here. Most dials touch few items, so only these are kept. */
#ifndef TUNING_SURFACE_H
#define TUNING_SURFACE_H

#include "base/defs.h"

enum surface_side { SURFACE_DOWN, SURFACE_UP, SURFACE_SIDES };

struct surface_column {
    uint32_t *items;
    double *moves;
    size_t size;
};

struct surface {
    size_t items, dials;
    double *base;
    struct surface_column *columns; /* dials * SURFACE_SIDES */
};

/* A score that was bent to -1..1 by x / sqrt(x * x + 1), straight again; within +-10. */
double surface_straight(double score);

void surface_begin(struct surface *, const double *base, size_t items, size_t dials);
void surface_done(struct surface *);
void surface_add(struct surface *, size_t dial, enum surface_side, const double *scores);
const struct surface_column *surface_column(const struct surface *, size_t dial, enum surface_side);
/* How many items move when it is turned either way. */
size_t surface_touched(const struct surface *, size_t dial);

#endif
