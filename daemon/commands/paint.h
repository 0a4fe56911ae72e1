/* paint.h - colours for terminals, and nothing where they are not wanted.
 *
 * On when stdout is a terminal and NO_COLOR is unset or empty; --color=always|never decides
 * against that. Colour never carries a meaning alone: signs and words stand beside it. */
#ifndef COMMANDS_PAINT_H
#define COMMANDS_PAINT_H

#include "base/defs.h"

enum paint { PAINT_PLAIN, PAINT_GOOD, PAINT_BAD, PAINT_WARN, PAINT_FAINT, PAINT_STRONG };

/* "always", "never" or "auto"; false for anything else. */
bool paint_choose(const char *when);
bool paint_is_on(void);
/* The escape sequence to switch to this paint, or "". */
const char *paint(enum paint);
enum paint paint_of_score(double score);
/* Columns of the terminal; 80 where there is none. */
int paint_columns(void);

#endif
