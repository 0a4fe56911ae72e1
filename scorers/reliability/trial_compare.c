/* trial_compare.c - "X is higher than Y", "12 more than", "lags behind".
 *
 * A line is what is measured, its points are the two that are compared. */
#include "trial_inner.h"

#include <math.h>
#include <string.h>

struct who {
    uint32_t point;
    bool found, sole;
};

/* The point named between start and end, by words that no measure has. */
static struct who find_who(struct trial *t, uint32_t start, uint32_t end)
{
    struct who w = { .sole = true };
    float best = 0;
    link_words(t->link, t->claim, start, end);
    for (uint32_t j = 0; j < trial_points(t); j++) {
        const struct link_line *k = trial_point_link(t, j);
        uint64_t said = (k->mask | k->more) & (t->link->content | t->link->numbers);
        float score = link_weight(t->link, said) - 0.2f * k->missed;
        if (!trial_is_point(t, j) || !said || score <= 0)
            continue;
        if (score > best * 1.1f) {
            w = (struct who){ .point = j, .found = true, .sole = true };
            best = score;
        } else if (score > best * 0.9f) {
            w.sole = false;
        }
    }
    return w;
}

static bool compares(const struct trial *t, const struct amount *a, const struct amount *b)
{
    double gap = t->claim->direction * (a->value - b->value);
    return gap > 0;
}

/* The gap itself, where the claim gives it: in units, in percent of the second, or as a multiple.
 */
static bool fits_gap(struct trial *t, const struct amount *a, const struct amount *b,
                     const struct place *places)
{
    double claimed = t->claim->direction * fabs(t->claim->figure.value);
    struct amount gap = *a;
    gap.value = a->value - b->value;
    if (t->claim->figure.unit == FIGURE_PERCENT && !a->percent)
        gap.value = b->value != 0 ? gap.value / fabs(b->value) * 100 : NAN;
    if (t->claim->figure.unit == FIGURE_TIMES) {
        gap.value = b->value != 0 ? a->value / b->value : NAN;
        claimed = t->claim->figure.value;
    }
    gap.half = a->half + b->half;
    return trial_reading(t, ROLE_PRIME, claimed, &gap, places, 2);
}

static void explain(struct trial *t, const struct place *places)
{
    struct assay_text a = trial_text(t, places[0]), b = trial_text(t, places[1]);
    trial_why(t, "%.*s against %.*s", grid_fit(a, 40), a.ptr,
              grid_fit(b, 40), b.ptr);
}

static void read_line(struct trial *t, uint32_t line, const struct who *x, const struct who *y,
                      bool sure)
{
    struct place places[2] = { { line, x->point }, { line, y->point } };
    struct amount a, b;
    if (!trial_amount(t, places[0], &a) || !trial_amount(t, places[1], &b) || a.dash || b.dash)
        return;
    if (t->claim->has_figure) {
        if (fits_gap(t, &a, &b, places))
            explain(t, places);
        else if (sure && trial_contradicts(t)) {
            trial_accuse(t, compares(t, &a, &b) ? NULL : "wrong sign");
            explain(t, places);
        }
        return;
    }
    if (compares(t, &a, &b)) {
        trial_supported(t, NAN, a.value - b.value, places, 2);
        explain(t, places);
    } else if (sure && fabs(a.value - b.value) > a.half + b.half && !t->claim->crowded) {
        t->prime = (struct amount){ .value = a.value - b.value };
        t->prime_claimed = NAN;
        memcpy(t->prime_places, places, sizeof places);
        t->prime_size = 2;
        trial_accuse(t, "wrong order");
        explain(t, places);
    }
}

void trial_compare(struct trial *t)
{
    const struct claim *c = t->claim;
    struct who x = find_who(t, c->start, c->split_end), y = find_who(t, c->split, c->end);
    if (!x.found || !y.found || x.point == y.point)
        return;
    link_words(t->link, c, c->start, c->end);
    trial_pick_lines(t);
    for (uint32_t i = 0; i < t->lines_size && t->found->status == ASSAY_UNVERIFIABLE; i++) {
        struct place both[2] = { { t->lines[i], x.point }, { t->lines[i], y.point } };
        bool sure = x.sole && y.sole && t->sole && trial_is_named(t, t->lines[i]) && !c->vague &&
                    !trial_unexplained(t, both, 2);
        read_line(t, t->lines[i], &x, &y, sure);
    }
}
