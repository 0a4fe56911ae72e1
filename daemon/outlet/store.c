#include "outlet/store.h"

#include "base/mem.h"

#include <assert.h>
#include <sqlite3.h>
#include <string.h>

struct statement {
    struct store *store;
    const char *sql; /* a literal of ours */
    sqlite3_stmt *made;
    struct statement *next;
};

struct store {
    char *path;
    sqlite3 *db;
    struct statement *statements;
};

#define DAMAGED                                                                                    \
    "the file is damaged; 'assayd journal check' tells more, 'When the journal is damaged' in "    \
    "docs/wire.md the way out"

/* What an operator can do about it, in words; SQLite's own sentence follows. An extended code
 * stands before its family. */
static const struct remark {
    int code;
    enum remedy remedy;
    const char *text;
} remarks[] = {
    { SQLITE_IOERR_CORRUPTFS, MEND, "the file system is damaged; check it, then start again" },
    { SQLITE_IOERR_SHORT_READ, MEND, DAMAGED },
    { SQLITE_FULL, RETRY, "the disk is full" },
    { SQLITE_BUSY, RETRY, "another process holds the journal" },
    { SQLITE_LOCKED, RETRY, "another process holds the journal" },
    { SQLITE_NOMEM, RETRY, "there is no memory" },
    { SQLITE_IOERR, RETRY, "the disk fails to read or write" },
    { SQLITE_NOTADB, REFUSE, "this is no journal; move it away, or name another file" },
    { SQLITE_CORRUPT, MEND, DAMAGED },
    { SQLITE_SCHEMA, MEND, DAMAGED },
    { SQLITE_ERROR, MEND, DAMAGED }, /* our own SQL is right: a table is missing */
    { SQLITE_CONSTRAINT, MEND, DAMAGED },
    { SQLITE_MISMATCH, MEND, DAMAGED },
    { SQLITE_READONLY, REFUSE, "the file cannot be written; give assayd the right to" },
    { SQLITE_CANTOPEN, REFUSE, "the file cannot be opened" },
    { SQLITE_PERM, REFUSE, "access is denied" },
    { SQLITE_AUTH, REFUSE, "access is denied" },
};

static const struct remark *find_remark(int code)
{
    for (size_t i = 0; i < count_of(remarks); i++)
        if (remarks[i].code == code || remarks[i].code == (code & 0xff))
            return &remarks[i];
    return NULL;
}

static bool fail(const struct store *s, int code, struct error *err)
{
    const char *said = s->db ? sqlite3_errmsg(s->db) : sqlite3_errstr(code);
    const struct remark *r = find_remark(code);
    if (r)
        return error_set(err, r->remedy, s->path, "%s (%s)", r->text, said);
    return error_set(err, STOP, s->path, "the journal fails: %s", said);
}

static const char careful[] = "PRAGMA cell_size_check=ON;"
                              "PRAGMA trusted_schema=OFF;";
static const char writing[] = "PRAGMA journal_mode=WAL;"
                              "PRAGMA synchronous=FULL;"
                              "PRAGMA journal_size_limit=67108864;"; /* a burst's log shrinks */

struct store *store_open(const char *path, bool read_only, struct error *err)
{
    int flags = read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    struct store *s = mem_new(sizeof *s);
    s->path = mem_string(path);
    int code = sqlite3_open_v2(path, &s->db, flags | SQLITE_OPEN_NOMUTEX, NULL);
    if (code == SQLITE_OK) {
        sqlite3_extended_result_codes(s->db, 1);
        sqlite3_busy_timeout(s->db, 2000); /* a reader of another process that checkpoints */
        code = sqlite3_exec(s->db, read_only ? "PRAGMA query_only=ON" : careful, NULL, NULL, NULL);
    }
    if (code == SQLITE_OK)
        return s;
    fail(s, code, err);
    store_close(&s);
    return NULL;
}

void store_close(struct store **s)
{
    if (!*s)
        return;
    for (struct statement *at = (*s)->statements, *next; at; at = next) {
        next = at->next;
        sqlite3_finalize(at->made);
        mem_free(&at);
    }
    sqlite3_close((*s)->db);
    mem_free(&(*s)->path);
    mem_free(s);
}

bool store_prepare_writing(struct store *s, struct error *err)
{
    return store_run(s, writing, err);
}

bool store_has_moved(const struct store *s)
{
    int moved = 0;
    return sqlite3_file_control(s->db, "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK &&
           moved;
}

bool store_run(struct store *s, const char *sql, struct error *err)
{
    int code = sqlite3_exec(s->db, sql, NULL, NULL, NULL);
    return code == SQLITE_OK || fail(s, code, err);
}

bool store_number(struct store *s, const char *sql, int64_t *ret, struct error *err)
{
    struct statement *q = store_statement(s, sql, err);
    bool row;
    if (!q || !statement_next(q, &row, err))
        return false;
    if (!row)
        return error_set(err, MEND, s->path, "the file is damaged: a row is missing");
    *ret = column_int(q, 0);
    statement_reset(q);
    return true;
}

bool store_is_in_transaction(const struct store *s)
{
    return !sqlite3_get_autocommit(s->db);
}

struct statement *store_statement(struct store *s, const char *sql, struct error *err)
{
    for (struct statement *at = s->statements; at; at = at->next)
        if (at->sql == sql || strcmp(at->sql, sql) == 0)
            return at;
    sqlite3_stmt *made;
    int code = sqlite3_prepare_v3(s->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &made, NULL);
    if (code != SQLITE_OK) {
        fail(s, code, err);
        return NULL;
    }
    struct statement *q = mem_new(sizeof *q);
    *q = (struct statement){ s, sql, made, s->statements };
    s->statements = q;
    return q;
}

/* Binding fails only for a wrong index or size: our own bug. */
static void bound(int code)
{
    assert(code == SQLITE_OK);
    (void)code;
}

void statement_int(struct statement *q, int at, int64_t value)
{
    bound(sqlite3_bind_int64(q->made, at, value));
}

void statement_text(struct statement *q, int at, const char *value)
{
    bound(sqlite3_bind_text(q->made, at, value, -1, SQLITE_STATIC));
}

void statement_blob(struct statement *q, int at, struct slice value)
{
    bound(sqlite3_bind_blob64(q->made, at, value.ptr ? value.ptr : "", value.len, SQLITE_STATIC));
}

bool statement_next(struct statement *q, bool *ret_row, struct error *err)
{
    int code = sqlite3_step(q->made);
    *ret_row = code == SQLITE_ROW;
    if (code == SQLITE_ROW)
        return true;
    if (code != SQLITE_DONE)
        fail(q->store, code, err); /* before the reset, which forgets the sentence */
    statement_reset(q);
    return code == SQLITE_DONE;
}

void statement_reset(struct statement *q)
{
    sqlite3_reset(q->made);
    sqlite3_clear_bindings(q->made);
}

bool statement_run(struct statement *q, struct error *err)
{
    bool row;
    bool ran = statement_next(q, &row, err);
    assert(!ran || !row);
    return ran;
}

int64_t column_int(struct statement *q, int at)
{
    return sqlite3_column_int64(q->made, at);
}

struct slice column_slice(struct statement *q, int at)
{
    const void *bytes = sqlite3_column_blob(q->made, at);
    size_t len = (size_t)sqlite3_column_bytes(q->made, at);
    return (struct slice){ bytes ? bytes : "", bytes ? len : 0 };
}

const char *column_text(struct statement *q, int at)
{
    return (const char *)sqlite3_column_text(q->made, at);
}
