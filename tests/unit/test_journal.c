#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "outlet/journal_parts.h"
#include "support/journal_bench.h"
#include "support/rows.h"

#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Numbers */

static void numbers_go_on_after_reopening(void **state)
{
    (void)state;
    struct journal_bench b;
    journal_bench_init(&b);
    uint64_t epoch = journal_epoch(b.journal);
    assert_int_equal(journal_head(b.journal), 0);
    assert_int_equal(journal_oldest(b.journal), 1);
    journal_bench_commit(b.journal, "item/a/", NOON, 3);
    journal_bench_reopen(&b);
    assert_int_equal(journal_head(b.journal), 3);
    assert_true(journal_epoch(b.journal) == epoch);
    assert_false(error_is_set(&b.notice));
    journal_bench_commit(b.journal, "item/a/", NOON, 1);
    assert_int_equal(journal_head(b.journal), 4);
    journal_bench_done(&b);
}

static void a_rollback_frees_its_numbers(void **state)
{
    (void)state;
    struct journal_bench b;
    struct journal_posting postings[4];
    journal_bench_init(&b);
    journal_bench_commit(b.journal, "item/a/", NOON, 2);
    assert_true(journal_begin(b.journal, &b.err));
    journal_bench_add(b.journal, "item/a/ ticker/NEW/", NOON, NULL, postings);
    journal_rollback(b.journal);
    assert_int_equal(journal_head(b.journal), 2);
    assert_true(journal_begin(b.journal, &b.err));
    struct journal_entry again = journal_bench_add(b.journal, "item/a/ ticker/NEW/", NOON, NULL, postings);
    assert_int_equal(again.sequence, 3);
    assert_int_equal(postings[0].previous, 2);
    assert_int_equal(postings[1].previous, 0);
    assert_true(journal_commit(b.journal, &b.err));
    journal_bench_reopen(&b);
    assert_true(journal_begin(b.journal, &b.err));
    journal_bench_add(b.journal, "ticker/NEW/ item/a/", NOON, NULL, postings);
    assert_int_equal(postings[0].previous, 3);
    assert_int_equal(postings[1].previous, 3);
    assert_true(journal_commit(b.journal, &b.err));
    journal_bench_done(&b);
}

/* More than are kept in memory, each twice, on both sides of a reopening. */
static void many_topics_have_a_chain_each(void **state)
{
    (void)state;
    enum { TOPICS = 6000 };
    struct journal_bench b;
    struct journal_posting postings[4];
    journal_bench_init(&b);
    for (uint64_t round = 0; round < 4; round++) {
        if (round == 2)
            journal_bench_reopen(&b);
        assert_true(journal_begin(b.journal, &b.err));
        for (uint64_t i = 0; i < TOPICS; i++) {
            char topic[32];
            snprintf(topic, sizeof topic, "ticker/%" PRIu64 "/", i);
            journal_bench_add(b.journal, topic, NOON, NULL, postings);
            assert_int_equal(postings[0].previous, round ? (round - 1) * TOPICS + i + 1 : 0);
        }
        assert_true(journal_commit(b.journal, &b.err));
    }
    journal_bench_done(&b);
}

static void an_id_is_known_once_it_was_added(void **state)
{
    (void)state;
    struct journal_bench b;
    struct journal_posting postings[4];
    journal_bench_init(&b);
    assert_true(journal_begin(b.journal, &b.err));
    journal_bench_add(b.journal, "item/a/", NOON, "sha256:1#r1", postings);
    assert_true(journal_commit(b.journal, &b.err));
    bool known;
    assert_true(journal_begin(b.journal, &b.err));
    assert_true(journal_knows(b.journal, "sha256:1#r1", &known, &b.err));
    assert_true(known);
    assert_true(journal_knows(b.journal, "sha256:1#r2", &known, &b.err));
    assert_false(known);
    journal_bench_add(b.journal, "item/a/", NOON, "sha256:1#r2", postings);
    assert_true(journal_knows(b.journal, "sha256:1#r2", &known, &b.err));
    assert_true(known);
    assert_true(journal_commit(b.journal, &b.err));
    journal_bench_done(&b);
}

struct previous_row {
    const char *name;
    const char *topics[4]; /* of entries 1..4 */
    uint64_t previous;     /* of the last posting of entry 4 */
    int64_t retain;        /* entries kept before the fourth comes */
};

static const struct previous_row previous_rows[] = {
    { "the first on a topic has none before it",
      { "item/a/", "item/a/", "item/a/", "item/b/" },
      0,
      9 },
    { "the one before on the same topic counts",
      { "item/b/", "item/a/", "item/a/", "item/b/" },
      1,
      9 },
    { "neighbours on other topics do not", { "item/a/", "item/b/", "item/a/", "item/b/" }, 2, 9 },
    { "each topic of an entry has its own",
      { "item/a/ ticker/X/", "item/b/", "item/a/", "item/b/ ticker/X/" },
      1,
      9 },
    { "it outlives retention", { "item/b/", "item/a/", "item/a/", "item/b/" }, 1, 1 },
};

static void knows_the_previous(void **state)
{
    const struct previous_row *row = *state;
    struct journal_bench b;
    struct journal_posting postings[4];
    bool more;
    journal_bench_init(&b);
    b.retain.items = row->retain;
    journal_bench_reopen(&b);
    for (size_t i = 0; i < 3; i++)
        journal_bench_commit(b.journal, row->topics[i], NOON, 1);
    assert_true(journal_begin(b.journal, &b.err) && journal_trim(b.journal, 9, &more, &b.err) &&
                journal_commit(b.journal, &b.err));
    journal_bench_reopen(&b);
    assert_true(journal_begin(b.journal, &b.err));
    struct journal_entry e = journal_bench_add(b.journal, row->topics[3], NOON, NULL, postings);
    assert_true(journal_commit(b.journal, &b.err));
    assert_int_equal(postings[e.postings_size - 1].previous, row->previous);
    journal_bench_done(&b);
}

/* Retention */

struct retention_row {
    const char *name;
    int64_t days, items;
    int64_t hours[6]; /* times of entries 1..6, after noon */
    uint64_t oldest;  /* afterwards */
};

static const struct retention_row retention_rows[] = {
    { "nothing is old yet", 1, 9, { 0, 1, 2, 3, 4, 5 }, 1 },
    { "count alone decides", 1, 2, { 0, 0, 0, 0, 0, 0 }, 5 },
    { "a jump of the clock deletes nothing", 1, 9, { 0, 1, 9000, 2, 9000, 3 }, 1 },
    { "a step back deletes nothing", 1, 9, { 50, 49, 3, 2, 1, 0 }, 1 },
};

static void keeps_what_it_must(void **state)
{
    const struct retention_row *row = *state;
    struct journal_bench b;
    bool more;
    journal_bench_init(&b);
    b.retain.days = row->days;
    b.retain.items = row->items;
    journal_bench_reopen(&b);
    for (size_t i = 0; i < 6; i++)
        journal_bench_commit(b.journal, "item/a/", NOON + HOURS(row->hours[i]).ms, 1);
    assert_true(journal_begin(b.journal, &b.err) && journal_trim(b.journal, 99, &more, &b.err) &&
                journal_commit(b.journal, &b.err));
    assert_int_equal(journal_oldest(b.journal), row->oldest);
    journal_bench_done(&b);
}

static void age_deletes_in_slices(void **state)
{
    (void)state;
    struct journal_bench b;
    bool more = true;
    uint64_t expected[] = { 4, 7, 7 };
    journal_bench_init(&b);
    b.retain.days = 1;
    journal_bench_reopen(&b);
    for (int64_t hour = 0; hour <= 30; hour++) /* entry 1 + h stands h hours after noon */
        journal_bench_commit(b.journal, "item/a/", NOON + HOURS(hour).ms, 1);
    for (size_t i = 0; i < count_of(expected); i++) {
        assert_true(journal_begin(b.journal, &b.err) && journal_trim(b.journal, 3, &more, &b.err) &&
                    journal_commit(b.journal, &b.err));
        assert_int_equal(journal_oldest(b.journal), expected[i]);
        assert_int_equal(more, i < 2);
    }
    journal_bench_done(&b);
}

/* Older forms, and neighbours */

/* What version 1 had, without what later versions added. */
static const char as_version_1[] =
    "DROP TABLE rests; ALTER TABLE feeds DROP COLUMN pages_usual;"
    "ALTER TABLE feeds DROP COLUMN pages_poor; ALTER TABLE feeds DROP COLUMN pages_problem;"
    "DROP TABLE articles; DROP TABLE traces;"
    "DROP TABLE left_out;"
    "ALTER TABLE feeds DROP COLUMN told; ALTER TABLE feeds DROP COLUMN known_since;"
    "ALTER TABLE feeds DROP COLUMN ttl; ALTER TABLE feeds DROP COLUMN skip_hours;"
    "ALTER TABLE feeds DROP COLUMN skip_days; ALTER TABLE feeds DROP COLUMN pace;"
    "ALTER TABLE feeds DROP COLUMN address_for; ALTER TABLE feeds DROP COLUMN address;"
    "ALTER TABLE feeds DROP COLUMN moving_to; ALTER TABLE feeds DROP COLUMN moving_polls;"
    "ALTER TABLE feeds DROP COLUMN moving_since; PRAGMA user_version=1;";

static void note_rest(void *context, const char *turn, struct instant until)
{
    text_printf(context, "%s %lld|", turn, (long long)until.ms);
}

static void rests_are_kept_while_they_last(void **state)
{
    (void)state;
    struct journal_bench b;
    struct instant noon = { NOON };
    HELD(text) rests = {0};
    journal_bench_init(&b);
    assert_true(journal_begin(b.journal, NULL) &&
                journal_save_rest(b.journal, "a.example", (struct instant){ 1 }, noon, NULL) &&
                journal_save_rest(b.journal, "b.example", (struct instant){ NOON + 5 }, noon, NULL) &&
                journal_save_rest(b.journal, "b.example", (struct instant){ NOON + 9 }, noon, NULL) &&
                journal_save_rest(b.journal, "group x", (struct instant){ NOON + 1 }, noon, NULL) &&
                journal_commit(b.journal, NULL));
    journal_bench_reopen(&b);
    assert_true(journal_load_rests(b.journal, note_rest, &rests, NULL));
    char *wanted = mem_printf("b.example %lld|group x %lld|", (long long)NOON + 9, (long long)NOON + 1);
    assert_string_equal(text_string(&rests), wanted);
    mem_free(&wanted);
    journal_bench_done(&b);
}

static void a_feed_may_be_forgotten(void **state)
{
    (void)state;
    struct journal_bench b;
    struct feed_state **feeds;
    size_t size;
    journal_bench_init(&b);
    assert_true(journal_begin(b.journal, NULL) &&
                journal_save_not_before(b.journal, "acme", (struct instant){ NOON }, NULL) &&
                journal_save_not_before(b.journal, "best", (struct instant){ NOON }, NULL) &&
                journal_forget_feed(b.journal, "acme", NULL) && journal_commit(b.journal, NULL));
    assert_true(journal_load_feeds(b.journal, &feeds, &size, NULL));
    assert_int_equal(size, 1);
    assert_string_equal(feeds[0]->feed, "best");
    feed_state_free(&feeds[0]);
    mem_free(&feeds);
    journal_bench_done(&b);
}

static void an_older_form_is_brought_up_to_date(void **state)
{
    (void)state;
    struct journal_bench b;
    sqlite3 *db;
    struct feed_state **feeds;
    size_t size;
    journal_bench_init(&b);
    journal_bench_commit(b.journal, "item/a/", NOON, 2);
    assert_true(journal_begin(b.journal, NULL) &&
                journal_save_not_before(b.journal, "acme", (struct instant){ NOON }, NULL) &&
                journal_commit(b.journal, NULL));
    journal_close(&b.journal);
    assert_int_equal(sqlite3_open(b.path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, as_version_1, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    struct journal *reader = journal_open_to_read(b.path, NULL);
    assert_false(journal_load_feeds(reader, &feeds, &size, &b.err));
    assert_non_null(strstr(b.err.text, "older assayd"));
    journal_close(&reader);
    journal_bench_reopen(&b);
    assert_int_equal(journal_head(b.journal), 2);
    assert_true(journal_load_feeds(b.journal, &feeds, &size, NULL));
    assert_int_equal(size, 1);
    assert_int_equal(feeds[0]->not_before.ms, NOON);
    feed_state_free(&feeds[0]);
    mem_free(&feeds);
    journal_bench_done(&b);
}

static void two_daemons_cannot_share(void **state)
{
    (void)state;
    struct journal_bench b;
    journal_bench_init(&b);
    struct error err = { 0 };
    struct journal *second = journal_open(b.path, &b.retain, NULL, &err);
    assert_null(second);
    assert_non_null(strstr(err.text, "another assayd"));
    assert_int_equal(err.remedy, RETRY);
    journal_bench_done(&b);
}

/* Reading */

struct read_row {
    const char *name;
    uint64_t from, to;
    const char *prefix;
    size_t look_at, room;
    const char *got; /* numbers handed out */
    uint64_t next;
};

/* 1 item/a/, 2 item/b/ ticker/X/, 3 item/a/ ticker/X/, 4 item/ab/, 5 item/b/ */
static const struct read_row read_rows[] = {
    { "everything", 1, 99, "", 99, 99, "1 2 3 4 5", 0 },
    { "one topic by its index", 1, 99, "item/a/", 99, 99, "1 3", 0 },
    { "a prefix that is no topic", 1, 99, "item/a", 99, 99, "1 3 4", 0 },
    { "all tickers", 1, 99, "ticker/", 99, 99, "2 3", 0 },
    { "a topic nobody wrote on", 1, 99, "item/none/", 99, 99, "", 0 },
    { "only a range", 2, 4, "", 99, 99, "2 3 4", 0 },
    { "a full page names the next", 1, 99, "", 99, 2, "1 2", 3 },
    { "a full page of a topic names the next of it", 1, 99, "item/a/", 99, 1, "1", 3 },
    { "a look at few goes on behind them", 1, 99, "ticker/", 2, 99, "2", 3 },
    { "beyond the head there is nothing", 6, 99, "", 99, 99, "", 0 },
};

struct taking {
    struct text got;
    size_t room;
};

static bool take(void *context, const struct journal_entry *e)
{
    struct taking *t = context;
    if (!t->room)
        return false;
    t->room--;
    text_printf(&t->got, "%s%" PRIu64, t->got.len ? " " : "", e->sequence);
    return true;
}

static void reads_a_page(void **state)
{
    const struct read_row *row = *state;
    struct journal_bench b;
    journal_bench_init(&b);
    const char *topics[] = { "item/a/", "item/b/ ticker/X/", "item/a/ ticker/X/", "item/ab/",
                             "item/b/" };
    for (size_t i = 0; i < count_of(topics); i++)
        journal_bench_commit(b.journal, topics[i], NOON, 1);
    struct journal_query query = { row->from, row->to, slice_of(row->prefix), row->look_at };
    struct journal_page page;
    struct taking taking = { .room = row->room };
    assert_true(journal_read(b.journal, &query, take, &taking, &page, &b.err));
    assert_string_equal(text_string(&taking.got), row->got);
    assert_int_equal(page.next, row->next);
    text_done(&taking.got);
    journal_bench_done(&b);
}

/* Also those that do not fit are read, to know whether they are whole. */
static void a_page_of_large_bodies_ends_early(void **state)
{
    (void)state;
    enum { BODY = 1 << 20, A_PAGE = JOURNAL_LOOK_BYTES / BODY };
    struct journal_bench b;
    journal_bench_init(&b);
    char *body = mem_new(BODY);
    struct journal_posting posting = { .topic = "item/a/" };
    assert_true(journal_begin(b.journal, &b.err));
    for (int i = 0; i <= A_PAGE; i++) {
        struct journal_entry e = { journal_next(b.journal), JOURNAL_ITEM, { NOON }, NULL,
                                   &posting, 1, { body, BODY } };
        assert_true(journal_add(b.journal, &e, &b.err));
    }
    assert_true(journal_commit(b.journal, &b.err));
    struct journal_query query = { 1, UINT64_MAX, SLICE("alert/"), 99 };
    struct journal_page page;
    struct taking taking = { .room = 99 };
    assert_true(journal_read(b.journal, &query, take, &taking, &page, &b.err));
    assert_int_equal(page.next, A_PAGE + 1);
    query.from = page.next;
    assert_true(journal_read(b.journal, &query, take, &taking, &page, &b.err));
    assert_int_equal(page.next, 0);
    assert_int_equal(taking.room, 99);
    mem_free(&body);
    journal_bench_done(&b);
}

/* Feeds */

static void a_feed_comes_back_as_it_was(void **state)
{
    (void)state;
    struct journal_bench b;
    journal_bench_init(&b);
    struct feed_state *f = feed_state_new("acme");
    f->url = mem_string("https://example.org/feed");
    text_add(&f->etag, (struct slice){ "W/\"a\0b\"", 7 });
    text_add(&f->seen, SLICE("1 2 3"));
    f->last_poll.ms = NOON;
    f->last_error = mem_string("404");
    f->failures = 3;
    f->muted = true;
    f->told = FEED_FAILING | FEED_MUTED;
    f->known_since.ms = NOON - 9;
    f->ttl = MINUTES(45);
    f->skip_hours = 0x800001;
    f->skip_days = 0x41;
    f->pace = HOURS(2);
    f->address_for = mem_string("https://example.org/old");
    f->address = mem_string("https://example.org/feed");
    f->moving_to = mem_string("https://example.net/feed");
    f->moving_polls = 2;
    f->moving_since.ms = NOON - 7;
    memset(f->body_sha256, 'e', 64);
    assert_true(journal_begin(b.journal, &b.err) && journal_save_feed(b.journal, f, &b.err) &&
                journal_commit(b.journal, &b.err));
    assert_true(journal_begin(b.journal, &b.err) &&
                journal_save_not_before(b.journal, "acme", (struct instant){ NOON + 5 }, &b.err) &&
                journal_save_not_before(b.journal, "new", (struct instant){ NOON + 6 }, &b.err) &&
                journal_commit(b.journal, &b.err));
    journal_bench_reopen(&b);
    struct feed_state **feeds;
    size_t size;
    assert_true(journal_load_feeds(b.journal, &feeds, &size, &b.err));
    assert_int_equal(size, 2);
    assert_string_equal(feeds[0]->feed, "acme");
    assert_string_equal(feeds[0]->url, f->url);
    assert_true(slice_same(text_slice(&feeds[0]->etag), text_slice(&f->etag)));
    assert_true(slice_same(text_slice(&feeds[0]->seen), text_slice(&f->seen)));
    assert_int_equal(feeds[0]->not_before.ms, NOON + 5);
    assert_int_equal(feeds[0]->last_poll.ms, NOON);
    assert_string_equal(feeds[0]->last_error, "404");
    assert_int_equal(feeds[0]->failures, 3);
    assert_true(feeds[0]->muted);
    assert_string_equal(feeds[0]->body_sha256, f->body_sha256);
    assert_int_equal(feeds[0]->told, FEED_FAILING | FEED_MUTED);
    assert_int_equal(feeds[0]->known_since.ms, NOON - 9);
    assert_int_equal(feeds[0]->ttl.ms, MINUTES(45).ms);
    assert_int_equal(feeds[0]->skip_hours, 0x800001);
    assert_int_equal(feeds[0]->skip_days, 0x41);
    assert_int_equal(feeds[0]->pace.ms, HOURS(2).ms);
    assert_string_equal(feeds[0]->address_for, f->address_for);
    assert_string_equal(feeds[0]->address, f->address);
    assert_string_equal(feeds[0]->moving_to, f->moving_to);
    assert_int_equal(feeds[0]->moving_polls, 2);
    assert_int_equal(feeds[0]->moving_since.ms, NOON - 7);
    assert_string_equal(feeds[1]->feed, "new");
    assert_int_equal(feeds[1]->not_before.ms, NOON + 6);
    for (size_t i = 0; i < size; i++)
        feed_state_free(&feeds[i]);
    mem_free(&feeds);
    feed_state_free(&f);
    journal_bench_done(&b);
}

/* Killed at any instant */

/* Commits batches for ever, and tells of each through the pipe once it is committed. */
static void commit_for_ever(struct journal_bench *b, int tell)
{
    journal_bench_open(b);
    if (!b->journal)
        _exit(1);
    for (unsigned round = 0;; round++) {
        struct error err = { 0 };
        struct journal_posting postings[4];
        size_t batch = 1 + round % 7;
        if (!journal_begin(b->journal, &err))
            _exit(2);
        for (size_t i = 0; i < batch; i++)
            journal_bench_add(b->journal, "item/a/ ticker/X/", NOON, NULL, postings);
        if (!journal_commit(b->journal, &err))
            _exit(3);
        uint64_t head = journal_head(b->journal);
        if (write(tell, &head, sizeof head) != sizeof head)
            _exit(4);
    }
}

/* Lets a child commit for a while, kills it, and returns the last number it told of. At work: the while begins
 * with its first commit, else with the child, which may be killed as it opens the journal. */
static uint64_t kill_a_writer(struct journal_bench *b, useconds_t after, bool at_work)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        close(ends[0]);
        commit_for_ever(b, ends[1]);
    }
    close(ends[1]);
    if (at_work)
        assert_int_equal(poll(&(struct pollfd){ ends[0], POLLIN, 0 }, 1, 20000), 1);
    usleep(after);
    kill(child, SIGKILL);
    uint64_t told = 0, head;
    while (read(ends[0], &head, sizeof head) == sizeof head)
        told = head;
    close(ends[0]);
    int status;
    waitpid(child, &status, 0);
    assert_true(WIFSIGNALED(status));
    return told;
}

struct chain {
    uint64_t expected;
    size_t wrong;
};

static bool follow(void *context, const struct journal_entry *e)
{
    struct chain *c = context;
    c->wrong += e->sequence != c->expected || e->postings_size != 2 ||
                e->postings[0].previous != c->expected - 1 ||
                e->postings[1].previous != c->expected - 1;
    c->expected++;
    return true;
}

/* What a commit says is on the disk, also when the power fails: kills alone would not show the difference. */
static void each_commit_is_on_the_disk(void **state)
{
    (void)state;
    struct journal_bench b;
    int64_t synchronous, checked;
    journal_bench_init(&b);
    assert_true(store_number(b.journal->store, "PRAGMA synchronous", &synchronous, &b.err));
    assert_int_equal(synchronous, 2); /* FULL */
    assert_true(store_number(b.journal->store, "PRAGMA cell_size_check", &checked, &b.err));
    assert_int_equal(checked, 1);
    journal_bench_done(&b);
}

static void twenty_kills_lose_and_repeat_nothing(void **state)
{
    (void)state;
    struct journal_bench b;
    journal_bench_init(&b);
    uint64_t epoch = journal_epoch(b.journal);
    unsigned seed = (unsigned)getpid();
    for (int i = 0; i < 20; i++) {
        journal_close(&b.journal);
        uint64_t told = kill_a_writer(&b, (useconds_t)(2000 + rand_r(&seed) % 40000), i % 2);
        journal_bench_open(&b);
        assert_non_null(b.journal);
        assert_true(journal_head(b.journal) >= told);
        assert_false(error_is_set(&b.notice));
        assert_true(journal_epoch(b.journal) == epoch);
        struct chain chain = { 1, 0 };
        struct journal_page page;
        struct journal_query all = { 1, UINT64_MAX, SLICE(""), SIZE_MAX / 2 };
        assert_true(journal_read(b.journal, &all, follow, &chain, &page, &b.err));
        assert_int_equal(chain.wrong, 0);
        assert_int_equal(page.damaged, 0);
        assert_int_equal(chain.expected, journal_head(b.journal) + 1);
    }
    assert_true(journal_head(b.journal) > 0);
    journal_bench_done(&b);
}

int main(void)
{
    struct rows rows = { 0 };
    ADD_TEST(&rows, numbers_go_on_after_reopening);
    ADD_TEST(&rows, a_rollback_frees_its_numbers);
    ADD_TEST(&rows, an_id_is_known_once_it_was_added);
    ADD_ROWS(&rows, previous_rows, knows_the_previous);
    ADD_TEST(&rows, many_topics_have_a_chain_each);
    ADD_ROWS(&rows, retention_rows, keeps_what_it_must);
    ADD_TEST(&rows, age_deletes_in_slices);
    ADD_TEST(&rows, rests_are_kept_while_they_last);
    ADD_TEST(&rows, a_feed_may_be_forgotten);
    ADD_TEST(&rows, an_older_form_is_brought_up_to_date);
    ADD_TEST(&rows, two_daemons_cannot_share);
    ADD_ROWS(&rows, read_rows, reads_a_page);
    ADD_TEST(&rows, a_page_of_large_bodies_ends_early);
    ADD_TEST(&rows, a_feed_comes_back_as_it_was);
    ADD_TEST(&rows, each_commit_is_on_the_disk);
    ADD_TEST(&rows, twenty_kills_lose_and_repeat_nothing);
    return rows_run("journal", &rows);
}
