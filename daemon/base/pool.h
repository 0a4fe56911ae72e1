/* pool.h - a few threads that work off a bounded queue of jobs.
 *
 *     OWNED(pool) p = pool_new(2, 64);
 *     if (!pool_submit(p, judge, poll))      // full: try again when one is done
 *         ...
 *
 * Jobs start in the order in which they were submitted. pool_free works off what is queued. */
#ifndef BASE_POOL_H
#define BASE_POOL_H

#include "base/defs.h"

struct pool;
typedef void pool_job(void *arg);

struct pool *pool_new(size_t threads, size_t queue_limit);
void pool_free(struct pool **);

/* From any thread. False when the queue is full. */
MUST_USE bool pool_submit(struct pool *, pool_job *, void *arg);
/* Jobs queued or running. */
size_t pool_busy(struct pool *);
/* Counts jobs that ended; for the watchdog: busy without progress is stuck. */
uint64_t pool_ended(struct pool *);

#endif
