#include "tuning/fit.h"

#include "base/mem.h"

#include <math.h>
#include <string.h>

#define SWEEPS   12   /* over everything */
#define POLISH   3    /* over what is turned, between two of these */
#define SETTLED  2e-3 /* no coordinate moved further in a sweep */
#define DAMPING  1.5  /* of curvature, so that a step hardly overshoots */
#define EDGE_UNIT 0.1 /* of the score's scale: as dear as one dial turned all the way */

/* One item's way through the fit: its score now. */
struct state {
    const struct fit *fit;
    const bool *used;
    struct turning *turns;
    double *scores;               /* straightened, with all turns so far */
    double edge[FIT_EDGES];       /* straightened */
    double count;                 /* of items used */
};

struct slope {
    double first, second;
};

static double straight(const struct fit *f, double edge)
{
    return f->bent ? surface_straight(edge) : edge;
}

static double logistic(double z)
{
    return 1 / (1 + exp(-z));
}

/* Of one edge's share in one item's loss, by the score. */
static struct slope slope_of(double score, double edge, double goal)
{
    double p = logistic((score - edge) / FIT_SOFTNESS), bend = p * (1 - p), off = p - goal;
    return (struct slope){ 2 * off * bend / FIT_SOFTNESS,
                           2 * (bend * bend + fabs(off) * bend * fabs(1 - 2 * p)) /
                               (FIT_SOFTNESS * FIT_SOFTNESS) };
}

static struct slope slope_of_item(const struct state *s, size_t item)
{
    const struct fit *f = s->fit;
    struct slope sum = { 0, 0 };
    for (size_t k = 0; k < f->edges; k++) {
        struct slope one = slope_of(s->scores[item], s->edge[k], f->goals[item * f->edges + k]);
        sum.first += one.first;
        sum.second += one.second;
    }
    return sum;
}

/* A Newton step towards the minimum of a parabola plus penalty * |at - home|, within bounds. */
static double step(struct slope slope, double at, double home, double penalty, double low, double high)
{
    double curve = DAMPING * slope.second + 1e-9;
    double aim = at - slope.first / curve, give = penalty / curve;
    double shrunk = aim > home + give ? aim - give : aim < home - give ? aim + give : home;
    return fmin(fmax(shrunk, low), high);
}

static double turn(struct state *s, size_t index)
{
    const struct surface_column *c = &s->fit->surface->columns[index];
    struct slope sum = { 0, 0 };
    for (size_t i = 0; i < c->size; i++) {
        if (!s->used[c->items[i]])
            continue;
        struct slope one = slope_of_item(s, c->items[i]);
        sum.first += one.first * c->moves[i];
        sum.second += one.second * c->moves[i] * c->moves[i];
    }
    sum.first /= s->count;
    sum.second /= s->count;
    double *amount = &s->turns->amount[index];
    double moved = step(sum, *amount, 0, s->fit->penalty, 0, 1) - *amount;
    *amount += moved;
    for (size_t i = 0; moved != 0 && i < c->size; i++)
        s->scores[c->items[i]] += moved * c->moves[i];
    return fabs(moved);
}

/* By how much a straightened edge moves with the edge itself. */
static double stretch(const struct fit *f, double edge)
{
    return f->bent ? pow(1 - edge * edge, -1.5) : 1;
}

static double move_edge(struct state *s, size_t k)
{
    const struct fit *f = s->fit;
    double *edge = &s->turns->edge[k], by = stretch(f, *edge) * EDGE_UNIT;
    struct slope sum = { 0, 0 };
    for (size_t i = 0; i < f->surface->items; i++) {
        if (!s->used[i])
            continue;
        struct slope one = slope_of(s->scores[i], s->edge[k], f->goals[i * f->edges + k]);
        sum.first -= one.first * by;
        sum.second += one.second * by * by;
    }
    sum.first /= s->count;
    sum.second /= s->count;
    double moved = step(sum, *edge / EDGE_UNIT, f->edge[k] / EDGE_UNIT, f->penalty,
                        f->edge_low[k] / EDGE_UNIT, f->edge_high[k] / EDGE_UNIT) -
                   *edge / EDGE_UNIT;
    *edge += moved * EDGE_UNIT;
    s->edge[k] = straight(f, *edge);
    return fabs(moved);
}

/* polish: only edges, and what is turned already, which are few. */
static double sweep(struct state *s, bool polish)
{
    double most = 0;
    for (size_t k = 0; k < s->fit->edges; k++)
        most = fmax(most, move_edge(s, k));
    for (size_t i = 0; i < s->fit->surface->dials * SURFACE_SIDES; i++)
        if (s->fit->surface->columns[i].size && (!polish || s->turns->amount[i] > 0))
            most = fmax(most, turn(s, i));
    return most;
}

static void settle(struct state *s)
{
    for (int i = 0; i < SWEEPS && sweep(s, false) > SETTLED; i++)
        for (int k = 0; k < POLISH && sweep(s, true) > SETTLED; k++)
            continue;
}

void turning_done(struct turning *t)
{
    mem_free(&t->amount);
}

void fit_stay(const struct fit *f, struct turning *ret)
{
    turning_done(ret);
    ret->amount = mem_array(f->surface->dials * SURFACE_SIDES + 1, sizeof *ret->amount);
    memcpy(ret->edge, f->edge, sizeof ret->edge);
}

void fit_run(const struct fit *f, const bool *used, struct turning *ret)
{
    struct state s = { .fit = f, .used = used, .turns = ret };
    fit_stay(f, ret);
    s.scores = mem_copy(f->surface->base, (f->surface->items + 1) * sizeof *s.scores);
    for (size_t i = 0; i < f->surface->items; i++)
        s.count += used[i];
    for (size_t k = 0; k < f->edges; k++)
        s.edge[k] = straight(f, f->edge[k]);
    if (s.count > 0)
        settle(&s);
    mem_free(&s.scores);
}

/* ------------------------------------------------------------------ what came of it */

static double move_of(const struct surface_column *c, size_t item)
{
    size_t low = 0, high = c->size;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (c->items[middle] < item)
            low = middle + 1;
        else
            high = middle;
    }
    return low < c->size && c->items[low] == item ? c->moves[low] : 0;
}

double fit_score(const struct fit *f, const struct turning *t, size_t item)
{
    double score = f->surface->base[item];
    for (size_t i = 0; i < f->surface->dials * SURFACE_SIDES; i++)
        if (t->amount[i] != 0)
            score += t->amount[i] * move_of(&f->surface->columns[i], item);
    return score;
}

double fit_distance(const struct fit *f, const struct turning *t, size_t item)
{
    double score = fit_score(f, t, item), sum = 0;
    for (size_t k = 0; k < f->edges; k++) {
        double off = logistic((score - straight(f, t->edge[k])) / FIT_SOFTNESS) -
                     f->goals[item * f->edges + k];
        sum += off * off;
    }
    return sum;
}

int fit_band(const struct fit *f, const double *edge, double score)
{
    int band = 0;
    for (size_t k = 0; k < f->edges; k++)
        band += score > straight(f, edge[k]);
    return band;
}
