/* queue.h - jobs on their way to the outlet's thread, in the order in which they were given.
 *
 *     struct queue *q = queue_new(&err);
 *     queue_put(q, &job);                           // any thread; a poll waits while the queue is full
 *     while ((job = queue_take(q)))                 // the outlet's thread
 *         batch_add(batch, &job);
 *
 * Bounded by its polls (QUEUE_POLLS_MAX); the other jobs are bounded by whoever gives them: one
 * "not before" a feed, few events. queue_fd becomes readable when something was put in that does not
 * wait for company (job.may_wait), or many that do, or the end was declared. */
#ifndef OUTLET_QUEUE_H
#define OUTLET_QUEUE_H

#include "base/error.h"
#include "outlet/batch.h"

#define QUEUE_POLLS_MAX 64
#define QUEUE_COMPANY   8 /* so many that may wait need not wait any more */

struct queue;
struct queue *queue_new(struct error *err);
void queue_free(struct queue **); /* and what is still in it */

void queue_put(struct queue *, const struct job *); /* copies the job, takes what it points to */
struct job *queue_take(struct queue *);             /* NULL: nothing waits */
bool queue_is_empty(struct queue *);
bool queue_hurries(struct queue *); /* is there anything in it that queue_fd told of? */
bool queue_is_full(struct queue *);
size_t queue_polls(struct queue *);

int queue_fd(const struct queue *);
void queue_heed(struct queue *); /* queue_fd was readable */
void queue_wake(struct queue *); /* makes it so */

/* From now on nobody waits any more: polls are taken beyond the limit. */
void queue_open_wide(struct queue *);
/* Nothing more will be put in. */
void queue_end(struct queue *);
bool queue_has_ended(struct queue *);

#endif
