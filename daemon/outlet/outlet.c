#include "outlet/outlet.h"

#include "base/counter.h"
#include "base/mem.h"
#include "outlet/door.h"
#include "outlet/queue.h"
#include "outlet/replay.h"

#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>

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
    struct queue *queue;

    /* the thread's own */
    struct journal *journal;
    struct keys *keys; /* NULL: none are asked for */
    struct publish *publish;
    struct replay *replay;
    struct batch *batch;
    int64_t beat_at, retry_at, retry_ms, give_up_at; /* monotonic ms; 0: none */
    bool trim_more;                                  /* work that need not be waited for */
    bool failed;                                     /* for good: the thread ends */
    struct door door;

    /* everybody's, under the lock */
    pthread_mutex_t lock;
    struct error trouble; /* set while the journal cannot be written */

    _Atomic uint64_t beats, head;
    _Atomic bool reread; /* the keys */
};

/* Opening */

static void release(struct outlet *o)
{
    publish_close(&o->publish);
    replay_close(&o->replay);
    keys_close(&o->keys);
    journal_close(&o->journal);
    batch_free(&o->batch);
    queue_free(&o->queue);
    pthread_mutex_destroy(&o->lock);
    mem_free(&o);
}

static bool open_all(struct outlet *o, const struct outlet_settings *settings, struct error *notice,
                     struct error *err)
{
    o->queue = queue_new(err);
    if (!o->queue)
        return false;
    o->journal = journal_open(settings->journal.path, &settings->publish.retain, notice, err);
    if (!o->journal)
        return false;
    if (!keys_open(&settings->publish.curve, &o->keys, err))
        return false;
    o->publish = publish_open(&settings->publish, o->keys, err);
    if (!o->publish)
        return false;
    o->replay = replay_open(&settings->publish, o->keys, err);
    o->door = (struct door){ .publish = o->publish, .replay = o->replay, .keys = o->keys };
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
    o->batch = batch_new();
    o->trim_more = true;
    pthread_mutex_init(&o->lock, NULL);
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

bool outlet_rests(struct outlet *o, journal_rest *each, void *context, struct error *err)
{
    assert(!o->started);
    return journal_load_rests(o->journal, each, context, err);
}

bool outlet_traces(struct outlet *o, size_t most, journal_trace_reader *each, void *context,
                   struct error *err)
{
    assert(!o->started);
    return journal_load_traces(o->journal, most, each, context, err);
}

const char *outlet_endpoint(const struct outlet *o)
{
    return socket_endpoint(publish_socket(o->publish));
}

const char *outlet_replay_endpoint(const struct outlet *o)
{
    return socket_endpoint(replay_socket(o->replay));
}

/* From any thread */

/* A poll that brought nothing goes with somebody else's commit: nine of ten are such. While a clock is
 * cranked nobody else comes. */
static bool may_wait(const struct outlet *o, const struct poll *poll)
{
    return !clock_is_cranked(o->clock) && !poll->items_size && !poll->events_size && !poll->left_out_size;
}

void outlet_submit(struct outlet *o, struct poll **poll)
{
    struct job job = job_of_poll(poll);
    job.may_wait = may_wait(o, job.poll);
    queue_put(o->queue, &job);
}

void outlet_remember(struct outlet *o, const struct feed_state *state)
{
    queue_put(o->queue, &(struct job){ .kind = JOB_NOT_BEFORE,
                                       .name = mem_string(state->feed),
                                       .at = state->not_before });
}

void outlet_rest(struct outlet *o, const char *turn, struct instant until)
{
    queue_put(o->queue,
              &(struct job){ .kind = JOB_REST, .name = mem_string(turn), .at = until });
}

void outlet_forget(struct outlet *o, const char *feed)
{
    queue_put(o->queue, &(struct job){ .kind = JOB_FORGET, .name = mem_string(feed) });
}

void outlet_reread_keys(struct outlet *o)
{
    atomic_store(&o->reread, true);
    queue_wake(o->queue);
}

bool outlet_is_full(struct outlet *o)
{
    return queue_is_full(o->queue) || !outlet_is_well(o, NULL);
}

bool outlet_is_well(struct outlet *o, struct error *ret_why)
{
    pthread_mutex_lock(&o->lock);
    bool well = !error_is_set(&o->trouble);
    if (!well && ret_why)
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
    struct job *job;
    bool ended = queue_has_ended(o->queue); /* asked first: what was put in before is seen below */
    while (batch_items(o->batch) < OUTLET_BATCH_MAX && (job = queue_take(o->queue)))
        batch_add(o->batch, &job);
    return ended && queue_is_empty(o->queue);
}

static void set_trouble(struct outlet *o, const struct error *err)
{
    pthread_mutex_lock(&o->lock);
    o->trouble = *err;
    pthread_mutex_unlock(&o->lock);
}

static void fail(struct outlet *o, const struct error *err)
{
    set_trouble(o, err);
    if (!o->failed && o->calls.failed)
        o->calls.failed(o->calls.context, err);
    o->failed = true;
}

/* The journal says so. */
static void meet_trouble(struct outlet *o, const struct error *err)
{
    bool news = !error_is_set(&o->trouble);
    if (err->remedy != RETRY) {
        fail(o, err);
        return;
    }
    set_trouble(o, err);
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

static void wait_for_room(struct outlet *o, int64_t now)
{
    o->retry_ms = !o->retry_ms                     ? RETRY_MS
                  : o->retry_ms * 2 < RETRY_MAX_MS ? o->retry_ms * 2
                                                   : RETRY_MAX_MS;
    o->retry_at = now + o->retry_ms;
    counter_add(COUNT_COMMIT_FAILURES, 1);
    counter_set(COUNT_JOURNAL_PAUSED, 1);
}

static void commit(struct outlet *o)
{
    struct error err = { 0 };
    int64_t now = clock_awake().ms;
    if (batch_is_empty(o->batch) || batch_is_committed(o->batch) || now < o->retry_at)
        return;
    if (!batch_commit(o->batch, o->journal, clock_now(o->clock), &o->trim_more, &err)) {
        wait_for_room(o, now);
        meet_trouble(o, &err);
        return;
    }
    o->retry_at = o->retry_ms = 0;
    counter_add(COUNT_COMMITS, 1);
    show_journal(o);
    clear_trouble(o);
}

/* In a large batch this takes several turns: heartbeats and replay go on in between. */
static void send_out(struct outlet *o)
{
    if (!batch_is_committed(o->batch))
        return;
    if (queue_has_ended(o->queue))
        publish_hurry(o->publish);
    if (batch_publish(o->batch, o->publish, journal_epoch(o->journal)))
        batch_settle(o->batch, &o->calls);
}

/* Its head is what went out, not what is committed: or everybody would ask replay for the rest of a burst that is
 * on its way. */
static void beat(struct outlet *o)
{
    int64_t now = clock_awake().ms;
    if (now < o->beat_at)
        return;
    o->beat_at = now + BEAT_MS;
    struct heartbeat heartbeat = { journal_epoch(o->journal),
                                   batch_sent(o->batch, journal_head(o->journal)),
                                   journal_oldest(o->journal), clock_now(o->clock) };
    publish_heartbeat(o->publish, &heartbeat);
}

/* Peers */

static void reread_keys(struct outlet *o)
{
    struct error err = { 0 };
    if (atomic_exchange(&o->reread, false) && !door_reread_keys(&o->door, &err))
        fail(o, &err);
}

static void serve_subscribers(struct outlet *o)
{
    struct error err = { 0 };
    if (!door_serve(&o->door, &err))
        fail(o, &err);
}

static void tell_refusals(struct outlet *o)
{
    size_t count;
    const char *why;
    if (door_has_news(&o->door, &count, &why) && o->calls.refused)
        o->calls.refused(o->calls.context, count, why);
}

/* Goes on with what retention left over, while there is nothing better to do. */
static void trim(struct outlet *o)
{
    if (!o->trim_more || !batch_is_empty(o->batch))
        return;
    struct error err = { 0 };
    bool more = false;
    if (!journal_begin(o->journal, &err) ||
        !journal_trim(o->journal, IDLE_TRIM, &more, &err) || !journal_commit(o->journal, &err))
        journal_rollback(o->journal);
    if (error_is_set(&err) && err.remedy != RETRY)
        fail(o, &err);
    /* after a failure the next commit asks again: a full disk must not make this spin */
    o->trim_more = more && !error_is_set(&err);
    show_journal(o);
}

/* Until the next heartbeat or retry, or until somebody wants something. */
static void wait(struct outlet *o)
{
    int64_t now = clock_awake().ms, until = o->beat_at;
    struct socket *sockets[] = { publish_socket(o->publish), replay_socket(o->replay) };
    bool ready[2], called;
    if (o->retry_at && o->retry_at < until)
        until = o->retry_at;
    int64_t next = now + publish_pause(o->publish).ms; /* when the next message may go out */
    if (batch_is_committed(o->batch) && next < until)
        until = next;
    if (batch_is_empty(o->batch) && (o->trim_more || queue_hurries(o->queue)))
        until = now;
    /* while a batch waits for the disk, or for its turn to go out, the queue is left alone */
    int fd = batch_is_empty(o->batch) ? queue_fd(o->queue) : -1;
    socket_wait(sockets, 2, fd, (struct duration){ until - now }, ready, &called);
    if (called)
        queue_heed(o->queue);
    if (ready[0])
        serve_subscribers(o);
    if (ready[1])
        replay_serve(o->replay, o->journal);
}

static bool gives_up(struct outlet *o)
{
    bool stopping = queue_has_ended(o->queue);
    if (stopping && !o->give_up_at)
        o->give_up_at = clock_awake().ms + GIVE_UP_MS;
    return stopping && clock_awake().ms >= o->give_up_at && o->retry_at;
}

static void *run(void *arg)
{
    struct outlet *o = arg;
    bool last = false;
    while (!o->failed) {
        if (batch_is_empty(o->batch))
            last = collect(o);
        commit(o);
        send_out(o);
        atomic_fetch_add(&o->beats, 1);
        if ((last && batch_is_empty(o->batch)) || gives_up(o))
            return NULL;
        beat(o);
        reread_keys(o);
        tell_refusals(o);
        trim(o);
        if (!o->failed)
            wait(o);
    }
    return NULL; /* not a word more: whoever owns us was told, and will stop us */
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
    queue_open_wide(o->queue);
}

bool outlet_stop(struct outlet **outlet, struct error *err)
{
    struct outlet *o = *outlet;
    if (!o)
        return true;
    queue_end(o->queue);
    if (o->started)
        pthread_join(o->thread, NULL);
    size_t left = queue_polls(o->queue) + batch_jobs(o->batch);
    if (left)
        error_set(err, RETRY, NULL,
                  "%zu polls could not be committed and will be fetched again: %s", left,
                  o->trouble.text);
    release(o);
    *outlet = NULL;
    return left == 0;
}
