#include "stories/stories.h"

#include "base/mem.h"
#include "stories/match.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define STORIES(member) offsetof(struct stories_settings, member)
const struct field stories_fields[] = {
    { "enabled", FIELD_BOOL, "true", STORIES(enabled),
      .help = "Whether items are looked at side by side. Without it every item stands alone." },
    { "window", FIELD_DURATION, "7d", STORIES(window), .low = 60, .high = 60 * 86400.0,
      .help = "Items further apart than this are never compared." },
    { "items", FIELD_INT, "100000", STORIES(items), .low = 1024, .high = INDEX_ITEMS,
      .help = "At most so many items are remembered, whatever the window; rounded up to a power of "
              "two." },
    { "memory", FIELD_BYTES, "64MiB", STORIES(memory), .low = 1 << 20, .high = 1 << 30,
      .help = "For what is remembered: 108 bytes an item, the rest for an index in which an item "
              "takes about 250; where that is too little, what is oldest goes first." },
    { "copy", FIELD_REAL, "1", STORIES(copy), .low = 0.5, .high = 2,
      .help = "How much of a text has to be the same for a near copy; 1 as measured, 2: all of "
              "it." },
    { "same", FIELD_REAL, "1", STORIES(same), .low = 0.2, .high = 10,
      .help = "How much has to be shared for the same story; 1 as measured, higher: more." },
};
const size_t stories_fields_size = count_of(stories_fields);

struct stories {
    struct stories_settings settings;
    struct memory *memory;
    int64_t latest;   /* ms since 1970: the youngest date of an item; 0: none had one */
};

struct stories *stories_new(const struct stories_settings *settings)
{
    struct stories *s = mem_new(sizeof *s);
    s->settings = *settings;
    s->memory = memory_new((size_t)settings->items, (size_t)settings->memory, settings->window);
    return s;
}

void stories_free(struct stories **s)
{
    if (!*s)
        return;
    memory_free(&(*s)->memory);
    mem_free(s);
}

size_t stories_items(const struct stories *s)
{
    return s->memory->size;
}

static void remember(struct stories *s, const struct trace *t)
{
    memory_keep(s->memory, t);
    if (t->dated && t->time > s->latest)
        s->latest = t->time;
}

bool stories_restore(struct stories *s, struct slice bytes)
{
    struct trace t;
    if (!trace_read(bytes, &t))
        return false;
    remember(s, &t);
    return true;
}

/* When it happened, as far as is known: a publisher's date, but none of the future. Where what is
 * placed is older than the window, an item without a date is of the days of those before it. */
static int64_t time_of(const struct stories *s, const struct article *a)
{
    bool dated = a->published != ASSAY_UNKNOWN_TIME && a->published > 0;
    bool fetched = a->fetched != ASSAY_UNKNOWN_TIME;
    if (dated && (!fetched || a->published <= a->fetched))
        return a->published;
    if (s->latest && fetched && a->fetched - s->latest > s->settings.window.ms)
        return s->latest;
    return fetched ? a->fetched : 0;
}

/* Everything about one item while it finds its place. */
struct placing {
    struct stories *stories;
    const struct article *article;
    struct sketch *sketch;
    struct match match;
    const struct member *known; /* the very same item, placed before; NULL: none */
    const struct match_copy *copy;
    const struct match_story *story;
    struct trace trace;
    struct cluster *cluster;
};

/* The trace: what the text leaves behind, wherever it will belong. */

static void begin_trace(struct placing *p)
{
    const struct sketch *s = p->sketch;
    char key[24];
    article_key(p->article, key);
    uint32_t number = p->stories->memory->next;
    p->trace = (struct trace){
        .key = cluster_key(key),
        .time = time_of(p->stories, p->article),
        .number = number,
        .story = number,
        .copy_of = number,
        .origin = number,
        .items = 1,
        .origins = 1,
        .lead_top = s->lead_top,
        .whole_top = s->whole_top,
        .shingles = s->shingles,
        .weight = (float)sketch_weight(s),
        .period = s->period,
        .looks_back = s->looks_back,
        .numbers = s->counts[TRAIT_NUMBER],
        .owner = s->owner,
        .title = s->title,
        .places = s->places,
        .day = s->day,
        .weekday = s->weekday,
        .dated = s->today != 0,
        .release = s->release,
        .marks_size = s->marks_size,
    };
    memcpy(p->trace.marks, s->marks, sizeof s->marks);
    for (size_t i = 0; i < s->size; i++)
        if (s->traits[i].posted)
            p->trace.traits[p->trace.traits_size++] =
                (struct trace_trait){ s->traits[i].hash, s->traits[i].kind };
    for (size_t i = 0; i < s->figures_size; i++)
        if (s->figures[i].once)
            p->trace.figures[p->trace.figures_size++] =
                (struct trace_figure){ s->figures[i].what, s->figures[i].value };
}

/* Origins */

static void add_origin(struct trace *t, uint32_t root)
{
    for (size_t i = 0; i < t->merged_size; i++)
        if (t->merged[i] == root)
            return;
    if (t->merged_size < TRACE_MERGED)
        t->merged[t->merged_size++] = root;
}

#define ROOTS        16
#define SAME_WORDS 1 /* weight of pieces of a quotation from which two texts print what one heard */

/* Origins of the story that had traits, with their weight. */
struct roots {
    uint32_t numbers[ROOTS];
    double weights[ROOTS];
    size_t size;
};

static void weigh_root(struct roots *r, uint32_t root, double weight)
{
    size_t at = 0;
    while (at < r->size && r->numbers[at] != root)
        at++;
    if (at == ROOTS)
        return;
    r->size += at == r->size;
    r->numbers[at] = root;
    r->weights[at] += weight;
}

static void find_roots(const struct placing *p, uint32_t hash, double weight, struct roots *r)
{
    const struct memory *m = p->stories->memory;
    uint32_t slots[INDEX_WAYS];
    size_t found = index_find(m->index, hash, slots);
    for (size_t i = 0; i < found; i++) {
        const struct member *one = memory_near(m, slots[i], p->trace.time);
        if (one && one->story == p->trace.story)
            weigh_root(r, memory_origin(m, one->number), weight);
    }
}

#define RETOLD    0.55 /* of an item's facts, from which it only tells what a release said; */
#define RETOLD_BY 0.97 /* and of one that a reporter signed */

/* What a company says of itself, in an outlet's own words, with little beside it. */
static bool is_retold(const struct placing *p)
{
    const struct memory *m = p->stories->memory;
    const struct match_member *best = p->story ? p->story->best : NULL;
    const struct member *root = best ? memory_at(m, memory_origin(m, best->number)) : NULL;
    if (!root || !root->release)
        return false;
    double known = best->weight[TRAIT_NAME] + best->weight[TRAIT_NUMBER];
    return known >= (p->article->authors_size ? RETOLD_BY : RETOLD) * p->match.weight;
}

static void find_origins(struct placing *p)
{
    const struct memory *m = p->stories->memory;
    struct trace *t = &p->trace;
    struct roots quotes = { .size = 0 }, marks = { .size = 0 };
    if (p->copy)
        add_origin(t, memory_origin(m, p->copy->member->number));
    for (size_t i = 0; i < p->sketch->size; i++)
        if (p->sketch->traits[i].kind == TRAIT_QUOTE)
            find_roots(p, p->sketch->traits[i].hash, p->sketch->traits[i].weight, &quotes);
    for (size_t i = 0; i < t->marks_size; i++)
        find_roots(p, memory_mark(t->marks[i], t->story), 1, &marks);
    for (size_t i = 0; i < p->sketch->credits_size; i++)
        find_roots(p, memory_mark(p->sketch->credits[i], t->story), 1, &marks);
    for (size_t i = 0; i < quotes.size; i++)
        if (quotes.weights[i] >= SAME_WORDS)
            add_origin(t, quotes.numbers[i]);
    for (size_t i = 0; i < marks.size; i++)
        add_origin(t, marks.numbers[i]);
    if (!t->merged_size && is_retold(p))
        add_origin(t, memory_origin(m, p->story->best->number));
}

/* The oldest of the origins that turn out to be one stands for all of them. */
static void settle_origin(struct placing *p, const struct member *first)
{
    struct trace *t = &p->trace;
    find_origins(p);
    t->origins = first->origins + 1 - t->merged_size;
    for (size_t i = 0; i < t->merged_size; i++)
        if (i == 0 || t->merged[i] < t->origin)
            t->origin = t->merged[i];
}

/* Figures */

#define ALIKE_FROM 13 /* smaller numbers agree by chance, and are counts of parts */
#define NEAR       0.8

/* "11 passengers" were hurt and "214 passengers" aboard: only what is close may be the same count
 * told otherwise. Victims are counted once. */
static bool is_comparable(uint32_t what, double one, double other)
{
    if (what < FIGURE_TOLLS)
        return true;
    return fmin(one, other) >= ALIKE_FROM && fmin(one, other) >= NEAR * fmax(one, other);
}

/* What other origins say of the same thing. */
static void compare_figure(struct placing *p, const struct figure *f)
{
    const struct memory *m = p->stories->memory;
    uint32_t slots[INDEX_WAYS], agree = 0, differ = 0;
    double other = 0;
    size_t found = index_find(m->index, memory_figure(f->what, p->trace.story), slots);
    for (size_t i = 0; i < found; i++) {
        const struct member *one = memory_near(m, slots[i], p->trace.time);
        if (!one || one->story != p->trace.story ||
            memory_origin(m, one->number) == p->trace.origin)
            continue;
        for (size_t k = 0; k < SKETCH_FIGURES; k++) {
            if (one->figures[k].what != f->what ||
                !is_comparable(f->what, f->value, one->figures[k].value))
                continue;
            agree += one->figures[k].value == f->value;
            differ += one->figures[k].value != f->value;
            other = one->figures[k].value != f->value ? one->figures[k].value : other;
        }
    }
    struct cluster *c = p->cluster;
    if ((agree || differ) && c->place.figures_size < CLUSTER_FIGURES)
        c->figures[c->place.figures_size++] = (struct assay_figure){
            .span = f->span, .agrees = agree > 0, .origins = agree ? agree : differ,
            .value = f->value, .other = agree ? f->value : other,
        };
}

/* The words for it */

/* The words of one name share their span. */
static bool is_told(const struct placing *p, size_t link)
{
    const struct trait *traits = p->sketch->traits;
    for (size_t i = 0; i < link; i++)
        if (traits[p->story->links[i]].span.start == traits[p->story->links[link]].span.start)
            return true;
    return false;
}

static void describe_link(struct placing *p)
{
    struct text *out = &p->cluster->link;
    struct slice text = text_slice(&p->article->text);
    if (p->copy)
        text_add(out, SLICE("the same text"));
    for (size_t i = 0; p->story && i < MATCH_LINKS; i++) {
        struct assay_span span = p->sketch->traits[p->story->links[i]].span;
        if (p->story->links_weight[i] <= 0 || is_told(p, i))
            continue;
        struct slice words = utf8_cut(slice_sub(text, span.start, span.len), 60);
        if (!words.len)
            continue;
        text_printf(out, "%s%.*s", out->len ? ", " : "", SLICE_ARGS(words));
    }
}

static double novelty(const struct placing *p)
{
    if (p->copy)
        return 0;
    if (!p->story)
        return 1;
    double known = p->story->weight[TRAIT_NAME] + p->story->weight[TRAIT_NUMBER];
    double all = fmax(p->match.weight, known);
    return all > 0 ? 1 - known / all : 1;
}

static void join(struct placing *p)
{
    const struct memory *m = p->stories->memory;
    struct trace *t = &p->trace;
    if (p->copy) {
        t->copy_of = p->copy->member->copy_of;
        t->story = p->copy->member->story;
    } else if (p->story) {
        t->story = p->story->story;
    }
    const struct member *first = memory_at(m, t->story);
    if (t->story == t->number || !first) {
        t->story = t->number;
        return;
    }
    t->items = first->items + 1;
    settle_origin(p, first);
    for (size_t i = 0; i < p->sketch->figures_size; i++)
        if (p->sketch->figures[i].once)
            compare_figure(p, &p->sketch->figures[i]);
}

static void fill_cluster(struct placing *p)
{
    const struct memory *m = p->stories->memory;
    const struct trace *t = &p->trace;
    struct cluster *c = p->cluster;
    bool begins = t->story == t->number;
    const struct member *first = begins ? NULL : memory_at(m, t->story);
    c->story = first ? first->key : t->key;
    c->first_seen = first ? (int64_t)first->seconds * 1000 : t->time;
    c->copy_of = p->copy ? memory_at(m, t->copy_of)->key : 0;
    c->similarity = p->copy ? p->copy->similarity : 0;
    c->novelty = novelty(p);
    c->place.copy = p->copy != NULL;
    c->place.items = t->items;
    c->place.origins = t->origins;
    c->place.figures = c->figures;
    describe_link(p);
}

/* A copy tells nothing new of the others. */
static void note_others(struct placing *p)
{
    const struct trace *t = &p->trace;
    if (!p->copy && t->story != t->number)
        p->cluster->others_size =
            memory_story(p->stories->memory, t->story, p->cluster->others, CLUSTER_OTHERS);
}

/* The item came before: it is what it was, in a story that may have grown. */
static void recall(struct placing *p)
{
    const struct memory *m = p->stories->memory;
    const struct member *one = p->known, *first = memory_at(m, one->story),
                        *text = memory_at(m, one->copy_of);
    struct cluster *c = p->cluster;
    first = first ? first : one;
    c->story = first->key;
    c->first_seen = (int64_t)first->seconds * 1000;
    c->copy_of = one->copy_of != one->number && text ? text->key : 0;
    c->similarity = c->copy_of ? 1 : 0;
    c->novelty = 0;
    c->place.copy = c->copy_of != 0;
    c->place.items = first->items;
    c->place.origins = first->origins;
    c->place.figures = c->figures;
    p->trace.story = one->story;
    p->trace.origin = memory_origin(m, one->number);
    for (size_t i = 0; i < p->sketch->figures_size; i++)
        if (p->sketch->figures[i].once)
            compare_figure(p, &p->sketch->figures[i]);
}

static void settle(struct placing *p, struct text *ret_trace)
{
    struct stories *s = p->stories;
    match_find(&p->match, s->memory, p->sketch, p->trace.time);
    p->story = match_story(&p->match, s->memory, p->sketch, p->trace.time, s->settings.same);
    p->copy = match_copy(&p->match, s->memory, p->sketch, s->settings.copy);
    join(p);
    fill_cluster(p);
    note_others(p);
    trace_write(&p->trace, ret_trace);
    remember(s, &p->trace);
}

struct sketch *stories_sketch(const struct article *article)
{
    return sketch_new(article);
}

/* An id may come back for another item long after; what is judged again is the one that it was. */
static void look_for(struct placing *p)
{
    const struct memory *m = p->stories->memory;
    const struct member *one = memory_find(m, p->trace.key);
    if (one && (p->article->cause ||
                llabs(p->trace.time - (int64_t)one->seconds * 1000) <= m->window.ms))
        p->known = one;
}

struct cluster *stories_place_sketch(struct stories *s, const struct article *article,
                                     struct sketch **sketch, struct text *ret_trace)
{
    struct placing p = { .stories = s, .article = article, .sketch = *sketch,
                         .cluster = mem_new(sizeof *p.cluster) };
    begin_trace(&p);
    look_for(&p);
    if (p.known)
        recall(&p);
    else if (article->cause)
        cluster_free(&p.cluster);
    else
        settle(&p, ret_trace);
    sketch_free(sketch);
    return p.cluster;
}

struct cluster *stories_place(struct stories *s, const struct article *article,
                              struct text *ret_trace)
{
    struct sketch *sketch = stories_sketch(article);
    return stories_place_sketch(s, article, &sketch, ret_trace);
}
