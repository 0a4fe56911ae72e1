#include "base/loop.h"

#include "base/heap.h"
#include "base/mem.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <systemd/sd-event.h>
#include <time.h>
#include <unistd.h>

#define FOREVER  UINT64_MAX
#define ACCURACY 1000 /* microseconds that sd-event may be late, to wake once for several */

struct posted {
    struct posted *next;
    loop_call call;
    void *arg;
};

struct signal_watch {
    struct signal_watch *next;
    sd_event_source *source;
    loop_call call;
    void *arg;
};

struct loop {
    sd_event *event;
    struct clock *clock;
    struct signal_watch *signals;
    atomic_bool stopping;

    /* a cranked clock */
    struct heap due; /* of loop_timer */
    bool advancing;
    struct instant advance_to;
    loop_call advanced;
    void *advanced_arg;
    unsigned holds;

    /* any thread */
    int wake_fd;
    struct loop_watch *wake;
    pthread_mutex_t lock;
    struct posted *first, **last;
};

struct loop_watch {
    sd_event_source *source;
    loop_ready call;
    void *arg;
};

struct loop_timer {
    struct loop *loop;
    enum loop_time time;
    loop_call call;
    void *arg;
    sd_event_source *source; /* real time */
    struct heap_node due;    /* cranked time */
};

/* sd-event refuses only what is our own mistake, or for want of memory. */
static void must(int result)
{
    if (result >= 0)
        return;
    fprintf(stderr, "assayd: event loop: %s\n", strerror(-result));
    abort();
}

/* --- calls from other threads --- */

static void nudge(struct loop *l)
{
    ssize_t written = write(l->wake_fd, &(uint64_t){ 1 }, sizeof(uint64_t));
    (void)written; /* a full counter wakes the loop as well */
}

static struct posted *take_posted(struct loop *l)
{
    pthread_mutex_lock(&l->lock);
    struct posted *list = l->first;
    l->first = NULL;
    l->last = &l->first;
    pthread_mutex_unlock(&l->lock);
    return list;
}

static bool run_posted(struct loop *l)
{
    struct posted *first = take_posted(l);
    for (struct posted *p = first, *next; p; p = next) {
        next = p->next;
        p->call(p->arg);
        mem_free(&p);
    }
    return first != NULL;
}

static void on_wake(void *arg, int fd, unsigned ready)
{
    uint64_t count;
    (void)ready;
    ssize_t got = read(fd, &count, sizeof count);
    (void)got; /* the list says what there is to do */
    run_posted(arg);
}

void loop_drain(struct loop *l)
{
    while (run_posted(l))
        ;
}

void loop_post(struct loop *l, loop_call call, void *arg)
{
    struct posted *p = mem_new(sizeof *p);
    p->call = call;
    p->arg = arg;
    pthread_mutex_lock(&l->lock);
    *l->last = p;
    l->last = &p->next;
    pthread_mutex_unlock(&l->lock);
    nudge(l);
}

void loop_stop(struct loop *l)
{
    atomic_store(&l->stopping, true);
    nudge(l);
}

/* --- the loop --- */

struct loop *loop_new(struct clock *clock, struct error *err)
{
    sd_event *event = NULL;
    int wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (wake_fd < 0) {
        error_errno(err, STOP, NULL, "cannot make an event loop");
        return NULL;
    }
    int result = sd_event_new(&event);
    if (result < 0) {
        close(wake_fd);
        error_set(err, STOP, NULL, "cannot make an event loop: %s", strerror(-result));
        return NULL;
    }
    struct loop *l = mem_new(sizeof *l);
    l->event = event;
    l->clock = clock;
    l->wake_fd = wake_fd;
    l->last = &l->first;
    pthread_mutex_init(&l->lock, NULL);
    l->wake = loop_watch_new(l, wake_fd, LOOP_READ, on_wake, l);
    return l;
}

void loop_free(struct loop **loop)
{
    struct loop *l = *loop;
    if (!l)
        return;
    for (struct posted *p = take_posted(l), *next; p; p = next) {
        next = p->next;
        mem_free(&p);
    }
    for (struct signal_watch *s = l->signals, *next; s; s = next) {
        next = s->next;
        sd_event_source_disable_unref(s->source);
        mem_free(&s);
    }
    loop_watch_free(&l->wake);
    close(l->wake_fd);
    heap_done(&l->due);
    pthread_mutex_destroy(&l->lock);
    sd_event_unref(l->event);
    mem_free(loop);
}

struct clock *loop_clock(const struct loop *l)
{
    return l->clock;
}

/* --- descriptors --- */

static uint32_t to_epoll(unsigned wanted)
{
    return (wanted & LOOP_READ ? EPOLLIN : 0u) | (wanted & LOOP_WRITE ? EPOLLOUT : 0u);
}

static int on_ready(sd_event_source *source, int fd, uint32_t events, void *arg)
{
    struct loop_watch *w = arg;
    (void)source;
    w->call(w->arg, fd,
            (events & EPOLLIN ? LOOP_READ : 0u) | (events & EPOLLOUT ? LOOP_WRITE : 0u) |
                (events & (EPOLLERR | EPOLLHUP) ? LOOP_BROKEN : 0u));
    return 0;
}

struct loop_watch *loop_watch_new(struct loop *l, int fd, unsigned wanted, loop_ready call,
                                  void *arg)
{
    struct loop_watch *w = mem_new(sizeof *w);
    w->call = call;
    w->arg = arg;
    must(sd_event_add_io(l->event, &w->source, fd, to_epoll(wanted), on_ready, w));
    return w;
}

void loop_watch_want(struct loop_watch *w, unsigned wanted)
{
    must(sd_event_source_set_io_events(w->source, to_epoll(wanted)));
}

void loop_watch_free(struct loop_watch **w)
{
    if (!*w)
        return;
    sd_event_source_disable_unref((*w)->source);
    mem_free(w);
}

/* --- timers --- */

static int on_time(sd_event_source *source, uint64_t usec, void *arg)
{
    struct loop_timer *t = arg;
    (void)source;
    (void)usec;
    t->call(t->arg);
    return 0;
}

static bool is_cranked(const struct loop_timer *t)
{
    return t->time == LOOP_CLOCK && clock_is_cranked(t->loop->clock);
}

struct loop_timer *loop_timer_new(struct loop *l, enum loop_time time, loop_call call, void *arg)
{
    struct loop_timer *t = mem_new(sizeof *t);
    *t = (struct loop_timer){ .loop = l, .time = time, .call = call, .arg = arg };
    if (is_cranked(t))
        return t;
    clockid_t clock = time == LOOP_CLOCK ? CLOCK_BOOTTIME : CLOCK_MONOTONIC;
    must(sd_event_add_time(l->event, &t->source, clock, FOREVER, ACCURACY, on_time, t));
    must(sd_event_source_set_enabled(t->source, SD_EVENT_OFF));
    return t;
}

/* Far enough is a century; more would overflow in sums. */
static uint64_t to_usec(int64_t ms)
{
    const int64_t century = INT64_C(100) * 366 * 24 * 3600 * 1000;
    return ms <= 0 ? 0 : (uint64_t)(ms < century ? ms : century) * 1000;
}

void loop_timer_at(struct loop_timer *t, struct instant at)
{
    assert(t->time == LOOP_CLOCK);
    if (is_cranked(t)) {
        heap_put(&t->loop->due, &t->due, at.ms);
        return;
    }
    must(sd_event_source_set_time(t->source, to_usec(at.ms)));
    must(sd_event_source_set_enabled(t->source, SD_EVENT_ONESHOT));
}

void loop_timer_in(struct loop_timer *t, struct duration delay)
{
    if (t->time == LOOP_CLOCK) {
        loop_timer_at(t, instant_add(clock_steady(t->loop->clock), delay));
        return;
    }
    struct timespec now; /* not sd_event_now, which stands still within a turn */
    clock_gettime(CLOCK_MONOTONIC, &now);
    uint64_t usec = (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
    must(sd_event_source_set_time(t->source, usec + to_usec(delay.ms)));
    must(sd_event_source_set_enabled(t->source, SD_EVENT_ONESHOT));
}

void loop_timer_stop(struct loop_timer *t)
{
    if (is_cranked(t))
        heap_take(&t->loop->due, &t->due);
    else
        must(sd_event_source_set_enabled(t->source, SD_EVENT_OFF));
}

void loop_timer_free(struct loop_timer **t)
{
    if (!*t)
        return;
    heap_take(&(*t)->loop->due, &(*t)->due);
    sd_event_source_disable_unref((*t)->source);
    mem_free(t);
}

/* --- signals --- */

static int on_signal(sd_event_source *source, const struct signalfd_siginfo *info, void *arg)
{
    struct signal_watch *s = arg;
    (void)source;
    (void)info;
    s->call(s->arg);
    return 0;
}

void loop_signal(struct loop *l, int number, loop_call call, void *arg)
{
    struct signal_watch *s = mem_new(sizeof *s);
    *s = (struct signal_watch){ .next = l->signals, .call = call, .arg = arg };
    l->signals = s;
    number |= SD_EVENT_SIGNAL_PROCMASK;
    must(sd_event_add_signal(l->event, &s->source, number, on_signal, s));
}

/* --- running --- */

static bool is_overdue(const struct loop *l)
{
    const struct heap_node *first = heap_first(&l->due);
    return first && first->key <= clock_steady(l->clock).ms;
}

static void fire_first(struct loop *l)
{
    struct loop_timer *t = heap_owner(heap_first(&l->due), struct loop_timer, due);
    heap_take(&l->due, &t->due);
    t->call(t->arg);
}

static bool may_crank(const struct loop *l)
{
    return l->advancing && !l->holds;
}

/* Nothing is left to do at this instant: on to the next due timer, or to the end. */
static void crank(struct loop *l)
{
    struct instant now = clock_steady(l->clock), next = l->advance_to;
    const struct heap_node *first = heap_first(&l->due);
    if (first && first->key < next.ms)
        next.ms = first->key;
    if (instant_before(now, next)) {
        clock_advance(l->clock, instant_since(next, now));
        return;
    }
    l->advancing = false;
    if (l->advanced)
        l->advanced(l->advanced_arg);
}

/* One cranked timer a turn, so that descriptors and posted calls come in between. */
static bool turn(struct loop *l, uint64_t usec, struct error *err)
{
    int dispatched = sd_event_run(l->event, is_overdue(l) || may_crank(l) ? 0 : usec);
    if (dispatched < 0 && dispatched != -EINTR)
        return error_set(err, STOP, NULL, "event loop: %s", strerror(-dispatched));
    if (is_overdue(l))
        fire_first(l);
    else if (dispatched == 0 && may_crank(l))
        crank(l);
    return true;
}

bool loop_run(struct loop *l, struct error *err)
{
    while (!atomic_exchange(&l->stopping, false))
        if (!turn(l, FOREVER, err))
            return false;
    return true;
}

static int64_t monotonic_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool loop_wait(struct loop *l, const bool *flag, struct duration at_most, struct error *err)
{
    int64_t end = monotonic_ms() + at_most.ms;
    while (!*flag) {
        int64_t left = end - monotonic_ms();
        if (left <= 0)
            return error_set(err, RETRY, NULL, "nothing came within %lld ms",
                             (long long)at_most.ms);
        if (!turn(l, to_usec(left), err))
            return false;
    }
    return true;
}

/* --- cranking --- */

void loop_hold(struct loop *l)
{
    l->holds++;
}

void loop_release(struct loop *l)
{
    assert(l->holds > 0);
    l->holds--;
}

void loop_advance(struct loop *l, struct duration by, loop_call done, void *arg)
{
    assert(clock_is_cranked(l->clock) && !l->advancing && by.ms >= 0);
    l->advancing = true;
    l->advance_to = instant_add(clock_steady(l->clock), by);
    l->advanced = done;
    l->advanced_arg = arg;
}

bool loop_is_advancing(const struct loop *l)
{
    return l->advancing;
}

static void raise_flag(void *arg)
{
    *(bool *)arg = true;
}

bool loop_crank(struct loop *l, struct duration by, struct duration at_most, struct error *err)
{
    bool done = false;
    loop_advance(l, by, raise_flag, &done);
    if (loop_wait(l, &done, at_most, err))
        return true;
    l->advancing = false;
    return false;
}
