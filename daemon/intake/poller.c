#include "intake/poller.h"

#include "base/map.h"
#include "base/mem.h"
#include "intake/moved.h"
#include "intake/place.h"
#include "intake/rounds.h"
#include "intake/seen.h"

#include <assert.h>
#include <string.h>

#define TRY_AGAIN SECONDS(10) /* after "not before" could not be stored */

enum phase {
    RESTING,     /* in the schedule, or parked when muted */
    REMEMBERING, /* "not before" is on its way to the disk */
    FETCHING,
    SETTLING, /* the answer is on its way to a commit */
    GATHERING, /* the same, but first its articles' pages come */
};

/* One point in time, by both clocks; the steady one rounded up, so that nothing reckoned from it comes
 * before its date. */
struct moment {
    struct instant date, steady;
};

struct feed {
    struct poller *poller;
    const struct subscription *subscription;
    struct feed_state *state;
    char *id;
    char *host; /* where its slot is */
    struct slot *slot;
    enum phase phase;
    uint64_t round; /* in which its open poll began */
    bool removed; /* goes when its open poll has settled */
    struct transfer *transfer;
    struct page_order *order; /* while gathering */
    void *order_owner;
    struct instant old_not_before, old_last_poll; /* if it cannot be remembered */
    struct instant due; /* steady; while resting */
    struct moment began;    /* the open poll */
    struct moment answered; /* the last time in this life of the program; ms 0: never */
    struct poll_hints hints; /* of that answer */
};

/* A fetch of older settings, until its last transfer has come back. */
struct retired {
    struct retired *next;
    struct fetch *fetch;
};

struct poller {
    struct loop *loop;
    struct poller_calls calls;
    struct fetch *fetch;
    struct retired *retired;
    struct loop_timer *reaper;
    struct schedule *schedule;
    struct schedule_settings timing;
    struct loop_timer *timer; /* for the schedule's next */
    struct map feeds;         /* by id */
    struct pages *pages;
    size_t open, gathering, concurrency;
    struct rounds rounds;
    struct poller_troubles troubles; /* of all states */
    bool paused, pumping;
};

static struct moment now_of(const struct poller *p)
{
    const struct clock *clock = loop_clock(p->loop);
    struct instant date = clock_now(clock);
    return (struct moment){ date, clock_steady_up(clock) };
}

static struct instant steady_now(const struct poller *p)
{
    return clock_steady(loop_clock(p->loop));
}

/* The steady time of a date that was reckoned from that moment. */
static struct instant steady_of(struct moment moment, struct instant date)
{
    return instant_add(moment.steady, instant_since(date, moment.date));
}

/* --- beginning polls --- */

static void begin(struct feed *f)
{
    struct poller *p = f->poller;
    f->round = rounds_enter(&p->rounds);
    f->phase = REMEMBERING;
    f->old_not_before = f->state->not_before;
    f->old_last_poll = f->state->last_poll;
    f->began = now_of(p);
    f->state->last_poll = f->began.date;
    f->state->not_before = polled_next(f->subscription, f->state, &p->timing,
                                       (struct poll_hints){0}, f->began.date);
    p->open++;
    loop_hold(p->loop);
    p->calls.remember(p->calls.arg, f->state);
}

static bool may_begin(const struct poller *p, enum schedule_kind kind)
{
    if (kind == SCHEDULE_PAGE)
        return pages_may_begin(p->pages);
    return !p->paused && p->open < p->concurrency && p->gathering < POLLER_MAX_GATHERING;
}

static bool begin_next(struct poller *p, enum schedule_kind kind)
{
    struct slot *slot =
        may_begin(p, kind) ? schedule_take(p->schedule, kind, steady_now(p)) : NULL;
    if (slot && kind == SCHEDULE_PAGE)
        pages_begin(p->pages, p->fetch, slot);
    else if (slot)
        begin(slot_owner(slot));
    return slot != NULL;
}

/* When the next one of either kind may begin, if nothing else happens. */
static bool next_begins(const struct poller *p, struct instant *ret)
{
    bool any = false;
    for (enum schedule_kind k = 0; k < SCHEDULE_KINDS; k++) {
        struct instant when;
        if (!may_begin(p, k) || !schedule_when(p->schedule, k, &when))
            continue;
        *ret = any && instant_before(*ret, when) ? *ret : when;
        any = true;
    }
    return any;
}

/* Begins what is due, pages first, since a poll waits for them; then sets the timer to what comes
 * next. */
static void pump(struct poller *p)
{
    struct instant when;
    if (p->pumping) /* a callback answered at once; the loop below goes on */
        return;
    p->pumping = true;
    for (enum schedule_kind k = 0; k < SCHEDULE_KINDS; k++)
        while (begin_next(p, k))
            ;
    p->pumping = false;
    if (next_begins(p, &when))
        loop_timer_at(p->timer, when);
    else
        loop_timer_stop(p->timer);
}

static void on_time(void *arg)
{
    pump(arg);
}

/* --- feeds --- */

/* Counts the feed's troubles in, or out. */
static void count_troubles(struct feed *f, bool in)
{
    struct poller_troubles *t = &f->poller->troubles;
    size_t one = in ? 1 : SIZE_MAX;
    t->failing += f->state->told & FEED_FAILING ? one : 0;
    t->stale += f->state->told & FEED_STALE ? one : 0;
    t->muted += f->state->told & FEED_MUTED ? one : 0;
    t->any += f->state->told & (FEED_FAILING | FEED_STALE | FEED_MUTED) ? one : 0;
}

static void feed_free(struct feed *f)
{
    count_troubles(f, false);
    map_take(&f->poller->feeds, f->id);
    fetch_cancel(&f->transfer);
    schedule_remove(f->poller->schedule, &f->slot);
    feed_state_free(&f->state);
    mem_free(&f->id);
    mem_free(&f->host);
    mem_free(&f);
}

/* By the settings as they are now, and by what the publisher asked for. What was asked in an
 * earlier life of the program is known only as not_before. */
static struct instant due_of(const struct feed *f)
{
    if (!f->answered.date.ms)
        return f->due;
    return steady_of(f->answered, polled_next(f->subscription, f->state, &f->poller->timing,
                                              f->hints, f->answered.date));
}

/* Whom it shares its turn with. "" for what is no URL: fetching it will say so. */
static char *host_of(const struct feed *f)
{
    OWNED(place) place = place_parse(moved_address(f->state, f->subscription));
    return subscription_turn(f->subscription, place ? place_host(place) : "");
}

static void wait_for(struct feed *f, struct instant due)
{
    struct schedule *s = f->poller->schedule;
    char *host = host_of(f);
    if (strcmp(host, f->host) != 0) {
        schedule_remove(s, &f->slot);
        f->slot = schedule_add(s, SCHEDULE_FEED, host, f);
        mem_free(&f->host);
        f->host = mem_string(host);
    }
    f->due = due;
    if (!f->state->muted)
        schedule_put(s, f->slot, due);
    mem_free(&host);
}

/* How long a feed waits at first. What an earlier life stored while its clock was ahead must not park
 * a feed until that date: then the wait it meant counts, and never more than any feed may wait. */
static struct duration first_wait(const struct feed *f)
{
    const struct feed_state *s = f->state;
    struct duration every = f->subscription->slowest;
    if (every.ms < f->subscription->every.ms)
        every = f->subscription->every;
    struct duration longest = schedule_longest(&f->poller->timing, every);
    if (s->skip_hours || s->skip_days)
        longest.ms += f->poller->timing.longest_skip.ms;
    struct instant now = now_of(f->poller).date;
    struct duration wait =
        instant_since(s->not_before, instant_before(now, s->last_poll) ? s->last_poll : now);
    return wait.ms < longest.ms ? wait : longest;
}

/* The open poll is over. */
static void rest(struct feed *f, struct instant due)
{
    struct poller *p = f->poller;
    f->phase = RESTING;
    p->open--;
    rounds_leave(&p->rounds, f->round);
    loop_release(p->loop);
    if (f->removed)
        feed_free(f);
    else
        wait_for(f, due);
    pump(p);
}

/* A publisher who said "gone" is asked again once the user names another address. */
static void follow_user(struct feed *f)
{
    moved_follow_user(f->state, f->subscription);
    if (!f->state->muted || !f->state->url)
        return;
    char *shown = moved_shown(f->subscription->url);
    if (strcmp(f->state->url, shown) != 0)
        f->state->muted = false;
    mem_free(&shown);
}

/* A request is over. */
static void on_change(void *arg)
{
    struct poller *p = arg;
    if (p->retired) /* not from here: a fetch is not freed from within its own callback */
        loop_timer_in(p->reaper, (struct duration){0});
    pump(p);
}

/* --- hosts that want to be left alone --- */

static void on_rest(void *arg, const char *turn, struct instant until)
{
    struct poller *p = arg;
    struct moment now = now_of(p);
    if (p->calls.rests)
        p->calls.rests(p->calls.arg, turn, instant_add(now.date, instant_since(until, now.steady)));
}

/* Too many requests: that is said to who asks, whatever feed of the host he asked for. */
static void let_host_rest(struct feed *f, const struct fetch_answer *a)
{
    struct poller *p = f->poller;
    struct duration wait = a->retry_after;
    if (a->status != 429 || a->redirects || !wait.ms)
        return;
    if (wait.ms > p->timing.longest_retry.ms)
        wait = p->timing.longest_retry;
    struct instant until = instant_add(now_of(p).steady, wait);
    schedule_rest(p->schedule, f->slot, until);
    on_rest(p, f->host, until);
}

void poller_rest(struct poller *p, const char *turn, struct instant until)
{
    struct moment now = now_of(p);
    struct duration wait = instant_since(until, now.date);
    if (wait.ms > p->timing.longest_retry.ms) /* stored by a clock that was ahead */
        wait = p->timing.longest_retry;
    if (wait.ms > 0)
        schedule_rest_host(p->schedule, turn, instant_add(now.steady, wait));
}

static void on_answer(void *arg, struct fetch_answer **answer)
{
    struct feed *f = arg;
    struct poller *p = f->poller;
    f->transfer = NULL;
    f->phase = SETTLING;
    f->answered = now_of(p);
    f->hints = polled_hints(*answer);
    schedule_asked(p->schedule, f->slot, f->answered.steady);
    let_host_rest(f, *answer);
    struct polled *polled =
        polled_new(f->subscription, f->state, &p->timing, answer, f->answered.date);
    p->calls.polled(p->calls.arg, &polled);
    assert(!polled);
    on_change(p);
}

/* --- the other hands' answers --- */

/* Where an edit is due that waited, the whole document is wanted, as if it were another one. */
static void want_edits(struct feed_state *s, struct instant now)
{
    if (!seen_is_due(text_slice(&s->seen), now.ms / 1000))
        return;
    text_clear(&s->etag);
    text_clear(&s->last_modified);
    s->body_sha256[0] = '\0';
}

void poller_remembered(struct poller *p, const char *id)
{
    struct feed *f = map_get(&p->feeds, id);
    assert(f && f->phase == REMEMBERING);
    if (f->removed) {
        poller_dropped(p, id);
        return;
    }
    want_edits(f->state, clock_now(loop_clock(p->loop)));
    struct fetch_request request = {
        .url = f->subscription->url,
        .begin_at = f->state->address,
        .etag = text_slice(&f->state->etag),
        .last_modified = text_slice(&f->state->last_modified),
        .validated = f->state->url,
        .headers = f->subscription->headers,
        .secret_headers = f->subscription->secret_header,
        .connection = &f->subscription->connection,
    };
    f->phase = FETCHING;
    f->transfer = fetch_start(p->fetch, &request, on_answer, f);
}

void poller_committed(struct poller *p, const char *id, struct feed_state **state)
{
    struct feed *f = map_get(&p->feeds, id);
    assert(f && f->phase == SETTLING && *state);
    count_troubles(f, false);
    feed_state_free(&f->state);
    f->state = *state;
    *state = NULL;
    count_troubles(f, true);
    if (f->removed) { /* and its subscription may be gone */
        rest(f, f->due);
        return;
    }
    follow_user(f);
    rest(f, due_of(f));
}

static void forget_attempt(struct feed *f)
{
    struct instant now = steady_now(f->poller);
    f->state->not_before = f->old_not_before;
    f->state->last_poll = f->old_last_poll;
    schedule_asked(f->poller->schedule, f->slot, now);
    rest(f, instant_add(now, TRY_AGAIN));
}

void poller_dropped(struct poller *p, const char *id)
{
    struct feed *f = map_get(&p->feeds, id);
    assert(f && (f->phase == REMEMBERING || f->phase == SETTLING));
    if (f->phase == REMEMBERING)
        forget_attempt(f);
    else
        rest(f, steady_of(f->began, f->state->not_before));
}

/* --- pages --- */

void poller_want_pages(struct poller *p, const char *id, const struct page_wish *wishes, size_t size,
                       void *owner)
{
    struct feed *f = map_get(&p->feeds, id);
    assert(f && f->phase == SETTLING);
    f->phase = GATHERING;
    f->order_owner = owner;
    f->order = pages_order(p->pages, f->subscription, wishes, size, f);
    p->open--;
    p->gathering++;
    loop_release(p->loop);
    pump(p);
}

static void on_page(void *arg, void *owner, size_t item, struct fetch_answer **answer)
{
    struct poller *p = arg;
    struct feed *f = owner;
    p->calls.page_came(p->calls.arg, f->order_owner, item, answer);
}

void poller_page_read(struct poller *p, const char *id)
{
    struct feed *f = map_get(&p->feeds, id);
    assert(f && f->phase == GATHERING);
    page_order_read(f->order);
}

static void on_gathered(void *arg, void *owner)
{
    struct poller *p = arg;
    struct feed *f = owner;
    f->phase = SETTLING;
    f->order = NULL;
    p->open++;
    p->gathering--;
    loop_hold(p->loop);
    p->calls.gathered(p->calls.arg, f->order_owner);
    pump(p);
}

/* --- the user's wishes --- */

void poller_add(struct poller *p, const struct subscription *subscription,
                struct feed_state **state)
{
    struct feed *f = map_get(&p->feeds, subscription->id);
    if (f) { /* removed, and here again before its open poll was over */
        assert(f->removed);
        f->removed = false;
        f->subscription = subscription;
        if (state)
            feed_state_free(state);
        return;
    }
    f = mem_new(sizeof *f);
    f->poller = p;
    f->subscription = subscription;
    f->state = state && *state ? *state : feed_state_new(subscription->id);
    if (state)
        *state = NULL;
    count_troubles(f, true);
    f->id = mem_string(subscription->id);
    f->host = host_of(f);
    f->slot = schedule_add(p->schedule, SCHEDULE_FEED, f->host, f);
    map_put(&p->feeds, f->id, f);
    follow_user(f);
    wait_for(f, instant_add(now_of(p).steady, first_wait(f)));
    pump(p);
}

void poller_update(struct poller *p, const struct subscription *subscription)
{
    struct feed *f = map_get(&p->feeds, subscription->id);
    assert(f && !f->removed);
    f->subscription = subscription;
    follow_user(f);
    if (f->phase == RESTING)
        wait_for(f, due_of(f));
    pump(p);
}

void poller_remove(struct poller *p, const char *id)
{
    struct feed *f = map_get(&p->feeds, id);
    assert(f && !f->removed);
    f->removed = true;
    if (f->phase == RESTING) {
        feed_free(f);
        pump(p);
    } else if (f->phase == FETCHING) {
        rest(f, f->due);
    }
}

bool poller_has(const struct poller *p, const char *id)
{
    const struct feed *f = map_get(&p->feeds, id);
    return f && !f->removed;
}

void poller_pause(struct poller *p)
{
    p->paused = true;
    pump(p);
}

void poller_resume(struct poller *p)
{
    p->paused = false;
    pump(p);
}

uint64_t poller_round(struct poller *p)
{
    return rounds_end(&p->rounds);
}

bool poller_round_is_over(const struct poller *p, uint64_t round)
{
    return rounds_are_over(&p->rounds, round);
}

const struct feed_state *poller_state(const struct poller *p, const char *id)
{
    const struct feed *f = map_get(&p->feeds, id);
    return f && !f->removed ? f->state : NULL;
}

size_t poller_feeds(const struct poller *p)
{
    return p->feeds.size;
}

struct poller_troubles poller_troubles(const struct poller *p)
{
    return p->troubles;
}

size_t poller_open(const struct poller *p)
{
    return p->open;
}

/* --- the whole --- */

static void reap(void *arg)
{
    struct poller *p = arg;
    for (struct retired **at = &p->retired, *r; (r = *at);) {
        if (fetch_running(r->fetch)) {
            at = &r->next;
            continue;
        }
        *at = r->next;
        fetch_free(&r->fetch);
        mem_free(&r);
    }
}

static void retire(struct poller *p)
{
    struct retired *r = mem_new(sizeof *r);
    r->fetch = p->fetch;
    r->next = p->retired;
    p->retired = r;
    p->fetch = NULL;
    reap(p);
}

bool poller_tune(struct poller *p, const struct poller_settings *settings, struct error *err)
{
    struct fetch *next = fetch_new(p->loop, settings->fetch, err);
    if (!next)
        return false;
    retire(p);
    p->fetch = next;
    p->timing = *settings->schedule;
    schedule_tune(p->schedule, settings->schedule);
    pages_tune(p->pages, settings->pages, settings->schedule);
    pump(p);
    return true;
}

struct poller *poller_new(struct loop *loop, const struct poller_settings *settings,
                          const struct poller_calls *calls, struct error *err)
{
    struct fetch *f = fetch_new(loop, settings->fetch, err);
    if (!f)
        return NULL;
    struct poller *p = mem_new(sizeof *p);
    *p = (struct poller){ .loop = loop, .calls = *calls, .fetch = f, .timing = *settings->schedule };
    p->concurrency = (size_t)settings->fetch->concurrency;
    p->schedule = schedule_new(settings->schedule);
    struct pages_calls pages = { p, on_page, on_gathered, on_change, on_rest };
    p->pages = pages_new(loop, p->schedule, settings->pages, settings->schedule, &pages);
    p->timer = loop_timer_new(loop, LOOP_CLOCK, on_time, p);
    p->reaper = loop_timer_new(loop, LOOP_REAL, reap, p);
    return p;
}

void poller_free(struct poller **poller)
{
    struct poller *p = *poller;
    if (!p)
        return;
    size_t at = 0;
    pages_free(&p->pages);
    for (struct map_entry *e; (e = map_next(&p->feeds, &at)); at = 0)
        feed_free(e->value);
    for (; p->open; p->open--)
        loop_release(p->loop);
    fetch_free(&p->fetch);
    reap(p);
    assert(!p->retired);
    map_done(&p->feeds);
    rounds_done(&p->rounds);
    schedule_free(&p->schedule);
    loop_timer_free(&p->timer);
    loop_timer_free(&p->reaper);
    mem_free(poller);
}
