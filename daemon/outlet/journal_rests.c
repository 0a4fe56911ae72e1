/* Hosts, and groups of feeds, that want to be left alone: one row each, while it lasts. */
#include "base/mem.h"
#include "outlet/journal_parts.h"

#include <assert.h>

bool journal_save_rest(struct journal *j, const char *turn, struct instant until,
                       struct instant now, struct error *err)
{
    assert(store_is_in_transaction(j->store));
    struct statement *past = store_statement(j->store, "DELETE FROM rests WHERE until <= ?1", err);
    if (!past)
        return false;
    statement_int(past, 1, now.ms);
    if (!statement_run(past, err))
        return false;
    struct statement *q =
        store_statement(j->store, "INSERT OR REPLACE INTO rests(turn, until) VALUES(?1, ?2)", err);
    if (!q)
        return false;
    statement_text(q, 1, turn);
    statement_int(q, 2, until.ms);
    return statement_run(q, err);
}

bool journal_load_rests(struct journal *j, journal_rest *each, void *context, struct error *err)
{
    struct statement *q = store_statement(j->store, "SELECT turn, until FROM rests", err);
    bool row, read;
    if (!q)
        return false;
    while ((read = statement_next(q, &row, err)) && row)
        each(context, column_text(q, 0), (struct instant){ column_int(q, 1) });
    return read;
}
