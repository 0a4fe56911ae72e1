/* complaining.h - complaints of a configuration, printed compiler style, each with its line and
 * a caret under the place, or as JSON lines. Lines that may hold a secret are not shown. */
#ifndef COMMANDS_COMPLAINING_H
#define COMMANDS_COMPLAINING_H

#include "settings/complaints.h"

#include <stdio.h>

void complaints_print(struct complaints *, FILE *to, bool json);

#endif
