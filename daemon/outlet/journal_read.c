/* Reading a journal: pages of entries, and what ought to be there and is not. */
#include "outlet/journal_parts.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* Every entry has topics, ranked from 0 on: where the first or one between is missing, the page that held them
 * decayed (*ret_whole is false), for SQLite may pass over such rows without a word. */
static bool load_postings(struct journal *j, uint64_t sequence, size_t *ret_size, bool *ret_whole,
                          struct error *err)
{
    struct statement *q = store_statement(
        j->store,
        "SELECT t.name, p.previous, p.rank FROM postings p CROSS JOIN topics t ON t.id=p.topic"
        " WHERE p.sequence=?1 ORDER BY p.rank LIMIT ?2",
        err);
    if (!q)
        return false;
    bool row, read;
    *ret_size = 0;
    *ret_whole = true;
    statement_int(q, 1, (int64_t)sequence);
    statement_int(q, 2, JOURNAL_POSTINGS_MAX);
    while ((read = statement_next(q, &row, err)) && row) {
        *ret_whole &= column_int(q, 2) == (int64_t)*ret_size;
        struct journal_posting *p = &j->postings[(*ret_size)++];
        snprintf(p->topic, sizeof p->topic, "%s", column_text(q, 0));
        p->previous = (uint64_t)column_int(q, 1);
    }
    *ret_whole &= *ret_size > 0;
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
    bool exact;          /* the prefix is one topic */
    uint64_t expected;   /* at least this number comes next */
    uint64_t topic_last; /* the newest of that one topic */
    size_t bytes;        /* of the bodies looked at */
    bool full;
};

/* Hands one entry to the reader, unless its checksum is wrong. It covers the topics, too: so also an entry that
 * the prefix does not ask for is read, for the topic that it does ask for may have decayed. */
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
    if (!row) { /* only its topics are left */
        w->page->damaged++;
        return true;
    }
    struct journal_entry e = { sequence,
                               (enum journal_kind)column_int(q, 2),
                               { column_int(q, 0) },
                               column_text(q, 4),
                               j->postings,
                               postings,
                               column_slice(q, 5) };
    w->bytes += e.body.len;
    if (journal_checksum(&e, column_int(q, 1)) != column_int(q, 3))
        w->page->damaged++;
    else if (fits(j, postings, w->query->prefix))
        w->full = !w->each(w->context, &e);
    statement_reset(q);
    return true;
}

static bool read_entry(struct journal *j, struct walk *w, uint64_t sequence, struct error *err)
{
    size_t postings;
    bool whole;
    if (!load_postings(j, sequence, &postings, &whole, err))
        return false;
    if (!whole) {
        w->page->damaged++;
        return true;
    }
    return read_body(j, w, sequence, postings, err);
}

/* Numbers to look at, in order. A prefix that is a topic by itself has an index, which knows each
 * entry's previous too; any other one means looking at every entry. */
static bool open_cursor(struct journal *j, struct walk *w, uint64_t to, struct statement **ret,
                        struct error *err)
{
    struct statement *find =
        store_statement(j->store, "SELECT id, last FROM topics WHERE name=?1", err);
    if (!find)
        return false;
    char name[TOPIC_MAX];
    snprintf(name, sizeof name, "%.*s", SLICE_ARGS(slice_sub(w->query->prefix, 0, TOPIC_MAX)));
    statement_text(find, 1, name);
    if (!statement_next(find, &w->exact, err))
        return false;
    const char *sql = w->exact ? "SELECT sequence, previous FROM postings WHERE topic=?4 AND"
                                 " sequence BETWEEN ?1 AND ?2 ORDER BY sequence LIMIT ?3"
                               : "SELECT sequence, sequence - 1 FROM entries WHERE"
                                 " sequence BETWEEN ?1 AND ?2 ORDER BY sequence LIMIT ?3";
    *ret = store_statement(j->store, sql, err);
    if (*ret) {
        statement_int(*ret, 1, (int64_t)w->expected);
        statement_int(*ret, 2, (int64_t)to);
        statement_int(*ret, 3, (int64_t)w->query->look_at);
    }
    if (*ret && w->exact) {
        statement_int(*ret, 4, column_int(find, 0));
        w->topic_last = (uint64_t)column_int(find, 1);
    }
    statement_reset(find);
    return *ret != NULL;
}

/* How many of these numbers ought to be there: those that are known to be lost need not. */
static bool count_missing(struct journal *j, uint64_t first, uint64_t last, uint64_t *ret,
                          struct error *err)
{
    if (first < j->committed.oldest)
        first = j->committed.oldest;
    if (first > last)
        return true;
    struct statement *q =
        store_statement(j->store,
                        "SELECT coalesce(sum(min(last, ?2) - max(first, ?1) + 1), 0) FROM losses"
                        " WHERE first <= ?2 AND last >= ?1",
                        err);
    bool row;
    if (!q)
        return false;
    statement_int(q, 1, (int64_t)first);
    statement_int(q, 2, (int64_t)last);
    if (!statement_next(q, &row, err))
        return false;
    uint64_t lost = (uint64_t)column_int(q, 0), all = last - first + 1;
    statement_reset(q);
    *ret += all > lost ? all - lost : 0;
    return true;
}

/* A page that decayed can take entries with it without a word from SQLite; but each entry names
 * the one that ought to stand before it. */
static bool check_previous(struct journal *j, struct walk *w, uint64_t previous, struct error *err)
{
    if (previous < w->expected)
        return true;
    uint64_t first = w->exact ? previous : w->expected;
    return count_missing(j, first, previous, &w->page->damaged, err);
}

/* The whole range was seen. */
static bool check_end(struct journal *j, struct walk *w, uint64_t to, struct error *err)
{
    if (!w->exact)
        return count_missing(j, w->expected, to, &w->page->damaged, err);
    return w->topic_last > to || check_previous(j, w, w->topic_last, err);
}

static bool read_all(struct journal *j, struct walk *w, struct statement *q, uint64_t to,
                     struct error *err)
{
    bool row;
    uint64_t at = 0;
    for (size_t seen = 0; seen < w->query->look_at && w->bytes < JOURNAL_LOOK_BYTES; seen++) {
        if (!statement_next(q, &row, err))
            return false;
        if (!row)
            return check_end(j, w, to, err);
        at = (uint64_t)column_int(q, 0);
        if (!check_previous(j, w, (uint64_t)column_int(q, 1), err) || !read_entry(j, w, at, err)) {
            statement_reset(q);
            return false;
        }
        if (w->full)
            break;
        w->expected = at + 1;
    }
    statement_reset(q);
    w->page->next = w->full ? at : at < to ? at + 1 : 0;
    return true;
}

static bool read_page(struct journal *j, const struct journal_query *query, journal_reader *each,
                      void *context, struct journal_page *ret, struct error *err)
{
    uint64_t to = query->to < j->committed.head ? query->to : j->committed.head;
    uint64_t from = query->from > j->committed.oldest ? query->from : j->committed.oldest;
    struct walk walk = {
        .query = query, .each = each, .context = context, .page = ret, .expected = from
    };
    struct statement *q;
    *ret = (struct journal_page){ 0 };
    if (from > to)
        return true;
    return open_cursor(j, &walk, to, &q, err) && read_all(j, &walk, q, to, err);
}

bool journal_read(struct journal *j, const struct journal_query *query, journal_reader *each,
                  void *context, struct journal_page *ret, struct error *err)
{
    assert(query->look_at > 0);
    if (j->witness)
        return read_page(j, query, each, context, ret, err);
    /* beside the daemon that writes: one state of things, and the newest */
    bool read = store_run(j->store, "BEGIN", err) && journal_load_counter(j, err);
    j->committed = j->now;
    read = read && read_page(j, query, each, context, ret, err);
    return store_run(j->store, "COMMIT", err) && read;
}

/* The last of each topic */

struct latest {
    journal_latest_reader *each;
    void *context;
    const char *topic;
};

static bool hand_over(void *context, const struct journal_entry *e)
{
    struct latest *l = context;
    return l->each(l->context, e, l->topic);
}

/* False in *ret_going: the reader's page is full. */
static bool read_last(struct journal *j, struct latest *l, uint64_t sequence, uint64_t *ret_damaged,
                      bool *ret_going, struct error *err)
{
    struct journal_query query = { sequence, sequence, slice_of(l->topic), 1 };
    struct journal_page page;
    *ret_going = true;
    if (sequence < j->committed.oldest)
        return true;
    if (!read_page(j, &query, hand_over, l, &page, err))
        return false;
    *ret_damaged += page.damaged;
    *ret_going = page.next != sequence;
    return true;
}

bool journal_read_latest(struct journal *j, const struct journal_latest *query,
                         journal_latest_reader *each, void *context, char ret_after[TOPIC_MAX],
                         uint64_t *ret_damaged, struct error *err)
{
    char low[TOPIC_MAX], high[TOPIC_MAX + 1], topic[TOPIC_MAX];
    struct latest latest = { each, context, topic };
    struct statement *q = store_statement(
        j->store,
        "SELECT name, last FROM topics WHERE name>?1 AND name>=?2 AND name<?3"
        " ORDER BY name LIMIT ?4",
        err);
    bool row = false, going = true;
    size_t seen = 0;
    if (!q)
        return false;
    snprintf(low, sizeof low, "%.*s", SLICE_ARGS(query->prefix));
    snprintf(high, sizeof high, "%s\x7f", low); /* topics are ASCII */
    snprintf(ret_after, TOPIC_MAX, "%s", query->after);
    *ret_damaged = 0;
    statement_text(q, 1, query->after);
    statement_text(q, 2, low);
    statement_text(q, 3, high);
    statement_int(q, 4, (int64_t)query->look_at);
    while (going && statement_next(q, &row, err) && row) {
        snprintf(topic, sizeof topic, "%s", column_text(q, 0));
        if (!read_last(j, &latest, (uint64_t)column_int(q, 1), ret_damaged, &going, err)) {
            statement_reset(q);
            return false;
        }
        if (going)
            snprintf(ret_after, TOPIC_MAX, "%s", topic);
        seen += going;
    }
    statement_reset(q);
    if (going && seen < query->look_at)
        ret_after[0] = '\0';
    return !err || !error_is_set(err);
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
