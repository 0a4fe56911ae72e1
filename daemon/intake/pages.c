#include "intake/pages.h"

#include "base/mem.h"
#include "intake/place.h"

#include <assert.h>
#include <string.h>

const struct pages_settings pages_defaults = {
    .per_poll = 20,
    .concurrency = 16,
    .wait = MINUTES(1),
    .max_bytes = 2 << 20,
    .poll_bytes = 4 << 20,
};

struct wish {
    struct page_order *order;
    char *url, *host; /* host: whom it shares its turn with */
    size_t item;
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

void page_order_read(struct page_order *o)
{
    struct pages_calls calls = o->pages->calls;
    let_go(o);
    calls.changed(calls.arg);
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

/* Those of the order that wait for this host are told what it said. */
static void give_up_host(struct page_order *o, const char *host, const struct fetch_answer *said)
{
    for (size_t i = 0; i < o->size; i++) {
        struct wish *w = &o->wishes[i];
        if (!w->slot || w->transfer || strcmp(w->host, host) != 0)
            continue;
        struct fetch_answer *answer = fetch_answer_failed(said->problem, w->url, "");
        answer->status = said->status;
        answer->err = said->err;
        hand_on(w, &answer);
    }
}

static void let_rest(struct wish *w, struct duration retry_after)
{
    struct pages *p = w->order->pages;
    if (retry_after.ms > p->timing.longest_retry.ms)
        retry_after = p->timing.longest_retry;
    schedule_asked(p->schedule, w->slot, now_of(p));
    if (retry_after.ms)
        schedule_rest(p->schedule, w->slot, instant_add(now_of(p), retry_after));
}

static void on_answer(void *arg, struct fetch_answer **answer)
{
    struct wish *w = arg;
    struct page_order *o = w->order;
    struct pages *p = o->pages;
    struct pages_calls calls = p->calls;
    const struct fetch_answer said = **answer; /* to look at what it says of the host */
    w->transfer = NULL;
    p->running--;
    let_rest(w, said.retry_after);
    hold(o);
    hand_on(w, answer);
    if (is_of_the_host(&said))
        give_up_host(o, w->host, &said);
    let_go(o);
    calls.changed(calls.arg);
}

static void on_no_more_patience(void *arg)
{
    struct page_order *o = arg;
    struct pages *p = o->pages;
    struct pages_calls calls = p->calls;
    hold(o);
    for (size_t i = 0; i < o->size; i++) {
        struct wish *w = &o->wishes[i];
        if (!w->slot)
            continue;
        if (w->transfer) {
            fetch_cancel(&w->transfer);
            p->running--;
            let_rest(w, (struct duration){0});
        }
        struct fetch_answer *answer = fetch_answer_failed(FETCH_LATE, w->url, "");
        hand_on(w, &answer);
    }
    let_go(o);
    calls.changed(calls.arg);
}

/* --- asking --- */

static char *host_of(const struct subscription *s, const char *url)
{
    OWNED(place) place = place_parse(url);
    return subscription_turn(s, place ? place_host(place) : "");
}

static void wish_init(struct wish *w, struct page_order *o, const struct page_wish *wanted)
{
    struct pages *p = o->pages;
    w->order = o;
    w->item = wanted->item;
    w->url = mem_string(wanted->url);
    w->host = host_of(o->subscription, wanted->url);
    w->slot = schedule_add(p->schedule, SCHEDULE_PAGE, w->host, w);
    schedule_put(p->schedule, w->slot, now_of(p));
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
void pages_begin(struct pages *p, struct fetch *fetch, struct slot *slot)
{
    struct wish *w = slot_owner(slot);
    const struct subscription *s = w->order->subscription;
    struct connection connection = connection_to(s, w->url);
    struct fetch_request request = {
        .url = s->url,
        .begin_at = w->url,
        .headers = s->headers,
        .secret_headers = s->secret_header,
        .connection = &connection,
        .page = true,
        .max_bytes = p->settings.max_bytes,
    };
    p->running++;
    w->transfer = fetch_start(fetch, &request, on_answer, w);
}

/* --- the whole --- */

struct pages *pages_new(struct loop *loop, struct schedule *schedule,
                        const struct pages_settings *settings,
                        const struct schedule_settings *timing, const struct pages_calls *calls)
{
    struct pages *p = mem_new(sizeof *p);
    *p = (struct pages){ .loop = loop, .schedule = schedule, .calls = *calls };
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
    mem_free(pages);
}
