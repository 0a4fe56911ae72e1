/* The newest entry of each topic: read once, kept in memory, and written once a transaction. */
#include "base/mem.h"
#include "outlet/journal_parts.h"

#include <assert.h>
#include <string.h>

#define KNOWN_MAX 4096 /* kept from one transaction to the next */

void journal_forget_topics(struct journal *j)
{
    struct map_entry *e;
    for (size_t at = 0; (e = map_next(&j->topics, &at));)
        mem_free(&e->value);
    map_done(&j->topics);
}

void journal_begin_topics(struct journal *j)
{
    if (j->topics.size > KNOWN_MAX)
        journal_forget_topics(j);
}


/* A topic that is new gets its row at once, without an entry. */
static struct journal_topic *load(struct journal *j, const char *name, struct error *err)
{
    struct statement *q =
        store_statement(j->store,
                        "INSERT INTO topics(name, last) VALUES(?1, 0)"
                        " ON CONFLICT(name) DO UPDATE SET last=last RETURNING id, last",
                        err);
    bool row;
    if (!q)
        return NULL;
    statement_text(q, 1, name);
    if (!statement_next(q, &row, err))
        return NULL;
    assert(row);
    struct journal_topic *topic = mem_new(sizeof *topic);
    topic->id = column_int(q, 0);
    topic->last = (uint64_t)column_int(q, 1);
    strcpy(topic->name, name);
    statement_reset(q);
    map_put(&j->topics, topic->name, topic);
    return topic;
}

struct journal_topic *journal_topic(struct journal *j, const char *name, struct error *err)
{
    struct journal_topic *topic = map_get(&j->topics, name);
    return topic ? topic : load(j, name, err);
}

static bool save(struct journal *j, struct journal_topic *topic, struct error *err)
{
    struct statement *q = store_statement(j->store, "UPDATE topics SET last=?2 WHERE id=?1", err);
    if (!q)
        return false;
    statement_int(q, 1, topic->id);
    statement_int(q, 2, (int64_t)topic->last);
    topic->moved = false;
    return statement_run(q, err);
}

bool journal_save_topics(struct journal *j, struct error *err)
{
    struct map_entry *e;
    for (size_t at = 0; (e = map_next(&j->topics, &at));) {
        struct journal_topic *topic = e->value;
        if (topic->moved && !save(j, topic, err))
            return false;
    }
    return true;
}
