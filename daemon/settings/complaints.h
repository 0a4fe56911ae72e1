/* complaints.h - everything that is wrong with a configuration, collected in one pass.
 *
 * Printed compiler style, in the order of files, lines and columns:
 *     feeds.yaml:12:15: interval: "5x" is no duration; try "5m" */
#ifndef SETTINGS_COMPLAINTS_H
#define SETTINGS_COMPLAINTS_H

#include "base/text.h"

struct complaint {
    char *file;
    size_t line, column;   /* from 1; 0: the whole file */
    char *text;
};

struct complaints;
struct complaints *complaints_new(void);
void complaints_free(struct complaints **);
void complain(struct complaints *, const char *file, size_t line, size_t column,
              const char *format, ...) FORMAT(5, 6);
size_t complaints_size(const struct complaints *);
/* Sorted by place; valid until the next complaint. */
const struct complaint *complaints_at(const struct complaints *, size_t index);

#endif
