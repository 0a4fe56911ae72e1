#include "workshop.h"

#include "base/mem.h"
#include "base/pool.h"

#include <assert.h>

/* After so long a poll makes room for others. */
#define SLICE_TIME ((struct duration){ 20 })

struct workshop {
    struct pool *pool;
    struct errands *errands;
    struct gatherings *gatherings;
    struct workshop_settings settings; /* of the loop's thread */
};

/* An errand, and where it is. */
struct ticket {
    struct workshop *workshop;
    struct errand *errand;
    const struct subscription *subscription;
    const struct pages_settings *pages;
    bool gathered; /* its pages are read, or on their way */
};

static void run(void *ticket);

/* Behind all that wait for a worker; there is room, since the poll was open all the time. */
static void queue(void *ticket)
{
    struct ticket *t = ticket;
    bool taken = pool_submit(t->workshop->pool, run, t);
    assert(taken);
    (void)taken;
}

static void give_up(void *ticket)
{
    struct ticket *t = ticket;
    errand_give_up(&t->errand);
    mem_free(&t);
}

/* Asked once, when it is read. True: another worker may have it by now. */
static bool is_put_aside(struct ticket *t)
{
    bool asked = t->gathered;
    t->gathered = true;
    return !asked && gathering_begin(t->workshop->gatherings, errand_poll(t->errand), t->subscription,
                                     t->pages, t);
}

/* A slice of it: a document of thousands of items must not keep others from being judged. */
static void run(void *ticket)
{
    struct ticket *t = ticket;
    struct instant end = instant_add(clock_steady(clock_real()), SLICE_TIME);
    while (errand_step(t->errand)) {
        if (is_put_aside(t))
            return;
        if (!instant_before(clock_steady(clock_real()), end)) {
            queue(t);
            return;
        }
    }
    errand_end(&t->errand);
    mem_free(&t);
}

void workshop_take(struct workshop *w, struct polled **polled)
{
    assert(w->settings.errands.assayer);
    struct ticket *t = mem_new(sizeof *t);
    *t = (struct ticket){ .workshop = w, .subscription = (*polled)->subscription,
                          .pages = w->settings.pages };
    t->errand = errand_new(w->errands, &w->settings.errands, polled);
    queue(t);
}

void workshop_use(struct workshop *w, const struct workshop_settings *settings)
{
    w->settings = *settings;
}

size_t workshop_busy(struct workshop *w)
{
    return pool_busy(w->pool);
}

uint64_t workshop_ended(struct workshop *w)
{
    return pool_ended(w->pool) + errands_judged(w->errands);
}

struct workshop *workshop_new(const struct workshop_parts *parts, size_t threads, size_t queue_size)
{
    struct workshop *w = mem_new(sizeof *w);
    w->errands = errands_new(&parts->errands);
    w->pool = pool_new(threads, queue_size);
    struct gatherings_parts gatherings = {
        parts->loop, w->pool, parts->errands.docket, parts->arg, parts->want_pages, parts->page_read,
        queue, give_up
    };
    w->gatherings = gatherings_new(&gatherings);
    return w;
}

void workshop_free(struct workshop **w)
{
    if (!*w)
        return;
    pool_free(&(*w)->pool);
    gatherings_free(&(*w)->gatherings);
    errands_free(&(*w)->errands);
    mem_free(w);
}
