/* What is kept with an entry, in a row of its own: number, checksum, bytes. */
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

bool journal_add_note(struct journal *j, const char *insert, uint64_t sequence, struct slice note,
                      struct error *err)
{
    assert(store_is_in_transaction(j->store));
    struct statement *q = store_statement(j->store, insert, err);
    if (!q)
        return false;
    statement_int(q, 1, (int64_t)sequence);
    statement_int(q, 2, journal_note_checksum(sequence, note));
    statement_blob(q, 3, note);
    return statement_run(q, err);
}

bool journal_drop_before(struct journal *j, const char *delete, uint64_t oldest, struct error *err)
{
    struct statement *q = store_statement(j->store, delete, err);
    if (!q)
        return false;
    statement_int(q, 1, (int64_t)oldest);
    return statement_run(q, err);
}
