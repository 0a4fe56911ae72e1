/* replay.h - pages of the past for whoever missed something: a ZeroMQ ROUTER; docs/wire.md.
 *
 *     struct replay *r = replay_open(&settings, &err);
 *     replay_serve(r, journal);                     // when its socket is readable
 *
 * A request is {"from": N, "to": N, "prefix": "item/", "limit": N, "bodies": true}, each key
 * optional. The answer is one message: a JSON status, then topic, header, JSON of each message, as
 * they went out live; with "bodies": false the JSON is empty.
 *
 * {"latest": true, "prefix": "ticker/", "after": "ticker/META/"} asks for the newest message of each
 * topic instead, for who joins late; the status names in "after" where to go on, or null.
 *
 * Limits: 256 entries and 1 MiB a page (entries are never split), 4,000 entries or 8 MiB looked at, two
 * unread pages a peer; a request is at most 4 KiB; 200 requests a second a peer, a thousand at once. A bad
 * request gets a status that says so, a message of odd frames nothing. */
#ifndef OUTLET_REPLAY_H
#define OUTLET_REPLAY_H

#include "base/error.h"
#include "outlet/journal.h"
#include "outlet/publish.h"
#include "outlet/socket.h"

#define REPLAY_ENTRIES_MAX 256
#define REPLAY_BYTES_MAX   (1 << 20)
#define REPLAY_LOOK_MAX    4000
#define REPLAY_RATE        200  /* requests a second */
#define REPLAY_BURST       1000 /* enough to fetch all that a journal keeps by default */

struct replay;
struct replay *replay_open(const struct publish_settings *, const struct keys *,
                           struct error *err);
void replay_close(struct replay **);
struct socket *replay_socket(struct replay *);
/* Answers at most one request, so that live messages go first. */
void replay_serve(struct replay *, struct journal *);

/* The same without a socket, for `assayd replay --journal`. */
struct replay_page {
    struct text status; /* JSON */
    struct text bytes;  /* all other frames, one behind the other */
    size_t *ends;       /* where each ends; three frames a message */
    size_t size, cap;
    size_t entries;
};
void replay_page_done(struct replay_page *);
void replay_page_read(struct replay_page *, struct journal *, struct slice request);
struct slice replay_page_frame(const struct replay_page *, size_t index);

#endif
