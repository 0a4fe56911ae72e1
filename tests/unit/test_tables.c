/* tests/scorers/tables/<case>.md with <case>.expected: every check of the article's tables, one a
 * line: table, status, check, the error's name in brackets, the claim's words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/text.h"
#include "item/article.h"
#include "item/table.h"
#include "reliability/tables.h"
#include "support/rows.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define CASES TESTS_DIR "/scorers/tables/"

struct listener {
    struct assay_host host; /* first: the host's functions get it back */
    const struct assay_article *article;
    struct text lines;
    size_t checks;
};

static void hear(struct assay_host *host, const struct assay_check *c)
{
    static const char *const names[] = { "supported", "contradicted", "unverifiable", "warning" };
    struct listener *l = (struct listener *)host;
    assert_true(c->table < l->article->tables_size);
    assert_true(c->span.start + c->span.len <= l->article->text.len);
    for (uint32_t i = 0; i < c->cells_size; i++)
        assert_true(c->cells[i].row < l->article->tables[c->table].rows &&
                    c->cells[i].column < l->article->tables[c->table].columns);
    text_printf(&l->lines, "%u %s %s", c->table + 1, names[c->status], c->name);
    if (c->error)
        text_printf(&l->lines, " (%s)", c->error);
    if (strncmp(c->name, "claim.", 6) == 0)
        text_printf(&l->lines, ": %.*s", (int)c->span.len, l->article->text.ptr + c->span.start);
    text_add_byte(&l->lines, '\n');
    l->checks++;
}

/* Checks the article and frees it. */
static void listen(struct listener *l, struct article *a, struct tables_result *result)
{
    struct assay_article view;
    struct tables_params params = tables_params_default();
    article_finish(a);
    article_view(a, NULL, 0, &view);
    l->host = (struct assay_host){ .size = sizeof l->host, .check = hear };
    l->article = &view;
    tables_check(&view, &params, &l->host, result);
    article_free(&a);
}

static void read_file(const char *path, struct text *ret)
{
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    char bytes[4096];
    for (size_t n; (n = fread(bytes, 1, sizeof bytes, f)) > 0;)
        text_add(ret, (struct slice){ bytes, n });
    fclose(f);
}

static void says_what_is_expected(void **state)
{
    char path[512];
    HELD(text) source = { 0 }, expected = { 0 };
    struct listener l = { 0 };
    struct tables_result result;
    struct article *a = article_new();
    snprintf(path, sizeof path, CASES "%s.md", (const char *)*state);
    read_file(path, &source);
    snprintf(path, sizeof path, CASES "%s.expected", (const char *)*state);
    read_file(path, &expected);
    article_plain(a, text_slice(&source));
    listen(&l, a, &result);
    if (strcmp(text_string(&l.lines), text_string(&expected)) != 0)
        fail_msg("found:\n%sexpected:\n%s", text_string(&l.lines), text_string(&expected));
    text_done(&l.lines);
}

static bool says_limits(const struct listener *l)
{
    return strstr(text_string(&l->lines), " limits\n") != NULL;
}

static void a_claim_of_five_hundred_numbers_is_cut(void **state)
{
    (void)state;
    struct article *a = article_new();
    HELD(text) claim = { 0 };
    for (int i = 0; i < 500; i++)
        text_printf(&claim, "%s%d", i ? ", " : "Ash had ", i);
    article_block(a, ASSAY_PARAGRAPH, text_slice(&claim));
    struct slice cells[] = { SLICE("Fund"), SLICE("2024"), SLICE("Ash"), SLICE("77") };
    article_table(a, cells, 2, 2, 1);
    struct listener l = { 0 };
    struct tables_result result;
    listen(&l, a, &result);
    assert_true(result.cut && says_limits(&l));
    assert_int_equal(result.contradicted, 0);
    text_done(&l.lines);
}

/* Named by what there is a lot of; a quadratic walk would take minutes. */
struct flood_row {
    const char *name;
    size_t rows, columns;
    const char *cell, *prose;
    size_t sentences;
    bool cut; /* a ceiling is met, and said */
};

static const struct flood_row floods[] = {
    { "a wall of empty cells", 4000, 250, "", "Ash rose 5% in 2024. ", 1, true },
    { "a thousand rows and fifty claims", 1000, 8, "12", "Ash rose 5% from 2023 to 2024. ", 50, false },
    { "a thousand claims", 20, 4, "Ash 5", "Ash rose 5% from 2023 to 2024. ", 1000, true },
    { "one sentence without an end", 20, 4, "Ash 5", "and Ash rose 5% ", 5000, true },
    { "superlatives over a long table", 4000, 3, "7", "The highest Ash is 12. ", 40, true },
};

static void stays_bounded(void **state)
{
    const struct flood_row *row = *state;
    struct slice *cells = calloc(row->rows * row->columns, sizeof *cells);
    assert_non_null(cells);
    for (size_t i = 0; i < row->rows * row->columns; i++)
        cells[i] = slice_of(row->cell);
    if (*row->cell)
        cells[0] = SLICE("Ash"), cells[row->columns] = SLICE("Ash");
    HELD(text) prose = { 0 };
    for (size_t i = 0; i < row->sentences; i++)
        text_add(&prose, slice_of(row->prose));
    struct article *a = article_new();
    article_block(a, ASSAY_PARAGRAPH, text_slice(&prose));
    article_table(a, cells, row->rows, row->columns, 1);
    free(cells);
    struct listener l = { 0 };
    struct tables_result result;
    clock_t before = clock();
    listen(&l, a, &result);
    double seconds = (double)(clock() - before) / CLOCKS_PER_SEC;
    assert_true(result.cut == says_limits(&l) && result.cut == row->cut);
    text_done(&l.lines);
    assert_int_equal(result.tables_size, 1);
    assert_true(seconds < 6);
}

static void more_tables_than_are_looked_at_are_told(void **state)
{
    (void)state;
    struct article *a = article_new();
    struct slice cells[] = { SLICE("Fund"), SLICE("2024"), SLICE("Ash"), SLICE("77") };
    for (int i = 0; i < TABLES_MOST + 9; i++)
        article_table(a, cells, 2, 2, 1);
    struct listener l = { 0 };
    struct tables_result result;
    listen(&l, a, &result);
    assert_true(result.cut && says_limits(&l));
    assert_int_equal(result.all_tables, TABLES_MOST + 9);
    assert_int_equal(result.tables_size, TABLES_MOST);
    text_done(&l.lines);
}

/* Seconds for a table of so many rows with names of their own, and ten claims about them. */
static double time_rows(size_t rows)
{
    struct slice *cells = calloc(rows * 3, sizeof *cells);
    char(*names)[40] = calloc(rows, sizeof *names);
    HELD(text) prose = { 0 };
    assert_true(cells && names);
    for (size_t i = 0; i < rows; i++) {
        snprintf(names[i], sizeof names[i], "Fund %c%c%zu", 'A' + (char)(i % 23), 'a' + (char)(i % 19), i);
        cells[3 * i] = slice_of(names[i]);
        cells[3 * i + 1] = SLICE("12");
        cells[3 * i + 2] = SLICE("15");
    }
    cells[1] = SLICE("2023"), cells[2] = SLICE("2024");
    for (size_t i = 1; i < 11; i++)
        text_printf(&prose, "%s rose 25%% from 2023 to 2024. ", names[i]);
    struct article *a = article_new();
    article_block(a, ASSAY_PARAGRAPH, text_slice(&prose));
    article_table(a, cells, rows, 3, 1);
    free(cells);
    free(names);
    struct listener l = { 0 };
    struct tables_result result;
    clock_t before = clock();
    listen(&l, a, &result);
    double seconds = (double)(clock() - before) / CLOCKS_PER_SEC;
    assert_int_equal(result.supported, 10);
    text_done(&l.lines);
    return seconds;
}

static double best_of_three(size_t rows)
{
    double best = 1e9;
    for (int i = 0; i < 3; i++) {
        double seconds = time_rows(rows);
        best = seconds < best ? seconds : best;
    }
    return best;
}

/* Eight times as many rows take about eight times as long; a quadratic walk would take 64. */
static void time_grows_with_the_rows(void **state)
{
    (void)state;
    double few = best_of_three(250), many = best_of_three(2000);
    if (many > 24 * few)
        fail_msg("%g s for 250 rows, %g s for 2,000", few, many);
}

static int is_case(const struct dirent *entry)
{
    size_t len = strlen(entry->d_name);
    return len > 3 && strcmp(entry->d_name + len - 3, ".md") == 0;
}

int main(void)
{
    struct rows rows = { 0 };
    struct dirent **cases;
    int count = scandir(CASES, &cases, is_case, alphasort);
    for (int i = 0; i < count; i++) {
        cases[i]->d_name[strlen(cases[i]->d_name) - 3] = '\0';
        rows_add(&rows, cases[i]->d_name, says_what_is_expected, cases[i]->d_name);
    }
    ADD_TEST(&rows, a_claim_of_five_hundred_numbers_is_cut);
    ADD_TEST(&rows, more_tables_than_are_looked_at_are_told);
    ADD_TEST(&rows, time_grows_with_the_rows);
    ADD_ROWS(&rows, floods, stays_bounded);
    int failed = count < 40 ? 1 : rows_run("tables", &rows);
    for (int i = 0; i < count; i++)
        free(cases[i]);
    free(cases);
    return failed;
}
