#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "outlet/bucket.h"
#include "support/rows.h"

static const struct bucket_size size = { .rate = 100, .most = 3 };

struct bucket_row {
    const char *name;
    int taken;     /* at 1000 ms, as many as there are among so many tries */
    int64_t at;    /* ms; asked then */
    int again;     /* tries then */
    int got[2];    /* of the tries before, and then */
    int64_t wait;  /* for the next one, afterwards */
};

static const struct bucket_row bucket_rows[] = {
    { "it begins full", 2, 1000, 0, { 2, 0 }, 0 },
    { "empty, it says when the next one comes", 5, 1000, 1, { 3, 0 }, 10 },
    { "half of a token is none", 3, 1005, 1, { 3, 0 }, 5 },
    { "one comes at its time", 3, 1010, 2, { 3, 1 }, 10 },
    { "no more than it holds come", 3, 9000, 9, { 3, 3 }, 10 },
};

static int take(struct bucket *b, int tries, int64_t now)
{
    int got = 0;
    for (int i = 0; i < tries; i++)
        got += bucket_take(b, &size, now);
    return got;
}

static void gives_tokens(void **state)
{
    const struct bucket_row *row = *state;
    struct bucket b = bucket_full(&size, 1000);
    assert_int_equal(take(&b, row->taken, 1000), row->got[0]);
    assert_int_equal(take(&b, row->again, row->at), row->got[1]);
    assert_int_equal(bucket_wait(&b, &size, row->at), row->wait);
    assert_int_equal(bucket_has(&b, &size, row->at + row->wait), true);
}

static void who_took_too_much_waits_longer(void **state)
{
    (void)state;
    struct bucket b = bucket_full(&size, 1000);
    b.tokens -= 13;
    assert_int_equal(bucket_wait(&b, &size, 1000), 110);
    assert_false(bucket_has(&b, &size, 1109));
    assert_true(bucket_has(&b, &size, 1110));
}

int main(void)
{
    struct rows rows = { 0 };
    ADD_ROWS(&rows, bucket_rows, gives_tokens);
    ADD_TEST(&rows, who_took_too_much_waits_longer);
    return rows_run("bucket", &rows);
}
