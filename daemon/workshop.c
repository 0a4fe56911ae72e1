#include "workshop.h"

#include "base/counter.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/pool.h"
#include "item/article_pack.h"
#include "reading.h"

#include <assert.h>
#include <stdatomic.h>
#include <pthread.h>

struct workshop {
    struct outlet *outlet;
    struct docket *docket;
    struct clock *clock;
    struct pool *pool;
    const struct assayer *assayer; /* of the loop's thread */
    _Atomic uint64_t judged;       /* items */

    /* everybody's, under the lock */
    pthread_mutex_t lock;
    pthread_cond_t turned;
    struct stories *stories;       /* NULL: items are judged alone */
    uint64_t turns, turn;          /* given to polls; whose it is */
};

struct errand {
    struct workshop *workshop;
    const struct assayer *assayer;
    struct polled *polled;
};

struct workshop *workshop_new(struct outlet *outlet, struct docket *docket, struct stories *stories,
                              struct clock *clock, size_t threads, size_t queue)
{
    struct workshop *w = mem_new(sizeof *w);
    w->outlet = outlet;
    w->docket = docket;
    w->clock = clock;
    w->stories = stories;
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->turned, NULL);
    w->pool = pool_new(threads, queue);
    return w;
}

void workshop_free(struct workshop **w)
{
    if (!*w)
        return;
    pool_free(&(*w)->pool);
    pthread_mutex_destroy(&(*w)->lock);
    pthread_cond_destroy(&(*w)->turned);
    mem_free(w);
}

void workshop_use(struct workshop *w, const struct assayer *assayer)
{
    w->assayer = assayer;
}

/* A broken scorer is told once an item, and the others' words still count. */
static void report_broken(const struct article *a, const struct verdict *v)
{
    for (size_t i = 0; i < v->opinions_size; i++)
        if (v->opinions[i].broken) {
            counter_add(COUNT_SCORERS_BROKEN, 1);
            log_warning("a scorer broke its word and abstains",
                        LOG_TEXT("scorer", v->opinions[i].scorer), LOG_TEXT("feed", a->feed),
                        LOG_TEXT("item", a->id), LOG_TEXT("how", v->opinions[i].broken));
        }
}

static void keep_article(const struct article *a, struct text *ret_packed)
{
    if (!article_pack(a, ret_packed))
        log_warning("an article is too large to be kept for diff and explain",
                    LOG_TEXT("feed", a->feed), LOG_TEXT("item", a->id));
}

static void judge_one(const struct errand *e, struct judged *item)
{
    item->verdict = assayer_judge(e->assayer, item->article, ASSAY_REASONS);
    report_broken(item->article, item->verdict);
    assayer_json(e->assayer, &item->json, item->article, item->verdict,
                 clock_now(e->workshop->clock));
    assayer_alert(e->assayer, item);
    keep_article(item->article, &item->packed);
    article_free(&item->article); /* the JSON says it all, and may wait long for its commit */
    verdict_free(&item->verdict);
    atomic_fetch_add(&e->workshop->judged, 1);
}

/* It brought the program down before; the others must not suffer for it. */
static void quarantine(struct poll *poll, struct judged *item)
{
    const struct article *a = item->article;
    counter_add(COUNT_QUARANTINED, 1);
    log_warning("an item that brings the program down is left out", LOG_TEXT("feed", a->feed),
                LOG_TEXT("item", a->id));
    poll_tell(poll, "quarantined", "item \"%s\" brought the program down again and again and is left out",
              a->id);
    poll_leave_out(poll, a, "quarantined");
    judged_done(item);
}

static void leave_out_quarantined(const struct errand *e, struct poll *poll)
{
    size_t kept = 0;
    for (size_t i = 0; i < poll->items_size; i++) {
        struct judged *item = &poll->items[i];
        if (docket_is_quarantined(e->workshop->docket, item->article->feed, item->article->id))
            quarantine(poll, item);
        else
            poll->items[kept++] = *item;
    }
    poll->items_size = kept;
}

static void with_docket(const struct errand *e, struct judged *item,
                        void (*act)(const struct errand *, struct judged *), bool is_last)
{
    struct docket *docket = e->workshop->docket;
    size_t slot = docket_enter(docket, item->article->feed, item->article->id);
    act(e, item);
    docket_leave(docket, slot, is_last);
}

static void place_one(const struct errand *e, struct judged *item)
{
    item->article->cluster = stories_place(e->workshop->stories, item->article, &item->trace);
}

/* All items of a poll at once; the turn they get is the order of their commit. */
static uint64_t place(const struct errand *e, struct poll *poll)
{
    struct workshop *w = e->workshop;
    pthread_mutex_lock(&w->lock);
    for (size_t i = 0; w->stories && i < poll->items_size; i++)
        with_docket(e, &poll->items[i], place_one, false);
    uint64_t turn = w->turns++;
    pthread_mutex_unlock(&w->lock);
    return turn;
}

static void submit(struct workshop *w, uint64_t turn, struct poll **poll)
{
    pthread_mutex_lock(&w->lock);
    while (w->turn != turn)
        pthread_cond_wait(&w->turned, &w->lock);
    pthread_mutex_unlock(&w->lock);
    outlet_submit(w->outlet, poll);
    pthread_mutex_lock(&w->lock);
    w->turn++;
    pthread_cond_broadcast(&w->turned);
    pthread_mutex_unlock(&w->lock);
}

/* A poll without news refers to nobody and waits for nobody. */
static void judge(const struct errand *e, struct poll **poll)
{
    leave_out_quarantined(e, *poll);
    if (!(*poll)->items_size) {
        outlet_submit(e->workshop->outlet, poll);
        return;
    }
    uint64_t turn = place(e, *poll);
    for (size_t i = 0; i < (*poll)->items_size; i++)
        with_docket(e, &(*poll)->items[i], judge_one, true);
    submit(e->workshop, turn, poll);
}

static void run(void *arg)
{
    struct errand *e = arg;
    struct workshop *w = e->workshop;
    struct poll *poll = reading_take(w->docket, &e->polled, clock_now(w->clock));
    judge(e, &poll);
    mem_free(&e);
}

void workshop_take(struct workshop *w, struct polled **polled)
{
    assert(w->assayer);
    struct errand *e = mem_new(sizeof *e);
    *e = (struct errand){ w, w->assayer, *polled };
    *polled = NULL;
    bool taken = pool_submit(w->pool, run, e);
    assert(taken);
    (void)taken;
}

size_t workshop_busy(struct workshop *w)
{
    return pool_busy(w->pool);
}

uint64_t workshop_ended(struct workshop *w)
{
    return pool_ended(w->pool) + atomic_load(&w->judged);
}
