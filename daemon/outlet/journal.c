#include "base/mem.h"
#include "outlet/checksum.h"
#include "outlet/journal_parts.h"

#include <assert.h>
#include <fcntl.h>
#include <inttypes.h>
#include <libgen.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

const struct field journal_fields[] = {
    { "path", FIELD_TEXT, NULL, offsetof(struct journal_settings, path),
      .help = "File of the journal; default: journal.db in $STATE_DIRECTORY." },
};
const size_t journal_fields_size = count_of(journal_fields);

const struct field retain_fields[] = {
    { "days", FIELD_INT, "30", offsetof(struct retain_settings, days), .low = 1, .high = 36500,
      .help = "Entries younger than this are kept for replay." },
    { "items", FIELD_INT, "200000", offsetof(struct retain_settings, items), .low = 1, .high = 1e9,
      .help = "At most so many entries are kept, whatever their age." },
};
const size_t retain_fields_size = count_of(retain_fields);

#define APPLICATION_ID 0x61737379 /* "assy" */
#define VERSION        2
#define AGE_STEP_MAX   HOURS(1).ms
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
};

/* The counter row */

static int64_t counter_checksum(const struct counter *c)
{
    HELD(text) t = { 0 };
    checksum_mix(&t, c->epoch);
    checksum_mix(&t, c->head);
    checksum_mix(&t, c->oldest);
    checksum_mix(&t, (uint64_t)c->age);
    checksum_mix(&t, (uint64_t)c->time);
    return (int64_t)checksum(text_slice(&t));
}

bool journal_load_counter(struct journal *j, struct error *err)
{
    struct statement *q = store_statement(
        j->store, "SELECT epoch, head, oldest, age, time, checksum FROM counter WHERE id=1", err);
    bool row;
    if (!q || !statement_next(q, &row, err))
        return false;
    if (!row)
        return error_set(err, REFUSE, j->path, "the file is damaged: its counter row is missing");
    j->now = (struct counter){ (uint64_t)column_int(q, 0), (uint64_t)column_int(q, 1),
                               (uint64_t)column_int(q, 2), column_int(q, 3), column_int(q, 4) };
    bool good = column_int(q, 5) == counter_checksum(&j->now);
    statement_reset(q);
    return good || error_set(err, REFUSE, j->path,
                             "the file is damaged: its counter row has a wrong checksum");
}

static bool counter_save(struct journal *j, struct error *err)
{
    struct statement *q = store_statement(
        j->store, "INSERT OR REPLACE INTO counter VALUES(1, ?1, ?2, ?3, ?4, ?5, ?6)", err);
    if (!q)
        return false;
    statement_int(q, 1, (int64_t)j->now.epoch);
    statement_int(q, 2, (int64_t)j->now.head);
    statement_int(q, 3, (int64_t)j->now.oldest);
    statement_int(q, 4, j->now.age);
    statement_int(q, 5, j->now.time);
    statement_int(q, 6, counter_checksum(&j->now));
    return statement_run(q, err);
}

static uint64_t epoch_random(void)
{
    uint64_t epoch = 0;
    while (!epoch)
        randombytes_buf(&epoch, sizeof epoch);
    return epoch;
}

/* Opening */

static bool create(struct journal *j, struct error *err)
{
    if (!store_run(j->store, "BEGIN IMMEDIATE", err))
        return false;
    j->now = (struct counter){ .epoch = epoch_random(), .oldest = 1 };
    if (store_run(j->store, schema, err) && counter_save(j, err) &&
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

static bool check_version(struct journal *j, int64_t *ret_version, struct error *err)
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
                         "written by a newer assayd (form %d, this one knows up to %d)",
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
        return error_set(err, REFUSE, j->path,
                         "the file is damaged: entry %" PRId64
                         " stands above the counter's %" PRIu64,
                         top, j->now.head);
    struct journal_query tail = { .to = j->now.head, .look_at = CHECK_AT_START };
    tail.from = tail.to > CHECK_AT_START ? tail.to - CHECK_AT_START : 1;
    struct journal_page page;
    if (!journal_read(j, &tail, check_entry, NULL, &page, err))
        return false;
    if (page.damaged)
        return error_set(err, REFUSE, j->path,
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

/* Nothing is changed before all is found in order. */
static bool start(struct journal *j, struct error *notice, struct error *err)
{
    bool empty;
    int64_t version;
    if (!is_empty(j, &empty, err) || (empty && !create(j, err)) ||
        !check_version(j, &version, err) || !journal_load_counter(j, err))
        return false;
    j->committed = j->now;
    if (!check_tail(j, err) || !migrate(j, version, err) || !ask_witness(j, notice, err))
        return false;
    sync_directory(j->path);
    return true;
}

static struct journal *journal_new(const char *path)
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
    char *witness = mem_printf("%s.witness", path);
    j->retain = *retain;
    j->witness = witness_open(witness, err);
    mem_free(&witness);
    if (j->witness)
        j->store = store_open(path, false, err);
    if (!j->store || !start(j, ret_notice, err))
        journal_close(&j);
    return j;
}

struct journal *journal_open_to_read(const char *path, struct error *err)
{
    struct journal *j = journal_new(path);
    int64_t version;
    j->store = store_open(path, true, err);
    if (!j->store || !check_version(j, &version, err) || !journal_load_counter(j, err))
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
    store_close(&(*j)->store);
    witness_close(&(*j)->witness);
    mem_free(&(*j)->path);
    mem_free(&(*j)->postings);
    mem_free(j);
}

uint64_t journal_epoch(const struct journal *j)
{
    return j->committed.epoch;
}

uint64_t journal_head(const struct journal *j)
{
    return j->committed.head;
}

uint64_t journal_oldest(const struct journal *j)
{
    return j->committed.oldest;
}

/* Transactions */

bool journal_begin(struct journal *j, struct error *err)
{
    if (!store_run(j->store, "BEGIN IMMEDIATE", err))
        return false;
    j->now = j->committed;
    if (journal_load_counter(j, err) &&
        (memcmp(&j->now, &j->committed, sizeof j->now) == 0 ||
         error_set(err, STOP, j->path, "somebody else wrote into the journal")))
        return true;
    journal_rollback(j);
    return false;
}

bool journal_commit(struct journal *j, struct error *err)
{
    if (!counter_save(j, err) || !store_run(j->store, "COMMIT", err))
        return false;
    j->committed = j->now;
    /* A witness that lags is only less watchful; the commit stands. */
    witness_tell(j->witness, (struct witness_word){ j->now.epoch, j->now.head }, NULL);
    return true;
}

void journal_rollback(struct journal *j)
{
    if (store_is_in_transaction(j->store)) {
        bool undone = store_run(j->store, "ROLLBACK", NULL);
        (void)undone; /* fails only where SQLite has rolled back already */
    }
    j->now = j->committed;
}

/* Entries */

int64_t journal_checksum(const struct journal_entry *e, int64_t age)
{
    HELD(text) t = { 0 };
    checksum_mix(&t, e->sequence);
    checksum_mix(&t, (uint64_t)e->time.ms);
    checksum_mix(&t, (uint64_t)age);
    checksum_mix(&t, e->kind);
    for (size_t i = 0; i < e->postings_size; i++) {
        checksum_mix(&t, e->postings[i].previous);
        text_add(&t, slice_of(e->postings[i].topic));
    }
    checksum_mix(&t, checksum(e->body));
    return (int64_t)checksum(text_slice(&t));
}

bool journal_knows(struct journal *j, const char *id, bool *ret, struct error *err)
{
    struct statement *q = store_statement(j->store, "SELECT 1 FROM entries WHERE id=?1", err);
    if (!q)
        return false;
    statement_text(q, 1, id);
    if (!statement_next(q, ret, err))
        return false;
    statement_reset(q);
    return true;
}

/* The topic's id, and in *ret_last its newest entry so far; 0 for a new topic. */
static bool topic_load(struct journal *j, const char *name, int64_t *ret_id, uint64_t *ret_last,
                       struct error *err)
{
    struct statement *q =
        store_statement(j->store,
                        "INSERT INTO topics(name, last) VALUES(?1, 0)"
                        " ON CONFLICT(name) DO UPDATE SET last=last RETURNING id, last",
                        err);
    if (!q)
        return false;
    bool row;
    statement_text(q, 1, name);
    if (!statement_next(q, &row, err))
        return false;
    assert(row);
    *ret_id = column_int(q, 0);
    *ret_last = (uint64_t)column_int(q, 1);
    statement_reset(q);
    return true;
}

static bool post(struct journal *j, struct journal_entry *e, size_t rank, struct error *err)
{
    struct journal_posting *p = &e->postings[rank];
    int64_t topic;
    if (!topic_load(j, p->topic, &topic, &p->previous, err))
        return false;
    struct statement *move =
        store_statement(j->store, "UPDATE topics SET last=?2 WHERE id=?1", err);
    struct statement *add =
        store_statement(j->store, "INSERT INTO postings VALUES(?1, ?2, ?3, ?4)", err);
    if (!move || !add)
        return false;
    statement_int(move, 1, topic);
    statement_int(move, 2, (int64_t)e->sequence);
    statement_int(add, 1, (int64_t)e->sequence);
    statement_int(add, 2, (int64_t)rank);
    statement_int(add, 3, topic);
    statement_int(add, 4, (int64_t)p->previous);
    return statement_run(move, err) && statement_run(add, err);
}

static void advance_age(struct counter *c, struct instant time)
{
    int64_t gap = c->head ? instant_since(time, (struct instant){ c->time }).ms : 0;
    c->age += gap < 0 ? 0 : gap > AGE_STEP_MAX ? AGE_STEP_MAX : gap;
    c->time = time.ms;
}

uint64_t journal_next(const struct journal *j)
{
    return j->now.head + 1;
}

static bool insert(struct journal *j, const struct journal_entry *e, struct error *err)
{
    struct statement *q =
        store_statement(j->store, "INSERT INTO entries VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)", err);
    if (!q)
        return false;
    statement_int(q, 1, (int64_t)e->sequence);
    statement_int(q, 2, e->time.ms);
    statement_int(q, 3, j->now.age);
    statement_int(q, 4, e->kind);
    statement_int(q, 5, journal_checksum(e, j->now.age));
    statement_text(q, 6, e->id);
    statement_blob(q, 7, e->body);
    return statement_run(q, err);
}

bool journal_add(struct journal *j, struct journal_entry *e, struct error *err)
{
    assert(e->sequence == journal_next(j) && e->postings_size <= JOURNAL_POSTINGS_MAX);
    assert(store_is_in_transaction(j->store));
    for (size_t i = 0; i < e->postings_size; i++)
        if (!post(j, e, i, err))
            return false;
    advance_age(&j->now, e->time);
    if (!insert(j, e, err))
        return false;
    j->now.head = e->sequence;
    return true;
}

/* Retention */

/* The first number to keep, looking no further than `most` entries. */
static bool find_oldest(struct journal *j, size_t most, uint64_t *ret, struct error *err)
{
    struct statement *q = store_statement(
        j->store,
        "SELECT max(sequence) FROM (SELECT sequence, age FROM entries WHERE sequence >= ?1"
        " ORDER BY sequence LIMIT ?2) WHERE age < ?3 OR sequence <= ?4",
        err);
    if (!q)
        return false;
    bool row;
    statement_int(q, 1, (int64_t)j->now.oldest);
    statement_int(q, 2, (int64_t)most);
    statement_int(q, 3, j->now.age - j->retain.days * HOURS(24).ms);
    statement_int(q, 4, (int64_t)j->now.head - j->retain.items);
    if (!statement_next(q, &row, err))
        return false;
    *ret = (uint64_t)column_int(q, 0) + 1; /* no row to drop: NULL, which reads as 0 */
    statement_reset(q);
    return true;
}

bool journal_trim(struct journal *j, size_t most, bool *ret_more, struct error *err)
{
    assert(store_is_in_transaction(j->store));
    uint64_t oldest;
    *ret_more = false;
    if (!find_oldest(j, most, &oldest, err))
        return false;
    if (oldest <= j->now.oldest)
        return true;
    struct statement *entries =
        store_statement(j->store, "DELETE FROM entries WHERE sequence < ?1", err);
    struct statement *postings =
        store_statement(j->store, "DELETE FROM postings WHERE sequence < ?1", err);
    if (!entries || !postings)
        return false;
    statement_int(entries, 1, (int64_t)oldest);
    statement_int(postings, 1, (int64_t)oldest);
    if (!statement_run(entries, err) || !statement_run(postings, err))
        return false;
    *ret_more = oldest - j->now.oldest >= most;
    j->now.oldest = oldest;
    return true;
}
