/* tuned.h - what tuning found: as figures for people and programs, and as a YAML overlay. */
#ifndef COMMANDS_TUNED_H
#define COMMANDS_TUNED_H

#include "commands/tuner.h"

/* To stdout. */
void tuned_print(const struct tuner *);
void tuned_print_json(const struct tuner *);

/* The first line of every overlay: a file that begins otherwise is the user's own. */
#define TUNED_FIRST_LINE "# Written by assayd tune.\n"
/* Of those that improved; each change with its evidence. */
void tuned_overlay(struct text *out, const struct tuner *, size_t count);

#endif
