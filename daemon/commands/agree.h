/* agree.h - `assayd label --agreement`: how far the annotators of a file of labels agree. */
#ifndef COMMANDS_AGREE_H
#define COMMANDS_AGREE_H

#include "commands/command.h"
#include "tuning/labels.h"

/* Returns the exit status. */
int agree_print(const struct command *, const char *path, const struct scales *, bool json);

#endif
