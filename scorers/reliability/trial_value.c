/* trial_value.c - "X was 12": the figure of one cell. */
#include "trial_inner.h"

#include <math.h>

static void explain(struct trial *t, struct place p)
{
    struct assay_text name =
        t->turned ? grid_row_name(t->grid, p.point) : grid_row_name(t->grid, p.line);
    struct assay_text text = trial_text(t, p);
    trial_why(t, "%.*s: the table says %.*s", grid_fit(name, 80), name.ptr,
              grid_fit(text, 40), text.ptr);
}

/* The figure in brackets of "85 (93)". */
static bool fits_second(struct trial *t, struct place p)
{
    struct assay_text text = trial_text(t, p);
    const struct grid_cell *cell = trial_cell(t, p);
    size_t at = cell->figure.end;
    struct figure f;
    if (cell->kind != CELL_FIGURE || !cell->figure.second || !figure_next(text, &at, &f))
        return false;
    struct amount a = { .value = f.value * f.scale, .half = f.half, .own_scale = f.scale };
    return trial_reading(t, ROLE_ALSO, t->claim->figure.value, &a, &p, 1);
}

/* "A loss of 5" of (5): the sign may be told by a word. */
static bool fits_unsigned(struct trial *t, struct place p, struct amount a)
{
    a.value = fabs(a.value);
    return !t->claim->figure.is_signed &&
           trial_reading(t, ROLE_ALSO, t->claim->figure.value, &a, &p, 1);
}

static void read_places(struct trial *t, const struct places *at)
{
    for (uint32_t i = 0; i < at->size; i++) {
        struct place p = at->places[i];
        struct amount a;
        if (!trial_amount(t, p, &a) || a.dash)
            continue;
        if (trial_reading(t, at->size == 1 ? ROLE_PRIME : ROLE_ALSO, t->claim->figure.value, &a, &p,
                          1) ||
            fits_unsigned(t, p, a) || fits_second(t, p)) {
            explain(t, p);
            return;
        }
    }
}

static bool has_figure(const struct trial *t, struct place p)
{
    struct amount a;
    return trial_amount(t, p, &a) && !a.dash &&
           trial_within_scaled(t->claim, t->claim->figure.value, &a);
}

/* Thousands, millions or billions where the table has others of them. */
static bool is_scale_off(const struct trial *t)
{
    double scale = t->prime.scale > 0 ? t->prime.scale : 1;
    double said = t->claim->figure.scale;
    for (double power = 1e-9; power < 1e10; power *= 1e3)
        if (fabs(power - 1) > 0.5 && said / scale > 0 &&
            trial_within(t->claim, t->claim->figure.value, t->prime.value * scale / said * power))
            return true;
    return false;
}

/* The claim's figure in the same column of another row, or in another column of the same row. */
static const char *name_error(const struct trial *t, struct place meant)
{
    for (uint32_t i = 0; i < trial_lines(t); i++)
        if (i != meant.line && trial_is_line(t, i) &&
            has_figure(t, (struct place){ i, meant.point }))
            return t->turned ? "another column's value" : "another row's value";
    for (uint32_t j = 0; j < trial_points(t); j++)
        if (j != meant.point && trial_is_point(t, j) &&
            has_figure(t, (struct place){ meant.line, j }))
            return trial_point(t, j)->periods_size ? "another period"
                   : t->turned                     ? "another row's value"
                                                   : "another column's value";
    return NULL;
}

/* Row and column must both be named: a row alone leaves open which of its figures is meant. */
static void judge(struct trial *t)
{
    struct place meant = t->prime_places[0];
    const struct link_line *point = trial_point_link(t, meant.point);
    uint32_t points = 0;
    for (uint32_t j = 0; j < trial_points(t); j++)
        points += trial_is_point(t, j);
    bool named = points == 1 || t->claim->periods_size == 1 || (point->mask & t->link->content) ||
                 (point->mask && point->missed < 0.1f);
    if (!named || !trial_is_certain(t))
        return;
    const char *error = name_error(t, meant);
    trial_accuse(t, error ? error : is_scale_off(t) ? "off by a scale" : NULL);
    explain(t, meant);
}

void trial_value(struct trial *t)
{
    trial_pick_lines(t);
    if (!t->claim->has_figure || trial_is_label_number(t))
        return;
    for (uint32_t i = 0; i < t->lines_size && t->found->status != ASSAY_SUPPORTED; i++) {
        struct places at = { .size = 0 };
        for (uint32_t p = 0;
             p < t->claim->periods_size && t->found->status != ASSAY_SUPPORTED; p++) {
            trial_places(t, t->lines[i], &t->claim->periods[p], &at);
            if (at.size)
                read_places(t, &at);
        }
        if (!t->claim->periods_size) {
            trial_all_places(t, t->lines[i], &at);
            read_places(t, &at);
        }
    }
    if (t->found->status != ASSAY_SUPPORTED)
        judge(t);
}
