#include "outlet/bucket.h"

#include <math.h>

struct bucket bucket_full(const struct bucket_size *size, int64_t now)
{
    return (struct bucket){ size->most, now };
}

static void fill(struct bucket *b, const struct bucket_size *size, int64_t now)
{
    b->tokens = fmin(b->tokens + (double)(now - b->at) * size->rate / 1000, size->most);
    b->at = now;
}

bool bucket_has(struct bucket *b, const struct bucket_size *size, int64_t now)
{
    fill(b, size, now);
    return b->tokens >= 1;
}

bool bucket_take(struct bucket *b, const struct bucket_size *size, int64_t now)
{
    bool has = bucket_has(b, size, now);
    b->tokens -= has;
    return has;
}

int64_t bucket_wait(struct bucket *b, const struct bucket_size *size, int64_t now)
{
    return bucket_has(b, size, now) ? 0 : (int64_t)ceil((1 - b->tokens) * 1000 / size->rate);
}
