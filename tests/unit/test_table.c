#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/text.h"
#include "item/table.h"
#include "support/rows.h"

/* written: the pipe form of the table that `lines` starts with. */
struct table_row {
    const char *name, *lines, *written;
};

#define PLAIN "| Fund | 2023 | 2024 |\n|---|---|---|\n| Ash | 5 | 7 |\n| Elm | 6 | 4 |"

static const struct table_row tables[] = {
    { "Markdown pipes", "| Fund | 2023 | 2024 |\n|---|:--|--:|\n| Ash | 5 | 7 |\n| Elm | 6 | 4 |\n",
      PLAIN },
    { "pipes without outer ones", "Fund|2023|2024\n---|---|---\nAsh|5|7\nElm|6|4\n\nMore", PLAIN },
    { "a rule as short as it may be",
      "Fund | 2023 | 2024\n:-- | --: | --:\nAsh | 5 | 7\nElm | 6 | 4\n", PLAIN },
    { "pipes without a rule get their header by look",
      "| Fund | 2023 | 2024 |\n| Ash | 5 | 7 |\n| Elm | 6 | 4 |", PLAIN },
    { "a box of dashes and crosses",
      "+------+------+------+\n| Fund | 2023 | 2024 |\n+======+======+======+\n"
      "| Ash  | 5    | 7    |\n| Elm  | 6    | 4    |\n+------+------+------+\n",
      PLAIN },
    { "aligned columns", "Fund    2023   2024\nAsh        5      7\nElm        6      4\n", PLAIN },
    { "aligned columns under a rule", "Fund    2023   2024\n-------------------\nAsh        5      7\n"
      "Elm        6      4\n\nprose", PLAIN },
    { "tabs", "Fund\t2023\t2024\nAsh\t5\t7\nElm\t6\t4", PLAIN },
    { "an empty first header cell", "        2023   2024\nAsh        5      7\nElm        6      4\n",
      "|  | 2023 | 2024 |\n|---|---|---|\n| Ash | 5 | 7 |\n| Elm | 6 | 4 |" },
    { "an empty cell in the middle stays empty",
      "Fund    2023   2024\nAsh        5      7\nElm               4\n",
      "| Fund | 2023 | 2024 |\n|---|---|---|\n| Ash | 5 | 7 |\n| Elm |  | 4 |" },
    { "prose below an aligned table is not taken",
      "Fund    2023   2024\nAsh        5      7\nElm        6      4\nThe elms lost a third.\n", PLAIN },
    { "short rows fill up", "| a | b |\n|---|---|\n| 1 |\n", "| a | b |\n|---|---|\n| 1 |  |" },
    { "an escaped pipe is part of its cell", "| a \\| b | c |\n|---|---|\n| 1 | 2 |",
      "| a \\| b | c |\n|---|---|\n| 1 | 2 |" },
    { "a row of missing values is a row", "| a | b |\n|---|---|\n| - | - |",
      "| a | b |\n|---|---|\n| - | - |" },
    { "a second header row with years", "| | Sales | |\n| | 2023 | 2024 |\n| Ash | 5 | 7 |",
      "|  | Sales |  |\n|  | 2023 | 2024 |\n|---|---|---|\n| Ash | 5 | 7 |" },
    { "no header at all", "| Ash | 5 |\n| Elm | 6 |", "| Ash | 5 |\n| Elm | 6 |" },
};

static const struct table_row others[] = {
    { "a navigation bar is no table", "Home | News | About\nShares fell on Tuesday.", NULL },
    { "two sentences with gaps are no table",
      "It rained.  Nobody came to the fair.\nThe band played on.  It was 5 in the end.\n"
      "Then all went home.  The end.\n", NULL },
    { "indented prose is no table", "\tIn 1999 it rained.\n\tIn 2000 it did not.\n", NULL },
    { "nothing is no table", "", NULL },
};

static void finds_and_writes(void **state)
{
    const struct table_row *row = *state;
    size_t len = 0;
    struct slice lines = slice_of(row->lines);
    assert_true(table_starts(lines, &len));
    struct table_grid grid;
    HELD(text) out = {0};
    table_split(slice_sub(lines, 0, len), &grid);
    assert_true(table_write(&out, grid.cells, grid.rows, grid.columns, grid.header_rows));
    table_grid_done(&grid);
    assert_string_equal(text_string(&out), row->written);
}

static void reads_back_what_it_wrote(void **state)
{
    const struct table_row *row = *state;
    struct slice text = slice_of(row->written);
    struct assay_table table = {0};
    table_read(text, (struct assay_span){ 0, (uint32_t)text.len }, &table);
    struct slice cells[64];
    assert_in_range(table.rows * table.columns, 1, count_of(cells));
    for (size_t i = 0; i < table.rows * table.columns; i++)
        cells[i] = slice_sub(text, table.cells[i].start, table.cells[i].len);
    HELD(text) out = {0};
    /* cells come escaped, and so go in again */
    for (size_t i = 0; i < table.rows * table.columns; i++)
        if (slice_find(cells[i], "\\|") != SIZE_MAX)
            cells[i] = SLICE("a | b");
    table_write(&out, cells, table.rows, table.columns, table.header_rows);
    assert_string_equal(text_string(&out), row->written);
    table_done(&table);
}

static void finds_no_table(void **state)
{
    const struct table_row *row = *state;
    size_t len = 7;
    assert_false(table_starts(slice_of(row->lines), &len));
    assert_int_equal(len, 7);
}

struct look_row {
    const char *name;
    size_t rows, columns;
    const char *cells[16];
    size_t header;
};

static const struct look_row looks[] = {
    { "words above numbers", 2, 2, { "Name", "Score", "Ann", "5" }, 1 },
    { "numbers at once", 2, 2, { "Ann", "5", "Bo", "6" }, 0 },
    { "years above amounts", 2, 2, { "", "2024", "Sales", "1,200" }, 1 },
    { "a unit row below the years", 3, 2, { "", "2024", "", "(in millions)", "Sales", "12" }, 2 },
    { "a title over all, then years", 3, 2, { "Sales", "", "", "2024", "Ash", "12" }, 2 },
    { "a section row below the header stays in the body", 3, 2, { "", "2024", "Assets", "", "Cash", "12" }, 1 },
    { "only words", 3, 2, { "Town", "River", "Bern", "Aare", "Paris", "Seine" }, 1 },
    { "a single row", 1, 2, { "Ash", "5" }, 0 },
};

static void tells_headers_by_look(void **state)
{
    const struct look_row *row = *state;
    struct slice cells[16];
    for (size_t i = 0; i < row->rows * row->columns; i++)
        cells[i] = slice_of(row->cells[i]);
    assert_int_equal(table_header_rows(cells, row->rows, row->columns), row->header);
}

static void a_wall_of_cells_meets_the_ceilings(void **state)
{
    (void)state;
    HELD(text) lines = {0};
    for (size_t i = 0; i < 2000; i++) {
        for (size_t j = 0; j < 500; j++)
            text_add_byte(&lines, '|');
        text_add_byte(&lines, '\n');
    }
    size_t len;
    assert_true(table_starts(text_slice(&lines), &len));
    struct table_grid grid;
    table_split(text_slice(&lines), &grid);
    assert_true(grid.truncated);
    assert_in_range(grid.rows * grid.columns, 1, TABLE_MAX_CELLS);
    assert_int_equal(grid.columns, TABLE_MAX_COLUMNS);
    table_grid_done(&grid);
}

int main(void)
{
    struct rows rows = {0};
    ADD_ROWS(&rows, tables, finds_and_writes);
    ADD_ROWS(&rows, tables, reads_back_what_it_wrote);
    ADD_ROWS(&rows, others, finds_no_table);
    ADD_ROWS(&rows, looks, tells_headers_by_look);
    ADD_TEST(&rows, a_wall_of_cells_meets_the_ceilings);
    return rows_run("table", &rows);
}
