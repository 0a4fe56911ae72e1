#include "docket.h"

#include "base/checksum.h"
#include "base/mem.h"

#include <assert.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define CRASHES_MAX  2  /* of one item */
#define DEATHS_MAX   6  /* crashes and other deaths, in a row */
#define HANGS_AFTER  10 /* seconds; when the watchdog aborts us, younger ones are innocent */
#define LEDGER_SIZE  256

enum state { IDLE, JUDGING, CRASHED };

/* Both as on disk, in the machine's own byte order. */
struct slot {
    uint64_t state, key;
    char feed[72], item[168]; /* for people; cut where longer */
};

struct suspect {
    uint64_t key; /* 0: nobody */
    uint32_t crashes, deaths;
};

struct docket {
    int fd;
    pthread_mutex_t lock;
    struct slot slots[DOCKET_SLOTS];
    _Atomic int64_t since[DOCKET_SLOTS]; /* monotonic seconds; 0: idle */
    struct suspect ledger[LEDGER_SIZE];
    size_t next;                         /* to be overwritten when the ledger is full */
};

static const int deadly[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };
static struct sigaction before[count_of(deadly)];
static _Atomic(struct docket *) the_docket;
static _Thread_local size_t my_slot = DOCKET_SLOTS;

/* On disk: the slots, then the ledger. A write that fails only makes us forget. */

static void save(const struct docket *d, const void *what, size_t size, size_t at)
{
    ssize_t written = pwrite(d->fd, what, size, (off_t)at);
    (void)written;
}

static void save_slot(const struct docket *d, size_t i)
{
    save(d, &d->slots[i], sizeof d->slots[i], i * sizeof d->slots[i]);
}

static void save_state(const struct docket *d, size_t i, uint64_t state)
{
    save(d, &state, sizeof state, i * sizeof d->slots[i]);
}

static void save_suspect(const struct docket *d, const struct suspect *s)
{
    save(d, s, sizeof *s, sizeof d->slots + (size_t)(s - d->ledger) * sizeof *s);
}

/* Dying */

static int64_t seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec + 1; /* never 0 */
}

static void mark_hanging(const struct docket *d)
{
    for (size_t i = 0; i < DOCKET_SLOTS; i++) {
        int64_t since = atomic_load(&d->since[i]);
        if (since && seconds() - since >= HANGS_AFTER)
            save_state(d, i, CRASHED);
    }
}

/* Only what a signal's handler may: it writes, and hands the signal on. */
static void on_death(int number)
{
    const struct docket *d = atomic_load(&the_docket);
    if (d && my_slot < DOCKET_SLOTS)
        save_state(d, my_slot, CRASHED);
    else if (d && number == SIGABRT)
        mark_hanging(d);
    for (size_t i = 0; i < count_of(deadly); i++)
        if (deadly[i] == number)
            sigaction(number, &before[i], NULL);
    raise(number);
}

static void watch_deaths(void)
{
    struct sigaction mine = { .sa_handler = on_death, .sa_flags = SA_ONSTACK };
    sigemptyset(&mine.sa_mask);
    for (size_t i = 0; i < count_of(deadly); i++)
        sigaction(deadly[i], &mine, &before[i]);
}

static void unwatch_deaths(void)
{
    for (size_t i = 0; i < count_of(deadly); i++)
        sigaction(deadly[i], &before[i], NULL);
}

/* A worker blocks all signals and has one stack: a blocked crash, or one by an overflow of that
 * stack, would end us without a word. */
static void prepare_thread(void)
{
    static _Thread_local bool prepared;
    static _Thread_local char stack[16384];
    stack_t other = { .ss_sp = stack, .ss_size = sizeof stack }, now;
    sigset_t set;
    if (prepared)
        return;
    prepared = true;
    sigemptyset(&set);
    for (size_t i = 0; i < count_of(deadly); i++)
        sigaddset(&set, deadly[i]);
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    if (sigaltstack(NULL, &now) == 0 && now.ss_flags & SS_DISABLE)
        sigaltstack(&other, NULL);
}

/* Suspects */

static uint64_t key_of(const char *feed, const char *item)
{
    HELD(text) both = { 0 };
    text_add(&both, (struct slice){ feed, strlen(feed) + 1 });
    text_add(&both, slice_of(item));
    uint64_t key = checksum(text_slice(&both));
    return key ? key : 1;
}

static struct suspect *find(struct docket *d, uint64_t key)
{
    for (size_t i = 0; i < LEDGER_SIZE; i++)
        if (d->ledger[i].key == key)
            return &d->ledger[i];
    return NULL;
}

static struct suspect *find_or_add(struct docket *d, uint64_t key)
{
    struct suspect *s = find(d, key);
    if (!s)
        s = find(d, 0);
    if (!s)
        s = &d->ledger[d->next++ % LEDGER_SIZE];
    if (s->key != key)
        *s = (struct suspect){ .key = key };
    return s;
}

static bool is_guilty(const struct suspect *s)
{
    return s && (s->crashes >= CRASHES_MAX || s->crashes + s->deaths >= DEATHS_MAX);
}

static void count(struct docket *d, size_t i, docket_tell *tell)
{
    struct slot *slot = &d->slots[i];
    if (slot->state != JUDGING && slot->state != CRASHED)
        return;
    slot->feed[sizeof slot->feed - 1] = slot->item[sizeof slot->item - 1] = '\0';
    struct suspect *s = find_or_add(d, slot->key);
    if (slot->state == CRASHED)
        s->crashes++;
    else
        s->deaths++;
    save_suspect(d, s);
    if (tell && (slot->state == CRASHED || is_guilty(s)))
        tell(slot->feed, slot->item, is_guilty(s));
    slot->state = IDLE;
    save_slot(d, i);
}

/* Opening */

static void load(struct docket *d)
{
    ssize_t slots = pread(d->fd, d->slots, sizeof d->slots, 0);
    ssize_t ledger = pread(d->fd, d->ledger, sizeof d->ledger, sizeof d->slots);
    if (slots != (ssize_t)sizeof d->slots || ledger != (ssize_t)sizeof d->ledger) {
        memset(d->slots, 0, sizeof d->slots);
        memset(d->ledger, 0, sizeof d->ledger);
    }
}

struct docket *docket_open(const char *path, docket_tell *tell, struct error *err)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    if (fd < 0) {
        error_errno(err, REFUSE, path, "cannot open the list of items being judged");
        return NULL;
    }
    struct docket *d = mem_new(sizeof *d);
    d->fd = fd;
    pthread_mutex_init(&d->lock, NULL);
    load(d);
    for (size_t i = 0; i < DOCKET_SLOTS; i++)
        count(d, i, tell);
    save(d, d->slots, sizeof d->slots, 0); /* a new file gets its size */
    save(d, d->ledger, sizeof d->ledger, sizeof d->slots);
    assert(!atomic_load(&the_docket));
    atomic_store(&the_docket, d);
    watch_deaths();
    return d;
}

void docket_close(struct docket **docket)
{
    struct docket *d = *docket;
    if (!d)
        return;
    unwatch_deaths();
    atomic_store(&the_docket, NULL);
    close(d->fd);
    pthread_mutex_destroy(&d->lock);
    mem_free(docket);
}

/* Judging */

bool docket_is_quarantined(struct docket *d, const char *feed, const char *item)
{
    pthread_mutex_lock(&d->lock);
    bool guilty = is_guilty(find(d, key_of(feed, item)));
    pthread_mutex_unlock(&d->lock);
    return guilty;
}

size_t docket_enter(struct docket *d, const char *feed, const char *item)
{
    size_t i = 0;
    prepare_thread();
    pthread_mutex_lock(&d->lock);
    while (i < DOCKET_SLOTS && d->slots[i].state != IDLE)
        i++;
    assert(i < DOCKET_SLOTS);
    struct slot *slot = &d->slots[i];
    *slot = (struct slot){ .state = JUDGING, .key = key_of(feed, item) };
    pthread_mutex_unlock(&d->lock);
    snprintf(slot->feed, sizeof slot->feed, "%s", feed);
    snprintf(slot->item, sizeof slot->item, "%s", item);
    save_slot(d, i);
    atomic_store(&d->since[i], seconds());
    my_slot = i;
    return i;
}

void docket_leave(struct docket *d, size_t i, bool is_done)
{
    my_slot = DOCKET_SLOTS;
    atomic_store(&d->since[i], 0);
    save_state(d, i, IDLE);
    pthread_mutex_lock(&d->lock);
    struct suspect *s = is_done ? find(d, d->slots[i].key) : NULL;
    if (s) {
        *s = (struct suspect){ 0 };
        save_suspect(d, s);
    }
    d->slots[i].state = IDLE;
    pthread_mutex_unlock(&d->lock);
}
