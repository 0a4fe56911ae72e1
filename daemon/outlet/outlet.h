/* outlet.h - verdicts into the world: one thread that owns the journal and the sockets.
 *
 *     struct outlet *o = outlet_open(&settings, clock, &calls, &notice, &err);
 *     outlet_feeds(o, &feeds, &size, &err);     // as they were committed last
 *     outlet_start(o);
 *     outlet_submit(o, &poll);                  // any thread; blocks while the queue is full
 *     ...
 *     outlet_finish(o);                         // nobody blocks any more
 *     outlet_stop(&o, &err);                    // commits what is queued
 *
 * What waits in the queue is committed in one transaction, then published, then told through the
 * calls, which run on the outlet's thread. A journal that cannot be written for now (a full disk, a
 * reader that holds it: RETRY) pauses: the batch in hand is tried again, outlet_is_full stays true,
 * nothing is dropped; heartbeats and replay go on. One that will not heal by itself (a corrupt page, a
 * second writer, a file that was moved away) ends the thread, and `failed` is called once: nothing
 * was committed or published of the batch in hand. Heartbeats follow the wall, not a cranked clock. */
#ifndef OUTLET_OUTLET_H
#define OUTLET_OUTLET_H

#include "base/clock.h"
#include "base/error.h"
#include "item/poll.h"
#include "outlet/batch.h"
#include "outlet/journal.h"
#include "outlet/publish.h"
#include "outlet/queue.h"

#define OUTLET_POLLS_MAX QUEUE_POLLS_MAX
#define OUTLET_BATCH_MAX 256 /* items after which a batch takes no further poll */

struct outlet_settings {
    struct journal_settings journal;
    struct publish_settings publish;
};

struct outlet;

/* notice is set when commits were found to have vanished; see journal.h. */
struct outlet *outlet_open(const struct outlet_settings *, struct clock *,
                           const struct outlet_calls *, struct error *ret_notice,
                           struct error *err);
/* Before outlet_start; the caller frees each and the array. */
MUST_USE bool outlet_feeds(struct outlet *, struct feed_state ***ret, size_t *ret_size,
                           struct error *err);
/* Before outlet_start: what outlet_rest was told. */
MUST_USE bool outlet_rests(struct outlet *, journal_rest *, void *context, struct error *err);
/* Before outlet_start: the latest traces of items, in order; see journal.h. */
MUST_USE bool outlet_traces(struct outlet *, size_t most, journal_trace_reader *, void *context,
                            struct error *err);
void outlet_start(struct outlet *);

/* From any thread. */
void outlet_submit(struct outlet *, struct poll **);
bool outlet_is_full(struct outlet *);
/* Stores the feed's not_before, then calls `remembered`. Never blocks: one at a time a feed. */
void outlet_remember(struct outlet *, const struct feed_state *);
/* A host, or a group of feeds, wants to be left alone until that date. Never blocks. */
void outlet_rest(struct outlet *, const char *turn, struct instant until);
/* Of a feed that is gone for long; what came of it stays for as long as its entries do. Never blocks. */
void outlet_forget(struct outlet *, const char *feed);
/* Reads the directory of clients' keys again; who is not in it any more loses his sessions. */
void outlet_reread_keys(struct outlet *);
/* False, with the reason, while the journal cannot be written. */
bool outlet_is_well(struct outlet *, struct error *ret_why);
/* Moves about once a second while the thread lives; for the watchdog. */
uint64_t outlet_beats(struct outlet *);
/* What was committed last. */
uint64_t outlet_head(struct outlet *);
/* Where the sockets are bound; "tcp://127.0.0.1:*" has become a port. */
const char *outlet_endpoint(const struct outlet *);
const char *outlet_replay_endpoint(const struct outlet *);

/* From now on outlet_submit takes what comes, so that blocked workers can end. */
void outlet_finish(struct outlet *);
/* False when polls could not be committed in a few seconds (a full disk): their feeds' states
 * were not committed either, so that they will be fetched again. */
bool outlet_stop(struct outlet **, struct error *err);

#endif
