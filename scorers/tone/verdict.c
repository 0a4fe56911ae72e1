/* A verdict in so many words: "sentiment toward Acme is mildly negative". It names a level on the
 * score's own scale, and the sentence is that level, however good or bad its other words are. */
#include "tone.h"

#include <math.h>

#define REACH_LINK 10        /* tokens between the noun and what links it to its grade */
#define REACH_POLE 7         /* between the link and its grade */
#define HIGHEST 0.85         /* of levels: "overwhelmingly positive" */

static const struct grade *grade_at(const struct reading *r, size_t at, enum grade_kind kind)
{
    const struct grade *g = at < r->last ? grades_of(r->tone->grades, &r->tokens[at]) : NULL;
    return g && g->kind == kind ? g : NULL;
}

static bool is_negation(const struct reading *r, size_t at)
{
    const struct find *f = reading_find(r, at);
    return f && f->meaning->bits & MEANS_NEGATION;
}

static bool is_stop(const struct reading *r, size_t at)
{
    enum token_kind kind = r->tokens[at].kind;
    return kind == TOKEN_STOP || kind == TOKEN_SEMICOLON;
}

/* "[mildly] negative", with a few small words before it; *ret_end is behind the pole. */
static bool read_grade(const struct reading *r, size_t at, double *ret_level, size_t *ret_end)
{
    double factor = 1;
    for (size_t end = at + REACH_POLE; at < r->last && at < end; at++) {
        const struct grade *adverb = grade_at(r, at, GRADE_ADVERB);
        const struct grade *pole = grade_at(r, at, GRADE_POLE);
        if (pole) {
            *ret_level = fmax(-HIGHEST, fmin(HIGHEST, pole->value * factor));
            *ret_end = at + 1;
            return true;
        }
        if (adverb)
            factor *= adverb->value;
        else if (is_negation(r, at) || is_stop(r, at))
            return false;
    }
    return false;
}

/* "neutral to slightly positive": half-way. */
static void read_range(const struct reading *r, struct verdict *v)
{
    double level;
    size_t end;
    if (v->end < r->last && reading_grammar(r, v->end) & GRAMMAR_TO &&
        read_grade(r, v->end + 1, &level, &end)) {
        v->level = (v->level + level) / 2;
        v->end = (uint32_t)end;
    }
}

/* "sentiment [toward Acme] is mildly negative", "Sentiment: mildly negative" */
static bool stated(const struct reading *r, const struct find *noun, struct verdict *ret)
{
    size_t at = noun->end, end;
    while (at < r->last && at < noun->end + REACH_LINK && !grade_at(r, at, GRADE_LINK) &&
           r->tokens[at].kind != TOKEN_COLON)
        if (is_stop(r, at++))
            return false;
    if (at >= r->last || !read_grade(r, at + 1, &ret->level, &end))
        return false;
    ret->first = noun->at;
    ret->end = (uint32_t)end;
    read_range(r, ret);
    return true;
}

/* "a mildly negative outlook": the grade must be graded, or every "positive tone" were one. */
static bool attributed(const struct reading *r, const struct find *noun, struct verdict *ret)
{
    size_t end;
    if (noun->at < r->first + 2 || !grade_at(r, noun->at - 1, GRADE_POLE) ||
        !grade_at(r, noun->at - 2, GRADE_ADVERB) ||
        !read_grade(r, noun->at - 2, &ret->level, &end))
        return false;
    ret->first = noun->at - 2;
    ret->end = noun->end;
    return true;
}

/* What shares the grade's clause is graded with it: "mildly negative and uncertain". */
static void take_finds(struct reading *r, struct verdict *v)
{
    while (v->end < r->last && !reading_is_mark(r, v->end))
        v->end++;
    for (size_t i = 0; i < r->finds_size; i++)
        if (r->finds[i].at < v->end && r->finds[i].end > v->first)
            r->finds[i].used = true;
}

void verdict_judge(struct reading *r)
{
    if (!(r->passage->bits & MEANS_VERDICT) || r->question || r->tone->settings.verdict_weight <= 0)
        return;
    for (size_t i = 0; i < r->finds_size && !r->verdict.end; i++) {
        struct verdict v;
        if (r->finds[i].meaning->bits & MEANS_VERDICT &&
            (stated(r, &r->finds[i], &v) || attributed(r, &r->finds[i], &v)))
            r->verdict = v;
    }
    if (r->verdict.end)
        take_finds(r, &r->verdict);
}
