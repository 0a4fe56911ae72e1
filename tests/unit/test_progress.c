#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/progress.h"
#include "support/rows.h"

#include <string.h>

struct line_row {
    const char *name;
    struct progress_state state;
    int columns;
    const char *expected;
};

static const struct line_row line_rows[] = {
    { "half way", { "diff", "items", 200, 100, 1234, 10 }, 60,
      "diff  [#######.......]   50 %  1,234 items  123/s  10s left" },
    { "at the end nothing is left", { "diff", "items", 200, 200, 20, 10 }, 60,
      "diff  [#############################]  100 %  20 items  2/s" },
    { "beyond the end is the end", { "diff", "items", 200, 900, 20, 10 }, 60,
      "diff  [#############################]  100 %  20 items  2/s" },
    { "a narrow terminal gets no bar", { "diff", "items", 200, 100, 1234567, 10 }, 50,
      "diff   50 %  1,234,567 items  123,457/s  10s left" },
    { "and a tiny one a beginning", { "diff", "items", 200, 100, 1234567, 10 }, 20,
      "diff   50 %  1,234," },
    { "nobody knows how much there is", { "import", "feeds", 0, 7, 7, 2 }, 80,
      "import  7 feeds  4/s" },
    { "minutes", { "tune", "fits", 100, 1, 1, 1 }, 44, "tune    1 %  1 fits  1/s  1m39s left" },
    { "hours", { "tune", "fits", 10000, 1, 1, 1 }, 44, "tune    0 %  1 fits  1/s  2h46m left" },
    { "a wide terminal does not stretch the bar", { "a", "b", 2, 1, 1, 1 }, 300,
      "a  [####################....................]   50 %  1 b  1/s  1s left" },
};

static void says_how_far(void **state)
{
    const struct line_row *row = *state;
    HELD(text) line = { 0 };
    progress_line(&line, &row->state, row->columns);
    assert_string_equal(text_string(&line), row->expected);
    assert_true(line.len < (size_t)row->columns);
}

int main(void)
{
    struct rows rows = { 0 };
    ADD_ROWS(&rows, line_rows, says_how_far);
    return rows_run("progress", &rows);
}
