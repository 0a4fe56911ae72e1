/* paint.h - colours for terminals, and nothing where they are not wanted.
 *
 * On when stdout is a terminal and NO_COLOR is unset or empty; --color=always|never decides
 * against that. Colour never carries a meaning alone: signs and words stand beside it. */
#ifndef COMMANDS_PAINT_H
#define COMMANDS_PAINT_H

#include "base/text.h"

enum paint { PAINT_PLAIN, PAINT_GOOD, PAINT_BAD, PAINT_WARN, PAINT_FAINT, PAINT_STRONG };

/* "always", "never" or "auto"; false for anything else. */
bool paint_choose(const char *when);
bool paint_is_on(void);
/* The escape sequence to switch to this paint, or "". */
const char *paint(enum paint);
/* Of a tone's or a reliability's label, whose edges are the user's; plain for any other. */
enum paint paint_of_label(const char *label);
/* Of a contribution: which way it pulls. */
enum paint paint_of_sign(double);
/* Prints what came from outside: nothing in it drives or deceives the terminal. */
void paint_print(struct slice, bool keep_lines);
/* Columns of the terminal as it is now; 0 where stdout is none. */
int paint_columns(void);

#endif
