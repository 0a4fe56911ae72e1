/* trial_ratio.c - ratios, shares, proportions: one cell over another. */
#include "trial_inner.h"

#include <math.h>
#include <string.h>

struct side {
    struct places at;
    uint64_t unexplained;
    bool named, sole;
};

/* Periods said inside of a stretch of the clause, else all of the claim's. */
static uint32_t periods_of(const struct claim *c, uint32_t start, uint32_t end,
                           struct period ret[CLAIM_PERIODS])
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < c->periods_size; i++)
        if (c->periods[i].start >= start && c->periods[i].end <= end)
            ret[count++] = c->periods[i];
    if (count)
        return count;
    memcpy(ret, c->periods, sizeof c->periods);
    return c->periods_size;
}

/* The cells that a stretch of words means: the best line, and in it the best points. */
static void find_side(struct trial *t, uint32_t start, uint32_t end, struct side *ret)
{
    struct period periods[CLAIM_PERIODS];
    uint32_t count = periods_of(t->claim, start, end, periods);
    *ret = (struct side){ .at = { .size = 0 } };
    link_words(t->link, t->claim, start, end);
    trial_pick_lines(t);
    if (!t->lines_size)
        return;
    uint32_t line = t->lines[0];
    for (uint32_t i = 1; i < t->lines_size; i++)
        if (trial_line_link(t, t->lines[i])->score > trial_line_link(t, line)->score)
            line = t->lines[i];
    if (count)
        trial_places(t, line, &periods[0], &ret->at);
    if (!ret->at.size)
        trial_all_places(t, line, &ret->at);
    ret->named = trial_is_named(t, line);
    ret->sole = t->sole && ret->at.size == 1;
    ret->unexplained = trial_unexplained(t, ret->at.places, ret->at.size ? 1 : 0);
}

static struct amount divide(const struct amount *a, const struct amount *b, double times)
{
    double size = fabs(b->value);
    return (struct amount){
        .value = size > 0 ? a->value / b->value * times : NAN,
        .half = size > 0 ? times * (a->half / size + fabs(a->value) * b->half / (size * size)) : 0,
        .percent = true,
        .dash = a->dash || b->dash,
        .estimate = false
    };
}

/* In columns of the same kind and period where both sides leave it open. */
static void read_sides(struct trial *t, const struct side *a, const struct side *b)
{
    bool sure = a->sole && b->sole && a->named && b->named && !a->unexplained && !b->unexplained;
    double times = t->claim->figure.unit == FIGURE_PERCENT ? 100 : 1;
    bool alike = false;
    for (uint32_t i = 0; i < a->at.size; i++)
        for (uint32_t j = 0; j < b->at.size; j++)
            alike |= a->at.places[i].point == b->at.places[j].point;
    for (uint32_t i = 0; i < a->at.size; i++)
        for (uint32_t j = 0; j < b->at.size; j++) {
            struct place places[2] = { a->at.places[i], b->at.places[j] };
            struct amount x, y, share;
            if ((alike && places[0].point != places[1].point) || !trial_amount(t, places[0], &x) ||
                !trial_amount(t, places[1], &y))
                continue;
            share = divide(&x, &y, times);
            trial_reading(t, sure ? ROLE_PRIME : ROLE_ALSO, t->claim->figure.value, &share, places,
                          2);
            share.value = fabs(share.value); /* costs may be written as negative figures */
            trial_reading(t, ROLE_ALSO, t->claim->figure.value, &share, places, 2);
        }
}

static void judge(struct trial *t)
{
    const struct claim *c = t->claim;
    if (t->found->status == ASSAY_SUPPORTED || !trial_contradicts(t))
        return;
    double computed = t->prime.value,
           turned =
               computed != 0 ? (t->claim->figure.unit == FIGURE_PERCENT ? 1e4 : 1) / computed : NAN;
    const char *error = trial_within(c, -t->prime_claimed, computed) ? "wrong sign"
                        : isfinite(turned) && trial_within(c, t->prime_claimed, turned)
                            ? "wrong base"
                            : NULL;
    trial_accuse(t, error);
    trial_why(t, "%.10g is what the two cells give", computed);
}

/* The line itself is a share: "12.9% of sales" where a column of shares stands. */
static void read_share_cells(struct trial *t)
{
    link_words(t->link, t->claim, t->claim->subject, t->claim->subject_end);
    trial_pick_lines(t);
    for (uint32_t i = 0; i < t->lines_size; i++)
        for (uint32_t j = 0; j < trial_points(t); j++) {
            struct place p = { t->lines[i], j };
            struct amount a;
            if (trial_is_point(t, j) && trial_amount(t, p, &a) && a.percent && !a.dash)
                trial_reading(t, ROLE_ALSO, t->claim->figure.value, &a, &p, 1);
        }
}

void trial_ratio(struct trial *t)
{
    const struct claim *c = t->claim;
    struct side a, b;
    float best;
    if (c->split) {
        find_side(t, c->subject, c->split_end, &a);
        best = t->best;
        find_side(t, c->split, c->subject_end, &b);
        t->best += best;
        if (a.at.size && b.at.size) {
            read_sides(t, &a, &b);
            judge(t);
        }
    }
    best = t->best;
    if (t->found->status == ASSAY_UNVERIFIABLE)
        read_share_cells(t);
    t->best = best;
}
