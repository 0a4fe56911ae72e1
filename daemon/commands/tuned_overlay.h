/* tuned_overlay.h - what tuning found, as YAML to lay over the configuration. */
#ifndef COMMANDS_TUNED_OVERLAY_H
#define COMMANDS_TUNED_OVERLAY_H

#include "base/text.h"
#include "commands/tuner.h"

/* The first line of every overlay: a file that begins otherwise is the user's own. */
#define TUNED_OVERLAY_FIRST_LINE "# Written by assayd tune.\n"
/* Of those that improved; each change with its evidence. */
void tuned_overlay_write(struct text *out, const struct tuner *, size_t count);

#endif
