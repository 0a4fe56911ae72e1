/* door.h - who is connected to the outlet's two sockets: puts out whoever may not stay, and counts
 * those who may not come in.
 *
 *     struct door door = { .publish = publish, .replay = replay, .keys = keys };
 *     if (!door_reread_keys(&door, &err))            // somebody's key went
 *         stop();
 *     if (!door_serve(&door, &err))                  // the publishing socket could be read
 *         stop();
 *     if (door_has_news(&door, &count, &why))        // refused since it was told last
 *         tell(count, why);
 *
 * What fails leaves a socket without its address. The outlet's thread only; borrows all three. */
#ifndef OUTLET_DOOR_H
#define OUTLET_DOOR_H

#include "outlet/keys.h"
#include "outlet/publish.h"
#include "outlet/replay.h"

struct door {
    struct publish *publish;
    struct replay *replay;
    struct keys *keys;   /* NULL: none are asked for */
    size_t refused;      /* peers, not told yet */
    const char *why;     /* the last of them may not; static */
    int64_t quiet_until; /* monotonic ms */
};

/* Who has no key any more loses his sessions. Fails with STOP. */
MUST_USE bool door_reread_keys(struct door *, struct error *err);
/* Takes note of subscriptions, and cuts who has too many. Fails with STOP. */
MUST_USE bool door_serve(struct door *, struct error *err);
/* True at once when somebody was refused or cut, then at most once a minute. */
bool door_has_news(struct door *, size_t *ret_count, const char **ret_why);

#endif
