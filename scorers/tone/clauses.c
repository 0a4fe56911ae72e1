/* How much each clause counts: behind "but" more than before it, concessions, conditions,
 * causes, questions and quotations less. */
#include "tone.h"

#include <math.h>
#include <string.h>

#define BEFORE_BUT 0.6
#define BEHIND_BUT 1.25
#define CONCEDED 0.4
#define CONDITIONAL 0.6
#define AGENDA 0.15
#define ASKED 0.5
#define CAUSE 0.45
#define FORMER 0.25
#define FORMER_TOKENS 6      /* from "from" to "to" */
#define STUDIED 0.25
#define FAINT 1.2            /* a valence that routine business does not exceed */

static double weighed(double factor, double weight)
{
    return 1 + (factor - 1) * weight;
}

static bool any_between(const struct reading *r, size_t from, size_t to)
{
    for (size_t i = 0; i < r->signals_size; i++)
        if (r->signals[i].at >= from && r->signals[i].at < to)
            return true;
    return false;
}

static void scale_between(struct reading *r, size_t from, size_t to, double factor, uint32_t flag)
{
    for (size_t i = 0; i < r->signals_size; i++) {
        struct signal *s = &r->signals[i];
        if (s->at < from || s->at >= to || s->flags & flag)
            continue;
        s->value *= factor;
        s->flags |= flag;
    }
}

/* Up to the next mark that parts clauses. */
static size_t clause_end(const struct reading *r, size_t at)
{
    while (at < r->last && !reading_is_mark(r, at))
        at++;
    return at;
}

static void contrast(struct reading *r, const struct find *f)
{
    double weight = r->tone->settings.rules.contrast;
    if (!any_between(r, r->first, f->at) || !any_between(r, f->end, r->last))
        return;
    scale_between(r, r->first, f->at, weighed(BEFORE_BUT, weight), SIGNAL_CONTRASTED);
    scale_between(r, f->end, r->last, weighed(BEHIND_BUT, weight), SIGNAL_CONTRASTED);
}

static void concede(struct reading *r, const struct find *f)
{
    size_t end = clause_end(r, f->end);
    if (any_between(r, r->first, f->at) || any_between(r, end, r->last))
        scale_between(r, f->end, end, weighed(CONCEDED, r->tone->settings.rules.concession),
                      SIGNAL_CONCEDED);
}

static void condition(struct reading *r, const struct find *f)
{
    scale_between(r, f->end, clause_end(r, f->end),
                  weighed(CONDITIONAL, r->tone->settings.rules.condition), SIGNAL_CONDITIONAL);
}

/* "Dates to watch include ...": the whole list is still to come. */
static void list_agenda(struct reading *r, const struct find *f)
{
    scale_between(r, f->end, r->last, weighed(AGENDA, r->tone->settings.rules.condition),
                  SIGNAL_AGENDA);
}

/* A list of causes has commas; another statement begins behind a stronger mark or "but". */
static size_t cause_end(const struct reading *r, size_t at)
{
    for (; at < r->last; at++) {
        const struct find *f = reading_find(r, at);
        if (r->tokens[at].kind == TOKEN_SEMICOLON || r->tokens[at].kind == TOKEN_DASH ||
            r->tokens[at].kind == TOKEN_COLON || (f && f->meaning->bits & MEANS_CONTRAST))
            break;
    }
    return at;
}

/* "Shares fall on higher guidance": what happened is said first. */
static void cause(struct reading *r)
{
    size_t said = r->last; /* where the first thing is said */
    for (size_t i = 0; i < r->signals_size; i++)
        said = r->signals[i].at < said ? r->signals[i].at : said;
    for (size_t at = said + 1; at + 1 < r->last; at++) {
        if (!(reading_grammar(r, at) & GRAMMAR_CAUSE))
            continue;
        scale_between(r, at + 1, cause_end(r, at + 1),
                      weighed(CAUSE, r->tone->settings.rules.cause), SIGNAL_CAUSE);
        return;
    }
}

static void quoted(struct reading *r)
{
    size_t open = 0;
    bool inside = false;
    double factor = r->tone->settings.quoted_speech_weight;
    for (size_t at = r->first; at < r->last; at++) {
        if (r->tokens[at].kind != TOKEN_QUOTE)
            continue;
        if (inside && at > open + 4) /* shorter ones are names and doubts */
            scale_between(r, open, at, factor, SIGNAL_QUOTED);
        inside = !inside;
        open = at;
    }
    if (inside && r->last > open + 4)
        scale_between(r, open, r->last, factor, SIGNAL_QUOTED);
}

/* What a writer says in judgement ("mildly negative") is weak on purpose, not routine. */
static bool is_judgement(const struct signal *s)
{
    return strcmp(s->rule, "lexicon.judgement") == 0;
}

/* Appointments, launches, purchases: in market news they are routine, neither good nor bad. */
static void routine(struct reading *r)
{
    double limit = FAINT * r->finance * r->tone->settings.rules.routine;
    for (size_t i = 0; i < r->signals_size && limit > 0; i++) {
        struct signal *s = &r->signals[i];
        if (s->lexical && fabs(s->base) < limit && !is_judgement(s)) {
            s->value = 0;
            s->flags |= SIGNAL_ROUTINE;
        }
    }
}

/* "From worried to comfortable": where it ended is the news. */
static void former(struct reading *r)
{
    for (size_t from = r->first; from < r->last; from++) {
        if (!(reading_grammar(r, from) & GRAMMAR_FROM))
            continue;
        size_t to = from + 1;
        while (to < r->last && to < from + FORMER_TOKENS && !reading_is_mark(r, to) &&
               !(reading_grammar(r, to) & GRAMMAR_TO))
            to++;
        if (to < r->last && reading_grammar(r, to) & GRAMMAR_TO && any_between(r, to, to + FORMER_TOKENS))
            scale_between(r, from + 1, to, weighed(FORMER, r->tone->settings.rules.cause), SIGNAL_FORMER);
    }
}

/* The ills that research studies are its subject: news of a treatment is full of disease. What a
 * writer judges or analysts expected stays as it is. */
static void studied(struct reading *r)
{
    double factor = weighed(STUDIED, r->research * r->tone->settings.rules.research);
    for (size_t i = 0; i < r->signals_size; i++) {
        struct signal *s = &r->signals[i];
        if (!s->lexical || s->base >= 0 || s->value >= 0 || is_judgement(s))
            continue;
        s->value *= factor;
        s->flags |= SIGNAL_STUDIED;
    }
}

#define WEIGHS (MEANS_CONTRAST | MEANS_CONCESSION | MEANS_CONDITION | MEANS_AGENDA)

static void weigh_find(struct reading *r, const struct find *f)
{
    if (f->bits & MEANS_CONTRAST)
        contrast(r, f);
    else if (f->bits & MEANS_CONCESSION)
        concede(r, f);
    else if (f->bits & MEANS_CONDITION)
        condition(r, f);
    else
        list_agenda(r, f);
}

void clauses_weigh(struct reading *r)
{
    const struct rules *rules = &r->tone->settings.rules;
    struct sieve sieve = {0};
    for (struct find *f; r->passage->bits & WEIGHS && (f = reading_next(r, WEIGHS, &sieve));)
        weigh_find(r, f);
    if (reading_has(r, GRAMMAR_CAUSE))
        cause(r);
    if (reading_has(r, GRAMMAR_FROM))
        former(r);
    if (r->question)
        scale_between(r, r->first, r->last, weighed(ASKED, rules->question), SIGNAL_ASKED);
    if (r->passage->kinds & TOKEN_QUOTE)
        quoted(r);
    if (r->research > 0)
        studied(r);
    routine(r);
}
