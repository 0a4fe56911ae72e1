#include "item/table.h"

#include "base/mem.h"
#include "item/normal.h"

#include <string.h>

/* An aligned table wider than this is prose that happens to hold gaps. */
#define ALIGNED_WIDTH 400

enum { HEADER_MAX = 3 };

static bool next_line(struct slice *rest, struct slice *ret_line)
{
    if (!slice_next(rest, '\n', ret_line))
        return false;
    if (slice_ends(*ret_line, "\r"))
        ret_line->len--;
    return true;
}

static bool is_blank(struct slice line)
{
    return slice_trim(line).len == 0;
}

/* Lines of dashes, with or without pipes, crosses and colons: they part rows, they are none.
 * "| - | - |" is a row of missing values, "|-|-|" and "| :- | -: |" are not. */
static bool is_rule(struct slice line)
{
    size_t run = 0, longest = 0;
    bool blanks = false, pipes = false, colons = false;
    line = slice_trim(line);
    for (size_t i = 0; i < line.len; i++) {
        char c = line.ptr[i];
        if (!c || !strchr("-=_+|: \t", c))
            return false;
        run = c == '-' || c == '=' || c == '_' ? run + 1 : 0;
        longest = run > longest ? run : longest;
        blanks |= c == ' ' || c == '\t';
        pipes |= c == '|';
        colons |= c == ':';
    }
    return longest >= 3 || (longest && pipes && (!blanks || colons));
}

/* Pipes */

/* Offset of the first pipe from `at` on that is not escaped, or line.len. */
static size_t find_pipe(struct slice line, size_t at)
{
    for (; at < line.len; at++) {
        if (line.ptr[at] == '\\')
            at++;
        else if (line.ptr[at] == '|')
            return at;
    }
    return line.len;
}

static bool has_pipe(struct slice line)
{
    return find_pipe(line, 0) < line.len;
}

/* Walks the cells of a pipe line; *at starts at SIZE_MAX. */
static bool next_cell(struct slice line, size_t *at, struct slice *ret_cell)
{
    if (*at == SIZE_MAX)
        *at = line.len && line.ptr[0] == '|' ? 1 : 0;
    if (*at >= line.len)
        return false;
    size_t end = find_pipe(line, *at);
    *ret_cell = slice_trim(slice_sub(line, *at, end - *at));
    *at = end + 1;
    return true;
}

static size_t count_cells(struct slice line)
{
    size_t at = SIZE_MAX, count = 0;
    for (struct slice cell; next_cell(line, &at, &cell);)
        count++;
    return count;
}

static bool is_fenced(struct slice line)
{
    return line.len > 2 && line.ptr[0] == '|' && line.ptr[line.len - 1] == '|';
}

static bool starts_pipes(struct slice lines)
{
    struct slice first, second = { "", 0 };
    if (!next_line(&lines, &first) || !next_line(&lines, &second))
        return false;
    first = slice_trim(first);
    second = slice_trim(second);
    if (is_rule(first))
        return first.ptr[0] == '+' && slice_starts(second, "|");
    if (!has_pipe(first))
        return false;
    if (is_rule(second))
        return has_pipe(second) || second.ptr[0] == '+';
    return is_fenced(first) && is_fenced(second) && count_cells(first) > 1 &&
           count_cells(second) > 1;
}

static bool is_pipe_line(struct slice line)
{
    line = slice_trim(line);
    return line.len && (has_pipe(line) || (line.ptr[0] == '+' && is_rule(line)));
}

static size_t pipes_len(struct slice lines)
{
    struct slice rest = lines, line;
    size_t len = 0;
    while (next_line(&rest, &line) && is_pipe_line(line))
        len = (size_t)(line.ptr + line.len - lines.ptr);
    return len;
}

/* Columns aligned by blanks or tabs */

struct field {
    struct slice text;
    size_t left, right; /* code points of its line: left to before right */
};

/* The next run of text without a gap of two blanks or a tab. */
static bool next_field(struct slice line, size_t *at, size_t *column, struct field *ret)
{
    while (*at < line.len && (line.ptr[*at] == ' ' || line.ptr[*at] == '\t'))
        ++*at, ++*column;
    if (*at >= line.len)
        return false;
    size_t start = *at, end = *at;
    ret->left = *column;
    for (size_t blanks = 0; *at < line.len && blanks < 2; ++*column) {
        char c = line.ptr[*at];
        blanks = c == ' ' ? blanks + 1 : c == '\t' ? 2 : 0;
        utf8_next(line, at);
        if (!blanks) {
            end = *at;
            ret->right = *column + 1;
        }
    }
    ret->text = slice_sub(line, start, end - start);
    return true;
}

/* Which code points of the lines so far are taken: what nobody takes is a gutter. */
struct gutters {
    bool taken[ALIGNED_WIDTH];
};

static size_t gutters_columns(const struct gutters *g)
{
    size_t columns = 0;
    for (size_t i = 0; i < ALIGNED_WIDTH; i++)
        columns += g->taken[i] && (i == 0 || !g->taken[i - 1]);
    return columns;
}

/* Returns the number of fields, 0 when the line is too wide. */
static size_t gutters_take(struct gutters *g, struct slice line)
{
    size_t at = 0, column = 0, fields = 0;
    for (struct field f; next_field(line, &at, &column, &f); fields++) {
        if (f.right > ALIGNED_WIDTH)
            return 0;
        memset(g->taken + f.left, true, f.right - f.left);
    }
    return fields;
}

static bool has_digit(struct slice s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] >= '0' && s.ptr[i] <= '9')
            return true;
    return false;
}

/* A number behind the first column: the mark that sets a table apart from prose with gaps. */
static bool has_number_column(struct slice line)
{
    size_t at = 0, column = 0;
    struct field f;
    if (!next_field(line, &at, &column, &f))
        return false;
    while (next_field(line, &at, &column, &f))
        if (has_digit(f.text) && f.text.len < 40)
            return true;
    return false;
}

/* Two blanks or a tab inside the line: cheap, asked of every line. */
static bool has_gap(struct slice line)
{
    line = slice_trim(line);
    return slice_find(line, "  ") != SIZE_MAX || slice_find_byte(line, '\t') != SIZE_MAX;
}

/* The length of an aligned table at the start of lines, or 0. */
static size_t aligned_len(struct slice lines)
{
    struct gutters g = {0};
    struct slice rest = lines, line;
    size_t rows = 0, wide_rows = 0, numbers = 0, columns = 0, len = 0;
    bool ruled = false, rule_before = true;
    while (next_line(&rest, &line) && !is_blank(line)) {
        if (is_rule(line)) {
            if (rule_before)
                break;
            ruled = rule_before = true;
            continue;
        }
        struct gutters more = g;
        size_t fields = gutters_take(&more, line), now = gutters_columns(&more);
        if (!fields || now < 2 || (rows >= 2 && now < columns) || (rows == 0 && fields < 2))
            break;
        g = more;
        columns = now;
        rule_before = false;
        rows++;
        wide_rows += fields >= 2;
        numbers += has_number_column(line);
        if (fields >= 2)
            len = (size_t)(line.ptr + line.len - lines.ptr);
        if (rows == 3 && (!numbers || wide_rows < 2))
            return 0;
    }
    bool enough = rows >= 3 || (rows == 2 && ruled);
    return enough && numbers && wide_rows >= 2 ? len : 0;
}

static bool has_tab_cells(struct slice line, bool *ret_named)
{
    size_t tab = slice_find_byte(line, '\t');
    *ret_named = tab != SIZE_MAX && tab > 0;
    return tab != SIZE_MAX;
}

/* Tabs between cells: at least two lines, one of them named in its first cell, and a number. */
static size_t tabbed_len(struct slice lines)
{
    struct slice rest = lines, line;
    size_t rows = 0, len = 0, names = 0, numbers = 0;
    bool named;
    while (next_line(&rest, &line) && has_tab_cells(line, &named) && !is_blank(line)) {
        rows++;
        names += named;
        numbers += has_digit(slice_sub(line, slice_find_byte(line, '\t'), line.len));
        len = (size_t)(line.ptr + line.len - lines.ptr);
        if (rows == 3 && (!names || !numbers))
            return 0;
    }
    return rows >= 2 && names && numbers ? len : 0;
}

bool table_starts(struct slice lines, size_t *ret_len)
{
    struct slice rest = lines, line;
    size_t len = starts_pipes(lines) ? pipes_len(lines) : 0;
    if (!len && next_line(&rest, &line) && has_gap(line)) {
        len = tabbed_len(lines);
        len = len ? len : aligned_len(lines);
    }
    if (len)
        *ret_len = len;
    return len > 0;
}

/* Splitting */

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* The sizes that the ceilings leave of a table. */
static struct table_grid grid_sizes(size_t rows, size_t columns)
{
    size_t most = smaller(columns ? columns : 1, TABLE_MAX_COLUMNS);
    size_t room = smaller(TABLE_MAX_CELLS / most, TABLE_MAX_ROWS);
    return (struct table_grid){ .rows = smaller(rows, room), .columns = most,
                                .truncated = rows > room || columns > most };
}

static void grid_new(struct table_grid *grid, size_t rows, size_t columns)
{
    *grid = grid_sizes(rows, columns);
    size_t count = grid->rows * grid->columns;
    grid->cells = mem_array(count + 1, sizeof *grid->cells);
    for (size_t i = 0; i < count; i++)
        grid->cells[i] = SLICE("");
}

static void grid_put(struct table_grid *grid, size_t row, size_t column, struct slice cell)
{
    if (row < grid->rows && column < grid->columns)
        grid->cells[row * grid->columns + column] = cell;
}

static size_t decided_header(const struct table_grid *grid, size_t rows_above_rule)
{
    if (rows_above_rule && rows_above_rule <= HEADER_MAX && rows_above_rule < grid->rows)
        return rows_above_rule;
    return table_header_rows(grid->cells, grid->rows, grid->columns);
}

/* is_part: tells rules from rows. Returns how many rows stand above the first rule. */
static size_t split_pipes(struct slice lines, bool (*is_part)(struct slice),
                          struct table_grid *ret)
{
    size_t rows = 0, columns = 0, above = 0;
    struct slice rest = lines, line;
    while (next_line(&rest, &line)) {
        line = slice_trim(line);
        if (is_part(line)) {
            above = above ? above : rows;
            continue;
        }
        size_t cells = count_cells(line);
        columns = cells > columns ? cells : columns;
        rows++;
    }
    grid_new(ret, rows, columns);
    rest = lines;
    for (size_t row = 0; next_line(&rest, &line);) {
        line = slice_trim(line);
        if (is_part(line))
            continue;
        size_t at = SIZE_MAX, column = 0;
        for (struct slice cell; next_cell(line, &at, &cell); column++)
            grid_put(ret, row, column, cell);
        row++;
    }
    return above;
}

static void split_tabs(struct slice lines, struct table_grid *ret)
{
    size_t rows = 0, columns = 0;
    struct slice rest = lines, line, cell;
    for (; next_line(&rest, &line); rows++) {
        size_t cells = 0;
        while (slice_next(&line, '\t', &cell))
            cells++;
        columns = cells > columns ? cells : columns;
    }
    grid_new(ret, rows, columns);
    rest = lines;
    for (size_t row = 0; next_line(&rest, &line); row++)
        for (size_t column = 0; slice_next(&line, '\t', &cell); column++)
            grid_put(ret, row, column, slice_trim(cell));
    ret->header_rows = table_header_rows(ret->cells, ret->rows, ret->columns);
}

/* Turns taken code points into the column each belongs to. */
static void number_columns(const struct gutters *g, size_t ret_column[ALIGNED_WIDTH])
{
    size_t column = 0;
    for (size_t i = 0; i < ALIGNED_WIDTH; i++) {
        if (i && g->taken[i] && !g->taken[i - 1])
            column++;
        ret_column[i] = column;
    }
}

static void put_fields(struct table_grid *grid, size_t row, struct slice line,
                       const size_t columns[ALIGNED_WIDTH], size_t first)
{
    size_t at = 0, place = 0;
    for (struct field f; next_field(line, &at, &place, &f);) {
        size_t column = columns[f.left] - first;
        struct slice *cell = &grid->cells[row * grid->columns + column];
        if (cell->len)
            cell->len = (size_t)(f.text.ptr + f.text.len - cell->ptr);
        else
            *cell = f.text;
    }
}

static void split_aligned(struct slice lines, struct table_grid *ret)
{
    struct gutters g = {0};
    size_t rows = 0, above = 0, columns[ALIGNED_WIDTH];
    struct slice rest = lines, line;
    while (next_line(&rest, &line)) {
        if (is_rule(line)) {
            above = above ? above : rows;
            continue;
        }
        gutters_take(&g, line);
        rows++;
    }
    number_columns(&g, columns);
    grid_new(ret, rows, gutters_columns(&g));
    size_t first = 0;
    while (first < ALIGNED_WIDTH && !g.taken[first])
        first++;
    first = first < ALIGNED_WIDTH ? columns[first] : 0;
    rest = lines;
    for (size_t row = 0; row < ret->rows && next_line(&rest, &line);)
        if (!is_rule(line))
            put_fields(ret, row++, line, columns, first);
    ret->header_rows = decided_header(ret, above);
}

void table_split(struct slice lines, struct table_grid *ret)
{
    if (starts_pipes(lines))
        ret->header_rows = decided_header(ret, split_pipes(lines, is_rule, ret));
    else if (tabbed_len(lines))
        split_tabs(lines, ret);
    else
        split_aligned(lines, ret);
}

void table_grid_done(struct table_grid *grid)
{
    mem_free(&grid->cells);
    *grid = (struct table_grid){0};
}

/* The look of headers */

static size_t digits_at(struct slice s, size_t at)
{
    size_t end = at;
    while (end < s.len && s.ptr[end] >= '0' && s.ptr[end] <= '9')
        end++;
    return end - at;
}

static bool is_year_at(struct slice s, size_t at)
{
    return digits_at(s, at) == 4 && (slice_starts(slice_sub(s, at, 2), "19") ||
                                     slice_starts(slice_sub(s, at, 2), "20")) &&
           !(at + 4 < s.len && strchr(".,%", s.ptr[at + 4]) && digits_at(s, at + 5));
}

static bool is_year(struct slice cell)
{
    return is_year_at(cell, 0);
}

static bool holds_year(struct slice cell)
{
    for (size_t at = 0; at < cell.len;) {
        size_t digits = digits_at(cell, at);
        if (digits == 4 && is_year_at(cell, at))
            return true;
        at += digits ? digits : 1;
    }
    return false;
}

/* Starts with a number, behind signs and currency: "$(1,234)", "78 (estimated)", "€5". */
static bool is_number(struct slice cell)
{
    size_t at = 0;
    while (at < cell.len && (strchr("$(-+~<>=. ", cell.ptr[at]) || (cell.ptr[at] & 0x80)))
        at++;
    return digits_at(cell, at) > 0 && !holds_year(cell);
}

struct row_look {
    size_t filled, numbers, years; /* behind the first column */
};

static struct row_look look_at(const struct slice *row, size_t columns)
{
    struct row_look look = {0};
    for (size_t i = 1; i < columns; i++) {
        look.filled += row[i].len > 0;
        look.numbers += is_number(row[i]);
        look.years += is_year(row[i]);
    }
    return look;
}

size_t table_header_rows(const struct slice *cells, size_t rows, size_t columns)
{
    size_t header = 0;
    bool titled = false; /* row 0 is one cell over the whole table */
    while (header < rows && header < HEADER_MAX) {
        const struct slice *row = cells + header * columns;
        struct row_look look = look_at(row, columns);
        bool unnamed = row[0].len == 0 || row[0].ptr[0] == '(';
        bool first = header == 0 || (header == 1 && titled);
        if (look.numbers || (!first && !unnamed && (!look.filled || look.years < look.filled)))
            break;
        if (header == 0)
            titled = look.filled == 0;
        else if (!look.filled)
            break;
        header++;
    }
    if (header == 1 && titled)
        header = 0;
    return header < rows ? header : rows > 1;
}

/* The one form inside articles */

static struct assay_span span_in(struct slice text, struct slice part)
{
    return (struct assay_span){ (uint32_t)(part.ptr - text.ptr), (uint32_t)part.len };
}

/* Rows that table_write writes have a blank behind their first pipe, its rules have none. */
static bool is_written_rule(struct slice line)
{
    return slice_starts(line, "|---");
}

void table_read(struct slice text, struct assay_span span, struct assay_table *ret_table)
{
    struct slice lines = slice_sub(text, span.start, span.len);
    struct table_grid grid;
    size_t above = split_pipes(lines, is_written_rule, &grid);
    struct assay_span *cells = mem_array(grid.rows * grid.columns + 1, sizeof *cells);
    for (size_t i = 0; i < grid.rows * grid.columns; i++)
        cells[i] = grid.cells[i].len ? span_in(text, grid.cells[i])
                                     : (struct assay_span){ span.start, 0 };
    ret_table->span = span;
    ret_table->rows = (uint32_t)grid.rows;
    ret_table->columns = (uint32_t)grid.columns;
    ret_table->header_rows = (uint32_t)above;
    ret_table->cells = cells;
    ret_table->truncated = grid.truncated;
    table_grid_done(&grid);
}

void table_done(struct assay_table *table)
{
    struct assay_span *cells = (struct assay_span *)table->cells;
    mem_free(&cells);
    *table = (struct assay_table){0};
}

/* Backslashes stay as they are unless they stand before a pipe. */
static void write_cell(struct text *out, struct slice cell, struct text *scratch)
{
    text_clear(scratch);
    normal_add(scratch, cell);
    struct slice clean = text_slice(scratch);
    for (size_t at = 0; at < clean.len;) {
        size_t pipe = find_pipe(clean, at);
        text_add(out, slice_sub(clean, at, pipe - at));
        if (pipe < clean.len)
            text_add(out, SLICE("\\|"));
        at = pipe + 1;
    }
    if (slice_ends(text_slice(out), "\\"))
        text_add_byte(out, ' ');
}

static void write_rule(struct text *out, size_t columns)
{
    for (size_t i = 0; i < columns; i++)
        text_add(out, SLICE("|---"));
    text_add(out, SLICE("|\n"));
}

bool table_write(struct text *out, const struct slice *cells, size_t rows, size_t columns,
                 size_t header_rows)
{
    struct table_grid sizes = grid_sizes(rows, columns);
    if (header_rows == TABLE_HEADER_BY_LOOK)
        header_rows = columns ? table_header_rows(cells, rows, columns) : 0;
    HELD(text) scratch = {0};
    for (size_t row = 0; row < sizes.rows && columns; row++) {
        for (size_t column = 0; column < sizes.columns; column++) {
            text_add(out, SLICE("| "));
            write_cell(out, cells[row * columns + column], &scratch);
            text_add_byte(out, ' ');
        }
        text_add(out, SLICE("|\n"));
        if (row + 1 == header_rows)
            write_rule(out, sizes.columns);
    }
    if (rows && columns)
        text_cut(out, out->len - 1);
    return !sizes.truncated;
}
