/* csv.h - records of a CSV text, one after the other.
 *
 *     struct csv c = csv_of(bytes);
 *     while (csv_next(&c))
 *         use(c.line, c.fields, c.size);
 *     csv_done(&c);
 *
 * RFC 4180 as the wild writes it: commas, semicolons or tabs, whichever the first record has; CRLF or
 * LF; quoted fields with doubled quotes and line breaks in them; a byte order mark. Blank lines and
 * lines that begin with # are passed over. White space around fields is trimmed. Fields beyond
 * CSV_FIELDS are left out; a quote that is never closed ends with the text, and `open` says so. */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include "base/text.h"

#define CSV_FIELDS 64

struct csv {
    struct slice rest;
    char separator;
    size_t line, next_line;           /* where this record began, counted from 1 */
    struct slice fields[CSV_FIELDS];  /* until the next call */
    size_t size;
    bool open;                        /* a quote of this record was never closed */
    struct text unquoted;
};

struct csv csv_of(struct slice bytes); /* borrows them */
bool csv_next(struct csv *);
void csv_done(struct csv *);

#endif
