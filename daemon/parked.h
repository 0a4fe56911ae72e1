/* parked.h - what is known of feeds that are not configured now but may come back by a reload:
 * their validators, ids seen and "not before" must not be forgotten meanwhile.
 *
 *     parked_put(p, &state);                       // takes it; replaces what it knew of that feed
 *     struct feed_state *s = parked_take(p, "acme"); // NULL: nothing known
 *
 * One state a feed, about eight bytes an id seen. One thread. */
#ifndef PARKED_H
#define PARKED_H

#include "base/map.h"
#include "item/poll.h"

struct parked {
    struct map states; /* by feed */
};

void parked_put(struct parked *, struct feed_state **);
struct feed_state *parked_take(struct parked *, const char *feed);
/* Some feed that was neither asked nor to be asked since then; NULL: none. */
struct feed_state *parked_take_before(struct parked *, struct instant);
void parked_done(struct parked *);

#endif
