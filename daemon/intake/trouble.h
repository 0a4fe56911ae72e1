/* trouble.h - what is wrong with a feed, said once when it begins and once when it is over.
 *
 *     trouble_look(poll, subscription, now);     // behind harvest, before the poll is committed
 *
 * Failing: so many polls in a row failed. Stale: no new item for too long; counted from the first
 * poll where none ever came, and only a poll can tell, so it is late by an interval at most.
 * Muted: the publisher said 410 Gone. Moved: a lasting redirect was taken at its word. Quarantined: its
 * document brings the program down, and is not read.
 *
 * The events go into the poll, what was told into its state: both are committed together, so that
 * neither a kill nor a restart tells a thing twice, or never. */
#ifndef INTAKE_TROUBLE_H
#define INTAKE_TROUBLE_H

#include "intake/subscription.h"
#include "item/poll.h"

/* The poll's state is as it will be: failures, last_new_item and muted count this poll. */
void trouble_look(struct poll *, const struct subscription *, struct instant now);

/* Before trouble_look; the state is not the poll's yet. */
void trouble_quarantine(struct poll *, struct feed_state *, const char *why);

/* "failing, stale", in the order of enum feed_trouble; "well" when there is none. */
const char *trouble_words(unsigned told);

#endif
