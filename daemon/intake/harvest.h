/* harvest.h - what is new in a feed's document: the articles of one poll.
 *
 *     struct poll *p = mem_new(sizeof *p);
 *     if (!harvest(p, polled->state, &field, body, now, &err))
 *         polled_fail(polled, &err);
 *
 * Runs in a scoring worker: parsing never holds up the loop. Only values, no disk, no network. */
#ifndef INTAKE_HARVEST_H
#define INTAKE_HARVEST_H

#include "base/clock.h"
#include "base/error.h"
#include "intake/edits.h"
#include "intake/feed.h"
#include "intake/polled.h"

struct harvest_field {
    const struct subscription *subscription;
    struct feed_source source;
    const struct feed_limits *limits;
    bool first;                    /* no poll of this feed ever went well */
    size_t remember;               /* ids of items that left the document; see seen.h */
    const struct edits_settings *edits; /* NULL: what came before is not judged again */
    struct error ret_breach;       /* the ceiling that cut the document; what came before counts */
    size_t ret_too_old;            /* items of a first poll that first_poll.max_age passes over */
    struct polled_wishes ret_wishes; /* of the document */
};

/* Adds the items that the feed has not shown before, oldest first and finished, to the poll;
 * notes their ids in state->seen. On the feed's first poll items older than first_poll's
 * max_age are noted but not added, and the others count as backfilled. What came before a
 * ceiling cut the document is kept, and ret_breach names the ceiling. A text of some length that the
 * feed showed before is not new under another id. Behind the new items come those whose text changed
 * (edits.h); they have a cause. */
MUST_USE bool harvest(struct poll *, struct feed_state *, struct harvest_field *,
                      struct slice body, struct instant now, struct error *err);

#endif
