#include "clause.h"

#include "caseless.h"

#include <string.h>

/* Length of a joint between clauses at `at`, or 0. */
static size_t joint_len(struct assay_text s, size_t at)
{
    static const char *const joints[] = {
        "; ",       ", while ",    " while ",    ", whereas ", " whereas ",        ", but ",
        " but ",    ", and ",      " and a ",    " and an ",   " \u2014 ",         "\u2014",
        " \u2013 ", ", although ", " although ", ", with ",    ", compared with ", " and then ",
    };
    for (size_t i = 0; i < sizeof joints / sizeof *joints; i++)
        if (caseless_at(s, at, joints[i]))
            return strlen(joints[i]);
    return 0;
}

bool clause_is_judgement(const struct draft *d, struct clause c)
{
    static const char *const words[] = { "competitive",   "degrading", "degraded", "impressive",
                                         "disappointing", "strong",    "weak",     "healthy",
                                         "mediocre",      "superior",  "inferior", "excellent",
                                         "poor" };
    for (uint32_t i = 0; i < d->tokens_size; i++)
        for (size_t w = 0; w < sizeof words / sizeof *words; w++)
            if (d->tokens[i].start >= c.start && d->tokens[i].end <= c.end &&
                token_is(&d->tokens[i], words[w]))
                return true;
    return false;
}

/* "$1, $11, and $4" is a list, no clause of its own. */
static bool starts_with_figure(const struct draft *d, uint32_t at)
{
    for (uint32_t i = 0; i < d->figures_size; i++)
        if (d->figures[i].start == at)
            return true;
    return false;
}

/* " and " between two statements of their own: a subject and a verb of motion on each side. */
static bool parts_statements(const struct draft *d, uint32_t start, uint32_t at, uint32_t end)
{
    bool left = false, subject = false;
    for (uint32_t i = 0; i < d->tokens_size; i++) {
        const struct token *t = &d->tokens[i];
        bool moves = t->cue & (CUE_RISE | CUE_FALL);
        if (t->start >= start && t->end <= at)
            left |= moves;
        if (t->start <= at + 4 || t->end > end)
            continue;
        if (moves)
            return left && subject;
        subject |= t->word.kind == STEM_CONTENT;
    }
    return false;
}

/* "Corvus cut more jobs than Zephyr". */
static bool compares(const struct draft *d, uint32_t start, uint32_t end)
{
    const struct clause c = { start, end };
    uint32_t than = draft_find(d, start, end, " than ");
    return than != UINT32_MAX && draft_first_cue(d, c, CUE_ABOVE | CUE_BELOW) < than;
}

static bool says_something(const struct draft *d, uint32_t start, uint32_t end)
{
    for (uint32_t i = 0; i < d->figures_size; i++)
        if (d->figures[i].start >= start && d->figures[i].end <= end && !d->figures[i].word)
            return true;
    for (uint32_t i = 0; i < d->tokens_size; i++)
        if (d->tokens[i].start >= start && d->tokens[i].end <= end &&
            (d->tokens[i].cue & (CUE_HIGHEST | CUE_LOWEST | CUE_BEATS | CUE_TRAILS)))
            return true;
    return clause_is_judgement(d, (struct clause){ start, end }) || compares(d, start, end);
}

/* Cuts at joints whose both sides say something of their own. */
size_t clauses_cut(const struct draft *d, struct clause ret[CLAUSES_MOST])
{
    size_t count = 0;
    uint32_t start = 0, len = (uint32_t)d->text.len;
    for (uint32_t at = 0; at < len && count + 1 < CLAUSES_MOST; at++) {
        size_t joint = joint_len(d->text, at);
        if (!joint && caseless_at(d->text, at, " and ") && parts_statements(d, start, at, len))
            joint = 5;
        if (!joint || !says_something(d, start, at) ||
            (caseless_at(d->text, at, ", and ") &&
             starts_with_figure(d, (uint32_t)(at + joint))) ||
            !says_something(d, (uint32_t)(at + joint), len))
            continue;
        ret[count++] = (struct clause){ start, at };
        start = (uint32_t)(at + joint);
        at = start - 1;
    }
    ret[count++] = (struct clause){ start, len };
    return count;
}
