#include "outlet/queue.h"

#include "base/counter.h"
#include "base/mem.h"

#include <assert.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct queue {
    int wake;
    pthread_mutex_t lock;
    pthread_cond_t room;
    struct job *first, **last;
    size_t jobs, polls, waiting; /* all; JOB_POLL; may_wait */
    bool wide, ended;
};

struct queue *queue_new(struct error *err)
{
    int wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (wake < 0) {
        error_errno(err, STOP, NULL, "no descriptor for the outlet");
        return NULL;
    }
    struct queue *q = mem_new(sizeof *q);
    q->wake = wake;
    q->last = &q->first;
    pthread_mutex_init(&q->lock, NULL);
    pthread_cond_init(&q->room, NULL);
    return q;
}

void queue_free(struct queue **queue)
{
    struct queue *q = *queue;
    if (!q)
        return;
    for (struct job *job = q->first, *next; job; job = next) {
        next = job->next;
        job_free(&job);
    }
    close(q->wake);
    pthread_mutex_destroy(&q->lock);
    pthread_cond_destroy(&q->room);
    mem_free(queue);
}

int queue_fd(const struct queue *q)
{
    return q->wake;
}

void queue_wake(struct queue *q)
{
    uint64_t one = 1;
    ssize_t written = write(q->wake, &one, sizeof one);
    (void)written; /* fails only when it is set already */
}

void queue_heed(struct queue *q)
{
    uint64_t count;
    ssize_t got = read(q->wake, &count, sizeof count);
    (void)got;
}

static void count_polls(struct queue *q, size_t polls)
{
    q->polls = polls;
    counter_set(COUNT_QUEUED_POLLS, polls);
}

static bool hurries(const struct queue *q)
{
    return q->ended || q->jobs > q->waiting || q->waiting >= QUEUE_COMPANY;
}

void queue_put(struct queue *q, const struct job *job)
{
    struct job *copy = mem_copy(job, sizeof *job);
    pthread_mutex_lock(&q->lock);
    assert(!q->ended);
    while (job->kind == JOB_POLL && q->polls >= QUEUE_POLLS_MAX && !q->wide)
        pthread_cond_wait(&q->room, &q->lock);
    *q->last = copy;
    q->last = &copy->next;
    if (job->kind == JOB_POLL)
        count_polls(q, q->polls + 1);
    q->jobs++;
    q->waiting += job->may_wait;
    bool wakes = hurries(q);
    pthread_mutex_unlock(&q->lock);
    if (wakes)
        queue_wake(q);
}

struct job *queue_take(struct queue *q)
{
    pthread_mutex_lock(&q->lock);
    struct job *job = q->first;
    if (job)
        q->first = job->next;
    if (!q->first)
        q->last = &q->first;
    q->jobs -= job != NULL;
    q->waiting -= job && job->may_wait;
    if (job && job->kind == JOB_POLL) {
        count_polls(q, q->polls - 1);
        pthread_cond_broadcast(&q->room);
    }
    pthread_mutex_unlock(&q->lock);
    return job;
}

bool queue_is_empty(struct queue *q)
{
    pthread_mutex_lock(&q->lock);
    bool empty = !q->first;
    pthread_mutex_unlock(&q->lock);
    return empty;
}

bool queue_hurries(struct queue *q)
{
    pthread_mutex_lock(&q->lock);
    bool any = hurries(q);
    pthread_mutex_unlock(&q->lock);
    return any;
}

size_t queue_polls(struct queue *q)
{
    pthread_mutex_lock(&q->lock);
    size_t polls = q->polls;
    pthread_mutex_unlock(&q->lock);
    return polls;
}

bool queue_is_full(struct queue *q)
{
    return queue_polls(q) >= QUEUE_POLLS_MAX;
}

void queue_open_wide(struct queue *q)
{
    pthread_mutex_lock(&q->lock);
    q->wide = true;
    pthread_cond_broadcast(&q->room);
    pthread_mutex_unlock(&q->lock);
}

void queue_end(struct queue *q)
{
    queue_open_wide(q);
    pthread_mutex_lock(&q->lock);
    q->ended = true;
    pthread_mutex_unlock(&q->lock);
    queue_wake(q);
}

bool queue_has_ended(struct queue *q)
{
    pthread_mutex_lock(&q->lock);
    bool ended = q->ended;
    pthread_mutex_unlock(&q->lock);
    return ended;
}
