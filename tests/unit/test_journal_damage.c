/* Whatever happens to the file is named: never silent loss, and no number given twice. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/journal_bench.h"
#include "support/rows.h"

#include <fcntl.h>
#include <inttypes.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

static void finds_out_what_vanished(void **state)
{
    const struct witness_row *row = *state;
    struct journal_bench b;
    journal_bench_init(&b);
    uint64_t epoch = journal_epoch(b.journal);
    journal_bench_commit(b.journal, "item/a/", NOON, 3);
    journal_close(&b.journal);
    journal_bench_copy(b.dir, "journal.db", ".old", false);
    journal_bench_copy(b.dir, "journal.db.witness", ".old", false);
    journal_bench_open(&b);
    journal_bench_commit(b.journal, "item/a/", NOON, 2);
    journal_close(&b.journal);
    if (row->keep)
        journal_bench_copy(b.dir, row->keep, ".old", true);
    if (row->lose) {
        char path[160];
        snprintf(path, sizeof path, "%s/%s", b.dir, row->lose);
        assert_int_equal(unlink(path), 0);
    }
    journal_bench_open(&b);
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
    journal_bench_commit(b.journal, "item/a/", NOON, 1);
    assert_int_equal(journal_head(b.journal), 6);
    epoch = journal_epoch(b.journal);
    journal_bench_reopen(&b); /* said once, not at every start */
    assert_false(error_is_set(&b.notice));
    assert_true(journal_epoch(b.journal) == epoch);
    journal_bench_done(&b);
}

/* A flipped byte in the log drops every commit behind it, and SQLite calls that healthy. */
static void a_flipped_byte_in_the_log_is_found_out(void **state)
{
    (void)state;
    struct journal_bench b;
    journal_bench_init(&b);
    uint64_t epoch = journal_epoch(b.journal);
    for (int i = 0; i < 8; i++)
        journal_bench_commit(b.journal, "item/a/", NOON, 1);
    journal_bench_copy(b.dir, "journal.db", ".torn", false); /* as a kill would leave them */
    journal_bench_copy(b.dir, "journal.db-wal", ".torn", false);
    journal_close(&b.journal);
    journal_bench_copy(b.dir, "journal.db", ".torn", true);
    journal_bench_copy(b.dir, "journal.db-wal", ".torn", true);
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
    journal_bench_open(&b);
    assert_non_null(b.journal);
    assert_true(error_is_set(&b.notice));
    assert_non_null(strstr(b.notice.text, "vanished"));
    assert_true(journal_epoch(b.journal) != epoch);
    assert_int_equal(journal_head(b.journal), 8);
    journal_bench_commit(b.journal, "item/a/", NOON, 1);
    assert_int_equal(journal_head(b.journal), 9);
    journal_bench_done(&b);
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
    struct journal_bench b = { 0 };
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
    journal_bench_copy(b.dir, "journal.db", ".before", false);
    journal_bench_open(&b);
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

static bool count_entry(void *context, const struct journal_entry *e)
{
    (void)e;
    ++*(size_t *)context;
    return true;
}

static void decay(const struct journal_bench *b, const char *sql)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(b->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static void a_changed_body_is_left_out_and_named(void **state)
{
    (void)state;
    struct journal_bench b;
    journal_bench_init(&b);
    journal_bench_commit(b.journal, "item/a/", NOON, 100);
    journal_close(&b.journal);
    decay(&b, "UPDATE entries SET body=x'5b5d' WHERE sequence=7");
    journal_bench_open(&b);
    assert_non_null(b.journal);
    size_t count = 0;
    struct journal_page page;
    struct journal_query all = { 1, UINT64_MAX, SLICE(""), 1000 };
    assert_true(journal_read(b.journal, &all, count_entry, &count, &page, &b.err));
    assert_int_equal(count, 99);
    assert_int_equal(page.damaged, 1);
    journal_bench_done(&b);
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
    struct journal_bench b;
    journal_bench_init(&b);
    journal_bench_commit(b.journal, "item/a/", NOON, 100);
    journal_close(&b.journal);
    decay(&b, row->sql);
    journal_bench_open(&b);
    assert_null(b.journal);
    assert_int_equal(b.err.remedy, MEND);
    if (!strstr(b.err.text, row->complaint))
        fail_msg("said: %s", b.err.text);
    journal_bench_done(&b);
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
    { "an entry of which only the topics are left is one", "DELETE FROM entries WHERE sequence=7",
      "item/a/", 1, 0 },
    { "an entry without topics is one, whatever the prefix asks for",
      "DELETE FROM postings WHERE sequence=7", "item/", 1, 0 },
    { "and one whose first topic is missing", "UPDATE postings SET rank=9 WHERE sequence=7",
      "item/", 1, 0 },
    { "and one whose topic reads otherwise", "UPDATE postings SET previous=3 WHERE sequence=7",
      "ticker/", 1, 0 },
    { "what retention took is no hole", "SELECT 1", "", 0, 20 },
    { "nor on one topic", "SELECT 1", "item/a/", 0, 20 },
    { "what is known as lost is no hole",
      "DELETE FROM entries WHERE sequence<20; INSERT INTO losses VALUES(1, 19, 0)", "", 0, 0 },
};

static void names_a_hole(void **state)
{
    const struct hole_row *row = *state;
    struct journal_bench b;
    bool more;
    journal_bench_init(&b);
    journal_bench_commit(b.journal, "item/a/", NOON, 100);
    if (row->keep) {
        b.retain.items = row->keep;
        journal_bench_reopen(&b);
        assert_true(journal_begin(b.journal, &b.err) &&
                    journal_trim(b.journal, 100, &more, &b.err) &&
                    journal_commit(b.journal, &b.err));
        assert_int_equal(journal_oldest(b.journal), 81);
    }
    journal_close(&b.journal);
    decay(&b, row->sql);
    journal_bench_open(&b);
    assert_non_null(b.journal);
    size_t count = 0;
    struct journal_page page;
    struct journal_query all = { 1, UINT64_MAX, slice_of(row->prefix), 1000 };
    assert_true(journal_read(b.journal, &all, count_entry, &count, &page, &b.err));
    assert_int_equal(page.damaged, row->damaged);
    journal_bench_done(&b);
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
    struct journal_bench b;
    size_t refused = 0, named = 0, harmless = 0;
    unsigned seed = 20261122;
    journal_bench_init(&b);
    commit_numbered(b.journal, ENTRIES);
    journal_close(&b.journal);
    journal_bench_copy(b.dir, "journal.db", ".good", false);
    for (int i = 0; i < FLIPS; i++) {
        struct survey survey = { 0 };
        struct journal_page page = { 0 };
        struct journal_query all = { 1, UINT64_MAX, SLICE(""), 2 * ENTRIES };
        journal_bench_copy(b.dir, "journal.db", ".good", true);
        flip(b.path, &seed);
        journal_bench_open(&b);
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
    journal_bench_done(&b);
}

int main(void)
{
    struct rows rows = { 0 };
    ADD_ROWS(&rows, witness_rows, finds_out_what_vanished);
    ADD_TEST(&rows, a_flipped_byte_in_the_log_is_found_out);
    ADD_ROWS(&rows, foreign_rows, refuses_what_is_no_journal);
    ADD_TEST(&rows, a_changed_body_is_left_out_and_named);
    ADD_ROWS(&rows, decay_rows, refuses_a_damaged_tail);
    ADD_ROWS(&rows, hole_rows, names_a_hole);
    ADD_TEST(&rows, no_decay_is_silent);
    return rows_run("journal damage", &rows);
}
