#include "commands/sample.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define ANNOTATORS_MAX 64 /* on one item */

struct votes {
    int bands[ANNOTATORS_MAX];
    size_t size;
};

static int band_of(const struct label *l, enum sample_of what)
{
    return what == SAMPLE_TONE ? l->tone : l->reliability;
}

static bool is_wanted(const struct label *l, enum sample_of what, const char *as)
{
    return l->state == LABEL_GIVEN && band_of(l, what) != LABEL_NONE &&
           (!as || strcmp(l->as, as) == 0);
}

static bool is_changed(const struct label *l, const struct article *a)
{
    char sha[65];
    if (!*l->text)
        return false;
    article_sha256(a, sha);
    return strcmp(sha, l->text) != 0;
}

/* Votes by place of the item. */
static struct votes *collect(const struct items *items, const struct labels *labels,
                             enum sample_of what, const char *as, struct sample *s)
{
    struct votes *votes = mem_array(items->size + 1, sizeof *votes);
    for (size_t i = 0; i < labels->size; i++) {
        const struct label *l = &labels->items[i];
        if (!is_wanted(l, what, as))
            continue;
        size_t place = items_place(items, l->feed, l->id);
        if (place == ITEMS_NOWHERE) {
            s->missing++;
            continue;
        }
        if (is_changed(l, items->list[place])) {
            s->changed++;
            continue;
        }
        struct votes *v = &votes[place];
        if (v->size < ANNOTATORS_MAX)
            v->bands[v->size++] = band_of(l, what);
    }
    return votes;
}

static int by_band(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

/* Twice the centre of the scale is `edges`. */
static int middle_of(struct votes *v, int edges)
{
    qsort(v->bands, v->size, sizeof *v->bands, by_band);
    int sum = v->bands[(v->size - 1) / 2] + v->bands[v->size / 2];
    return sum % 2 && sum < edges ? sum / 2 + 1 : sum / 2;
}

static void take(struct sample *s, const struct article *a, struct votes *v)
{
    size_t at = s->size++;
    s->items[at] = a;
    s->groups[at] = at;
    s->labels[at] = middle_of(v, (int)s->edges);
    for (size_t k = 0; k < s->edges; k++) {
        size_t above = 0;
        for (size_t i = 0; i < v->size; i++)
            above += v->bands[i] > (int)k;
        s->goals[at * s->edges + k] = (double)above / (double)v->size;
    }
}

void sample_gather(const struct items *items, const struct labels *labels, enum sample_of what,
                   const struct scale *scale, const char *as, struct sample *s)
{
    *s = (struct sample){ .edges = (size_t)scale->size - 1 };
    s->items = mem_array(items->size + 1, sizeof *s->items);
    s->labels = mem_array(items->size + 1, sizeof *s->labels);
    s->goals = mem_array(items->size * s->edges + 1, sizeof *s->goals);
    s->groups = mem_array(items->size + 1, sizeof *s->groups);
    struct votes *votes = collect(items, labels, what, as, s);
    for (size_t i = 0; i < items->size; i++)
        if (votes[i].size)
            take(s, items->list[i], &votes[i]);
    mem_free(&votes);
}

void sample_done(struct sample *s)
{
    mem_free(&s->items);
    mem_free(&s->labels);
    mem_free(&s->goals);
    mem_free(&s->groups);
    *s = (struct sample){ 0 };
}

/* ------------------------------------------------------------------ stories */

/* Of an item out of the journal, what it was then; of another, its place among this sample. */
static uint64_t story_of(struct stories *stories, const struct article *a)
{
    HELD(text) trace = { 0 };
    if (a->cluster)
        return a->cluster->story;
    struct cluster *cluster = stories_place(stories, a, &trace);
    uint64_t story = cluster ? cluster->story : 0;
    cluster_free(&cluster);
    return story;
}

void sample_group(struct sample *s, const struct stories_settings *settings)
{
    OWNED(stories) stories = stories_new(settings);
    struct map firsts = { 0 };
    char (*keys)[24] = mem_array(s->size + 1, sizeof *keys);
    for (size_t i = 0; i < s->size && stories; i++) {
        cluster_key_text(story_of(stories, s->items[i]), keys[i]);
        uintptr_t first = (uintptr_t)map_get(&firsts, keys[i]);
        if (first)
            s->groups[i] = first - 1;
        else
            map_put(&firsts, keys[i], (void *)(uintptr_t)(i + 1));
    }
    map_done(&firsts);
    mem_free(&keys);
}
