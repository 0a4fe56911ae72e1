/* outlet_bench.h - an outlet in a directory of its own, and polls for it. */
#ifndef TESTS_SUPPORT_OUTLET_BENCH_H
#define TESTS_SUPPORT_OUTLET_BENCH_H

#include "base/mem.h"
#include "outlet/outlet.h"
#include "support/scratch.h"

#include <assert.h>
#include <stdatomic.h>
#include <unistd.h>

struct outlet_bench {
    char dir[SCRATCH_MAX], journal[SCRATCH_MAX + 32], live[SCRATCH_MAX + 32],
        replay[SCRATCH_MAX + 32];
    struct outlet_settings settings;
    struct outlet *outlet;
    struct error notice, err;
    _Atomic uint64_t committed, last, remembered, troubled, relieved, failed, refused;
    struct error failure; /* once failed is 1 */
};

static inline void bench_committed(void *context, const struct poll *poll)
{
    struct outlet_bench *b = context;
    for (size_t i = 0; i < poll->items_size; i++)
        if (poll->items[i].sequence)
            b->last = poll->items[i].sequence;
    b->committed++;
}

static inline void bench_remembered(void *context, const char *feed)
{
    struct outlet_bench *b = context;
    assert(feed[0]);
    b->remembered++;
}

static inline void bench_troubled(void *context, const struct error *err)
{
    struct outlet_bench *b = context;
    assert(error_is_set(err));
    b->troubled++;
}

static inline void bench_relieved(void *context)
{
    struct outlet_bench *b = context;
    b->relieved++;
}

static inline void bench_failed(void *context, const struct error *err)
{
    struct outlet_bench *b = context;
    b->failure = *err;
    b->failed++;
}

static inline void bench_refused(void *context, size_t peers, const char *why)
{
    struct outlet_bench *b = context;
    assert(peers && why);
    b->refused++;
}

static inline void outlet_bench_start(struct outlet_bench *b)
{
    struct outlet_calls calls = { b, bench_committed, bench_remembered, bench_troubled,
                                  bench_relieved, bench_failed, bench_refused };
    b->notice = b->err = (struct error){ 0 };
    b->outlet = outlet_open(&b->settings, clock_real(), &calls, &b->notice, &b->err);
    if (b->outlet)
        outlet_start(b->outlet);
    else
        fprintf(stderr, "%s\n", error_line(&b->err));
    assert(b->outlet);
}

static inline void outlet_bench_in(struct outlet_bench *b, const char *dir)
{
    snprintf(b->dir, sizeof b->dir, "%s", dir);
    snprintf(b->journal, sizeof b->journal, "%s/journal.db", dir);
    snprintf(b->live, sizeof b->live, "ipc://%s/items.sock", dir);
    snprintf(b->replay, sizeof b->replay, "ipc://%s/replay.sock", dir);
    b->settings = (struct outlet_settings){
        .journal = { b->journal },
        .publish = { b->live, b->replay, 10000, { 30, 200000, { 30, 200000 } }, { NULL, NULL } },
    };
}

static inline void outlet_bench_init(struct outlet_bench *b)
{
    char dir[SCRATCH_MAX];
    *b = (struct outlet_bench){ 0 };
    scratch_make(dir);
    outlet_bench_in(b, dir);
    outlet_bench_start(b);
}

static inline void outlet_bench_done(struct outlet_bench *b)
{
    bool stopped = outlet_stop(&b->outlet, &b->err);
    assert(stopped);
    (void)stopped;
    scratch_remove(b->dir);
}

/* Adds an item that concerns the tickers named in words; id NULL: none. */
static inline void poll_add_item(struct poll *p, const char *id, const char *tickers)
{
    mem_grow(p->items, p->items_size, p->items_cap);
    struct judged *judged = &p->items[p->items_size++];
    *judged = (struct judged){ 0 };
    struct text *t = &judged->json;
    text_printf(t, "{\"id\":\"%s\",\"time\":\"2026-11-22T00:43:10Z\",", id ? id : "none");
    text_printf(t,
                "\"sequence\":\"00000000000000000000\",\"data\":{\"item\":{\"url\":"
                "\"https://example.org/1\",\"title\":\"Shares slump\",\"source\":\"%s\"},"
                "\"reliability\":{\"score\":0.5,\"label\":\"caution\"},\"ticker_sentiment\":[",
                p->state->feed);
    struct slice rest = slice_of(tickers), ticker;
    while (*tickers && slice_next(&rest, ' ', &ticker))
        text_printf(t,
                    "%s{\"ticker\":\"%.*s\",\"relevance_score\":0.75,"
                    "\"ticker_sentiment_score\":-0.3,"
                    "\"ticker_sentiment_label\":\"mildly negative\"}",
                    t->ptr[t->len - 1] == '[' ? "" : ",", SLICE_ARGS(ticker));
    text_printf(t, "]}}");
}

/* Waits until so many polls were committed; false after ten seconds. */
static inline bool outlet_bench_wait(struct outlet_bench *b, uint64_t polls)
{
    for (int i = 0; i < 10000 && b->committed < polls; i++)
        usleep(1000);
    return b->committed >= polls;
}

#endif
