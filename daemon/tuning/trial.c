#include "tuning/trial.h"

#include "base/mem.h"
#include "tuning/dice.h"

#include <math.h>
#include <string.h>

/* From "nearly anything goes" to "stay". */
static const double penalties[] = { 0.001, 0.002, 0.004, 0.008, INFINITY };
#define PENALTIES (sizeof penalties / sizeof *penalties)
#define NOBODY (-1)

void outcome_done(struct outcome *o)
{
    for (int i = 0; i < o->folds_size; i++)
        turning_done(&o->held[i]);
    turning_done(&o->whole);
    *o = (struct outcome){ 0 };
}

/* Learns from all folds but these two. */
static void learn(const struct trial *t, double penalty, int without, int nor, struct turning *ret)
{
    struct fit f = t->fit;
    size_t items = f.surface->items;
    bool *used = mem_array(items + 1, sizeof *used);
    for (size_t i = 0; i < items; i++)
        used[i] = t->folds[i] != without && t->folds[i] != nor;
    f.penalty = penalty;
    if (isinf(penalty))
        fit_stay(&f, ret);
    else
        fit_run(&f, used, ret);
    mem_free(&used);
}

/* Summed over the items of a fold. */
static double distance_in(const struct trial *t, const struct turning *turns, int fold)
{
    double sum = 0;
    for (size_t i = 0; i < t->fit.surface->items; i++)
        if (t->folds[i] == fold)
            sum += fit_distance(&t->fit, turns, i);
    return sum;
}

static size_t least(const double *sums)
{
    size_t best = PENALTIES - 1;
    for (size_t i = PENALTIES - 1; i-- > 0;)
        if (sums[i] < sums[best])
            best = i;
    return best;
}

/* For each fold, by penalty: the distance in the other folds, each judged by turns that saw neither. */
static void weigh_penalties(const struct trial *t, double sums[FOLDS_MAX][PENALTIES])
{
    memset(sums, 0, FOLDS_MAX * sizeof *sums);
    for (size_t p = 0; p < PENALTIES; p++)
        for (int a = 0; a < t->folds_size; a++)
            for (int b = a + 1; b < t->folds_size; b++) {
                HELD(turning) turns = { 0 };
                learn(t, penalties[p], a, b, &turns);
                sums[a][p] += distance_in(t, &turns, b);
                sums[b][p] += distance_in(t, &turns, a);
            }
}

/* The penalty for all items: by folds, each judged by turns that did not see it. */
static double choose_for_whole(const struct trial *t)
{
    double sums[PENALTIES] = { 0 };
    for (size_t p = 0; p < PENALTIES; p++)
        for (int fold = 0; fold < t->folds_size; fold++) {
            HELD(turning) turns = { 0 };
            learn(t, penalties[p], fold, fold, &turns);
            sums[p] += distance_in(t, &turns, fold);
        }
    return penalties[least(sums)];
}

static void learn_held(const struct trial *t, struct outcome *ret)
{
    double sums[FOLDS_MAX][PENALTIES];
    weigh_penalties(t, sums);
    ret->folds_size = t->folds_size;
    for (int fold = 0; fold < t->folds_size; fold++)
        learn(t, penalties[least(sums[fold])], fold, fold, &ret->held[fold]);
}

void trial_run(const struct trial *t, struct outcome *ret)
{
    learn_held(t, ret);
    ret->penalty = choose_for_whole(t);
    learn(t, ret->penalty, NOBODY, NOBODY, &ret->whole);
}

static struct judged_item judged(const struct trial *t, size_t item, const double *edge, double score)
{
    double own = t->fit.bent ? score / sqrt(1 + score * score) : score;
    return (struct judged_item){ t->labels[item], fit_band(&t->fit, edge, score), own,
                                 t->groups[item] };
}

void trial_expect(const struct trial *t, const struct outcome *o, struct judged_item *before,
                  struct judged_item *after)
{
    for (size_t i = 0; i < t->fit.surface->items; i++) {
        const struct turning *turns = &o->held[t->folds[i]];
        before[i] = judged(t, i, t->fit.edge, t->fit.surface->base[i]);
        after[i] = judged(t, i, turns->edge, fit_score(&t->fit, turns, i));
    }
}

/* ------------------------------------------------------------------ chance */

static double alpha_of(const struct trial *t)
{
    size_t size = t->fit.surface->items;
    HELD(outcome) o = { 0 };
    struct judged_item *before = mem_array(size + 1, sizeof *before);
    struct judged_item *after = mem_array(size + 1, sizeof *after);
    learn_held(t, &o);
    trial_expect(t, &o, before, after);
    double alpha = figures_of(after, size, NULL).of[FIGURE_ALPHA];
    mem_free(&before);
    mem_free(&after);
    return alpha;
}

double trial_chance(const struct trial *t, uint64_t seed)
{
    struct dice dice = { seed };
    size_t size = t->fit.surface->items, edges = t->fit.edges;
    size_t *order = mem_array(size + 1, sizeof *order);
    double *goals = mem_array(size * edges + 1, sizeof *goals);
    int *labels = mem_array(size + 1, sizeof *labels);
    for (size_t i = 0; i < size; i++)
        order[i] = i;
    dice_shuffle(&dice, order, size);
    for (size_t i = 0; i < size; i++) {
        labels[i] = t->labels[order[i]];
        memcpy(&goals[i * edges], &t->fit.goals[order[i] * edges], edges * sizeof *goals);
    }
    struct trial dealt = *t;
    dealt.fit.goals = goals;
    dealt.labels = labels;
    double alpha = alpha_of(&dealt);
    mem_free(&order);
    mem_free(&goals);
    mem_free(&labels);
    return alpha;
}
