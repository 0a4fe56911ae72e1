/* bucket.h - so many a second, and so many at once: a leaky bucket of tokens.
 *
 *     static const struct bucket_size size = { .rate = 200, .most = 1000 };
 *     struct bucket b = bucket_full(&size, now_ms);
 *     if (bucket_take(&b, &size, now_ms))
 *         serve();
 *
 * Times are monotonic ms. */
#ifndef OUTLET_BUCKET_H
#define OUTLET_BUCKET_H

#include <stdbool.h>
#include <stdint.h>

struct bucket_size {
    double rate; /* tokens that come in a second */
    double most; /* that it holds */
};

struct bucket {
    double tokens; /* below 0: more was taken than there was */
    int64_t at;    /* when they were counted */
};

struct bucket bucket_full(const struct bucket_size *, int64_t now);
/* Is there one? */
bool bucket_has(struct bucket *, const struct bucket_size *, int64_t now);
/* Takes one if there is one. */
bool bucket_take(struct bucket *, const struct bucket_size *, int64_t now);
/* Until there is one: ms, rounded up. */
int64_t bucket_wait(struct bucket *, const struct bucket_size *, int64_t now);

#endif
