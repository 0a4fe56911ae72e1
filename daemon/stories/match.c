#include "stories/match_parts.h"

#include <stdlib.h>
#include <string.h>

/* Of a fact that only may be one nothing is known where nobody else has it. */
static bool is_fact(const struct trait *t, const struct match_holders *h)
{
    return (t->kind == TRAIT_NAME || t->kind == TRAIT_NUMBER) && (t->posted || h->size);
}

/* Collecting */

static struct match_copy *copy_entry(struct match *m, const struct member *member)
{
    for (size_t i = 0; i < m->copies_size; i++)
        if (m->copies[i].member == member)
            return &m->copies[i];
    if (m->copies_size == MATCH_COPIES)
        return NULL;
    m->copies[m->copies_size] = (struct match_copy){ .member = member };
    return &m->copies[m->copies_size++];
}

static size_t slot_of(uint32_t number)
{
    return number * UINT32_C(0x9e3779b1) >> 24; /* of MATCH_SLOTS */
}

/* NULL: not there, and not to be made or no room for it. */
static struct match_story *story_entry(struct match *m, uint32_t story, bool make)
{
    size_t at = slot_of(story);
    for (uint16_t i; (i = m->story_slots[at]) != 0; at = (at + 1) % MATCH_SLOTS)
        if (m->stories[i - 1].story == story)
            return &m->stories[i - 1];
    if (!make || m->stories_size == MATCH_STORIES)
        return NULL;
    struct match_story *s = &m->stories[m->stories_size];
    *s = (struct match_story){ .story = story };
    m->story_slots[at] = (uint16_t)++m->stories_size;
    return s;
}

struct match_story *match_of_story(struct match *m, uint32_t story)
{
    return story_entry(m, story, false);
}

static struct match_member *member_entry(struct match *m, const struct member *member)
{
    size_t at = slot_of(member->number);
    for (uint16_t i; (i = m->member_slots[at]) != 0; at = (at + 1) % MATCH_SLOTS)
        if (m->members[i - 1].number == member->number)
            return &m->members[i - 1];
    if (m->members_size == MATCH_MEMBERS)
        return NULL;
    struct match_member *one = &m->members[m->members_size];
    *one = (struct match_member){ .number = member->number, .story = member->story };
    m->member_slots[at] = (uint16_t)++m->members_size;
    return one;
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

#define NOTICE 4 /* texts with one shingle: what an outlet puts under everything */

static bool is_notice(const struct match_holders *h)
{
    size_t texts = 0;
    for (size_t i = 0; i < h->size; i++) {
        size_t k = 0;
        while (k < i && h->members[k]->copy_of != h->members[i]->copy_of)
            k++;
        texts += k == i;
    }
    return texts >= NOTICE;
}

static void add_shingle(struct match *m, const struct trait *t, struct match_holders *h)
{
    h->notice = is_notice(h);
    for (size_t i = 0; i < h->size && !h->notice; i++) {
        struct match_copy *c = copy_entry(m, h->members[i]);
        if (!c)
            return;
        c->all++;
        c->lead += t->kind == TRAIT_LEAD;
        c->whole += t->kind == TRAIT_WHOLE || t->both;
    }
}

/* 1 for a trait of one story, 0 for one that many have. */
static float rarity(size_t stories)
{
    static const float by_stories[INDEX_SHARE] = { 1,     1,     0.667f, 0.472f,
                                                   0.333f, 0.226f, 0.138f, 0.064f };
    return stories < INDEX_SHARE ? by_stories[stories] : 0;
}

#define FIRM 0.45f /* weight from which a name or number is no chance */

/* A name of some weight; not those that are in everything. */
static bool is_subject(const struct trait *t, const struct match_holders *h)
{
    return t->kind == TRAIT_NAME && t->weight >= FIRM && h->size < INDEX_SHARE;
}

static void add_to_member(struct match_member *one, const struct trait *t, float weight)
{
    one->weight[t->kind] += weight;
    if (t->kind != TRAIT_NAME && t->kind != TRAIT_NUMBER)
        return;
    if (t->kind == TRAIT_NUMBER || t->run != one->run)
        one->mention = 0;
    one->run = t->run;
    one->firm += one->mention < FIRM && one->mention + weight >= FIRM;
    one->mention += weight;
}

static void add_to_story(struct match_story *s, const struct trait *t, size_t at, float weight)
{
    s->weight[t->kind] += weight;
    if (t->kind != TRAIT_WORD)
        add_link(s, (uint16_t)at, weight);
}

static void add_to_headlines(struct match_story *s, const struct member *member,
                             const struct trait *t)
{
    if (t->kind != TRAIT_NAME || t->weight < FIRM)
        return;
    s->ours += t->headed;
    s->theirs += member->title >> t->bit & 1;
}

static void add_story_trait(struct match *m, const struct trait *t, size_t at, bool make)
{
    const struct match_holders *h = &m->holders[at];
    float weight = t->weight * rarity(h->size);
    for (size_t i = 0; i < h->size && weight > 0; i++) {
        struct match_story *s = story_entry(m, h->members[i]->story, make);
        struct match_member *one = s ? member_entry(m, h->members[i]) : NULL;
        if (!one)
            continue;
        add_to_story(s, t, at, weight);
        add_to_headlines(s, h->members[i], t);
        add_to_member(one, t, weight);
    }
}

/* Its share of the bucket is full, and the oldest of them all is in the window. Then who had it
 * does not matter: it weighs nothing. */
static bool is_common(const struct memory *memory, const uint32_t *slots, size_t found,
                      int64_t time)
{
    uint32_t newest = memory->next - 1, age = 0;
    for (size_t i = 0; i < found; i++)
        if (((newest - slots[i]) & (INDEX_ITEMS - 1)) > age)
            age = (newest - slots[i]) & (INDEX_ITEMS - 1);
    return found >= INDEX_SHARE && memory_near(memory, newest - age, time);
}

/* All buckets first, then all members: memory is slow, and what was asked for arrives meanwhile. */
static void find_holders(struct match *m, const struct memory *memory, const struct sketch *sketch,
                         int64_t time)
{
    static _Thread_local uint32_t slots[SKETCH_TRAITS][INDEX_WAYS];
    size_t found[SKETCH_TRAITS];
    for (size_t i = 0; i < sketch->size; i++)
        index_prefetch(memory->index, sketch->traits[i].hash);
    for (size_t i = 0; i < sketch->size; i++) {
        found[i] = index_find(memory->index, sketch->traits[i].hash, slots[i]);
        for (size_t k = 0; k < found[i]; k++)
            __builtin_prefetch(&memory->members[slots[i][k] & memory->mask]);
    }
    for (size_t i = 0; i < sketch->size; i++) {
        struct match_holders *h = &m->holders[i];
        h->size = 0;
        if (sketch->traits[i].kind > TRAIT_WHOLE && is_common(memory, slots[i], found[i], time)) {
            h->size = INDEX_SHARE;
            continue;
        }
        for (size_t k = 0; k < found[i] && h->size < MATCH_HOLDERS; k++) {
            const struct member *one = memory_near(memory, slots[i][k], time);
            if (one)
                h->members[h->size++] = one;
        }
    }
}

/* More holders than this make no story a candidate; they count where rarer traits made it one. */
#define CANDIDATES 4

void match_find(struct match *m, const struct memory *memory, const struct sketch *sketch,
                int64_t time)
{
    m->copies_size = m->stories_size = m->members_size = 0;
    memset(m->story_slots, 0, sizeof m->story_slots);
    memset(m->member_slots, 0, sizeof m->member_slots);
    m->weight = 0;
    m->headed = 0;
    find_holders(m, memory, sketch, time);
    for (size_t i = 0; i < sketch->size; i++) {
        const struct trait *t = &sketch->traits[i];
        if (t->kind <= TRAIT_WHOLE)
            add_shingle(m, t, &m->holders[i]);
        else if (m->holders[i].size <= CANDIDATES)
            add_story_trait(m, t, i, true);
        if (is_fact(t, &m->holders[i]))
            m->weight += t->weight * rarity(m->holders[i].size);
        m->headed += t->headed && t->posted && is_subject(t, &m->holders[i]);
    }
    for (size_t i = 0; i < sketch->size; i++)
        if (sketch->traits[i].kind > TRAIT_WHOLE && m->holders[i].size > CANDIDATES)
            add_story_trait(m, &sketch->traits[i], i, false);
}

bool match_other_day(const struct sketch *s, const struct member *other)
{
    return other && s->day && other->day && s->day != other->day;
}

bool match_is_column(const struct sketch *s, const struct member *other)
{
    int common = __builtin_popcountll(s->title & other->title);
    int ours = __builtin_popcountll(s->title), theirs = __builtin_popcountll(other->title);
    return s->owner && s->owner == other->owner && common &&
           2 * common >= (ours < theirs ? ours : theirs);
}
