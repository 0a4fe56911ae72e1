#include "stories/match.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Collecting */

static struct match_copy *copy_entry(struct match *m, uint32_t group)
{
    for (size_t i = 0; i < m->copies_size; i++)
        if (m->copies[i].group == group)
            return &m->copies[i];
    if (m->copies_size == MATCH_COPIES)
        return NULL;
    m->copies[m->copies_size] = (struct match_copy){ .group = group };
    return &m->copies[m->copies_size++];
}

static struct match_story *story_entry(struct match *m, uint32_t story)
{
    for (size_t i = 0; i < m->stories_size; i++)
        if (m->stories[i].story == story)
            return &m->stories[i];
    if (m->stories_size == MATCH_STORIES)
        return NULL;
    m->stories[m->stories_size] = (struct match_story){ .story = story };
    return &m->stories[m->stories_size++];
}

static struct match_member *member_entry(struct match *m, uint32_t number, uint32_t story)
{
    for (size_t i = 0; i < m->members_size; i++)
        if (m->members[i].number == number)
            return &m->members[i];
    if (m->members_size == MATCH_MEMBERS)
        return NULL;
    m->members[m->members_size] = (struct match_member){ .number = number, .story = story };
    return &m->members[m->members_size++];
}

static void add_link(struct match_story *s, uint16_t trait, float weight)
{
    size_t least = 0;
    for (size_t i = 1; i < MATCH_LINKS; i++)
        if (s->links_weight[i] < s->links_weight[least])
            least = i;
    if (weight > s->links_weight[least]) {
        s->links_weight[least] = weight;
        s->links[least] = trait;
    }
}

/* Who had a trait: the members that are remembered, of different stories, or texts for shingles. */
struct holders {
    struct member *members[INDEX_WAYS];
    uint32_t numbers[INDEX_WAYS];
    size_t size;
};

static void find_holders(const struct memory *memory, const struct trait *t, int64_t time,
                         struct holders *ret)
{
    uint32_t slots[INDEX_WAYS];
    size_t found = index_find(memory->index, t->hash, slots);
    ret->size = 0;
    for (size_t i = 0; i < found; i++) {
        struct member *one = memory_near(memory, slots[i], time, &ret->numbers[ret->size]);
        if (one)
            ret->members[ret->size++] = one;
    }
}

/* A shingle that many texts have is a notice that an outlet puts under everything. */
#define NOTICE 4

static void add_shingle(struct match *m, const struct trait *t, const struct holders *h)
{
    if (h->size >= NOTICE)
        return;
    for (size_t i = 0; i < h->size; i++) {
        struct match_copy *c = copy_entry(m, h->members[i]->copy_of);
        if (!c)
            return;
        if (t->kind == TRAIT_LEAD)
            c->lead++;
        else
            c->whole++;
    }
}

/* 1 for a trait of one story, 0 for one that many have. */
static float rarity(size_t stories)
{
    return stories >= INDEX_SHARE ? 0 : 1 - logf((float)(stories ? stories : 1)) / logf(INDEX_SHARE);
}

static void add_shared(struct match_story *s, const struct trait *t, size_t at, float weight)
{
    s->weight[t->kind] += weight;
    s->facts += t->kind == TRAIT_NAME || t->kind == TRAIT_NUMBER;
    if (t->kind != TRAIT_NAME || t->run != s->run)
        s->count[t->kind]++;
    if (t->kind == TRAIT_NAME)
        s->run = t->run;
    if (t->kind != TRAIT_WORD)
        add_link(s, (uint16_t)at, weight);
}

static void add_story_trait(struct match *m, const struct trait *t, size_t at,
                            const struct holders *h)
{
    float weight = t->weight * rarity(h->size);
    if (t->kind == TRAIT_NAME || t->kind == TRAIT_NUMBER)
        m->weight += weight;
    for (size_t i = 0; i < h->size && weight > 0; i++) {
        struct match_story *s = story_entry(m, h->members[i]->story);
        struct match_member *one = member_entry(m, h->numbers[i], h->members[i]->story);
        if (!s || !one)
            return;
        add_shared(s, t, at, weight);
        one->weight[t->kind] += weight;
    }
}

static void look_for(struct match *m, uint64_t key, const struct holders *h)
{
    for (size_t i = 0; i < h->size; i++)
        if (h->members[i]->key == key)
            m->known = h->members[i];
}

void match_find(struct match *m, const struct memory *memory, const struct sketch *sketch,
                uint64_t key, int64_t time)
{
    m->copies_size = m->stories_size = m->members_size = 0;
    m->weight = 0;
    m->known = NULL;
    for (size_t i = 0; i < sketch->size; i++)
        index_prefetch(memory->index, sketch->traits[i].hash);
    for (size_t i = 0; i < sketch->size; i++) {
        const struct trait *t = &sketch->traits[i];
        struct holders holders;
        find_holders(memory, t, time, &holders);
        m->held[i] = (uint8_t)holders.size;
        look_for(m, key, &holders);
        if (t->kind <= TRAIT_WHOLE)
            add_shingle(m, t, &holders);
        else
            add_story_trait(m, t, i, &holders);
    }
}

/* Copies */

/* How many of our sampled shingles lie where both samples are complete, notices left out. */
static size_t comparable(const struct match *m, const struct sketch *s, enum trait_kind kind,
                         uint16_t top)
{
    size_t count = 0;
    for (size_t i = 0; i < s->size; i++)
        count += s->traits[i].kind == kind && s->traits[i].run <= top && m->held[i] < NOTICE;
    return count;
}

static double lead_share(const struct match *m, const struct sketch *s, const struct match_copy *c,
                         const struct member *first)
{
    size_t all = comparable(m, s, TRAIT_LEAD, first->lead_top);
    return all ? fmin(1, (double)c->lead / (double)all) : 0;
}

/* Of the shorter text: below the lower top all shingles of both are known, ours by count, theirs by
 * expectation. */
static double whole_share(const struct match *m, const struct sketch *s, const struct match_copy *c,
                          const struct member *first)
{
    double ours = (double)comparable(m, s, TRAIT_WHOLE, first->whole_top), theirs = SKETCH_SAMPLE;
    double our_top = (double)(s->whole_top >> 16);
    if (our_top < first->whole_top)
        theirs = fmax(2, first->shingles * our_top / UINT16_MAX);
    double all = fmin(ours, theirs);
    return all > 0 ? fmin(1, c->whole / all) : 0;
}

static const struct match_story *story_of(const struct match *m, uint32_t story)
{
    for (size_t i = 0; i < m->stories_size; i++)
        if (m->stories[i].story == story)
            return &m->stories[i];
    return NULL;
}

#define FACTS_SHARE 0.5

/* A recurring column repeats its phrases, but neither its numbers nor its names; a copy repeats all.
 * What is common in the window is left out on our side, where it is known. */
static bool says_the_same(const struct match *m, const struct sketch *s, const struct member *first)
{
    const struct match_story *story = story_of(m, first->story);
    double shared = story ? story->facts : 0, ours = 0, theirs = first->names + first->numbers;
    if (s->period && first->period && s->period != first->period)
        return false;
    for (size_t i = 0; i < s->size; i++)
        if (s->traits[i].kind == TRAIT_NAME || s->traits[i].kind == TRAIT_NUMBER)
            ours += m->held[i] < INDEX_SHARE;
    return shared >= FACTS_SHARE * fmin(ours, theirs);
}

#define COPY_SHARE    0.5
#define COPY_SHINGLES 4  /* in common at least; fewer only where the text has no more */

const struct match_copy *match_copy(struct match *m, const struct memory *memory,
                                    const struct sketch *s, double least)
{
    struct match_copy *best = NULL;
    for (size_t i = 0; i < m->copies_size; i++) {
        struct match_copy *c = &m->copies[i];
        const struct member *first = memory_at(memory, c->group);
        if (!first)
            continue;
        c->similarity = fmax(lead_share(m, s, c, first), whole_share(m, s, c, first));
        double enough = fmin(COPY_SHINGLES, fmin(s->shingles, first->shingles));
        if (c->lead + c->whole < enough || c->similarity < COPY_SHARE * least ||
            !says_the_same(m, s, first))
            continue;
        if (!best || c->similarity > best->similarity)
            best = c;
    }
    return best;
}

/* Stories */

#define ENOUGH       1.2   /* what a score of 1 stands for */
#define OTHERS       0.3
#define PART_NONE    0.1   /* of the shorter text's facts: by chance */
#define PART_WHOLE   0.4   /* and as two reports of one event */
#define PART_MOST    1.5
#define WORD_WEIGHT  0.3
#define WORD_MOST    2.5
#define PIECES       6     /* of quotations, more say no more */
#define DOUBLE_HOURS  48    /* after so long twice as much has to be shared */
#define FORM_RUNS    2     /* shingles in common that make it a form */
#define FORM_WEIGHT  0.5

/* Names, numbers and what was said. */
static double facts_of(const float weight[TRAIT_KINDS])
{
    return weight[TRAIT_NAME] + weight[TRAIT_NUMBER] + 0.5 * fmin(weight[TRAIT_QUOTE], PIECES);
}

static void choose_best(struct match *m)
{
    for (size_t i = 0; i < m->stories_size; i++)
        m->stories[i].best = NULL;
    for (size_t i = 0; i < m->members_size; i++) {
        struct match_member *one = &m->members[i];
        struct match_story *s = story_entry(m, one->story);
        one->facts = (float)facts_of(one->weight);
        if (s && (!s->best || one->facts > s->best->facts))
            s->best = one;
    }
}

/* The same phrases around other facts: a column filled in anew, which is not the same event. */
static bool is_form(const struct match *m, const struct member *member)
{
    for (size_t i = 0; i < m->copies_size; i++)
        if (m->copies[i].group == member->copy_of)
            return m->copies[i].lead + m->copies[i].whole >= FORM_RUNS;
    return false;
}

static bool is_thin(const struct match_story *c)
{
    return c->count[TRAIT_NAME] + c->count[TRAIT_NUMBER] + c->count[TRAIT_QUOTE] / 2 < 2;
}

/* What is shared, by how much of the shorter text that is, against what the time between asks for.
 * What other members share than the best one counts little: a long story has said everything. */
static double score(const struct match *m, const struct match_story *c, const struct memory *memory,
                    const struct sketch *s, int64_t time)
{
    const struct member *member = c->best ? memory_at(memory, c->best->number) : NULL;
    if (!member || is_thin(c) || (s->period && member->period && s->period != member->period))
        return 0;
    double best = c->best->facts, facts = best + OTHERS * (facts_of(c->weight) - best);
    double all = fmax(fmin(m->weight, member->weight), facts);
    double part = fmin(fmax((facts / all - PART_NONE) / (PART_WHOLE - PART_NONE), 0), PART_MOST);
    double hours = (double)llabs(time - (int64_t)member->seconds * 1000) / 3.6e6;
    double shared = facts + WORD_WEIGHT * fmin(c->weight[TRAIT_WORD], WORD_MOST);
    double form = is_form(m, member) ? FORM_WEIGHT : 1;
    return shared * part * form / (ENOUGH * (1 + hours / DOUBLE_HOURS));
}

const struct match_story *match_story(struct match *m, const struct memory *memory,
                                      const struct sketch *s, int64_t time, double least)
{
    struct match_story *best = NULL;
    choose_best(m);
    for (size_t i = 0; i < m->stories_size; i++) {
        struct match_story *c = &m->stories[i];
        c->score = memory_at(memory, c->story) ? score(m, c, memory, s, time) : 0;
        if (c->score >= least && (!best || c->score > best->score))
            best = c;
    }
    return best;
}
