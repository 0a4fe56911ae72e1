#include "stories/match.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

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

static void add_story_trait(struct match *m, const struct trait *t, size_t at, bool make)
{
    const struct match_holders *h = &m->holders[at];
    float weight = t->weight * rarity(h->size);
    for (size_t i = 0; i < h->size && weight > 0; i++) {
        struct match_story *s = story_entry(m, h->members[i]->story, make);
        struct match_member *one = s ? member_entry(m, h->members[i]) : NULL;
        if (!one)
            continue;
        add_shared(s, t, at, weight);
        one->weight[t->kind] += weight;
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
    find_holders(m, memory, sketch, time);
    for (size_t i = 0; i < sketch->size; i++) {
        const struct trait *t = &sketch->traits[i];
        if (t->kind <= TRAIT_WHOLE)
            add_shingle(m, t, &m->holders[i]);
        else if (m->holders[i].size <= CANDIDATES)
            add_story_trait(m, t, i, true);
        if (t->kind == TRAIT_NAME || t->kind == TRAIT_NUMBER)
            m->weight += t->weight * rarity(m->holders[i].size);
    }
    for (size_t i = 0; i < sketch->size; i++)
        if (sketch->traits[i].kind > TRAIT_WHOLE && m->holders[i].size > CANDIDATES)
            add_story_trait(m, &sketch->traits[i], i, false);
}

/* Copies */

/* How many of our sampled shingles lie where both samples are complete, notices left out. */
static size_t comparable(const struct match *m, const struct sketch *s, enum trait_kind kind,
                         uint16_t top)
{
    size_t count = 0;
    for (size_t i = 0; i < s->size; i++)
        count += (s->traits[i].kind == kind || (s->traits[i].both && kind == TRAIT_WHOLE)) &&
                 s->traits[i].run <= top && !m->holders[i].notice;
    return count;
}

/* One of the two samples of a text: of its opening, or of the whole. */
struct side {
    enum trait_kind kind;
    double our_top, their_top;   /* the highest hash of each, 16 bits */
    double theirs;               /* all shingles that they sampled from */
    double common;
};

/* Share of the shorter text: below the lower top all shingles of both are known, ours by count,
 * theirs by expectation. */
static double share(const struct match *m, const struct sketch *s, const struct side *side)
{
    double ours = (double)comparable(m, s, side->kind, (uint16_t)side->their_top);
    double theirs = side->our_top < side->their_top
                        ? fmax(2, side->theirs * side->our_top / UINT16_MAX)
                        : SKETCH_SAMPLE;
    double all = fmin(ours, theirs);
    return all > 0 ? fmin(1, side->common / all) : 0;
}

static double similarity(const struct match *m, const struct sketch *s, const struct match_copy *c)
{
    const struct member *other = c->member;
    struct side lead = { TRAIT_LEAD, s->lead_top >> 16, other->lead_top,
                         fmin(other->shingles, SKETCH_OPENING), c->lead };
    struct side whole = { TRAIT_WHOLE, s->whole_top >> 16, other->whole_top, other->shingles,
                          c->whole };
    return fmax(share(m, s, &lead), share(m, s, &whole));
}

static const struct match_story *story_of(const struct match *m, uint32_t story)
{
    for (size_t i = 0; i < m->stories_size; i++)
        if (m->stories[i].story == story)
            return &m->stories[i];
    return NULL;
}

#define FACTS_SHARE 0.5 /* of a text that is the same throughout; up to 1 where less is the same */

/* A recurring column repeats its phrases, but neither its numbers nor its names; a copy repeats
 * all. What is common in the window is left out on our side, where it is known. */
static bool says_the_same(const struct match *m, const struct sketch *s, const struct match_copy *c)
{
    const struct member *first = c->member;
    const struct match_story *story = story_of(m, first->story);
    double shared = story ? story->facts : 0, ours = 0, theirs = first->names + first->numbers;
    if (s->period && first->period && s->period != first->period)
        return false;
    for (size_t i = 0; i < s->size; i++)
        if (s->traits[i].kind == TRAIT_NAME || s->traits[i].kind == TRAIT_NUMBER)
            ours += m->holders[i].size < INDEX_SHARE;
    return shared >= (1 - (1 - FACTS_SHARE) * c->similarity) * fmin(ours, theirs);
}

#define COPY_SHARE    0.5
#define COPY_SHINGLES 3  /* in common at least; fewer only where the text has no more */

const struct match_copy *match_copy(struct match *m, const struct memory *memory,
                                    const struct sketch *s, double least)
{
    struct match_copy *best = NULL;
    for (size_t i = 0; i < m->copies_size; i++) {
        struct match_copy *c = &m->copies[i];
        const struct member *member = c->member;
        if (!memory_at(memory, member->copy_of))
            continue;
        c->similarity = similarity(m, s, c);
        double enough = fmin(COPY_SHINGLES, fmin(s->shingles, member->shingles));
        if (c->all < enough || c->similarity < COPY_SHARE * least ||
            !says_the_same(m, s, c))
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
#define DOUBLE_HOURS 36    /* after so long twice as much has to be shared, and then ever more */
#define COLUMN_HOURS 12    /* an update comes sooner, a column later */
#define COLUMN_WEIGHT 0.2
#define LATER_WEIGHT 0.5   /* of a text that looks back on what the other one reports */
#define FORM_RUNS    4     /* shingles in common that make it a form */
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
        struct match_story *s = story_entry(m, one->story, false);
        one->facts = (float)facts_of(one->weight);
        if (s && (!s->best || one->facts > s->best->facts))
            s->best = one;
    }
}

/* The same phrases around other facts: a column filled in anew, which is not the same event. */
static bool is_form(const struct match *m, const struct member *member)
{
    for (size_t i = 0; i < m->copies_size; i++)
        if (m->copies[i].member->copy_of == member->copy_of &&
            m->copies[i].all >= FORM_RUNS)
            return true;
    return false;
}

/* One fact is chance; and a company and its chief are in all of its news. */
static bool is_thin(const struct match_story *c)
{
    size_t others = c->count[TRAIT_NUMBER] + c->count[TRAIT_QUOTE] / 2;
    return others ? c->count[TRAIT_NAME] + others < 2 : c->count[TRAIT_NAME] < 3;
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
    double form = !is_form(m, member) ? 1 : hours < COLUMN_HOURS ? FORM_WEIGHT : COLUMN_WEIGHT;
    double later = s->looks_back && !member->looks_back ? LATER_WEIGHT : 1;
    double far = 1 + pow(hours / DOUBLE_HOURS, 1.5);
    return shared * part * form * later / (ENOUGH * far);
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
