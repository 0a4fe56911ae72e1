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
#include <string.h>

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
    a->cluster->novelty = 0.5;
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
    const char *why;         /* it is refused; NULL: it is not */
    bool for_now;
    double similarity, novelty;
};

#define EVENT_OF(time, revision, more) \
    "{\"time\":\"" time "\",\"data\":{\"revision\":" revision more "}}"
#define EVENT(place) EVENT_OF("2026-11-18T10:00:00Z", "1", ",\"cluster\":{" place "}")
#define UNREAD "the journal could not be read"

static const struct row rows[] = {
    { "a journal that cannot be read refuses for now", NULL, UNREAD, true, 1, 0.5 },
    { "what is kept but is no item is refused for good", "{}", "does not keep", false, 1, 0.5 },
    { "what came out within the window is revised",
      EVENT_OF("2026-11-16T11:06:41Z", "1", ""), NULL, false, 1, 0.5 },
    { "what came out before it is not",
      EVENT_OF("2026-11-16T11:06:39Z", "1", ""), "revisions.window", false, 1, 0.5 },
    { "the third revision comes out", EVENT_OF("2026-11-18T10:00:00Z", "3", ""), NULL, false, 1, 0.5 },
    { "the fourth does not",
      EVENT_OF("2026-11-18T10:00:00Z", "4", ""), "revisions.per_item", false, 1, 0.5 },
    { "what was judged by its page waits for the page",
      EVENT_OF("2026-11-18T10:00:00Z", "1", ",\"item\":{\"text\":{\"source\":\"page\"}}"),
      "its page could not be read", true, 1, 0.5 },
    { "it stays as near a copy as it was",
      EVENT("\"near_duplicate_similarity\":0.83,\"novelty_score\":0"), NULL, false, 0.83, 0 },
    { "what was no copy before is as near as it is now",
      EVENT("\"near_duplicate_similarity\":0,\"novelty_score\":1"), NULL, false, 1, 1 },
};

/* Noon is 2026-11-18T11:06:40Z. */
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
    assert_int_equal(e == NULL, row->why != NULL);
    assert_int_equal(refusal.why != NULL, row->why != NULL);
    if (row->why && !strstr(refusal.why, row->why))
        fail_msg("said: %s", refusal.why);
    assert_int_equal(refusal.for_now, row->for_now);
    assert_float_equal(a->cluster->similarity, row->similarity, 1e-9);
    assert_float_equal(a->cluster->novelty, row->novelty, 1e-9);
    if (e) {
        struct judged same = { 0 }; /* no scored item: nothing comes out */
        refusal = revising_end(r, &e, &same);
        assert_non_null(refusal.why);
    }
    scratch_remove(dir);
}

#define LABELLED(revision, label) \
    EVENT_OF("2026-11-18T10:00:00Z", revision, ",\"overall_sentiment_label\":\"" label "\"")

/* What a doubted text does not explain, what is known of the item does. */
static void an_unchanged_text_is_no_cause(void **state)
{
    (void)state;
    for (int edited = 0; edited < 2; edited++) {
        char dir[SCRATCH_MAX], path[SCRATCH_MAX + 16], sha256[65];
        struct refusal refusal;
        HELD(text) body = { 0 };
        OWNED(article) a = make();
        scratch_make(dir);
        snprintf(path, sizeof path, "%s/journal.db", dir);
        article_sha256(a, sha256);
        if (edited)
            sha256[0] ^= 1;
        text_printf(&body, EVENT_OF("2026-11-18T10:00:00Z", "1", ",\"item\":{\"text\":{\"sha256\":\"%s\"}}"),
                    sha256);
        publish(path, a, text_string(&body));
        OWNED(revising) r = revising_new(path);
        struct earlier *e = revising_begin(r, &settings, a, (struct instant){ NOON }, &refusal);
        struct judged same = { 0 };
        assert_non_null(e);
        assert_string_equal(a->cause, edited ? "text" : "story");
        assert_int_equal(a->revision, 2);
        revising_end(r, &e, &same);
        scratch_remove(dir);
    }
}

/* Two revisions never get one number: until the first is committed, or found to be none, nobody else's
 * begins. */
static void one_revision_at_a_time(void **state)
{
    (void)state;
    char dir[SCRATCH_MAX], path[SCRATCH_MAX + 16];
    struct refusal refusal;
    OWNED(article) a = make();
    OWNED(article) other = make();
    OWNED(poll) poll = poll_new("feed");
    scratch_make(dir);
    snprintf(path, sizeof path, "%s/journal.db", dir);
    publish(path, a, LABELLED("1", "neutral"));
    OWNED(revising) r = revising_new(path);
    struct earlier *first = revising_begin(r, &settings, a, (struct instant){ NOON }, &refusal);
    assert_non_null(first);
    assert_null(revising_begin(r, &settings, other, (struct instant){ NOON }, &refusal));
    assert_true(refusal.for_now && strstr(refusal.why, "under way"));
    poll_add(poll, &a);
    struct judged *judged = &poll->items[0];
    text_add(&judged->json, SLICE(LABELLED("2", "negative")));
    assert_null(revising_end(r, &first, judged).why);
    assert_null(revising_begin(r, &settings, other, (struct instant){ NOON }, &refusal));
    revising_committed(r, poll);
    struct earlier *next = revising_begin(r, &settings, other, (struct instant){ NOON }, &refusal);
    assert_non_null(next);
    struct judged same = { 0 };
    revising_end(r, &next, &same);
    next = revising_begin(r, &settings, other, (struct instant){ NOON }, &refusal);
    assert_non_null(next);
    revising_end(r, &next, &same);
    scratch_remove(dir);
}

int main(void)
{
    struct rows all = { 0 };
    ADD_ROWS(&all, rows, begins);
    ADD_TEST(&all, an_unchanged_text_is_no_cause);
    ADD_TEST(&all, one_revision_at_a_time);
    return rows_run("revising", &all);
}
