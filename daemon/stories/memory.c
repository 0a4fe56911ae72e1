#include "stories/memory.h"

#include "base/mem.h"
#include "stories/words.h"

#include <assert.h>
#include <stdlib.h>

struct memory *memory_new(size_t items, size_t bytes, struct duration window)
{
    struct memory *m = mem_new(sizeof *m);
    size_t cap = 1024;
    while (cap < items && cap < INDEX_ITEMS)
        cap *= 2;
    size_t members = cap * (sizeof *m->members + sizeof *m->chains);
    m->members = mem_array(cap, sizeof *m->members);
    m->chains = mem_array(cap, sizeof *m->chains);
    m->mask = (uint32_t)cap - 1;
    m->window = window;
    m->index = index_new(bytes > members ? bytes - members : 0);
    return m;
}

void memory_free(struct memory **m)
{
    if (!*m)
        return;
    index_free(&(*m)->index);
    mem_free(&(*m)->members);
    mem_free(&(*m)->chains);
    mem_free(m);
}

struct member *memory_at(const struct memory *m, uint32_t number)
{
    struct member *one = &m->members[number & m->mask];
    return one->key && one->number == number ? one : NULL;
}

/* Keys are hashes already. */
static uint32_t *chain_of(const struct memory *m, uint64_t key)
{
    return &m->chains[key & m->mask];
}

const struct member *memory_find(const struct memory *m, uint64_t key)
{
    const struct member *oldest = NULL;
    for (uint32_t at = *chain_of(m, key); at; at = m->members[at - 1].like)
        if (m->members[at - 1].key == key)
            oldest = &m->members[at - 1]; /* journals of older programs may name an item twice */
    return oldest;
}

static void enchain(struct memory *m, struct member *one)
{
    uint32_t *chain = chain_of(m, one->key);
    one->like = *chain;
    *chain = (uint32_t)(one - m->members) + 1;
}

static void unchain(struct memory *m, const struct member *one)
{
    uint32_t *at = chain_of(m, one->key), slot = (uint32_t)(one - m->members) + 1;
    while (*at != slot)
        at = &m->members[*at - 1].like;
    *at = one->like;
}

const struct member *memory_near(const struct memory *m, uint32_t slot, int64_t time)
{
    uint32_t newest = m->next - 1, number = newest - ((newest - slot) & (INDEX_ITEMS - 1));
    const struct member *one = memory_at(m, number);
    return one && llabs(time - (int64_t)one->seconds * 1000) <= m->window.ms ? one : NULL;
}

uint32_t memory_origin(const struct memory *m, uint32_t number)
{
    for (size_t steps = 0; steps < 64; steps++) {
        const struct member *one = memory_at(m, number);
        if (!one || one->origin == number)
            break;
        number = one->origin;
    }
    return number;
}

uint32_t memory_mark(uint32_t mark, uint32_t story)
{
    return words_mix(mark, story * 2 + 1);
}

uint32_t memory_figure(uint32_t what, uint32_t story)
{
    return words_mix(what ^ 0xf16u, story * 2);
}

/* Posting: a story holds a trait once, by its latest item, and a figure once an origin; every item
 * holds its own shingles, since copies are cut and added to in different ways. */
struct posting {
    const struct memory *memory;
    const struct trace *trace;
    enum { BY_ITEM, BY_STORY, BY_ORIGIN } by;
};

static bool is_same(void *context, uint32_t slot)
{
    const struct posting *p = context;
    const struct member *one = memory_near(p->memory, slot, p->trace->time);
    if (!one || one->story != p->trace->story || p->by == BY_ITEM)
        return false;
    return p->by == BY_STORY || memory_origin(p->memory, one->number) == p->trace->origin;
}

static void post_all(struct memory *m, const struct trace *t)
{
    struct posting p = { m, t, BY_STORY };
    for (size_t i = 0; i < t->traits_size; i++) {
        p.by = t->traits[i].kind <= TRAIT_WHOLE ? BY_ITEM : BY_STORY;
        index_post(m->index, t->traits[i].hash, t->number, is_same, &p);
    }
    p.by = BY_STORY;
    for (size_t i = 0; i < t->marks_size; i++)
        index_post(m->index, memory_mark(t->marks[i], t->story), t->number, is_same, &p);
    p.by = BY_ORIGIN;
    for (size_t i = 0; i < t->figures_size; i++)
        index_post(m->index, memory_figure(t->figures[i].what, t->story), t->number, is_same, &p);
}

static void chain_in_story(struct memory *m, struct member *one)
{
    struct member *first = memory_at(m, one->story);
    one->before = one->number;
    if (!first || first == one)
        return;
    one->before = first->before;
    first->before = one->number;
}

size_t memory_story(const struct memory *m, uint32_t story, uint64_t *ret, size_t most)
{
    const struct member *first = memory_at(m, story), *one = first;
    size_t size = 0;
    while (one && size < most) {
        one = memory_at(m, one->before);
        if (one && one->story == story)
            ret[size++] = one->key;
        if (one == first)
            break;
    }
    return size;
}

static void count_in_story(struct memory *m, const struct trace *t)
{
    struct member *first = memory_at(m, t->story);
    if (!first)
        return;
    first->items = t->items;
    first->origins = (uint16_t)(t->origins < UINT16_MAX ? t->origins : UINT16_MAX);
}

static void join_origins(struct memory *m, const struct trace *t)
{
    for (size_t i = 0; i < t->merged_size; i++) {
        struct member *root = memory_at(m, t->merged[i]);
        if (root && t->merged[i] != t->origin)
            root->origin = t->origin;
    }
}

void memory_keep(struct memory *m, const struct trace *t)
{
    struct member *one = &m->members[t->number & m->mask];
    m->size += !one->key;
    if (one->key)
        unchain(m, one);
    *one = (struct member){
        .key = t->key,
        .number = t->number,
        .seconds = (uint32_t)(t->time / 1000),
        .story = t->story,
        .copy_of = t->copy_of,
        .origin = t->origin,
        .shingles = (uint16_t)(t->shingles < UINT16_MAX ? t->shingles : UINT16_MAX),
        .lead_top = (uint16_t)(t->lead_top >> 16),
        .whole_top = (uint16_t)(t->whole_top >> 16),
        .weight = t->weight,
        .period = t->period,
        .numbers = t->numbers,
        .looks_back = t->looks_back,
        .dated = t->dated,
        .release = t->release,
        .weekday = t->weekday,
        .day = t->day,
        .owner = t->owner,
        .title = t->title,
        .places = t->places,
    };
    for (size_t i = 0; i < t->figures_size; i++)
        one->figures[i] = t->figures[i];
    if (m->size == 1 || (int32_t)(t->number - m->next) >= 0) /* restored ones may come in another order */
        m->next = t->number + 1;
    if (one->key)
        enchain(m, one);
    chain_in_story(m, one);
    join_origins(m, t);
    count_in_story(m, t);
    post_all(m, t);
}
