#include "intake/poller.h"

#include "base/map.h"
#include "base/mem.h"
#include "intake/place.h"

#include <assert.h>
#include <sodium/crypto_hash_sha256.h>
#include <sodium/utils.h>
#include <string.h>

#define TRY_AGAIN SECONDS(10) /* after "not before" could not be stored */

enum phase {
    RESTING,     /* in the schedule, or parked when muted */
    REMEMBERING, /* "not before" is on its way to the disk */
    FETCHING,
    SETTLING, /* the answer is on its way to a commit */
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
    struct instant started;                       /* the open poll */
    struct instant old_not_before, old_last_poll; /* if it cannot be remembered */
    struct instant answered; /* the last time in this life of the program; ms 0: never */
    struct poll_hints hints; /* of that answer and its document */
};

/* A fetch of older settings, until its last transfer has come back. */
struct retired {
    struct retired *next;
    struct fetch *fetch;
};

/* Polls that began between two calls of poller_round. */
struct round {
    uint64_t number;
    size_t open;
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
    size_t open, concurrency;
    struct round *rounds;     /* with open polls, and the present one at the end */
    size_t rounds_size, rounds_cap;
    struct poller_troubles troubles; /* of all states */
    bool paused, pumping;
};

void polled_free(struct polled **polled)
{
    if (!*polled)
        return;
    feed_state_free(&(*polled)->state);
    fetch_answer_free(&(*polled)->answer);
    mem_free(polled);
}

void polled_heed(struct polled *polled, struct duration hint)
{
    struct duration most = polled->longest_hint;
    struct instant until = instant_add(polled->answered, hint.ms < most.ms ? hint : most);
    if (instant_before(polled->state->not_before, until))
        polled->state->not_before = until;
}

static void count_failure(struct feed_state *s, const struct error *err)
{
    mem_free(&s->last_error);
    s->last_error = mem_string(err->text);
    s->failures += s->failures < UINT32_MAX;
}

void polled_fail(struct polled *polled, const struct error *err)
{
    struct feed_state *s = polled->state;
    polled->how = POLLED_FAILED;
    s->failures = polled->before.failures;
    s->last_success = polled->before.last_success;
    count_failure(s, err);
    text_clear(&s->etag);
    text_clear(&s->last_modified);
    s->body_sha256[0] = '\0';
    if (instant_before(s->not_before, polled->before.not_before))
        s->not_before = polled->before.not_before;
}

static struct instant now_of(const struct poller *p)
{
    return clock_now(loop_clock(p->loop));
}

static struct duration wait_of(const struct feed *f, uint32_t failures, struct poll_hints hints)
{
    return schedule_wait(&f->poller->timing, f->id, f->subscription->every, failures, hints);
}

/* --- beginning polls --- */

static void begin(struct feed *f)
{
    struct poller *p = f->poller;
    struct round *round = &p->rounds[p->rounds_size - 1];
    round->open++;
    f->round = round->number;
    f->phase = REMEMBERING;
    f->started = now_of(p);
    f->old_not_before = f->state->not_before;
    f->old_last_poll = f->state->last_poll;
    f->state->last_poll = f->started;
    f->state->not_before =
        instant_add(f->started, wait_of(f, f->state->failures, (struct poll_hints){0}));
    p->open++;
    loop_hold(p->loop);
    p->calls.remember(p->calls.arg, f->state);
}

static bool may_begin(const struct poller *p)
{
    return !p->paused && p->open < p->concurrency;
}

/* Begins what is due, then sets the timer to what comes next. */
static void pump(struct poller *p)
{
    struct instant when;
    if (p->pumping) /* a callback answered at once; the loop below goes on */
        return;
    p->pumping = true;
    for (struct slot *s; may_begin(p) && (s = schedule_take(p->schedule, now_of(p)));)
        begin(slot_owner(s));
    p->pumping = false;
    if (may_begin(p) && schedule_when(p->schedule, &when))
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
    return f->answered.ms ? instant_add(f->answered, wait_of(f, f->state->failures, f->hints))
                          : f->state->not_before;
}

/* "" for what is no URL: fetching it will say so. */
static char *host_of(const struct subscription *s)
{
    OWNED(place) place = place_parse(s->url);
    return mem_string(place ? place_host(place) : "");
}

static void wait_for(struct feed *f, struct instant due)
{
    struct schedule *s = f->poller->schedule;
    char *host = host_of(f->subscription);
    if (strcmp(host, f->host) != 0) {
        schedule_remove(s, &f->slot);
        f->slot = schedule_add(s, host, f);
        mem_free(&f->host);
        f->host = mem_string(host);
    }
    if (!f->state->muted)
        schedule_put(s, f->slot, due);
    mem_free(&host);
}

/* What an earlier life stored while its clock was years ahead must not mute a feed for years. */
static void mend_not_before(struct feed *f)
{
    struct duration longest = schedule_longest(&f->poller->timing, f->subscription->every);
    struct instant latest = instant_add(now_of(f->poller), longest);
    if (instant_before(latest, f->state->not_before))
        f->state->not_before = latest;
}

static void leave_round(struct poller *p, uint64_t number)
{
    for (size_t i = 0; i < p->rounds_size; i++)
        if (p->rounds[i].number == number)
            p->rounds[i].open--;
}

static void add_round(struct poller *p, uint64_t number)
{
    mem_grow(p->rounds, p->rounds_size, p->rounds_cap);
    p->rounds[p->rounds_size++] = (struct round){ number, 0 };
}

uint64_t poller_round(struct poller *p)
{
    size_t kept = 0;
    uint64_t ended = p->rounds[p->rounds_size - 1].number;
    for (size_t i = 0; i < p->rounds_size; i++)
        if (p->rounds[i].open)
            p->rounds[kept++] = p->rounds[i];
    p->rounds_size = kept;
    add_round(p, ended + 1);
    return ended;
}

bool poller_round_is_over(const struct poller *p, uint64_t number)
{
    for (size_t i = 0; i < p->rounds_size; i++)
        if (p->rounds[i].number <= number && p->rounds[i].open)
            return false;
    return true;
}

/* The open poll is over. */
static void rest(struct feed *f, struct instant due)
{
    struct poller *p = f->poller;
    f->phase = RESTING;
    p->open--;
    leave_round(p, f->round);
    loop_release(p->loop);
    if (f->removed)
        feed_free(f);
    else
        wait_for(f, due);
    pump(p);
}

/* As it may be logged and stored: without credentials. */
static char *shown_url(const char *url)
{
    OWNED(place) place = place_parse(url);
    return mem_string(place ? place_url(place) : "");
}

/* A publisher who said "gone" is asked again once the user names another address. */
static void unmute(struct feed *f)
{
    if (!f->state->muted || !f->state->url)
        return;
    char *shown = shown_url(f->subscription->url);
    if (strcmp(f->state->url, shown) != 0)
        f->state->muted = false;
    mem_free(&shown);
}

/* --- what an answer means --- */

static void keep(struct text *mine, const struct text *theirs)
{
    text_clear(mine);
    text_add(mine, text_slice(theirs));
}

static void succeeded(struct feed_state *s, const struct fetch_answer *a, struct instant now)
{
    bool fresh = a->status != 304; /* a 304 need not repeat its validators */
    if (fresh || a->etag.len)
        keep(&s->etag, &a->etag);
    if (fresh || a->last_modified.len)
        keep(&s->last_modified, &a->last_modified);
    mem_free(&s->url);
    s->url = mem_string(a->url);
    mem_free(&s->last_error);
    s->last_success = now;
    s->failures = 0;
}

static void failed(struct feed_state *s, const struct subscription *subscription,
                   const struct fetch_answer *a)
{
    count_failure(s, &a->err);
    if (a->status != 410)
        return;
    s->muted = true;
    mem_free(&s->url);
    s->url = shown_url(subscription->url);
}

/* Takes the hash of the body; false when it is the one already known. */
static bool is_new_body(struct feed_state *s, const struct text *body)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    char hex[sizeof s->body_sha256];
    crypto_hash_sha256(hash, (const unsigned char *)text_string(body), body->len);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    bool is_new = strcmp(hex, s->body_sha256) != 0;
    memcpy(s->body_sha256, hex, sizeof hex);
    return is_new;
}

static enum polled_how settle(struct polled *polled)
{
    struct fetch_answer *a = polled->answer;
    struct feed_state *s = polled->state;
    if (a->status == 304 && !s->etag.len && !s->last_modified.len) {
        a->problem = FETCH_STATUS;
        error_set(&a->err, RETRY, a->url,
                  "the server answered 304 to a request without conditions");
    }
    if (a->problem != FETCH_OK) {
        failed(s, polled->subscription, a);
        return POLLED_FAILED;
    }
    succeeded(s, a, polled->answered);
    return a->status != 304 && is_new_body(s, &a->body) ? POLLED_DOCUMENT : POLLED_UNCHANGED;
}

static struct polled *polled_new(const struct feed *f, struct fetch_answer **answer)
{
    struct polled *polled = mem_new(sizeof *polled);
    *polled = (struct polled){
        .subscription = f->subscription,
        .state = feed_state_copy(f->state),
        .answer = *answer,
        .started = f->started,
        .answered = f->answered,
        .before = { .failures = f->state->failures, .last_success = f->state->last_success },
        .longest_hint = f->poller->timing.longest_hint,
    };
    *answer = NULL;
    return polled;
}

static void on_answer(void *arg, struct fetch_answer **answer)
{
    struct feed *f = arg;
    struct poller *p = f->poller;
    f->transfer = NULL;
    f->phase = SETTLING;
    f->answered = now_of(p);
    f->hints = (struct poll_hints){ (*answer)->fresh, (*answer)->retry_after };

    struct polled *polled = polled_new(f, answer);
    struct feed_state *s = polled->state;
    polled->how = settle(polled);
    s->not_before = instant_add(f->answered, wait_of(f, s->failures, f->hints));
    polled->before.not_before =
        instant_add(f->answered, wait_of(f, f->state->failures + 1, f->hints));
    schedule_asked(p->schedule, f->slot, f->answered);
    p->calls.polled(p->calls.arg, &polled);
    assert(!polled);
    if (p->retired) /* not from here: a fetch is not freed from within its own callback */
        loop_timer_in(p->reaper, (struct duration){0});
    pump(p);
}

/* --- the other hands' answers --- */

void poller_remembered(struct poller *p, const char *id)
{
    struct feed *f = map_get(&p->feeds, id);
    assert(f && f->phase == REMEMBERING);
    if (f->removed) {
        poller_dropped(p, id);
        return;
    }
    struct fetch_request request = {
        .url = f->subscription->url,
        .etag = text_slice(&f->state->etag),
        .last_modified = text_slice(&f->state->last_modified),
        .validated = f->state->url,
        .headers = f->subscription->headers,
        .secret_headers = f->subscription->secret_header,
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
        rest(f, f->state->not_before);
        return;
    }
    struct duration put_off = instant_since(f->state->not_before, f->answered);
    if (put_off.ms > wait_of(f, f->state->failures, f->hints).ms)
        f->hints.fresh = put_off; /* the document asked for more than its headers */
    unmute(f);
    rest(f, due_of(f));
}

static void forget_attempt(struct feed *f)
{
    struct instant now = now_of(f->poller);
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
        rest(f, f->state->not_before);
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
    f->host = host_of(subscription);
    f->slot = schedule_add(p->schedule, f->host, f);
    map_put(&p->feeds, f->id, f);
    unmute(f);
    mend_not_before(f);
    wait_for(f, f->state->not_before);
    pump(p);
}

void poller_update(struct poller *p, const struct subscription *subscription)
{
    struct feed *f = map_get(&p->feeds, subscription->id);
    assert(f && !f->removed);
    f->subscription = subscription;
    unmute(f);
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
        rest(f, f->state->not_before);
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

bool poller_tune(struct poller *p, const struct fetch_settings *fetch,
                 const struct schedule_settings *timing, struct error *err)
{
    struct fetch *next = fetch_new(p->loop, fetch, err);
    if (!next)
        return false;
    retire(p);
    p->fetch = next;
    p->timing = *timing;
    schedule_tune(p->schedule, timing);
    pump(p);
    return true;
}

struct poller *poller_new(struct loop *loop, const struct fetch_settings *fetch,
                          const struct schedule_settings *timing, const struct poller_calls *calls,
                          struct error *err)
{
    struct fetch *f = fetch_new(loop, fetch, err);
    if (!f)
        return NULL;
    struct poller *p = mem_new(sizeof *p);
    *p = (struct poller){ .loop = loop, .calls = *calls, .fetch = f, .timing = *timing };
    p->concurrency = (size_t)fetch->concurrency;
    add_round(p, 1);
    p->schedule = schedule_new(timing);
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
    for (struct map_entry *e; (e = map_next(&p->feeds, &at)); at = 0)
        feed_free(e->value);
    for (; p->open; p->open--)
        loop_release(p->loop);
    fetch_free(&p->fetch);
    reap(p);
    assert(!p->retired);
    map_done(&p->feeds);
    mem_free(&p->rounds);
    schedule_free(&p->schedule);
    loop_timer_free(&p->timer);
    loop_timer_free(&p->reaper);
    mem_free(poller);
}
