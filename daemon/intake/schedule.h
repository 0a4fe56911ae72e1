/* schedule.h - whose turn it is: when a feed may be asked again, and whom to ask now.
 *
 *     struct slot *slot = schedule_add(s, SCHEDULE_FEED, "example.org", feed);
 *     schedule_put(s, slot, feed->state->not_before);
 *     ...
 *     while ((slot = schedule_take(s, SCHEDULE_FEED, now))) {   // it and its host are busy from here
 *         ask(slot_owner(slot));
 *     }
 *     schedule_asked(s, slot, now);   // the request is over: the host rests, then serves
 *     schedule_put(s, slot, next);    // the poll is committed: the feed waits again
 *
 * One request at a time to a host and a pause between two, whatever is asked for; feeds of one host
 * queue by the time they were due, and so do articles' pages, apart from them: whoever takes says which
 * kind he has room for. Putting and taking cost O(log n). Pure: no I/O, no clock of its own. A feed that is
 * another daemon's to poll is simply not put. */
#ifndef INTAKE_SCHEDULE_H
#define INTAKE_SCHEDULE_H

#include "base/clock.h"
#include "settings/fields.h"

struct schedule_settings {
    struct duration host_pause;      /* between two requests to one host */
    double jitter;                   /* share of the interval by which polls are put off at most */
    struct duration longest_backoff; /* however often a feed has failed */
    struct duration longest_hint;    /* of max-age, Expires, ttl: more is cut to this */
    struct duration longest_retry;   /* of Retry-After */
    struct duration longest_skip;    /* of skipHours and skipDays together */
    int64_t moved_polls;             /* see moved.h */
    struct duration moved_time;
};

extern const struct schedule_settings schedule_defaults;
extern const struct field schedule_fields[]; /* "schedule:" in YAML */
extern const size_t schedule_fields_size;

struct schedule;
struct slot;

struct schedule *schedule_new(const struct schedule_settings *);
void schedule_free(struct schedule **); /* its slots are removed before */

/* From the next request on. */
void schedule_tune(struct schedule *, const struct schedule_settings *);

enum schedule_kind { SCHEDULE_PAGE, SCHEDULE_FEED, SCHEDULE_KINDS };

struct slot *schedule_add(struct schedule *, enum schedule_kind, const char *host, void *owner);
/* Whatever state the slot is in; if it was taken, its host is free again. A host that rests goes on
 * resting for whoever is added later. */
void schedule_remove(struct schedule *, struct slot **);
void *slot_owner(const struct slot *);

/* It waits for `due`; again: moves it. It must not be taken. */
void schedule_put(struct schedule *, struct slot *, struct instant due);
/* The one that is due longest, of those whose host may be asked; NULL: none now. */
struct slot *schedule_take(struct schedule *, enum schedule_kind, struct instant now);
void schedule_asked(struct schedule *, struct slot *, struct instant now);
/* The slot's host wants to be left alone until then. */
void schedule_rest(struct schedule *, struct slot *, struct instant until);
/* The same by its name, whether or not anybody wants anything of it. */
void schedule_rest_host(struct schedule *, const char *host, struct instant until);
/* When schedule_take may next return something, if nothing else happens; false: never. */
bool schedule_when(const struct schedule *, enum schedule_kind, struct instant *ret);

/* What an answer and its document say about the next poll; 0: nothing. */
struct poll_hints {
    struct duration fresh; /* the greatest of max-age, Expires, ttl, update period */
    struct duration retry_after;
};

/* How long after a poll began the next one may: the greatest of the interval, the hints (each cut
 * to its bound) and, after failures in a row, the interval doubled for each but the first; and up
 * to `jitter` of the interval more, always the same for one id. */
struct duration schedule_wait(const struct schedule_settings *, const char *id,
                              struct duration every, uint32_t failures, struct poll_hints);
/* Not before `due`, but in an hour and on a day (UTC; bit 0: midnight, Sunday) that are not to be
 * skipped. What would skip everything is not heeded. */
struct instant schedule_skip(const struct schedule_settings *, const char *id, struct instant due,
                             uint32_t hours, uint8_t days);
/* No feed of this interval ever waits longer, but for what it skips. */
struct duration schedule_longest(const struct schedule_settings *, struct duration every);

#endif
