#include "draft.h"

#include "caseless.h"

#include <math.h>
#include <string.h>

bool token_is(const struct token *t, const char *word)
{
    return t && strcmp(t->lower, word) == 0;
}

static void fold_word(struct assay_text text, uint32_t start, uint32_t len, char out[WORD_MOST])
{
    uint32_t i = 0;
    for (; i < len && i < WORD_MOST - 1; i++) {
        char c = text.ptr[start + i];
        out[i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    out[i] = '\0';
}

static void draft_tokens(struct draft *d)
{
    size_t at = 0;
    struct stem s;
    while (stem_next(d->text, &at, &s)) {
        if (d->tokens_size == TOKENS_MOST) {
            d->crowded = true;
            return;
        }
        struct token *t = &d->tokens[d->tokens_size++];
        *t = (struct token){ .start = s.start,
                             .end = s.start + s.len,
                             .word = { s.hash, s.start, s.len, s.kind } };
        fold_word(d->text, s.start, s.len, t->lower);
        t->cue = cue_of(t->lower);
    }
}

static void draft_periods(struct draft *d)
{
    size_t at = 0;
    struct period p;
    while (period_next(d->text, &at, &p)) {
        if (d->periods_size == FIGURES_MOST) {
            d->crowded = true;
            return;
        }
        d->periods[d->periods_size++] = p;
    }
}

bool draft_in_period(const struct draft *d, uint32_t at)
{
    for (uint32_t i = 0; i < d->periods_size; i++)
        if (at >= d->periods[i].start && at < d->periods[i].end)
            return true;
    return false;
}

/* "Table 2", "Figure 1", "Note 3", "[12]", "[^1]": numbers that point, not count. */
static bool is_pointer(const struct draft *d, const struct figure *f)
{
    static const char *const words[] = { "table",   "tables", "fig",  "figure", "note",   "section",
                                         "chapter", "page",   "step", "no",     "column", "row" };
    if (f->start && (d->text.ptr[f->start - 1] == '[' || d->text.ptr[f->start - 1] == '^'))
        return true;
    for (uint32_t i = 0; i < d->tokens_size && d->tokens[i].end < f->start; i++) {
        if (f->start - d->tokens[i].end > 2)
            continue;
        for (size_t w = 0; w < sizeof words / sizeof *words; w++)
            if (strcmp(d->tokens[i].lower, words[w]) == 0)
                return f->unit == FIGURE_PLAIN;
    }
    return false;
}

/* "51.5 (50.2 - 52.7)", "0.40 (15)": what a bracket adds to the figure before it. */
static bool is_aside(const struct draft *d, const struct figure *f)
{
    if (!d->figures_size)
        return false;
    const struct figure *last = &d->figures[d->figures_size - 1];
    uint32_t at = last->end;
    while (at < f->start && d->text.ptr[at] == ' ')
        at++;
    return (at < f->start && d->text.ptr[at] == '(' &&
            memchr(d->text.ptr + at, ')', f->start - at) == NULL);
}

/* "Llama 4", "Phase 2": a small number right behind a name is part of it. */
static bool is_name_number(const struct draft *d, const struct figure *f)
{
    for (uint32_t i = 1; i < d->tokens_size; i++) {
        const struct token *t = &d->tokens[i];
        char first = d->text.ptr[t->start];
        if (t->end + 1 == f->start && d->text.ptr[t->end] == ' ')
            return f->unit == FIGURE_PLAIN && f->scale == 1 && f->value < 100 && !f->is_signed &&
                   first >= 'A' && first <= 'Z' && t->word.kind == STEM_CONTENT;
    }
    if (d->tokens_size && d->tokens[0].end + 1 == f->start &&
        d->tokens[0].word.kind == STEM_CONTENT)
        return f->unit == FIGURE_PLAIN && f->scale == 1 && f->value < 100 && !f->is_signed;
    return false;
}

bool token_is_any(const struct token *t, const char *const *words)
{
    for (; t && *words; words++)
        if (strcmp(t->lower, *words) == 0)
            return true;
    return false;
}

/* "over the 3 year period", "in ten years", "for the last 12 months": how long, not how much. */
static bool is_duration(const struct draft *d, const struct figure *f)
{
    static const char *const spans[] = { "year", "years", "month",   "months",   "week", "weeks",
                                         "day",  "days",  "quarter", "quarters", NULL };
    static const char *const leads[] = { "over", "in", "within", "for", "during", "after", NULL };
    static const char *const between[] = { "the", "a", "past", "last", "next", "first", NULL };
    const struct token *before = NULL, *after = NULL;
    for (uint32_t i = 0; i < d->tokens_size; i++) {
        if (d->tokens[i].end <= f->start && !token_is_any(&d->tokens[i], between))
            before = &d->tokens[i];
        if (!after && d->tokens[i].start >= f->end)
            after = &d->tokens[i];
    }
    return f->unit == FIGURE_PLAIN && f->scale == 1 && f->value == floor(f->value) &&
           token_is_any(after, spans) && token_is_any(before, leads);
}

/* "The most visits of the four": so many are all there are, and nothing is claimed of that. */
static bool is_partitive(struct draft *d, const struct figure *f)
{
    for (uint32_t i = 2; f->word && i < d->tokens_size; i++) {
        struct token *t = &d->tokens[i];
        if (t->start != f->start || !token_is(t - 1, "the") || !token_is(t - 2, "of"))
            continue;
        t->word.kind = STEM_FUNCTION;
        return true;
    }
    return false;
}

static void draft_figures(struct draft *d)
{
    size_t at = 0;
    struct figure f;
    while (figure_next(d->text, &at, &f)) {
        if (draft_in_period(d, f.start + (f.is_signed && f.end - f.start > 1)) ||
            is_pointer(d, &f) || is_aside(d, &f) || is_name_number(d, &f) || is_duration(d, &f) ||
            is_partitive(d, &f))
            continue;
        if (d->figures_size == FIGURES_MOST) {
            d->crowded = true;
            return;
        }
        d->figures[d->figures_size++] = f;
    }
}

void draft_read(struct assay_text sentence, struct draft *ret)
{
    *ret = (struct draft){ .text = sentence };
    draft_tokens(ret);
    draft_periods(ret);
    draft_figures(ret);
}

/* Asking */

/* The token that ends at or before `at`, inside the clause. */
const struct token *draft_before(const struct draft *d, struct clause c, uint32_t at)
{
    const struct token *last = NULL;
    for (uint32_t i = 0; i < d->tokens_size; i++)
        if (d->tokens[i].start >= c.start && d->tokens[i].end <= at)
            last = &d->tokens[i];
    return last;
}

const struct token *draft_after(const struct draft *d, struct clause c, uint32_t at)
{
    for (uint32_t i = 0; i < d->tokens_size; i++)
        if (d->tokens[i].start >= at && d->tokens[i].end <= c.end)
            return &d->tokens[i];
    return NULL;
}

unsigned draft_cues(const struct draft *d, uint32_t start, uint32_t end)
{
    unsigned cues = 0;
    for (uint32_t i = 0; i < d->tokens_size; i++)
        if (d->tokens[i].start >= start && d->tokens[i].end <= end)
            cues |= d->tokens[i].cue;
    return cues;
}

bool draft_has(const struct draft *d, struct clause c, const char *phrase)
{
    return draft_find(d, c.start, c.end, phrase) != UINT32_MAX;
}

uint32_t draft_find(const struct draft *d, uint32_t start, uint32_t end, const char *phrase)
{
    for (uint32_t at = start; at < end; at++)
        if (caseless_at(d->text, at, phrase) && at + strlen(phrase) <= end)
            return at;
    return UINT32_MAX;
}

bool draft_figure_between(const struct draft *d, uint32_t start, uint32_t end)
{
    for (uint32_t i = 0; i < d->figures_size; i++)
        if (d->figures[i].start >= start && d->figures[i].end <= end && !d->figures[i].word)
            return true;
    return false;
}

uint32_t draft_first_cue(const struct draft *d, struct clause c, unsigned cues)
{
    for (uint32_t i = 0; i < d->tokens_size; i++)
        if (d->tokens[i].start >= c.start && d->tokens[i].end <= c.end && (d->tokens[i].cue & cues))
            return d->tokens[i].start;
    return UINT32_MAX;
}

const struct token *draft_find_cue(const struct draft *d, struct clause c, unsigned cues)
{
    for (uint32_t i = 0; i < d->tokens_size; i++)
        if (d->tokens[i].start >= c.start && d->tokens[i].end <= c.end &&
            (d->tokens[i].cue & cues)) {
            const struct token *before = draft_before(d, c, d->tokens[i].start);
            if (token_is(before, "at") ||
                (token_is(&d->tokens[i], "most") && token_is(before, "for")))
                continue; /* "at least" */
            return &d->tokens[i];
        }
    return NULL;
}
