#include "commands/tuner.h"

#include "base/mem.h"
#include "base/progress.h"
#include "commands/audition.h"

#include <math.h>
#include <string.h>

#define EDGE_ROOM 0.02 /* left between an edge and the next, or home */
#define EDGE_DIGITS 100.0

/* One run through: what all steps share. */
struct run {
    struct tuner *tuner;
    const struct audition *audition;
    struct complaints *complaints;
    struct progress *progress;
    uint64_t done;                /* steps */
};

static void tick(struct run *r)
{
    r->done++;
    progress_at(r->progress, r->done, r->done);
}

/* ------------------------------------------------------------------ judging again */

static bool judge(struct run *r, struct slice over, double *ret_scores)
{
    bool good = audition_run(r->audition, over, ret_scores, r->complaints);
    tick(r);
    return good;
}

static bool judge_factors(struct run *r, const double *factors, double *ret_scores)
{
    HELD(text) over = { 0 };
    dials_write(&over, 0, &r->tuner->dials, factors, NULL);
    return judge(r, text_slice(&over), ret_scores);
}

static void straighten(const struct tuner *t, const double *scores, double *ret)
{
    for (size_t i = 0; i < t->sample.size; i++) {
        double score = isnan(scores[i]) ? 0 : scores[i];
        ret[i] = t->trial.fit.bent ? surface_straight(score) : score;
    }
}

static bool measure_side(struct run *r, size_t dial, enum surface_side side, double *factors,
                         double *scores)
{
    struct tuner *t = r->tuner;
    const struct dial *d = &t->dials.items[dial];
    factors[dial] = side == SURFACE_DOWN ? d->least : d->most;
    bool turned = dial_is_turned(d, factors[dial]);
    bool good = !turned || judge_factors(r, factors, scores);
    factors[dial] = 1;
    if (!good || !turned)
        return good;
    straighten(t, scores, scores);
    surface_add(&t->surface, dial, side, scores);
    return true;
}

static double *all_at_one(const struct tuner *t)
{
    double *factors = mem_array(t->dials.size + 1, sizeof *factors);
    for (size_t i = 0; i < t->dials.size; i++)
        factors[i] = 1;
    return factors;
}

static bool measure(struct run *r)
{
    struct tuner *t = r->tuner;
    double *scores = mem_array(t->sample.size + 1, sizeof *scores), *factors = all_at_one(t);
    bool good = judge(r, SLICE(""), t->scores);
    straighten(t, t->scores, scores);
    surface_begin(&t->surface, scores, t->sample.size, t->dials.size);
    for (size_t i = 0; good && i < t->dials.size; i++)
        good = measure_side(r, i, SURFACE_DOWN, factors, scores) &&
               measure_side(r, i, SURFACE_UP, factors, scores);
    mem_free(&scores);
    mem_free(&factors);
    return good;
}

/* ------------------------------------------------------------------ edges */

/* Edges keep their order, and a negative one stays below zero. */
static void bound_edges(const struct bands *bands, struct fit *f)
{
    for (size_t k = 0; k < f->edges; k++) {
        double below = bands->items[k].low, here = bands->items[k].high;
        double above = bands->items[k + 1].high;
        f->edge[k] = here;
        f->edge_low[k] = k ? (below + here) / 2 + EDGE_ROOM / 2 : below + EDGE_ROOM;
        f->edge_high[k] = k + 1 < f->edges ? (here + above) / 2 - EDGE_ROOM / 2 : above - EDGE_ROOM;
        if (here < bands->home)
            f->edge_high[k] = fmin(f->edge_high[k], bands->home - EDGE_ROOM);
        if (here > bands->home)
            f->edge_low[k] = fmax(f->edge_low[k], bands->home + EDGE_ROOM);
    }
}

static double rounded_edge(double edge)
{
    return round(edge * EDGE_DIGITS) / EDGE_DIGITS;
}

/* On an edge the band further from home, as scoring/bands.h says. */
static int band_of(const struct tuner *t, const double *edges, double score)
{
    int band = 0;
    double value = isnan(score) ? 0 : score;
    for (size_t k = 0; k < t->sample.edges; k++)
        band += edges[k] > t->bands->home ? value >= edges[k] : value > edges[k];
    return band;
}

/* ------------------------------------------------------------------ trying */

double tuner_factor(const struct tuner *t, const struct turning *turns, size_t dial)
{
    const struct dial *d = &t->dials.items[dial];
    const double *amount = &turns->amount[dial * SURFACE_SIDES];
    return 1 - amount[SURFACE_DOWN] * (1 - d->least) + amount[SURFACE_UP] * (d->most - 1);
}

static struct judged_item judged(const struct tuner *t, size_t i, const double *edges, double score)
{
    return (struct judged_item){ t->sample.labels[i], band_of(t, edges, score), score,
                                 t->sample.groups[i] };
}

/* What the turns really give, with weights and edges rounded as they would be written. */
static bool judge_turns(struct run *r, const struct turning *turns, double *ret_factors,
                        double *ret_edges, double *ret_scores)
{
    const struct tuner *t = r->tuner;
    for (size_t i = 0; i < t->dials.size; i++)
        ret_factors[i] = tuner_factor(t, turns, i);
    for (size_t k = 0; k < t->sample.edges; k++)
        ret_edges[k] = rounded_edge(turns->edge[k]);
    return judge_factors(r, ret_factors, ret_scores);
}

static bool try_fold(struct run *r, int fold, double *factors, double *scores)
{
    struct tuner *t = r->tuner;
    double edges[FIT_EDGES];
    if (!judge_turns(r, &t->outcome.held[fold], factors, edges, scores))
        return false;
    for (size_t i = 0; i < t->sample.size; i++) {
        if (t->folds[i] != fold)
            continue;
        double expected = t->after[i].score;
        t->after[i] = judged(t, i, edges, scores[i]);
        t->mistaken += fabs((isnan(scores[i]) ? 0 : scores[i]) - expected) / (double)t->sample.size;
    }
    return true;
}

static bool try_all(struct run *r)
{
    struct tuner *t = r->tuner;
    double *scores = mem_array(t->sample.size + 1, sizeof *scores);
    bool good = true;
    trial_expect(&t->trial, &t->outcome, t->before, t->after);
    for (size_t i = 0; i < t->sample.size; i++)
        t->before[i] = judged(t, i, t->trial.fit.edge, t->scores[i]);
    for (int fold = 0; good && fold < t->folds_size; fold++)
        good = try_fold(r, fold, t->factors, scores);
    good = good && judge_turns(r, &t->outcome.whole, t->factors, t->edges, scores);
    for (size_t i = 0; good && i < t->sample.size; i++)
        t->within[i] = judged(t, i, t->edges, scores[i]);
    mem_free(&scores);
    return good;
}

/* Beyond chance: sure of a gain, in agreement that labels which mean nothing never reached, and no
 * further from the labels than before. */
static bool is_beyond_chance(const struct tuner *t)
{
    double most = -INFINITY;
    for (size_t i = 0; i < TUNER_CHANCE; i++)
        most = fmax(most, t->chance[i]);
    const struct interval *gain = &t->gains[FIGURE_ALPHA];
    return gain->low > 0 && t->held.of[FIGURE_ALPHA] > most && t->gains[FIGURE_DISTANCE].value <= 0;
}

static void weigh_up(struct run *r)
{
    struct tuner *t = r->tuner;
    for (enum figure f = 0; f < FIGURES; f++) {
        t->now[f] = figures_interval(t->before, t->sample.size, f, t->seed);
        t->gains[f] = figures_gain(t->before, t->after, t->sample.size, f, t->seed);
    }
    t->held = figures_of(t->after, t->sample.size, NULL);
    t->learnt = figures_of(t->within, t->sample.size, NULL);
    for (size_t i = 0; i < TUNER_CHANCE; i++) {
        t->chance[i] = trial_chance(&t->trial, t->seed + 1 + i);
        tick(r);
    }
    t->improved = isfinite(t->outcome.penalty) && is_beyond_chance(t);
}

/* ------------------------------------------------------------------ the whole */

static void prepare(struct tuner *t, const struct params *params)
{
    size_t size = t->sample.size + 1;
    dials_find(params, &t->dials);
    t->scores = mem_array(size, sizeof *t->scores);
    t->before = mem_array(size, sizeof *t->before);
    t->after = mem_array(size, sizeof *t->after);
    t->within = mem_array(size, sizeof *t->within);
    t->factors = mem_array(t->dials.size + 1, sizeof *t->factors);
    t->folds = folds_deal(t->sample.groups, t->sample.size, t->folds_size, t->seed);
    t->trial = (struct trial){
        .fit = { .surface = &t->surface, .goals = t->sample.goals, .edges = t->sample.edges,
                 .bent = t->bands->items[0].low < 0 },
        .folds = t->folds, .folds_size = t->folds_size, .labels = t->sample.labels,
        .groups = t->sample.groups,
    };
    bound_edges(t->bands, &t->trial.fit);
}

bool tuner_run(struct tuner *t, struct complaints *complaints)
{
    OWNED(audition) audition =
        audition_new(t->config, t->scorer, t->sample.items, t->sample.size, complaints);
    if (!audition)
        return false;
    prepare(t, audition_params(audition));
    uint64_t steps = t->dials.size * SURFACE_SIDES + (uint64_t)t->folds_size + 2 + TUNER_CHANCE;
    OWNED(progress) progress = progress_new("tune", "steps", steps);
    struct run r = { t, audition, complaints, progress, 0 };
    if (!measure(&r))
        return false;
    trial_run(&t->trial, &t->outcome);
    if (!try_all(&r))
        return false;
    weigh_up(&r);
    return true;
}

void tuner_done(struct tuner *t)
{
    outcome_done(&t->outcome);
    surface_done(&t->surface);
    dials_done(&t->dials);
    sample_done(&t->sample);
    mem_free(&t->folds);
    mem_free(&t->scores);
    mem_free(&t->before);
    mem_free(&t->after);
    mem_free(&t->within);
    mem_free(&t->factors);
}

bool tuner_is_edge_moved(const struct tuner *t, size_t edge)
{
    return fabs(t->edges[edge] - t->trial.fit.edge[edge]) >= 0.5 / EDGE_DIGITS;
}

size_t tuner_turned_dials(const struct tuner *t)
{
    size_t count = 0;
    for (size_t i = 0; i < t->dials.size; i++)
        count += dial_is_turned(&t->dials.items[i], t->factors[i]);
    return count;
}

size_t tuner_moved_edges(const struct tuner *t)
{
    size_t count = 0;
    for (size_t k = 0; k < t->sample.edges; k++)
        count += tuner_is_edge_moved(t, k);
    return count;
}

size_t tuner_stories(const struct tuner *t)
{
    size_t count = 0;
    for (size_t i = 0; i < t->sample.size; i++)
        count += t->sample.groups[i] == i;
    return count;
}
