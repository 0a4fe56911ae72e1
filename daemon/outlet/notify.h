/* notify.h - what systemd is told: ready, reloading, stopping, alive, and a line of status.
 *
 *     notify_ready("12 feeds");
 *     if (notify_is_watched(&every))                // WatchdogSec= of the unit, halved
 *         loop_timer_in(timer, every);              // at each firing:
 *     if (!notify_alive(pulses, 3, &stuck))
 *         log_error(LEVEL_ERROR, "the watchdog is left hungry", &stuck);
 *
 * Without systemd every call does nothing. */
#ifndef OUTLET_NOTIFY_H
#define OUTLET_NOTIFY_H

#include "base/clock.h"
#include "base/error.h"
#include "base/pulse.h"

void notify_ready(const char *status);
void notify_status(const char *format, ...) FORMAT(1, 2);
void notify_reloading(void); /* then notify_ready again */
void notify_stopping(const char *status);

/* Whether there is a watchdog, and how often to feed it. */
bool notify_is_watched(struct duration *ret_every);
/* Feeds the watchdog only if every pulse beat within its time; else names the first that did not,
 * and systemd will restart us. */
bool notify_alive(struct pulse *const *pulses, size_t size, struct error *ret_stuck);

#endif
