#include "trial_inner.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Lines and points */

const struct grid_line *trial_line(const struct trial *t, uint32_t line)
{
    return t->turned ? &t->grid->column[line] : &t->grid->row[line];
}

const struct grid_line *trial_point(const struct trial *t, uint32_t point)
{
    return t->turned ? &t->grid->row[point] : &t->grid->column[point];
}

const struct link_line *trial_line_link(const struct trial *t, uint32_t line)
{
    return t->turned ? &t->link->columns[line] : &t->link->rows[line];
}

const struct link_line *trial_point_link(const struct trial *t, uint32_t point)
{
    return t->turned ? &t->link->rows[point] : &t->link->columns[point];
}

uint32_t trial_lines(const struct trial *t)
{
    return t->turned ? t->grid->columns : t->grid->rows;
}

uint32_t trial_points(const struct trial *t)
{
    return t->turned ? t->grid->rows : t->grid->columns;
}

static uint32_t row_of(const struct trial *t, struct place p)
{
    return t->turned ? p.point : p.line;
}

static uint32_t column_of(const struct trial *t, struct place p)
{
    return t->turned ? p.line : p.point;
}

const struct grid_cell *trial_cell(const struct trial *t, struct place p)
{
    return grid_cell(t->grid, row_of(t, p), column_of(t, p));
}

struct assay_text trial_text(const struct trial *t, struct place p)
{
    return grid_text(t->grid, row_of(t, p), column_of(t, p));
}

bool trial_is_row(const struct grid *g, uint32_t row)
{
    return row >= g->top && g->row[row].figures > 0;
}

bool trial_is_column(const struct grid *g, uint32_t column)
{
    return g->column[column].figures > 0 && (column > 0 || !g->column[0].label_column);
}

bool trial_is_line(const struct trial *t, uint32_t line)
{
    if (t->words_rank && t->turned && line > 0)
        return true;
    return t->turned ? trial_is_column(t->grid, line) : trial_is_row(t->grid, line);
}

bool trial_is_point(const struct trial *t, uint32_t point)
{
    return t->turned ? trial_is_row(t->grid, point) : trial_is_column(t->grid, point);
}

/* A cell's figure, or the zero that a dash may stand for. */
bool trial_amount(const struct trial *t, struct place p, struct amount *ret)
{
    const struct grid_cell *cell = trial_cell(t, p);
    const struct grid_line *row = &t->grid->row[row_of(t, p)];
    const struct grid_line *column = &t->grid->column[column_of(t, p)];
    if (cell->kind != CELL_FIGURE && cell->kind != CELL_DASH)
        return false;
    *ret = (struct amount){ .dash = cell->kind == CELL_DASH, .second = cell->figure.second };
    if (!ret->dash) {
        ret->value = cell->figure.value * (cell->figure.scale > 0 ? cell->figure.scale : 1);
        ret->half = cell->figure.half * (cell->figure.scale > 0 ? cell->figure.scale : 1);
        ret->percent = cell->percent || row->percent || column->percent;
        ret->scale = cell->figure.scale > 1 ? 1
                     : row->scale > 0       ? row->scale
                     : column->scale > 0    ? column->scale
                     : t->grid->scale > 0   ? t->grid->scale
                                            : 0;
        ret->own_scale = cell->figure.scale;
    }
    return true;
}

/* Fitting */

double trial_claimed(const struct claim *c)
{
    double value = c->figure.value;
    return c->direction ? c->direction * fabs(value) : value;
}

static bool truncates_to(double claimed, double computed, double half)
{
    return fabs(computed) >= fabs(claimed) && fabs(computed) - fabs(claimed) < 2 * half * 0.9999 &&
           (claimed < 0) == (computed < 0);
}

bool trial_within(const struct claim *c, double claimed, double computed)
{
    double slack = c->figure.half * 1.02 + 1e-9 * fabs(claimed) + 1e-12;
    double gap = fabs(computed - claimed), size = fabs(computed);
    bool same_side = (claimed < 0) == (computed < 0);
    switch (c->limit) {
    case LIMIT_EXACT: return gap <= slack || truncates_to(claimed, computed, c->figure.half);
    case LIMIT_ABOUT: return gap <= fmax(2 * slack, 0.05 * size);
    case LIMIT_OVER:
        return same_side && (size > fabs(claimed) || (!c->strict && gap < 1e-9)) &&
               size <= 1.4 * fabs(claimed) + slack;
    case LIMIT_UNDER:
        return same_side && (size < fabs(claimed) || (!c->strict && gap < 1e-9)) &&
               size >= 0.6 * fabs(claimed) - slack;
    }
    return false;
}

/* Out of reach, whatever the digits that cells and claim left off were. */
static bool is_beyond(const struct claim *c, double claimed, double computed, double half)
{
    double slack = c->figure.half * 2.04 + half + 1e-9 * fabs(claimed);
    double gap = fabs(computed - claimed), size = fabs(computed);
    switch (c->limit) {
    case LIMIT_EXACT: return gap > slack;
    case LIMIT_ABOUT: return gap > fmax(slack, 0.12 * size);
    case LIMIT_OVER: return size + half < fabs(claimed);
    case LIMIT_UNDER: return size - half > fabs(claimed);
    }
    return false;
}

/* The claim's figure may be written in another scale than the cells ("$4.5 billion" of 4,512 in
 * millions): each that could be meant is tried. */
bool trial_within_scaled(const struct claim *c, double claimed, const struct amount *a)
{
    static const double steps[] = { 1, 1e3, 1e6, 1e9 };
    double scale = c->figure.scale;
    if (trial_within(c, claimed, a->value / scale))
        return true;
    if (a->scale > 0 && trial_within(c, claimed, a->value * a->scale / scale))
        return true;
    if (a->own_scale > 1 && scale == 1)
        return trial_within(c, claimed, a->value / a->own_scale);
    for (size_t i = 1; i < sizeof steps / sizeof *steps && a->scale == 0 && scale > 1; i++)
        if (trial_within(c, claimed, a->value * steps[i] / scale))
            return true;
    return false;
}

/* A number that rows or columns are called by ("Llama 4", "week 3") is a name before a figure. */
bool trial_is_label_number(const struct trial *t)
{
    const struct claim *c = t->claim;
    struct assay_text digits = { c->text.ptr + c->figure.start, c->figure.end - c->figure.start };
    struct stem s;
    size_t at = 0;
    if (c->figure.unit != FIGURE_PLAIN || !stem_next(digits, &at, &s) || s.kind != STEM_NUMBER)
        return false;
    return grid_word_id(t->grid, s.hash) != GRID_NONE;
}

/* Readings */

static void keep_cells(const struct trial *t, const struct place *places, uint32_t count,
                       struct finding *found)
{
    found->cells_size = 0;
    for (uint32_t i = 0; i < count && i < FINDING_CELLS; i++)
        found->cells[found->cells_size++] =
            (struct assay_cell){ row_of(t, places[i]), column_of(t, places[i]) };
}

void trial_why(struct trial *t, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(t->found->why, sizeof t->found->why, format, args);
    va_end(args);
}

bool trial_supported(struct trial *t, double claimed, double computed, const struct place *places,
                     uint32_t count)
{
    t->found->status = ASSAY_SUPPORTED;
    t->found->error = NULL;
    t->found->claimed = claimed;
    t->found->computed = computed;
    keep_cells(t, places, count, t->found);
    return true;
}

/* A small whole number is soon found somewhere: it supports only what is said in full. */
static bool is_found_easily(const struct claim *c)
{
    bool bare = c->figure.unit == FIGURE_PLAIN ||
                (c->figure.unit == FIGURE_PERCENT && c->op == CLAIM_VALUE);
    return bare && c->figure.scale == 1 && (c->figure.half >= 0.5 || (c->figure.word && c->op != CLAIM_COUNT)) &&
           fabs(c->figure.value) <= 20;
}

/* "Nine infections": what is counted must be one of the table's words. */
static bool counts_known(const struct trial *t)
{
    const struct link *l = t->link;
    uint64_t behind = link_between(l, l->content, t->claim->figure.end, t->claim->end);
    uint32_t first = link_first(l, behind);
    return !t->claim->figure.word || !behind || link_between(l, l->known, first, first + 1);
}

/* One way to read the claim. half: how far the cells' own rounding reaches. True: it fits, and is the
 * first that does. */
bool trial_reading(struct trial *t, enum role role, double claimed, const struct amount *computed,
                   const struct place *places, uint32_t count)
{
    t->found->tries++;
    if (t->found->status == ASSAY_SUPPORTED || !isfinite(computed->value))
        return false;
    if (trial_within_scaled(t->claim, claimed, computed)) {
        if (is_found_easily(t->claim) && count &&
            (trial_unexplained(t, places, count) || !counts_known(t)))
            return false;
        return trial_supported(t, claimed, computed->value, places, count);
    }
    if (role == ROLE_PRIME) {
        t->primes++;
        t->prime = *computed;
        t->prime_claimed = claimed;
        t->prime_size = count < FINDING_CELLS ? count : FINDING_CELLS;
        memcpy(t->prime_places, places, t->prime_size * sizeof *places);
    }
    return false;
}

/* Could the figure be meant in another scale than the one compared? Then nothing is certain. */
static bool is_scale_certain(const struct claim *c, const struct amount *a)
{
    return c->figure.scale == 1 || a->scale > 0 || a->own_scale > 1 || a->percent;
}

bool trial_contradicts(const struct trial *t)
{
    const struct claim *c = t->claim;
    double computed = t->prime.value / (c->figure.scale > 1 && t->prime.scale > 0
                                            ? c->figure.scale / t->prime.scale
                                        : c->figure.scale > 1 ? c->figure.scale
                                                              : 1);
    return t->primes == 1 && !c->crowded && !c->negated && !c->aside && !t->prime.second &&
           is_scale_certain(c, &t->prime) &&
           is_beyond(c, t->prime_claimed, computed, t->prime.half / c->figure.scale);
}

/* A dash may mean zero or nothing: with one, the error must have a name. */
void trial_accuse(struct trial *t, const char *error)
{
    if (t->prime.dash && !error)
        return;
    t->found->status = ASSAY_CONTRADICTED;
    t->found->error = error;
    t->found->claimed = t->prime_claimed;
    t->found->computed = t->prime.value;
    keep_cells(t, t->prime_places, t->prime_size, t->found);
}

/* Lines that the prose speaks of */

/* All words of the label said, or nearly. */
bool trial_is_named(const struct trial *t, uint32_t line)
{
    const struct link_line *k = trial_line_link(t, line);
    return k->mask &&
           k->missed < 1.2f * (float)__builtin_popcountll(k->mask & ~t->link->soft) + 0.4f;
}

static bool says_enough(const struct trial *t, uint32_t line)
{
    const struct link_line *k = trial_line_link(t, line);
    uint64_t said = k->mask | k->more;
    if (said & (t->link->content | t->link->numbers))
        return true;
    return (k->mask & t->link->soft) && k->missed < 0.1f;
}

/* "Outstanding at 1 April": a date without a year tells rows apart. */
static bool suits_dates(const struct trial *t, uint32_t line)
{
    const struct grid_line *l = trial_line(t, line);
    for (uint32_t i = 0; i < t->claim->dates_size; i++) {
        bool dated = false, fits = false;
        for (uint32_t j = 0; j < l->periods_size; j++) {
            dated |= l->periods[j].month != 0 && !l->section_period;
            fits |= l->periods[j].month == t->claim->dates[i].month;
        }
        if (dated && !fits)
            return false;
    }
    return true;
}

/* Up to TRIAL_LINES lines, best first; `sole` when the second is clearly behind. */
void trial_pick_lines(struct trial *t)
{
    float best = 0;
    t->lines_size = 0;
    t->sole = true;
    for (uint32_t i = 0; i < trial_lines(t); i++)
        if (trial_is_line(t, i) && says_enough(t, i) && suits_dates(t, i) &&
            trial_line_link(t, i)->score > best)
            best = trial_line_link(t, i)->score;
    t->best = best;
    if (best <= 0)
        return;
    for (uint32_t i = 0; i < trial_lines(t); i++) {
        float score = trial_line_link(t, i)->score;
        if (!trial_is_line(t, i) || !says_enough(t, i) || !suits_dates(t, i) ||
            score < best * 0.88f - 0.01f)
            continue;
        if (t->lines_size == TRIAL_LINES) {
            t->sole = false;
            break;
        }
        t->lines[t->lines_size++] = i;
    }
    t->sole = t->sole && t->lines_size == 1;
}

/* Lines named one by one: each brings words that the others lack, and is named in full. */
uint32_t trial_named_lines(const struct trial *t, uint32_t *ret, uint32_t most)
{
    uint64_t covered = t->link->soft;
    uint32_t count = 0;
    while (count < most) {
        uint32_t best = GRID_NONE;
        float best_weight = 0.15f;
        for (uint32_t i = 0; i < trial_lines(t); i++) {
            const struct link_line *k = trial_line_link(t, i);
            float weight = link_weight(t->link, k->mask & ~covered) - 0.5f * k->missed;
            if (trial_is_line(t, i) && k->missed < 0.7f && weight > best_weight) {
                best_weight = weight;
                best = i;
            }
        }
        if (best == GRID_NONE)
            break;
        covered |= trial_line_link(t, best)->mask;
        ret[count++] = best;
    }
    return count;
}

/* Words that must be explained and are not. */
uint64_t trial_unexplained(const struct trial *t, const struct place *places, uint32_t count)
{
    uint64_t explained = t->link->around;
    for (uint32_t i = 0; i < count; i++) {
        const struct link_line *line = trial_line_link(t, places[i].line);
        const struct link_line *point = trial_point_link(t, places[i].point);
        explained |= line->mask | line->more | point->mask | point->more;
    }
    return t->link->content & ~explained;
}

/* A date in the claim must be one of the table's: else another row may be meant. */
static bool has_dates(const struct trial *t)
{
    const struct grid_line *line = trial_line(t, t->prime_places[0].line);
    bool found = t->claim->dates_size == 0;
    for (uint32_t i = 0; i < line->periods_size && !found; i++)
        found = line->periods[i].month == t->claim->dates[0].month;
    return found;
}

bool trial_is_certain(const struct trial *t)
{
    return trial_contradicts(t) && t->sole && has_dates(t) &&
           trial_is_named(t, t->prime_places[0].line) &&
           !trial_unexplained(t, t->prime_places, t->prime_size);
}

/* Places of a period */

static bool line_has(const struct grid_line *line, const struct period *p, bool *ret_exact)
{
    for (uint32_t i = 0; i < line->periods_size; i++)
        if (period_fits(p, &line->periods[i])) {
            *ret_exact = period_is(p, &line->periods[i]);
            return true;
        }
    return false;
}

static void keep_place(struct places *ret, struct place p, float score)
{
    if (ret->size && score < ret->score - 0.02f)
        return;
    if (!ret->size || score > ret->score + 0.02f) {
        ret->size = 0;
        ret->score = score;
    }
    if (ret->size < PLACES_MOST)
        ret->places[ret->size++] = p;
}

/* A share of 27% is not looked for among amounts, nor $910 among shares. */
static bool suits_unit(const struct trial *t, struct place p)
{
    struct amount a;
    enum claim_op op = t->claim->op;
    bool stated = op == CLAIM_VALUE || op == CLAIM_SUM || op == CLAIM_AVERAGE;
    return !stated || !t->claim->has_figure || !trial_amount(t, p, &a) ||
           a.percent == (t->claim->figure.unit == FIGURE_PERCENT);
}

static float point_score(const struct trial *t, uint32_t line, uint32_t point)
{
    const struct link_line *k = trial_point_link(t, point), *own = trial_line_link(t, line);
    uint64_t new_words = (k->mask | k->more) & ~(own->mask | own->more);
    if (k->missed > 0.5f) /* "average" alone does not mean "Weighted average price" */
        new_words &= ~t->link->soft;
    return link_weight(t->link, new_words) - 0.05f * k->missed +
           (suits_unit(t, (struct place){ line, point }) ? 0.2f : 0);
}

static bool points_have_periods(const struct trial *t)
{
    for (uint32_t j = 0; j < trial_points(t); j++)
        if (trial_is_point(t, j) && trial_point(t, j)->periods_size && !trial_point(t, j)->change)
            return true;
    return false;
}

/* Rows called the same, apart but for the period of their section or in their own label. */
static void sibling_places(const struct trial *t, uint32_t line, const struct period *p,
                           struct places *ret)
{
    const struct grid_line *own = trial_line(t, line);
    bool exact;
    for (uint32_t i = 0; i < trial_lines(t); i++) {
        const struct grid_line *other = trial_line(t, i);
        if (!trial_is_line(t, i) || other->label != own->label || !line_has(other, p, &exact))
            continue;
        for (uint32_t j = 0; j < trial_points(t); j++) {
            struct place place = { i, j };
            struct amount a;
            if (trial_is_point(t, j) && !trial_point(t, j)->change && trial_amount(t, place, &a))
                keep_place(ret, place, point_score(t, line, j) + (exact ? 0.3f : 0));
        }
    }
}

void trial_places(const struct trial *t, uint32_t line, const struct period *p, struct places *ret)
{
    bool exact;
    ret->size = 0;
    for (uint32_t j = 0; j < trial_points(t); j++) {
        struct place place = { line, j };
        struct amount a;
        if (!trial_is_point(t, j) || trial_point(t, j)->change ||
            !line_has(trial_point(t, j), p, &exact) || !trial_amount(t, place, &a))
            continue;
        keep_place(ret, place, point_score(t, line, j) + (exact ? 0.3f : 0));
    }
    if (!ret->size && !points_have_periods(t))
        sibling_places(t, line, p, ret);
}

/* Places without a period: those whose column the prose names, or all. */
void trial_all_places(const struct trial *t, uint32_t line, struct places *ret)
{
    ret->size = 0;
    for (uint32_t j = 0; j < trial_points(t); j++) {
        struct place place = { line, j };
        struct amount a;
        if (trial_is_point(t, j) && !trial_point(t, j)->change && trial_amount(t, place, &a))
            keep_place(ret, place, point_score(t, line, j));
    }
}

/* Running */

static void begin(struct trial *t, struct link *link, const struct claim *claim, bool turned,
                  struct finding *found)
{
    *t = (struct trial){
        .link = link, .grid = link->grid, .claim = claim, .found = found, .turned = turned
    };
}

static const char *check_name(enum claim_op op)
{
    switch (op) {
    case CLAIM_VALUE: return "claim.value";
    case CLAIM_CHANGE:
    case CLAIM_DIFFERENCE:
    case CLAIM_TIMES: return "claim.change";
    case CLAIM_AVERAGE: return "claim.average";
    case CLAIM_SUM: return "claim.sum";
    case CLAIM_RATIO: return "claim.ratio";
    case CLAIM_EXTREME: return "claim.extreme";
    case CLAIM_COUNT: return "claim.count";
    case CLAIM_COMPARE: return "claim.compare";
    case CLAIM_JUDGEMENT: return "claim.judgement";
    case CLAIM_MIXED: return "claim.mixed";
    }
    return "claim.value";
}

/* The bits of those of the claim's cues that labels of the table have as words, too. */
uint64_t trial_cue_bits(const struct trial *t)
{
    uint64_t bits = 0, labels = 0;
    for (uint32_t i = 0; i < trial_lines(t); i++)
        labels |= trial_line_link(t, i)->mask;
    for (uint32_t j = 0; j < trial_points(t); j++)
        labels |= trial_point_link(t, j)->mask;
    for (uint32_t i = 0; i < t->claim->cues_size; i++) {
        uint32_t id = grid_word_id(t->grid, t->claim->cues[i]);
        if (id != GRID_NONE && t->link->bit[id])
            bits |= UINT64_C(1) << (t->link->bit[id] - 1);
    }
    return bits & labels;
}

/* "Jobs gained were 27,800", "the lowest be 2000": where a column is called "Jobs gained" or
 * "lowest", its figure is meant. True: that settled it. */
bool trial_as_value(struct trial *t)
{
    const struct claim *said = t->claim;
    struct claim plain = *said;
    plain.op = CLAIM_VALUE;
    plain.direction = 0;
    plain.subject = said->start;
    plain.subject_end = said->end;
    link_words(t->link, said, said->start, said->end);
    uint64_t cues = trial_cue_bits(t);
    if (!cues || !said->has_figure)
        return false;
    t->claim = &plain;
    trial_value(t);
    t->claim = said;
    if (t->found->status == ASSAY_CONTRADICTED) {
        struct place p = t->prime_places[0];
        if (!((trial_line_link(t, p.line)->mask | trial_point_link(t, p.point)->mask) & cues))
            t->found->status = ASSAY_UNVERIFIABLE;
    }
    t->primes = 0;
    return t->found->status != ASSAY_UNVERIFIABLE;
}

/* "The change in the average price": where a row is called "Average price", a change of it. */
static void trial_mixed(struct trial *t)
{
    struct claim plain = *t->claim;
    const struct claim *said = t->claim;
    plain.op = plain.figure.unit == FIGURE_PERCENT ? CLAIM_CHANGE : CLAIM_DIFFERENCE;
    t->claim = &plain;
    trial_change(t);
    t->claim = said;
    if (t->found->status != ASSAY_CONTRADICTED)
        return;
    uint64_t mask = trial_line_link(t, t->prime_places[0].line)->mask, cues = trial_cue_bits(t);
    if (!cues || (mask & cues) != cues || (uint32_t)__builtin_popcountll(cues) < said->cues_size)
        t->found->status = ASSAY_UNVERIFIABLE;
}

static void run_op(struct trial *t)
{
    switch (t->claim->op) {
    case CLAIM_CHANGE:
    case CLAIM_DIFFERENCE:
    case CLAIM_TIMES: trial_change(t); break;
    case CLAIM_AVERAGE:
    case CLAIM_SUM: trial_total(t); break;
    case CLAIM_RATIO: trial_ratio(t); break;
    case CLAIM_EXTREME: trial_extreme(t); break;
    case CLAIM_COUNT: trial_count(t); break;
    case CLAIM_COMPARE: trial_compare(t); break;
    case CLAIM_JUDGEMENT: trial_pick_lines(t); break;
    case CLAIM_VALUE: trial_value(t); break;
    case CLAIM_MIXED: trial_mixed(t); break;
    }
}

/* Both ways to look at the table; a reading that fits in either settles it. */
static void try_both_ways(struct link *link, const struct claim *claim, struct finding *ret)
{
    struct trial t[2];
    struct finding found[2];
    for (int turned = 0; turned < 2; turned++) {
        found[turned] = (struct finding){ .status = ASSAY_UNVERIFIABLE,
                                          .claimed = NAN,
                                          .computed = NAN,
                                          .check = check_name(claim->op) };
        link_words(link, claim, claim->subject, claim->subject_end);
        begin(&t[turned], link, claim, turned, &found[turned]);
        run_op(&t[turned]);
    }
    static const int rank[ASSAY_WARNING + 1] = { [ASSAY_SUPPORTED] = 2, [ASSAY_CONTRADICTED] = 1 };
    int by_row = rank[found[0].status], by_column = rank[found[1].status];
    int best = by_column > by_row || (by_column == by_row && t[1].best > t[0].best);
    if (claim->negated) /* what is denied, and how much of it, is not read */
        found[best].status = ASSAY_UNVERIFIABLE;
    *ret = found[best];
    ret->tries = found[0].tries + found[1].tries;
    ret->strength = t[best].best;
    link_words(link, claim, claim->subject, claim->subject_end);
    int said = __builtin_popcountll(link->content);
    ret->linked = said && __builtin_popcountll(link->content & link->known) * 2 >= said;
}

static bool has_range(const struct grid_line *lines, uint32_t count, const struct period *p)
{
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t j = 0; j < lines[i].periods_size; j++)
            if (lines[i].periods[j].from_year == p->from_year &&
                lines[i].periods[j].year == p->year)
                return true;
    return false;
}

/* "2017-2019" is a label of some tables; where it is not, it means from one year to the other. */
static void part_ranges(const struct grid *g, struct claim *claim)
{
    for (uint32_t i = 0; i < claim->periods_size && claim->periods_size < CLAIM_PERIODS; i++) {
        struct period *p = &claim->periods[i];
        if (!p->from_year || has_range(g->row, g->rows, p) || has_range(g->column, g->columns, p))
            continue;
        claim->periods[claim->periods_size] = *p;
        claim->periods[claim->periods_size++].from_year = 0;
        p->year = p->from_year;
        p->from_year = 0;
    }
}

void trial_hear(struct link *link, const struct claim *claim, struct finding *ret)
{
    struct claim parted = *claim;
    part_ranges(link->grid, &parted);
    try_both_ways(link, &parted, ret);
}
