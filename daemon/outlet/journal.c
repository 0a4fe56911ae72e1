#include "outlet/journal.h"

#include "base/mem.h"
#include "outlet/store.h"
#include "outlet/witness.h"

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
#define VERSION        1
#define AGE_STEP_MAX   HOURS(1).ms
#define CHECK_AT_START 64

static const char schema[] =
    "PRAGMA application_id=0x61737379;"
    "PRAGMA user_version=1;"
    "CREATE TABLE counter(id INTEGER PRIMARY KEY CHECK(id=1), epoch INTEGER NOT NULL,"
    "  head INTEGER NOT NULL, oldest INTEGER NOT NULL, age INTEGER NOT NULL,"
    "  time INTEGER NOT NULL) STRICT;"
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

/* The counter row; also what a rollback returns to. */
struct counter {
    uint64_t epoch, head, oldest;
    int64_t age, time;
};

struct journal {
    struct store *store;
    struct witness *witness; /* NULL for readers */
    char *path;
    struct retain_settings retain;
    struct counter now, committed;
    struct journal_posting *postings; /* of the entry being read */
};

/* The counter row */

static bool counter_load(struct journal *j, struct error *err)
{
    struct statement *q = store_statement(
        j->store, "SELECT epoch, head, oldest, age, time FROM counter WHERE id=1", err);
    bool row;
    if (!q || !statement_next(q, &row, err))
        return false;
    if (!row)
        return error_set(err, REFUSE, j->path, "the journal's counter row is missing");
    j->now = (struct counter){ (uint64_t)column_int(q, 0), (uint64_t)column_int(q, 1),
                               (uint64_t)column_int(q, 2), column_int(q, 3), column_int(q, 4) };
    statement_reset(q);
    return true;
}

static bool counter_save(struct journal *j, struct error *err)
{
    struct statement *q = store_statement(
        j->store, "UPDATE counter SET epoch=?1, head=?2, oldest=?3, age=?4, time=?5", err);
    if (!q)
        return false;
    statement_int(q, 1, (int64_t)j->now.epoch);
    statement_int(q, 2, (int64_t)j->now.head);
    statement_int(q, 3, (int64_t)j->now.oldest);
    statement_int(q, 4, j->now.age);
    statement_int(q, 5, j->now.time);
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
    HELD(text) row = { 0 };
    text_printf(&row, "INSERT INTO counter VALUES(1, %" PRId64 ", 0, 1, 0, 0)",
                (int64_t)epoch_random());
    if (store_run(j->store, schema, err) && store_run(j->store, text_string(&row), err) &&
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

/* Version 1 is the first; a later one migrates here, step by step, each in a transaction. */
static bool check_version(struct journal *j, struct error *err)
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
                         " of the last entries have wrong checksums",
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

static bool start(struct journal *j, struct error *notice, struct error *err)
{
    bool empty;
    if (!is_empty(j, &empty, err) || (empty && !create(j, err)) || !check_version(j, err) ||
        !counter_load(j, err))
        return false;
    j->committed = j->now;
    if (!check_tail(j, err) || !ask_witness(j, notice, err))
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
    j->store = store_open(path, true, err);
    if (!j->store || !check_version(j, err) || !counter_load(j, err))
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
    if (counter_load(j, err) &&
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

/* SipHash under a fixed key: it finds decay, not forgery. Numbers are mixed in as little-endian
 * words, so that a journal can move between machines. */
static void mix_number(struct text *t, uint64_t value)
{
    char bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (char)(value >> 8 * i);
    text_add(t, (struct slice){ bytes, sizeof bytes });
}

static uint64_t sip(struct slice bytes)
{
    static const unsigned char key[crypto_shorthash_KEYBYTES] = "assayd journal";
    unsigned char out[crypto_shorthash_BYTES];
    uint64_t value = 0;
    crypto_shorthash(out, (const unsigned char *)bytes.ptr, bytes.len, key);
    for (int i = 7; i >= 0; i--)
        value = value << 8 | out[i];
    return value;
}

static int64_t checksum_of(const struct journal_entry *e, int64_t age)
{
    HELD(text) t = { 0 };
    mix_number(&t, e->sequence);
    mix_number(&t, (uint64_t)e->time.ms);
    mix_number(&t, (uint64_t)age);
    mix_number(&t, e->kind);
    for (size_t i = 0; i < e->postings_size; i++) {
        mix_number(&t, e->postings[i].previous);
        text_add(&t, slice_of(e->postings[i].topic));
    }
    mix_number(&t, sip(e->body));
    return (int64_t)sip(text_slice(&t));
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
    statement_int(q, 5, checksum_of(e, j->now.age));
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

/* Feeds */

bool journal_save_feed(struct journal *j, const struct feed_state *f, struct error *err)
{
    assert(store_is_in_transaction(j->store));
    struct statement *q = store_statement(
        j->store,
        "INSERT OR REPLACE INTO feeds(feed, url, etag, last_modified, not_before, last_poll,"
        " last_success, last_new_item, last_error, failures, muted, body_sha256, seen)"
        " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        err);
    if (!q)
        return false;
    statement_text(q, 1, f->feed);
    statement_text(q, 2, f->url);
    statement_blob(q, 3, text_slice(&f->etag));
    statement_blob(q, 4, text_slice(&f->last_modified));
    statement_int(q, 5, f->not_before.ms);
    statement_int(q, 6, f->last_poll.ms);
    statement_int(q, 7, f->last_success.ms);
    statement_int(q, 8, f->last_new_item.ms);
    statement_text(q, 9, f->last_error);
    statement_int(q, 10, f->failures);
    statement_int(q, 11, f->muted);
    statement_text(q, 12, f->body_sha256);
    statement_blob(q, 13, text_slice(&f->seen));
    return statement_run(q, err);
}

bool journal_save_not_before(struct journal *j, const char *feed, struct instant not_before,
                             struct error *err)
{
    assert(store_is_in_transaction(j->store));
    struct statement *q =
        store_statement(j->store,
                        "INSERT INTO feeds(feed, not_before) VALUES(?1, ?2)"
                        " ON CONFLICT(feed) DO UPDATE SET not_before=excluded.not_before",
                        err);
    if (!q)
        return false;
    statement_text(q, 1, feed);
    statement_int(q, 2, not_before.ms);
    return statement_run(q, err);
}

static struct feed_state *feed_at(struct statement *q)
{
    struct feed_state *f = mem_new(sizeof *f);
    f->feed = mem_string(column_text(q, 0));
    f->url = mem_string(column_text(q, 1));
    text_add(&f->etag, column_slice(q, 2));
    text_add(&f->last_modified, column_slice(q, 3));
    f->not_before.ms = column_int(q, 4);
    f->last_poll.ms = column_int(q, 5);
    f->last_success.ms = column_int(q, 6);
    f->last_new_item.ms = column_int(q, 7);
    f->last_error = mem_string(column_text(q, 8));
    f->failures = (uint32_t)column_int(q, 9);
    f->muted = column_int(q, 10) != 0;
    struct slice sha256 = column_slice(q, 11);
    memcpy(f->body_sha256, sha256.ptr,
           sha256.len < sizeof f->body_sha256 ? sha256.len : sizeof f->body_sha256 - 1);
    text_add(&f->seen, column_slice(q, 12));
    return f;
}

static void feeds_free(struct feed_state **feeds, size_t size)
{
    for (size_t i = 0; i < size; i++)
        feed_state_free(&feeds[i]);
    mem_free(&feeds);
}

bool journal_load_feeds(struct journal *j, struct feed_state ***ret, size_t *ret_size,
                        struct error *err)
{
    struct statement *q = store_statement(
        j->store,
        "SELECT feed, url, etag, last_modified, not_before, last_poll, last_success,"
        " last_new_item, last_error, failures, muted, body_sha256, seen FROM feeds ORDER BY feed",
        err);
    if (!q)
        return false;
    struct feed_state **feeds = NULL;
    size_t size = 0, cap = 0;
    bool row, read;
    while ((read = statement_next(q, &row, err)) && row) {
        mem_grow(feeds, size, cap);
        feeds[size++] = feed_at(q);
    }
    if (!read) {
        feeds_free(feeds, size);
        return false;
    }
    *ret = feeds;
    *ret_size = size;
    return true;
}

/* Reading */

static bool load_postings(struct journal *j, uint64_t sequence, size_t *ret_size, struct error *err)
{
    struct statement *q = store_statement(
        j->store,
        "SELECT t.name, p.previous FROM postings p CROSS JOIN topics t ON t.id=p.topic"
        " WHERE p.sequence=?1 ORDER BY p.rank LIMIT ?2",
        err);
    if (!q)
        return false;
    bool row, read;
    *ret_size = 0;
    statement_int(q, 1, (int64_t)sequence);
    statement_int(q, 2, JOURNAL_POSTINGS_MAX);
    while ((read = statement_next(q, &row, err)) && row) {
        struct journal_posting *p = &j->postings[(*ret_size)++];
        snprintf(p->topic, sizeof p->topic, "%s", column_text(q, 0));
        p->previous = (uint64_t)column_int(q, 1);
    }
    return read;
}

static bool has_prefix(const char *topic, struct slice prefix)
{
    return strlen(topic) >= prefix.len && memcmp(topic, prefix.ptr, prefix.len) == 0;
}

static bool fits(const struct journal *j, size_t postings, struct slice prefix)
{
    if (prefix.len == 0)
        return true;
    for (size_t i = 0; i < postings; i++)
        if (has_prefix(j->postings[i].topic, prefix))
            return true;
    return false;
}

/* What walks with a page while it is read. */
struct walk {
    const struct journal_query *query;
    journal_reader *each;
    void *context;
    struct journal_page *page;
    bool full;
};

/* Hands one entry to the reader, unless its checksum is wrong. */
static bool read_body(struct journal *j, struct walk *w, uint64_t sequence, size_t postings,
                      struct error *err)
{
    struct statement *q = store_statement(
        j->store, "SELECT time, age, kind, checksum, id, body FROM entries WHERE sequence=?1", err);
    bool row;
    if (!q)
        return false;
    statement_int(q, 1, (int64_t)sequence);
    if (!statement_next(q, &row, err))
        return false;
    if (!row)
        return true;
    struct journal_entry e = { sequence,
                               (enum journal_kind)column_int(q, 2),
                               { column_int(q, 0) },
                               column_text(q, 4),
                               j->postings,
                               postings,
                               column_slice(q, 5) };
    if (checksum_of(&e, column_int(q, 1)) != column_int(q, 3))
        w->page->damaged++;
    else
        w->full = !w->each(w->context, &e);
    statement_reset(q);
    return true;
}

static bool read_entry(struct journal *j, struct walk *w, uint64_t sequence, struct error *err)
{
    size_t postings;
    if (!load_postings(j, sequence, &postings, err))
        return false;
    return !fits(j, postings, w->query->prefix) || read_body(j, w, sequence, postings, err);
}

/* Numbers to look at, in order. A prefix that is a topic by itself has an index; any other one
 * means looking at every entry. */
static bool open_cursor(struct journal *j, const struct journal_query *query, uint64_t to,
                        struct statement **ret, struct error *err)
{
    struct statement *find = store_statement(j->store, "SELECT id FROM topics WHERE name=?1", err);
    if (!find)
        return false;
    char name[TOPIC_MAX];
    bool exact;
    snprintf(name, sizeof name, "%.*s", SLICE_ARGS(slice_sub(query->prefix, 0, TOPIC_MAX)));
    statement_text(find, 1, name);
    if (!statement_next(find, &exact, err))
        return false;
    const char *sql = exact ? "SELECT sequence FROM postings WHERE topic=?4 AND"
                              " sequence BETWEEN ?1 AND ?2 ORDER BY sequence LIMIT ?3"
                            : "SELECT sequence FROM entries WHERE"
                              " sequence BETWEEN ?1 AND ?2 ORDER BY sequence LIMIT ?3";
    *ret = store_statement(j->store, sql, err);
    if (*ret) {
        statement_int(*ret, 1, (int64_t)query->from);
        statement_int(*ret, 2, (int64_t)to);
        statement_int(*ret, 3, (int64_t)query->look_at);
        if (exact)
            statement_int(*ret, 4, column_int(find, 0));
    }
    statement_reset(find);
    return *ret != NULL;
}

static bool read_all(struct journal *j, struct walk *w, uint64_t to, struct error *err)
{
    struct statement *q;
    if (!open_cursor(j, w->query, to, &q, err))
        return false;
    bool row;
    uint64_t at = 0;
    for (size_t seen = 0; seen < w->query->look_at; seen++) {
        if (!statement_next(q, &row, err))
            return false;
        if (!row)
            return true;
        at = (uint64_t)column_int(q, 0);
        if (!read_entry(j, w, at, err)) {
            statement_reset(q);
            return false;
        }
        if (w->full)
            break;
    }
    statement_reset(q);
    w->page->next = w->full ? at : at < to ? at + 1 : 0;
    return true;
}

bool journal_read(struct journal *j, const struct journal_query *query, journal_reader *each,
                  void *context, struct journal_page *ret, struct error *err)
{
    uint64_t to = query->to < j->committed.head ? query->to : j->committed.head;
    assert(query->look_at > 0);
    *ret = (struct journal_page){ 0 };
    if (query->from > to)
        return true;
    struct walk walk = { query, each, context, ret, false };
    return read_all(j, &walk, to, err);
}

bool journal_losses(struct journal *j, struct journal_loss *ret, size_t room, size_t *ret_size,
                    struct error *err)
{
    struct statement *q = store_statement(
        j->store, "SELECT first, last, found FROM losses ORDER BY first LIMIT ?1", err);
    if (!q)
        return false;
    bool row, read;
    *ret_size = 0;
    statement_int(q, 1, (int64_t)room);
    while ((read = statement_next(q, &row, err)) && row)
        ret[(*ret_size)++] = (struct journal_loss){ (uint64_t)column_int(q, 0),
                                                    (uint64_t)column_int(q, 1),
                                                    { column_int(q, 2) } };
    return read;
}
