/* show.h - a verdict for people: one line, or the whole explanation. To stdout. */
#ifndef COMMANDS_SHOW_H
#define COMMANDS_SHOW_H

#include "item/article.h"
#include "item/verdict.h"

/* "-0.30 mildly negative  reliability 0.32 caution  META -0.30  Meta shares slip ..." */
void show_line(const struct article *, const struct verdict *);

/* The text with each contributing word marked and signed, the sums, the signals, the tables. */
void show_explanation(const struct article *, const struct verdict *);

#endif
