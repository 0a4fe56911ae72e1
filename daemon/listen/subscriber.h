/* subscriber.h - listens to a daemon and heals what the live socket lost, as docs/wire.md says.
 *
 *     struct subscriber *s = subscriber_open(&settings, &err);
 *     for (;;)
 *         switch (subscriber_next(s, SECONDS(1), &heard, &err)) {
 *         case HEARD_MESSAGE: show(&heard); break;       // in order on each topic, once
 *         case HEARD_SILENCE: puts("the publisher is silent"); break;
 *         ...
 *
 * A message whose previous number is not the one handled last means a gap; a head that moved
 * without a message may. Both are asked of replay, again and again until it answers; what comes live
 * behind a gap waits for that, and is had from replay too. A publisher that is silent is connected to
 * anew, after 3 s, then ever more seldom up to 30 s. Without a replay endpoint it is best effort.
 * One thread. */
#ifndef LISTEN_SUBSCRIBER_H
#define LISTEN_SUBSCRIBER_H

#include "base/error.h"
#include "outlet/header.h"
#include "outlet/socket.h"

struct subscriber_settings {
    const char *live;
    const char *replay;    /* NULL: none */
    const char *prefix;    /* of topics; "" for all but heartbeats' */
    uint64_t since;        /* first number wanted; 0: what comes from now on */
    struct duration check; /* between looks at what a moving head may have hidden */
    struct socket_identity who; /* empty where no keys are asked for; its texts must live as long */
};

enum heard {
    HEARD_NOTHING, /* in the time given */
    HEARD_MESSAGE,
    HEARD_SILENCE,   /* no heartbeat for three seconds; told once */
    HEARD_AGAIN,     /* after a silence */
    HEARD_EPOCH,     /* the journal changed; what happened in between may be lost */
    HEARD_TRUNCATED, /* healing came too late: what lies before `oldest` is no longer kept */
    HEARD_DEAF,      /* replay does not answer, err says why; told once until it does again */
};

struct hearing {
    struct slice topic, json; /* HEARD_MESSAGE; borrowed until the next call */
    struct header header;
    uint64_t oldest; /* HEARD_TRUNCATED */
};

struct subscriber;
struct subscriber *subscriber_open(const struct subscriber_settings *, struct error *err);
void subscriber_free(struct subscriber **);
enum heard subscriber_next(struct subscriber *, struct duration at_most, struct hearing *ret,
                           struct error *err);

#endif
