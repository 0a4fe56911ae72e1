/* Stories: facts in common, weighed against what two texts should share after so long. */
#include "stories/match_parts.h"

#include <math.h>
#include <stdlib.h>

/* What speaks for one event and against it is summed up, in logarithms of odds; set by hand on
 * invented news. */
#define NOTHING      0.45  /* against, before anything is known */
#define FACT         0.36
#define FACTS_MOST   4
#define FIRM_FACT    0.4
#define FIRM_MOST    4
#define WORD         0.15
#define WORDS_MOST   4
#define PART         2.8   /* for all of the shorter text's facts in common */
#define PART_WHOLE   0.6   /* of them, as two reports of one event */
#define FEW          0.7   /* of which to have all says less than of many */
#define SUPPORT      2     /* firm facts at least; so much of topics stands for one of them: */
#define TOPICS       3
#define THIN         1.5   /* against, for each that is missing */
#define LATER        2.2   /* against, for a day between; for three days twice, for seven thrice */
#define LOOKING_BACK 1.0   /* it is about what came of the other; */
#define LOOKING_BACK_UNDATED 1.8 /* and no date tells how long ago that was */
#define OTHER_NUMBER 0.33  /* for each that both could have in common */
#define NUMBERS_MOST 4
#define OTHER_DAY    2.0
#define OTHER_WEEKDAY 0.7
#define SAME_WEEKDAY 0.3
#define SAME_COUNTRY 0.5
#define OTHER_PERIOD 8.0
#define SAME_OUTLET  1.5   /* which reports on one event once, and on the next in the same way */
#define COLUMN       4.0   /* and under the same headline */
#define FORM         2.0
#define FORM_RUNS    3     /* shingles in common that make it a form */
#define SUBJECT      0.5   /* a shared name stands in a headline */
#define STRANGER     1.5   /* for each name of the headline that the other has not */
#define STRANGERS    2
#define OTHERS       0.3
#define PIECES       6     /* of quotations, more say no more */
#define UNDATED_HOURS 18   /* that may lie between texts of which one has no date */

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
        struct match_story *s = match_of_story(m, one->story);
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

/* Days between them as a distance: 0, 1 for a day, 2 for three, 3 for a week. */
static double distance(const struct sketch *s, const struct member *member, int64_t time)
{
    double hours = (double)llabs(time - (int64_t)member->seconds * 1000) / 3.6e6;
    bool dated = s->today && member->dated;
    return log2(1 + fmax(hours, dated ? 0 : UNDATED_HOURS) / 24);
}

/* What other members share than the best one counts little: a long story has said everything. */
static double facts_in_common(const struct match_story *c)
{
    double best = c->best->facts;
    return best + OTHERS * (facts_of(c->weight) - best);
}

/* How far the shared facts go. One is chance; and a company and its chief are in all of its news. */
static double likeness(const struct match *m, const struct match_story *c,
                       const struct member *member)
{
    double facts = facts_in_common(c), words = fmin(c->weight[TRAIT_WORD], WORDS_MOST);
    double all = fmax(fmin(m->weight, member->weight), facts);
    double firm = c->best->firm + fmin(c->weight[TRAIT_QUOTE], 4) / 2;
    double missing = fmax(0, SUPPORT - firm - fmin(words / TOPICS, 1));
    double part = fmin(facts / (all + FEW) / PART_WHOLE, 1);
    return FACT * fmin(facts, FACTS_MOST) + FIRM_FACT * fmin(firm, FIRM_MOST) + WORD * words +
           PART * part - THIN * missing;
}

/* What two texts say of when and where. */
static double circumstances(const struct sketch *s, const struct member *other,
                            const struct member *first)
{
    double sum = 0;
    if (s->places & other->places)
        sum += SAME_COUNTRY;
    if (s->weekday && other->weekday)
        sum += s->weekday == other->weekday ? SAME_WEEKDAY : -OTHER_WEEKDAY;
    if (match_other_day(s, other) || match_other_day(s, first))
        sum -= OTHER_DAY;
    if (s->period && other->period && s->period != other->period)
        sum -= OTHER_PERIOD;
    if (s->looks_back && !other->looks_back)
        sum -= s->today && other->dated ? LOOKING_BACK : LOOKING_BACK_UNDATED;
    return sum;
}

/* Recurring columns, and the same kind of event elsewhere as the same desk writes it up. */
static double sameness(const struct match *m, const struct sketch *s, const struct member *other)
{
    bool outlet = s->owner && s->owner == other->owner;
    return (outlet ? SAME_OUTLET : 0) + (match_is_column(s, other) ? COLUMN : 0) +
           (is_form(m, other) ? FORM : 0);
}

/* A headline says what a text is about. Its names stand in other reports of it, too, and theirs
 * somewhere in ours. */
static double subject(const struct match *m, const struct match_story *c)
{
    double strange = c->ours < m->headed ? fmin(m->headed - c->ours, STRANGERS) : 0;
    return (c->ours || c->theirs ? SUBJECT : 0) - STRANGER * strange;
}

/* Both give numbers, and not one is the same. */
static double other_numbers(const struct match_story *c, const struct sketch *s,
                            const struct member *other)
{
    double both = fmin(s->counts[TRAIT_NUMBER], other->numbers);
    return c->weight[TRAIT_NUMBER] > 0 ? 0 : OTHER_NUMBER * fmin(both, NUMBERS_MOST);
}

#define MORE (SUBJECT + SAME_COUNTRY + SAME_WEEKDAY) /* for it at most, beside the likeness */

/* Logarithm of the odds, times two. Below `least` it may be any number below: most candidates share so
 * little that the rest need not be asked. */
static double odds(const struct match *m, const struct match_story *c, const struct memory *memory,
                   const struct sketch *s, int64_t time, double least)
{
    const struct member *first = memory_at(memory, c->story),
                        *other = c->best ? memory_at(memory, c->best->number) : NULL;
    if (!first || !other)
        return -INFINITY;
    double sum = likeness(m, c, other) - NOTHING;
    if (sum + MORE < least)
        return sum;
    sum += subject(m, c) + circumstances(s, other, first) - sameness(m, s, other) -
           other_numbers(c, s, other);
    return sum < least ? sum : sum - LATER * distance(s, other, time);
}

const struct match_story *match_story(struct match *m, const struct memory *memory,
                                      const struct sketch *s, int64_t time, double least)
{
    struct match_story *best = NULL;
    double enough = 2 * log(least);
    choose_best(m);
    for (size_t i = 0; i < m->stories_size; i++) {
        struct match_story *c = &m->stories[i];
        c->odds = odds(m, c, memory, s, time, enough);
        if (c->odds >= enough && (!best || c->odds > best->odds))
            best = c;
    }
    return best;
}
