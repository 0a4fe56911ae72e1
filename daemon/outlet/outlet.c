#include "outlet/outlet.h"

#include "base/counter.h"
#include "base/mem.h"
#include "outlet/replay.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#define BEAT_MS      1000
#define RETRY_MS     200 /* the first pause after a commit failed; doubles */
#define RETRY_MAX_MS 5000
#define GIVE_UP_MS   3000 /* for a last commit while stopping */
#define IDLE_TRIM    256

struct outlet {
    /* set before the thread starts */
    struct clock *clock;
    struct outlet_calls calls;
    pthread_t thread;
    bool started;
    int wake; /* eventfd: something was queued, or the end has come */

    /* the thread's own */
    struct journal *journal;
    struct publish *publish;
    struct replay *replay;
    struct batch *batch;
    int64_t beat_at, retry_at, retry_ms, give_up_at; /* monotonic ms; 0: none */
    bool trim_more, queue_more;                      /* work that need not be waited for */

    /* everybody's, under the lock */
    pthread_mutex_t lock;
    pthread_cond_t room;
    struct job *first, **last;
    size_t polls; /* queued */
    bool finishing, stopping;
    struct error trouble; /* set while the journal cannot be written */

    _Atomic uint64_t beats, head;
};

static int64_t monotonic_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Opening */

static void release(struct outlet *o)
{
    publish_close(&o->publish);
    replay_close(&o->replay);
    journal_close(&o->journal);
    batch_free(&o->batch);
    for (struct job *job = o->first, *next; job; job = next) {
        next = job->next;
        job_free(&job);
    }
    if (o->wake >= 0)
        close(o->wake);
    pthread_mutex_destroy(&o->lock);
    pthread_cond_destroy(&o->room);
    mem_free(&o);
}

static bool open_all(struct outlet *o, const struct outlet_settings *settings, struct error *notice,
                     struct error *err)
{
    o->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (o->wake < 0)
        return error_errno(err, STOP, NULL, "no descriptor for the outlet");
    o->journal = journal_open(settings->journal.path, &settings->publish.retain, notice, err);
    if (!o->journal)
        return false;
    o->publish = publish_open(&settings->publish, err);
    if (!o->publish)
        return false;
    o->replay = replay_open(&settings->publish, err);
    return o->replay != NULL;
}

static void show_journal(struct outlet *o)
{
    atomic_store(&o->head, journal_head(o->journal));
    counter_set(COUNT_JOURNAL_HEAD, journal_head(o->journal));
    counter_set(COUNT_JOURNAL_OLDEST, journal_oldest(o->journal));
}

struct outlet *outlet_open(const struct outlet_settings *settings, struct clock *clock,
                           const struct outlet_calls *calls, struct error *ret_notice,
                           struct error *err)
{
    struct outlet *o = mem_new(sizeof *o);
    o->clock = clock;
    o->calls = *calls;
    o->last = &o->first;
    o->batch = batch_new();
    o->trim_more = true;
    pthread_mutex_init(&o->lock, NULL);
    pthread_cond_init(&o->room, NULL);
    if (open_all(o, settings, ret_notice, err)) {
        show_journal(o);
        return o;
    }
    release(o);
    return NULL;
}

bool outlet_feeds(struct outlet *o, struct feed_state ***ret, size_t *ret_size, struct error *err)
{
    assert(!o->started);
    return journal_load_feeds(o->journal, ret, ret_size, err);
}

const char *outlet_endpoint(const struct outlet *o)
{
    return socket_endpoint(publish_socket(o->publish));
}

const char *outlet_replay_endpoint(const struct outlet *o)
{
    return socket_endpoint(replay_socket(o->replay));
}

/* The queue */

static void wake(struct outlet *o)
{
    uint64_t one = 1;
    ssize_t written = write(o->wake, &one, sizeof one);
    (void)written; /* fails only when it is set already */
}

static void unwake(struct outlet *o)
{
    uint64_t count;
    ssize_t got = read(o->wake, &count, sizeof count);
    (void)got;
}

static void push(struct outlet *o, const struct job *job)
{
    struct job *copy = mem_copy(job, sizeof *job);
    *o->last = copy;
    o->last = &copy->next;
    if (job->kind == JOB_POLL)
        counter_set(COUNT_QUEUED_POLLS, ++o->polls);
}

static void queue(struct outlet *o, const struct job *job)
{
    pthread_mutex_lock(&o->lock);
    assert(!o->stopping);
    push(o, job);
    pthread_mutex_unlock(&o->lock);
    wake(o);
}

void outlet_submit(struct outlet *o, struct poll **poll)
{
    struct job job = { .kind = JOB_POLL, .poll = *poll };
    *poll = NULL;
    pthread_mutex_lock(&o->lock);
    assert(!o->stopping);
    while (o->polls >= OUTLET_POLLS_MAX && !o->finishing)
        pthread_cond_wait(&o->room, &o->lock);
    push(o, &job);
    pthread_mutex_unlock(&o->lock);
    wake(o);
}

void outlet_remember(struct outlet *o, const struct feed_state *state)
{
    queue(o, &(struct job){ .kind = JOB_NOT_BEFORE,
                            .feed = mem_string(state->feed),
                            .not_before = state->not_before });
}

bool outlet_is_full(struct outlet *o)
{
    pthread_mutex_lock(&o->lock);
    bool full = o->polls >= OUTLET_POLLS_MAX || error_is_set(&o->trouble);
    pthread_mutex_unlock(&o->lock);
    return full;
}

bool outlet_is_well(struct outlet *o, struct error *ret_why)
{
    pthread_mutex_lock(&o->lock);
    bool well = !error_is_set(&o->trouble);
    if (!well)
        *ret_why = o->trouble;
    pthread_mutex_unlock(&o->lock);
    return well;
}

uint64_t outlet_beats(struct outlet *o)
{
    return atomic_load(&o->beats);
}

uint64_t outlet_head(struct outlet *o)
{
    return atomic_load(&o->head);
}

/* The thread */

/* Moves what waits into the batch; true when the thread shall end after it. */
static bool collect(struct outlet *o)
{
    pthread_mutex_lock(&o->lock);
    while (o->first && batch_items(o->batch) < OUTLET_BATCH_MAX) {
        struct job *job = o->first;
        o->first = job->next;
        if (!o->first)
            o->last = &o->first;
        if (job->kind == JOB_POLL)
            o->polls--;
        batch_add(o->batch, &job);
    }
    counter_set(COUNT_QUEUED_POLLS, o->polls);
    o->queue_more = o->first != NULL;
    bool last = o->stopping && !o->first;
    pthread_cond_broadcast(&o->room);
    pthread_mutex_unlock(&o->lock);
    return last;
}

static void set_trouble(struct outlet *o, const struct error *err)
{
    bool news = !error_is_set(&o->trouble);
    pthread_mutex_lock(&o->lock);
    o->trouble = *err;
    pthread_mutex_unlock(&o->lock);
    counter_add(COUNT_COMMIT_FAILURES, 1);
    counter_set(COUNT_JOURNAL_PAUSED, 1);
    if (news && o->calls.troubled)
        o->calls.troubled(o->calls.context, err);
}

static void clear_trouble(struct outlet *o)
{
    if (!error_is_set(&o->trouble))
        return;
    pthread_mutex_lock(&o->lock);
    o->trouble = (struct error){ 0 };
    pthread_mutex_unlock(&o->lock);
    counter_set(COUNT_JOURNAL_PAUSED, 0);
    if (o->calls.relieved)
        o->calls.relieved(o->calls.context);
}

static void commit(struct outlet *o)
{
    struct error err = { 0 };
    int64_t now = monotonic_ms();
    if (batch_is_empty(o->batch) || now < o->retry_at)
        return;
    if (!batch_commit(o->batch, o->journal, clock_now(o->clock), &o->trim_more, &err)) {
        o->retry_ms = !o->retry_ms                     ? RETRY_MS
                      : o->retry_ms * 2 < RETRY_MAX_MS ? o->retry_ms * 2
                                                       : RETRY_MAX_MS;
        o->retry_at = now + o->retry_ms;
        set_trouble(o, &err);
        return;
    }
    o->retry_at = o->retry_ms = 0;
    counter_add(COUNT_COMMITS, 1);
    show_journal(o);
    clear_trouble(o);
    batch_publish(o->batch, o->publish, journal_epoch(o->journal));
    batch_settle(o->batch, &o->calls);
}

static void beat(struct outlet *o)
{
    int64_t now = monotonic_ms();
    if (now < o->beat_at)
        return;
    o->beat_at = now + BEAT_MS;
    struct heartbeat heartbeat = { journal_epoch(o->journal), journal_head(o->journal),
                                   journal_oldest(o->journal), clock_now(o->clock) };
    publish_heartbeat(o->publish, &heartbeat);
}

/* Goes on with what retention left over, while there is nothing better to do. */
static void trim(struct outlet *o)
{
    if (!o->trim_more || !batch_is_empty(o->batch))
        return;
    o->trim_more = false;
    if (!journal_begin(o->journal, NULL))
        return;
    if (!journal_trim(o->journal, IDLE_TRIM, &o->trim_more, NULL) ||
        !journal_commit(o->journal, NULL)) {
        journal_rollback(o->journal);
        o->trim_more = false; /* the next commit asks again; a full disk must not make this spin */
    }
    show_journal(o);
}

/* Until the next heartbeat or retry, or until somebody wants something. */
static void wait(struct outlet *o)
{
    int64_t now = monotonic_ms(), until = o->beat_at;
    struct socket *sockets[] = { publish_socket(o->publish), replay_socket(o->replay) };
    bool ready[2], called;
    if (o->retry_at && o->retry_at < until)
        until = o->retry_at;
    if ((o->trim_more || o->queue_more) && batch_is_empty(o->batch))
        until = now;
    /* while a batch waits for the disk, the queue is left alone */
    int fd = batch_is_empty(o->batch) ? o->wake : -1;
    socket_wait(sockets, 2, fd, (struct duration){ until - now }, ready, &called);
    if (called)
        unwake(o);
    if (ready[0])
        publish_serve(o->publish);
    if (ready[1])
        replay_serve(o->replay, o->journal);
}

static bool gives_up(struct outlet *o)
{
    pthread_mutex_lock(&o->lock);
    bool stopping = o->stopping;
    pthread_mutex_unlock(&o->lock);
    if (stopping && !o->give_up_at)
        o->give_up_at = monotonic_ms() + GIVE_UP_MS;
    return stopping && monotonic_ms() >= o->give_up_at && o->retry_at;
}

static void *run(void *arg)
{
    struct outlet *o = arg;
    bool last = false;
    for (;;) {
        if (batch_is_empty(o->batch))
            last = collect(o);
        commit(o);
        atomic_fetch_add(&o->beats, 1);
        if ((last && batch_is_empty(o->batch)) || gives_up(o))
            return NULL;
        beat(o);
        trim(o);
        wait(o);
    }
}

/* Signals are the main thread's business. */
void outlet_start(struct outlet *o)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    int failed = pthread_create(&o->thread, NULL, run, o);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    assert(!failed);
    (void)failed;
    o->started = true;
}

void outlet_finish(struct outlet *o)
{
    pthread_mutex_lock(&o->lock);
    o->finishing = true;
    pthread_cond_broadcast(&o->room);
    pthread_mutex_unlock(&o->lock);
}

bool outlet_stop(struct outlet **outlet, struct error *err)
{
    struct outlet *o = *outlet;
    if (!o)
        return true;
    outlet_finish(o);
    pthread_mutex_lock(&o->lock);
    o->stopping = true;
    pthread_mutex_unlock(&o->lock);
    wake(o);
    if (o->started)
        pthread_join(o->thread, NULL);
    size_t left = o->polls + batch_jobs(o->batch);
    if (left)
        error_set(err, RETRY, NULL,
                  "%zu polls could not be committed and will be fetched again: %s", left,
                  o->trouble.text);
    release(o);
    *outlet = NULL;
    return left == 0;
}
