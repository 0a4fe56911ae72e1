/* harvest.h - what is new in a feed's document: the articles of one poll.
 *
 *     struct poll *p = poll_new(id);            // p->state: the feed as it was, with the answer's
 *     if (!harvest(p, &field, body, now, &err)) //           validators in it
 *         ...                                   // p->state says what went wrong, no items
 *
 * Runs in a scoring worker: parsing never holds up the loop. Only values, no disk, no network. */
#ifndef INTAKE_HARVEST_H
#define INTAKE_HARVEST_H

#include "base/clock.h"
#include "base/error.h"
#include "intake/feed.h"
#include "intake/subscription.h"
#include "item/poll.h"

struct harvest_field {
    const struct subscription *subscription;
    struct feed_source source;
    const struct feed_limits *limits;
    size_t remember;               /* ids of items that left the document; see seen.h */
};

/* Adds the items that the feed has not shown before, oldest first and finished, to the poll;
 * notes their ids in poll->state->seen. On the feed's first poll items older than first_poll's
 * max_age are noted but not added, and the others count as backfilled. What came before a
 * ceiling cut the document is kept, and err names the ceiling. */
MUST_USE bool harvest(struct poll *, const struct harvest_field *, struct slice body,
                      struct instant now, struct error *err);

#endif
