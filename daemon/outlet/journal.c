#include "base/checksum.h"
#include "base/mem.h"
#include "outlet/journal_parts.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

const struct field journal_fields[] = {
    { "path", FIELD_TEXT, NULL, offsetof(struct journal_settings, path),
      .help = "File of the journal; default: journal.db in $STATE_DIRECTORY, "
              "without that assayd.db here." },
};
const size_t journal_fields_size = count_of(journal_fields);

#define ARTICLES(member) offsetof(struct retain_articles, member)
static const struct field article_fields[] = {
    { "days", FIELD_INT, "30", ARTICLES(days), .low = 0, .high = 36500,
      .help = "Articles of entries younger than this are kept; 0: none at all." },
    { "items", FIELD_INT, "200000", ARTICLES(items), .low = 1, .high = 1e9,
      .help = "Only articles of the newest so many entries are kept." },
};
static const size_t article_fields_size = count_of(article_fields);

const struct field retain_fields[] = {
    { "days", FIELD_INT, "30", offsetof(struct retain_settings, days), .low = 1, .high = 36500,
      .help = "Entries younger than this are kept for replay." },
    { "items", FIELD_INT, "200000", offsetof(struct retain_settings, items), .low = 1, .high = 1e9,
      .help = "At most so many entries are kept, whatever their age." },
    { "articles", FIELD_GROUP, NULL, offsetof(struct retain_settings, articles), FIELDS(article),
      .help = "What was judged, to judge it again: diff, explain --item. Goes with its entry at the "
              "latest." },
};
const size_t retain_fields_size = count_of(retain_fields);

#define AGE_STEP_MAX HOURS(1).ms

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
        return error_set(err, MEND, j->path, "the file is damaged: its counter row is missing");
    j->now = (struct counter){ (uint64_t)column_int(q, 0), (uint64_t)column_int(q, 1),
                               (uint64_t)column_int(q, 2), column_int(q, 3), column_int(q, 4) };
    bool good = column_int(q, 5) == counter_checksum(&j->now);
    statement_reset(q);
    return good || error_set(err, MEND, j->path,
                             "the file is damaged: its counter row has a wrong checksum");
}

bool journal_save_counter(struct journal *j, struct error *err)
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

static bool check_alone(const struct journal *j, struct error *err)
{
    if (memcmp(&j->now, &j->committed, sizeof j->now) == 0)
        return true;
    return error_set(err, STOP, j->path,
                     "another program wrote into the journal (its head is %" PRIu64
                     ", ours was %" PRIu64 "); stop it, then start again",
                     j->now.head, j->committed.head);
}

bool journal_begin(struct journal *j, struct error *err)
{
    if (store_has_moved(j->store))
        return error_set(err, STOP, j->path,
                         "the file was moved away or replaced while assayd used it; put it back, "
                         "with its -wal and -shm, and start again");
    if (!store_run(j->store, "BEGIN IMMEDIATE", err))
        return false;
    journal_begin_topics(j);
    j->now = j->committed;
    if (journal_load_counter(j, err) && check_alone(j, err))
        return true;
    journal_rollback(j);
    return false;
}

bool journal_commit(struct journal *j, struct error *err)
{
    if (!journal_save_topics(j, err) || !journal_save_counter(j, err) ||
        !store_run(j->store, "COMMIT", err))
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
    journal_forget_topics(j);
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

bool journal_recall(struct journal *j, const char *topic, size_t back, bool *ret_is,
                    struct instant *ret_time, struct error *err)
{
    struct statement *q =
        store_statement(j->store,
                        "SELECT e.time FROM topics t CROSS JOIN postings p ON p.topic=t.id"
                        " CROSS JOIN entries e ON e.sequence=p.sequence WHERE t.name=?1"
                        " ORDER BY p.sequence DESC LIMIT 1 OFFSET ?2",
                        err);
    if (!q)
        return false;
    statement_text(q, 1, topic);
    statement_int(q, 2, (int64_t)back - 1);
    if (!statement_next(q, ret_is, err))
        return false;
    ret_time->ms = *ret_is ? column_int(q, 0) : 0;
    statement_reset(q);
    return true;
}

static bool post(struct journal *j, struct journal_entry *e, size_t rank, struct error *err)
{
    struct journal_posting *p = &e->postings[rank];
    struct journal_topic *topic = journal_topic(j, p->topic, err);
    struct statement *add =
        store_statement(j->store, "INSERT INTO postings VALUES(?1, ?2, ?3, ?4)", err);
    if (!topic || !add)
        return false;
    p->previous = topic->last;
    topic->last = e->sequence;
    topic->moved = true;
    statement_int(add, 1, (int64_t)e->sequence);
    statement_int(add, 2, (int64_t)rank);
    statement_int(add, 3, topic->id);
    statement_int(add, 4, (int64_t)p->previous);
    return statement_run(add, err);
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

static bool trim_entries(struct journal *j, uint64_t oldest, struct error *err)
{
    return journal_drop_before(j, "DELETE FROM entries WHERE sequence < ?1", oldest, err) &&
           journal_drop_before(j, "DELETE FROM postings WHERE sequence < ?1", oldest, err) &&
           journal_drop_before(j, "DELETE FROM traces WHERE sequence < ?1", oldest, err);
}

bool journal_trim(struct journal *j, size_t most, bool *ret_more, struct error *err)
{
    assert(store_is_in_transaction(j->store));
    uint64_t oldest, was = j->now.oldest;
    bool more_articles;
    if (!find_oldest(j, most, &oldest, err))
        return false;
    if (oldest > was && !trim_entries(j, oldest, err))
        return false;
    if (oldest > was)
        j->now.oldest = oldest;
    if (!journal_trim_articles(j, j->now.oldest, most, &more_articles, err))
        return false;
    *ret_more = more_articles || j->now.oldest - was >= most;
    return true;
}
