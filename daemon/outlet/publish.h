/* publish.h - live messages: topic, header, JSON, on a ZeroMQ XPUB socket; docs/wire.md.
 *
 *     struct publish *p = publish_open(&settings, &err);
 *     if (publish_may_send(p))                      // else publish_pause(p) says when
 *         publish_message(p, "item/acme/", &header, json);
 *     publish_heartbeat(p, &beat);                  // each second
 *     publish_serve(p);                             // when its socket is readable
 *
 * Best effort: a subscriber that does not read loses what is beyond the high-water mark, and costs
 * nobody else anything; replay heals it. So that one who does read loses nothing in a burst, messages
 * have a pace: half of the high-water mark at once, PUBLISH_PACE a second from there on. */
#ifndef OUTLET_PUBLISH_H
#define OUTLET_PUBLISH_H

#include "base/clock.h"
#include "base/error.h"
#include "outlet/header.h"
#include "outlet/journal.h"
#include "outlet/socket.h"
#include "settings/fields.h"

struct publish_settings {
    char *endpoint;     /* live messages */
    char *replay;       /* pages of the past */
    int64_t high_water; /* messages kept for a subscriber that does not read */
    struct retain_settings retain;
    struct keys_settings curve;
};
extern const struct field publish_fields[];
extern const size_t publish_fields_size;

struct publish;
/* keys: NULL where everybody may connect. */
struct publish *publish_open(const struct publish_settings *, const struct keys *,
                             struct error *err);
void publish_close(struct publish **);

#define PUBLISH_PACE 10000 /* messages a second: what a subscriber in Python still reads */

/* True where nobody is subscribed, and once hurried. */
bool publish_may_send(struct publish *);
struct duration publish_pause(struct publish *); /* until it may */
void publish_hurry(struct publish *);            /* from now on without a pace: the program ends */
/* Goes out, whatever publish_may_send says. */
void publish_message(struct publish *, const char *topic, const struct header *, struct slice json);

struct heartbeat {
    uint64_t epoch, head, oldest;
    struct instant time;
};
void publish_heartbeat(struct publish *, const struct heartbeat *);

struct socket *publish_socket(struct publish *);
#define PUBLISH_FILTERS_MAX 100000 /* different ones, of all subscribers together */

/* Takes note of who subscribes; reads at most some hundred messages. Whoever has more filters than
 * FILTERS_EACH, or most of them when all have more than PUBLISH_FILTERS_MAX, loses his session before
 * he eats the memory. How many did. */
size_t publish_serve(struct publish *);
/* True when that does not help: all sessions are to be cut. */
bool publish_is_flooded(const struct publish *);
/* They were: filters come anew. */
void publish_forget_filters(struct publish *);

#endif
