/* clock.h - time as an input: instants apart from durations, real time apart from cranked.
 *
 * Real clocks read the kernel; a cranked one stands still until a test moves it. Both are safe
 * to read from every thread. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "base/defs.h"
#include "base/text.h"

/* Milliseconds since 1970-01-01T00:00Z. */
struct instant {
    int64_t ms;
};

/* Milliseconds. */
struct duration {
    int64_t ms;
};

#define SECONDS(n) ((struct duration){ INT64_C(1000) * (n) })
#define MINUTES(n) SECONDS(60 * INT64_C(1) * (n))
#define HOURS(n)   MINUTES(60 * INT64_C(1) * (n))

struct instant instant_add(struct instant, struct duration); /* saturates */
struct duration instant_since(struct instant later, struct instant earlier);
bool instant_before(struct instant, struct instant);

struct clock;
struct clock *clock_real(void);                  /* shared; never freed */
struct clock *clock_cranked(struct instant start);
void clock_free(struct clock **);
struct instant clock_now(const struct clock *);
/* Time that only goes on, whatever happens to the date, and while the machine sleeps, too; for
 * waiting. What it counts from means nothing. */
struct instant clock_steady(const struct clock *);
/* The same, but the end of the millisecond that runs, not its beginning: two clocks do not tick at the
 * same moment, and so much after this at least so much has passed by any clock read before. */
struct instant clock_steady_up(const struct clock *);
/* The same for what peers owe us within seconds: it stands still while the machine sleeps, since they
 * cannot be heard then. Follows the wall, whatever clock is cranked. */
struct instant clock_awake(void);
bool clock_is_cranked(const struct clock *);
/* These assert that it is cranked: time passes; somebody sets the date, and no time passes. */
void clock_advance(struct clock *, struct duration);
void clock_step(struct clock *, struct duration);
/* Both at once and by microseconds, for what happens within a millisecond. */
void clock_nudge(struct clock *, int64_t steady_us, int64_t ahead_us);

#define INSTANT_TEXT 32
/* "2026-11-22T00:43:10Z"; with milliseconds ("…10.125Z") where there are any. */
void instant_text(struct instant, char out[INSTANT_TEXT]);
/* RFC 3339 only, for our own files; feeds go through intake/date.h. */
bool instant_parse(struct slice, struct instant *ret);

/* "10m", "24h", "30d", "500ms", "1h30m", "90s", "2w". */
bool duration_parse(struct slice, struct duration *ret);
void duration_text(struct duration, char out[INSTANT_TEXT]);

#endif
