/* One sentence: what it says by its words alone. */
#include "tone.h"

#define LEFT_TOKENS 4        /* from "off" to the low in "off a four-month low" */

double reading_valence(const struct reading *r, const struct meaning *m)
{
    return r->finance * (double)m->finance + (1 - r->finance) * (double)m->general;
}

struct signal *reading_signal(struct reading *r, const char *rule, size_t at, size_t end,
                              double value)
{
    if (r->signals_size == SIGNALS_MAX)
        return NULL;
    struct signal *s = &r->signals[r->signals_size++];
    *s = (struct signal){ .rule = rule, .at = (uint32_t)at, .end = (uint32_t)end,
                          .head = (uint32_t)at, .base = value, .value = value };
    return s;
}

bool reading_is_title_case(const struct reading *r)
{
    size_t words = 0, capitals = 0;
    for (size_t at = r->first; at < r->last; at++)
        if (r->tokens[at].kind == TOKEN_WORD && r->tokens[at].len > 3) {
            words++;
            capitals += r->tokens[at].flags & TOKEN_CAPITAL;
        }
    bool stopped = r->tokens[r->last - 1].kind == TOKEN_STOP && r->last - r->first > 12;
    return capitals * 10 > words * (stopped ? 9 : 6);
}

bool reading_left_behind(const struct reading *r, size_t level)
{
    for (size_t at = level; at > r->first && level - at < LEFT_TOKENS && !reading_is_mark(r, at - 1);)
        if (reading_grammar(r, --at) & GRAMMAR_FROM)
            return true;
    return false;
}

static const char *const lexical_rules[LEXICON_VALENCES] = {
    [LEXICON_WORDS] = "lexicon.words",           [LEXICON_EXPECTATIONS] = "lexicon.expectations",
    [LEXICON_EVENTS] = "lexicon.events",         [LEXICON_JUDGEMENT] = "lexicon.judgement",
    [LEXICON_IDIOMS] = "lexicon.idioms",         [LEXICON_SOCIAL] = "lexicon.social",
    [LEXICON_FINANCE] = "lexicon.finance",       [LEXICON_GENERAL] = "lexicon.general",
    [LEXICON_NEUTRAL] = "lexicon.neutral",
};

/* What no other rule has used says what the lexicon says. */
void lexical_judge(struct reading *r)
{
    struct sieve sieve = {0};
    for (struct find *f; (f = reading_next(r, MEANS_VALENCE, &sieve));) {
        if (f->used)
            continue;
        double value = reading_valence(r, f->meaning);
        if (value == 0)
            continue;
        struct signal *s = reading_signal(r, lexical_rules[f->meaning->layer], f->at, f->end, value);
        if (!s)
            return;
        s->lexical = true;
        s->meaning = f->meaning;
        s->flags |= f->meaning->bits & MEANS_JUDGEMENT ? SIGNAL_JUDGEMENT : 0;
    }
}
