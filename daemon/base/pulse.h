/* pulse.h - who has to show that he lives: the loop, the workers, the outlet.
 *
 *     static struct pulse loop = PULSE("loop");
 *     pulse_beat(&loop);                            // by whoever made progress, or is idle
 *     if (pulse_is_still(&loop, SECONDS(30)))
 *         // stuck
 *
 * Real time, whatever clock the daemon was given. A pulse that never beat counts from the first
 * look at it. Any thread may beat, any may look. */
#ifndef BASE_PULSE_H
#define BASE_PULSE_H

#include "base/clock.h"

#include <stdatomic.h>

struct pulse {
    const char *name;
    _Atomic int64_t at; /* ms of the monotonic clock; 0: none yet */
};

#define PULSE(name)                                                                                \
    {                                                                                              \
        name, 0                                                                                    \
    }

void pulse_beat(struct pulse *);
/* No beat for longer than that. */
bool pulse_is_still(struct pulse *, struct duration);

#endif
