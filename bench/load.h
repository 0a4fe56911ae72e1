/* load.h - what benches of the outlet have in common: the clock, and items of about 6 kB. */
#ifndef BENCH_LOAD_H
#define BENCH_LOAD_H

#include "base/mem.h"
#include "item/poll.h"

#include <stdint.h>
#include <time.h>

enum { LOAD_BODY = 6000 };

static inline int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* A third of the items concern a ticker. */
static inline void load_write(struct text *json, size_t number)
{
    text_printf(json,
                "{\"id\":\"sha256:%016zx#r1\",\"sequence\":\"00000000000000000000\",\"data\":{"
                "\"item\":{\"title\":\"Item %zu\"},\"ticker_sentiment\":[%s],\"text\":\"",
                number * 2654435761u, number, number % 3 ? "" : "{\"ticker\":\"META\"}");
    text_reserve(json, LOAD_BODY);
    while (json->len < LOAD_BODY)
        text_add(json, SLICE("profit rose while costs fell and nobody knew why, "));
    text_add(json, SLICE("\"}}"));
}

static inline struct judged *load_add(struct poll *p, size_t number)
{
    mem_grow(p->items, p->items_size, p->items_cap);
    struct judged *judged = &p->items[p->items_size++];
    *judged = (struct judged){ 0 };
    load_write(&judged->json, number);
    return judged;
}

#endif
