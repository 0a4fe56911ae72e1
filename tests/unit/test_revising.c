/* What is known of an item that came out, when it is to be judged again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "item/cluster.h"
#include "outlet/journal.h"
#include "revising.h"
#include "support/rows.h"
#include "support/scratch.h"

#include <stdio.h>

#define NOON INT64_C(1795000000000) /* ms */

static const struct edits_settings settings = {
    .enabled = true, .window = { 48 * 3600000 }, .per_item = 3, .per_poll = 5,
};

static struct article *make(void)
{
    struct article *a = article_new();
    a->feed = mem_string("feed");
    a->id = mem_string("1");
    article_plain(a, SLICE("Two hundred bakers met."));
    article_finish(a);
    a->cause = "text";
    a->cluster = mem_new(sizeof *a->cluster);
    a->cluster->copy_of = 7;
    a->cluster->similarity = 1;
    return a;
}

/* Of the item, as it came out first; NULL: it did not. */
static void publish(const char *path, const struct article *a, const char *body)
{
    struct retain_settings retain = { 30, 1000, { 0 } };
    struct journal *j = journal_open(path, &retain, NULL, NULL);
    struct journal_posting posting = { .topic = "item/feed/" };
    char key[24], id[32];
    article_key(a, key);
    snprintf(id, sizeof id, "%s#r1", key);
    struct journal_entry e = { .kind = JOURNAL_ITEM, .time = { NOON }, .id = id,
                               .postings = &posting, .postings_size = 1, .body = slice_of(body) };
    assert_non_null(j);
    assert_true(journal_begin(j, NULL));
    e.sequence = journal_next(j);
    assert_true(journal_add(j, &e, NULL));
    assert_true(journal_commit(j, NULL));
    journal_close(&j);
}

struct row {
    const char *name, *body; /* NULL: there is no journal */
    bool refused, for_now;
    double similarity;
};

#define EVENT(place) \
    "{\"time\":\"2026-11-18T10:00:00Z\",\"data\":{\"revision\":1,\"cluster\":{" place "}}}"

static const struct row rows[] = {
    { "a journal that cannot be read refuses for now", NULL, true, true, 1 },
    { "what is kept but is no item is refused for good", "{}", true, false, 1 },
    { "it stays as near a copy as it was",
      EVENT("\"near_duplicate_similarity\":0.83,\"novelty_score\":0"), false, false, 0.83 },
    { "what was no copy before is as near as it is now",
      EVENT("\"near_duplicate_similarity\":0,\"novelty_score\":1"), false, false, 1 },
};

static void begins(void **state)
{
    const struct row *row = *state;
    char dir[SCRATCH_MAX], path[SCRATCH_MAX + 16];
    struct refusal refusal;
    OWNED(article) a = make();
    scratch_make(dir);
    snprintf(path, sizeof path, "%s/journal.db", dir);
    if (row->body)
        publish(path, a, row->body);
    OWNED(revising) r = revising_new(path);
    struct earlier *e = revising_begin(r, &settings, a, (struct instant){ NOON }, &refusal);
    assert_int_equal(refusal.why != NULL, row->refused);
    assert_int_equal(refusal.for_now, row->for_now);
    assert_int_equal(e != NULL, !row->refused);
    assert_float_equal(a->cluster->similarity, row->similarity, 1e-9);
    if (e) {
        struct judged same = { 0 }; /* no scored item: nothing comes out */
        refusal = revising_end(r, &e, &same);
        assert_non_null(refusal.why);
    }
    scratch_remove(dir);
}

int main(void)
{
    struct rows all = { 0 };
    ADD_ROWS(&all, rows, begins);
    return rows_run("revising", &all);
}
