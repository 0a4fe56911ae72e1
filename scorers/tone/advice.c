/* Analysts' advice: "Buy Acme, target Rs 300", "starts Acme with 'sell'", "overweight rating". */
#include "tone.h"

#define UNIT 1.6

static bool is_quoted(const struct reading *r, size_t at)
{
    return at > r->first && at + 1 < r->last && r->tokens[at - 1].kind == TOKEN_QUOTE &&
           r->tokens[at + 1].kind == TOKEN_QUOTE;
}

/* At the head of a headline or behind its colon, a name follows: "Buy Acme", "Sell: Acme". */
static bool is_imperative(const struct reading *r, size_t at)
{
    bool head = at == r->first || r->tokens[at - 1].kind == TOKEN_COLON ||
                r->tokens[at - 1].kind == TOKEN_COMMA || r->tokens[at - 1].kind == TOKEN_SEMICOLON;
    if (!head || at + 1 >= r->last)
        return false;
    const struct token *next = &r->tokens[at + 1];
    return next->flags & TOKEN_CAPITAL || next->kind == TOKEN_COLON;
}

static bool is_rating(const struct reading *r, size_t at)
{
    bool behind = at + 1 < r->last && reading_grammar(r, at + 1) & GRAMMAR_RATING;
    bool before = at > r->first && reading_grammar(r, at - 1) & GRAMMAR_RATING;
    return behind || before;
}

void advice_judge(struct reading *r)
{
    if (r->finance < 0.25 || !reading_has(r, GRAMMAR_BUY | GRAMMAR_SELL))
        return;
    for (size_t at = r->first; at < r->last; at++) {
        uint32_t advice = reading_grammar(r, at) & (GRAMMAR_BUY | GRAMMAR_SELL);
        struct find *f = reading_find(r, at);
        if (!advice || (f && f->used) || (f && f->meaning->words > 1))
            continue;
        if (!is_quoted(r, at) && !is_imperative(r, at) && !is_rating(r, at))
            continue;
        double value = (advice & GRAMMAR_BUY ? UNIT : -UNIT) * r->tone->settings.rules.advice;
        if (reading_signal(r, "advice", at, at + 1, value) && f)
            f->used = true;
    }
}
