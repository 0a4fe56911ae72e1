/* claim_order.c - highest and lowest, from and to, above and below. */
#include "claim_inner.h"

#include <string.h>

static int rank_before(const struct draft *d, struct clause c, const struct token *extreme)
{
    static const char *const names[] = { "second", "third", "fourth", "fifth",
                                         "2nd",    "3rd",   "4th",    "5th" };
    const struct token *t = draft_before(d, c, extreme->start);
    for (int i = 0; t && i < 8; i++)
        if (token_is(t, names[i]))
            return i % 4 + 2;
    return 1;
}

/* "3,647 is the highest": nothing but a verb stands between. "176g and has the lowest price"
 * gives the figure of something else. */
static bool is_of_extreme(const struct draft *d, const struct figure *f,
                          const struct token *extreme)
{
    static const char *const between[] = { "is",     "was",   "be",     "are", "were", "the", "a",
                                           "second", "third", "fourth", "2nd", "3rd",  "4th" };
    for (uint32_t i = 0; i < d->tokens_size; i++) {
        const struct token *t = &d->tokens[i];
        bool known = t->start < f->end || t->start >= extreme->start;
        for (size_t w = 0; w < sizeof between / sizeof *between; w++)
            known |= token_is(t, between[w]);
        if (!known)
            return false;
    }
    return true;
}

void claim_read_extreme(const struct draft *d, struct clause c, struct claim *claim)
{
    const struct token *t = draft_find_cue(d, c, CUE_HIGHEST | CUE_LOWEST);
    if (!t)
        return;
    claim->has_figure &= is_of_extreme(d, &claim->figure, t);
    claim->op = CLAIM_EXTREME;
    claim->cues_size = 0;
    claim->cues[claim->cues_size++] = t->word.hash;
    claim->extreme = t->cue & CUE_HIGHEST ? 1 : -1;
    claim->rank = rank_before(d, c, t);
    claim->vague = token_is(t, "best") || token_is(t, "worst") || token_is(t, "top");
    claim_split_at(claim, t->start, t->end);
    claim->measure_end = c.end;
}

/* "the highest retention and output": each is a claim of its own. */
size_t claim_part_measures(const struct draft *d, struct clause c, struct claim *ret, size_t most)
{
    uint32_t and = draft_find(d, ret[0].split, c.end, " and ");
    if (and == UINT32_MAX || most < 2)
        return 1;
    ret[1] = ret[0];
    ret[0].measure_end = and;
    ret[1].split = and+5;
    return 2;
}

/* "X outperforms Y", "X is higher than Y", "X lags behind Y". */
bool claim_read_compare(const struct draft *d, struct clause c, struct claim *claim)
{
    const struct token *verb = draft_find_cue(d, c, CUE_BEATS | CUE_TRAILS);
    if (verb) {
        claim->vague =
            strncmp(verb->lower, "outperform", 10) == 0 || strncmp(verb->lower, "beat", 4) == 0;
        claim->direction = verb->cue & CUE_BEATS ? 1 : -1;
        claim_split_at(claim, verb->start, verb->end);
        return true;
    }
    uint32_t than = draft_find(d, c.start, c.end, " than ");
    const struct token *more = draft_find_cue(d, c, CUE_ABOVE | CUE_BELOW);
    if (than == UINT32_MAX || !more || more->start > than)
        return false;
    claim->direction = more->cue & CUE_ABOVE ? 1 : -1;
    claim->vague = token_is(more, "better");
    claim_split_at(claim, more->start, than + 6);
    return true;
}

/* "ranges from 3 to 9": the lowest and the highest are both claimed. */
size_t claim_read_range(const struct draft *d, struct clause c, struct claim *ret, size_t most)
{
    static const char *const verbs[] = { "ranges", "range",  "ranged", "ranging",
                                         "varies", "varied", "vary" };
    const struct token *verb = NULL;
    const struct figure *ends[2] = { NULL, NULL };
    for (uint32_t i = 0; i < d->tokens_size && !verb; i++)
        for (size_t v = 0; v < sizeof verbs / sizeof *verbs; v++)
            if (d->tokens[i].start >= c.start && d->tokens[i].end <= c.end &&
                token_is(&d->tokens[i], verbs[v]))
                verb = &d->tokens[i];
    for (uint32_t i = 0; verb && i < d->figures_size; i++)
        if (d->figures[i].start > verb->end && d->figures[i].end <= c.end)
            ends[ends[0] != NULL] = &d->figures[i];
    if (!ends[1] || most < 2 || ends[0]->value >= ends[1]->value ||
        !(token_is(draft_before(d, c, ends[0]->start), "from") ||
          token_is(draft_before(d, c, ends[0]->start), "between")))
        return 0;
    for (int i = 0; i < 2; i++) {
        claim_begin(d, (struct clause){ c.start, verb->start }, NULL, &ret[i]);
        ret[i].figure = *ends[i];
        ret[i].has_figure = true;
        ret[i].op = CLAIM_EXTREME;
        ret[i].extreme = i ? 1 : -1;
        ret[i].rank = 1;
        ret[i].end = c.end;
        ret[i].split = c.start;
        ret[i].split_end = c.start;
        ret[i].measure_end = verb->start;
    }
    return 2;
}
