#include "base/pulse.h"

#include <time.h>

static int64_t monotonic_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000 + 1; /* never 0 */
}

void pulse_beat(struct pulse *p)
{
    atomic_store(&p->at, monotonic_ms());
}

bool pulse_is_still(struct pulse *p, struct duration limit)
{
    int64_t now = monotonic_ms(), at = 0;
    if (atomic_compare_exchange_strong(&p->at, &at, now))
        return false;
    return now - at > limit.ms;
}
