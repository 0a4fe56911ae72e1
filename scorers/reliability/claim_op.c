/* claim_op.c - what is done with a figure: a change, a share, an average, a count or nothing. */
#include "claim_inner.h"

#include <math.h>
#include <string.h>

/* "increase / (decrease)", "increase or decrease": the sign of the figure says which. */
static int direction_of(unsigned cues)
{
    bool rise = cues & CUE_RISE, fall = cues & CUE_FALL;
    return rise == fall ? 0 : rise ? 1 : -1;
}

/* "fell 25% as wages rose": a verb of its own has a subject of its own. */
static bool is_past_verb(const struct token *t)
{
    static const char *const verbs[] = { "rose", "fell", "grew",  "risen",
                                         "slid", "lost", "grown", "shrank" };
    size_t len = strlen(t->lower);
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (token_is(t, verbs[i]))
            return true;
    return len > 3 && strcmp(t->lower + len - 2, "ed") == 0;
}

/* "a 44% drop in researcher retention": the noun, and where its thing begins. */
static bool read_noun_change(const struct draft *d, struct clause c, const struct figure *f,
                             struct claim *claim)
{
    const struct token *noun = draft_after(d, c, f->end);
    for (int skipped = 0; noun && skipped < 2 && !(noun->cue & (CUE_RISE | CUE_FALL)); skipped++)
        noun = draft_after(d, c, noun->end);
    if (!noun || !(noun->cue & (CUE_RISE | CUE_FALL)) || noun->start - f->end > 24 ||
        is_past_verb(noun))
        return false;
    claim->direction = direction_of(noun->cue);
    claim->shown = f->start;
    const struct token *prep = draft_after(d, c, noun->end);
    if (prep && (token_is(prep, "in") || token_is(prep, "of") || token_is(prep, "for") ||
                 token_is(prep, "on")))
        claim->subject = prep->end;
    else
        claim->subject_end = f->start;
    return true;
}

/* A number that counts things: whole, small, without a unit. */
static bool is_counter(const struct figure *f)
{
    return f->unit == FIGURE_PLAIN && f->scale == 1 && !f->is_signed && f->value >= 0 &&
           f->value <= 1000 && f->value == floor(f->value) && (f->word || f->half == 0.5);
}

static void drop_words(struct claim *claim, uint32_t start, uint32_t end)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < claim->words_size; i++)
        if (claim->words[i].start < start || claim->words[i].start >= end)
            claim->words[kept++] = claim->words[i];
    claim->words_size = kept;
}

/* "There are 12 suppliers", "two states grew by more than 5%": the counter leads the clause. */
static bool read_count(const struct draft *d, struct clause c, const struct figure *f,
                       struct claim *claim)
{
    static const char *const leads[] = { "are", "is",   "be",      "were", "was",
                                         "of",  "only", "exactly", "have", "has" };
    const struct token *before = draft_before(d, c, f->start), *after = draft_after(d, c, f->end);
    bool there = draft_has(d, c, "there are ") || draft_has(d, c, "there is ") ||
                 draft_has(d, c, "there were ") || draft_has(d, c, "there be ") ||
                 draft_has(d, c, "they have ");
    bool leads_in = !before;
    for (size_t i = 0; i < sizeof leads / sizeof *leads; i++)
        leads_in |= token_is(before, leads[i]) && (there || token_is(before, "only"));
    if (!is_counter(f) || !leads_in || !after || after->word.kind == STEM_FUNCTION ||
        (after->cue & (CUE_ABOVE | CUE_BELOW)) || token_is(after, "of"))
        return false;
    claim->op = CLAIM_COUNT;
    claim->split = f->end;
    claim->plain_count = there;
    claim->vague = draft_has(d, c, "type") || draft_has(d, c, "kind") ||
                   draft_has(d, c, "different") || draft_has(d, c, "categor") ||
                   draft_has(d, c, "various");
    for (uint32_t i = 0; i < d->figures_size; i++) {
        const struct figure *bound = &d->figures[i];
        if (bound->start <= f->end || bound->end > c.end)
            continue;
        claim->bound_limit = claim_limit_before(d, c, bound->start);
        claim->bound = *bound;
        drop_words(claim, bound->start, bound->end);
        claim->crowded |= claim->bound_limit == LIMIT_EXACT || claim->bound_limit == LIMIT_ABOUT;
    }
    return true;
}

static bool is_percent(const struct claim *claim)
{
    return claim->figure.unit == FIGURE_PERCENT;
}

/* "The change in X as a percentage of the earlier X" is the percentage change. */
static bool read_change_of_share(const struct draft *d, struct clause c, struct claim *claim)
{
    uint32_t change = draft_find(d, c.start, c.end, "change in ");
    uint32_t share = draft_find(d, c.start, c.end, " as a percentage of ");
    if (change == UINT32_MAX || share == UINT32_MAX || share < change || !is_percent(claim))
        return false;
    claim->op = CLAIM_CHANGE;
    claim->relative = true;
    claim->subject = change + 10;
    claim->subject_end = share;
    return true;
}

/* "The average was 37 and the lowest 20": such words go with the figure next to them. */
static unsigned cues_of(const struct draft *d, struct clause c, const struct figure *f)
{
    const unsigned local = CUE_AVERAGE | CUE_SUM | CUE_HIGHEST | CUE_LOWEST;
    uint32_t start = c.start, end = c.end;
    for (uint32_t i = 0; i < d->figures_size; i++) {
        const struct figure *other = &d->figures[i];
        if (other->word)
            continue;
        if (other->start >= c.start && other->end <= f->start)
            start = other->end;
        if (other->start >= f->end && other->start < end)
            end = other->start;
    }
    unsigned near = draft_cues(d, start, f->start) & local;
    if (!near)
        near = draft_cues(d, f->end, end) & local;
    return (draft_cues(d, c.start, c.end) & ~local) | near;
}

static void keep_cues(const struct draft *d, struct clause c, unsigned cues, struct claim *claim)
{
    for (uint32_t i = 0; i < d->tokens_size && claim->cues_size < 4; i++)
        if (d->tokens[i].start >= c.start && d->tokens[i].end <= c.end && (d->tokens[i].cue & cues))
            claim->cues[claim->cues_size++] = d->tokens[i].word.hash;
}

/* "Rose 12% in 2024, from 8,000 to 9,000": what it was before is not of the period that is told,
 * unless a period of its own follows. */
static void leave_period(const struct draft *d, const struct figure *f, struct claim *claim)
{
    for (uint32_t i = 0; i < claim->periods_size; i++)
        if (claim->periods[i].start >= f->end &&
            !draft_figure_between(d, f->end, claim->periods[i].start))
            return;
    claim->aside |= claim->periods_size == 1;
    claim->periods_size = claim->periods_size == 1 ? 0 : claim->periods_size;
}

/* "Grew by 9% and now has 84,000 people": had, not grown by. */
static bool is_had(const struct token *before)
{
    return token_is(before, "has") || token_is(before, "have") || token_is(before, "had");
}

/* "Won 38.4%, up 4.1 points": what follows the comma is told of this figure, not by it. */
static bool is_told_of(const struct draft *d, struct clause c, const struct figure *f)
{
    uint32_t cue = draft_first_cue(d, c, CUE_RISE | CUE_FALL | CUE_CHANGE);
    if (cue == UINT32_MAX || cue < f->end || !draft_figure_between(d, cue, c.end))
        return false;
    for (uint32_t at = f->end; at < cue; at++)
        if (d->text.ptr[at] == ',')
            return !draft_figure_between(d, f->end, at);
    return false;
}

/* "sold 38, up from 31", "won 38.4%, up 4 points", "rose to 5 from 4", "grew and has 84,000": a
 * change is told, and this figure is what there was before or is now. */
static bool is_value_beside_change(const struct draft *d, struct clause c, struct claim *claim)
{
    const struct figure *f = &claim->figure;
    const struct token *before = draft_before(d, c, f->start);
    bool relative = is_percent(claim) || claim->points;
    if (!relative && draft_first_cue(d, c, CUE_RISE | CUE_FALL | CUE_CHANGE) > f->start)
        return true;
    if (is_percent(claim) && is_told_of(d, c, f))
        return true;
    if (!token_is(before, "to") && !token_is(before, "from"))
        return !relative && is_had(before);
    claim_subject_before_verb(d, c, f, claim);
    if (token_is(before, "from"))
        leave_period(d, f, claim);
    return true;
}

/* "rose 12%", "a difference of 5", "the change was -3%". */
static void read_change(const struct draft *d, struct clause c, unsigned cues, struct claim *claim)
{
    const struct figure *f = &claim->figure;
    const struct token *before = draft_before(d, c, f->start);
    claim->direction = direction_of(cues);
    if (cues & CUE_CHANGE)
        claim->direction = 0;
    if (f->is_signed && token_is(before, "was"))
        claim->direction = 0;
    claim->op = is_percent(claim) ? CLAIM_CHANGE : CLAIM_DIFFERENCE;
    keep_cues(d, c, CUE_RISE | CUE_FALL | CUE_CHANGE, claim);
    claim->relative = cues & CUE_PERCENT;
    claim->unsigned_change =
        !claim->direction && !f->is_signed &&
        (token_is(before, "of") || token_is(before, "by") || draft_has(d, c, "difference"));
    claim_subject_before_verb(d, c, f, claim);
}

/* What the words around say is done; precedence from the surest sign to the weakest. */
void claim_decide(const struct draft *d, struct clause c, struct claim *claim)
{
    const struct figure *f = &claim->figure;
    unsigned cues = cues_of(d, c, f);
    const struct token *after = draft_after(d, c, f->end);
    bool changes = cues & (CUE_RISE | CUE_FALL | CUE_CHANGE);
    bool ratio = (cues & CUE_RATIO) || draft_has(d, c, "as a percentage of") ||
                 draft_has(d, c, "percentage of ") || draft_has(d, c, "as a % of");
    claim->points = f->unit == FIGURE_POINTS || f->unit == FIGURE_BASIS_POINTS;
    if (read_count(d, c, f, claim))
        return;
    if (after && (after->cue & (CUE_ABOVE | CUE_BELOW)) && draft_has(d, c, " than ")) {
        claim->op = CLAIM_COMPARE;
        claim->direction = after->cue & CUE_ABOVE ? 1 : -1;
    } else if ((is_percent(claim) || claim->points) && read_noun_change(d, c, f, claim)) {
        claim->op = claim->points ? CLAIM_DIFFERENCE : CLAIM_CHANGE;
    } else if (changes && is_value_beside_change(d, c, claim)) {
        claim->op = CLAIM_VALUE;
    } else if (f->unit == FIGURE_TIMES) {
        claim->op = CLAIM_TIMES;
    } else if (is_percent(claim) && claim_split_share(d, c, f, claim)) {
        claim->op = CLAIM_RATIO;
    } else if (ratio && claim_ratio_leads(d, c) && claim_split_ratio(d, c, claim)) {
        claim->op = CLAIM_RATIO;
    } else if (changes && read_change_of_share(d, c, claim)) {
        return;
    } else if ((cues & CUE_AVERAGE) && changes && !is_percent(claim) &&
               draft_first_cue(d, c, CUE_AVERAGE) <
                   draft_first_cue(d, c, CUE_RISE | CUE_FALL | CUE_CHANGE)) {
        claim->op = CLAIM_AVERAGE;
    } else if (changes && (ratio || (cues & CUE_AVERAGE))) {
        claim->op = CLAIM_MIXED;
        claim->direction = cues & CUE_CHANGE ? 0 : direction_of(cues);
        keep_cues(d, c, CUE_AVERAGE | CUE_RATIO, claim);
    } else if (changes && !(cues & (CUE_HIGHEST | CUE_LOWEST))) {
        read_change(d, c, cues, claim);
    } else if (ratio && claim_split_ratio(d, c, claim)) {
        claim->op = CLAIM_RATIO;
    } else if ((cues & CUE_AVERAGE) && draft_first_cue(d, c, CUE_AVERAGE) <
                                           draft_first_cue(d, c, CUE_HIGHEST | CUE_LOWEST)) {
        claim->op = CLAIM_AVERAGE;
    } else if (cues & (CUE_HIGHEST | CUE_LOWEST)) {
        claim->op = CLAIM_EXTREME;
    } else if (cues & CUE_SUM) {
        claim->op = CLAIM_SUM;
    } else {
        claim->op = CLAIM_VALUE;
    }
}
