/* What was judged, kept with its entry for as long as the user wants to judge it again. */
#include "outlet/journal_parts.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

bool journal_save_article(struct journal *j, uint64_t sequence, struct slice packed,
                          struct error *err)
{
    return !j->retain.articles.days ||
           journal_add_note(j, "INSERT INTO articles VALUES(?1, ?2, ?3)", sequence, packed, err);
}

/* Retention */

/* The first number whose article is to be kept; looks no further than that, and than `most`. An
 * article whose entry is gone is unwanted too. */
static bool find_unwanted(struct journal *j, uint64_t oldest, size_t most, uint64_t *ret,
                          size_t *ret_size, struct error *err)
{
    struct statement *q =
        store_statement(j->store,
                        "SELECT a.sequence, e.age FROM articles a LEFT JOIN entries e"
                        " ON e.sequence=a.sequence ORDER BY a.sequence LIMIT ?1",
                        err);
    if (!q)
        return false;
    const struct retain_articles *retain = &j->retain.articles;
    int64_t age = j->now.age - retain->days * HOURS(24).ms;
    bool row = false, read = false, wanted = false;
    *ret = 0;
    *ret_size = 0;
    statement_int(q, 1, (int64_t)most);
    while (!wanted && (read = statement_next(q, &row, err)) && row) {
        uint64_t sequence = (uint64_t)column_int(q, 0);
        wanted = retain->days && sequence >= oldest && column_int(q, 1) >= age &&
                 sequence + (uint64_t)retain->items > j->now.head;
        if (!wanted)
            ++*ret_size;
        *ret = sequence + !wanted;
    }
    statement_reset(q);
    return wanted || read;
}

bool journal_trim_articles(struct journal *j, uint64_t oldest, size_t most, bool *ret_more,
                           struct error *err)
{
    uint64_t first;
    size_t size;
    if (!find_unwanted(j, oldest, most, &first, &size, err))
        return false;
    *ret_more = size == most;
    return !size || journal_drop_before(j, "DELETE FROM articles WHERE sequence < ?1", first, err);
}

/* Reading */

#define SHELF_SINCE 4 /* form of the journal */

static bool has_articles(struct journal *j, struct error *err)
{
    int64_t version;
    if (!store_number(j->store, "PRAGMA user_version", &version, err))
        return false;
    return version >= SHELF_SINCE ||
           error_set(err, REFUSE, j->path,
                     "written by an older assayd, which kept no articles; the running daemon brings "
                     "it up to date");
}

/* Columns 0 to 5: sequence, time, id, checksum, article, body. */
#define SHELF " e.sequence, e.time, e.id, a.checksum, a.article, e.body"

/* A body is several pages of the file, which are not read unless somebody wants them. */
static struct journal_article article_at(struct statement *q, bool with_body)
{
    return (struct journal_article){ .sequence = (uint64_t)column_int(q, 0),
                                     .time = { column_int(q, 1) },
                                     .id = column_text(q, 2),
                                     .packed = column_slice(q, 4),
                                     .body = with_body ? column_slice(q, 5) : SLICE("") };
}

static bool is_whole(struct statement *q)
{
    return journal_note_checksum((uint64_t)column_int(q, 0), column_slice(q, 4)) ==
           column_int(q, 3);
}

/* Hands on the one row of q. */
static bool find_one(struct journal *j, struct statement *q, journal_article_reader *each,
                     void *context, bool *ret_found, struct error *err)
{
    bool good = true;
    if (!statement_next(q, ret_found, err))
        return false;
    if (*ret_found && !(good = is_whole(q)))
        error_set(err, MEND, j->path, "the stored article of entry %" PRId64 " is damaged",
                  column_int(q, 0));
    if (*ret_found && good) {
        struct journal_article a = article_at(q, true);
        each(context, &a);
    }
    statement_reset(q);
    return good;
}

bool journal_find_article(struct journal *j, uint64_t sequence, journal_article_reader *each,
                          void *context, bool *ret_found, struct error *err)
{
    if (!has_articles(j, err))
        return false;
    struct statement *q = store_statement(j->store,
                                          "SELECT" SHELF " FROM articles a CROSS JOIN entries e"
                                          " ON e.sequence=a.sequence WHERE a.sequence=?1",
                                          err);
    if (!q)
        return false;
    statement_int(q, 1, (int64_t)sequence);
    return find_one(j, q, each, context, ret_found, err);
}

/* An id without its revision is a prefix of all of the item's ids. */
bool journal_find_article_of(struct journal *j, const char *id, journal_article_reader *each,
                             void *context, bool *ret_found, struct error *err)
{
    if (!has_articles(j, err))
        return false;
    struct statement *q = store_statement(
        j->store,
        "SELECT" SHELF " FROM entries e CROSS JOIN articles a ON a.sequence=e.sequence"
        " WHERE e.id=?1 OR (e.id > ?1 || '#r' AND e.id < ?1 || '#s')"
        " ORDER BY e.sequence DESC LIMIT 1",
        err);
    if (!q)
        return false;
    statement_text(q, 1, id);
    return find_one(j, q, each, context, ret_found, err);
}

/* One that is damaged is none. */
bool journal_find_item(struct journal *j, const char *id, journal_article_reader *each,
                       void *context, bool *ret_found, struct error *err)
{
    if (!has_articles(j, err))
        return false;
    struct statement *q = store_statement(
        j->store,
        "SELECT" SHELF " FROM entries e LEFT JOIN articles a ON a.sequence=e.sequence"
        " WHERE e.id > ?1 || '#r' AND e.id < ?1 || '#s' ORDER BY e.sequence DESC LIMIT 1",
        err);
    if (!q)
        return false;
    statement_text(q, 1, id);
    if (!statement_next(q, ret_found, err))
        return false;
    if (*ret_found) {
        struct journal_article a = article_at(q, true);
        if (!is_whole(q))
            a.packed = SLICE("");
        each(context, &a);
    }
    statement_reset(q);
    return true;
}

bool journal_shelf_start(struct journal *j, struct instant since, uint64_t most, uint64_t *ret,
                         struct error *err)
{
    if (!has_articles(j, err))
        return false;
    struct statement *q = store_statement(
        j->store,
        "SELECT max((SELECT coalesce(min(sequence), 0) FROM (SELECT sequence FROM articles"
        "  ORDER BY sequence DESC LIMIT ?2)),"
        " coalesce((SELECT e.sequence FROM articles a CROSS JOIN entries e ON e.sequence=a.sequence"
        "  WHERE e.time >= ?1 ORDER BY a.sequence LIMIT 1), 0x7fffffffffffffff))",
        err);
    bool row;
    if (!q)
        return false;
    statement_int(q, 1, since.ms);
    statement_int(q, 2, most < INT64_MAX ? (int64_t)most : INT64_MAX);
    if (!statement_next(q, &row, err))
        return false;
    *ret = (uint64_t)column_int(q, 0);
    statement_reset(q);
    return true;
}

/* The topic is borrowed as long as the statement runs. */
static struct statement *open_shelf(struct journal *j, const struct journal_shelf *query,
                                    char topic[TOPIC_MAX], struct error *err)
{
    const char *sql =
        query->feed
            ? "SELECT" SHELF " FROM topics t CROSS JOIN postings p ON p.topic=t.id"
              " CROSS JOIN articles a ON a.sequence=p.sequence"
              " CROSS JOIN entries e ON e.sequence=a.sequence"
              " WHERE t.name=?4 AND p.sequence BETWEEN ?1 AND ?2 AND e.time >= ?3"
              " ORDER BY p.sequence LIMIT ?5"
            : "SELECT" SHELF " FROM articles a CROSS JOIN entries e ON e.sequence=a.sequence"
              " WHERE a.sequence BETWEEN ?1 AND ?2 AND e.time >= ?3 ORDER BY a.sequence LIMIT ?5";
    struct statement *q = store_statement(j->store, sql, err);
    if (!q)
        return NULL;
    statement_int(q, 1, (int64_t)query->from);
    statement_int(q, 2, query->to < INT64_MAX ? (int64_t)query->to : INT64_MAX);
    statement_int(q, 3, query->since.ms);
    if (query->feed) {
        topic_make(topic, "item", slice_of(query->feed));
        statement_text(q, 4, topic);
    }
    statement_int(q, 5, (int64_t)query->look_at);
    return q;
}

bool journal_read_shelf(struct journal *j, const struct journal_shelf *query,
                        journal_article_reader *each, void *context, struct journal_page *ret,
                        struct error *err)
{
    assert(query->look_at > 0);
    char topic[TOPIC_MAX];
    struct statement *q = has_articles(j, err) ? open_shelf(j, query, topic, err) : NULL;
    bool row = false, read = false, going = true;
    uint64_t last = 0;
    size_t seen = 0;
    *ret = (struct journal_page){ 0 };
    if (!q)
        return false;
    while (going && (read = statement_next(q, &row, err)) && row) {
        struct journal_article a = article_at(q, query->bodies);
        if (!is_whole(q))
            ret->damaged++;
        else
            going = each(context, &a);
        last = going ? a.sequence : last;
        seen += going;
        ret->next = going ? 0 : a.sequence;
    }
    statement_reset(q);
    if (going && seen == query->look_at)
        ret->next = last + 1;
    return !going || read;
}

static bool pass(void *context, const struct journal_article *a)
{
    (void)context, (void)a;
    return true;
}

/* A journal of an older form has none, which is as it should be. */
bool journal_check_articles(struct journal *j, uint64_t *ret_damaged, struct error *err)
{
    struct journal_shelf query = { .to = UINT64_MAX, .since = { INT64_MIN }, .look_at = 1000 };
    struct journal_page page = { 0 };
    int64_t version;
    *ret_damaged = 0;
    if (!store_number(j->store, "PRAGMA user_version", &version, err))
        return false;
    if (version < SHELF_SINCE)
        return true;
    do {
        if (!journal_read_shelf(j, &query, pass, NULL, &page, err))
            return false;
        *ret_damaged += page.damaged;
    } while ((query.from = page.next));
    return true;
}
