/* batch.h - what goes into the journal in one transaction, and out of the sockets behind it.
 *
 *     batch_add(b, &job);                           // takes it; as many as are waiting
 *     while (!batch_commit(b, journal, now, &more, &err))  // all of it, or nothing
 *         wait();
 *     while (!batch_publish(b, publish, epoch))      // at publish's pace
 *         wait();
 *     batch_settle(b, &calls);                      // tells whoever waits; b is empty again
 *
 * One thread. */
#ifndef OUTLET_BATCH_H
#define OUTLET_BATCH_H

#include "item/poll.h"
#include "outlet/journal.h"
#include "outlet/publish.h"
#include "outlet/slim.h"

/* Each is committed whole. */
struct job {
    enum { JOB_POLL, JOB_NOT_BEFORE, JOB_REST, JOB_FORGET } kind;
    struct poll *poll;   /* JOB_POLL */
    struct slim **slims; /* of its items; made where the poll comes from, not where it goes */
    char *name;          /* the others: a feed, or whom a rest is for */
    struct instant at;   /* JOB_NOT_BEFORE, JOB_REST: until then */
    bool may_wait;       /* for the next commit, or the next heartbeat: nobody hears of it */
    struct job *next;    /* in a queue */
};
void job_free(struct job **);
/* Takes the poll. */
struct job job_of_poll(struct poll **);

struct outlet_calls {
    void *context;
    /* The poll is on disk; the numbers are in its items (0: the journal had it already). */
    void (*committed)(void *context, const struct poll *);
    void (*remembered)(void *context, const char *feed);
    /* The journal cannot be written; told once, until it can be again. */
    void (*troubled)(void *context, const struct error *);
    void (*relieved)(void *context);
    /* The journal cannot be written and will not heal: stop the program. Told once. */
    void (*failed)(void *context, const struct error *);
    /* Peers that may not connect, and why the last of them may not; told at most once a minute. */
    void (*refused)(void *context, size_t peers, const char *why);
};

struct batch;
struct batch *batch_new(void);
void batch_free(struct batch **);
void batch_add(struct batch *, struct job **);
bool batch_is_empty(const struct batch *);
size_t batch_items(const struct batch *);
size_t batch_jobs(const struct batch *);

/* May be called again after a failure; the numbers come out the same. */
MUST_USE bool batch_commit(struct batch *, struct journal *, struct instant now, bool *ret_more,
                           struct error *err);
bool batch_is_committed(const struct batch *);
/* The last number that subscribers have heard of: the head, unless the committed batch is still going out. */
uint64_t batch_sent(const struct batch *, uint64_t head);
/* As much as the pace allows; true once all is out. */
bool batch_publish(struct batch *, struct publish *, uint64_t epoch);
void batch_settle(struct batch *, const struct outlet_calls *);

#endif
