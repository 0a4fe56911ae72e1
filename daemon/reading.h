/* reading.h - an answer into a poll: what is new in the feed's document, and how the feed is doing.
 *
 *     struct poll *poll = reading_take(docket, &edits, &polled, now);  // nothing is judged yet
 *
 * A worker's first step. A document that brings the program down while it is read is found out like an
 * item (docket.h): it is left unread until its bytes change, and the feed's topic says so once. */
#ifndef READING_H
#define READING_H

#include "docket.h"
#include "intake/edits.h"
#include "intake/polled.h"

/* Takes the answer. */
struct poll *reading_take(struct docket *, const struct edits_settings *, struct polled **,
                          struct instant now);

#endif
