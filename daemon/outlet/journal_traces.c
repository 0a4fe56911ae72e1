/* What stories need to know of an item, kept with its entry and dropped with it. */
#include "outlet/journal_parts.h"

bool journal_save_trace(struct journal *j, uint64_t sequence, struct slice trace, struct error *err)
{
    return journal_add_note(j, "INSERT INTO traces VALUES(?1, ?2, ?3)", sequence, trace, err);
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
