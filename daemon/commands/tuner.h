/* tuner.h - one scorer's weights and bands against labels: measured, fitted, tried on what was held out.
 *
 *     struct tuner t = { .scorer = "tone", .config = config, .bands = &config->assayer.tone, ... };
 *     if (tuner_run(&t, complaints))
 *         ...t.improved, t.factors, t.edges, t.gains...
 *     tuner_done(&t);
 *
 * Every dial is turned down and up once and all items are judged again (tuning/surface.h); the fit and
 * its cross-validation work on that; what they find is judged again for real before it counts. */
#ifndef COMMANDS_TUNER_H
#define COMMANDS_TUNER_H

#include "commands/sample.h"
#include "config.h"
#include "tuning/dials.h"
#include "tuning/trial.h"

#define TUNER_LEAST  100 /* labels; with fewer, what is held out tells nothing */
#define TUNER_CHANCE 19  /* sets of labels dealt out anew: beating all is chance in one of twenty */

struct tuner {
    const char *scorer;               /* what the caller says, up to here ... */
    const struct config *config;
    const struct bands *bands;
    int folds_size;
    uint64_t seed;
    struct sample sample;             /* ... and gives */

    struct dials dials;
    struct surface surface;
    uint8_t *folds;
    struct trial trial;
    struct outcome outcome;
    double *scores;                   /* as configured; NAN: abstained */
    struct judged_item *before, *after, *within; /* within: by what is learnt from all */
    struct interval now[FIGURES], gains[FIGURES];
    struct figures held, learnt;      /* of after, of within */
    double chance[TUNER_CHANCE];      /* alpha, held out, with labels dealt out anew */
    double mistaken;                  /* mean difference between expected and real scores, held out */
    double *factors;                  /* of each dial, learnt from all labels */
    double edges[FIT_EDGES];
    bool improved;
};

/* False after complaints. */
MUST_USE bool tuner_run(struct tuner *, struct complaints *);
void tuner_done(struct tuner *);

/* The factor that the turns give a dial. */
double tuner_factor(const struct tuner *, const struct turning *, size_t dial);
bool tuner_is_edge_moved(const struct tuner *, size_t edge);
size_t tuner_turned_dials(const struct tuner *);
size_t tuner_moved_edges(const struct tuner *);
size_t tuner_stories(const struct tuner *);

#endif
