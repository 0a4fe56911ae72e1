/* One generation of the configuration: what its feeds share, and what each message says it was
 * judged by. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "generation.h"
#include "scoring/stock.h"
#include "support/rows.h"
#include "support/scratch.h"

struct bench {
    char dir[SCRATCH_MAX], path[SCRATCH_MAX + 16];
};

static void write_file(const struct bench *b, const char *name, const char *text)
{
    char path[SCRATCH_MAX + 32];
    snprintf(path, sizeof path, "%s/%s", b->dir, name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static void bench_init(struct bench *b, const char *yaml)
{
    scratch_make(b->dir);
    snprintf(b->path, sizeof b->path, "%s/assayd.yaml", b->dir);
    write_file(b, "assayd.yaml", yaml);
    write_file(b, "mine.tsv", "flimflam\t-4\n");
    write_file(b, "yours.tsv", "flimflam\t4\n");
}

static struct generation *open_one(const struct bench *b, uint64_t number)
{
    OWNED(complaints) wrong = complaints_new();
    struct generation *g = generation_open(b->path, number, wrong);
    for (size_t i = 0; i < complaints_size(wrong); i++)
        print_message("%s\n", complaints_at(wrong, i)->text);
    assert_non_null(g);
    return g;
}

#define FEED(id, more) "  - {id: " id ", url: 'https://example.org/" id "'" more "}\n"
#define MINE  ", scorers: {tone: {lexicons: [mine.tsv]}}"
#define YOURS ", scorers: {tone: {lexicons: [yours.tsv]}}"

struct share_row {
    const char *name, *yaml, *next; /* next: NULL: a reload of the same */
    size_t first, both;             /* open scorers */
};

static const struct share_row share_rows[] = {
    { "feeds that say nothing share all", "feeds:\n" FEED("a", "") FEED("b", ""), NULL, 2, 2 },
    { "a feed that says something shares the rest", "feeds:\n" FEED("a", MINE) FEED("b", ""), NULL,
      3, 3 },
    { "feeds that say the same share it",
      "feeds:\n" FEED("a", MINE) FEED("b", MINE) FEED("c", MINE), NULL, 3, 3 },
    { "feeds that say different things do not", "feeds:\n" FEED("a", MINE) FEED("b", YOURS), NULL,
      4, 4 },
    { "a reload opens only what changed", "feeds:\n" FEED("a", MINE), "feeds:\n" FEED("a", YOURS),
      3, 4 },
    { "a number that changed is a change", "scorers: {reliability: {base: 0.4}}\n",
      "scorers: {reliability: {base: 0.41}}\n", 2, 3 },
};

static void shares_what_is_the_same(void **state)
{
    const struct share_row *row = *state;
    struct bench b;
    bench_init(&b, row->yaml);
    assert_int_equal(stock_size(), 0);
    struct generation *old = open_one(&b, 1);
    assert_int_equal(stock_size(), row->first);
    write_file(&b, "assayd.yaml", row->next ? row->next : row->yaml);
    struct generation *new = open_one(&b, 2);
    assert_int_equal(stock_size(), row->both);
    generation_free(&old);
    assert_int_equal(stock_size(), row->first);
    generation_free(&new);
    assert_int_equal(stock_size(), 0);
    scratch_remove(b.dir);
}

/* What a feed's message says it was judged by, and by how much. */
static void judge(const struct generation *g, const char *feed, struct text *ret, double *ret_tone)
{
    struct article *a = article_new();
    article_title(a, SLICE("A flimflam"));
    a->id = mem_string("1");
    a->feed = mem_string(feed);
    article_finish(a);
    struct verdict *v = assayer_judge(g->assayer, a, ASSAY_REASONS);
    text_clear(ret);
    assayer_json(g->assayer, ret, a, v, (struct instant){ 0 });
    *ret_tone = v->opinions[0].overall.value;
    verdict_free(&v);
    article_free(&a);
}

static void each_feed_names_its_own_lexicons(void **state)
{
    (void)state;
    struct bench b;
    HELD(text) json = { 0 };
    double mine, yours;
    bench_init(&b, "feeds:\n" FEED("a", MINE) FEED("b", YOURS) FEED("c", ""));
    struct generation *g = open_one(&b, 1);
    judge(g, "a", &json, &mine);
    assert_non_null(strstr(text_string(&json), "\"mine.tsv\""));
    assert_null(strstr(text_string(&json), "\"yours.tsv\""));
    judge(g, "b", &json, &yours);
    assert_non_null(strstr(text_string(&json), "\"yours.tsv\""));
    assert_null(strstr(text_string(&json), "\"mine.tsv\""));
    assert_true(mine < 0 && yours > 0);
    judge(g, "c", &json, &mine);
    assert_non_null(strstr(text_string(&json), "\"general-en\""));
    assert_null(strstr(text_string(&json), "\"mine.tsv\""));
    generation_free(&g);
    scratch_remove(b.dir);
}

/* What is shared keeps copies: the configuration that opened it first may go. */
static void a_shared_scorer_outlives_its_configuration(void **state)
{
    (void)state;
    struct bench b;
    HELD(text) json = { 0 };
    double before, after;
    bench_init(&b, "feeds:\n" FEED("a", MINE));
    struct generation *old = open_one(&b, 1);
    struct generation *new = open_one(&b, 2);
    judge(old, "a", &json, &before);
    generation_free(&old);
    judge(new, "a", &json, &after);
    assert_true(before == after && before < 0);
    assert_non_null(strstr(text_string(&json), "\"generation\":2"));
    generation_free(&new);
    scratch_remove(b.dir);
}

int main(void)
{
    struct rows rows = { 0 };
    ADD_ROWS(&rows, share_rows, shares_what_is_the_same);
    ADD_TEST(&rows, each_feed_names_its_own_lexicons);
    ADD_TEST(&rows, a_shared_scorer_outlives_its_configuration);
    return rows_run("assayer", &rows);
}
