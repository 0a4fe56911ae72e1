#include "commands/rescore.h"

#include "base/mem.h"
#include "base/progress.h"
#include "item/article_pack.h"

#include <pthread.h>
#include <signal.h>

#define PAGE 100 /* articles that a thread takes at once */

/* One article as it lay on the shelf. */
struct copy {
    uint64_t sequence;
    struct instant time;
    struct text packed, body;
};

struct rescoring {
    const struct pair *pair;
    const struct rescore_settings *settings;
    rescore_reader *each;
    void *context;

    /* everybody's, under the lock */
    pthread_mutex_t lock;
    struct journal_shelf shelf; /* where the next page begins */
    bool ended;
    struct rescore_counts counts;
    struct progress *progress;
    struct error *err;
    bool failed;
};

struct hand {
    struct rescoring *rescoring;
    size_t number;
    pthread_t thread;
    struct copy copies[PAGE];
    size_t copies_size;
    struct rescore_counts counts;
};

/* Reading: one thread at a time */

static bool copy_one(void *context, const struct journal_article *a)
{
    struct hand *h = context;
    struct copy *c = &h->copies[h->copies_size++];
    c->sequence = a->sequence;
    c->time = a->time;
    text_clear(&c->packed);
    text_add(&c->packed, a->packed);
    text_clear(&c->body);
    text_add(&c->body, a->body);
    return true;
}

/* What was read last time has been judged by now, or will be in a moment. */
static void count(struct rescoring *r, const struct hand *h, const struct journal_page *page)
{
    r->counts.items += h->copies_size;
    r->counts.damaged += page->damaged;
    r->shelf.from = page->next;
    r->ended = !page->next;
    progress_at(r->progress, page->next ? page->next - r->settings->shelf.from : UINT64_MAX,
                r->counts.items);
}

static bool take_page(struct hand *h)
{
    struct rescoring *r = h->rescoring;
    struct journal_page page;
    h->copies_size = 0;
    pthread_mutex_lock(&r->lock);
    if (!r->ended &&
        journal_read_shelf(r->settings->journal, &r->shelf, copy_one, h, &page, r->err))
        count(r, h, &page);
    else if (!r->ended)
        r->failed = r->ended = true;
    bool more = !r->ended || h->copies_size;
    pthread_mutex_unlock(&r->lock);
    return more;
}

/* Judging: all at once */

static void judge(struct hand *h, const struct copy *c, const struct article *a)
{
    struct rescoring *r = h->rescoring;
    struct verdict *before, *after;
    bool taken;
    pair_judge_stored(r->pair, a, text_slice(&c->body), &before, &after, &taken);
    h->counts.taken += taken;
    struct judged old = { .article = (struct article *)a, .verdict = before };
    struct judged new = { .article = (struct article *)a, .verdict = after };
    assayer_alert(r->pair->before.assayer, &old);
    assayer_alert(r->pair->after.assayer, &new);
    struct rescored done = { c->sequence, c->time, a, before, after, &old, &new };
    r->each(r->context, h->number, &done);
    old.article = new.article = NULL; /* borrowed */
    judged_done(&old);
    judged_done(&new);
}

static void *run(void *context)
{
    struct hand *h = context;
    while (take_page(h))
        for (size_t i = 0; i < h->copies_size; i++) {
            OWNED(article) a = article_unpack(text_slice(&h->copies[i].packed), NULL);
            if (a)
                judge(h, &h->copies[i], a);
            else
                h->counts.damaged++;
        }
    return NULL;
}

static void hand_done(struct hand *h, struct rescore_counts *counts)
{
    counts->damaged += h->counts.damaged;
    counts->items -= h->counts.damaged;
    counts->taken += h->counts.taken;
    for (size_t i = 0; i < PAGE; i++) {
        text_done(&h->copies[i].packed);
        text_done(&h->copies[i].body);
    }
}

/* This thread is the first hand. */
static void work(struct rescoring *r, size_t threads)
{
    struct hand *hands = mem_array(threads, sizeof *hands);
    size_t started = 1;
    for (size_t i = 0; i < threads; i++)
        hands[i] = (struct hand){ .rescoring = r, .number = i };
    while (started < threads &&
           pthread_create(&hands[started].thread, NULL, run, &hands[started]) == 0)
        started++;
    run(&hands[0]);
    for (size_t i = 1; i < started; i++)
        pthread_join(hands[i].thread, NULL);
    for (size_t i = 0; i < threads; i++)
        hand_done(&hands[i], &r->counts);
    mem_free(&hands);
}

bool rescore(const struct pair *pair, const struct rescore_settings *settings, rescore_reader *each,
             void *context, struct rescore_counts *ret, struct error *err)
{
    uint64_t last = journal_head(settings->journal), from = settings->shelf.from;
    if (last > settings->shelf.to)
        last = settings->shelf.to;
    OWNED(progress) progress =
        progress_new(settings->what, "items", last >= from ? last - from + 1 : 0);
    struct rescoring r = { pair, settings, each, context, .shelf = settings->shelf,
                           .progress = progress, .err = err };
    r.shelf.look_at = PAGE;
    pthread_mutex_init(&r.lock, NULL);
    work(&r, settings->threads);
    pthread_mutex_destroy(&r.lock);
    *ret = r.counts;
    return !r.failed;
}
