#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/rows.h"
#include "tuning/agreement.h"

#include <math.h>
#include <string.h>

/* A text an annotator, a column an item; '.' where none was given. */
struct alpha_row {
    const char *name, *annotators[4];
    double alpha; /* NAN: nothing to compare */
    size_t items;
};

static const struct alpha_row alphas[] = {
    { "the example of 2011",
      { "123321412...", "1233224125.3", ".3332342251.", "12332441251." }, 0.815, 11 },
    { "two that always agree", { "0123", "0123" }, 1, 4 },
    { "what one alone judged counts for nothing", { "01234", "01.3." }, 1, 3 },
    { "nobody judged what another did", { "01..", "..12" }, NAN, 0 },
    { "all of one band leave nothing to compare", { "2222", "2222" }, NAN, 4 },
    /* Two coders, ten units, by hand: given {10, 10}, two pairs apart of ten. */
    { "two bands, by hand: 1 - 19 * 2 / 100", { "0000011111", "0000111110" }, 1 - 19.0 * 2 / 100, 10 },
    { "always the opposite is worse than chance", { "0101", "1010" }, 1 - 7.0 * 4 / 16, 4 },
};

static void reaches_alpha(void **state)
{
    const struct alpha_row *row = *state;
    struct agreement a = { .bands = 6 };
    for (size_t item = 0; item < strlen(row->annotators[0]); item++) {
        int values[4];
        size_t count = 0;
        for (size_t i = 0; i < 4 && row->annotators[i]; i++)
            if (row->annotators[i][item] != '.')
                values[count++] = row->annotators[i][item] - '0';
        agreement_add(&a, values, count);
    }
    assert_int_equal(a.items, row->items);
    double alpha = agreement_alpha(&a);
    if (isnan(row->alpha))
        assert_true(isnan(alpha));
    else
        assert_true(fabs(alpha - row->alpha) < 0.0006);
}

int main(void)
{
    struct rows rows = { 0 };
    ADD_ROWS(&rows, alphas, reaches_alpha);
    return rows_run("agreement", &rows);
}
