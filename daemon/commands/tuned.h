/* tuned.h - what tuning found, as figures for people and programs. */
#ifndef COMMANDS_TUNED_H
#define COMMANDS_TUNED_H

#include "commands/tuner.h"

/* To stdout. */
void tuned_print(const struct tuner *);
void tuned_print_json(const struct tuner *);

#endif
