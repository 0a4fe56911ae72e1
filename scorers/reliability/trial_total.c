/* trial_total.c - sums and averages: over the periods of a row, over rows, over a section. */
#include "trial_inner.h"

#include <math.h>
#include <string.h>

#define MEMBERS_MOST 400

struct members {
    struct place places[MEMBERS_MOST];
    uint32_t size;
    bool more; /* there were too many */
};

static void add_member(const struct trial *t, struct members *m, struct place p)
{
    struct amount a;
    if (!trial_amount(t, p, &a))
        return;
    if (m->size == MEMBERS_MOST)
        m->more = true;
    else
        m->places[m->size++] = p;
}

static bool add_up(const struct trial *t, const struct members *m, struct amount *ret)
{
    *ret = (struct amount){ .own_scale = 1 };
    uint32_t figures = 0;
    for (uint32_t i = 0; i < m->size; i++) {
        struct amount a;
        if (!trial_amount(t, m->places[i], &a))
            continue;
        ret->value += a.value;
        ret->half += a.half;
        ret->scale = a.dash ? ret->scale : a.scale;
        ret->own_scale = a.dash ? ret->own_scale : a.own_scale;
        ret->percent |= a.percent;
        ret->second |= a.second;
        figures += !a.dash;
    }
    return figures > 0 && !m->more;
}

/* A set of cells, added up or averaged as the claim says. */
static bool read_members(struct trial *t, enum role role, const struct members *m)
{
    struct amount sum;
    if (m->size < 2 || !add_up(t, m, &sum))
        return false;
    if (t->claim->op == CLAIM_AVERAGE) {
        sum.value /= m->size;
        sum.half /= m->size;
    }
    bool fits = trial_reading(t, role, t->claim->figure.value, &sum, m->places, m->size);
    if (!fits && t->claim->op == CLAIM_AVERAGE && m->size > 1) { /* dashes left out */
        uint32_t figures = 0;
        for (uint32_t i = 0; i < m->size; i++) {
            struct amount a;
            figures += trial_amount(t, m->places[i], &a) && !a.dash;
        }
        if (figures && figures < m->size) {
            sum.value = sum.value * m->size / figures;
            fits = trial_reading(t, ROLE_ALSO, t->claim->figure.value, &sum, m->places, m->size);
        }
    }
    if (fits && !t->found->why[0])
        trial_why(t, "%s of %u cells is %.10g",
                  t->claim->op == CLAIM_AVERAGE ? "the average" : "the sum", m->size, sum.value);
    return fits;
}

/* The line at each period of the claim. */
static bool members_of_periods(const struct trial *t, uint32_t line, struct members *ret)
{
    ret->size = 0;
    ret->more = false;
    for (uint32_t i = 0; i < t->claim->periods_size; i++) {
        struct places at;
        trial_places(t, line, &t->claim->periods[i], &at);
        if (at.size != 1)
            return false;
        add_member(t, ret, at.places[0]);
    }
    return true;
}

/* Every period from the first one said to the last. */
static void members_between(const struct trial *t, uint32_t line, struct members *ret)
{
    const struct period *low = &t->claim->periods[0], *high = low;
    ret->size = 0;
    ret->more = false;
    for (uint32_t i = 1; i < t->claim->periods_size; i++) {
        const struct period *p = &t->claim->periods[i];
        low = period_order(p, low) < 0 ? p : low;
        high = period_order(p, high) > 0 ? p : high;
    }
    struct places first;
    trial_places(t, line, low, &first);
    uint64_t kind = first.size ? trial_point(t, first.places[0].point)->kind : 0;
    for (uint32_t j = 0; j < trial_points(t); j++) {
        const struct grid_line *point = trial_point(t, j);
        if (trial_is_point(t, j) && !point->change && !point->total && point->periods_size &&
            (!kind || point->kind == kind) && period_order(&point->periods[0], low) >= 0 &&
            (point->periods[0].from_year ? point->periods[0].from_year : point->periods[0].year) <=
                high->year)
            add_member(t, ret, (struct place){ line, j });
    }
}

/* All points of the kind that most have: the whole row, or the whole column. */
static void members_of_all(const struct trial *t, uint32_t line, bool totals, struct members *ret)
{
    struct places named;
    trial_all_places(t, line, &named);
    uint64_t kind = named.size ? trial_point(t, named.places[0].point)->kind : 0;
    ret->size = 0;
    ret->more = false;
    for (uint32_t j = 0; j < trial_points(t); j++) {
        const struct grid_line *point = trial_point(t, j);
        if (trial_is_point(t, j) && !point->change && (totals || !point->total) &&
            (t->turned || point->kind == kind))
            add_member(t, ret, (struct place){ line, j });
    }
}

/* One period, and the one before it: the average of a year is often of its two ends. */
static void members_of_ends(const struct trial *t, uint32_t line, struct members *ret)
{
    struct places at;
    ret->size = 0;
    ret->more = false;
    trial_places(t, line, &t->claim->periods[0], &at);
    if (!at.size)
        return;
    const struct grid_line *here = trial_point(t, at.places[0].point);
    add_member(t, ret, at.places[0]);
    for (uint32_t j = 0; j < trial_points(t); j++) {
        const struct grid_line *point = trial_point(t, j);
        if (trial_is_point(t, j) && point->kind == here->kind && point->periods_size &&
            here->periods_size && point->periods[0].year + 1 == here->periods[0].year) {
            add_member(t, ret, (struct place){ at.places[0].line, j });
            return;
        }
    }
}

static void read_named_lines(struct trial *t)
{
    uint32_t lines[6], count = trial_named_lines(t, lines, 6);
    struct members m = { .size = 0 };
    if (count < 2)
        return;
    for (uint32_t i = 0; i < count; i++) {
        struct places at;
        if (t->claim->periods_size)
            trial_places(t, lines[i], &t->claim->periods[0], &at);
        else
            trial_all_places(t, lines[i], &at);
        if (at.size)
            add_member(t, &m, at.places[0]);
    }
    read_members(t, ROLE_ALSO, &m);
}

/* Rows of one name ("Goodwill acquired", year after year) and no others, all words explained. */
static bool are_one(const struct trial *t, const struct members *m)
{
    uint64_t label = trial_line(t, t->lines[0])->label;
    uint32_t alike = 0;
    for (uint32_t i = 0; i < trial_lines(t); i++)
        alike += trial_is_line(t, i) && trial_line(t, i)->label == label;
    for (uint32_t i = 0; i < t->lines_size; i++)
        if (trial_line(t, t->lines[i])->label != label)
            return false;
    return t->claim->op == CLAIM_SUM && alike == t->lines_size && m->size == alike && !t->turned &&
           trial_is_named(t, t->lines[0]) && !trial_unexplained(t, m->places, m->size);
}

/* Rows that the words suit alike ("current" and "non-current liabilities"), in one column. */
static void read_ties(struct trial *t)
{
    struct members m = { .size = 0 };
    for (uint32_t i = 0; i < t->lines_size && t->lines_size > 1; i++) {
        struct places at = { .size = 0 };
        const struct grid_line *line = trial_line(t, t->lines[i]);
        if (t->claim->periods_size == 1 && line->periods_size) {
            if (!period_fits(&t->claim->periods[0], &line->periods[0]))
                continue;
            trial_all_places(t, t->lines[i], &at);
        } else if (t->claim->periods_size == 1) {
            trial_places(t, t->lines[i], &t->claim->periods[0], &at);
        } else {
            trial_all_places(t, t->lines[i], &at);
        }
        if (at.size)
            add_member(t, &m, at.places[0]);
    }
    bool sure = m.size > 1 && !t->primes && t->claim->periods_size != 1 && are_one(t, &m);
    t->section |= sure;
    if (read_members(t, sure ? ROLE_PRIME : ROLE_ALSO, &m) || m.size < 2)
        return;
    struct amount sum;
    if (t->claim->op == CLAIM_SUM && add_up(t, &m, &sum) && sum.value < 0) {
        sum.value = -sum.value; /* what is owed, written with a minus */
        trial_reading(t, ROLE_ALSO, t->claim->figure.value, &sum, m.places, m.size);
    }
}

/* The rows under a section's name. Where the prose says all of the name, and there is but one
 * column, nothing else can be meant. */
static void read_section(struct trial *t, uint32_t section)
{
    const struct link_line *k = &t->link->rows[section];
    uint32_t columns = 0;
    for (uint32_t c = 0; c < t->grid->columns; c++)
        columns += trial_is_column(t->grid, c);
    bool sure = columns == 1 && k->missed < 0.4f && !(t->link->content & ~k->mask) &&
                t->claim->op == CLAIM_SUM && !t->claim->periods_size;
    for (uint32_t c = 0; c < t->grid->columns; c++) {
        struct members m = { .size = 0 };
        for (uint32_t r = section + 1; r < t->grid->rows && !t->grid->row[r].section; r++)
            if (t->grid->row[r].parent == section && !t->grid->row[r].total)
                add_member(t, &m, (struct place){ r, c });
        if (trial_is_column(t->grid, c) && !t->grid->column[c].change)
            read_members(t, sure ? ROLE_PRIME : ROLE_ALSO, &m);
    }
    t->section |= sure;
}

static void read_sections(struct trial *t)
{
    for (uint32_t s = 0; !t->turned && s < t->grid->rows; s++) {
        const struct link_line *k = &t->link->rows[s];
        if (t->grid->row[s].section && (k->mask & t->link->content) && k->missed < 1.1f)
            read_section(t, s);
    }
}

/* A row or column that is a total or an average itself. */
static void read_cells(struct trial *t, uint32_t line)
{
    struct places at = { .size = 0 };
    if (t->claim->periods_size)
        trial_places(t, line, &t->claim->periods[0], &at);
    else
        trial_all_places(t, line, &at);
    for (uint32_t i = 0; i < at.size; i++) {
        struct amount a;
        bool total = trial_line(t, line)->total || trial_point(t, at.places[i].point)->total;
        if (!trial_amount(t, at.places[i], &a) || a.dash)
            continue;
        bool certain =
            total && at.size == 1 && t->claim->periods_size == 1 && t->claim->op == CLAIM_SUM;
        if (trial_reading(t, certain ? ROLE_PRIME : ROLE_ALSO, t->claim->figure.value, &a,
                          &at.places[i], 1))
            trial_why(t, "the table says %.10g", a.value);
    }
}

/* "both 2018 and 2019", "from 2017 to 2019": the cells are said; one reading must remain. */
static void read_line(struct trial *t, uint32_t line)
{
    struct members m, between;
    if (t->claim->periods_size >= 2) {
        bool all = members_of_periods(t, line, &m);
        members_between(t, line, &between);
        bool same = between.size == m.size;
        if (all)
            read_members(t, same || t->claim->periods_size > 2 ? ROLE_PRIME : ROLE_ALSO, &m);
        if (!same)
            read_members(t, t->claim->periods_size == 2 ? ROLE_PRIME : ROLE_ALSO, &between);
        return;
    }
    if (t->claim->periods_size == 1) {
        members_of_ends(t, line, &m);
        if (t->claim->op == CLAIM_AVERAGE)
            read_members(t, ROLE_PRIME, &m);
        members_of_all(t, line, false, &m);
        read_members(t, ROLE_ALSO, &m);
        return;
    }
    members_of_all(t, line, false, &m);
    read_members(t, t->turned || t->claim->op == CLAIM_SUM ? ROLE_ALSO : ROLE_PRIME, &m);
    members_of_all(t, line, true, &between);
    if (between.size != m.size)
        read_members(t, ROLE_ALSO, &between);
}

static const char *name_error(const struct trial *t)
{
    static const double powers[] = { 10, 100, 1e3, 1e6, 1e9 };
    double claimed = t->prime_claimed, computed = t->prime.value;
    if (trial_within(t->claim, -claimed, computed))
        return "wrong sign";
    for (size_t i = 0; i < sizeof powers / sizeof *powers; i++)
        if (trial_within(t->claim, claimed, computed * powers[i]) ||
            trial_within(t->claim, claimed, computed / powers[i]))
            return "off by a scale";
    return NULL;
}

static void judge(struct trial *t)
{
    if (!(t->section ? trial_contradicts(t) : trial_is_certain(t)))
        return;
    trial_accuse(t, name_error(t));
    trial_why(t, "%s of the %u cells is %.10g",
              t->claim->op == CLAIM_AVERAGE ? "the average" : "the sum", t->prime_size,
              t->prime.value);
}

/* A row or column that is called "Average" or "Genes (total)": its cell is what is claimed. */
static bool is_called_so(const struct trial *t)
{
    static const char *const words[] = { "total", "averag", "mean", "sum", "median" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        uint32_t id = grid_word_id(t->grid, stem_hash(words[i]));
        uint64_t bit =
            id == GRID_NONE || !t->link->bit[id] ? 0 : UINT64_C(1) << (t->link->bit[id] - 1);
        for (uint32_t j = 0; bit && j < trial_points(t); j++)
            if (trial_is_point(t, j) && (trial_point_link(t, j)->mask & bit) &&
                trial_point_link(t, j)->missed < 1.5f)
                return true;
        for (uint32_t j = 0; bit && j < t->lines_size; j++)
            if (trial_line_link(t, t->lines[j])->mask & bit)
                return true;
    }
    return false;
}

void trial_total(struct trial *t)
{
    trial_pick_lines(t);
    if (t->claim->periods_size < 2 && is_called_so(t)) {
        trial_value(t);
        if (t->found->status != ASSAY_UNVERIFIABLE)
            return;
        t->primes = 0;
        trial_pick_lines(t);
    }
    for (uint32_t i = 0; i < t->lines_size && t->found->status != ASSAY_SUPPORTED; i++) {
        read_line(t, t->lines[i]);
        read_cells(t, t->lines[i]);
    }
    if (t->found->status != ASSAY_SUPPORTED)
        read_ties(t);
    if (t->found->status != ASSAY_SUPPORTED)
        read_named_lines(t);
    if (t->found->status != ASSAY_SUPPORTED)
        read_sections(t);
    if (t->found->status != ASSAY_SUPPORTED)
        judge(t);
}
