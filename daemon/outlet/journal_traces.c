/* What stories need to know of an item, kept with its entry and dropped with it. */
#include "base/checksum.h"
#include "outlet/journal_parts.h"

#include <assert.h>

int64_t journal_note_checksum(uint64_t sequence, struct slice note)
{
    HELD(text) t = { 0 };
    checksum_mix(&t, sequence);
    text_add(&t, note);
    return (int64_t)checksum(text_slice(&t));
}

bool journal_save_trace(struct journal *j, uint64_t sequence, struct slice trace, struct error *err)
{
    assert(store_is_in_transaction(j->store));
    struct statement *q =
        store_statement(j->store, "INSERT INTO traces VALUES(?1, ?2, ?3)", err);
    if (!q)
        return false;
    statement_int(q, 1, (int64_t)sequence);
    statement_int(q, 2, journal_note_checksum(sequence, trace));
    statement_blob(q, 3, trace);
    return statement_run(q, err);
}

bool journal_trim_traces(struct journal *j, uint64_t oldest, struct error *err)
{
    struct statement *q =
        store_statement(j->store, "DELETE FROM traces WHERE sequence < ?1", err);
    if (!q)
        return false;
    statement_int(q, 1, (int64_t)oldest);
    return statement_run(q, err);
}

bool journal_load_traces(struct journal *j, size_t most, journal_trace_reader *each, void *context,
                         struct error *err)
{
    struct statement *q =
        store_statement(j->store,
                        "SELECT sequence, checksum, trace FROM traces WHERE sequence >="
                        " (SELECT coalesce(min(sequence), 0) FROM (SELECT sequence FROM traces"
                        " ORDER BY sequence DESC LIMIT ?1)) ORDER BY sequence",
                        err);
    if (!q)
        return false;
    bool row, read;
    statement_int(q, 1, (int64_t)most);
    while ((read = statement_next(q, &row, err)) && row) {
        struct slice trace = column_slice(q, 2);
        if (journal_note_checksum((uint64_t)column_int(q, 0), trace) == column_int(q, 1))
            each(context, trace);
    }
    return read;
}
