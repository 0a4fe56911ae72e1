/* trial_ratio.c - ratios, shares, proportions: one cell over another. */
#include "trial_inner.h"

#include <math.h>
#include <string.h>

struct side {
    struct places at;
    struct place also[3]; /* "X and Y over Z": what is added to the first */
    uint32_t also_size;
    uint32_t line;
    uint64_t unexplained;
    bool named, sole, found;
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

static void find_places(const struct trial *t, uint32_t line, const struct period *period,
                        struct places *ret)
{
    ret->size = 0;
    if (period)
        trial_places(t, line, period, ret);
    if (!ret->size)
        trial_all_places(t, line, ret);
}

static bool says_and(const struct claim *c, uint32_t start, uint32_t end)
{
    for (uint32_t i = start; i + 5 <= end; i++)
        if (memcmp(c->text.ptr + i, " and ", 5) == 0)
            return true;
    return false;
}

/* The lines of "Taiwan and Japan": the first is the side's own, the others are added to it. */
static bool find_list(struct trial *t, const struct period *period, struct side *ret)
{
    uint32_t lines[4], count = trial_named_lines(t, lines, 4);
    if (count < 2)
        return false;
    link_words(t->link, t->claim, t->claim->start, t->claim->end);
    for (uint32_t i = 0; i < count; i++) {
        struct places at;
        find_places(t, lines[i], period, &at);
        if (at.size != 1)
            return false;
        if (i == 0)
            ret->at = at;
        else
            ret->also[ret->also_size++] = at.places[0];
    }
    ret->line = lines[0];
    ret->found = true;
    return true;
}

/* The cells that a stretch of words means: the best line, and in it the best points. */
static void find_side(struct trial *t, uint32_t start, uint32_t end, struct side *ret)
{
    struct period periods[CLAIM_PERIODS];
    uint32_t count = periods_of(t->claim, start, end, periods);
    const struct period *period = count ? &periods[0] : NULL;
    *ret = (struct side){ .at = { .size = 0 } };
    link_words(t->link, t->claim, start, end);
    trial_pick_lines(t);
    if (!t->lines_size || (says_and(t->claim, start, end) && !t->sole && find_list(t, period, ret)))
        return;
    uint32_t line = t->lines[0];
    for (uint32_t i = 1; i < t->lines_size; i++)
        if (trial_line_link(t, t->lines[i])->score > trial_line_link(t, line)->score)
            line = t->lines[i];
    ret->line = line;
    ret->found = true;
    ret->named = trial_is_named(t, line);
    ret->sole = t->sole;
    link_words(t->link, t->claim, t->claim->start, t->claim->end); /* for the column's words */
    find_places(t, line, period, &ret->at);
    link_words(t->link, t->claim, start, end);
    ret->sole = ret->sole && ret->at.size == 1;
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

    };
}

/* "in fiscal 2019 to fiscal 2018": the second side is the first one at another time. */
static void find_same_side(struct trial *t, const struct side *a, struct side *ret)
{
    struct period periods[CLAIM_PERIODS];
    const struct claim *c = t->claim;
    if (ret->found || !a->found || !periods_of(c, c->split, c->subject_end, periods))
        return;
    find_places(t, a->line, &periods[0], &ret->at);
    ret->line = a->line;
    ret->named = a->named;
    ret->sole = a->sole && ret->at.size == 1;
    ret->unexplained = t->link->content;
}

static void add_also(const struct trial *t, const struct side *s, struct amount *sum)
{
    for (uint32_t i = 0; i < s->also_size; i++) {
        struct amount a;
        if (trial_amount(t, s->also[i], &a))
            sum->value += a.value, sum->half += a.half;
    }
}

static void read_share(struct trial *t, enum role role, const struct amount *share,
                       const struct place *places)
{
    if (trial_reading(t, role, t->claim->figure.value, share, places, 2))
        trial_why(t, "%.6g%s is what the two cells give", share->value,
                  t->claim->figure.unit == FIGURE_PERCENT ? "%" : "");
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
            if ((alike && a->line != b->line && places[0].point != places[1].point) ||
                !trial_amount(t, places[0], &x) || !trial_amount(t, places[1], &y))
                continue;
            add_also(t, a, &x);
            add_also(t, b, &y);
            share = divide(&x, &y, times);
            read_share(t, sure ? ROLE_PRIME : ROLE_ALSO, &share, places);
            share.value = fabs(share.value); /* costs may be written as negative figures */
            read_share(t, ROLE_ALSO, &share, places);
        }
}

/* Of the whole: the table's total in the same column, or the row's own total. */
static void read_totals(struct trial *t, const struct side *a, bool sure)
{
    double times = t->claim->figure.unit == FIGURE_PERCENT ? 100 : 1;
    for (uint32_t i = 0; i < a->at.size; i++) {
        struct place own = a->at.places[i];
        struct amount x, y;
        if (!trial_amount(t, own, &x))
            continue;
        add_also(t, a, &x);
        for (uint32_t j = 0; j < trial_lines(t); j++) {
            struct place places[2] = { own, { j, own.point } };
            if (j == own.line || !trial_is_line(t, j) || !trial_line(t, j)->total ||
                !trial_amount(t, places[1], &y))
                continue;
            struct amount share = divide(&x, &y, times);
            read_share(t, sure ? ROLE_PRIME : ROLE_ALSO, &share, places);
        }
    }
}

/* "71% of imports": the whole is a column, and one cell of it is named. */
static bool is_of_column(struct trial *t, const struct side *a, const struct side *b)
{
    if (b->found || !a->sole || !a->named)
        return false;
    link_words(t->link, t->claim, t->claim->subject, t->claim->subject_end);
    const struct link_line *k = trial_point_link(t, a->at.places[0].point);
    return (k->mask & t->link->content) && !trial_unexplained(t, a->at.places, 1);
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
            if (!trial_is_point(t, j) || !trial_amount(t, p, &a) || !a.percent || a.dash)
                continue;
            if (trial_reading(t, ROLE_ALSO, t->claim->figure.value, &a, &p, 1))
                trial_why(t, "the table says %.10g%%", a.value);
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
        find_same_side(t, &a, &b);
        t->best += best;
        if (a.at.size && b.at.size)
            read_sides(t, &a, &b);
        if (a.at.size) {
            read_totals(t, &a, is_of_column(t, &a, &b));
            judge(t);
        }
    }
    best = t->best;
    if (t->found->status == ASSAY_UNVERIFIABLE)
        read_share_cells(t);
    t->best = best;
}
