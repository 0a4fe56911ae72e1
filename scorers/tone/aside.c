#include "aside.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static struct assay_span span_of(const struct token *tokens, size_t first, size_t end)
{
    const struct token *a = &tokens[first], *b = &tokens[end - 1];
    return (struct assay_span){ a->start, b->start + b->len - a->start };
}

static void tell(struct assay_host *host, const char *rule, const char *why, const char *entry,
                 struct assay_span span, double weight)
{
    struct assay_reason aside = { .rule = rule, .why = { why, strlen(why) },
                                  .detail = { entry, strlen(entry) }, .span = span,
                                  .weight = weight };
    host->aside(host, &aside);
}

/* ------------------------------------------------------------------ entries */

static const struct signal *signal_over(const struct reading *r, const struct find *f)
{
    for (size_t i = 0; i < r->signals_size; i++) {
        const struct signal *s = &r->signals[i];
        if ((s->at < f->end && s->end > f->at) || (s->to && s->from < f->end && s->to > f->at))
            return s;
    }
    return NULL;
}

static bool is_mention(const struct desk *desk, const struct find *f)
{
    for (size_t i = 0; i < desk->mentions_size; i++)
        if (desk->mentions[i].first < f->end && desk->mentions[i].last > f->at)
            return true;
    return false;
}

struct role {
    uint32_t bits;
    const char *rule, *why;
};

/* In the order of what says most. */
static const struct role roles[] = {
    { MEANS_MUTED, "muted", "muted under `words` in the configuration" },
    { MEANS_NAME, "name", "part of a name that names-en lists" },
    { MEANS_RELIEF | MEANS_LOSS, "relief", "turns what it takes as an object, and nothing stands there to turn" },
    { MEANS_NEGATION, "negation", "turns what stands behind it; has no tone of its own" },
    { MEANS_INTENSITY, "intensity", "strengthens or weakens what stands beside it; has no tone of its own" },
    { MEANS_DIRECTION, "direction", "says up or down, but not of anything near it that is good or bad to have more of" },
    { MEANS_SUBJECT, "subject", "good or bad only where something moves it up or down" },
    { MEANS_CONTRAST | MEANS_CONCESSION | MEANS_CONDITION | MEANS_ATTRIBUTION | MEANS_CONCLUSION |
          MEANS_BOILERPLATE | MEANS_VERDICT | MEANS_AGENDA | MEANS_RESEARCH | MEANS_GUARD,
      "cue", "steers how the sentence is read; has no tone of its own" },
};

static void tell_role(const struct reading *r, const struct find *f, const char *entry,
                      struct assay_host *host)
{
    struct assay_span span = span_of(r->tokens, f->at, f->end);
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (f->meaning->bits & roles[i].bits) {
            tell(host, roles[i].rule, roles[i].why, entry, span, 0);
            return;
        }
    tell(host, "neutral", "neutral in the lexicon", entry, span, 0);
}

/* A value that the other reading would have counted. */
static void tell_gate(const struct reading *r, const struct find *f, const char *entry,
                      struct assay_host *host)
{
    char why[160];
    const struct meaning *m = f->meaning;
    bool market = r->finance >= 0.5;
    double value = (double)(market ? m->general : m->finance);
    snprintf(why, sizeof why, "neutral here: %+.1f in %s news only, and this is read as %s news",
             value, market ? "general" : "market", market ? "market" : "general");
    tell(host, "gate", why, entry, span_of(r->tokens, f->at, f->end), value);
}

/* Another rule speaks where the lexicon has a value too. */
static void tell_overridden(const struct reading *r, const struct find *f, const struct signal *s,
                            const char *entry, struct assay_host *host)
{
    char why[160];
    double value = reading_valence(r, f->meaning);
    if (value == 0 || s->lexical)
        return;
    snprintf(why, sizeof why, "says %+.1f by itself (%s); the rule %s speaks instead", value,
             lexicon_layer_name(f->meaning->layer), s->rule);
    tell(host, "overridden", why, entry, span_of(r->tokens, f->at, f->end), value);
}

static void tell_find(const struct desk *desk, const struct reading *r, const struct find *f,
                      struct assay_host *host)
{
    const struct signal *s = signal_over(r, f);
    const char *entry = f->meaning->bits == MEANS_NAME ? "" /* the text has it as it is written */
                                                       : lexicon_entry(r->tone->lexicon, f->meaning);
    if (s)
        tell_overridden(r, f, s, entry, host);
    else if (f->used && is_mention(desk, f))
        tell(host, "name.watched", "part of a watched name", entry, span_of(r->tokens, f->at, f->end), 0);
    else if (f->used)
        tell(host, "used", "serves a rule beside it", entry, span_of(r->tokens, f->at, f->end), 0);
    else if (f->meaning->bits & MEANS_VALENCE && reading_valence(r, f->meaning) == 0)
        tell_gate(r, f, entry, host);
    else
        tell_role(r, f, entry, host);
}

void aside_of_sentence(const struct desk *desk, const struct reading *r, struct assay_host *host)
{
    for (size_t i = 0; i < r->finds_size; i++)
        tell_find(desk, r, &r->finds[i], host);
}

/* ------------------------------------------------------------------ what was not read */

static const char *kind_of(enum assay_block_kind kind)
{
    return kind == ASSAY_TABLE ? "inside of a table: tables are checked, not heard"
           : kind == ASSAY_CAPTION ? "in a caption, which is not counted"
           : kind == ASSAY_NOTICE ? "in a notice outside of the main text" : NULL;
}

/* Tokens between two passages belong to sentences that only invite the reader to click. */
static void tell_gap(const struct desk *desk, size_t first, size_t end, struct assay_host *host)
{
    if (first < end)
        tell(host, "boilerplate", "in a line that invites the reader, which is not counted", "",
             span_of(desk->tokens.items, first, end), 0);
}

void aside_of_rest(const struct desk *desk, struct assay_host *host)
{
    const struct assay_article *a = desk->article;
    for (uint32_t i = 0; i < a->blocks_size; i++)
        if (kind_of(a->blocks[i].kind))
            tell(host, "outside", kind_of(a->blocks[i].kind), "", a->blocks[i].span, 0);
    size_t read = 0;
    for (size_t i = 0; i < desk->passages_size; i++) {
        const struct passage *p = &desk->passages[i];
        tell_gap(desk, read, p->first, host);
        if (p->repeats)
            tell(host, "repeated", "the sentence was said before, word for word, and counts once", "",
                 span_of(desk->tokens.items, p->first, p->last), 0);
        read = p->last;
    }
    tell_gap(desk, read, desk->tokens.size, host);
}
