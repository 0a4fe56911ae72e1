/* trial_change.c - changes in percent, differences, multiples: an old value and a new one. */
#include "caseless.h"
#include "trial_inner.h"

#include <ctype.h>
#include <math.h>
#include <string.h>
#include <strings.h>

#define PAIRS_MOST   24
#define POINTS_TRIED 6 /* without periods every pair of so many points is tried */

struct pair {
    struct place old, new;
    bool meant; /* the claim or the headers say that these two are compared */
};

struct pairs {
    struct pair pairs[PAIRS_MOST];
    uint32_t size;
};

static void add_pair(struct pairs *all, struct place old, struct place new, bool meant)
{
    if (all->size < PAIRS_MOST)
        all->pairs[all->size++] = (struct pair){ old, new, meant };
}

static uint64_t kind_of(const struct trial *t, struct place p)
{
    return trial_point(t, p.point)->kind;
}

/* Of all pairs across two sets of places, those in columns of one kind; else all. */
static void cross(const struct trial *t, const struct places *old, const struct places *new,
                  struct pairs *all)
{
    bool alike = false;
    for (uint32_t i = 0; i < old->size; i++)
        for (uint32_t j = 0; j < new->size; j++)
            alike |= kind_of(t, old->places[i]) == kind_of(t, new->places[j]);
    for (uint32_t i = 0; i < old->size; i++)
        for (uint32_t j = 0; j < new->size; j++)
            if (!alike || kind_of(t, old->places[i]) == kind_of(t, new->places[j]))
                add_pair(all, old->places[i], new->places[j], true);
}

/* Two periods in the order of time, however the claim puts them. */
static void pairs_of_two(const struct trial *t, uint32_t line, struct pairs *all)
{
    const struct period *a = &t->claim->periods[0], *b = &t->claim->periods[1];
    bool swapped = period_order(a, b) > 0;
    struct places old, new;
    trial_places(t, line, swapped ? b : a, &old);
    trial_places(t, line, swapped ? a : b, &new);
    cross(t, &old, &new, all);
}

static bool is_before(const struct grid_line *a, const struct grid_line *b)
{
    return a->periods_size && b->periods_size && period_order(&a->periods[0], &b->periods[0]) < 0;
}

/* "Since 2022": the first period of the table can only be what later ones are compared with. */
static void pairs_since(const struct trial *t, struct place old, struct pairs *all)
{
    uint32_t later[POINTS_TRIED], count = 0;
    for (uint32_t j = 0; j < trial_points(t) && count < POINTS_TRIED; j++) {
        struct amount a;
        if (trial_is_point(t, j) && !trial_point(t, j)->change &&
            trial_point(t, j)->kind == trial_point(t, old.point)->kind &&
            is_before(trial_point(t, old.point), trial_point(t, j)) &&
            trial_amount(t, (struct place){ old.line, j }, &a))
            later[count++] = j;
    }
    for (uint32_t i = 0; i < count; i++)
        add_pair(all, old, (struct place){ old.line, later[i] }, count == 1);
}

/* One period: against the nearest one before it in the table, and for quarters the year before. */
static void pairs_of_one(const struct trial *t, uint32_t line, struct pairs *all)
{
    struct places new;
    trial_places(t, line, &t->claim->periods[0], &new);
    for (uint32_t i = 0; i < new.size; i++) {
        struct place at = new.places[i];
        const struct grid_line *here = trial_point(t, at.point);
        uint32_t nearest = GRID_NONE, year_before = GRID_NONE;
        for (uint32_t j = 0; j < trial_points(t); j++) {
            const struct grid_line *point = trial_point(t, j);
            struct amount a;
            if (!trial_is_point(t, j) || point->change || point->kind != here->kind ||
                !is_before(point, here) || !trial_amount(t, (struct place){ at.line, j }, &a))
                continue;
            if (nearest == GRID_NONE || is_before(trial_point(t, nearest), point))
                nearest = j;
            if (point->periods[0].quarter == here->periods[0].quarter &&
                point->periods[0].year + 1 == here->periods[0].year)
                year_before = j;
        }
        if (nearest != GRID_NONE)
            add_pair(all, (struct place){ at.line, nearest }, at, true);
        if (year_before != GRID_NONE && year_before != nearest)
            add_pair(all, (struct place){ at.line, year_before }, at, true);
        if (nearest == GRID_NONE)
            pairs_since(t, at, all);
    }
}

static struct assay_text point_label(const struct trial *t, uint32_t point)
{
    return t->turned      ? grid_row_name(t->grid, point)
           : t->grid->top ? grid_text(t->grid, t->grid->top - 1, point)
                          : (struct assay_text){ "", 0 };
}

static bool label_starts(const struct trial *t, uint32_t point, const char *const *words,
                         size_t size)
{
    struct assay_text label = point_label(t, point);
    for (size_t i = 0; i < size; i++)
        if (caseless_at(label, 0, words[i]))
            return true;
    return false;
}

/* Which of the names the label's first word is, from 1 on, whole or cut after three letters; 0: none. */
static int place_among(struct assay_text label, const char *const *names)
{
    uint32_t len = 0;
    while (len < label.len && isalpha((unsigned char)label.ptr[len]))
        len++;
    for (int i = 0; names[i] && len >= 3; i++)
        if (len <= strlen(names[i]) && strncasecmp(label.ptr, names[i], len) == 0)
            return i + 1;
    return 0;
}

/* "Week 48" and "Week 49": the same but for a number at the end. */
static bool is_next_number(struct assay_text a, struct assay_text b)
{
    long numbers[2] = { 0, 0 };
    const struct assay_text labels[2] = { a, b };
    uint32_t heads[2];
    for (int i = 0; i < 2; i++) {
        uint32_t at = labels[i].len;
        while (at && labels[i].ptr[at - 1] >= '0' && labels[i].ptr[at - 1] <= '9')
            at--;
        if (at == labels[i].len || labels[i].len - at > 4 || !at || labels[i].ptr[at - 1] != ' ')
            return false;
        heads[i] = at;
        for (uint32_t d = at; d < labels[i].len; d++)
            numbers[i] = numbers[i] * 10 + (labels[i].ptr[d] - '0');
    }
    return heads[0] == heads[1] && strncasecmp(a.ptr, b.ptr, heads[0]) == 0 &&
           numbers[0] < numbers[1];
}

/* Days, months and numbers in the order in which they follow one another. */
static bool is_in_turn(const struct trial *t, uint32_t old, uint32_t new)
{
    static const char *const days[] = { "monday", "tuesday",  "wednesday", "thursday",
                                        "friday", "saturday", "sunday",    NULL };
    static const char *const months[] = { "january",   "february", "march",    "april",    "may",
                                          "june",      "july",     "august",   "september",
                                          "october",   "november", "december", NULL };
    struct assay_text a = point_label(t, old), b = point_label(t, new);
    int day[2] = { place_among(a, days), place_among(b, days) };
    int month[2] = { place_among(a, months), place_among(b, months) };
    return (day[0] && day[0] < day[1]) || (month[0] && month[0] < month[1]) || is_next_number(a, b);
}

static bool is_earlier(const struct trial *t, uint32_t old, uint32_t new)
{
    static const char *const before[] = { "pre-", "pre ", "before", "prior",   "previous",
                                          "old",  "last", "past",   "without", "baseline" };
    static const char *const after[] = { "post", "after",  "new",         "current", "now",
                                         "this", "latest", "as reported", "with " };
    static const char *const now[] = { "now" }, *const from[] = { "from " };
    if (trial_point(t, old)->periods_size && trial_point(t, new)->periods_size)
        return is_before(trial_point(t, old), trial_point(t, new));
    return is_in_turn(t, old, new) ||
           (label_starts(t, old, now, 1) && label_starts(t, new, from, 1)) ||
           (label_starts(t, old, before, sizeof before / sizeof *before) &&
            label_starts(t, new, after, sizeof after / sizeof *after));
}

static bool is_said(const struct trial *t, uint32_t point)
{
    const struct link_line *k = trial_point_link(t, point);
    return ((k->mask | k->more) & t->link->content) != 0;
}

/* No period: pairs that the headers order in time, or the claim speaks of; meant is the only one
 * of the first kind. */
static void pairs_of_none(const struct trial *t, uint32_t line, struct pairs *all)
{
    struct place points[POINTS_TRIED];
    uint32_t count = 0, ordered = 0;
    for (uint32_t j = 0; j < trial_points(t) && count < POINTS_TRIED; j++) {
        struct place p = { line, j };
        struct amount a;
        if (trial_is_point(t, j) && !trial_point(t, j)->change && trial_amount(t, p, &a))
            points[count++] = p;
    }
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t j = 0; j < count; j++)
            ordered += i != j && is_earlier(t, points[i].point, points[j].point);
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t j = 0; j < count; j++) {
            bool earlier = i != j && is_earlier(t, points[i].point, points[j].point);
            if (i != j && (ordered ? earlier
                                   : is_said(t, points[i].point) || is_said(t, points[j].point)))
                add_pair(all, points[i], points[j], ordered == 1 && earlier);
        }
}

static void find_pairs(const struct trial *t, uint32_t line, struct pairs *all)
{
    all->size = 0;
    if (t->claim->periods_size >= 2)
        pairs_of_two(t, line, all);
    else if (t->claim->periods_size == 1)
        pairs_of_one(t, line, all);
    if (!all->size && t->claim->periods_size < 2)
        pairs_of_none(t, line, all);
}

/* Arithmetic, with the reach of the cells' own rounding */

static struct amount percent_change(const struct amount *o, const struct amount *n, double base)
{
    double size = fabs(o->value);
    return (struct amount){
        .value = size > 0 ? (n->value - o->value) / base * 100 : NAN,
        .half = size > 0 ? 100 * (n->half / size + fabs(n->value) * o->half / (size * size)) : 0,
        .percent = true,
        .dash = o->dash || n->dash,

    };
}

static struct amount less(const struct amount *n, const struct amount *o)
{
    return (struct amount){ .value = n->value - o->value,
                            .half = n->half + o->half,
                            .scale = n->scale,
                            .own_scale = n->own_scale,
                            .percent = n->percent,
                            .dash = o->dash && n->dash };
}

static struct amount over(const struct amount *n, const struct amount *o)
{
    return (struct amount){ .value = o->value != 0 ? n->value / o->value : NAN,
                            .half = o->value != 0
                                        ? n->half / fabs(o->value) +
                                              fabs(n->value) * o->half / (o->value * o->value)
                                        : 0,
                            .percent = true,
                            .dash = o->dash || n->dash };
}

static double basis(const struct claim *c)
{
    return c->figure.unit == FIGURE_BASIS_POINTS ? 0.01 : 1;
}

/* "The change in the tax rate was 2%": of a rate in percent, points may be meant. "A 2% fall" and
 * "the percentage change" may not. */
static bool points_are_sensible(const struct trial *t)
{
    return t->claim->direction == 0 && !t->claim->relative;
}

static void read_pair(struct trial *t, const struct pair *pair)
{
    const struct claim *c = t->claim;
    struct amount o, n, change;
    struct place places[2] = { pair->old, pair->new };
    double claimed = trial_claimed(c);
    enum role role = pair->meant ? ROLE_PRIME : ROLE_ALSO;
    if (!trial_amount(t, pair->old, &o) || !trial_amount(t, pair->new, &n))
        return;
    if (c->op == CLAIM_TIMES) {
        change = over(&n, &o);
        trial_reading(t, role, c->figure.value, &change, places, 2);
        return;
    }
    if (c->op == CLAIM_DIFFERENCE) {
        change = less(&n, &o);
        trial_reading(t, role, claimed * basis(c), &change, places, 2);
    } else {
        change = percent_change(&o, &n, fabs(o.value));
        trial_reading(t, role, claimed, &change, places, 2);
        struct amount raw = percent_change(&o, &n, o.value);
        if (o.value < 0)
            trial_reading(t, ROLE_ALSO, claimed, &raw, places, 2);
        struct amount points = less(&n, &o);
        if (points_are_sensible(t) && n.percent)
            trial_reading(t, ROLE_ALSO, claimed, &points, places, 2);
    }
    if (o.value < 0 && n.value < 0) { /* "losses widened", deductions in brackets: by their size */
        o.value = -o.value;
        n.value = -n.value;
        change = c->op == CLAIM_DIFFERENCE ? less(&n, &o) : percent_change(&o, &n, o.value);
        trial_reading(t, ROLE_ALSO, claimed, &change, places, 2);
    }
    if (c->unsigned_change && claimed > 0) { /* "a change of 5%": up or down */
        change.value = -change.value;
        trial_reading(t, ROLE_ALSO, claimed, &change, places, 2);
    }
}

/* The table's own column of changes says it. */
static void read_change_columns(struct trial *t, uint32_t line)
{
    for (uint32_t j = 0; j < trial_points(t); j++) {
        struct place p = { line, j };
        struct amount a;
        if (!trial_is_point(t, j) || !trial_point(t, j)->change || !trial_amount(t, p, &a) || a.dash)
            continue;
        struct assay_text text = trial_text(t, p);
        if (!trial_reading(t, ROLE_ALSO, trial_claimed(t->claim), &a, &p, 1))
            continue;
        trial_why(t, "the table's own change is %.*s", grid_fit(text, 40), text.ptr);
        return;
    }
}

/* Names for what went wrong */

static bool fits_pair(const struct trial *t, const struct pair *pair)
{
    struct amount o, n, change;
    if (!trial_amount(t, pair->old, &o) || !trial_amount(t, pair->new, &n) || o.dash)
        return false;
    change =
        t->claim->op == CLAIM_DIFFERENCE ? less(&n, &o) : percent_change(&o, &n, fabs(o.value));
    return isfinite(change.value) && trial_within(t->claim, trial_claimed(t->claim), change.value);
}

static bool is_power_off(const struct claim *c, double claimed, double computed)
{
    static const double powers[] = { 10, 100, 1e3, 1e6, 1e9 };
    for (size_t i = 0; i < sizeof powers / sizeof *powers; i++)
        if (trial_within(c, claimed, computed * powers[i]) ||
            trial_within(c, claimed, computed / powers[i]))
            return fabs(claimed) > 0;
    return false;
}

static const char *name_error(const struct trial *t, const struct pair *pair)
{
    const struct claim *c = t->claim;
    struct amount o, n;
    double claimed = trial_claimed(c), computed = t->prime.value;
    trial_amount(t, pair->old, &o);
    trial_amount(t, pair->new, &n);
    if (trial_within(c, -claimed, computed))
        return "wrong sign";
    if (c->op == CLAIM_CHANGE && n.value != 0 &&
        trial_within(c, claimed, (n.value - o.value) / fabs(n.value) * 100))
        return "wrong base";
    if (c->op == CLAIM_CHANGE && trial_within(c, claimed, n.value - o.value))
        return n.percent ? "points for percent" : "difference for percent";
    if (c->op == CLAIM_DIFFERENCE && o.value != 0 &&
        trial_within(c, claimed, (n.value - o.value) / fabs(o.value) * 100))
        return "percent for points";
    if (is_power_off(c, claimed, computed))
        return "off by a scale";
    return NULL;
}

/* Three digits or more that come out exactly, but for a sign or a base, are no accident. */
static bool is_telling(const struct claim *c)
{
    return c->figure.half > 0 && fabs(c->figure.value) / (2 * c->figure.half) >= 100;
}

/* Two digits are an accident more often: there must be nothing else that could be meant, neither another
 * row nor another measure, and at most one word that the table lacks ("shipments"). */
static bool is_lone_measure(const struct trial *t, const struct pair *pair)
{
    const struct claim *c = t->claim;
    const struct place places[2] = { pair->old, pair->new };
    for (uint32_t j = 0; j < trial_points(t); j++)
        if (trial_is_point(t, j) && !trial_point(t, j)->periods_size && !trial_point(t, j)->change)
            return false;
    return c->figure.half > 0 && fabs(c->figure.value) / (2 * c->figure.half) >= 10 && t->sole &&
           !t->turned && trial_is_named(t, pair->old.line) && c->direction &&
           __builtin_popcountll(trial_unexplained(t, places, 2)) <= 1;
}

/* All of a label of three words or more, none of them by a synonym. */
static bool is_said_in_full(const struct trial *t, uint32_t line)
{
    const struct link_line *k = trial_line_link(t, line);
    return k->missed < 0.1f &&
           __builtin_popcountll(k->mask & t->link->content & ~t->link->loose) >= 3;
}

/* A slip whose figure comes out exactly: then the row is the one meant, whatever else was said. */
static const char *telling_error(struct trial *t, const struct pair *pair)
{
    const struct claim *c = t->claim;
    struct amount o, n;
    if (c->crowded || c->negated || c->aside || c->limit != LIMIT_EXACT ||
        !trial_amount(t, pair->old, &o) || !trial_amount(t, pair->new, &n) || o.dash || n.dash)
        return NULL;
    struct amount change =
        c->op == CLAIM_DIFFERENCE ? less(&n, &o) : percent_change(&o, &n, fabs(o.value));
    t->prime = change;
    t->prime_claimed = trial_claimed(c);
    t->prime_places[0] = pair->old;
    t->prime_places[1] = pair->new;
    t->prime_size = 2;
    if (!isfinite(change.value) || c->op == CLAIM_TIMES)
        return NULL;
    const char *error = name_error(t, pair);
    if (!error || strcmp(error, "off by a scale") == 0)
        return NULL;
    bool sign = strcmp(error, "wrong sign") == 0;
    bool sure = is_telling(c) || is_lone_measure(t, pair) ||
                (sign && is_said_in_full(t, pair->old.line));
    return sure ? error : NULL;
}

/* The same two columns in another row; also whatever the sign, since a fall may be told of a rise.
 */
static uint32_t find_other_row(const struct trial *t, const struct pair *pair, double *ret)
{
    double claimed = trial_claimed(t->claim);
    for (uint32_t i = 0; i < trial_lines(t); i++) {
        struct amount o, n, change;
        if (i == pair->old.line || !trial_is_line(t, i) ||
            !trial_amount(t, (struct place){ i, pair->old.point }, &o) ||
            !trial_amount(t, (struct place){ i, pair->new.point }, &n) || o.dash || n.dash)
            continue;
        change =
            t->claim->op == CLAIM_DIFFERENCE ? less(&n, &o) : percent_change(&o, &n, fabs(o.value));
        if (isfinite(change.value) && trial_within(t->claim, fabs(claimed), fabs(change.value))) {
            *ret = change.value;
            return i;
        }
    }
    return GRID_NONE;
}

static bool fits_other_period(const struct trial *t, uint32_t line)
{
    struct pairs all = { .size = 0 };
    pairs_of_none(t, line, &all);
    for (uint32_t i = 0; i < all.size; i++)
        if (fits_pair(t, &all.pairs[i]))
            return true;
    return false;
}

static void explain(struct trial *t, const struct pair *pair, const char *error, uint32_t other,
                    double other_value)
{
    struct assay_text name =
        t->turned ? grid_text(t->grid, t->grid->top ? t->grid->top - 1 : 0, pair->old.line)
                  : grid_row_name(t->grid, pair->old.line);
    struct assay_text old = trial_text(t, pair->old), new = trial_text(t, pair->new);
    const char *unit = t->claim->op == CLAIM_DIFFERENCE ? ""
                       : t->claim->op == CLAIM_TIMES    ? " times"
                                                        : "%";
    int used = 0;
    struct assay_text other_name = { "", 0 };
    if (other != GRID_NONE)
        other_name =
            t->turned ? (struct assay_text){ "another column", 14 } : grid_row_name(t->grid, other);
    (void)used;
    if (error && strcmp(error, "another row's value") == 0)
        trial_why(t, "%.*s: %.*s to %.*s is %+.4g%s; %+.4g%s is what %.*s shows",
                  grid_fit(name, 60), name.ptr,
                  grid_fit(old, 24), old.ptr, grid_fit(new, 24),
                  new.ptr, t->found->computed, unit, other_value, unit,
                  grid_fit(other_name, 60), other_name.ptr);
    else
        trial_why(t, "%.*s: %.*s to %.*s is %+.4g%s", grid_fit(name, 60),
                  name.ptr, grid_fit(old, 24), old.ptr,
                  grid_fit(new, 24), new.ptr, t->found->computed, unit);
}

/* A figure ten times beyond anything in the row speaks of something else. */
static bool is_within_reach(const struct trial *t, const struct pair *pair)
{
    struct amount o, n;
    if (t->claim->op != CLAIM_DIFFERENCE || !trial_amount(t, pair->old, &o) ||
        !trial_amount(t, pair->new, &n))
        return true;
    double most = fmax(fmax(fabs(o.value), fabs(n.value)), fabs(n.value - o.value));
    return fabs(trial_claimed(t->claim)) <= 10 * most;
}

/* Everything must hold before anyone is accused. */
static void judge(struct trial *t, const struct pair *pair)
{
    if (!trial_is_certain(t))
        return;
    double other_value = 0;
    uint32_t other = GRID_NONE;
    const char *error = name_error(t, pair);
    if (!error) {
        other = find_other_row(t, pair, &other_value);
        error = other != GRID_NONE                     ? "another row's value"
                : fits_other_period(t, pair->old.line) ? "another period"
                                                       : NULL;
    }
    if (!error && !is_within_reach(t, pair))
        return;
    trial_accuse(t, error);
    explain(t, pair, error, other, other_value);
}

static void judge_telling(struct trial *t, const struct pairs *meant)
{
    for (uint32_t i = 0; i < meant->size && t->found->status == ASSAY_UNVERIFIABLE; i++) {
        const char *error = telling_error(t, &meant->pairs[i]);
        if (!error)
            continue;
        trial_accuse(t, error);
        explain(t, &meant->pairs[i], error, GRID_NONE, 0);
    }
}

void trial_change(struct trial *t)
{
    struct pairs all = { .size = 0 }, tried = { .size = 0 };
    struct pair meant = { { 0, 0 }, { 0, 0 }, false };
    if (trial_as_value(t))
        return;
    link_words(t->link, t->claim, t->claim->subject, t->claim->subject_end);
    trial_pick_lines(t);
    for (uint32_t i = 0; i < t->lines_size; i++) {
        find_pairs(t, t->lines[i], &all);
        for (uint32_t j = 0; j < all.size; j++) {
            read_pair(t, &all.pairs[j]);
            if (all.pairs[j].meant) {
                meant = all.pairs[j];
                add_pair(&tried, meant.old, meant.new, true);
            }
            if (t->found->status == ASSAY_SUPPORTED) {
                explain(t, &all.pairs[j], NULL, GRID_NONE, 0);
                return;
            }
        }
        read_change_columns(t, t->lines[i]);
    }
    if (t->found->status != ASSAY_SUPPORTED)
        judge(t, &meant);
    if (t->found->status == ASSAY_UNVERIFIABLE)
        judge_telling(t, &tried);
}
