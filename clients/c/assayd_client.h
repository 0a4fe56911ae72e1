/* assayd_client.h - a subscriber to assayd that misses nothing: live messages, healed through replay.
 *
 *     struct assayd_client *c = assayd_client_new(&(struct assayd_options){
 *         .live = "ipc:///run/assayd/items.sock", .replay = "ipc:///run/assayd/replay.sock",
 *         .prefix = "item/" });
 *     struct assayd_message m;
 *     for (enum assayd_event e; (e = assayd_client_next(c, 1000, &m)) != ASSAYD_INTERRUPTED;)
 *         if (e == ASSAYD_MESSAGE)
 *             printf("%" PRIu64 " %s\n", m.sequence, m.json);
 *     assayd_client_free(&c);
 *
 * Within the daemon's retention window every message of the prefix arrives once, in order on each
 * topic: what comes live behind a gap waits until replay has filled it. A publisher that is silent is
 * connected to anew. It knows docs/wire.md and CZMQ, nothing else; copy both files, and build them with
 * $(pkg-config --cflags --libs libczmq). One thread. */
#ifndef ASSAYD_CLIENT_H
#define ASSAYD_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct assayd_options {
    const char *live, *replay; /* endpoints; replay NULL: nothing that was missed is asked for */
    const char *prefix;        /* of topics; NULL: all but heartbeats' */
    uint64_t since;            /* first journal entry wanted; 0: what comes from now on */
    int check_ms;              /* between looks at what a moving head may have hidden; 0: 5,000 */
    const char *key, *server_key; /* files that `assayd keygen` made: ours, the daemon's public one */
};

enum assayd_event {
    ASSAYD_NOTHING, /* in the time given */
    ASSAYD_MESSAGE,
    ASSAYD_SILENT,     /* no heartbeat for three seconds; told once */
    ASSAYD_BACK,       /* after a silence */
    ASSAYD_DEAF,       /* replay does not answer; told once, and tried until it does */
    ASSAYD_EPOCH,      /* the journal became another one */
    ASSAYD_TRUNCATED,  /* what was missed is no longer kept; sequence: the oldest that is */
    ASSAYD_INTERRUPTED /* by a signal that CZMQ caught */
};

struct assayd_message {
    const char *topic, *json; /* NUL-terminated; until the next call */
    size_t json_len;
    uint64_t epoch, sequence, previous;
    int64_t time_ms; /* since 1970 */
};

struct assayd_client;
/* NULL when an endpoint or a key is none. Succeeds although nobody is there yet. */
struct assayd_client *assayd_client_new(const struct assayd_options *);
void assayd_client_free(struct assayd_client **);
enum assayd_event assayd_client_next(struct assayd_client *, int timeout_ms,
                                     struct assayd_message *ret);

#endif
