/* store.h - a thin face on SQLite: statements, values, and errors in our own words.
 *
 *     struct statement *s = store_statement(store, "SELECT name FROM topics WHERE id = ?1", &err);
 *     statement_int(s, 1, id);
 *     if (statement_next(s, &row, &err) && row)
 *         name = column_slice(s, 0);          // borrowed until the next call on s
 *     statement_reset(s);
 *
 * store_prepare_writing makes it WAL and synchronous=FULL: what store_run("COMMIT") called done
 * survives a power cut. Until then the file is left as it is.
 *
 * Errors tell what to do: RETRY (disk full, busy, the disk fails) may heal by itself; REFUSE (no
 * database, no access) wants another path or rights; MEND means damage; STOP anything else.
 * One thread. */
#ifndef OUTLET_STORE_H
#define OUTLET_STORE_H

#include "base/error.h"
#include "base/text.h"

struct store;
struct statement;

/* Creates the file unless read_only. */
struct store *store_open(const char *path, bool read_only, struct error *err);
void store_close(struct store **); /* and its statements */
MUST_USE bool store_prepare_writing(struct store *, struct error *err);
/* The file does not stand at its path any more: what is written now would be found by nobody. */
bool store_has_moved(const struct store *);

MUST_USE bool store_run(struct store *, const char *sql, struct error *err);
/* The first column of the first row; no row is a REFUSE. */
MUST_USE bool store_number(struct store *, const char *sql, int64_t *ret, struct error *err);
bool store_is_in_transaction(const struct store *);

/* Prepared at the first call, then kept; the store owns it. Asserts that the SQL is ours. */
struct statement *store_statement(struct store *, const char *sql, struct error *err);

/* Parameters count from 1, columns from 0. Bytes are borrowed until the statement is reset. */
void statement_int(struct statement *, int at, int64_t);
void statement_text(struct statement *, int at, const char *); /* NULL stays NULL */
void statement_blob(struct statement *, int at, struct slice);
/* *ret_row false: that was all. The end and a failure reset the statement by themselves. */
MUST_USE bool statement_next(struct statement *, bool *ret_row, struct error *err);
void statement_reset(struct statement *);
/* A step that yields no row, and a reset. */
MUST_USE bool statement_run(struct statement *, struct error *err);
int64_t column_int(struct statement *, int at);
struct slice column_slice(struct statement *, int at);
const char *column_text(struct statement *, int at); /* borrowed; NULL stays NULL */

#endif
