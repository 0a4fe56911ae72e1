#include "outlet/notify.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <systemd/sd-daemon.h>
#include <time.h>

void notify_ready(const char *status)
{
    sd_notifyf(0, "READY=1\nSTATUS=%s", status);
}

void notify_status(const char *format, ...)
{
    char line[512];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    sd_notifyf(0, "STATUS=%s", line);
}

/* Type=notify-reload wants to know since when, on the clock that it compares with. */
void notify_reloading(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%lld",
               (long long)now.tv_sec * 1000000 + now.tv_nsec / 1000);
}

void notify_stopping(const char *status)
{
    sd_notifyf(0, "STOPPING=1\nSTATUS=%s", status);
}

static bool watchdog(struct duration *ret_limit)
{
    uint64_t microseconds;
    if (sd_watchdog_enabled(0, &microseconds) <= 0)
        return false;
    ret_limit->ms = (int64_t)(microseconds / 1000);
    return true;
}

bool notify_is_watched(struct duration *ret_every)
{
    struct duration limit;
    if (!watchdog(&limit))
        return false;
    ret_every->ms = limit.ms / 2;
    return true;
}

bool notify_alive(struct pulse *const *pulses, size_t size, struct error *ret_stuck)
{
    struct duration limit;
    if (!watchdog(&limit))
        return true;
    for (size_t i = 0; i < size; i++)
        if (pulse_is_still(pulses[i], limit))
            return error_set(ret_stuck, STOP, NULL, "%s made no progress for %lld ms",
                             pulses[i]->name, (long long)limit.ms);
    sd_notify(0, "WATCHDOG=1");
    return true;
}
