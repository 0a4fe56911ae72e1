/* complaining.h - complaints of a configuration, printed compiler style or as JSON lines. */
#ifndef COMMANDS_COMPLAINING_H
#define COMMANDS_COMPLAINING_H

#include "settings/complaints.h"

#include <stdio.h>

void complaints_print(struct complaints *, FILE *to, bool json);

#endif
