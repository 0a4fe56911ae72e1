/* polling.h - a poller over a cranked clock, and what stands for the workers, the journal and the outlet.
 *
 *     OWNED(room) r = room_new();
 *     subscribe(r, "a", "/ok");
 *     crank(r, MINUTES(10));
 *     assert_string_equal(text_string(&r->log), "a document 0|a unchanged 600|");
 *
 * The test's main starts and stops the server. */
#ifndef TESTS_SUPPORT_POLLING_H
#define TESTS_SUPPORT_POLLING_H

#include "base/mem.h"
#include "intake/poller.h"
#include "support/feed_server.h"
#include "support/requests.h"

#include <string.h>

#define SOON SECONDS(20) /* real time that no test should need */

static struct feed_server server;
static const struct assay_text loopback[] = { { "127.0.0.0/8", 11 } };
static const struct instant start = { INT64_C(1795341600000) };

/* What stands for the workers, the journal and the outlet. */
struct room {
    struct clock *clock;
    struct loop *loop;
    struct poller *poller;
    struct subscription subscriptions[128];
    size_t size;

    enum { STORES, STORES_LATER, FAILS_TO_REMEMBER, FAILS_TO_COMMIT, KEEPS_WAITING } journal;
    struct polled *waiting; /* KEEPS_WAITING */
    struct polled_wishes wishes; /* of documents */
    bool news;              /* every poll brings some */
    bool unreadable;        /* what documents are */
    struct text log;        /* "<feed> <how> <seconds since start>|" */
    size_t remembered, polls, documents, most_open;
    struct instant last_remembered;
    struct duration least_pause; /* between two beginnings */
    bool held_back;              /* a request was out before it was remembered */
};

static inline void remember(void *arg, const struct feed_state *state);
static inline void polled(void *arg, struct polled **polled);
static inline void rests(void *arg, const char *turn, struct instant until);

static inline struct fetch_settings fetch_settings(void)
{
    struct fetch_settings s = fetch_defaults;
    s.first_byte_timeout = (struct duration){ 800 };
    s.slow_timeout = (struct duration){ 800 };
    s.max_bytes = s.max_wire_bytes = 100000;
    s.allow_private = (struct assay_texts){ loopback, 1 };
    return s;
}

static inline struct schedule_settings no_jitter(void)
{
    struct schedule_settings s = schedule_defaults;
    s.jitter = 0;
    return s;
}

static inline void room_open_for(struct room *r, int64_t concurrency)
{
    struct fetch_settings fetch = fetch_settings();
    if (concurrency)
        fetch.concurrency = concurrency;
    struct schedule_settings timing = no_jitter();
    struct poller_calls calls = { .arg = r, .remember = remember, .polled = polled, .rests = rests };
    struct poller_settings settings = { &fetch, &timing, &pages_defaults };
    r->poller = poller_new(r->loop, &settings, &calls, NULL);
    assert_non_null(r->poller);
}

static inline void room_open(struct room *r)
{
    room_open_for(r, 0);
}

static inline struct room *room_of(int64_t concurrency)
{
    struct room *r = mem_new(sizeof *r);
    free(feed_server_ask(&server, "DELETE", "/_/log", ""));
    r->clock = clock_cranked(start);
    r->loop = loop_new(r->clock, NULL);
    r->least_pause.ms = INT64_MAX;
    room_open_for(r, concurrency);
    return r;
}

static inline struct room *room_new(void)
{
    return room_of(0);
}

static inline void room_free(struct room **r)
{
    polled_free(&(*r)->waiting);
    poller_free(&(*r)->poller);
    for (size_t i = 0; i < (*r)->size; i++) {
        mem_free(&(*r)->subscriptions[i].id);
        mem_free(&(*r)->subscriptions[i].url);
    }
    loop_free(&(*r)->loop);
    clock_free(&(*r)->clock);
    text_done(&(*r)->log);
    mem_free(r);
}

static inline struct subscription *subscribe_at(struct room *r, const char *id, const char *host,
                                                const char *path, struct feed_state **state)
{
    struct subscription *s = &r->subscriptions[r->size++];
    char *url = feed_server_url(&server, host, path);
    *s = (struct subscription){ .id = mem_string(id), .url = url, .every = MINUTES(10) };
    poller_add(r->poller, s, state);
    return s;
}

static inline struct subscription *subscribe(struct room *r, const char *id, const char *path)
{
    return subscribe_at(r, id, "127.0.0.1", path, NULL);
}

static inline void crank(struct room *r, struct duration by)
{
    assert_true(loop_crank(r->loop, by, SOON, NULL));
}

static inline int count_unconditional(const char *path)
{
    cJSON *log = requests_for(&server, path), *entry;
    int count = 0;
    cJSON_ArrayForEach(entry, log)
    {
        cJSON *headers = cJSON_GetObjectItem(entry, "headers");
        count += !cJSON_HasObjectItem(headers, "if-none-match") &&
                 !cJSON_HasObjectItem(headers, "if-modified-since");
    }
    cJSON_Delete(log);
    return count;
}

/* --- the other hands --- */

struct later {
    struct room *room;
    char *id;
    struct polled *polled;
};

static inline void remembered_later(void *arg)
{
    struct later *l = arg;
    l->room->remembered++;
    poller_remembered(l->room->poller, l->id);
    mem_free(&l->id);
    mem_free(&l);
}

static inline void remember(void *arg, const struct feed_state *state)
{
    struct room *r = arg;
    struct duration pause = instant_since(clock_now(r->clock), r->last_remembered);
    assert_true(instant_before(clock_now(r->clock), state->not_before));
    assert_int_equal(state->last_poll.ms, clock_now(r->clock).ms);
    r->last_remembered = clock_now(r->clock);
    if (pause.ms < r->least_pause.ms)
        r->least_pause = pause;
    if (poller_open(r->poller) > r->most_open)
        r->most_open = poller_open(r->poller);
    if (r->journal == FAILS_TO_REMEMBER) {
        poller_dropped(r->poller, state->feed);
    } else if (r->journal == STORES_LATER) {
        struct later *l = mem_new(sizeof *l);
        *l = (struct later){ .room = r, .id = mem_string(state->feed) };
        loop_post(r->loop, remembered_later, l);
    } else {
        r->remembered++;
        poller_remembered(r->poller, state->feed);
    }
}

static inline void commit(struct room *r, struct polled *p)
{
    static const struct error no_feed = { .remedy = SKIP, .text = "no feed" };
    char *id = mem_string(p->state->feed);
    if (p->how == POLLED_DOCUMENT && r->unreadable)
        polled_fail(p, &no_feed);
    else if (p->how == POLLED_DOCUMENT)
        polled_heed(p, r->wishes);
    polled_pace(p, r->news);
    if (r->journal == FAILS_TO_COMMIT)
        poller_dropped(r->poller, id);
    else
        poller_committed(r->poller, id, &p->state);
    polled_free(&p);
    mem_free(&id);
}

static inline void commit_later(void *arg)
{
    struct later *l = arg;
    commit(l->room, l->polled);
    mem_free(&l);
}

static inline void polled(void *arg, struct polled **polled)
{
    static const char *const hows[] = { "document", "unchanged", "failed" };
    struct room *r = arg;
    struct polled *p = *polled;
    *polled = NULL;
    r->held_back |= r->polls >= r->remembered;
    r->polls++;
    r->documents += p->how == POLLED_DOCUMENT;
    text_printf(&r->log, "%s %s %lld|", p->state->feed, hows[p->how],
                (long long)instant_since(clock_now(r->clock), start).ms / 1000);
    if (r->journal == KEEPS_WAITING) {
        assert_null(r->waiting);
        r->waiting = p;
    } else if (r->journal == STORES_LATER) {
        struct later *l = mem_new(sizeof *l);
        *l = (struct later){ .room = r, .polled = p };
        loop_post(r->loop, commit_later, l);
    } else {
        commit(r, p);
    }
}

static inline void set_url(struct subscription *s, const char *host, const char *path)
{
    mem_free(&s->url);
    s->url = feed_server_url(&server, host, path);
}

static inline void rests(void *arg, const char *turn, struct instant until)
{
    struct room *r = arg;
    text_printf(&r->log, "%s rests %lld|", turn, (long long)instant_since(until, start).ms / 1000);
}

#endif
