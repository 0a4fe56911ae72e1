#include "intake/schedule.h"

#include "base/heap.h"
#include "base/map.h"
#include "base/mem.h"

#include <assert.h>

const struct schedule_settings schedule_defaults = {
    .host_pause = { 1000 },
    .jitter = 0.1,
    .longest_backoff = HOURS(24),
    .longest_hint = HOURS(6),
    .longest_retry = HOURS(24),
    .longest_skip = HOURS(72),
    .moved_polls = 3,
    .moved_time = HOURS(24),
};

struct slot {
    struct heap_node due; /* in its queue while waiting */
    struct host *host;
    void *owner;
    enum schedule_kind kind;
    bool taken; /* from schedule_take to schedule_asked */
};

/* Those of one kind that wait for one host. */
struct queue {
    struct heap_node ready; /* in the schedule's heap while the host may be asked for the first */
    struct heap waiting;    /* of slot */
    struct host *host;
};

struct host {
    struct queue queues[SCHEDULE_KINDS];
    struct instant rests_until;
    struct heap_node left; /* in the schedule's heap while nobody wants anything of it */
    bool busy;
    size_t slots;
    char *name;
};

struct schedule {
    struct schedule_settings settings;
    struct map hosts;
    struct heap ready[SCHEDULE_KINDS]; /* of queue, by when its first slot may be asked for */
    struct heap left;                  /* of host, by when its rest is over and it may be forgotten */
};

struct schedule *schedule_new(const struct schedule_settings *settings)
{
    struct schedule *s = mem_new(sizeof *s);
    s->settings = *settings;
    return s;
}

static void forget_hosts(struct schedule *, struct instant now);

void schedule_free(struct schedule **s)
{
    if (!*s)
        return;
    forget_hosts(*s, (struct instant){ INT64_MAX });
    assert((*s)->hosts.size == 0);
    heap_done(&(*s)->left);
    map_done(&(*s)->hosts);
    for (enum schedule_kind k = 0; k < SCHEDULE_KINDS; k++)
        heap_done(&(*s)->ready[k]);
    mem_free(s);
}

void schedule_tune(struct schedule *s, const struct schedule_settings *settings)
{
    s->settings = *settings;
}

/* --- hosts --- */

static struct host *host_named(struct schedule *s, const char *name)
{
    struct host *h = map_get(&s->hosts, name);
    if (h) {
        heap_take(&s->left, &h->left);
        return h;
    }
    h = mem_new(sizeof *h);
    h->name = mem_string(name);
    h->rests_until.ms = INT64_MIN;
    for (enum schedule_kind k = 0; k < SCHEDULE_KINDS; k++)
        h->queues[k].host = h;
    map_put(&s->hosts, h->name, h);
    return h;
}

static void host_free(struct schedule *s, struct host *h)
{
    for (enum schedule_kind k = 0; k < SCHEDULE_KINDS; k++) {
        heap_take(&s->ready[k], &h->queues[k].ready);
        heap_done(&h->queues[k].waiting);
    }
    map_take(&s->hosts, h->name);
    mem_free(&h->name);
    mem_free(&h);
}

/* Nobody wants anything of it; but whoever comes before its rest is over has to know of that. */
static void leave(struct schedule *s, struct host *h)
{
    heap_put(&s->left, &h->left, h->rests_until.ms);
}

static void forget_hosts(struct schedule *s, struct instant now)
{
    const struct heap_node *first;
    while ((first = heap_first(&s->left)) && first->key <= now.ms) {
        struct host *h = heap_owner(first, struct host, left);
        heap_take(&s->left, &h->left);
        host_free(s, h);
    }
}

/* Puts each queue where its first waiting slot, the host's rest and its request say that it belongs. */
static void host_move(struct schedule *s, struct host *h)
{
    for (enum schedule_kind k = 0; k < SCHEDULE_KINDS; k++) {
        struct queue *q = &h->queues[k];
        const struct heap_node *first = heap_first(&q->waiting);
        if (h->busy || !first)
            heap_take(&s->ready[k], &q->ready);
        else
            heap_put(&s->ready[k], &q->ready,
                     first->key > h->rests_until.ms ? first->key : h->rests_until.ms);
    }
}

/* --- slots --- */

static struct queue *queue_of(const struct slot *slot)
{
    return &slot->host->queues[slot->kind];
}

struct slot *schedule_add(struct schedule *s, enum schedule_kind kind, const char *host, void *owner)
{
    struct slot *slot = mem_new(sizeof *slot);
    slot->host = host_named(s, host);
    slot->host->slots++;
    slot->owner = owner;
    slot->kind = kind;
    return slot;
}

void schedule_remove(struct schedule *s, struct slot **slot)
{
    struct host *h = (*slot)->host;
    heap_take(&queue_of(*slot)->waiting, &(*slot)->due);
    h->busy = h->busy && !(*slot)->taken;
    host_move(s, h);
    if (!--h->slots)
        leave(s, h);
    mem_free(slot);
}

void *slot_owner(const struct slot *slot)
{
    return slot->owner;
}

void schedule_put(struct schedule *s, struct slot *slot, struct instant due)
{
    assert(!slot->taken);
    heap_put(&queue_of(slot)->waiting, &slot->due, due.ms);
    host_move(s, slot->host);
}

struct slot *schedule_take(struct schedule *s, enum schedule_kind kind, struct instant now)
{
    forget_hosts(s, now);
    const struct heap_node *first = heap_first(&s->ready[kind]);
    if (!first || first->key > now.ms)
        return NULL;
    struct queue *q = heap_owner(first, struct queue, ready);
    struct slot *slot = heap_owner(heap_first(&q->waiting), struct slot, due);
    heap_take(&q->waiting, &slot->due);
    slot->taken = q->host->busy = true;
    host_move(s, q->host);
    return slot;
}

void schedule_asked(struct schedule *s, struct slot *slot, struct instant now)
{
    assert(slot->taken);
    slot->taken = slot->host->busy = false;
    slot->host->rests_until = instant_add(now, s->settings.host_pause);
    host_move(s, slot->host);
}

static void host_rest(struct schedule *s, struct host *h, struct instant until)
{
    if (instant_before(h->rests_until, until))
        h->rests_until = until;
    host_move(s, h);
}

void schedule_rest(struct schedule *s, struct slot *slot, struct instant until)
{
    host_rest(s, slot->host, until);
}

void schedule_rest_host(struct schedule *s, const char *host, struct instant until)
{
    struct host *h = host_named(s, host);
    host_rest(s, h, until);
    if (!h->slots)
        leave(s, h);
}

bool schedule_when(const struct schedule *s, enum schedule_kind kind, struct instant *ret)
{
    const struct heap_node *first = heap_first(&s->ready[kind]);
    if (first)
        ret->ms = first->key;
    return first != NULL;
}

/* --- how long to wait --- */

static struct duration longer(struct duration a, struct duration b)
{
    return a.ms > b.ms ? a : b;
}

static struct duration at_most(struct duration a, struct duration limit)
{
    return a.ms < limit.ms ? a : limit;
}

static struct duration backoff(struct duration every, uint32_t failures, struct duration longest)
{
    struct duration wait = every;
    for (uint32_t i = 1; i < failures && wait.ms > 0 && wait.ms < longest.ms; i++)
        wait.ms *= 2;
    return longer(every, at_most(wait, longest));
}

/* Spreads feeds that began together; a fixed share, so that a restart does not move a feed. */
static struct duration put_off(const char *id, struct duration every, double share)
{
    double place = (double)(hash_text(id) >> 11) * 0x1p-53; /* 0 to below 1 */
    return (struct duration){ (int64_t)((double)every.ms * share * place) };
}

struct duration schedule_wait(const struct schedule_settings *settings, const char *id,
                              struct duration every, uint32_t failures, struct poll_hints hints)
{
    struct duration wait = backoff(every, failures, settings->longest_backoff);
    wait = longer(wait, at_most(hints.fresh, settings->longest_hint));
    wait = longer(wait, at_most(hints.retry_after, settings->longest_retry));
    return (struct duration){ wait.ms + put_off(id, every, settings->jitter).ms };
}

#define HOUR_MS INT64_C(3600000)
#define ALL_HOURS 0xffffffu
#define ALL_DAYS  0x7fu

static bool is_skipped(int64_t hour, uint32_t hours, uint8_t days)
{
    int64_t day = hour / 24 + 4; /* 1970 began on a Thursday */
    return (hours >> hour % 24 & 1) || (days >> day % 7 & 1);
}

struct instant schedule_skip(const struct schedule_settings *settings, const char *id,
                             struct instant due, uint32_t hours, uint8_t days)
{
    struct instant latest = instant_add(due, settings->longest_skip);
    hours = (hours & ALL_HOURS) == ALL_HOURS ? 0 : hours;
    days = (days & ALL_DAYS) == ALL_DAYS ? 0 : days;
    int64_t first = due.ms / HOUR_MS, hour = first;
    while (due.ms > 0 && hour * HOUR_MS < latest.ms && is_skipped(hour, hours, days))
        hour++;
    if (hour == first)
        return due;
    /* not all of them on the stroke of the hour */
    due = instant_add((struct instant){ hour * HOUR_MS }, put_off(id, MINUTES(30), settings->jitter));
    return instant_before(due, latest) ? due : latest;
}

struct duration schedule_longest(const struct schedule_settings *settings, struct duration every)
{
    struct duration wait = longer(every, settings->longest_backoff);
    wait = longer(wait, longer(settings->longest_hint, settings->longest_retry));
    return (struct duration){ wait.ms + (int64_t)((double)every.ms * settings->jitter) };
}
