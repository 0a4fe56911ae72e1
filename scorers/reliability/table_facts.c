#include "table_facts.h"

#include "caseless.h"
#include "table_source.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define CELLS_SHOWN 12

void table_facts_source(const struct assay_article *a, uint32_t table,
                        const struct tables_params *params, struct assay_host *host,
                        struct tables_finding *finding)
{
    static const char yes[] = "says where it comes from", no[] = "no source line, citation or link";
    const struct assay_table *t = &a->tables[table];
    uint32_t reach = (uint32_t)fmax(params->source_blocks, 0);
    finding->sourced = table_source_find(a, table, reach, &finding->source);
    if (!finding->sourced)
        finding->source = (struct assay_span){ 0, 0 };
    struct assay_check check = {
        .table = table,
        .name = "source",
        .status = finding->sourced ? ASSAY_SUPPORTED : ASSAY_WARNING,
        .why = finding->sourced ? (struct assay_text){ yes, sizeof yes - 1 }
                                : (struct assay_text){ no, sizeof no - 1 },
        .span = finding->sourced ? finding->source : t->span,
        .claimed = NAN,
        .computed = NAN,
    };
    host->check(host, &check);
}

/* Reports about cells */

struct note {
    const char *name;
    enum assay_status status;
    struct assay_cell cells[CELLS_SHOWN];
    uint32_t shown, count;
    double claimed, computed;
    char why[200];
};

static void note_cell(struct note *n, uint32_t row, uint32_t column)
{
    if (n->shown < CELLS_SHOWN)
        n->cells[n->shown++] = (struct assay_cell){ row, column };
    n->count++;
}

static void report(const struct grid *g, struct assay_host *host, const struct note *n)
{
    struct assay_check check = {
        .table = g->index,
        .name = n->name,
        .status = n->status,
        .why = { n->why, strlen(n->why) },
        .span = g->table->span,
        .claimed = n->claimed,
        .computed = n->computed,
        .cells = n->cells,
        .cells_size = n->shown,
    };
    host->check(host, &check);
}

static void check_estimates(const struct grid *g, struct assay_host *host, struct tables_finding *f)
{
    struct note n = {
        .name = "estimates", .status = ASSAY_WARNING, .claimed = NAN, .computed = NAN
    };
    for (uint32_t r = 0; r < g->rows; r++)
        for (uint32_t c = 0; c < g->columns; c++) {
            bool body = r >= g->top && !g->column[c].label_column;
            f->cells += body && grid_cell(g, r, c)->kind != CELL_EMPTY;
            if (grid_cell(g, r, c)->estimate)
                note_cell(&n, r, c);
        }
    f->estimates = n.count;
    if (!n.count)
        return;
    snprintf(n.why, sizeof n.why, "%u cell%s marked estimated, projected, target, preliminary or *",
             n.count, n.count == 1 ? " is" : "s are");
    report(g, host, &n);
}

/* "8 (OpenAI)" among plain figures: a figure of somebody else's. */
static bool names_source(const struct grid *g, uint32_t row, uint32_t column)
{
    const struct grid_cell *cell = grid_cell(g, row, column);
    struct assay_text s = grid_text(g, row, column);
    if (cell->kind != CELL_FIGURE || cell->estimate || cell->figure.end >= s.len)
        return false;
    struct assay_text tail = { s.ptr + cell->figure.end, s.len - cell->figure.end };
    const char *open = memchr(tail.ptr, '(', tail.len);
    return open && open + 3 < tail.ptr + tail.len && isupper((unsigned char)open[1]) &&
           islower((unsigned char)open[3]);
}

static void check_sources(const struct grid *g, struct assay_host *host, struct tables_finding *f)
{
    for (uint32_t c = 1; c < g->columns; c++) {
        struct note n = {
            .name = "sources", .status = ASSAY_WARNING, .claimed = NAN, .computed = NAN
        };
        for (uint32_t r = g->top; r < g->rows; r++)
            if (names_source(g, r, c))
                note_cell(&n, r, c);
        if (!n.count || n.count == g->column[c].figures)
            continue;
        snprintf(n.why, sizeof n.why, "%u of %u figures in one column name a source of their own",
                 n.count, g->column[c].figures);
        f->mixed++;
        report(g, host, &n);
    }
}

/* Columns of changes */

struct change_column {
    uint32_t column, old, new; /* which columns it compares */
    uint32_t percent, points, rows;
};

static double percent_of(double o, double n)
{
    return o != 0 ? (n - o) / fabs(o) * 100 : NAN;
}

static bool near(const struct figure *said, double computed, double reach)
{
    return isfinite(computed) && fabs(said->value - computed) <= said->half * 2.04 + reach;
}

/* How far the rounding of the two cells reaches in the change. */
static double percent_reach(const struct figure *o, const struct figure *n)
{
    double size = fabs(o->value);
    return size > 0 ? 100 * (n->half / size + fabs(n->value) * o->half / (size * size)) : 0;
}

static bool read_change(const struct grid *g, const struct change_column *k, uint32_t row,
                        const struct figure **o, const struct figure **n,
                        const struct figure **said)
{
    const struct grid_cell *a = grid_cell(g, row, k->old), *b = grid_cell(g, row, k->new),
                           *c = grid_cell(g, row, k->column);
    *o = &a->figure;
    *n = &b->figure;
    *said = &c->figure;
    return a->kind == CELL_FIGURE && b->kind == CELL_FIGURE && c->kind == CELL_FIGURE &&
           a->figure.scale == b->figure.scale;
}

static bool is_percent_fit(const struct figure *o, const struct figure *n,
                           const struct figure *said)
{
    return near(said, percent_of(o->value, n->value), percent_reach(o, n));
}

static bool is_points_fit(const struct figure *o, const struct figure *n, const struct figure *said)
{
    return near(said, n->value - o->value, o->half + n->half);
}

/* Two rates whose difference is what is said to the digit, while the relative change is not: the
 * reach of the cells' rounding is no excuse then. */
static bool is_points_only(const struct figure *o, const struct figure *n,
                           const struct figure *said)
{
    return o->unit == FIGURE_PERCENT && n->unit == FIGURE_PERCENT &&
           fabs(said->value - (n->value - o->value)) <= said->half * 0.02 + 1e-9 &&
           !near(said, percent_of(o->value, n->value), 0);
}

static void count_fits(const struct grid *g, struct change_column *k)
{
    const struct figure *o, *n, *said;
    k->percent = k->points = k->rows = 0;
    for (uint32_t r = g->top; r < g->rows; r++) {
        if (!read_change(g, k, r, &o, &n, &said))
            continue;
        bool percent = is_percent_fit(o, n, said), points = is_points_fit(o, n, said);
        k->rows++;
        k->percent += percent && said->unit == FIGURE_PERCENT;
        k->points += points && !percent;
    }
}

/* The two columns whose changes most of the rows hold. Only neighbours of the first eight
 * columns are tried: tables of comparisons are narrow. */
static bool find_compared(const struct grid *g, uint32_t column, struct change_column *ret)
{
    uint32_t best = 0, most = g->columns < 9 ? g->columns : 9;
    for (uint32_t i = 1; i < most; i++)
        for (uint32_t j = 1; j < most; j++) {
            struct change_column k = { .column = column, .old = i, .new = j };
            if (i == j || i == column || j == column || g->column[i].change || g->column[j].change)
                continue;
            count_fits(g, &k);
            uint32_t fits = k.percent > k.points ? k.percent : k.points;
            if (fits > best) {
                best = fits;
                *ret = k;
            }
        }
    return best >= 2;
}

static void warn_points(const struct grid *g, struct assay_host *host,
                        const struct change_column *k, uint32_t row)
{
    const struct figure *o, *n, *said;
    struct assay_text name = grid_row_name(g, row);
    read_change(g, k, row, &o, &n, &said);
    struct note note = { .name = "units",
                         .status = ASSAY_WARNING,
                         .claimed = said->value,
                         .computed = percent_of(o->value, n->value) };
    note_cell(&note, row, k->column);
    snprintf(note.why, sizeof note.why,
             "under its percent sign, %+.4g of \"%.*s\" is points (the relative change: %+.3g%%)",
             said->value, grid_fit(name, 60), name.ptr, note.computed);
    report(g, host, &note);
}

static void warn_change(const struct grid *g, struct assay_host *host,
                        const struct change_column *k, uint32_t row, bool percent)
{
    const struct figure *o, *n, *said;
    struct assay_text name = grid_row_name(g, row);
    read_change(g, k, row, &o, &n, &said);
    double computed = percent ? percent_of(o->value, n->value) : n->value - o->value;
    struct note note = {
        .name = "arithmetic", .status = ASSAY_WARNING, .claimed = said->value, .computed = computed
    };
    note_cell(&note, row, k->column);
    note_cell(&note, row, k->old);
    note_cell(&note, row, k->new);
    snprintf(note.why, sizeof note.why, "the change of \"%.*s\" is %+.4g%s, not %+.4g",
             grid_fit(name, 60), name.ptr, computed, percent ? "%" : "", said->value);
    report(g, host, &note);
}

/* "Change (points)": no percent sign can mean percent there. */
static bool says_points(const struct grid *g, uint32_t column)
{
    static const char *const names[] = { "point", "pp", "p.p", "pts" };
    struct assay_text header =
        g->top ? grid_text(g, g->top - 1, column) : (struct assay_text){ "", 0 };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (caseless_has(header, names[i]))
            return true;
    return false;
}

/* Rows that do not follow where most do. Points under a percent sign are a mix of units. */
static void check_change_column(const struct grid *g, uint32_t column, struct assay_host *host,
                                struct tables_finding *f, uint32_t *right)
{
    struct change_column k;
    const struct figure *o, *n, *said;
    if (!find_compared(g, column, &k))
        return;
    bool percent = k.percent >= k.points, mixed = false;
    uint32_t fits = percent ? k.percent : k.points;
    *right += fits;
    if (fits * 5 < k.rows * 3)
        return;
    for (uint32_t r = g->top; r < g->rows; r++) {
        if (!read_change(g, &k, r, &o, &n, &said))
            continue;
        if (said->unit == FIGURE_PERCENT && is_points_only(o, n, said) && !says_points(g, column)) {
            warn_points(g, host, &k, r);
            mixed = true;
        } else if (!is_percent_fit(o, n, said) && !is_points_fit(o, n, said)) {
            warn_change(g, host, &k, r, percent);
            f->wrong_sums++;
        }
    }
    f->mixed += mixed;
}

/* Totals and shares */

struct sum {
    double value, half;
    uint32_t parts;
    bool same_sign, clean;
};

static bool is_sum_row(const struct grid *g, uint32_t row)
{
    struct assay_text name = grid_row_name(g, row);
    return g->row[row].total &&
           (caseless_at(name, 0, "total") || caseless_at(name, 0, "sum") ||
            caseless_at(name, 0, "grand total"));
}

/* The figures above `row` down from `from`, but for totals. */
static struct sum sum_above(const struct grid *g, uint32_t row, uint32_t from, uint32_t column)
{
    struct sum s = { .same_sign = true, .clean = true };
    double sign = 0;
    for (uint32_t r = from; r < row; r++) {
        const struct grid_cell *cell = grid_cell(g, r, column);
        if (g->row[r].total || g->row[r].section)
            continue;
        if (cell->kind != CELL_FIGURE) {
            s.clean &= cell->kind != CELL_TEXT;
            continue;
        }
        s.value += cell->figure.value * cell->figure.scale;
        s.half += cell->figure.half * cell->figure.scale;
        s.same_sign &= sign == 0 || sign * cell->figure.value >= 0;
        sign = sign != 0 ? sign : cell->figure.value;
        s.parts++;
    }
    return s;
}

/* A "total" among its parts is their average, or the rate of the whole. */
static bool is_average(const struct grid *g, uint32_t row, uint32_t from, uint32_t column)
{
    double total = grid_cell(g, row, column)->figure.value;
    bool above = false, below = false;
    for (uint32_t r = from; r < row; r++) {
        const struct grid_cell *cell = grid_cell(g, r, column);
        if (cell->kind != CELL_FIGURE || g->row[r].total)
            continue;
        above |= cell->figure.value > total;
        below |= cell->figure.value <= total;
    }
    return above && below;
}

static bool adds_up(const struct grid *g, uint32_t row, uint32_t from, uint32_t column,
                    struct sum *ret)
{
    const struct figure *total = &grid_cell(g, row, column)->figure;
    *ret = sum_above(g, row, from, column);
    return fabs(ret->value - total->value * total->scale) <=
           ret->half + total->half * total->scale + 1e-9;
}

static uint32_t group_start(const struct grid *g, uint32_t row)
{
    uint32_t start = row;
    while (start > g->top && !g->row[start - 1].section && !is_sum_row(g, start - 1))
        start--;
    return start;
}

static void warn_total(const struct grid *g, struct assay_host *host, uint32_t row, uint32_t column,
                       const struct sum *s)
{
    const struct figure *total = &grid_cell(g, row, column)->figure;
    struct note n = { .name = "arithmetic",
                      .status = ASSAY_WARNING,
                      .claimed = total->value * total->scale,
                      .computed = s->value };
    note_cell(&n, row, column);
    snprintf(n.why, sizeof n.why, "the %u cells above add up to %.10g, not %.10g", s->parts,
             s->value, n.claimed);
    report(g, host, &n);
}

/* A total is wrong in one column when it is right in another: then it is known what it adds up. */
static void check_total_row(const struct grid *g, uint32_t row, struct assay_host *host,
                            struct tables_finding *f, uint32_t *right)
{
    uint32_t starts_at[2] = { group_start(g, row), g->top };
    for (int way = 0; way < 2; way++) {
        uint32_t fits = 0, wrong = 0;
        struct sum s;
        for (uint32_t c = 1; c < g->columns; c++) {
            bool figure = grid_cell(g, row, c)->kind == CELL_FIGURE && !g->column[c].change;
            bool fit = figure && adds_up(g, row, starts_at[way], c, &s) && s.parts >= 2;
            fits += fit;
            wrong += figure && !fit && s.parts >= 2 && s.clean;
        }
        if (!fits)
            continue;
        *right += fits;
        for (uint32_t c = 1; c < g->columns && wrong <= fits; c++)
            if (grid_cell(g, row, c)->kind == CELL_FIGURE && !g->column[c].change &&
                !grid_cell(g, row, c)->percent && !is_average(g, row, starts_at[way], c) &&
                !adds_up(g, row, starts_at[way], c, &s) && s.parts >= 2 && s.clean) {
                warn_total(g, host, row, c, &s);
                f->wrong_sums++;
            }
        return;
    }
}

/* Shares of one whole by their name. "Share of smokers" and "% of income" have a whole in each row.
 */
static bool is_share_column(const struct grid *g, uint32_t column)
{
    static const char *const names[] = {
        "% of total",          "share of total", "percent of total",  "% of the total",
        "share of the total",  "% of all",       "market share",      "share of market",
        "share of the market", "share of votes", "share of the vote", "share of voters",
        "vote share",          "share of seats"
    };
    struct assay_text header =
        g->top ? grid_text(g, g->top - 1, column) : (struct assay_text){ "", 0 };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (caseless_has(header, names[i]))
            return true;
    return false;
}

/* "Total 100%" under parts that are shares of it. */
static bool totals_hundred(const struct grid *g, uint32_t column)
{
    for (uint32_t r = g->top; r < g->rows; r++) {
        const struct grid_cell *cell = grid_cell(g, r, column);
        if (is_sum_row(g, r) && cell->kind == CELL_FIGURE && cell->figure.value == 100 &&
            (cell->percent || g->column[column].percent))
            return true;
    }
    return false;
}

/* Shares of one whole can't reach more than 100; with a row for the rest they reach it. */
static void check_shares(const struct grid *g, uint32_t column, struct assay_host *host,
                         struct tables_finding *f)
{
    struct sum s = sum_above(g, g->rows, g->top, column);
    bool rest = false, percent = g->column[column].percent;
    for (uint32_t r = g->top; r < g->rows; r++) {
        rest |= caseless_at(grid_row_name(g, r), 0, "other") ||
                caseless_at(grid_row_name(g, r), 0, "rest");
        percent |= grid_cell(g, r, column)->percent;
    }
    double slack = s.half + 0.5;
    if (s.parts < 3 || !s.clean || !s.same_sign || !percent || s.value <= 0 ||
        (s.value <= 100 + slack && !(rest && s.value < 100 - slack)))
        return;
    struct note n = {
        .name = "arithmetic", .status = ASSAY_WARNING, .claimed = 100, .computed = s.value
    };
    note_cell(&n, g->top, column);
    snprintf(n.why, sizeof n.why, "the %u shares add up to %.4g, not 100", s.parts, s.value);
    f->wrong_sums++;
    report(g, host, &n);
}

static void check_arithmetic(const struct grid *g, struct assay_host *host,
                             struct tables_finding *f)
{
    uint32_t right = 0;
    for (uint32_t c = 1; c < g->columns; c++) {
        if (g->column[c].change && g->columns <= 40)
            check_change_column(g, c, host, f, &right);
        if (is_share_column(g, c) || totals_hundred(g, c))
            check_shares(g, c, host, f);
    }
    for (uint32_t r = g->top, totals = 0; r < g->rows && totals < 50; r++)
        if (is_sum_row(g, r)) {
            check_total_row(g, r, host, f, &right);
            totals++;
        }
    if (!right || f->wrong_sums)
        return;
    struct note n = {
        .name = "arithmetic", .status = ASSAY_SUPPORTED, .claimed = NAN, .computed = NAN
    };
    snprintf(n.why, sizeof n.why, "%u total%s or change%s follow from their cells", right,
             right == 1 ? "" : "s", right == 1 ? "" : "s");
    report(g, host, &n);
}

void table_facts_check(const struct grid *g, const struct tables_params *params,
                       struct assay_host *host, struct tables_finding *finding)
{
    check_estimates(g, host, finding);
    check_sources(g, host, finding);
    if (params->arithmetic)
        check_arithmetic(g, host, finding);
}
