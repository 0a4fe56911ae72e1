/* nearest.h - the known name that a misspelt one was meant to be.
 *
 *     struct nearest near = nearest_to(slice_of("intervall"));
 *     nearest_offer(&near, "interval");
 *     nearest_offer(&near, "id");
 *     near.best                         // "interval"; NULL when nothing comes close
 *
 * Close means: few letters added, lost, changed or swapped, upper or lower case aside; or another
 * word for the same: interval for every, aliases for names. */
#ifndef SETTINGS_NEAREST_H
#define SETTINGS_NEAREST_H

#include "base/text.h"

struct nearest {
    struct slice word;
    const char *best;
    size_t distance;  /* of best; what is not below it is not close enough */
};

struct nearest nearest_to(struct slice word);
void nearest_offer(struct nearest *, const char *name);

#endif
