#include "gathering.h"

#include "base/counter.h"
#include "base/log.h"
#include "base/mem.h"
#include "intake/page_tally.h"

#include <assert.h>

struct gathering {
    struct gatherings *all;
    struct gathering *next, **at;
    struct poll *poll;
    const struct subscription *subscription;
    struct page_wish *wishes;
    size_t size;
    _Atomic size_t room; /* bytes that its pages may still take */
    void *owner;
};

struct gatherings {
    struct gatherings_parts parts;
    struct gathering *first; /* of the loop's thread */
    bool closing;
};

struct page {
    struct gathering *of;
    struct judged *item;
    struct fetch_answer *answer;
};

struct gatherings *gatherings_new(const struct gatherings_parts *parts)
{
    struct gatherings *all = mem_new(sizeof *all);
    all->parts = *parts;
    return all;
}

/* Returns its owner. */
static void *take_out(struct gathering *g)
{
    void *owner = g->owner;
    *g->at = g->next;
    if (g->next)
        g->next->at = g->at;
    mem_free(&g->wishes);
    mem_free(&g);
    return owner;
}

void gatherings_free(struct gatherings **gatherings)
{
    struct gatherings *all = *gatherings;
    if (!all)
        return;
    all->closing = true;
    loop_drain(all->parts.loop);
    while (all->first)
        all->parts.drop(take_out(all->first));
    mem_free(gatherings);
}

/* --- beginning --- */

static void put_aside(void *arg)
{
    struct gathering *g = arg;
    struct gatherings *all = g->all;
    g->at = &all->first;
    g->next = all->first;
    if (g->next)
        g->next->at = &g->next;
    all->first = g;
    if (!all->closing)
        all->parts.want(all->parts.arg, g->subscription->id, g->wishes, g->size, g);
}

bool gathering_begin(struct gatherings *all, struct poll *poll, const struct subscription *s,
                     const struct pages_settings *settings, void *owner)
{
    size_t size;
    struct page_wish *wishes = full_text_wishes(poll, s, (size_t)settings->per_poll, &size);
    if (!size) {
        mem_free(&wishes);
        return false;
    }
    struct gathering *g = mem_new(sizeof *g);
    *g = (struct gathering){ .all = all, .poll = poll, .subscription = s, .wishes = wishes,
                             .size = size, .room = (size_t)settings->poll_bytes, .owner = owner };
    loop_post(all->parts.loop, put_aside, g);
    return true;
}

/* --- pages --- */

static void count(const struct gathering *g, const struct article *a)
{
    counter_add(COUNT_PAGES, 1);
    if (!a->page_problem)
        return;
    counter_add(COUNT_PAGES_WITHOUT, 1);
    log_info("an item keeps the feed's own text", LOG_TEXT("feed", g->subscription->id),
             LOG_TEXT("item", a->id), LOG_TEXT("problem", a->page_problem),
             LOG_TEXT("error", a->page_error));
}

static void page_is_read(void *arg)
{
    struct gathering *g = arg;
    if (!g->all->closing)
        g->all->parts.read(g->all->parts.arg, g->subscription->id);
}

static void take_page(struct page *page)
{
    struct gathering *g = page->of;
    full_text_take(&page->item->article, page->answer, &g->room);
    count(g, page->item->article);
    fetch_answer_free(&page->answer);
    mem_free(&page);
    loop_post(g->all->parts.loop, page_is_read, g);
}

static void read_page(void *arg)
{
    struct page *page = arg;
    struct docket *docket = page->of->all->parts.docket;
    const struct article *a = page->item->article;
    size_t slot = docket_enter(docket, a->feed, a->id);
    take_page(page);
    docket_leave(docket, slot, false);
}

void gathering_page(struct gathering *g, size_t item, struct fetch_answer **answer)
{
    struct page *page = mem_new(sizeof *page);
    *page = (struct page){ g, &g->poll->items[item], *answer };
    *answer = NULL;
    if (page->answer->problem != FETCH_OK) {
        take_page(page); /* only notes why: here on the loop's thread, and without the docket */
        return;
    }
    bool taken = pool_submit(g->all->parts.pool, read_page, page);
    assert(taken);
    (void)taken;
}

void gathering_end(struct gathering *g)
{
    struct gatherings *all = g->all;
    page_tally(g->poll);
    all->parts.over(take_out(g));
}
