/* fit.h - turns of dials and edges of bands that bring scores nearer to labels, and no more turns than
 * the labels pay for.
 *
 *     struct fit f = { .surface = &s, .goals = goals, .edges = 4, .edge = {...}, .penalty = 0.002 };
 *     HELD(turning) t = {0};
 *     fit_run(&f, used, &t);                      // used[i]: item i may be learnt from
 *     double off = fit_distance(&f, &t, item);    // of an item that was not
 *
 * The loss of an item is the softened distance, in bands, between score and label: for each edge e the
 * square of s((x - e) / FIT_SOFTNESS) minus the share of annotators who put it above, s the logistic
 * curve. Added is `penalty` for each dial turned all the way, and for each 0.1 that an edge moves (L1: what
 * does not pay for itself stays exactly where it is). Solved by coordinate descent with damped Newton
 * steps. Deterministic; cost is linear in the moves of the surface. */
#ifndef TUNING_FIT_H
#define TUNING_FIT_H

#include "tuning/surface.h"

#define FIT_EDGES    15
#define FIT_SOFTNESS 0.12

struct fit {
    const struct surface *surface;
    const double *goals;          /* items * edges: share of annotators above that edge */
    size_t edges;
    double edge[FIT_EDGES];       /* where they are now, on the score's own scale */
    double edge_low[FIT_EDGES], edge_high[FIT_EDGES]; /* how far each may go */
    bool bent;                    /* scores were straightened: edges are to be, too */
    double penalty;
};

struct turning {
    double *amount;               /* dials * SURFACE_SIDES, 0 to 1: turned all the way */
    double edge[FIT_EDGES];
};

void turning_done(struct turning *);
void fit_run(const struct fit *, const bool *used, struct turning *ret);
/* No dial turned, no edge moved. */
void fit_stay(const struct fit *, struct turning *ret);

/* The straightened score that the turns are expected to give. */
double fit_score(const struct fit *, const struct turning *, size_t item);
double fit_distance(const struct fit *, const struct turning *, size_t item);
/* Above how many edges a straightened score lies. */
int fit_band(const struct fit *, const double *edge, double score);

#endif
