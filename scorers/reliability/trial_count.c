/* trial_count.c - "there are 12 suppliers", "two states grew by more than 5%".
 *
 * Counted are rows: all of them, those whose words the claim says, those on one side of a bound;
 * or the different names in the column that the claim names. */
#include "trial_inner.h"

#include <math.h>
#include <string.h>

struct census {
    uint64_t headers; /* words that name columns or the table, not rows */
    uint64_t values;  /* words that single rows out */
    uint32_t named;   /* the column whose header the claim says, or GRID_NONE */
    uint32_t bounded; /* the column that the bound is about, or GRID_NONE */
    uint32_t rows;    /* that count */
    struct place first;
};

/* Rows without figures are sections where most rows have some. */
static bool is_counted(const struct grid *g, uint32_t row)
{
    uint32_t sections = 0;
    for (uint32_t r = g->top; r < g->rows && r < g->top + 20; r++)
        sections += g->row[r].section;
    bool section = g->row[row].section && sections * 2 < g->rows - g->top;
    return row >= g->top && !section && !g->row[row].total;
}

static void read_headers(const struct trial *t, struct census *s)
{
    float best = 0;
    s->named = GRID_NONE;
    s->headers = t->link->around;
    for (uint32_t c = 0; c < t->grid->columns; c++) {
        const struct link_line *k = &t->link->columns[c];
        float score = link_weight(t->link, k->mask & t->link->content) - 0.3f * k->missed;
        s->headers |= k->mask | k->more;
        if (score > best) {
            best = score;
            s->named = c;
        }
    }
}

static void read_values(const struct trial *t, struct census *s)
{
    uint64_t rows = 0;
    for (uint32_t r = t->grid->top; r < t->grid->rows; r++)
        rows |= t->link->rows[r].mask | t->link->rows[r].more;
    s->values = rows & ~s->headers & (t->link->content | t->link->numbers);
}

static bool suits_bound(const struct trial *t, uint32_t column)
{
    bool percent = t->grid->column[column].percent;
    for (uint32_t r = t->grid->top; r < t->grid->rows; r++)
        percent |= grid_cell(t->grid, r, column)->percent;
    return percent == (t->claim->bound.unit == FIGURE_PERCENT);
}

static void read_bounded(const struct trial *t, struct census *s)
{
    float best = 0;
    s->bounded = GRID_NONE;
    for (uint32_t c = 0; c < t->grid->columns && t->claim->bound_limit != LIMIT_EXACT; c++) {
        float score = t->link->columns[c].score + 0.01f;
        if (trial_is_column(t->grid, c) && t->link->columns[c].mask && score > best &&
            suits_bound(t, c)) {
            best = score;
            s->bounded = c;
        }
    }
}

static bool is_in_bound(const struct trial *t, uint32_t row, uint32_t column)
{
    const struct grid_cell *cell = grid_cell(t->grid, row, column);
    double bound = t->claim->bound.value, value = cell->figure.value;
    if (cell->kind != CELL_FIGURE)
        return false;
    return t->claim->bound_limit == LIMIT_OVER ? value > bound : value < bound;
}

static void count_rows(const struct trial *t, struct census *s)
{
    s->rows = 0;
    for (uint32_t r = 0; r < t->grid->rows; r++) {
        uint64_t words = t->link->rows[r].mask | t->link->rows[r].more;
        if (!is_counted(t->grid, r) || (s->values & ~words) ||
            (s->bounded != GRID_NONE && !is_in_bound(t, r, s->bounded)))
            continue;
        if (!s->rows++)
            s->first = (struct place){ r, s->bounded == GRID_NONE ? 0 : s->bounded };
    }
}

/* Different texts in a column. Quadratic, so only of small tables. */
static uint32_t count_names(const struct grid *g, uint32_t column)
{
    uint32_t names = 0;
    if (g->rows > 300)
        return 0;
    for (uint32_t r = g->top; r < g->rows; r++) {
        struct assay_text text = grid_text(g, r, column);
        bool seen = !text.len || !is_counted(g, r);
        for (uint32_t q = g->top; q < r && !seen; q++) {
            struct assay_text other = grid_text(g, q, column);
            seen = other.len == text.len && memcmp(other.ptr, text.ptr, text.len) == 0;
        }
        names += !seen;
    }
    return names;
}

static bool fits(struct trial *t, double counted, struct place place)
{
    struct amount a = { .value = counted, .own_scale = 1, .percent = true };
    if (!trial_reading(t, ROLE_ALSO, t->claim->figure.value, &a, &place, 1))
        return false;
    trial_why(t, "%.10g rows fit", counted);
    return true;
}

/* What is counted, the word behind the figure, is what the table calls its rows. */
static bool names_rows(const struct trial *t, const struct census *s)
{
    const struct claim *c = t->claim;
    uint64_t rows = t->link->around;
    uint32_t first = UINT32_MAX;
    if (s->named != GRID_NONE && t->grid->column[s->named].label_column)
        rows |= t->link->columns[s->named].mask;
    for (uint32_t i = 0; i < c->words_size; i++)
        if (c->words[i].start >= c->split && c->words[i].kind == STEM_CONTENT &&
            c->words[i].start < first)
            first = c->words[i].start;
    return rows && link_first(t->link, rows & t->link->content) == first;
}

/* "There are 27 kiosks in the north", where a cell says 27: a figure of the table, no count of rows. */
static bool stands_in_cell(const struct trial *t)
{
    for (uint32_t r = t->grid->top; r < t->grid->rows; r++)
        for (uint32_t c = 0; c < t->grid->columns; c++) {
            const struct grid_cell *cell = grid_cell(t->grid, r, c);
            if (cell->kind == CELL_FIGURE && cell->figure.value == t->claim->figure.value)
                return true;
        }
    return false;
}

void trial_count(struct trial *t)
{
    const struct claim *c = t->claim;
    struct census s = { .first = { 0, 0 } };
    if (t->turned)
        return;
    link_words(t->link, c, c->split, c->end);
    read_headers(t, &s);
    read_values(t, &s);
    read_bounded(t, &s);
    if (c->bound_limit != LIMIT_EXACT && s.bounded == GRID_NONE)
        return;
    count_rows(t, &s);
    t->best = link_weight(t->link, (s.headers | s.values) & t->link->content);
    if (!(t->link->content & (s.headers | s.values)) || (!c->plain_count && !names_rows(t, &s)))
        return;
    uint32_t names = s.named == GRID_NONE || s.values || s.bounded != GRID_NONE
                         ? 0
                         : count_names(t->grid, s.named);
    if (fits(t, s.rows, s.first) || (names && fits(t, names, s.first)))
        return;
    bool whole = !(t->link->content & ~(s.headers | s.values)) &&
                 !(t->link->numbers & ~(s.headers | s.values));
    bool asked = names_rows(t, &s) && (c->plain_count || c->bound_limit != LIMIT_EXACT);
    if (!whole || !asked || c->vague || c->crowded || c->negated || c->periods_size ||
        t->grid->table->truncated || stands_in_cell(t))
        return;
    t->prime = (struct amount){ .value = s.rows };
    t->prime_claimed = c->figure.value;
    t->prime_places[0] = s.first;
    t->prime_size = s.rows > 0;
    trial_accuse(t, "wrong count");
    trial_why(t, "%u rows fit", s.rows);
}
