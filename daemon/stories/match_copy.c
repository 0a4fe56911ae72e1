/* Copies: the same phrases around the same facts. */
#include "stories/match_parts.h"

#include <math.h>

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

#define FACTS_SHARE 0.5 /* of their weight, where the whole text is the same; else up to 1 */

#define NEARLY_ALL 0.8

/* A form filled in anew on another day. Who prints a text again may leave its day away, so that what
 * it copies is asked, too; and may have put a weekday of his own above it. */
static bool is_of_another_day(const struct memory *memory, const struct sketch *s,
                              const struct match_copy *c)
{
    const struct member *other = c->member;
    if (!c->lead)
        return false;
    if (match_other_day(s, other) || match_other_day(s, memory_at(memory, other->copy_of)))
        return true;
    return c->similarity < NEARLY_ALL && s->weekday && other->weekday &&
           s->weekday != other->weekday;
}

/* A recurring column repeats its phrases, but neither its numbers nor its names; a copy repeats
 * all. What is common in the window is left out on our side, where it is known. */
static bool says_the_same(struct match *m, const struct memory *memory,
                          const struct sketch *s, const struct match_copy *c)
{
    const struct member *first = c->member;
    const struct match_story *story = match_of_story(m, first->story);
    double shared = story ? story->weight[TRAIT_NAME] + story->weight[TRAIT_NUMBER] : 0;
    if ((s->period && first->period && s->period != first->period) ||
        is_of_another_day(memory, s, c) ||
        (match_is_column(s, first) && c->similarity < NEARLY_ALL))
        return false;
    return shared >= (1 - (1 - FACTS_SHARE) * c->similarity) * fmin(m->weight, first->weight);
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
            !says_the_same(m, memory, s, c))
            continue;
        if (!best || c->similarity > best->similarity)
            best = c;
    }
    return best;
}

