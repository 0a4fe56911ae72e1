/* polled.h - what came of one poll: the answer, what it means for the feed, when to ask again.
 *
 *     struct polled *p = polled_new(subscription, state, &timing, &answer, answered);
 *     switch (p->how) {
 *     case POLLED_DOCUMENT: if (read(p->answer->body)) polled_heed(p, wishes); else polled_fail(p, &err);
 *     ...
 *     polled_pace(p, news);
 *
 * `state` is the feed as it will be once this is committed. Made on the loop's thread, then handed to
 * a worker. */
#ifndef INTAKE_POLLED_H
#define INTAKE_POLLED_H

#include "intake/fetch.h"
#include "intake/schedule.h"
#include "intake/subscription.h"
#include "item/poll.h"

enum polled_how {
    POLLED_DOCUMENT,  /* answer->body is to be parsed */
    POLLED_UNCHANGED, /* 304, or the same bytes as last time */
    POLLED_FAILED,    /* answer->problem and state->last_error say why */
};

struct polled {
    enum polled_how how;
    const struct subscription *subscription;
    struct feed_state *state;
    struct fetch_answer *answer;
    struct instant started, answered;
    struct schedule_settings timing;
    struct {
        uint32_t failures;
        struct instant last_success;
    } before; /* for polled_fail */
};

/* Copies the state, takes the answer. */
struct polled *polled_new(const struct subscription *, const struct feed_state *,
                          const struct schedule_settings *, struct fetch_answer **,
                          struct instant answered);
void polled_free(struct polled **);

/* How the document wants to be asked; it holds until a document says otherwise. */
struct polled_wishes {
    struct duration ttl; /* or its update period; 0: not said */
    uint32_t skip_hours; /* as in feed.h */
    uint8_t skip_days;
};
void polled_heed(struct polled *, struct polled_wishes);
/* It cannot be read: the poll failed after all, and the next one takes the whole document. */
void polled_fail(struct polled *, const struct error *);
/* Did a poll that went well bring anything new? The feed's own interval learns from it. */
void polled_pace(struct polled *, bool news);

/* When a feed in this state may be asked again after an answer, or a try, at `from`. */
struct instant polled_next(const struct subscription *, const struct feed_state *,
                           const struct schedule_settings *, struct poll_hints, struct instant from);
struct poll_hints polled_hints(const struct fetch_answer *);

#endif
