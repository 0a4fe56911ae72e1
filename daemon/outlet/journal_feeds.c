/* The states of feeds, in the same file as their items. */
#include "base/mem.h"
#include "outlet/journal_parts.h"

#include <assert.h>
#include <string.h>

bool journal_save_feed(struct journal *j, const struct feed_state *f, struct error *err)
{
    assert(store_is_in_transaction(j->store));
    struct statement *q = store_statement(
        j->store,
        "INSERT OR REPLACE INTO feeds(feed, url, etag, last_modified, not_before, last_poll,"
        " last_success, last_new_item, last_error, failures, muted, body_sha256, seen, told,"
        " known_since, ttl, skip_hours, skip_days, pace, address_for, address, moving_to,"
        " moving_polls, moving_since, pages_usual, pages_poor, pages_problem)"
        " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,"
        " ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27)",
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
    statement_int(q, 14, f->told);
    statement_int(q, 15, f->known_since.ms);
    statement_int(q, 16, f->ttl.ms);
    statement_int(q, 17, f->skip_hours);
    statement_int(q, 18, f->skip_days);
    statement_int(q, 19, f->pace.ms);
    statement_text(q, 20, f->address_for);
    statement_text(q, 21, f->address);
    statement_text(q, 22, f->moving_to);
    statement_int(q, 23, f->moving_polls);
    statement_int(q, 24, f->moving_since.ms);
    statement_int(q, 25, f->pages.usual);
    statement_int(q, 26, f->pages.poor);
    statement_text(q, 27, f->pages.problem);
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

bool journal_forget_feed(struct journal *j, const char *feed, struct error *err)
{
    static const char *const deletes[] = { "DELETE FROM feeds WHERE feed=?1",
                                           "DELETE FROM left_out WHERE feed=?1" };
    assert(store_is_in_transaction(j->store));
    for (size_t i = 0; i < count_of(deletes); i++) {
        struct statement *q = store_statement(j->store, deletes[i], err);
        if (!q)
            return false;
        statement_text(q, 1, feed);
        if (!statement_run(q, err))
            return false;
    }
    return true;
}

#define LEFT_OUT_KEPT 5000 /* newest, over all feeds */

bool journal_save_left_out(struct journal *j, const char *feed, const struct left_out *l,
                           struct instant now, struct error *err)
{
    assert(store_is_in_transaction(j->store));
    struct statement *q = store_statement(
        j->store,
        "INSERT OR REPLACE INTO left_out(feed, id, url, title, reason, published, seen)"
        " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        err);
    if (!q)
        return false;
    statement_text(q, 1, feed);
    statement_text(q, 2, l->id);
    statement_text(q, 3, l->url);
    statement_text(q, 4, l->title);
    statement_text(q, 5, l->reason);
    statement_int(q, 6, l->published);
    statement_int(q, 7, now.ms);
    return statement_run(q, err);
}

bool journal_find_left_out(struct journal *j, const char *id, const char *url,
                           journal_left_out *each, void *context, struct error *err)
{
    struct statement *q = store_statement(
        j->store,
        "SELECT feed, id, url, title, reason, published, seen FROM left_out"
        " WHERE id=?1 OR url=?2 ORDER BY number DESC",
        err);
    bool row, read;
    if (!q)
        return false;
    statement_text(q, 1, id);
    statement_text(q, 2, url);
    while ((read = statement_next(q, &row, err)) && row) {
        struct left_out l = { (char *)column_text(q, 1), (char *)column_text(q, 2),
                              (char *)column_text(q, 3), column_text(q, 4), column_int(q, 5), NULL };
        each(context, column_text(q, 0), &l, (struct instant){ column_int(q, 6) });
    }
    return read;
}

bool journal_trim_left_out(struct journal *j, struct error *err)
{
    struct statement *q = store_statement(
        j->store,
        "DELETE FROM left_out WHERE number <= (SELECT max(number) FROM left_out) - ?1", err);
    if (!q)
        return false;
    statement_int(q, 1, LEFT_OUT_KEPT);
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
    f->told = (unsigned)column_int(q, 13);
    f->known_since.ms = column_int(q, 14);
    f->ttl.ms = column_int(q, 15);
    f->skip_hours = (uint32_t)column_int(q, 16);
    f->skip_days = (uint8_t)column_int(q, 17);
    f->pace.ms = column_int(q, 18);
    f->address_for = mem_string(column_text(q, 19));
    f->address = mem_string(column_text(q, 20));
    f->moving_to = mem_string(column_text(q, 21));
    f->moving_polls = (uint32_t)column_int(q, 22);
    f->moving_since.ms = column_int(q, 23);
    f->pages.usual = column_int(q, 24);
    f->pages.poor = (uint32_t)column_int(q, 25);
    f->pages.problem = mem_string(column_text(q, 26));
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
    int64_t version;
    if (!store_number(j->store, "PRAGMA user_version", &version, err))
        return false;
    if (version < 5)
        return error_set(err, REFUSE, j->path,
                         "written by an older assayd; the running daemon brings it up to date");
    struct statement *q = store_statement(
        j->store,
        "SELECT feed, url, etag, last_modified, not_before, last_poll, last_success,"
        " last_new_item, last_error, failures, muted, body_sha256, seen, told, known_since, ttl,"
        " skip_hours, skip_days, pace, address_for, address, moving_to, moving_polls,"
        " moving_since, pages_usual, pages_poor, pages_problem FROM feeds ORDER BY feed",
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
