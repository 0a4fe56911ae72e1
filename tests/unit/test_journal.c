#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "outlet/journal.h"
#include "outlet/topic.h"
#include "support/rows.h"
#include "support/scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOON INT64_C(1795000000000) /* some day in 2026, ms */

/* One journal in a directory of its own, and what was said at opening. */
struct bench {
    char dir[SCRATCH_MAX];
    char path[SCRATCH_MAX + 16];
    struct retain_settings retain;
    struct journal *journal;
    struct error notice, err;
};

static void bench_open(struct bench *b)
{
    b->notice = b->err = (struct error){ 0 };
    b->journal = journal_open(b->path, &b->retain, &b->notice, &b->err);
}

static void bench_reopen(struct bench *b)
{
    journal_close(&b->journal);
    bench_open(b);
    if (!b->journal)
        fail_msg("%s", error_line(&b->err));
}

static void bench_init(struct bench *b)
{
    *b = (struct bench){ 0 };
    scratch_make(b->dir);
    snprintf(b->path, sizeof b->path, "%s/journal.db", b->dir);
    b->retain = (struct retain_settings){ 30, 200000, { 0, 1 } };
    bench_open(b);
    if (!b->journal)
        fail_msg("%s", error_line(&b->err));
}

static void bench_done(struct bench *b)
{
    journal_close(&b->journal);
    scratch_remove(b->dir);
}

/* Adds one entry on the topics named in `words`, inside the open transaction. */
static struct journal_entry add_entry(struct journal *j, const char *words, int64_t ms,
                                      const char *id, struct journal_posting *postings)
{
    struct journal_entry e = { .sequence = journal_next(j),
                               .kind = JOURNAL_ITEM,
                               .time = { ms },
                               .id = id,
                               .postings = postings,
                               .body = SLICE("{}") };
    struct slice rest = slice_of(words), word;
    while (slice_next(&rest, ' ', &word))
        snprintf(postings[e.postings_size++].topic, TOPIC_MAX, "%.*s", SLICE_ARGS(word));
    struct error err = { 0 };
    if (!journal_add(j, &e, &err))
        fail_msg("%s", error_line(&err));
    return e;
}

static void commit_entries(struct journal *j, const char *words, int64_t ms, size_t count)
{
    struct error err = { 0 };
    struct journal_posting postings[4];
    assert_true(journal_begin(j, &err));
    for (size_t i = 0; i < count; i++)
        add_entry(j, words, ms, NULL, postings);
    assert_true(journal_commit(j, &err));
}

/* Topics */

struct topic_row {
    const char *name, *kind, *raw, *topic;
};

static const struct topic_row topic_rows[] = {
    { "plain letters stay", "item", "reuters-tech", "item/reuters-tech/" },
    { "a slash in a ticker is encoded", "ticker", "BRK/B", "ticker/BRK%2FB/" },
    { "a dot stays", "ticker", "BRK.B", "ticker/BRK.B/" },
    { "a space and a percent sign are encoded", "ticker", "5 %", "ticker/5%20%25/" },
    { "beyond ASCII goes byte by byte", "ticker", "\xc3\x89", "ticker/%C3%89/" },
};

static void names_a_topic(void **state)
{
    const struct topic_row *row = *state;
    char topic[TOPIC_MAX];
    HELD(text) back = { 0 };
    topic_make(topic, row->kind, slice_of(row->raw));
    assert_string_equal(topic, row->topic);
    assert_true(topic_name(slice_of(topic), row->kind, &back));
    assert_string_equal(text_string(&back), row->raw);
}

static const struct topic_row bad_topics[] = {
    { "another kind is no such topic", "ticker", NULL, "item/x/" },
    { "a topic without its last slash is none", "item", NULL, "item/x" },
    { "a topic without a name is none", "item", NULL, "item//" },
    { "two names are none", "item", NULL, "item/x/y/" },
    { "half an escape is none", "item", NULL, "item/%2/" },
    { "an escape of no digits is none", "item", NULL, "item/%zz/" },
};

static void refuses_a_topic(void **state)
{
    const struct topic_row *row = *state;
    HELD(text) back = { 0 };
    assert_false(topic_name(slice_of(row->topic), row->kind, &back));
    assert_int_equal(back.len, 0);
}

static void a_long_name_fits(void **state)
{
    (void)state;
    char topic[TOPIC_MAX], name[301];
    memset(name, '/', 300);
    name[300] = '\0';
    topic_make(topic, "heartbeat", slice_of(name));
    assert_true(strlen(topic) < TOPIC_MAX);
    assert_int_equal(strlen(topic), strlen("heartbeat/") + 3 * TOPIC_NAME_MAX + 1);
}

/* Numbers */

static void numbers_go_on_after_reopening(void **state)
{
    (void)state;
    struct bench b;
    bench_init(&b);
    uint64_t epoch = journal_epoch(b.journal);
    assert_int_equal(journal_head(b.journal), 0);
    assert_int_equal(journal_oldest(b.journal), 1);
    commit_entries(b.journal, "item/a/", NOON, 3);
    bench_reopen(&b);
    assert_int_equal(journal_head(b.journal), 3);
    assert_true(journal_epoch(b.journal) == epoch);
    assert_false(error_is_set(&b.notice));
    commit_entries(b.journal, "item/a/", NOON, 1);
    assert_int_equal(journal_head(b.journal), 4);
    bench_done(&b);
}

static void a_rollback_frees_its_numbers(void **state)
{
    (void)state;
    struct bench b;
    struct journal_posting postings[4];
    bench_init(&b);
    commit_entries(b.journal, "item/a/", NOON, 2);
    assert_true(journal_begin(b.journal, &b.err));
    add_entry(b.journal, "item/a/ ticker/NEW/", NOON, NULL, postings);
    journal_rollback(b.journal);
    assert_int_equal(journal_head(b.journal), 2);
    assert_true(journal_begin(b.journal, &b.err));
    struct journal_entry again = add_entry(b.journal, "item/a/", NOON, NULL, postings);
    assert_int_equal(again.sequence, 3);
    assert_int_equal(postings[0].previous, 2);
    assert_true(journal_commit(b.journal, &b.err));
    bench_done(&b);
}

static void an_id_is_known_once_it_was_added(void **state)
{
    (void)state;
    struct bench b;
    struct journal_posting postings[4];
    bench_init(&b);
    assert_true(journal_begin(b.journal, &b.err));
    add_entry(b.journal, "item/a/", NOON, "sha256:1#r1", postings);
    assert_true(journal_commit(b.journal, &b.err));
    bool known;
    assert_true(journal_begin(b.journal, &b.err));
    assert_true(journal_knows(b.journal, "sha256:1#r1", &known, &b.err));
    assert_true(known);
    assert_true(journal_knows(b.journal, "sha256:1#r2", &known, &b.err));
    assert_false(known);
    add_entry(b.journal, "item/a/", NOON, "sha256:1#r2", postings);
    assert_true(journal_knows(b.journal, "sha256:1#r2", &known, &b.err));
    assert_true(known);
    assert_true(journal_commit(b.journal, &b.err));
    bench_done(&b);
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
    struct bench b;
    struct journal_posting postings[4];
    bool more;
    bench_init(&b);
    b.retain.items = row->retain;
    bench_reopen(&b);
    for (size_t i = 0; i < 3; i++)
        commit_entries(b.journal, row->topics[i], NOON, 1);
    assert_true(journal_begin(b.journal, &b.err) && journal_trim(b.journal, 9, &more, &b.err) &&
                journal_commit(b.journal, &b.err));
    bench_reopen(&b);
    assert_true(journal_begin(b.journal, &b.err));
    struct journal_entry e = add_entry(b.journal, row->topics[3], NOON, NULL, postings);
    assert_true(journal_commit(b.journal, &b.err));
    assert_int_equal(postings[e.postings_size - 1].previous, row->previous);
    bench_done(&b);
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
    struct bench b;
    bool more;
    bench_init(&b);
    b.retain.days = row->days;
    b.retain.items = row->items;
    bench_reopen(&b);
    for (size_t i = 0; i < 6; i++)
        commit_entries(b.journal, "item/a/", NOON + HOURS(row->hours[i]).ms, 1);
    assert_true(journal_begin(b.journal, &b.err) && journal_trim(b.journal, 99, &more, &b.err) &&
                journal_commit(b.journal, &b.err));
    assert_int_equal(journal_oldest(b.journal), row->oldest);
    bench_done(&b);
}

static void age_deletes_in_slices(void **state)
{
    (void)state;
    struct bench b;
    bool more = true;
    uint64_t expected[] = { 4, 7, 7 };
    bench_init(&b);
    b.retain.days = 1;
    bench_reopen(&b);
    for (int64_t hour = 0; hour <= 30; hour++) /* entry 1 + h stands h hours after noon */
        commit_entries(b.journal, "item/a/", NOON + HOURS(hour).ms, 1);
    for (size_t i = 0; i < count_of(expected); i++) {
        assert_true(journal_begin(b.journal, &b.err) && journal_trim(b.journal, 3, &more, &b.err) &&
                    journal_commit(b.journal, &b.err));
        assert_int_equal(journal_oldest(b.journal), expected[i]);
        assert_int_equal(more, i < 2);
    }
    bench_done(&b);
}

/* What vanished */

struct witness_row {
    const char *name;
    const char *keep, *lose; /* files of the second state put back to the first, or removed */
    bool new_epoch;
    uint64_t head; /* after opening; 3 were committed first, 5 in the end */
    size_t losses;
};

static const struct witness_row witness_rows[] = {
    { "nothing happened", NULL, NULL, false, 5, 0 },
    { "an older journal beside a newer witness is found out", "journal.db", NULL, true, 5, 1 },
    { "a witness that lags is believed to lag", "journal.db.witness", NULL, false, 5, 0 },
    { "a journal without its witness gets a new epoch", NULL, "journal.db.witness", true, 5, 0 },
    { "a witness without its journal keeps the numbers", NULL, "journal.db", true, 5, 1 },
};

static void copy_file(const char *dir, const char *name, const char *suffix, bool back)
{
    char plain[160], copy[160], command[400];
    snprintf(plain, sizeof plain, "%s/%s", dir, name);
    snprintf(copy, sizeof copy, "%s/%s%s", dir, name, suffix);
    snprintf(command, sizeof command, "cp %s %s", back ? copy : plain, back ? plain : copy);
    assert_int_equal(system(command), 0);
}

static void finds_out_what_vanished(void **state)
{
    const struct witness_row *row = *state;
    struct bench b;
    bench_init(&b);
    uint64_t epoch = journal_epoch(b.journal);
    commit_entries(b.journal, "item/a/", NOON, 3);
    journal_close(&b.journal);
    copy_file(b.dir, "journal.db", ".old", false);
    copy_file(b.dir, "journal.db.witness", ".old", false);
    bench_open(&b);
    commit_entries(b.journal, "item/a/", NOON, 2);
    journal_close(&b.journal);
    if (row->keep)
        copy_file(b.dir, row->keep, ".old", true);
    if (row->lose) {
        char path[160];
        snprintf(path, sizeof path, "%s/%s", b.dir, row->lose);
        assert_int_equal(unlink(path), 0);
    }
    bench_open(&b);
    assert_non_null(b.journal);
    assert_int_equal(journal_head(b.journal), row->head);
    assert_int_equal(journal_epoch(b.journal) != epoch, row->new_epoch);
    assert_int_equal(error_is_set(&b.notice), row->new_epoch);
    struct journal_loss losses[4];
    size_t lost;
    assert_true(journal_losses(b.journal, losses, 4, &lost, &b.err));
    assert_int_equal(lost, row->losses);
    if (lost)
        assert_int_equal(losses[0].last, 5);
    commit_entries(b.journal, "item/a/", NOON, 1);
    assert_int_equal(journal_head(b.journal), 6);
    epoch = journal_epoch(b.journal);
    bench_reopen(&b); /* said once, not at every start */
    assert_false(error_is_set(&b.notice));
    assert_true(journal_epoch(b.journal) == epoch);
    bench_done(&b);
}

/* A flipped byte in the log drops every commit behind it, and SQLite calls that healthy. */
static void a_flipped_byte_in_the_log_is_found_out(void **state)
{
    (void)state;
    struct bench b;
    bench_init(&b);
    uint64_t epoch = journal_epoch(b.journal);
    for (int i = 0; i < 8; i++)
        commit_entries(b.journal, "item/a/", NOON, 1);
    copy_file(b.dir, "journal.db", ".torn", false); /* as a kill would leave them */
    copy_file(b.dir, "journal.db-wal", ".torn", false);
    journal_close(&b.journal);
    copy_file(b.dir, "journal.db", ".torn", true);
    copy_file(b.dir, "journal.db-wal", ".torn", true);
    char log[160];
    struct stat st;
    snprintf(log, sizeof log, "%s/journal.db-wal", b.dir);
    int fd = open(log, O_RDWR);
    assert_int_equal(fstat(fd, &st), 0);
    char byte;
    off_t middle = st.st_size * 2 / 3;
    assert_int_equal(pread(fd, &byte, 1, middle), 1);
    byte ^= 0x40;
    assert_int_equal(pwrite(fd, &byte, 1, middle), 1);
    close(fd);
    bench_open(&b);
    assert_non_null(b.journal);
    assert_true(error_is_set(&b.notice));
    assert_non_null(strstr(b.notice.text, "vanished"));
    assert_true(journal_epoch(b.journal) != epoch);
    assert_int_equal(journal_head(b.journal), 8);
    commit_entries(b.journal, "item/a/", NOON, 1);
    assert_int_equal(journal_head(b.journal), 9);
    bench_done(&b);
}

/* What version 1 had, without what later versions added. */
static const char as_version_1[] =
    "DROP TABLE articles; DROP TABLE traces;"
    "DROP TABLE left_out;"
    "ALTER TABLE feeds DROP COLUMN told; ALTER TABLE feeds DROP COLUMN known_since;"
    "ALTER TABLE feeds DROP COLUMN ttl; ALTER TABLE feeds DROP COLUMN skip_hours;"
    "ALTER TABLE feeds DROP COLUMN skip_days; ALTER TABLE feeds DROP COLUMN pace;"
    "ALTER TABLE feeds DROP COLUMN address_for; ALTER TABLE feeds DROP COLUMN address;"
    "ALTER TABLE feeds DROP COLUMN moving_to; ALTER TABLE feeds DROP COLUMN moving_polls;"
    "ALTER TABLE feeds DROP COLUMN moving_since; PRAGMA user_version=1;";

static void an_older_form_is_brought_up_to_date(void **state)
{
    (void)state;
    struct bench b;
    sqlite3 *db;
    struct feed_state **feeds;
    size_t size;
    bench_init(&b);
    commit_entries(b.journal, "item/a/", NOON, 2);
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
    bench_reopen(&b);
    assert_int_equal(journal_head(b.journal), 2);
    assert_true(journal_load_feeds(b.journal, &feeds, &size, NULL));
    assert_int_equal(size, 1);
    assert_int_equal(feeds[0]->not_before.ms, NOON);
    feed_state_free(&feeds[0]);
    mem_free(&feeds);
    bench_done(&b);
}

/* Opening what is no journal */

struct foreign_row {
    const char *name, *sql, *bytes, *complaint;
    enum remedy remedy;
};

static const struct foreign_row foreign_rows[] = {
    { "another program's database is left alone", "CREATE TABLE t(x)", NULL, "another program", REFUSE },
    { "a newer form is left alone",
      "PRAGMA application_id=0x61737379; PRAGMA user_version=99;"
      "CREATE TABLE t(x)",
      NULL, "newer assayd", REFUSE },
    { "a text file is no journal", NULL,
      "Dear diary, this is not a database at all, but it is long enough to look like one if nobody "
      "reads its head: 0123456789 0123456789 0123456789",
      "no journal", REFUSE },
    { "a journal without its counter row is damaged",
      "PRAGMA application_id=0x61737379;"
      "PRAGMA user_version=1; CREATE TABLE counter(id, epoch, head, oldest, age, time, checksum)",
      NULL, "counter row is missing", MEND },
};

static void refuses_what_is_no_journal(void **state)
{
    const struct foreign_row *row = *state;
    struct bench b = { 0 };
    scratch_make(b.dir);
    snprintf(b.path, sizeof b.path, "%s/journal.db", b.dir);
    b.retain = (struct retain_settings){ 30, 1000, { 0, 1 } };
    if (row->sql) {
        sqlite3 *db;
        assert_int_equal(sqlite3_open(b.path, &db), SQLITE_OK);
        assert_int_equal(sqlite3_exec(db, row->sql, NULL, NULL, NULL), SQLITE_OK);
        sqlite3_close(db);
    } else {
        FILE *f = fopen(b.path, "w");
        fputs(row->bytes, f);
        fclose(f);
    }
    copy_file(b.dir, "journal.db", ".before", false);
    bench_open(&b);
    assert_null(b.journal);
    assert_int_equal(b.err.remedy, row->remedy);
    if (!strstr(b.err.text, row->complaint))
        fail_msg("said: %s", b.err.text);
    if (row->remedy == REFUSE) { /* not ours: not a byte is changed, nothing put beside it */
        char command[400], witness[160];
        snprintf(command, sizeof command, "cmp %s %s.before", b.path, b.path);
        assert_int_equal(system(command), 0);
        snprintf(witness, sizeof witness, "%s.witness", b.path);
        assert_int_not_equal(access(witness, F_OK), 0);
    }
    scratch_remove(b.dir);
}

static void two_daemons_cannot_share(void **state)
{
    (void)state;
    struct bench b;
    bench_init(&b);
    struct error err = { 0 };
    struct journal *second = journal_open(b.path, &b.retain, NULL, &err);
    assert_null(second);
    assert_non_null(strstr(err.text, "another assayd"));
    assert_int_equal(err.remedy, RETRY);
    bench_done(&b);
}

static bool count_entry(void *context, const struct journal_entry *e)
{
    (void)e;
    ++*(size_t *)context;
    return true;
}

static void decay(const struct bench *b, const char *sql)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(b->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static void a_changed_body_is_left_out_and_named(void **state)
{
    (void)state;
    struct bench b;
    bench_init(&b);
    commit_entries(b.journal, "item/a/", NOON, 100);
    journal_close(&b.journal);
    decay(&b, "UPDATE entries SET body=x'5b5d' WHERE sequence=7");
    bench_open(&b);
    assert_non_null(b.journal);
    size_t count = 0;
    struct journal_page page;
    struct journal_query all = { 1, UINT64_MAX, SLICE(""), 1000 };
    assert_true(journal_read(b.journal, &all, count_entry, &count, &page, &b.err));
    assert_int_equal(count, 99);
    assert_int_equal(page.damaged, 1);
    bench_done(&b);
}

struct decay_row {
    const char *name, *sql, *complaint;
};

static const struct decay_row decay_rows[] = {
    { "a changed body among the last is found at start",
      "UPDATE entries SET body=x'5b5d' WHERE sequence=99", "wrong checksums" },
    { "a changed previous number is found at start",
      "UPDATE postings SET previous=1 WHERE sequence=99", "wrong checksums" },
    { "a missing entry among the last is found at start", "DELETE FROM entries WHERE sequence=99",
      "missing" },
    { "a changed counter is found at start", "UPDATE counter SET oldest=20", "counter row has" },
    { "an entry above the counter is found at start",
      "UPDATE entries SET sequence=200 WHERE sequence=99", "above the counter" },
};

static void refuses_a_damaged_tail(void **state)
{
    const struct decay_row *row = *state;
    struct bench b;
    bench_init(&b);
    commit_entries(b.journal, "item/a/", NOON, 100);
    journal_close(&b.journal);
    decay(&b, row->sql);
    bench_open(&b);
    assert_null(b.journal);
    assert_int_equal(b.err.remedy, MEND);
    if (!strstr(b.err.text, row->complaint))
        fail_msg("said: %s", b.err.text);
    bench_done(&b);
}

struct hole_row {
    const char *name, *sql, *prefix;
    uint64_t damaged;
    int64_t keep; /* 0: all */
};

static const struct hole_row hole_rows[] = {
    { "entries that vanished are counted", "DELETE FROM entries WHERE sequence IN (7, 9)", "", 2, 0 },
    { "the first kept one too", "DELETE FROM entries WHERE sequence=1", "", 1, 0 },
    { "on one topic the chain shows it", "DELETE FROM postings WHERE sequence=7", "item/a/", 1, 0 },
    { "what retention took is no hole", "SELECT 1", "", 0, 20 },
    { "nor on one topic", "SELECT 1", "item/a/", 0, 20 },
    { "what is known as lost is no hole",
      "DELETE FROM entries WHERE sequence<20; INSERT INTO losses VALUES(1, 19, 0)", "", 0, 0 },
};

static void names_a_hole(void **state)
{
    const struct hole_row *row = *state;
    struct bench b;
    bool more;
    bench_init(&b);
    commit_entries(b.journal, "item/a/", NOON, 100);
    if (row->keep) {
        b.retain.items = row->keep;
        bench_reopen(&b);
        assert_true(journal_begin(b.journal, &b.err) &&
                    journal_trim(b.journal, 100, &more, &b.err) &&
                    journal_commit(b.journal, &b.err));
        assert_int_equal(journal_oldest(b.journal), 81);
    }
    journal_close(&b.journal);
    decay(&b, row->sql);
    bench_open(&b);
    assert_non_null(b.journal);
    size_t count = 0;
    struct journal_page page;
    struct journal_query all = { 1, UINT64_MAX, slice_of(row->prefix), 1000 };
    assert_true(journal_read(b.journal, &all, count_entry, &count, &page, &b.err));
    assert_int_equal(page.damaged, row->damaged);
    bench_done(&b);
}

/* Decay anywhere */

struct survey {
    size_t good, bad;
};

/* Bodies were made from the numbers, so that a wrong one shows. */
static bool survey_entry(void *context, const struct journal_entry *e)
{
    struct survey *s = context;
    char expected[600];
    int len = snprintf(expected, sizeof expected, "{\"n\":%0500" PRIu64 "}", e->sequence);
    bool good = slice_same(e->body, (struct slice){ expected, (size_t)len });
    s->good += good;
    s->bad += !good;
    return true;
}

static void commit_numbered(struct journal *j, size_t count)
{
    struct error err = { 0 };
    struct journal_posting postings[2];
    char body[600];
    assert_true(journal_begin(j, &err));
    for (size_t i = 0; i < count; i++) {
        struct journal_entry e = { .sequence = journal_next(j),
                                   .kind = JOURNAL_ITEM,
                                   .time = { NOON },
                                   .postings = postings,
                                   .postings_size = 2 };
        int len = snprintf(body, sizeof body, "{\"n\":%0500" PRIu64 "}", e.sequence);
        snprintf(postings[0].topic, TOPIC_MAX, "item/feed%zu/", i % 5);
        snprintf(postings[1].topic, TOPIC_MAX, "ticker/X/");
        e.body = (struct slice){ body, (size_t)len };
        assert_true(journal_add(j, &e, &err));
    }
    assert_true(journal_commit(j, &err));
}

static void flip(const char *path, unsigned *seed)
{
    struct stat st;
    unsigned char byte;
    int fd = open(path, O_RDWR);
    assert_int_equal(fstat(fd, &st), 0);
    off_t at = rand_r(seed) % st.st_size;
    assert_int_equal(pread(fd, &byte, 1, at), 1);
    byte ^= (unsigned char)(1 << rand_r(seed) % 8);
    assert_int_equal(pwrite(fd, &byte, 1, at), 1);
    close(fd);
}

/* Whatever byte decays: refused, or every entry is told right, or counted, or the read fails. */
static void no_decay_is_silent(void **state)
{
    (void)state;
    enum { ENTRIES = 400, FLIPS = 300 };
    struct bench b;
    size_t refused = 0, named = 0, harmless = 0;
    unsigned seed = 20261122;
    bench_init(&b);
    commit_numbered(b.journal, ENTRIES);
    journal_close(&b.journal);
    copy_file(b.dir, "journal.db", ".good", false);
    for (int i = 0; i < FLIPS; i++) {
        struct survey survey = { 0 };
        struct journal_page page = { 0 };
        struct journal_query all = { 1, UINT64_MAX, SLICE(""), 2 * ENTRIES };
        copy_file(b.dir, "journal.db", ".good", true);
        flip(b.path, &seed);
        bench_open(&b);
        if (!b.journal) {
            assert_true(error_is_set(&b.err));
            refused++;
            continue;
        }
        bool read = journal_read(b.journal, &all, survey_entry, &survey, &page, &b.err);
        assert_int_equal(survey.bad, 0);
        if (read && survey.good + page.damaged < ENTRIES)
            fail_msg("flip %d: %zu entries and %" PRIu64 " damaged", i, survey.good, page.damaged);
        harmless += read && survey.good == ENTRIES;
        named += !read || page.damaged;
        journal_close(&b.journal);
    }
    print_message("%zu refused, %zu named, %zu harmless\n", refused, named, harmless);
    assert_true(refused && named && harmless);
    bench_done(&b);
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
    struct bench b;
    bench_init(&b);
    const char *topics[] = { "item/a/", "item/b/ ticker/X/", "item/a/ ticker/X/", "item/ab/",
                             "item/b/" };
    for (size_t i = 0; i < count_of(topics); i++)
        commit_entries(b.journal, topics[i], NOON, 1);
    struct journal_query query = { row->from, row->to, slice_of(row->prefix), row->look_at };
    struct journal_page page;
    struct taking taking = { .room = row->room };
    assert_true(journal_read(b.journal, &query, take, &taking, &page, &b.err));
    assert_string_equal(text_string(&taking.got), row->got);
    assert_int_equal(page.next, row->next);
    text_done(&taking.got);
    bench_done(&b);
}

/* Feeds */

static void a_feed_comes_back_as_it_was(void **state)
{
    (void)state;
    struct bench b;
    bench_init(&b);
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
    bench_reopen(&b);
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
    bench_done(&b);
}

/* Killed at any instant */

/* Commits batches for ever, and tells of each through the pipe once it is committed. */
static void commit_for_ever(struct bench *b, int tell)
{
    bench_open(b);
    if (!b->journal)
        _exit(1);
    for (unsigned round = 0;; round++) {
        struct error err = { 0 };
        struct journal_posting postings[4];
        size_t batch = 1 + round % 7;
        if (!journal_begin(b->journal, &err))
            _exit(2);
        for (size_t i = 0; i < batch; i++)
            add_entry(b->journal, "item/a/ ticker/X/", NOON, NULL, postings);
        if (!journal_commit(b->journal, &err))
            _exit(3);
        uint64_t head = journal_head(b->journal);
        if (write(tell, &head, sizeof head) != sizeof head)
            _exit(4);
    }
}

/* Lets a child commit for a while, kills it, and returns the last number it told of. */
static uint64_t kill_a_writer(struct bench *b, useconds_t after)
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

static void twenty_kills_lose_and_repeat_nothing(void **state)
{
    (void)state;
    struct bench b;
    bench_init(&b);
    uint64_t epoch = journal_epoch(b.journal);
    unsigned seed = (unsigned)getpid();
    for (int i = 0; i < 20; i++) {
        journal_close(&b.journal);
        uint64_t told = kill_a_writer(&b, (useconds_t)(2000 + rand_r(&seed) % 40000));
        bench_open(&b);
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
    bench_done(&b);
}

int main(void)
{
    struct rows rows = { 0 };
    ADD_ROWS(&rows, topic_rows, names_a_topic);
    ADD_ROWS(&rows, bad_topics, refuses_a_topic);
    ADD_TEST(&rows, a_long_name_fits);
    ADD_TEST(&rows, numbers_go_on_after_reopening);
    ADD_TEST(&rows, a_rollback_frees_its_numbers);
    ADD_TEST(&rows, an_id_is_known_once_it_was_added);
    ADD_ROWS(&rows, previous_rows, knows_the_previous);
    ADD_ROWS(&rows, retention_rows, keeps_what_it_must);
    ADD_TEST(&rows, age_deletes_in_slices);
    ADD_ROWS(&rows, witness_rows, finds_out_what_vanished);
    ADD_TEST(&rows, a_flipped_byte_in_the_log_is_found_out);
    ADD_ROWS(&rows, foreign_rows, refuses_what_is_no_journal);
    ADD_TEST(&rows, two_daemons_cannot_share);
    ADD_TEST(&rows, an_older_form_is_brought_up_to_date);
    ADD_TEST(&rows, a_changed_body_is_left_out_and_named);
    ADD_ROWS(&rows, decay_rows, refuses_a_damaged_tail);
    ADD_ROWS(&rows, hole_rows, names_a_hole);
    ADD_TEST(&rows, no_decay_is_silent);
    ADD_ROWS(&rows, read_rows, reads_a_page);
    ADD_TEST(&rows, a_feed_comes_back_as_it_was);
    ADD_TEST(&rows, twenty_kills_lose_and_repeat_nothing);
    return rows_run("journal", &rows);
}
