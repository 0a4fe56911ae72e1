/* rows.h - tables of rows as cmocka tests: each row gets its own name in the report.
 *
 *     struct row { const char *name; ... };     // the name comes first
 *     ADD_ROWS(&rows, table, check_one);        // check_one(void **state), *state is the row
 *     return rows_run("module", &rows); */
#ifndef TESTS_SUPPORT_ROWS_H
#define TESTS_SUPPORT_ROWS_H

#include <assert.h>
#include <stdlib.h>

struct rows {
    struct CMUnitTest *tests;
    size_t size;
};

static inline void rows_add(struct rows *rows, const char *name, CMUnitTestFunction test,
                            const void *row)
{
    rows->tests = realloc(rows->tests, (rows->size + 1) * sizeof *rows->tests);
    assert(rows->tests);
    rows->tests[rows->size++] = (struct CMUnitTest){ name, test, NULL, NULL, (void *)row };
}

#define ADD_ROWS(rows, table, test)                                        \
    for (size_t row_ = 0; row_ < sizeof(table) / sizeof((table)[0]); row_++) \
    rows_add(rows, (table)[row_].name, test, &(table)[row_])

#define ADD_TEST(rows, test) rows_add(rows, #test, test, NULL)

static inline int rows_run(const char *group, struct rows *rows)
{
    int failed = _cmocka_run_group_tests(group, rows->tests, rows->size, NULL, NULL);
    free(rows->tests);
    return failed;
}

#endif
