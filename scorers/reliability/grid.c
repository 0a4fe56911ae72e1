#include "grid.h"

#include "caseless.h"
#include "stem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define AROUND_MOST   400 /* bytes of a block beside the table that are taken as its caption */
#define CAPTION_MOST  120 /* a short line without a full stop right above is one, too */
#define LABEL_MOST    300 /* bytes of a cell that are read as a label */
#define SECTION_WORDS 16

/* Memory: tables meet TABLES_MAX_CELLS first, so that sizes stay small; none left is fatal, as
 * everywhere in the program. */
static void *must(void *memory)
{
    if (!memory)
        abort();
    return memory;
}

struct assay_text grid_text(const struct grid *g, uint32_t row, uint32_t column)
{
    struct assay_span span = g->table->cells[row * g->columns + column];
    return (struct assay_text){ g->article->text.ptr + span.start, span.len };
}

const struct grid_cell *grid_cell(const struct grid *g, uint32_t row, uint32_t column)
{
    return &g->cells[row * g->columns + column];
}

/* Cells */

/* "2024 (e)", "12.1 (p)", "2025F": a letter for estimate, forecast or preliminary behind a number.
 * "Dividend (p)" is a unit. */
static bool has_mark_letter(struct assay_text s)
{
    uint32_t digits = 0;
    for (uint32_t i = 0; i < s.len; i++) {
        if (s.ptr[i] >= '0' && s.ptr[i] <= '9') {
            digits++;
            continue;
        }
        uint32_t at = i + (s.ptr[i] == ' '), bracket = at < s.len && s.ptr[at] == '(';
        bool letter = at + bracket < s.len && strchr("eEfFpP", s.ptr[at + bracket]);
        uint32_t end = at + bracket + 1 + bracket;
        if (letter && digits && (bracket || (digits == 4 && at == i)) && end <= s.len &&
            (!bracket || s.ptr[end - 1] == ')') && (end == s.len || s.ptr[end] == ' '))
            return true;
        digits = 0;
    }
    return false;
}

static bool is_estimate(struct assay_text s)
{
    static const char *const marks[] = { "estimate",   "(est",        "est.",      "budgeted",
                                         "projected",  "projection",  "forecast",  "target",
                                         "prelim",     "provisional", "expected",  "guidance",
                                         "planned",    "(budget",     "unaudited", "pro forma",
                                         "annualized", "annualised" };
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (caseless_has(s, marks[i]))
            return true;
    return has_mark_letter(s);
}

/* "2,914*" and "2026E", but not "**" alone or a bullet in front. */
static bool is_starred(struct assay_text s, const struct figure *f)
{
    return f->end < s.len &&
           (memchr(s.ptr + f->end, '*', s.len - f->end) != NULL ||
            caseless_has((struct assay_text){ s.ptr + f->end, s.len - f->end }, "\u2020"));
}

static void read_cell(struct grid *g, uint32_t row, uint32_t column)
{
    struct grid_cell *cell = &g->cells[row * g->columns + column];
    struct assay_text text = grid_text(g, row, column);
    bool dash;
    if (figure_is_missing(text, &dash)) {
        cell->kind = dash ? CELL_DASH : text.len ? CELL_TEXT : CELL_EMPTY;
        return;
    }
    cell->kind = figure_of_cell(text, &cell->figure) ? CELL_FIGURE : CELL_TEXT;
    cell->estimate =
        is_estimate(text) || (cell->kind == CELL_FIGURE && is_starred(text, &cell->figure));
}

static bool is_year_cell(const struct grid *g, uint32_t row, uint32_t column)
{
    struct period p;
    size_t at = 0;
    struct assay_text text = grid_text(g, row, column);
    return period_next(text, &at, &p) && p.start == 0 &&
           (p.end == text.len || (text.ptr[p.end] == '*' && text.len - p.end < 4));
}

/* Header rows: what the door says, unless the look of the cells says more. */

static bool row_has_figures(const struct grid *g, uint32_t row)
{
    for (uint32_t c = 1; c < g->columns; c++)
        if (grid_cell(g, row, c)->kind == CELL_FIGURE && !is_year_cell(g, row, c))
            return true;
    return false;
}

static bool row_has_words(const struct grid *g, uint32_t row)
{
    for (uint32_t c = 1; c < g->columns; c++)
        if (grid_text(g, row, c).len)
            return true;
    return false;
}

/* Another header row, or a section's name below the headers? */
static bool is_more_header(const struct grid *g, uint32_t row)
{
    struct assay_text first = grid_text(g, row, 0);
    if (row_has_figures(g, row) || !row_has_words(g, row))
        return false;
    if (!first.len || first.ptr[0] == '(' || is_year_cell(g, row, 1))
        return true;
    return g->columns > 1 && row > 0 && !row_has_words(g, row - 1);
}

/* Nothing but years behind the first column: a header, whatever stands above it. */
static bool is_year_row(const struct grid *g, uint32_t row)
{
    uint32_t years = 0;
    for (uint32_t c = 1; c < g->columns; c++) {
        if (is_year_cell(g, row, c))
            years++;
        else if (grid_text(g, row, c).len)
            return false;
    }
    return years >= 2;
}

/* Words in the first row above figures: a header, though others of its cells are numbers. */
static bool names_figures(const struct grid *g)
{
    uint32_t named = 0;
    for (uint32_t c = 1; c < g->columns; c++) {
        uint32_t figures = 0;
        for (uint32_t r = 1; r < g->rows; r++)
            figures += grid_cell(g, r, c)->kind == CELL_FIGURE;
        named += grid_cell(g, 0, c)->kind == CELL_TEXT && figures * 2 > g->rows - 1;
    }
    return named >= 2;
}

static uint32_t count_header_rows(const struct grid *g)
{
    uint32_t top = g->table->header_rows;
    for (uint32_t r = 0; !top && r + 1 < g->rows && r < 4; r++)
        top = is_year_row(g, r) ? r + 1 : 0;
    if (!top && (!row_has_figures(g, 0) || names_figures(g)))
        top = 1;
    while (top && top < g->rows && top < 5 && is_more_header(g, top))
        top++;
    return top < g->rows ? top : g->rows > 1 ? 1 : 0;
}

/* Vocabulary */

static uint32_t *slot_of(const struct grid *g, uint64_t hash)
{
    uint32_t i = (uint32_t)(hash ^ hash >> 32) & (g->slots_size - 1);
    while (g->slots[i] && g->words[g->slots[i] - 1].hash != hash)
        i = (i + 1) & (g->slots_size - 1);
    return &g->slots[i];
}

uint32_t grid_word_id(const struct grid *g, uint64_t hash)
{
    uint32_t id = *slot_of(g, hash);
    return id ? id - 1 : GRID_NONE;
}

static void grow_slots(struct grid *g)
{
    free(g->slots);
    g->slots_size *= 2;
    g->slots = must(calloc(g->slots_size, sizeof *g->slots));
    for (uint32_t i = 0; i < g->words_size; i++)
        *slot_of(g, g->words[i].hash) = i + 1;
}

static uint32_t add_word(struct grid *g, const struct stem *s)
{
    uint32_t *slot = slot_of(g, s->hash);
    if (*slot) {
        g->words[*slot - 1].cut &= s->cut;
        return *slot - 1;
    }
    if (g->words_size == g->words_cap) {
        g->words_cap = g->words_cap ? g->words_cap * 2 : 64;
        g->words = must(realloc(g->words, g->words_cap * sizeof *g->words));
    }
    g->words[g->words_size] = (struct grid_word){ .hash = s->hash,
                                                  .kind = (uint8_t)s->kind,
                                                  .cut = s->cut && s->kind == STEM_CONTENT };
    *slot = ++g->words_size;
    if (g->words_size * 2 > g->slots_size)
        grow_slots(g);
    return g->words_size - 1;
}

static void add_to_pool(struct grid *g, uint32_t id)
{
    if (g->pool_size == g->pool_cap) {
        g->pool_cap = g->pool_cap ? g->pool_cap * 2 : 256;
        g->pool = must(realloc(g->pool, g->pool_cap * sizeof *g->pool));
    }
    g->pool[g->pool_size++] = id;
}

static bool in_brackets(struct assay_text s, uint32_t at)
{
    int depth = 0;
    for (uint32_t i = 0; i < at && i < s.len; i++)
        depth += s.ptr[i] == '(' || s.ptr[i] == '['   ? 1
                 : s.ptr[i] == ')' || s.ptr[i] == ']' ? -1
                                                      : 0;
    return depth > 0;
}

/* A note's number, "(1)" or "(2)(3)": no word of the label. */
static bool is_note(struct assay_text s, const struct stem *stem)
{
    return stem->kind == STEM_NUMBER && stem->len <= 2 && in_brackets(s, stem->start);
}

/* Adds the words of a text, but for function words, notes and periods, to the pool. */
static void add_text(struct grid *g, struct assay_text text, struct grid_words *ret)
{
    size_t at = 0, period_at = 0;
    if (text.len > LABEL_MOST)
        text.len = LABEL_MOST;
    struct stem stem;
    struct period period = { 0 };
    bool more = period_next(text, &period_at, &period);
    if (!ret->size)
        ret->start = g->pool_size;
    while (stem_next(text, &at, &stem)) {
        while (more && period.end <= stem.start)
            more = period_next(text, &period_at, &period);
        if (stem.kind == STEM_FUNCTION || is_note(text, &stem) ||
            (more && stem.start >= period.start && stem.start < period.end))
            continue;
        add_to_pool(g, add_word(g, &stem));
        ret->size++;
    }
}

/* Labels */

static bool starts(struct assay_text s, const char *word)
{
    size_t len = strlen(word);
    return caseless_at(s, 0, word) &&
           (s.len == len || !((s.ptr[len] | 32) >= 'a' && (s.ptr[len] | 32) <= 'z'));
}

static double scale_of(struct assay_text s)
{
    static const struct {
        const char *words;
        double scale;
    } scales[] = {
        { "in thousand", 1e3 }, { "000s", 1e3 },      { "'000", 1e3 },       { "\u2019000", 1e3 },
        { "$000", 1e3 },        { "\u00a3000", 1e3 }, { "\u20ac000", 1e3 },  { "$ thousand", 1e3 },
        { "in million", 1e6 },  { "$ million", 1e6 }, { "$m", 1e6 },         { "\u00a3m", 1e6 },
        { "\u20acm", 1e6 },     { "millions", 1e6 },  { " million", 1e6 },   { "usdm", 1e6 },
        { "in billion", 1e9 },  { "billions", 1e9 },  { "$bn", 1e9 },        { "\u20acbn", 1e9 },
        { "$ billion", 1e9 },   { " billion", 1e9 },  { "(thousand", 1e3 },  { "(million", 1e6 },
        { "(billion", 1e9 },    { "(bn)", 1e9 },
    };
    for (size_t i = 0; i < sizeof scales / sizeof *scales; i++)
        if (caseless_has(s, scales[i].words))
            return scales[i].scale;
    return starts(s, "thousand") ? 1e3 : starts(s, "million") ? 1e6 : starts(s, "billion") ? 1e9 : 0;
}

static void add_periods(struct grid_line *line, struct assay_text text)
{
    size_t at = 0;
    struct period p;
    while (line->periods_size < GRID_PERIODS && period_next(text, &at, &p))
        line->periods[line->periods_size++] = p;
}

static bool is_total(struct assay_text s)
{
    static const char *const words[] = { "total",       "totals",    "subtotal",   "sub-total",
                                         "grand total", "all",       "overall",    "average",
                                         "mean",        "median",    "sum",        "net total",
                                         "combined",    "aggregate", "group total" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (starts(s, words[i]))
            return true;
    return caseless_has(s, " total");
}

static bool is_change(struct assay_text s)
{
    static const char *const words[] = { "change",     "increase", "decrease", "variance",
                                         "growth",     "yoy",      "y/y",      "yr.-to-yr",
                                         "difference", " over ",   "% inc",    "delta",
                                         "\u0394",     " vs",      "versus",   "yield gap" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (caseless_has(s, words[i]))
            return true;
    return false;
}

static uint64_t hash_words(const struct grid *g, struct grid_words words, bool soft, uint64_t seed)
{
    for (uint32_t i = 0; i < words.size; i++) {
        const struct grid_word *word = &g->words[g->pool[words.start + i]];
        if (soft || (word->kind != STEM_SOFT && word->kind != STEM_NUMBER))
            seed = (seed ^ word->hash) * 0x100000001b3u;
    }
    return seed;
}

/* The only header of its row stands over all columns. */
static struct assay_text lone_header(const struct grid *g, uint32_t row)
{
    struct assay_text lone = { "", 0 };
    for (uint32_t c = 1; c < g->columns; c++) {
        struct assay_text text = grid_text(g, row, c);
        if (text.len && lone.len)
            return (struct assay_text){ "", 0 };
        lone = text.len ? text : lone;
    }
    return lone;
}

/* Text of the header above (row, column): an upper one reaches over empty cells to its right. */
static struct assay_text header_text(const struct grid *g, uint32_t row, uint32_t column)
{
    struct assay_text own = grid_text(g, row, column);
    if (row + 1 == g->top || column == 0)
        return own;
    for (uint32_t c = column; !own.len && c > 1; c--)
        own = grid_text(g, row, c - 1);
    return own.len ? own : lone_header(g, row);
}

struct joined {
    char bytes[1024];
    size_t len;
};

static void join(struct joined *to, struct assay_text s)
{
    if (!s.len || to->len + s.len + 1 >= sizeof to->bytes)
        return;
    if (to->len)
        to->bytes[to->len++] = ' ';
    memcpy(to->bytes + to->len, s.ptr, s.len);
    to->len += s.len;
}

/* "(in millions)", "£m", "US$'000": what a column is measured in, not what it is. */
static bool is_unit(struct assay_text s)
{
    return s.len && s.len < 40 &&
           (scale_of(s) > 0 || s.ptr[0] == '(' || starts(s, "in ") || starts(s, "number") ||
            (s.len <= 4 && strchr("$%", s.ptr[0])));
}

/* Whole headers joined give periods and units; the lowest that is more than a unit the words. */
static void read_column(struct grid *g, uint32_t column)
{
    struct grid_line *line = &g->column[column];
    struct joined all = { 0 }, upper = { 0 };
    struct assay_text lowest = { "", 0 };
    for (uint32_t r = 0; r < g->top; r++) {
        struct assay_text text = header_text(g, r, column);
        if (r + 1 == g->top && !text.len && column) /* units under some columns only */
            text = lone_header(g, r);
        if (!text.len)
            continue;
        bool unit = lowest.len && is_unit(text);
        join(&upper, unit ? text : lowest);
        lowest = unit ? lowest : text;
        join(&all, text);
    }
    struct assay_text whole = { all.bytes, all.len };
    add_text(g, lowest, &line->words);
    add_text(g, (struct assay_text){ upper.bytes, upper.len }, &line->more);
    add_periods(line, whole);
    line->change = is_change(whole);
    line->total = is_total(lowest);
    line->percent = memchr(whole.ptr, '%', whole.len) != NULL || caseless_has(whole, "percent");
    line->kind = 1 + line->percent + 2 * line->change;
    line->kind = hash_words(g, line->more, false, hash_words(g, line->words, false, line->kind));
    line->scale = scale_of(whole);
    line->parent = GRID_NONE;
}

/* Years in a column of years ("Expires") are no quantities. */
static void drop_years(struct grid *g, uint32_t column)
{
    uint32_t years = 0, filled = 0;
    for (uint32_t r = g->top; r < g->rows; r++) {
        years += is_year_cell(g, r, column);
        filled += grid_text(g, r, column).len > 0;
    }
    for (uint32_t r = g->top; r < g->rows && column && years * 2 > filled; r++)
        g->cells[r * g->columns + column].kind =
            grid_text(g, r, column).len ? CELL_TEXT : CELL_EMPTY;
}

/* "100.0 %, 40.0, 33.1": the sign stands at the head of a run of plain figures only. */
static void spread_percent(struct grid *g, uint32_t column)
{
    bool percent = false;
    for (uint32_t r = g->top; r < g->rows; r++) {
        struct grid_cell *cell = &g->cells[r * g->columns + column];
        if (cell->kind != CELL_FIGURE)
            continue;
        if (cell->figure.unit != FIGURE_PLAIN)
            percent = cell->figure.unit == FIGURE_PERCENT;
        cell->percent = percent && fabs(cell->figure.value) < 1000;
    }
}

static void count_figures(struct grid *g)
{
    for (uint32_t c = 0; c < g->columns; c++) {
        drop_years(g, c);
        spread_percent(g, c);
    }
    for (uint32_t r = g->top; r < g->rows; r++)
        for (uint32_t c = 0; c < g->columns; c++)
            if (grid_cell(g, r, c)->kind == CELL_FIGURE) {
                g->row[r].figures++;
                g->column[c].figures++;
            }
}

/* The first column names rows; further ones do while they hold mostly words. */
static void find_label_columns(struct grid *g)
{
    uint32_t body = g->rows - g->top;
    for (uint32_t c = 0; c < g->columns; c++) {
        uint32_t words = 0;
        for (uint32_t r = g->top; r < g->rows; r++)
            words += grid_cell(g, r, c)->kind == CELL_TEXT && grid_text(g, r, c).len > 1;
        g->column[c].label_column = c == 0 || (words * 2 > body && words > g->column[c].figures);
    }
}

static uint32_t name_column(const struct grid *g, uint32_t row)
{
    if (grid_text(g, row, 0).len && grid_cell(g, row, 0)->kind != CELL_FIGURE)
        return 0;
    for (uint32_t c = 0; c < g->columns; c++)
        if (g->column[c].label_column && grid_cell(g, row, c)->kind == CELL_TEXT &&
            grid_text(g, row, c).len > 1)
            return c;
    return 0;
}

int grid_fit(struct assay_text text, size_t most)
{
    size_t len = text.len < most ? text.len : most;
    while (len && len < text.len && (text.ptr[len] & 0xC0) == 0x80)
        len--;
    return (int)len;
}

struct assay_text grid_row_name(const struct grid *g, uint32_t row)
{
    return grid_text(g, row, name_column(g, row));
}

/* Only its first cell says something: it names the rows below. */
static bool is_section(const struct grid *g, uint32_t row)
{
    if (g->columns < 2 || !grid_text(g, row, 0).len || g->row[row].figures)
        return false;
    for (uint32_t c = 1; c < g->columns; c++)
        if (grid_text(g, row, c).len)
            return false;
    return true;
}

static void inherit(struct grid *g, struct grid_line *line, uint32_t parent)
{
    const struct grid_line *above = &g->row[parent];
    line->parent = parent;
    if (!line->periods_size && above->periods_size) {
        memcpy(line->periods, above->periods, sizeof line->periods);
        line->periods_size = above->periods_size;
        line->section_period = true;
    }
    for (uint32_t i = 0; i < above->words.size && i < SECTION_WORDS; i++) {
        if (!line->more.size)
            line->more.start = g->pool_size;
        add_to_pool(g, g->pool[above->words.start + i]);
        line->more.size++;
    }
}

static bool row_is_named(const struct grid *g, uint32_t row)
{
    for (uint32_t c = 0; c < g->columns; c++)
        if (grid_cell(g, row, c)->kind == CELL_TEXT)
            return true;
    return false;
}

/* A row of figures without a name adds up what stands above it. */
static void take_section_name(struct grid *g, struct grid_line *line, uint32_t parent)
{
    static const struct assay_text total = { "total", 5 };
    add_text(g, total, &line->words);
    if (parent != GRID_NONE)
        inherit(g, line, parent);
    line->total = true;
    line->label = line->kind = hash_words(g, line->more, true, hash_words(g, line->words, true, 2));
}

static void read_row(struct grid *g, uint32_t row, uint32_t parent)
{
    struct grid_line *line = &g->row[row];
    uint32_t name = name_column(g, row);
    struct assay_text label = grid_text(g, row, name);
    add_text(g, label, &line->words);
    add_periods(line, label);
    line->label = hash_words(g, line->words, true, 2);
    line->kind = line->label;
    line->total = is_total(label);
    line->percent = memchr(label.ptr, '%', label.len) != NULL || caseless_has(label, "percent");
    line->scale = scale_of(label);
    line->section = is_section(g, row);
    line->parent = GRID_NONE;
    if (!label.len && line->figures && !row_is_named(g, row)) {
        take_section_name(g, line, parent);
        return;
    }
    line->more.start = g->pool_size;
    for (uint32_t c = 0; c < g->columns; c++)
        if (c != name && g->column[c].label_column && grid_cell(g, row, c)->kind != CELL_FIGURE)
            add_text(g, grid_text(g, row, c), &line->more);
    if (parent != GRID_NONE && !line->section)
        inherit(g, line, parent);
}

static void read_rows(struct grid *g)
{
    uint32_t parent = GRID_NONE;
    for (uint32_t r = 0; r < g->top; r++)
        g->row[r].header = true;
    for (uint32_t r = g->top; r < g->rows; r++) {
        read_row(g, r, parent);
        if (g->row[r].section)
            parent = r;
        else if (g->row[r].total && parent != GRID_NONE && starts(grid_row_name(g, r), "total"))
            parent = GRID_NONE;
    }
}

/* How common a word is tells how much it says. Each row counts a word once at most nearly so:
 * repeats inside of one label are rare. */
static void count_words(struct grid *g)
{
    for (uint32_t r = g->top; r < g->rows; r++)
        for (uint32_t i = 0; i < g->row[r].words.size; i++)
            g->words[g->pool[g->row[r].words.start + i]].rows++;
}

static struct assay_text block_text(const struct grid *g, uint32_t block)
{
    struct assay_span span = g->article->blocks[block].span;
    return (struct assay_text){ g->article->text.ptr + span.start, span.len };
}

static bool is_lead(struct assay_text s)
{
    return s.len && s.len < AROUND_MOST && s.ptr[s.len - 1] == ':';
}

/* "Revenue by product (in millions of dollars)", "Table 2. Yields". */
static bool is_title_line(struct assay_text s)
{
    bool open = s.len && s.len < CAPTION_MOST && !strchr(".!?", s.ptr[s.len - 1]);
    return open && (scale_of(s) > 0 || starts(s, "table") || starts(s, "exhibit") ||
                    starts(s, "figure") || starts(s, "chart"));
}

/* A caption, heading or short line right above says what all of the table is about. */
static void read_around(struct grid *g)
{
    uint32_t block = g->table->block;
    struct joined all = { 0 };
    for (uint32_t back = 1; back <= 2 && back <= block; back++) {
        struct assay_text text = block_text(g, block - back);
        enum assay_block_kind kind = g->article->blocks[block - back].kind;
        bool leads = is_lead(text) || (back == 1 && is_title_line(text));
        if (kind == ASSAY_CAPTION || kind == ASSAY_HEADING || kind == ASSAY_TITLE || leads)
            join(&all, text);
    }
    if (block + 1 < g->article->blocks_size && g->article->blocks[block + 1].kind == ASSAY_CAPTION)
        join(&all, block_text(g, block + 1));
    for (uint32_t r = 0; r < g->top; r++)
        join(&all, grid_text(g, r, 0));
    for (uint32_t r = g->top; r < g->rows && r < g->top + 2; r++)
        if (g->row[r].section)
            join(&all, grid_text(g, r, 0));
    struct assay_text text = { all.bytes, all.len };
    add_text(g, text, &g->around);
    g->scale = scale_of(text);
    for (uint32_t c = 1; c < g->columns && g->scale == 0; c++)
        g->scale = g->column[c].scale;
}

struct grid *grid_new(const struct assay_article *article, uint32_t table)
{
    struct grid *g = must(calloc(1, sizeof *g));
    g->article = article;
    g->table = &article->tables[table];
    g->index = table;
    g->rows = g->table->rows;
    g->columns = g->table->columns;
    g->slots_size = 256;
    g->slots = must(calloc(g->slots_size, sizeof *g->slots));
    g->cells = must(calloc((size_t)g->rows * g->columns + 1, sizeof *g->cells));
    g->row = must(calloc(g->rows + 1, sizeof *g->row));
    g->column = must(calloc(g->columns + 1, sizeof *g->column));
    for (uint32_t r = 0; r < g->rows; r++)
        for (uint32_t c = 0; c < g->columns; c++)
            read_cell(g, r, c);
    g->top = count_header_rows(g);
    count_figures(g);
    find_label_columns(g);
    for (uint32_t c = 0; c < g->columns; c++)
        read_column(g, c);
    read_rows(g);
    read_around(g);
    count_words(g);
    return g;
}

void grid_free(struct grid **grid)
{
    struct grid *g = *grid;
    if (!g)
        return;
    free(g->cells);
    free(g->row);
    free(g->column);
    free(g->pool);
    free(g->words);
    free(g->slots);
    free(g);
    *grid = NULL;
}
