/* columns.h - text in the columns of a terminal.
 *
 *     columns_add(&line, slice_of(title), 40, false);     // at most 40 columns, "…" where it is cut
 *     columns_add(&line, slice_of(label), 15, true);      // filled up with blanks to 15
 *
 * What is added drives and deceives no terminal. Wide characters (CJK, emoji) take two columns,
 * combining ones none. */
#ifndef COMMANDS_COLUMNS_H
#define COMMANDS_COLUMNS_H

#include "base/text.h"

size_t columns_of(struct slice);
void columns_add(struct text *out, struct slice, size_t columns, bool fill);

#endif
