#include "tuning/figures.h"

#include "base/mem.h"
#include "tuning/agreement.h"
#include "tuning/dice.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Sums over items, for Pearson's r. */
struct moments {
    double n, x, y, xx, yy, xy;
};

static void moments_add(struct moments *m, double x, double y, double times)
{
    m->n += times;
    m->x += times * x;
    m->y += times * y;
    m->xx += times * x * x;
    m->yy += times * y * y;
    m->xy += times * x * y;
}

static double correlation(const struct moments *m)
{
    double xx = m->xx - m->x * m->x / m->n, yy = m->yy - m->y * m->y / m->n;
    double xy = m->xy - m->x * m->y / m->n;
    return xx > 1e-12 && yy > 1e-12 ? xy / sqrt(xx * yy) : 0;
}

static void pair_add(struct agreement *a, int x, int y, double times)
{
    a->pairs[x][y] += times;
    a->pairs[y][x] += times;
    a->bands = x >= a->bands ? x + 1 : a->bands;
    a->bands = y >= a->bands ? y + 1 : a->bands;
}

struct figures figures_of(const struct judged_item *items, size_t size, const uint32_t *times)
{
    struct agreement agreement = { .bands = 1 };
    struct moments moments = { 0 };
    double same = 0, near = 0, distance = 0;
    for (size_t i = 0; i < size; i++) {
        double n = times ? times[i] : 1;
        int apart = abs(items[i].label - items[i].band);
        if (n == 0)
            continue;
        pair_add(&agreement, items[i].label, items[i].band, n);
        moments_add(&moments, isnan(items[i].score) ? 0 : items[i].score, items[i].label, n);
        same += n * (apart == 0);
        near += n * (apart <= 1);
        distance += n * apart;
    }
    double alpha = agreement_alpha(&agreement);
    return (struct figures){ { isnan(alpha) ? 0 : alpha, same / moments.n, near / moments.n,
                               distance / moments.n, correlation(&moments) } };
}

/* ------------------------------------------------------------------ resampling */

/* As many groups as there are, drawn with replacement; each item counts as often as its group. */
static void draw(struct dice *dice, const struct judged_item *items, size_t size, size_t *present,
                 size_t presents, uint32_t *drawn, uint32_t *times)
{
    memset(drawn, 0, (size + 1) * sizeof *drawn);
    for (size_t i = 0; i < presents; i++)
        drawn[present[dice_below(dice, presents)]]++;
    for (size_t i = 0; i < size; i++)
        times[i] = drawn[items[i].group];
}

static size_t list_groups(const struct judged_item *items, size_t size, size_t *ret)
{
    bool *seen = mem_array(size + 1, sizeof *seen);
    size_t count = 0;
    for (size_t i = 0; i < size; i++) {
        if (!seen[items[i].group])
            ret[count++] = items[i].group;
        seen[items[i].group] = true;
    }
    mem_free(&seen);
    return count;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* Agreement below chance is as good as none. */
static double counted(const struct judged_item *items, size_t size, const uint32_t *times,
                      enum figure figure)
{
    double value = figures_of(items, size, times).of[figure];
    return figure == FIGURE_ALPHA ? fmax(value, 0) : value;
}

/* before NULL: of after alone. */
static double value_of(const struct judged_item *before, const struct judged_item *after, size_t size,
                       const uint32_t *times, enum figure figure)
{
    if (!before)
        return figures_of(after, size, times).of[figure];
    return counted(after, size, times, figure) - counted(before, size, times, figure);
}

static struct interval resample(const struct judged_item *before, const struct judged_item *after,
                                size_t size, enum figure figure, uint64_t seed)
{
    struct dice dice = { seed };
    size_t *groups = mem_array(size + 1, sizeof *groups);
    uint32_t *drawn = mem_array(size + 1, sizeof *drawn), *times = mem_array(size + 1, sizeof *times);
    double *values = mem_array(FIGURES_RESAMPLES, sizeof *values);
    size_t present = list_groups(after, size, groups);
    for (size_t i = 0; i < FIGURES_RESAMPLES; i++) {
        draw(&dice, after, size, groups, present, drawn, times);
        values[i] = value_of(before, after, size, times, figure);
    }
    qsort(values, FIGURES_RESAMPLES, sizeof *values, by_value);
    struct interval ret = { value_of(before, after, size, NULL, figure),
                            values[FIGURES_RESAMPLES * 25 / 1000],
                            values[FIGURES_RESAMPLES * 975 / 1000 - 1] };
    mem_free(&groups);
    mem_free(&drawn);
    mem_free(&times);
    mem_free(&values);
    return ret;
}

struct interval figures_interval(const struct judged_item *items, size_t size, enum figure figure,
                                 uint64_t seed)
{
    return resample(NULL, items, size, figure, seed);
}

struct interval figures_gain(const struct judged_item *before, const struct judged_item *after,
                             size_t size, enum figure figure, uint64_t seed)
{
    return resample(before, after, size, figure, seed);
}
