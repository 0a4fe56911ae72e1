/* Stored articles: by number, by id, page by page, and for as long as the user wants. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "support/journal_bench.h"
#include "support/rows.h"

#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#define DAY INT64_C(86400000)

static void open_bench(struct journal_bench *b, struct retain_articles articles)
{
    journal_bench_init(b);
    b->retain.articles = articles;
    journal_bench_reopen(b);
}

/* One entry of its own commit; `article` NULL: one that has none. */
static void commit_one(struct journal_bench *b, const char *topic, const char *id, int64_t ms,
                       const char *article)
{
    struct journal_posting posting = { .previous = 0 };
    snprintf(posting.topic, sizeof posting.topic, "%s", topic);
    struct journal_entry e = { .kind = JOURNAL_ITEM, .time = { ms }, .id = id,
                               .postings = &posting, .postings_size = 1, .body = SLICE("{}") };
    bool more;
    assert_true(journal_begin(b->journal, &b->err));
    e.sequence = journal_next(b->journal);
    assert_true(journal_add(b->journal, &e, &b->err));
    if (article)
        assert_true(journal_save_article(b->journal, e.sequence, slice_of(article), &b->err));
    assert_true(journal_trim(b->journal, 100, &more, &b->err));
    assert_true(journal_commit(b->journal, &b->err));
}

/* Two feeds in turn, a day between entries; every third entry is none of an item. */
static void fill(struct journal_bench *b, size_t size)
{
    for (size_t i = 1; i <= size; i++) {
        char id[32], article[32];
        snprintf(id, sizeof id, "sha256:%zu#r1", i);
        snprintf(article, sizeof article, "article %zu", i);
        commit_one(b, i % 2 ? "item/odd/" : "item/even/", id, NOON + (int64_t)i * DAY,
                   i % 3 ? article : NULL);
    }
}

/* Words of what was read: "1 2 4 ". */
static bool note(void *context, const struct journal_article *a)
{
    struct text *out = context;
    char expected[32];
    snprintf(expected, sizeof expected, "article %" PRIu64, a->sequence);
    assert_true(slice_is(a->packed, expected));
    assert_true(slice_is(a->body, "{}"));
    text_printf(out, "%" PRIu64 " ", a->sequence);
    return true;
}

struct shelf_row {
    const char *name;
    struct journal_shelf query;
    const char *expected;
};

static const struct shelf_row shelf_rows[] = {
    { "all of them, in order", { 0, UINT64_MAX, { 0 }, NULL, 100, true }, "1 2 4 5 7 8 10 11 " },
    { "small pages give the same", { 0, UINT64_MAX, { 0 }, NULL, 1, true }, "1 2 4 5 7 8 10 11 " },
    { "pages that end with the shelf", { 0, UINT64_MAX, { 0 }, NULL, 4, true }, "1 2 4 5 7 8 10 11 " },
    { "one feed's", { 0, UINT64_MAX, { 0 }, "even", 2, true }, "2 4 8 10 " },
    { "a feed nobody knows has none", { 0, UINT64_MAX, { 0 }, "nobody", 2, true }, "" },
    { "from a number", { 5, UINT64_MAX, { 0 }, NULL, 3, true }, "5 7 8 10 11 " },
    { "up to a number", { 0, 5, { 0 }, NULL, 3, true }, "1 2 4 5 " },
    { "since a time", { 0, UINT64_MAX, { NOON + 8 * DAY }, NULL, 3, true }, "8 10 11 " },
    { "one feed's since a time", { 0, UINT64_MAX, { NOON + 5 * DAY }, "even", 3, true }, "8 10 " },
};

static void read_all(struct journal *j, struct journal_shelf query, struct text *out,
                     uint64_t *ret_damaged)
{
    struct error err = { 0 };
    struct journal_page page;
    *ret_damaged = 0;
    do {
        if (!journal_read_shelf(j, &query, note, out, &page, &err))
            fail_msg("%s", error_line(&err));
        *ret_damaged += page.damaged;
    } while ((query.from = page.next));
}

static void reads_the_shelf(void **state)
{
    const struct shelf_row *row = *state;
    struct journal_bench b;
    HELD(text) out = { 0 };
    uint64_t damaged;
    open_bench(&b, (struct retain_articles){ 30, 1000 });
    fill(&b, 11);
    read_all(b.journal, row->query, &out, &damaged);
    assert_string_equal(text_string(&out), row->expected);
    assert_int_equal(damaged, 0);
    journal_bench_done(&b);
}

static bool stop_at_four(void *context, const struct journal_article *a)
{
    return a->sequence < 4 && note(context, a);
}

static void a_reader_may_stop_and_go_on(void **state)
{
    (void)state;
    struct journal_bench b;
    HELD(text) out = { 0 };
    struct journal_shelf query = { .to = UINT64_MAX, .look_at = 100, .bodies = true };
    struct journal_page page;
    open_bench(&b, (struct retain_articles){ 30, 1000 });
    fill(&b, 5);
    assert_true(journal_read_shelf(b.journal, &query, stop_at_four, &out, &page, &b.err));
    assert_string_equal(text_string(&out), "1 2 ");
    assert_int_equal(page.next, 4);
    journal_bench_done(&b);
}

struct start_row {
    const char *name;
    int64_t since;
    uint64_t most, expected;
};

static const struct start_row start_rows[] = {
    { "the newest three", 0, 3, 8 },
    { "more than there are", 0, 1000, 1 },
    { "any number", 0, UINT64_MAX, 1 },
    { "since a time", NOON + 5 * DAY, 1000, 5 },
    { "whichever is later", NOON + 5 * DAY, 2, 10 },
    { "after the last", NOON + 50 * DAY, 1000, INT64_MAX },
};

static void finds_where_to_start(void **state)
{
    const struct start_row *row = *state;
    struct journal_bench b;
    uint64_t start;
    open_bench(&b, (struct retain_articles){ 30, 1000 });
    fill(&b, 11);
    assert_true(journal_shelf_start(b.journal, (struct instant){ row->since }, row->most, &start,
                                    &b.err));
    assert_true(start == row->expected);
    journal_bench_done(&b);
}

struct find_row {
    const char *name, *id;
    const char *expected; /* "": not found */
};

static const struct find_row find_rows[] = {
    { "a whole id", "sha256:7#r1", "2 " },
    { "an earlier revision by its whole id", "sha256:5#r1", "1 " },
    { "without a revision the newest", "sha256:5", "3 " },
    { "an id that begins like another", "sha256:", "" },
    { "nobody's", "sha256:9#r1", "" },
    { "one whose article is not kept", "sha256:8#r1", "" },
};

static void finds_by_id(void **state)
{
    const struct find_row *row = *state;
    struct journal_bench b;
    HELD(text) out = { 0 };
    bool found;
    open_bench(&b, (struct retain_articles){ 30, 1000 });
    commit_one(&b, "item/a/", "sha256:5#r1", NOON, "article 1");
    commit_one(&b, "item/a/", "sha256:7#r1", NOON, "article 2");
    commit_one(&b, "item/a/", "sha256:5#r2", NOON, "article 3");
    commit_one(&b, "item/a/", "sha256:8#r1", NOON, NULL);
    assert_true(journal_find_article_of(b.journal, row->id, note, &out, &found, &b.err));
    assert_string_equal(text_string(&out), row->expected);
    assert_true(found == (out.len > 0));
    journal_bench_done(&b);
}

/* "<sequence> <article>": what a revision is begun from. */
static bool note_found(void *context, const struct journal_article *a)
{
    text_printf(context, "%" PRIu64 " %.*s", a->sequence, SLICE_ARGS(a->packed));
    assert_true(slice_is(a->body, "{}"));
    return true;
}

struct item_row {
    const char *name, *id, *expected; /* "": not found */
};

static const struct item_row item_rows[] = {
    { "the newest of an item", "sha256:5", "3 article 3" },
    { "one whose article is not kept", "sha256:8", "4 " },
    { "a damaged article is none", "sha256:7", "2 " },
    { "an id that begins like another", "sha256:", "" },
    { "nobody's", "sha256:9", "" },
};

static void finds_the_newest_of_an_item(void **state)
{
    const struct item_row *row = *state;
    struct journal_bench b;
    HELD(text) out = { 0 };
    bool found;
    sqlite3 *db;
    open_bench(&b, (struct retain_articles){ 30, 1000 });
    commit_one(&b, "item/a/", "sha256:5#r1", NOON, "article 1");
    commit_one(&b, "item/a/", "sha256:7#r1", NOON, "article 2");
    commit_one(&b, "item/a/", "sha256:5#r2", NOON, "article 3");
    commit_one(&b, "item/a/", "sha256:8#r1", NOON, NULL);
    assert_int_equal(sqlite3_open(b.path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "UPDATE articles SET article=x'78' WHERE sequence=2", NULL,
                                  NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    assert_true(journal_find_item(b.journal, row->id, note_found, &out, &found, &b.err));
    assert_string_equal(text_string(&out), row->expected);
    assert_true(found == (out.len > 0));
    journal_bench_done(&b);
}

static void finds_by_number_beside_the_writer(void **state)
{
    (void)state;
    struct journal_bench b;
    HELD(text) out = { 0 };
    bool found;
    open_bench(&b, (struct retain_articles){ 30, 1000 });
    struct journal *reader = journal_open_to_read(b.path, &b.err);
    fill(&b, 3);
    assert_true(journal_find_article(reader, 2, note, &out, &found, &b.err) && found);
    assert_string_equal(text_string(&out), "2 ");
    assert_true(journal_find_article(reader, 3, note, &out, &found, &b.err) && !found);
    journal_close(&reader);
    journal_bench_done(&b);
}

struct keep_row {
    const char *name;
    struct retain_articles articles;
    int64_t entries; /* of retain.items */
    size_t filled;
    const char *expected;
};

static const struct keep_row keep_rows[] = {
    { "days count in the journal's own time: an hour an entry", { 30, 1000 }, 1000, 11,
      "1 2 4 5 7 8 10 11 " },
    { "what is older than a day of it goes", { 1, 1000 }, 1000, 29, "5 7 8 10 11 13 14 16 17 19 20 22 23 25 26 28 29 " },
    { "at most so many entries' articles", { 30, 4 }, 1000, 11, "8 10 11 " },
    { "none are wanted", { 0, 1000 }, 1000, 11, "" },
    { "an article goes with its entry", { 30, 1000 }, 3, 11, "10 11 " },
};

static void keeps_what_is_wanted(void **state)
{
    const struct keep_row *row = *state;
    struct journal_bench b;
    HELD(text) out = { 0 };
    uint64_t damaged;
    open_bench(&b, row->articles);
    journal_close(&b.journal);
    b.retain.items = row->entries;
    journal_bench_reopen(&b);
    fill(&b, row->filled);
    read_all(b.journal, (struct journal_shelf){ .to = UINT64_MAX, .look_at = 100, .bodies = true }, &out, &damaged);
    assert_string_equal(text_string(&out), row->expected);
    journal_bench_done(&b);
}

/* A limit that was lowered is reached in bounded steps. */
static void deletes_in_slices(void **state)
{
    (void)state;
    struct journal_bench b;
    HELD(text) out = { 0 };
    uint64_t damaged;
    bool more = true;
    size_t steps = 0;
    open_bench(&b, (struct retain_articles){ 30, 1000 });
    fill(&b, 30);
    journal_close(&b.journal);
    b.retain.articles.items = 2;
    journal_bench_reopen(&b);
    for (; more; steps++) {
        assert_true(journal_begin(b.journal, &b.err));
        assert_true(journal_trim(b.journal, 5, &more, &b.err));
        assert_true(journal_commit(b.journal, &b.err));
    }
    assert_int_equal(steps, 4); /* 19 of 20 go: 5, 5, 5, 4 */
    assert_int_equal(journal_oldest(b.journal), 1);
    read_all(b.journal, (struct journal_shelf){ .to = UINT64_MAX, .look_at = 100, .bodies = true }, &out, &damaged);
    assert_string_equal(text_string(&out), "29 ");
    journal_bench_done(&b);
}

static void ignore_progress(void *context, uint64_t entries, uint64_t whole)
{
    (void)context, (void)entries, (void)whole;
}

static void hear(void *context, const char *sentence)
{
    text_printf(context, "%s; ", sentence);
}

static void a_damaged_row_is_left_out_and_named(void **state)
{
    (void)state;
    struct journal_bench b;
    HELD(text) out = { 0 };
    struct journal_summary summary;
    uint64_t damaged;
    bool found;
    sqlite3 *db;
    open_bench(&b, (struct retain_articles){ 30, 1000 });
    fill(&b, 5);
    assert_int_equal(sqlite3_open(b.path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "UPDATE articles SET article=x'00' WHERE sequence=4", NULL,
                                  NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    read_all(b.journal, (struct journal_shelf){ .to = UINT64_MAX, .look_at = 2, .bodies = true }, &out, &damaged);
    assert_string_equal(text_string(&out), "1 2 5 ");
    assert_int_equal(damaged, 1);
    assert_false(journal_find_article(b.journal, 4, note, &out, &found, &b.err));
    assert_int_equal(b.err.remedy, MEND);
    text_clear(&out);
    assert_true(journal_check(b.path, hear, ignore_progress, &out, &summary, NULL));
    assert_string_equal(text_string(&out), "1 stored articles have wrong checksums; ");
    journal_bench_done(&b);
}

static void a_rollback_takes_the_article_along(void **state)
{
    (void)state;
    struct journal_bench b;
    HELD(text) out = { 0 };
    bool found;
    open_bench(&b, (struct retain_articles){ 30, 1000 });
    assert_true(journal_begin(b.journal, &b.err));
    assert_true(journal_save_article(b.journal, 1, SLICE("article 1"), &b.err));
    journal_rollback(b.journal);
    commit_one(&b, "item/a/", "sha256:1#r1", NOON, NULL);
    assert_true(journal_find_article(b.journal, 1, note, &out, &found, &b.err) && !found);
    journal_bench_done(&b);
}

int main(void)
{
    struct rows rows = { 0 };
    ADD_ROWS(&rows, shelf_rows, reads_the_shelf);
    ADD_TEST(&rows, a_reader_may_stop_and_go_on);
    ADD_ROWS(&rows, start_rows, finds_where_to_start);
    ADD_ROWS(&rows, find_rows, finds_by_id);
    ADD_ROWS(&rows, item_rows, finds_the_newest_of_an_item);
    ADD_TEST(&rows, finds_by_number_beside_the_writer);
    ADD_ROWS(&rows, keep_rows, keeps_what_is_wanted);
    ADD_TEST(&rows, deletes_in_slices);
    ADD_TEST(&rows, a_damaged_row_is_left_out_and_named);
    ADD_TEST(&rows, a_rollback_takes_the_article_along);
    return rows_run("journal_articles", &rows);
}
