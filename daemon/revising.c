#include "revising.h"

#include "base/counter.h"
#include "base/log.h"
#include "base/mem.h"
#include "item/article_pack.h"
#include "item/cluster.h"
#include "item/gist.h"
#include "outlet/journal.h"

#include <math.h>
#include <pthread.h>
#include <string.h>

struct revising {
    char *path;
    pthread_mutex_t lock;
    struct journal *journal; /* NULL: not opened yet */
    uint64_t *open;          /* keys of items that are being revised */
    size_t open_size, open_cap;
};

struct earlier {
    uint64_t key;
    bool claimed;
    struct gist gist;
    struct cluster *place; /* as it is kept with the article; NULL: it is not */
};

struct revising *revising_new(const char *path)
{
    struct revising *r = mem_new(sizeof *r);
    r->path = mem_string(path);
    pthread_mutex_init(&r->lock, NULL);
    return r;
}

void revising_free(struct revising **revising)
{
    struct revising *r = *revising;
    if (!r)
        return;
    journal_close(&r->journal);
    pthread_mutex_destroy(&r->lock);
    mem_free(&r->open);
    mem_free(&r->path);
    mem_free(revising);
}

/* --- whose turn --- */

static size_t place_of(const struct revising *r, uint64_t key)
{
    size_t at = 0;
    while (at < r->open_size && r->open[at] != key)
        at++;
    return at;
}

static bool claim(struct revising *r, uint64_t key)
{
    if (place_of(r, key) < r->open_size)
        return false;
    mem_grow(r->open, r->open_size, r->open_cap);
    r->open[r->open_size++] = key;
    return true;
}

static void release(struct revising *r, uint64_t key)
{
    pthread_mutex_lock(&r->lock);
    size_t at = place_of(r, key);
    if (at < r->open_size)
        r->open[at] = r->open[--r->open_size];
    pthread_mutex_unlock(&r->lock);
}

void revising_committed(struct revising *r, const struct poll *poll)
{
    for (size_t i = 0; i < poll->items_size; i++)
        if (poll->items[i].revises)
            release(r, poll->items[i].revises);
}

/* --- what was said of it --- */

struct asking {
    struct earlier *earlier;
    bool good;
};

/* Its figures stand in the text that it had. */
static struct cluster *place_of_article(struct slice packed)
{
    OWNED(article) a = packed.len ? article_unpack(packed, NULL) : NULL;
    struct cluster *place = a ? a->cluster : NULL;
    if (!place)
        return NULL;
    a->cluster = NULL;
    place->place.figures_size = 0;
    return place;
}

static bool take(void *context, const struct journal_article *a)
{
    struct asking *asking = context;
    asking->good = gist_read(a->body, &asking->earlier->gist);
    asking->earlier->place = place_of_article(a->packed);
    return true;
}

/* A journal that cannot be read revises nothing for now; who writes it tells what is wrong with it. */
static bool look_for(struct revising *r, const char *key, journal_article_reader *each, void *context)
{
    struct error err = { 0 };
    bool found = false;
    if (!r->journal)
        r->journal = journal_open_to_read(r->path, &err);
    if (r->journal && journal_find_item(r->journal, key, each, context, &found, &err))
        return true;
    log_error(LEVEL_WARNING, "what was published of an item cannot be read", &err);
    return false;
}

static bool take_article(void *context, const struct journal_article *a)
{
    struct article **ret = context;
    if (a->packed.len)
        *ret = article_unpack(a->packed, NULL);
    return true;
}

struct article *revising_recall(struct revising *r, const char *key)
{
    struct article *a = NULL;
    pthread_mutex_lock(&r->lock);
    look_for(r, key, take_article, &a);
    pthread_mutex_unlock(&r->lock);
    return a;
}

static struct refusal judge_earlier(const struct gist *before, const struct edits_settings *s,
                                    const struct article *a, struct instant now)
{
    if (before->from_page && !a->from_page) /* less of it would be judged, which is no news */
        return (struct refusal){ "it changed, but its page could not be read again", true };
    if (instant_since(now, before->time).ms > s->window.ms)
        return (struct refusal){ .why = "it changed, but came out longer ago than revisions.window" };
    if (before->revision > s->per_item)
        return (struct refusal){ .why = "it changed once more, but revisions.per_item came out" };
    return (struct refusal){ 0 };
}

static struct refusal look_up(struct revising *r, const char *key, struct earlier *e)
{
    e->claimed = claim(r, e->key);
    if (!e->claimed)
        return (struct refusal){ "it changed, and another revision of it is under way", true };
    struct asking asking = { e, false };
    if (!look_for(r, key, take, &asking))
        return (struct refusal){ "it changed, but the journal could not be read", true };
    if (!asking.good)
        return (struct refusal){ .why = "it changed, but the journal does not keep what came out" };
    return (struct refusal){ 0 };
}

static void earlier_free(struct revising *r, struct earlier **earlier, bool keep_claim)
{
    struct earlier *e = *earlier;
    if (e->claimed && !keep_claim)
        release(r, e->key);
    gist_done(&e->gist);
    cluster_free(&e->place);
    mem_free(earlier);
}

/* A text that was doubted and is what came out is no cause: what is known of the item is. */
static const char *cause_of(const struct article *a, const struct gist *before)
{
    char sha256[65];
    article_sha256(a, sha256);
    return strcmp(sha256, before->sha256) == 0 ? "story" : a->cause;
}

/* What it was when it came out first, it is. */
static void remember(struct article *a, struct earlier *e)
{
    const struct gist *before = &e->gist;
    if (!a->cluster) {
        a->cluster = e->place;
        e->place = NULL;
    }
    a->cause = cause_of(a, before);
    a->revision = before->revision + 1;
    a->backfilled = before->backfilled;
    if (!a->cluster || isnan(before->novelty))
        return;
    a->cluster->novelty = before->novelty;
    if (a->cluster->copy_of && before->similarity > 0)
        a->cluster->similarity = before->similarity;
    text_clear(&a->cluster->link);
    text_add(&a->cluster->link, text_slice(&before->link));
}

struct earlier *revising_begin(struct revising *r, const struct edits_settings *settings,
                               struct article *a, struct instant now, struct refusal *ret)
{
    char key[24];
    article_key(a, key);
    struct earlier *e = mem_new(sizeof *e);
    e->key = cluster_key(key);
    pthread_mutex_lock(&r->lock);
    *ret = look_up(r, key, e);
    pthread_mutex_unlock(&r->lock);
    if (!ret->why)
        *ret = judge_earlier(&e->gist, settings, a, now);
    if (ret->why)
        earlier_free(r, &e, false);
    else
        remember(a, e);
    return e;
}

struct refusal revising_end(struct revising *r, struct earlier **e, struct judged *item)
{
    struct gist now = { 0 };
    bool same = !gist_read(text_slice(&item->json), &now) ||
                slice_same(text_slice(&now.labels), text_slice(&(*e)->gist.labels));
    counter_add(COUNT_JUDGED_AGAIN, 1);
    item->revises = same ? 0 : (*e)->key;
    gist_done(&now);
    earlier_free(r, e, !same);
    return (struct refusal){ .why = same ? "it changed, but neither a label nor the verdict on a table with it"
                                         : NULL };
}
