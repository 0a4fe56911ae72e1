/* One sentence through all rules, and what came of it to the host. */
#include "aside.h"
#include "desk.h"
#include "owners.h"
#include "say.h"

#include "common/grow.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define LEAD_SENTENCES 2
#define ARTICLE_SENTENCES 5  /* shorter texts have no topic: "yay! yay! yay!" */
#define COMPARED 1.6         /* valence of beating or being beaten by another company */
#define COREFERENCE 0.8      /* trust in "the company" being the one named before */

static void index_finds(struct reading *r)
{
    memset(r->find_of, 0, r->last - r->first);
    for (size_t i = 0; i < r->finds_size; i++) {
        r->finds[i].used = r->finds[i].moved = false;
        for (size_t at = r->finds[i].at; at < r->finds[i].end; at++)
            r->find_of[at - r->first] = (uint8_t)(i + 1);
    }
}

static bool is_question(const struct reading *r)
{
    if (!(r->passage->flags & TOKEN_ASKS))
        return false;
    for (size_t at = r->last; at > r->first && r->last - at < 3;)
        if (r->tokens[--at].flags & TOKEN_ASKS)
            return true;
    return false;
}

static void begin(struct reading *r, struct desk *desk, const struct passage *p)
{
    r->tone = desk->tone;
    r->passage = p;
    r->text = desk->article->text.ptr;
    r->tokens = desk->tokens.items;
    r->first = p->first;
    r->last = p->last;
    r->finds = desk->finds ? desk->finds + p->find : NULL; /* NULL: the lexicon found nothing at all */
    r->finds_size = p->finds;
    r->signals = desk->signals;
    r->signals_size = 0;
    r->finance = desk->finance;
    r->research = desk->research;
    r->said = desk->passages_size >= ARTICLE_SENTENCES ? desk->said : NULL;
    r->headline = p->kind == ASSAY_TITLE;
    r->verdict.end = 0;
}

/* The mentions inside the passage. */
static size_t mentions_in(const struct desk *desk, const struct passage *p, size_t *ret_first)
{
    size_t low = 0, high = desk->mentions_size;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (desk->mentions[middle].first < p->first)
            low = middle + 1;
        else
            high = middle;
    }
    *ret_first = low;
    while (low < desk->mentions_size && desk->mentions[low].last <= p->last)
        low++;
    return low - *ret_first;
}

/* Words of a watched name say nothing of it: Sterling, Prosperity Bank. A longer phrase around the
 * name does: "sell Acme with a target of". */
static bool is_of_name(const struct find *f, const struct mention *m)
{
    bool overlaps = f->at < m->last && f->end > m->first;
    bool around = f->at <= m->first && f->end >= m->last && f->end - f->at > m->last - m->first;
    return overlaps && !around;
}

/* The last word of a name may move, "Gold futures fell", those before it are no more than a name. */
static void mute_in_name(struct find *f, const struct mention *m)
{
    if (!is_of_name(f, m))
        return;
    f->used = true;
    f->bits |= f->end < m->last ? MEANS_MUTED : 0;
}

static void mute_names(const struct desk *desk, struct reading *r)
{
    if (!desk->mentions_size)
        return;
    struct passage p = { .first = (uint32_t)r->first, .last = (uint32_t)r->last };
    size_t first, count = mentions_in(desk, &p, &first);
    for (size_t k = 0; k < count; k++)
        for (size_t i = 0; i < r->finds_size; i++)
            mute_in_name(&r->finds[i], &desk->mentions[first + k]);
}

static void judge(const struct desk *desk, struct reading *r)
{
    r->question = is_question(r);
    if (r->finds_size) {
        index_finds(r);
        mute_names(desk, r);
        verdict_judge(r);
        direction_judge(r);
        comparison_judge(r);
    } else {
        memset(r->find_of, 0, r->last - r->first);
    }
    level_judge(r);
    advice_judge(r);
    lexical_judge(r);
    if (!r->signals_size && !(r->passage->bits & MEANS_NEGATION))
        return;
    scope_apply(r);
    if (!r->signals_size)
        return;
    clauses_weigh(r);
    emphasis_apply(r);
}

/* ------------------------------------------------------------------ weights */

static double weight_of(const struct desk *desk, const struct reading *r, const struct passage *p,
                        bool neutral)
{
    const struct settings *s = &desk->tone->settings;
    double weight = 1;
    if (p->kind == ASSAY_TITLE)
        weight = s->headline_weight;
    else if (p->index < LEAD_SENTENCES)
        weight = s->lead_weight;
    if (p->concludes && !r->verdict.end && s->judgement_weight > weight)
        weight = s->judgement_weight;
    return weight * (neutral ? s->neutral_weight : 1);
}

static const char *name_of(const struct reading *r, const struct passage *p)
{
    return p->kind == ASSAY_TITLE ? "title" : p->concludes && !r->verdict.end ? "judgement"
           : p->index < LEAD_SENTENCES ? "lead" : p->kind == ASSAY_QUOTE ? "quote" : "sentence";
}

/* ------------------------------------------------------------------ telling the host */

static struct assay_span span_of(const struct reading *r, size_t first, size_t last)
{
    const struct token *a = &r->tokens[first], *b = &r->tokens[last - 1];
    return (struct assay_span){ a->start, b->start + b->len - a->start };
}

static void open_part(struct desk *desk, const struct reading *r, const struct passage *p,
                      int entity, bool neutral, struct assay_host *host)
{
    struct assay_part part = { .name = name_of(r, p), .span = span_of(r, p->first, p->last),
                               .weight = weight_of(desk, r, p, neutral), .entity = entity };
    desk->tallies[entity + 1].told = true;
    desk->tallies[entity + 1].weight += part.weight;
    host->part(host, &part);
}

static void tell(const struct reading *r, const struct signal *s, double share,
                 struct assay_host *host)
{
    char why[160];
    struct assay_reason reason = { .rule = s->rule, .span = span_of(r, s->at, s->end),
                                   .weight = s->base, .delta = s->value * share };
    if (host->detail >= ASSAY_REASONS) {
        reason.why = (struct assay_text){ why, say_why(r, s, why, sizeof why) };
        if (s->meaning) {
            const char *entry = lexicon_entry(r->tone->lexicon, s->meaning);
            reason.detail = (struct assay_text){ entry, strlen(entry) };
        } else {
            reason.detail = (struct assay_text){ "", 0 };
        }
    } else {
        reason.why = reason.detail = (struct assay_text){ "", 0 };
    }
    host->because(host, &reason);
}

/* A stated grade weighs against all the rest, which is known at the end. */
static void keep_statement(struct desk *desk, const struct reading *r, int entity)
{
    *GROW(desk->statements, desk->statements_size, desk->statements_cap) = (struct statement){
        entity, span_of(r, r->verdict.first, r->verdict.end), r->verdict.level };
    desk->tallies[entity + 1].statements++;
    desk->tallies[entity + 1].told = true;
}

static void report_overall(struct desk *desk, const struct reading *r,
                           const struct passage *p, struct assay_host *host,
                           struct report *report)
{
    if (r->verdict.end) {
        keep_statement(desk, r, ASSAY_OVERALL);
        report->signals++;
        if (!r->signals_size)
            return;
    }
    open_part(desk, r, p, ASSAY_OVERALL, r->signals_size == 0, host);
    for (size_t i = 0; i < r->signals_size; i++) {
        const struct signal *s = &r->signals[i];
        tell(r, s, 1, host);
        *(s->value < 0 ? &report->negative : &report->positive) += fabs(s->value);
    }
    report->signals += r->signals_size;
}

/* ------------------------------------------------------------------ entities */

/* A stated grade is of those whom it names up to there. */
static bool names_before(const struct owners *owners, uint32_t entity, size_t end)
{
    for (size_t i = 0; i < owners->size; i++)
        if (owners->items[i].entity == entity && owners->items[i].first < end)
            return true;
    return false;
}

static void report_entity(struct desk *desk, const struct reading *r,
                          const struct passage *p, const struct owners *owners, uint32_t entity,
                          double trust, struct assay_host *host, struct report *report)
{
    size_t verb = 0;
    int compared = owners_compared(owners, entity, &verb);
    bool any = compared != 0;
    for (size_t i = 0; i < r->signals_size && !any; i++)
        any = owners_share(owners, entity, &r->signals[i]) != 0;
    if (r->verdict.end && names_before(owners, entity, r->verdict.end)) {
        keep_statement(desk, r, (int)entity);
        if (!any)
            return;
    }
    open_part(desk, r, p, (int)entity, !any, host);
    if (compared) {
        double value = COMPARED * compared;
        struct signal s = { .rule = "entity.compared", .at = (uint32_t)verb,
                            .end = (uint32_t)verb + 1, .base = value, .value = value };
        tell(r, &s, trust, host);
        report->signals++;
    }
    for (size_t i = 0; i < r->signals_size; i++) {
        double share = owners_share(owners, entity, &r->signals[i]);
        bool verb_itself = compared && r->signals[i].at <= verb && r->signals[i].end > verb;
        if (share != 0 && !verb_itself)
            tell(r, &r->signals[i], share * trust, host);
    }
}

/* "It", "The company": stands for the one company of the sentence before. */
static bool refers_back(const struct reading *r)
{
    uint32_t first = reading_grammar(r, r->first);
    if (first & GRAMMAR_PRONOUN)
        return true;
    return first & GRAMMAR_DETERMINER && r->first + 1 < r->last &&
           reading_grammar(r, r->first + 1) & GRAMMAR_FIRM;
}

static void report_entities(struct desk *desk, const struct reading *r, size_t i,
                            struct assay_host *host, struct report *report)
{
    const struct passage *p = &desk->passages[i];
    size_t first, count = mentions_in(desk, p, &first);
    struct owners owners;
    double trust = 1;
    if (!count && i > 0 && refers_back(r)) {
        count = mentions_in(desk, &desk->passages[i - 1], &first);
        for (size_t k = 1; k < count; k++)
            if (desk->mentions[first + k].entity != desk->mentions[first].entity)
                return;
        trust = COREFERENCE;
        count = count ? 1 : 0;
    }
    if (!count)
        return;
    owners_find(&owners, r, desk->mentions + first, count);
    for (size_t k = 0; k < owners.size; k++) {
        bool told = false;
        for (size_t j = 0; j < k; j++)
            told |= owners.items[j].entity == owners.items[k].entity;
        if (!told)
            report_entity(desk, r, p, &owners, owners.items[k].entity, trust, host, report);
    }
}

void report_passage(struct desk *desk, size_t i, struct assay_host *host, struct report *report)
{
    const struct passage *p = &desk->passages[i];
    struct reading r;
    if (p->repeats)
        return;
    begin(&r, desk, p);
    judge(desk, &r);
    if (host->detail >= ASSAY_TRACE)
        aside_of_sentence(desk, &r, host);
    report_overall(desk, &r, p, host, report);
    if (desk->mentions_size)
        report_entities(desk, &r, i, host, report);
}

/* The sum whose part pulls the score to the level: the shape, backwards. */
static double sum_of_level(const struct settings *s, double level)
{
    double mean = (s->bend > 0 ? level * sqrt(s->bend) / sqrt(1 - level * level) : level) / s->gain;
    double part = fmax(-0.99, fmin(0.99, mean));
    return s->part_bend > 0 ? part * sqrt(s->part_bend) / sqrt(1 - part * part) : part;
}

static void report_statement(const struct desk *desk, const struct statement *statement,
                             struct assay_host *host)
{
    const struct settings *settings = &desk->tone->settings;
    const struct tally *tally = &desk->tallies[statement->entity + 1];
    char why[80];
    int len = snprintf(why, sizeof why, "states its tone: a level of %+.2f", statement->level);
    double weight = settings->verdict_weight * fmax(tally->weight, 1) / tally->statements;
    struct assay_part part = { .name = "verdict", .span = statement->span, .weight = weight,
                               .entity = statement->entity };
    struct assay_reason reason = { .rule = "verdict", .span = statement->span,
                                   .weight = statement->level,
                                   .delta = sum_of_level(settings, statement->level),
                                   .why = { why, (size_t)len }, .detail = { "", 0 } };
    host->part(host, &part);
    host->because(host, &reason);
}

void report_rest(struct desk *desk, struct assay_host *host)
{
    if (host->detail >= ASSAY_TRACE)
        aside_of_rest(desk, host);
    struct assay_part prior = { .name = "prior", .weight = desk->tone->settings.prior_weight };
    for (size_t i = 0; i < desk->statements_size; i++)
        report_statement(desk, &desk->statements[i], host);
    for (uint32_t i = 0; i <= desk->article->entities_size; i++) {
        prior.entity = (int)i - 1;
        if (desk->tallies[i].told)
            host->part(host, &prior);
    }
}
