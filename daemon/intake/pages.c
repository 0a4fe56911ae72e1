#include "intake/pages.h"

#include "base/mem.h"
#include "intake/permits.h"
#include "intake/place.h"
#include "intake/robots.h"

#include <assert.h>
#include <string.h>

const struct pages_settings pages_defaults = {
    .per_poll = 20,
    .concurrency = 16,
    .wait = MINUTES(1),
    .max_bytes = 2 << 20,
    .poll_bytes = 4 << 20,
    .robots = true,
};

#define MOVES_MAX 5 /* from host to host, for one page */

struct wish {
    struct page_order *order;
    char *url, *host; /* host: whom it shares its turn with */
    size_t item;
    int moves;
    struct instant since;      /* it waits */
    struct slot *slot;         /* NULL: it has its answer */
    struct transfer *transfer; /* NULL: it waits for its turn */
};

struct page_order {
    struct pages *pages;
    struct page_order *next, *prev;
    const struct subscription *subscription;
    void *owner;
    struct wish *wishes;
    size_t size, open, unread; /* without an answer; with one that is not read */
    struct loop_timer *patience;
};

struct pages {
    struct loop *loop;
    struct schedule *schedule;
    struct pages_settings settings;
    struct schedule_settings timing;
    struct pages_calls calls;
    struct permits *permits;
    struct page_order *orders;
    size_t running, unread; /* requests; answers */
};

static struct instant now_of(const struct pages *p)
{
    return clock_steady(loop_clock(p->loop));
}

/* --- orders --- */

/* Whoever holds an order keeps it, and the loop. */
static void hold(struct page_order *o)
{
    o->unread++;
    o->pages->unread++;
    loop_hold(o->pages->loop);
}

static void release(struct page_order *o)
{
    assert(o->unread);
    o->unread--;
    o->pages->unread--;
    loop_release(o->pages->loop);
}

static void order_free(struct page_order *o)
{
    struct pages *p = o->pages;
    for (size_t i = 0; i < o->size; i++) {
        struct wish *w = &o->wishes[i];
        p->running -= w->transfer != NULL;
        fetch_cancel(&w->transfer);
        if (w->slot)
            schedule_remove(p->schedule, &w->slot);
        mem_free(&w->url);
        mem_free(&w->host);
    }
    while (o->unread)
        release(o);
    *(o->prev ? &o->prev->next : &p->orders) = o->next;
    if (o->next)
        o->next->prev = o->prev;
    loop_timer_free(&o->patience);
    mem_free(&o->wishes);
    mem_free(&o);
}

/* The owner may come back with another order from within over(). */
static void look_whether_over(struct page_order *o)
{
    struct pages *p = o->pages;
    void *owner = o->owner;
    if (o->open || o->unread)
        return;
    order_free(o);
    p->calls.over(p->calls.arg, owner);
}

static void let_go(struct page_order *o)
{
    release(o);
    look_whether_over(o);
}

static void changed(const struct pages *p)
{
    p->calls.changed(p->calls.arg);
}

void page_order_read(struct page_order *o)
{
    struct pages *p = o->pages;
    let_go(o);
    changed(p);
}

/* --- answers --- */

/* Hands the answer on; the order stays, since an unread answer keeps it. */
static void hand_on(struct wish *w, struct fetch_answer **answer)
{
    struct page_order *o = w->order;
    struct pages *p = o->pages;
    schedule_remove(p->schedule, &w->slot);
    o->open--;
    hold(o);
    p->calls.came(p->calls.arg, o->owner, w->item, answer);
    assert(!*answer);
}

/* Is it the host that failed, so that its other pages would fare no better? */
static bool is_of_the_host(const struct fetch_answer *a)
{
    if (a->redirects) /* to whom it was led is not that host */
        return false;
    switch (a->problem) {
    case FETCH_STATUS:
        return a->status == 401 || a->status == 403 || a->status == 429 || a->status == 451 ||
               a->status == 503;
    case FETCH_ADDRESS:
    case FETCH_RESOLVE:
    case FETCH_CONNECT:
    case FETCH_TLS:
    case FETCH_CONNECT_TIME:
    case FETCH_FIRST_BYTE_TIME: return true;
    default: return false;
    }
}

/* What a host said to one, for another who did not ask it. */
static struct fetch_answer *repeated(const struct fetch_answer *said, const char *url)
{
    struct fetch_answer *answer = fetch_answer_failed(said->problem, url, "");
    answer->status = said->status;
    answer->err = said->err;
    return answer;
}

/* Those of the order that wait for this host are told what it said. */
static void give_up_host(struct page_order *o, const char *host, const struct fetch_answer *said)
{
    for (size_t i = 0; i < o->size; i++) {
        struct wish *w = &o->wishes[i];
        if (!w->slot || w->transfer || strcmp(w->host, host) != 0)
            continue;
        struct fetch_answer *answer = repeated(said, w->url);
        hand_on(w, &answer);
    }
}

static char *host_of(const struct subscription *s, const char *url)
{
    OWNED(place) place = place_parse(url);
    return subscription_turn(s, place ? place_host(place) : "");
}

static void let_rest(struct wish *w, struct duration retry_after)
{
    struct pages *p = w->order->pages;
    if (retry_after.ms > p->timing.longest_retry.ms)
        retry_after = p->timing.longest_retry;
    schedule_asked(p->schedule, w->slot, now_of(p));
    if (retry_after.ms && p->calls.rests)
        p->calls.rests(p->calls.arg, w->host, instant_add(now_of(p), retry_after));
    if (retry_after.ms < permits_delay(p->permits, w->url).ms)
        retry_after = permits_delay(p->permits, w->url);
    if (retry_after.ms)
        schedule_rest(p->schedule, w->slot, instant_add(now_of(p), retry_after));
}

static void wait_for_turn(struct wish *w)
{
    struct pages *p = w->order->pages;
    w->host = host_of(w->order->subscription, w->url);
    w->slot = schedule_add(p->schedule, SCHEDULE_PAGE, w->host, w);
    schedule_put(p->schedule, w->slot, w->since);
}

/* Another host has the page: it waits for that one. */
static void move(struct wish *w, const char *url)
{
    schedule_remove(w->order->pages->schedule, &w->slot);
    mem_free(&w->host);
    mem_free(&w->url);
    w->url = mem_string(url);
    wait_for_turn(w);
}

static bool moves(struct wish *w, struct fetch_answer **answer)
{
    if ((*answer)->problem != FETCH_ELSEWHERE)
        return false;
    if (w->moves++ < MOVES_MAX) {
        move(w, (*answer)->url);
        fetch_answer_free(answer);
        return true;
    }
    fetch_answer_free(answer);
    *answer = fetch_answer_failed(FETCH_REDIRECTS, w->url, "from host to host");
    (*answer)->redirects = w->moves;
    return false;
}

/* The wish has its answer, and with it perhaps all others of its host. */
static void settle(struct wish *w, struct fetch_answer **answer)
{
    struct page_order *o = w->order;
    struct fetch_answer *said = is_of_the_host(*answer) ? repeated(*answer, w->url) : NULL;
    hold(o);
    hand_on(w, answer);
    if (said)
        give_up_host(o, w->host, said);
    fetch_answer_free(&said);
    let_go(o);
}

static void end_request(struct wish *w, struct duration retry_after)
{
    w->transfer = NULL;
    w->order->pages->running--;
    let_rest(w, retry_after);
}

static void on_answer(void *arg, struct fetch_answer **answer)
{
    struct wish *w = arg;
    struct pages *p = w->order->pages;
    end_request(w, (*answer)->retry_after);
    if (!moves(w, answer))
        settle(w, answer);
    changed(p);
}

/* What a robots.txt said of when to ask again; of another host that answered for it, nothing. */
static struct duration robots_retry_after(const struct wish *w, const struct fetch_answer *a)
{
    char *who = host_of(w->order->subscription, a->url);
    bool same = strcmp(who, w->host) == 0;
    mem_free(&who);
    return same ? a->retry_after : (struct duration){0};
}

/* A host that cannot be reached has no pages either; any other answer says what may be fetched. */
static void on_robots(void *arg, struct fetch_answer **answer)
{
    struct wish *w = arg;
    struct pages *p = w->order->pages;
    end_request(w, robots_retry_after(w, *answer));
    if ((*answer)->problem != FETCH_STATUS && is_of_the_host(*answer)) {
        settle(w, answer);
    } else {
        permits_note(p->permits, w->url, *answer, now_of(p));
        fetch_answer_free(answer);
        w->since.ms--; /* before those that came with it */
        schedule_put(p->schedule, w->slot, w->since);
    }
    changed(p);
}

static void on_no_more_patience(void *arg)
{
    struct page_order *o = arg;
    struct pages *p = o->pages;
    hold(o);
    for (size_t i = 0; i < o->size; i++) {
        struct wish *w = &o->wishes[i];
        if (!w->slot)
            continue;
        if (w->transfer) {
            fetch_cancel(&w->transfer);
            end_request(w, (struct duration){0});
        }
        struct fetch_answer *answer = fetch_answer_failed(FETCH_LATE, w->url, "");
        hand_on(w, &answer);
    }
    let_go(o);
    changed(p);
}

/* --- asking --- */

static void wish_init(struct wish *w, struct page_order *o, const struct page_wish *wanted)
{
    w->order = o;
    w->item = wanted->item;
    w->url = mem_string(wanted->url);
    w->since = now_of(o->pages);
    wait_for_turn(w);
}

struct page_order *pages_order(struct pages *p, const struct subscription *subscription,
                               const struct page_wish *wishes, size_t size, void *owner)
{
    assert(size);
    struct page_order *o = mem_new(sizeof *o);
    *o = (struct page_order){ .pages = p, .next = p->orders, .subscription = subscription,
                              .owner = owner, .size = size, .open = size };
    if (o->next)
        o->next->prev = o;
    p->orders = o;
    o->wishes = mem_array(size, sizeof *o->wishes);
    for (size_t i = 0; i < size; i++)
        wish_init(&o->wishes[i], o, &wishes[i]);
    o->patience = loop_timer_new(p->loop, LOOP_CLOCK, on_no_more_patience, o);
    loop_timer_in(o->patience, p->settings.wait);
    return o;
}

bool pages_may_begin(const struct pages *p)
{
    return p->running + p->unread < (size_t)p->settings.concurrency;
}

/* Whoever vouches for the feed's host knows nothing of others. */
static struct connection connection_to(const struct subscription *s, const char *url)
{
    struct connection c = s->connection;
    OWNED(place) feed = place_parse(s->url);
    OWNED(place) page = place_parse(url);
    if (!feed || !page || !place_shares_host(feed, page))
        c.authorities = NULL;
    return c;
}

/* The feed's own URL stands for who may hear its secrets. */
static void ask(struct wish *w, struct fetch *fetch)
{
    const struct subscription *s = w->order->subscription;
    struct connection connection = connection_to(s, w->url);
    struct fetch_request request = {
        .url = s->url,
        .begin_at = w->url,
        .headers = s->headers,
        .secret_headers = s->secret_header,
        .connection = &connection,
        .page = true,
        .stay = true,
        .max_bytes = w->order->pages->settings.max_bytes,
    };
    w->order->pages->running++;
    w->transfer = fetch_start(fetch, &request, on_answer, w);
}

/* Where it leads is followed, whoever has it: it is the site's own word. */
static void ask_permission(struct wish *w, struct fetch *fetch)
{
    const struct subscription *s = w->order->subscription;
    struct connection connection = connection_to(s, w->url);
    char *url = permits_robots_url(w->url);
    struct fetch_request request = {
        .url = s->url,
        .begin_at = url,
        .headers = s->headers,
        .secret_headers = s->secret_header,
        .connection = &connection,
        .robots = true,
        .max_bytes = (int64_t)ROBOTS_BYTES_MAX,
    };
    w->order->pages->running++;
    w->transfer = fetch_start(fetch, &request, on_robots, w);
    mem_free(&url);
}

static void refuse(struct wish *w)
{
    struct fetch_answer *answer =
        fetch_answer_failed(FETCH_ROBOTS, w->url, permits_why(w->order->pages->permits, w->url));
    settle(w, &answer);
}

void pages_begin(struct pages *p, struct fetch *fetch, struct slot *slot)
{
    struct wish *w = slot_owner(slot);
    permits_call(p->permits, fetch_user_agent(fetch));
    enum permit permit =
        p->settings.robots ? permits_ask(p->permits, w->url, now_of(p)) : PERMIT_GIVEN;
    if (permit == PERMIT_UNKNOWN)
        ask_permission(w, fetch);
    else if (permit == PERMIT_GIVEN)
        ask(w, fetch);
    else
        refuse(w);
}

/* --- the whole --- */

struct pages *pages_new(struct loop *loop, struct schedule *schedule,
                        const struct pages_settings *settings,
                        const struct schedule_settings *timing, const struct pages_calls *calls)
{
    struct pages *p = mem_new(sizeof *p);
    *p = (struct pages){ .loop = loop, .schedule = schedule, .calls = *calls };
    p->permits = permits_new();
    pages_tune(p, settings, timing);
    return p;
}

void pages_tune(struct pages *p, const struct pages_settings *settings,
                const struct schedule_settings *timing)
{
    p->settings = *settings;
    p->timing = *timing;
}

void pages_free(struct pages **pages)
{
    struct pages *p = *pages;
    if (!p)
        return;
    while (p->orders)
        order_free(p->orders);
    permits_free(&p->permits);
    mem_free(pages);
}
