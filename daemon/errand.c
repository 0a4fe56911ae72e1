#include "errand.h"

#include "base/counter.h"
#include "base/log.h"
#include "base/mem.h"
#include "intake/seen.h"
#include "item/article_pack.h"
#include "reading.h"
#include "turns.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

struct errands {
    struct errands_parts parts; /* stories: everybody's, under the lock */
    struct turns *turns;
    _Atomic uint64_t judged;    /* items */
    pthread_mutex_t lock;
};

struct errand {
    struct errands *all;
    struct errand_settings settings;
    struct polled *polled;    /* until it was read */
    struct poll *poll;        /* NULL: it was not */
    struct sketch **sketches; /* of its items; until they were placed */
    size_t sketched, judged;  /* items */
    struct turn *turn;        /* NULL: they were not placed */
    uint64_t others[EDITS_MOST]; /* keys of earlier items of which more is known now */
    size_t others_size;
};

static void submit(void *context, struct poll **poll)
{
    outlet_submit(context, poll);
}

struct errands *errands_new(const struct errands_parts *parts)
{
    struct errands *all = mem_new(sizeof *all);
    all->parts = *parts;
    pthread_mutex_init(&all->lock, NULL);
    all->turns = turns_new(submit, parts->outlet);
    return all;
}

void errands_free(struct errands **all)
{
    if (!*all)
        return;
    turns_free(&(*all)->turns);
    pthread_mutex_destroy(&(*all)->lock);
    mem_free(all);
}

uint64_t errands_judged(struct errands *all)
{
    return atomic_load(&all->judged);
}

/* --- judging --- */

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

static struct instant now_of(const struct errand *e)
{
    return clock_now(e->all->parts.clock);
}

static void judge(const struct errand *e, struct judged *item)
{
    item->verdict = assayer_judge(e->settings.assayer, item->article, ASSAY_REASONS);
    report_broken(item->article, item->verdict);
    assayer_json(e->settings.assayer, &item->json, item->article, item->verdict, now_of(e));
    atomic_fetch_add(&e->all->judged, 1);
}

/* What goes out beside the JSON, which says all the rest and may wait long for its commit. */
static void keep(const struct errand *e, struct judged *item)
{
    assayer_alert(e->settings.assayer, item);
    keep_article(item->article, &item->packed);
    article_free(&item->article);
    verdict_free(&item->verdict);
}

static struct refusal judge_again(const struct errand *e, struct judged *item)
{
    struct revising *revising = e->all->parts.revising;
    struct refusal refusal;
    struct earlier *before =
        revising_begin(revising, e->settings.edits, item->article, now_of(e), &refusal);
    if (!before)
        return refusal;
    judge(e, item);
    return revising_end(revising, &before, item);
}

/* It was judged again in vain, for good or for now: its text then counts as edited. Of another feed's
 * items the next one of the story has to remind. */
static void note_refusal(struct poll *poll, const struct article *a, const struct refusal *refusal)
{
    if (refusal->for_now && !poll_is_foreign(poll, a))
        seen_doubt(&poll->state->seen, slice_of(a->id));
    poll_leave_out(poll, a, refusal->why);
}

static void judge_one(const struct errand *e, struct judged *item)
{
    struct refusal refusal = { 0 };
    if (item->article->cause)
        refusal = judge_again(e, item);
    else
        judge(e, item);
    if (!refusal.why) {
        keep(e, item);
        return;
    }
    note_refusal(e->poll, item->article, &refusal);
    judged_done(item);
    *item = (struct judged){ 0 };
}

/* --- what is left out --- */

static bool is_quarantined(const struct errand *e, const struct article *a)
{
    return docket_is_quarantined(e->all->parts.docket, a->feed, a->id);
}

static void tell_quarantine(const struct article *a)
{
    counter_add(COUNT_QUARANTINED, 1);
    log_warning("an item that brings the program down is left out", LOG_TEXT("feed", a->feed),
                LOG_TEXT("item", a->id));
}

/* It brought the program down before; the others must not suffer for it. */
static void quarantine(struct poll *poll, struct judged *item)
{
    const struct article *a = item->article;
    tell_quarantine(a);
    poll_tell(poll, "quarantined", "item \"%s\" brought the program down again and again and is left out",
              a->id);
    poll_leave_out(poll, a, "quarantined");
    judged_done(item);
    *item = (struct judged){ 0 };
}

/* Of those left out only their places are left. */
static void close_ranks(struct poll *poll)
{
    size_t kept = 0;
    for (size_t i = 0; i < poll->items_size; i++)
        if (poll->items[i].article || poll->items[i].json.len)
            poll->items[kept++] = poll->items[i];
    poll->items_size = kept;
}

static void leave_out_quarantined(const struct errand *e)
{
    struct poll *poll = e->poll;
    for (size_t i = 0; i < poll->items_size; i++) {
        struct judged *item = &poll->items[i];
        if (is_quarantined(e, item->article))
            quarantine(poll, item);
    }
    close_ranks(poll);
}

/* --- reading --- */

static size_t enter(const struct errand *e, const struct judged *item)
{
    return docket_enter(e->all->parts.docket, item->article->feed, item->article->id);
}

static void read_answer(struct errand *e)
{
    struct errands *all = e->all;
    e->poll = reading_take(all->parts.docket, e->settings.edits, &e->polled, now_of(e));
    leave_out_quarantined(e);
    e->sketches = mem_array(e->poll->items_size + 1, sizeof *e->sketches);
}

static struct sketch *sketch_one(const struct errand *e, const struct judged *item)
{
    size_t slot = enter(e, item);
    struct sketch *sketch = stories_sketch(item->article);
    docket_leave(e->all->parts.docket, slot, false);
    return sketch;
}

static void sketch_next(struct errand *e)
{
    size_t next = e->sketched++;
    e->sketches[next] = sketch_one(e, &e->poll->items[next]);
}

/* --- placing --- */

static void place_one(const struct errand *e, struct judged *item, struct sketch **sketch)
{
    size_t slot = enter(e, item);
    struct cluster *place =
        stories_place_sketch(e->all->parts.stories, item->article, sketch, &item->trace);
    docket_leave(e->all->parts.docket, slot, false);
    if (!place)
        return;
    cluster_free(&item->article->cluster);
    item->article->cluster = place;
}

/* What its place refers to, and may be referred to by. */
static void add_names(const struct article *a, uint64_t *names, size_t *size)
{
    char key[24];
    article_key(a, key);
    names[(*size)++] = cluster_key(key);
    if (!a->cluster)
        return;
    names[(*size)++] = a->cluster->story;
    if (a->cluster->copy_of)
        names[(*size)++] = a->cluster->copy_of;
}

/* Whose place this item changed; once each, and no more than the user allows. */
static void add_others(struct errand *e, const struct cluster *c)
{
    const struct edits_settings *edits = e->settings.edits;
    for (size_t i = 0; c && edits->enabled && i < c->others_size; i++) {
        size_t at = 0;
        while (at < e->others_size && e->others[at] != c->others[i])
            at++;
        if (at == e->others_size && at < (size_t)edits->per_poll)
            e->others[e->others_size++] = c->others[i];
    }
}

/* All items of a poll at once: turns are taken in the order of the places. */
static void place(struct errand *e)
{
    struct errands *all = e->all;
    size_t items = e->sketched, size = 0;
    uint64_t *names = mem_array(3 * items + 1, sizeof *names);
    pthread_mutex_lock(&all->lock);
    for (size_t i = 0; i < items; i++) {
        place_one(e, &e->poll->items[i], &e->sketches[i]);
        add_names(e->poll->items[i].article, names, &size);
        add_others(e, e->poll->items[i].article->cluster);
    }
    e->turn = turns_take(all->turns, &names, size);
    pthread_mutex_unlock(&all->lock);
    mem_free(&e->sketches);
}

/* --- earlier items --- */

static bool is_read(const struct errand *e, const char *feed)
{
    size_t at = 0;
    while (at < e->settings.feeds_size && strcmp(e->settings.feeds[at].id, feed) != 0)
        at++;
    return at < e->settings.feeds_size;
}

/* NULL: it is not kept, or not to be judged again. */
static struct article *recall(struct errand *e)
{
    char key[24];
    cluster_key_text(e->others[--e->others_size], key);
    OWNED(article) a = revising_recall(e->all->parts.revising, key);
    if (a && !is_read(e, a->feed))
        return NULL;
    if (a && is_quarantined(e, a)) {
        tell_quarantine(a);
        poll_leave_out(e->poll, a, "more is known of it, but judging it anew brought the program down");
        return NULL;
    }
    struct article *ret = a;
    a = NULL;
    return ret;
}

/* An earlier item of the story is judged again, as it came, in the place that it has by now. Its story
 * is one of the turn's names already. */
static void recall_next(struct errand *e)
{
    struct errands *all = e->all;
    struct article *a = recall(e);
    if (!a)
        return;
    a->cause = "story";
    char *feed = poll_is_foreign(e->poll, a) ? mem_string(a->feed) : NULL;
    poll_add(e->poll, &a);
    struct judged *item = &e->poll->items[e->poll->items_size - 1];
    item->feed = feed;
    struct sketch *sketch = sketch_one(e, item);
    pthread_mutex_lock(&all->lock);
    place_one(e, item, &sketch);
    pthread_mutex_unlock(&all->lock);
}

/* --- step by step --- */

static void judge_next(struct errand *e)
{
    struct judged *item = &e->poll->items[e->judged++];
    size_t slot = enter(e, item);
    judge_one(e, item);
    docket_leave(e->all->parts.docket, slot, true);
}

bool errand_step(struct errand *e)
{
    if (!e->poll)
        read_answer(e);
    else if (!e->turn && e->all->parts.stories && e->sketched < e->poll->items_size)
        sketch_next(e);
    else if (!e->turn)
        place(e);
    else if (e->others_size)
        recall_next(e);
    else if (e->judged < e->poll->items_size)
        judge_next(e);
    else
        return false;
    return true;
}

struct errand *errand_new(struct errands *all, const struct errand_settings *settings,
                          struct polled **polled)
{
    struct errand *e = mem_new(sizeof *e);
    *e = (struct errand){ .all = all, .settings = *settings, .polled = *polled };
    *polled = NULL;
    return e;
}

struct poll *errand_poll(const struct errand *e)
{
    return e->poll;
}

void errand_end(struct errand **errand)
{
    struct errand *e = *errand;
    close_ranks(e->poll);
    turns_end(e->all->turns, &e->turn, &e->poll);
    mem_free(errand);
}

void errand_give_up(struct errand **errand)
{
    assert((*errand)->poll && !(*errand)->sketched);
    poll_free(&(*errand)->poll);
    mem_free(&(*errand)->sketches);
    mem_free(errand);
}
