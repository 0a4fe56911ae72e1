/* moved.h - feeds that say that they moved for good (301, 308), and when to believe it.
 *
 *     moved_note(state, subscription, answer, &timing, now);      // a poll went well
 *     const char *url = moved_address(state, subscription);       // whom to ask next
 *
 * Believed after `moved_polls` polls in a row, over at least `moved_time`, were led to one place by
 * lasting redirects alone: portals of hotels and misconfigured servers say 301 as well. From then on
 * that place is asked; the user's URL stays what it was, and is shown beside it. When the new place
 * fails for good, or the user names another URL, all is forgotten and the user's URL asked again.
 * From https it never leads to http. */
#ifndef INTAKE_MOVED_H
#define INTAKE_MOVED_H

#include "intake/fetch.h"
#include "intake/schedule.h"
#include "intake/subscription.h"
#include "item/poll.h"

void moved_note(struct feed_state *, const struct subscription *, const struct fetch_answer *,
                const struct schedule_settings *, struct instant now);
/* The new place failed, with this status (0: none): is the old one to be asked again? */
bool moved_doubt(struct feed_state *, int status);
/* What was found there is no feed: a portal's page, a parked domain's. Counts as a failed poll that
 * is counted in state->failures already. */
void moved_refute(struct feed_state *);
/* Forgets what does not belong to the user's URL of now. */
void moved_follow_user(struct feed_state *, const struct subscription *);
const char *moved_address(const struct feed_state *, const struct subscription *);

/* A URL as it may be logged and stored: without credentials and fragment; "" for what is none. */
char *moved_shown(const char *url);

#endif
