/* Opening a journal: is it ours, is it whole, is it the one that its witness saw last? */
#include "base/mem.h"
#include "outlet/journal_parts.h"

#include <fcntl.h>
#include <inttypes.h>
#include <libgen.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define APPLICATION_ID 0x61737379 /* "assy" */
#define VERSION        5
#define CHECK_AT_START 64

static const char schema[] =
    "PRAGMA application_id=0x61737379;"
    "PRAGMA user_version=1;"
    "CREATE TABLE counter(id INTEGER PRIMARY KEY CHECK(id=1), epoch INTEGER NOT NULL,"
    "  head INTEGER NOT NULL, oldest INTEGER NOT NULL, age INTEGER NOT NULL,"
    "  time INTEGER NOT NULL, checksum INTEGER NOT NULL) STRICT;"
    /* age: the journal's own time in ms, see journal.h; body last, so that a scan need not read
     * the pages it overflows to */
    "CREATE TABLE entries(sequence INTEGER PRIMARY KEY, time INTEGER NOT NULL,"
    "  age INTEGER NOT NULL, kind INTEGER NOT NULL, checksum INTEGER NOT NULL, id TEXT,"
    "  body BLOB NOT NULL) STRICT;"
    "CREATE UNIQUE INDEX entries_id ON entries(id) WHERE id IS NOT NULL;"
    /* last outlives retention: a topic's next message must name the one before it */
    "CREATE TABLE topics(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,"
    "  last INTEGER NOT NULL) STRICT;"
    "CREATE TABLE postings(sequence INTEGER NOT NULL, rank INTEGER NOT NULL,"
    "  topic INTEGER NOT NULL, previous INTEGER NOT NULL,"
    "  PRIMARY KEY(sequence, rank)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX postings_topic ON postings(topic, sequence);"
    "CREATE TABLE feeds(feed TEXT PRIMARY KEY, url TEXT, etag BLOB, last_modified BLOB,"
    "  not_before INTEGER NOT NULL DEFAULT 0, last_poll INTEGER NOT NULL DEFAULT 0,"
    "  last_success INTEGER NOT NULL DEFAULT 0, last_new_item INTEGER NOT NULL DEFAULT 0,"
    "  last_error TEXT, failures INTEGER NOT NULL DEFAULT 0, muted INTEGER NOT NULL DEFAULT 0,"
    "  body_sha256 TEXT, seen BLOB) STRICT, WITHOUT ROWID;"
    "CREATE TABLE losses(first INTEGER NOT NULL, last INTEGER NOT NULL,"
    "  found INTEGER NOT NULL) STRICT;";

/* From each version to the next; a new file walks all of them. */
static const char *const migrations[VERSION + 1] = {
    [2] = "ALTER TABLE feeds ADD COLUMN told INTEGER NOT NULL DEFAULT 0;"
          "ALTER TABLE feeds ADD COLUMN known_since INTEGER NOT NULL DEFAULT 0;"
          "ALTER TABLE feeds ADD COLUMN ttl INTEGER NOT NULL DEFAULT 0;"
          "ALTER TABLE feeds ADD COLUMN skip_hours INTEGER NOT NULL DEFAULT 0;"
          "ALTER TABLE feeds ADD COLUMN skip_days INTEGER NOT NULL DEFAULT 0;"
          "ALTER TABLE feeds ADD COLUMN pace INTEGER NOT NULL DEFAULT 0;"
          "ALTER TABLE feeds ADD COLUMN address_for TEXT;"
          "ALTER TABLE feeds ADD COLUMN address TEXT;"
          "ALTER TABLE feeds ADD COLUMN moving_to TEXT;"
          "ALTER TABLE feeds ADD COLUMN moving_polls INTEGER NOT NULL DEFAULT 0;"
          "ALTER TABLE feeds ADD COLUMN moving_since INTEGER NOT NULL DEFAULT 0;"
          /* items of documents that did not become entries, and why; see journal_feeds.c */
          "CREATE TABLE left_out(number INTEGER PRIMARY KEY, feed TEXT NOT NULL, id TEXT NOT NULL,"
          "  url TEXT, title TEXT, reason TEXT NOT NULL, published INTEGER NOT NULL,"
          "  seen INTEGER NOT NULL, UNIQUE(feed, id)) STRICT;",
    [3] = "CREATE TABLE traces(sequence INTEGER PRIMARY KEY, checksum INTEGER NOT NULL,"
          "  trace BLOB NOT NULL) STRICT;",
    [4] = "CREATE TABLE articles(sequence INTEGER PRIMARY KEY, checksum INTEGER NOT NULL,"
          "  article BLOB NOT NULL) STRICT;",
    /* hosts, or groups of feeds, that want to be left alone; and how the feeds' articles' pages do */
    [5] = "CREATE TABLE rests(turn TEXT PRIMARY KEY, until INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
          "ALTER TABLE feeds ADD COLUMN pages_usual INTEGER NOT NULL DEFAULT 0;"
          "ALTER TABLE feeds ADD COLUMN pages_poor INTEGER NOT NULL DEFAULT 0;"
          "ALTER TABLE feeds ADD COLUMN pages_problem TEXT;",
};

static uint64_t epoch_random(void)
{
    uint64_t epoch = 0;
    while (!epoch)
        randombytes_buf(&epoch, sizeof epoch);
    return epoch;
}

static bool create(struct journal *j, struct error *err)
{
    if (!store_run(j->store, "BEGIN IMMEDIATE", err))
        return false;
    j->now = (struct counter){ .epoch = epoch_random(), .oldest = 1 };
    if (store_run(j->store, schema, err) && journal_save_counter(j, err) &&
        store_run(j->store, "COMMIT", err))
        return true;
    journal_rollback(j);
    return false;
}

static bool is_empty(struct journal *j, bool *ret, struct error *err)
{
    int64_t tables;
    if (!store_number(j->store, "SELECT count(*) FROM sqlite_schema", &tables, err))
        return false;
    *ret = tables == 0;
    return true;
}

bool journal_check_version(struct journal *j, int64_t *ret_version, struct error *err)
{
    int64_t application, version;
    if (!store_number(j->store, "PRAGMA application_id", &application, err) ||
        !store_number(j->store, "PRAGMA user_version", &version, err))
        return false;
    if (application != APPLICATION_ID)
        return error_set(err, REFUSE, j->path,
                         "this database belongs to another program; name another file");
    if (version > VERSION)
        return error_set(err, REFUSE, j->path,
                         "written by a newer assayd (form %d, this one knows up to %d); install that one "
                         "again, or name another file",
                         (int)version, VERSION);
    *ret_version = version;
    return true;
}

static bool migrate_to(struct journal *j, int64_t version, struct error *err)
{
    HELD(text) sql = { 0 };
    text_printf(&sql, "BEGIN IMMEDIATE;%s;PRAGMA user_version=%d;COMMIT", migrations[version],
                (int)version);
    if (store_run(j->store, text_string(&sql), err))
        return true;
    journal_rollback(j);
    return false;
}

/* Step by step, each in a transaction. */
static bool migrate(struct journal *j, int64_t version, struct error *err)
{
    while (version < VERSION)
        if (!migrate_to(j, ++version, err))
            return false;
    return true;
}

static bool check_entry(void *context, const struct journal_entry *entry)
{
    (void)context, (void)entry;
    return true;
}

/* The newest rows are those that a bad shutdown would have hurt. */
static bool check_tail(struct journal *j, struct error *err)
{
    int64_t top;
    if (!store_number(j->store, "SELECT coalesce(max(sequence), 0) FROM entries", &top, err))
        return false;
    if ((uint64_t)top > j->now.head)
        return error_set(err, MEND, j->path,
                         "the file is damaged: entry %" PRId64
                         " stands above the counter's %" PRIu64,
                         top, j->now.head);
    struct journal_query tail = { .to = j->now.head, .look_at = CHECK_AT_START };
    tail.from = tail.to > CHECK_AT_START ? tail.to - CHECK_AT_START : 1;
    struct journal_page page;
    if (!journal_read(j, &tail, check_entry, NULL, &page, err))
        return false;
    if (page.damaged)
        return error_set(err, MEND, j->path,
                         "the file is damaged: %" PRIu64
                         " of the last entries are missing or have wrong checksums",
                         page.damaged);
    return true;
}

/* A new epoch, from a number that was surely never given. */
static bool start_epoch(struct journal *j, uint64_t head, struct error *err)
{
    uint64_t was = j->now.head;
    if (!journal_begin(j, err))
        return false;
    j->now.epoch = epoch_random();
    j->now.head = head;
    if (j->now.oldest == was + 1)
        j->now.oldest = head + 1;
    bool saved = true;
    if (head > was) {
        HELD(text) row = { 0 };
        text_printf(&row, "INSERT INTO losses VALUES(%" PRIu64 ", %" PRIu64 ", %" PRId64 ")",
                    was + 1, head, clock_now(clock_real()).ms);
        saved = store_run(j->store, text_string(&row), err);
    }
    if (saved && journal_commit(j, err))
        return true;
    journal_rollback(j);
    return false;
}

/* The witness knows of more than the file holds, or of another file, or is gone. */
static bool ask_witness(struct journal *j, struct error *notice, struct error *err)
{
    struct witness_word word;
    bool recalls = witness_recalls(j->witness, &word);
    if (recalls ? word.epoch == j->now.epoch && word.head <= j->now.head : j->now.head == 0)
        return witness_tell(j->witness, (struct witness_word){ j->now.epoch, j->now.head }, err);
    uint64_t was = j->now.head, head = recalls && word.head > was ? word.head : was;
    if (!start_epoch(j, head, err))
        return false;
    if (head > was)
        error_set(notice, SKIP, j->path,
                  "entries %" PRIu64 " to %" PRIu64 " were committed but have vanished from the "
                  "journal; a new epoch begins at %" PRIu64,
                  was + 1, head, head + 1);
    else if (recalls)
        error_set(notice, SKIP, j->path,
                  "the journal is not the one its witness saw last (a restored backup?); a new "
                  "epoch begins at %" PRIu64,
                  head + 1);
    else
        error_set(notice, SKIP, j->path,
                  "the journal's witness is gone, so nobody knows whether entries vanished; a new "
                  "epoch begins at %" PRIu64,
                  head + 1);
    return true;
}

static void sync_directory(const char *path)
{
    char *copy = mem_string(path);
    int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        fsync(fd);
        close(fd);
    }
    mem_free(&copy);
}

/* The witness is locked: whoever has it open is the journal's only writer. */
static bool take(struct journal *j, struct error *err)
{
    char *path = mem_printf("%s.witness", j->path);
    j->witness = witness_open(path, err);
    mem_free(&path);
    return j->witness != NULL;
}

/* A file that is not ours stays as it is: nothing is written, beside it neither, until we know; and
 * nothing is migrated before all is found in order. */
static bool start(struct journal *j, struct error *notice, struct error *err)
{
    bool empty;
    int64_t version = 1;
    if (!is_empty(j, &empty, err) || (!empty && !journal_check_version(j, &version, err)) ||
        !take(j, err) || !store_prepare_writing(j->store, err) || (empty && !create(j, err)) ||
        !journal_load_counter(j, err))
        return false;
    j->committed = j->now;
    if (!check_tail(j, err) || !migrate(j, version, err) || !ask_witness(j, notice, err))
        return false;
    sync_directory(j->path);
    return true;
}

/* SQLite only says that it cannot open the file. */
static bool is_folder_there(const char *path, struct error *err)
{
    char *copy = mem_string(path);
    bool there = access(dirname(copy), X_OK) == 0;
    mem_free(&copy);
    return there || error_errno(err, REFUSE, path, "the journal's folder cannot be entered; make it, "
                                "or name another path under journal:");
}

struct journal *journal_new(const char *path)
{
    struct journal *j = mem_new(sizeof *j);
    j->path = mem_string(path);
    j->postings = mem_array(JOURNAL_POSTINGS_MAX, sizeof *j->postings);
    return j;
}

struct journal *journal_open(const char *path, const struct retain_settings *retain,
                             struct error *ret_notice, struct error *err)
{
    if (sodium_init() < 0) {
        error_set(err, STOP, NULL, "libsodium has no random numbers");
        return NULL;
    }
    struct journal *j = journal_new(path);
    j->retain = *retain;
    if (is_folder_there(path, err))
        j->store = store_open(path, false, err);
    if (!j->store || !start(j, ret_notice, err))
        journal_close(&j);
    return j;
}

struct journal *journal_open_to_read(const char *path, struct error *err)
{
    struct journal *j = journal_new(path);
    int64_t version;
    if (access(path, F_OK) == 0)
        j->store = store_open(path, true, err);
    else
        error_set(err, REFUSE, path, "there is no journal; say --journal FILE, or --config FILE that names it");
    if (!j->store || !journal_check_version(j, &version, err) || !journal_load_counter(j, err))
        journal_close(&j);
    else
        j->committed = j->now;
    return j;
}

void journal_close(struct journal **j)
{
    if (!*j)
        return;
    if ((*j)->store)
        journal_rollback(*j);
    journal_forget_topics(*j);
    store_close(&(*j)->store);
    witness_close(&(*j)->witness);
    mem_free(&(*j)->path);
    mem_free(&(*j)->postings);
    mem_free(j);
}

