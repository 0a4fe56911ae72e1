/* claim_begin.c - what a claim speaks of: its words, its periods, how exact it is. */
#include "claim_inner.h"

#include <string.h>

enum claim_limit claim_limit_before(const struct draft *d, struct clause c, uint32_t at)
{
    static const char *const about[] = { "about",  "nearly", "roughly", "around", "approximately",
                                         "almost", "some",   "circa",   "close",  "approx" };
    const struct token *last = draft_before(d, c, at);
    if (!last)
        return LIMIT_EXACT;
    for (size_t i = 0; i < sizeof about / sizeof *about; i++)
        if (token_is(last, about[i]))
            return LIMIT_ABOUT;
    const struct token *first = draft_before(d, c, last->start);
    if (token_is(last, "over") || token_is(last, "exceeding") ||
        (token_is(last, "than") && first && (first->cue & CUE_ABOVE)) ||
        (token_is(last, "least") && token_is(first, "at")) || token_is(last, "above"))
        return LIMIT_OVER;
    if (token_is(last, "under") || (token_is(last, "than") && first && (first->cue & CUE_BELOW)) ||
        (token_is(last, "to") && token_is(first, "up")) || token_is(last, "below") ||
        (token_is(last, "most") && token_is(first, "at")))
        return LIMIT_UNDER;
    return LIMIT_EXACT;
}

/* "At least" and "up to" include the figure, "more than" does not. */
static bool claim_is_strict(const struct draft *d, struct clause c, uint32_t at)
{
    const struct token *last = draft_before(d, c, at);
    return !token_is(last, "least") && !token_is(last, "most") && !token_is(last, "to");
}

static void add_words(const struct draft *d, struct clause c, const struct figure *claimed,
                      struct claim *claim)
{
    for (uint32_t i = 0; i < d->tokens_size; i++) {
        const struct token *t = &d->tokens[i];
        if (t->start < c.start || t->end > c.end || t->word.kind == STEM_FUNCTION ||
            draft_in_period(d, t->start) ||
            (claimed && t->start >= claimed->start && t->end <= claimed->end))
            continue;
        if (claim->words_size == CLAIM_WORDS) {
            claim->crowded = true;
            return;
        }
        claim->words[claim->words_size++] = t->word;
    }
}

static void add_claim_periods(const struct draft *d, struct clause c, struct claim *claim)
{
    for (uint32_t i = 0; i < d->periods_size; i++) {
        const struct period *p = &d->periods[i];
        if (p->start < c.start || p->end > c.end)
            continue;
        if (!p->year && !p->quarter) {
            if (claim->dates_size < 2)
                claim->dates[claim->dates_size++] = *p;
            continue;
        }
        bool known = false;
        for (uint32_t j = 0; j < claim->periods_size; j++)
            known |= period_order(p, &claim->periods[j]) == 0;
        if (known)
            continue;
        if (claim->periods_size == CLAIM_PERIODS) {
            claim->crowded = true;
            return;
        }
        claim->periods[claim->periods_size++] = *p;
    }
}

/* "up 4.1 points on 2020": what the figure before it is compared with, and no other. */
static bool is_base_period(const struct draft *d, const struct period *p)
{
    static const char *const words[] = { "on", "than", "since", "against", "over", "versus" };
    const struct clause all = { 0, (uint32_t)d->text.len };
    const struct token *before = draft_before(d, all, p->start);
    if (token_is(before, "in"))
        before = draft_before(d, all, before->start);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (token_is(before, words[i]))
            return true;
    return false;
}

/* True when there were some. */
static bool drop_bases_of_others(const struct draft *d, const struct figure *f, struct claim *claim)
{
    uint32_t kept = 0, had = claim->periods_size;
    for (uint32_t i = 0; i < claim->periods_size; i++) {
        const struct period *p = &claim->periods[i];
        bool others = p->start >= f->end ? draft_figure_between(d, f->end, p->start)
                                         : draft_figure_between(d, claim->start, p->start);
        if (!others || !is_base_period(d, p))
            claim->periods[kept++] = *p;
    }
    claim->periods_size = kept;
    return kept < had;
}

/* Of several figures each has the periods that follow it: "rose 5% in 2023 and 7% in 2024". */
static void keep_own_periods(const struct draft *d, const struct figure *f, struct claim *claim)
{
    struct period own[CLAIM_PERIODS];
    uint32_t size = 0;
    for (uint32_t i = 0; i < claim->periods_size; i++)
        if (claim->periods[i].start >= f->end &&
            !draft_figure_between(d, f->end, claim->periods[i].start))
            own[size++] = claim->periods[i];
    if (!size || !draft_figure_between(d, claim->start, claim->end))
        return;
    for (uint32_t i = 0; i < d->figures_size; i++)
        if (d->figures[i].start != f->start && d->figures[i].start >= claim->start &&
            d->figures[i].end <= claim->end) {
            memcpy(claim->periods, own, size * sizeof *own);
            claim->periods_size = size;
            return;
        }
}

/* A sentence's single time frame holds for each of its clauses. */
static void borrow_periods(const struct draft *d, struct claim *claim)
{
    if (!claim->periods_size && d->periods_size && d->periods_size <= 2)
        add_claim_periods(d, (struct clause){ 0, (uint32_t)d->text.len }, claim);
}

void claim_begin(const struct draft *d, struct clause c, const struct figure *f,
                 struct claim *claim)
{
    *claim = (struct claim){ .text = d->text,
                             .start = c.start,
                             .end = c.end,
                             .subject = c.start,
                             .shown = c.start,
                             .subject_end = c.end,
                             .crowded = d->crowded };
    if (f) {
        claim->figure = *f;
        claim->has_figure = true;
        claim->limit = claim_limit_before(d, c, f->start);
        claim->strict = claim_is_strict(d, c, f->start);
    }
    add_words(d, c, f, claim);
    add_claim_periods(d, c, claim);
    bool dropped = f && drop_bases_of_others(d, f, claim);
    if (f)
        keep_own_periods(d, f, claim);
    if (!dropped)
        borrow_periods(d, claim);
    claim->negated = draft_cues(d, c.start, c.end) & CUE_NOT;
}
