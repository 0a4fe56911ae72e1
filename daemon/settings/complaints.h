/* complaints.h - everything that is wrong with a configuration, collected in one pass.
 *
 *     OWNED(complaints) wrong = complaints_new();
 *     complain(wrong, "feeds.yaml", 12, 15, "every: \"5x\" is no duration; try \"5m\"");
 *     for (size_t i = 0; i < complaints_size(wrong); i++)
 *         complaint_write(&out, complaints_at(wrong, i));
 *     -> feeds.yaml:12:15: every: "5x" is no duration; try "5m"
 *
 * Said twice (by two aliases of one value) counts once. Texts come out printable. At most
 * COMPLAINTS_MAX are kept: whoever has more mends these first. One thread. */
#ifndef SETTINGS_COMPLAINTS_H
#define SETTINGS_COMPLAINTS_H

#include "base/text.h"

#define COMPLAINTS_MAX 1000

struct complaint {
    char *file;            /* "": no file, e.g. a built-in default */
    size_t line, column;   /* from 1; 0: the whole file, the whole line */
    char *text;
    bool warning;          /* allowed, but hardly meant: refuses nothing */
};

struct complaints;
struct complaints *complaints_new(void);
void complaints_free(struct complaints **);
void complain(struct complaints *, const char *file, size_t line, size_t column,
              const char *format, ...) FORMAT(5, 6);
/* The same for what is allowed, but hardly meant. */
void doubt(struct complaints *, const char *file, size_t line, size_t column, const char *format,
          ...) FORMAT(5, 6);
/* True when nothing more is kept: no use in working out what to say. */
bool complaints_is_full(const struct complaints *);
size_t complaints_size(const struct complaints *);
size_t complaints_errors(const struct complaints *); /* without the warnings */
/* Sorted by file, line and column; valid until the next complaint. */
const struct complaint *complaints_at(const struct complaints *, size_t index);
/* Appends "file:line:column: text" without a newline; a warning's text begins with "warning: ". */
void complaint_write(struct text *out, const struct complaint *);

#endif
