#include "base/pool.h"

#include "base/mem.h"

#include <assert.h>
#include <pthread.h>
#include <signal.h>

struct pool_task {
    pool_job *run;
    void *arg;
};

struct pool {
    pthread_mutex_t lock;
    pthread_cond_t more;
    struct pool_task *jobs;        /* a ring */
    size_t limit, first, queued, running;
    uint64_t ended;
    bool closing;
    pthread_t *threads;
    size_t threads_size;
};

static bool wait_for_job(struct pool *p, struct pool_task *ret)
{
    while (!p->queued && !p->closing)
        pthread_cond_wait(&p->more, &p->lock);
    if (!p->queued)
        return false;
    *ret = p->jobs[p->first];
    p->first = (p->first + 1) % p->limit;
    p->queued--;
    p->running++;
    return true;
}

static void *work(void *arg)
{
    struct pool *p = arg;
    struct pool_task job;
    pthread_mutex_lock(&p->lock);
    while (wait_for_job(p, &job)) {
        pthread_mutex_unlock(&p->lock);
        job.run(job.arg);
        pthread_mutex_lock(&p->lock);
        p->running--;
        p->ended++;
    }
    pthread_mutex_unlock(&p->lock);
    return NULL;
}

/* Signals are the main thread's business. */
static void start(pthread_t *thread, struct pool *p)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    int failed = pthread_create(thread, NULL, work, p);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    assert(!failed);
}

struct pool *pool_new(size_t threads, size_t queue_limit)
{
    assert(threads > 0 && queue_limit > 0);
    struct pool *p = mem_new(sizeof *p);
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->more, NULL);
    p->limit = queue_limit;
    p->jobs = mem_array(queue_limit, sizeof *p->jobs);
    p->threads = mem_array(threads, sizeof *p->threads);
    p->threads_size = threads;
    for (size_t i = 0; i < threads; i++)
        start(&p->threads[i], p);
    return p;
}

void pool_free(struct pool **pool)
{
    struct pool *p = *pool;
    if (!p)
        return;
    pthread_mutex_lock(&p->lock);
    p->closing = true;
    pthread_cond_broadcast(&p->more);
    pthread_mutex_unlock(&p->lock);
    for (size_t i = 0; i < p->threads_size; i++)
        pthread_join(p->threads[i], NULL);
    assert(!p->queued);
    pthread_cond_destroy(&p->more);
    pthread_mutex_destroy(&p->lock);
    mem_free(&p->threads);
    mem_free(&p->jobs);
    mem_free(pool);
}

bool pool_submit(struct pool *p, pool_job *run, void *arg)
{
    pthread_mutex_lock(&p->lock);
    bool room = p->queued < p->limit;
    if (room) {
        p->jobs[(p->first + p->queued++) % p->limit] = (struct pool_task){ run, arg };
        pthread_cond_signal(&p->more);
    }
    pthread_mutex_unlock(&p->lock);
    return room;
}

size_t pool_busy(struct pool *p)
{
    pthread_mutex_lock(&p->lock);
    size_t busy = p->queued + p->running;
    pthread_mutex_unlock(&p->lock);
    return busy;
}

uint64_t pool_ended(struct pool *p)
{
    pthread_mutex_lock(&p->lock);
    uint64_t ended = p->ended;
    pthread_mutex_unlock(&p->lock);
    return ended;
}
