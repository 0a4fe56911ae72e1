/* print.h - settings back into YAML, for people to read and for the program to read again.
 *
 *     fields_print(&out, 0, fields, count, &settings, tree->sources);
 *
 * Secrets come out as "***", and so do passwords inside of URLs; values that came from ${env:} or
 * ${file:} come out as they were written. */
#ifndef SETTINGS_PRINT_H
#define SETTINGS_PRINT_H

#include "settings/fields.h"
#include "settings/params.h"

/* Appends what `from` holds, `indent` spaces in. */
void fields_print(struct text *out, size_t indent, const struct field *, size_t count,
                  const void *from, const struct sources *);
/* Appends every parameter of a scorer, one a line, by its dotted name. */
void params_print(struct text *out, const struct params *);
/* Appends the entries of a map or list, each on lines of its own. */
void yaml_print(struct text *out, size_t indent, const struct yaml_node *);
/* Appends one text, in double quotes where YAML needs them, or where other readers would take it
 * for a number, a switch or a date. */
void yaml_print_text(struct text *out, struct slice);

#endif
