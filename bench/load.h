/* load.h - what benches of the outlet have in common: items of about 6 kB, and what they took.
 *
 *     load_sort(us, count);
 *     printf("median %.2f ms\n", load_ms(us, count, 0.5)); */
#ifndef BENCH_LOAD_H
#define BENCH_LOAD_H

#include "base/mem.h"
#include "item/poll.h"

#include <stdint.h>
#include <stdlib.h>
#include <time.h>

enum { LOAD_BODY = 6000 };

static inline int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* What something took, in seconds: by the clock, and of CPU time of the whole program. */
struct load_cost {
    double clock, cpu;
};

static inline struct load_cost load_now(void)
{
    struct timespec cpu;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu);
    return (struct load_cost){ (double)now_us() / 1e6, (double)cpu.tv_sec + (double)cpu.tv_nsec / 1e9 };
}

static inline struct load_cost load_since(struct load_cost start)
{
    struct load_cost end = load_now();
    return (struct load_cost){ end.clock - start.clock, end.cpu - start.cpu };
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

static inline int load_by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static inline void load_sort(int64_t *us, size_t count)
{
    qsort(us, count, sizeof *us, load_by_size);
}

/* That share of the sorted ones took no longer. */
static inline double load_ms(const int64_t *us, size_t count, double share)
{
    return (double)us[(size_t)((double)count * share)] / 1e3;
}

#endif
