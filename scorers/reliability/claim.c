#include "claim.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Cues: what words say is done with figures */

enum cue {
    CUE_NONE = 0,
    CUE_RISE = 1 << 0,
    CUE_FALL = 1 << 1,
    CUE_CHANGE = 1 << 2, /* neither up nor down */
    CUE_AVERAGE = 1 << 3,
    CUE_SUM = 1 << 4,
    CUE_RATIO = 1 << 5,
    CUE_HIGHEST = 1 << 6,
    CUE_LOWEST = 1 << 7,
    CUE_ABOVE = 1 << 8, /* before "than": more, higher */
    CUE_BELOW = 1 << 9,
    CUE_SHARE = 1 << 10, /* accounted for, represented */
    CUE_SAME = 1 << 11,
    CUE_NOT = 1 << 12,
    CUE_BEATS = 1 << 13, /* verbs that compare: outperforms */
    CUE_TRAILS = 1 << 14,
    CUE_PERCENT = 1 << 15, /* "percentage change": the figure may lack its sign */
    CUE_RANK = 1 << 16,
};

struct cue_word {
    const char *word;
    unsigned cue;
};

/* Sorted by word. */
static const struct cue_word cue_words[] = {
    { "above", CUE_ABOVE },       { "accounted", CUE_SHARE },    { "accounting", CUE_SHARE },
    { "accounts", CUE_SHARE },    { "advanced", CUE_RISE },      { "aggregate", CUE_SUM },
    { "altogether", CUE_SUM },    { "average", CUE_AVERAGE },    { "averaged", CUE_AVERAGE },
    { "averages", CUE_AVERAGE },  { "beat", CUE_BEATS },         { "beats", CUE_BEATS },
    { "below", CUE_BELOW },       { "best", CUE_HIGHEST },       { "better", CUE_ABOVE },
    { "biggest", CUE_HIGHEST },   { "change", CUE_CHANGE },      { "changed", CUE_CHANGE },
    { "changes", CUE_CHANGE },    { "climb", CUE_RISE },         { "climbed", CUE_RISE },
    { "collapsed", CUE_FALL },    { "combined", CUE_SUM },       { "comprised", CUE_SHARE },
    { "constituted", CUE_SHARE }, { "constitution", CUE_RATIO }, { "contracted", CUE_FALL },
    { "contraction", CUE_FALL },  { "cut", CUE_FALL },           { "decline", CUE_FALL },
    { "declined", CUE_FALL },     { "declines", CUE_FALL },      { "declining", CUE_FALL },
    { "decrease", CUE_FALL },     { "decreased", CUE_FALL },     { "decreases", CUE_FALL },
    { "decreasing", CUE_FALL },   { "difference", CUE_CHANGE },  { "down", CUE_FALL },
    { "drop", CUE_FALL },         { "dropped", CUE_FALL },       { "dropping", CUE_FALL },
    { "drops", CUE_FALL },        { "eased", CUE_FALL },         { "exceed", CUE_BEATS },
    { "exceeded", CUE_BEATS },    { "exceeds", CUE_BEATS },      { "expanded", CUE_RISE },
    { "fall", CUE_FALL },         { "fallen", CUE_FALL },        { "falling", CUE_FALL },
    { "falls", CUE_FALL },        { "fell", CUE_FALL },          { "fewer", CUE_BELOW },
    { "fewest", CUE_LOWEST },     { "flat", CUE_SAME },          { "fraction", CUE_RATIO },
    { "gain", CUE_RISE },         { "gained", CUE_RISE },        { "gains", CUE_RISE },
    { "greater", CUE_ABOVE },     { "greatest", CUE_HIGHEST },   { "grew", CUE_RISE },
    { "grow", CUE_RISE },         { "growing", CUE_RISE },       { "grown", CUE_RISE },
    { "grows", CUE_RISE },        { "growth", CUE_RISE },        { "higher", CUE_ABOVE },
    { "highest", CUE_HIGHEST },   { "improved", CUE_RISE },      { "improvement", CUE_RISE },
    { "increase", CUE_RISE },     { "increased", CUE_RISE },     { "increases", CUE_RISE },
    { "increasing", CUE_RISE },   { "jump", CUE_RISE },          { "jumped", CUE_RISE },
    { "lag", CUE_TRAILS },        { "lagged", CUE_TRAILS },      { "lags", CUE_TRAILS },
    { "larger", CUE_ABOVE },      { "largest", CUE_HIGHEST },    { "least", CUE_LOWEST },
    { "less", CUE_BELOW },        { "longer", CUE_ABOVE },       { "longest", CUE_HIGHEST },
    { "lost", CUE_FALL },         { "lower", CUE_BELOW },        { "lowest", CUE_LOWEST },
    { "max", CUE_HIGHEST },       { "maximum", CUE_HIGHEST },    { "mean", CUE_AVERAGE },
    { "min", CUE_LOWEST },        { "minimum", CUE_LOWEST },     { "more", CUE_ABOVE },
    { "most", CUE_HIGHEST },      { "never", CUE_NOT },          { "no", CUE_NOT },
    { "not", CUE_NOT },           { "outperform", CUE_BEATS },   { "outperformed", CUE_BEATS },
    { "outperforms", CUE_BEATS }, { "percent", CUE_PERCENT },    { "percentage", CUE_PERCENT },
    { "plunge", CUE_FALL },       { "plunged", CUE_FALL },       { "proportion", CUE_RATIO },
    { "rank", CUE_RANK },         { "ranked", CUE_RANK },        { "ranks", CUE_RANK },
    { "ratio", CUE_RATIO },       { "reduced", CUE_FALL },       { "reduction", CUE_FALL },
    { "represented", CUE_SHARE }, { "representing", CUE_SHARE }, { "represents", CUE_SHARE },
    { "rise", CUE_RISE },         { "risen", CUE_RISE },         { "rises", CUE_RISE },
    { "rising", CUE_RISE },       { "rose", CUE_RISE },          { "share", CUE_RATIO },
    { "shrank", CUE_FALL },       { "shrink", CUE_FALL },        { "shrunk", CUE_FALL },
    { "slid", CUE_FALL },         { "slide", CUE_FALL },         { "slip", CUE_FALL },
    { "slipped", CUE_FALL },      { "slower", CUE_BELOW },       { "smaller", CUE_BELOW },
    { "smallest", CUE_LOWEST },   { "soared", CUE_RISE },        { "sum", CUE_SUM },
    { "surge", CUE_RISE },        { "surged", CUE_RISE },        { "surpassed", CUE_BEATS },
    { "surpasses", CUE_BEATS },   { "together", CUE_SUM },       { "top", CUE_HIGHEST },
    { "total", CUE_SUM },         { "totaled", CUE_SUM },        { "totaling", CUE_SUM },
    { "totalled", CUE_SUM },      { "trailed", CUE_TRAILS },     { "trails", CUE_TRAILS },
    { "tumbled", CUE_FALL },      { "unchanged", CUE_SAME },     { "up", CUE_RISE },
    { "variance", CUE_CHANGE },   { "worst", CUE_LOWEST },
};

#define WORD_MOST 24

struct token {
    uint32_t start, end;
    unsigned cue;
    struct claim_word word;
    char lower[WORD_MOST];
};

#define TOKENS_MOST   160
#define FIGURES_MOST  24
#define SEGMENTS_MOST 12

/* A sentence, taken apart once for all of its claims. */
struct draft {
    struct assay_text text;
    struct token tokens[TOKENS_MOST];
    struct figure figures[FIGURES_MOST];
    struct period periods[FIGURES_MOST];
    uint32_t tokens_size, figures_size, periods_size;
    bool crowded;
};

static int compare_cue(const void *key, const void *entry)
{
    return strcmp(key, ((const struct cue_word *)entry)->word);
}

static unsigned cue_of(const char *word)
{
    const struct cue_word *found = bsearch(word, cue_words, sizeof cue_words / sizeof *cue_words,
                                           sizeof *cue_words, compare_cue);
    return found ? found->cue : CUE_NONE;
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

static bool in_period(const struct draft *d, uint32_t at)
{
    for (uint32_t i = 0; i < d->periods_size; i++)
        if (at >= d->periods[i].start && at < d->periods[i].end)
            return true;
    return false;
}

/* "Table 2", "Figure 1", "Note 3", "[12]": numbers that point, not count. */
static bool is_pointer(const struct draft *d, const struct figure *f)
{
    static const char *const words[] = { "table",   "tables", "fig",  "figure", "note",   "section",
                                         "chapter", "page",   "step", "no",     "column", "row" };
    if (f->start && d->text.ptr[f->start - 1] == '[')
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

static bool is_any_of(const struct token *t, const char *const *words)
{
    for (; t && *words; words++)
        if (strcmp(t->lower, *words) == 0)
            return true;
    return false;
}

/* "over the 3 year period", "in ten years", "for the last 12 months": how long, not how much. */
static bool is_duration(const struct draft *d, const struct figure *f)
{
    static const char *const spans[] = { "year",  "years", "month",   "months",   "week", "weeks",
                                         "day",   "days",  "quarter", "quarters", NULL };
    static const char *const leads[] = { "over", "in", "within", "for", "during", "after", NULL };
    static const char *const between[] = { "the", "a", "past", "last", "next", "first", NULL };
    const struct token *before = NULL, *after = NULL;
    for (uint32_t i = 0; i < d->tokens_size; i++) {
        if (d->tokens[i].end <= f->start && !is_any_of(&d->tokens[i], between))
            before = &d->tokens[i];
        if (!after && d->tokens[i].start >= f->end)
            after = &d->tokens[i];
    }
    return f->unit == FIGURE_PLAIN && f->scale == 1 && f->value == floor(f->value) &&
           is_any_of(after, spans) && is_any_of(before, leads);
}

static void draft_figures(struct draft *d)
{
    size_t at = 0;
    struct figure f;
    while (figure_next(d->text, &at, &f)) {
        if (in_period(d, f.start + (f.is_signed && f.end - f.start > 1)) || is_pointer(d, &f) ||
            is_aside(d, &f) || is_name_number(d, &f) || is_duration(d, &f))
            continue;
        if (d->figures_size == FIGURES_MOST) {
            d->crowded = true;
            return;
        }
        d->figures[d->figures_size++] = f;
    }
}

/* Clauses */

struct clause {
    uint32_t start, end;
};

static bool starts_at(struct assay_text s, size_t at, const char *what)
{
    size_t len = strlen(what);
    return at + len <= s.len && strncasecmp(s.ptr + at, what, len) == 0;
}

/* Length of a joint between clauses at `at`, or 0. */
static size_t joint_len(struct assay_text s, size_t at)
{
    static const char *const joints[] = {
        "; ",       ", while ",    " while ",    ", whereas ", " whereas ",        ", but ",
        " but ",    ", and ",      " and a ",    " and an ",   " \u2014 ",         "\u2014",
        " \u2013 ", ", although ", " although ", ", with ",    ", compared with ", " and then ",
    };
    for (size_t i = 0; i < sizeof joints / sizeof *joints; i++)
        if (starts_at(s, at, joints[i]))
            return strlen(joints[i]);
    return 0;
}

static bool token_is(const struct token *t, const char *word)
{
    return t && strcmp(t->lower, word) == 0;
}

static bool is_judgement(const struct draft *d, struct clause c)
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

static bool says_something(const struct draft *d, uint32_t start, uint32_t end)
{
    for (uint32_t i = 0; i < d->figures_size; i++)
        if (d->figures[i].start >= start && d->figures[i].end <= end && !d->figures[i].word)
            return true;
    for (uint32_t i = 0; i < d->tokens_size; i++)
        if (d->tokens[i].start >= start && d->tokens[i].end <= end &&
            (d->tokens[i].cue & (CUE_HIGHEST | CUE_LOWEST | CUE_BEATS | CUE_TRAILS)))
            return true;
    return is_judgement(d, (struct clause){ start, end });
}

/* Cuts at joints whose both sides say something of their own. */
static size_t cut_clauses(const struct draft *d, struct clause *ret)
{
    size_t count = 0;
    uint32_t start = 0, len = (uint32_t)d->text.len;
    for (uint32_t at = 0; at < len && count + 1 < SEGMENTS_MOST; at++) {
        size_t joint = joint_len(d->text, at);
        if (!joint && starts_at(d->text, at, " and ") && parts_statements(d, start, at, len))
            joint = 5;
        if (!joint || !says_something(d, start, at) ||
            (starts_at(d->text, at, ", and ") && starts_with_figure(d, (uint32_t)(at + joint))) ||
            !says_something(d, (uint32_t)(at + joint), len))
            continue;
        ret[count++] = (struct clause){ start, at };
        start = (uint32_t)(at + joint);
        at = start - 1;
    }
    ret[count++] = (struct clause){ start, len };
    return count;
}

/* Claims of a clause */

/* The token that ends at or before `at`, inside the clause. */
static const struct token *token_before(const struct draft *d, struct clause c, uint32_t at)
{
    const struct token *last = NULL;
    for (uint32_t i = 0; i < d->tokens_size; i++)
        if (d->tokens[i].start >= c.start && d->tokens[i].end <= at)
            last = &d->tokens[i];
    return last;
}

static const struct token *token_after(const struct draft *d, struct clause c, uint32_t at)
{
    for (uint32_t i = 0; i < d->tokens_size; i++)
        if (d->tokens[i].start >= at && d->tokens[i].end <= c.end)
            return &d->tokens[i];
    return NULL;
}

static unsigned cues_between(const struct draft *d, uint32_t start, uint32_t end)
{
    unsigned cues = 0;
    for (uint32_t i = 0; i < d->tokens_size; i++)
        if (d->tokens[i].start >= start && d->tokens[i].end <= end)
            cues |= d->tokens[i].cue;
    return cues;
}

static bool has_phrase(const struct draft *d, struct clause c, const char *phrase)
{
    for (uint32_t at = c.start; at < c.end; at++)
        if (starts_at(d->text, at, phrase) && at + strlen(phrase) <= c.end)
            return true;
    return false;
}

static uint32_t find_phrase(const struct draft *d, uint32_t start, uint32_t end, const char *phrase)
{
    for (uint32_t at = start; at < end; at++)
        if (starts_at(d->text, at, phrase) && at + strlen(phrase) <= end)
            return at;
    return UINT32_MAX;
}

static enum claim_limit limit_before(const struct draft *d, struct clause c, uint32_t at)
{
    static const char *const about[] = { "about",  "nearly", "roughly", "around", "approximately",
                                         "almost", "some",   "circa",   "close",  "approx" };
    const struct token *last = token_before(d, c, at);
    if (!last)
        return LIMIT_EXACT;
    for (size_t i = 0; i < sizeof about / sizeof *about; i++)
        if (token_is(last, about[i]))
            return LIMIT_ABOUT;
    const struct token *first = token_before(d, c, last->start);
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
static bool is_strict(const struct draft *d, struct clause c, uint32_t at)
{
    const struct token *last = token_before(d, c, at);
    return !token_is(last, "least") && !token_is(last, "most") && !token_is(last, "to");
}

/* "increase / (decrease)", "increase or decrease": the sign of the figure says which. */
static int direction_of(unsigned cues)
{
    bool rise = cues & CUE_RISE, fall = cues & CUE_FALL;
    return rise == fall ? 0 : rise ? 1 : -1;
}

static void add_words(const struct draft *d, struct clause c, const struct figure *claimed,
                      struct claim *claim)
{
    for (uint32_t i = 0; i < d->tokens_size; i++) {
        const struct token *t = &d->tokens[i];
        if (t->start < c.start || t->end > c.end || t->word.kind == STEM_FUNCTION ||
            in_period(d, t->start) ||
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

static bool figure_between(const struct draft *d, uint32_t start, uint32_t end)
{
    for (uint32_t i = 0; i < d->figures_size; i++)
        if (d->figures[i].start >= start && d->figures[i].end <= end && !d->figures[i].word)
            return true;
    return false;
}

/* "up 4.1 points on 2020": what the figure before it is compared with, and no other. */
static bool is_base_period(const struct draft *d, const struct period *p)
{
    static const char *const words[] = { "on", "than", "since", "against", "over", "versus" };
    const struct clause all = { 0, (uint32_t)d->text.len };
    const struct token *before = token_before(d, all, p->start);
    if (token_is(before, "in"))
        before = token_before(d, all, before->start);
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
        bool others = p->start >= f->end ? figure_between(d, f->end, p->start)
                                         : figure_between(d, claim->start, p->start);
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
            !figure_between(d, f->end, claim->periods[i].start))
            own[size++] = claim->periods[i];
    if (!size || !figure_between(d, claim->start, claim->end))
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

static void begin_claim(const struct draft *d, struct clause c, const struct figure *f,
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
        claim->limit = limit_before(d, c, f->start);
        claim->strict = is_strict(d, c, f->start);
    }
    add_words(d, c, f, claim);
    add_claim_periods(d, c, claim);
    bool dropped = f && drop_bases_of_others(d, f, claim);
    if (f)
        keep_own_periods(d, f, claim);
    if (!dropped)
        borrow_periods(d, claim);
    claim->negated = cues_between(d, c.start, c.end) & CUE_NOT;
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
    const struct token *noun = token_after(d, c, f->end);
    for (int skipped = 0; noun && skipped < 2 && !(noun->cue & (CUE_RISE | CUE_FALL)); skipped++)
        noun = token_after(d, c, noun->end);
    if (!noun || !(noun->cue & (CUE_RISE | CUE_FALL)) || noun->start - f->end > 24 ||
        is_past_verb(noun))
        return false;
    claim->direction = direction_of(noun->cue);
    claim->shown = f->start;
    const struct token *prep = token_after(d, c, noun->end);
    if (prep && (token_is(prep, "in") || token_is(prep, "of") || token_is(prep, "for") ||
                 token_is(prep, "on")))
        claim->subject = prep->end;
    else
        claim->subject_end = f->start;
    return true;
}

/* Where the second of two things begins. */
struct pair_phrase {
    const char *phrase;
    bool second_first; /* what comes first is the whole: "of X, Y is" */
};

static void split_at(struct claim *claim, uint32_t first_end, uint32_t second)
{
    claim->split_end = first_end;
    claim->split = second;
}

/* "ratio of X to Y", "X to Y ratio", "X as a percentage of Y", "share of X in Y". */
static bool split_ratio(const struct draft *d, struct clause c, struct claim *claim)
{
    static const char *const shares[] = { " as a percentage of ", " as a share of ",
                                          " as a proportion of ", " as percentage of ",
                                          " as a fraction of ",   " as a % of ",
                                          " divided by ",         " relative to " };
    static const char *const links[] = { " out of ", " over ",         " in the ", " to ",
                                         " in ",     " of the total ", " of " };
    static const char *const heads[] = { "ratio of ",      "ratio (in percentage) of ",
                                         "percentage of ", "proportion of ",
                                         "share of ",      "fraction of ",
                                         "% of ",          "constitution of ",
                                         "ratio between " };
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++) {
        uint32_t at = find_phrase(d, c.start, c.end, shares[i]);
        if (at == UINT32_MAX)
            continue;
        uint32_t head = find_phrase(d, c.start, at, "percentage of ");
        if (head != UINT32_MAX)
            claim->subject = head + 14;
        split_at(claim, at, at + (uint32_t)strlen(shares[i]));
        return true;
    }
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        uint32_t at = find_phrase(d, c.start, c.end, heads[i]);
        if (at == UINT32_MAX)
            continue;
        claim->subject = at + (uint32_t)strlen(heads[i]);
        for (size_t j = 0; j < sizeof links / sizeof *links; j++) {
            if (strncmp(heads[i], "ratio", 5) == 0 && strcmp(links[j], " to ") != 0)
                continue;
            uint32_t link = find_phrase(d, claim->subject, c.end, links[j]);
            if (link == UINT32_MAX || in_period(d, link + (uint32_t)strlen(links[j])))
                continue;
            split_at(claim, link, link + (uint32_t)strlen(links[j]));
            return true;
        }
    }
    uint32_t ratio = find_phrase(d, c.start, c.end, " ratio");
    if (ratio == UINT32_MAX)
        return false;
    for (uint32_t at = c.start; at < ratio; at++)
        if (starts_at(d->text, at, " to ") || starts_at(d->text, at, "-to-")) {
            split_at(claim, at, at + 4);
            claim->subject_end = ratio;
            return true;
        }
    return false;
}

/* "X accounted for 62% of Y". */
static bool split_share(const struct draft *d, struct clause c, const struct figure *f,
                        struct claim *claim)
{
    const struct token *of = token_after(d, c, f->end);
    if (!token_is(of, "of"))
        return false;
    for (uint32_t i = 0; i < d->tokens_size; i++)
        if (d->tokens[i].start >= c.start && d->tokens[i].end <= f->start &&
            ((d->tokens[i].cue & CUE_SHARE) || token_is(&d->tokens[i], "made"))) {
            split_at(claim, d->tokens[i].start, of->end);
            return true;
        }
    return false;
}

/* Where the words of this figure's own subject begin: behind the figure before it, if some of
 * them stand between that and the verb ("Devices fell to 198 and Cloud rose to 533"). */
static uint32_t subject_start(const struct draft *d, struct clause c, uint32_t verb)
{
    uint32_t start = c.start;
    for (uint32_t i = 0; i < d->figures_size; i++)
        if (d->figures[i].start >= c.start && d->figures[i].end <= verb)
            start = d->figures[i].end;
    for (uint32_t i = 0; i < d->periods_size; i++)
        if (start > c.start && d->periods[i].start >= start && d->periods[i].end <= verb)
            start = d->periods[i].end;
    for (uint32_t i = 0; i < d->tokens_size; i++)
        if (d->tokens[i].start >= start && d->tokens[i].end <= verb &&
            d->tokens[i].word.kind == STEM_CONTENT)
            return start;
    return c.start;
}

/* The words up to the figure's verb are what rose or fell. */
static void subject_before_verb(const struct draft *d, struct clause c, const struct figure *f,
                                struct claim *claim)
{
    const struct token *verb = NULL, *before = NULL;
    for (uint32_t i = 0; i < d->tokens_size; i++) {
        const struct token *t = &d->tokens[i];
        if (t->start <= c.start + 1 || t->end > f->start)
            continue;
        if (t->cue & CUE_CHANGE)
            return;
        if (!(t->cue & (CUE_RISE | CUE_FALL)))
            continue;
        before = token_before(d, c, t->start);
        if (!before || token_is(before, "the") || token_is(before, "a") ||
            token_is(before, "percentage") || token_is(before, "percent"))
            return; /* a noun: "the increase in X was" */
        verb = t;
    }
    if (!verb)
        return;
    claim->subject = subject_start(d, c, verb->start);
    claim->subject_end = verb->start;
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
    const struct token *before = token_before(d, c, f->start), *after = token_after(d, c, f->end);
    bool there = has_phrase(d, c, "there are ") || has_phrase(d, c, "there is ") ||
                 has_phrase(d, c, "there were ") || has_phrase(d, c, "there be ") ||
                 has_phrase(d, c, "they have ");
    bool leads_in = !before;
    for (size_t i = 0; i < sizeof leads / sizeof *leads; i++)
        leads_in |= token_is(before, leads[i]) && (there || token_is(before, "only"));
    if (!is_counter(f) || !leads_in || !after || after->word.kind == STEM_FUNCTION ||
        (after->cue & (CUE_ABOVE | CUE_BELOW)) || token_is(after, "of"))
        return false;
    claim->op = CLAIM_COUNT;
    claim->split = f->end;
    claim->plain_count = there;
    claim->vague = has_phrase(d, c, "type") || has_phrase(d, c, "kind") ||
                   has_phrase(d, c, "different") || has_phrase(d, c, "categor") ||
                   has_phrase(d, c, "various");
    for (uint32_t i = 0; i < d->figures_size; i++) {
        const struct figure *bound = &d->figures[i];
        if (bound->start <= f->end || bound->end > c.end)
            continue;
        claim->bound_limit = limit_before(d, c, bound->start);
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

static uint32_t first_cue(const struct draft *d, struct clause c, unsigned cues)
{
    for (uint32_t i = 0; i < d->tokens_size; i++)
        if (d->tokens[i].start >= c.start && d->tokens[i].end <= c.end && (d->tokens[i].cue & cues))
            return d->tokens[i].start;
    return UINT32_MAX;
}

/* "The percentage of cash in the gains": gains belong to what is shared, not to what is done. */
static bool ratio_leads(const struct draft *d, struct clause c)
{
    static const char *const heads[] = { "percentage of ", "proportion of ", "ratio of ",
                                         "percentage constitution of ", "share of " };
    uint32_t change = first_cue(d, c, CUE_RISE | CUE_FALL | CUE_CHANGE);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        uint32_t at = find_phrase(d, c.start, c.end, heads[i]);
        if (at != UINT32_MAX && at < change)
            return true;
    }
    return false;
}

/* "The change in X as a percentage of the earlier X" is the percentage change. */
static bool read_change_of_share(const struct draft *d, struct clause c, struct claim *claim)
{
    uint32_t change = find_phrase(d, c.start, c.end, "change in ");
    uint32_t share = find_phrase(d, c.start, c.end, " as a percentage of ");
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
    unsigned near = cues_between(d, start, f->start) & local;
    if (!near)
        near = cues_between(d, f->end, end) & local;
    return (cues_between(d, c.start, c.end) & ~local) | near;
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
            !figure_between(d, f->end, claim->periods[i].start))
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
    uint32_t cue = first_cue(d, c, CUE_RISE | CUE_FALL | CUE_CHANGE);
    if (cue == UINT32_MAX || cue < f->end || !figure_between(d, cue, c.end))
        return false;
    for (uint32_t at = f->end; at < cue; at++)
        if (d->text.ptr[at] == ',')
            return !figure_between(d, f->end, at);
    return false;
}

/* What the words around say is done; precedence from the surest sign to the weakest. */
static void decide_op(const struct draft *d, struct clause c, struct claim *claim)
{
    const struct figure *f = &claim->figure;
    unsigned cues = cues_of(d, c, f);
    const struct token *before = token_before(d, c, f->start);
    const struct token *after = token_after(d, c, f->end);
    bool changes = cues & (CUE_RISE | CUE_FALL | CUE_CHANGE);
    bool ratio = (cues & CUE_RATIO) || has_phrase(d, c, "as a percentage of") ||
                 has_phrase(d, c, "percentage of ") || has_phrase(d, c, "as a % of");
    claim->points = f->unit == FIGURE_POINTS || f->unit == FIGURE_BASIS_POINTS;
    if (read_count(d, c, f, claim))
        return;
    if (after && (after->cue & (CUE_ABOVE | CUE_BELOW)) && has_phrase(d, c, " than ")) {
        claim->op = CLAIM_COMPARE;
        claim->direction = after->cue & CUE_ABOVE ? 1 : -1;
    } else if ((is_percent(claim) || claim->points) && read_noun_change(d, c, f, claim)) {
        claim->op = claim->points ? CLAIM_DIFFERENCE : CLAIM_CHANGE;
    } else if (changes && !is_percent(claim) && !claim->points &&
               first_cue(d, c, CUE_RISE | CUE_FALL | CUE_CHANGE) > f->start) {
        claim->op = CLAIM_VALUE; /* "sold 38, up from 31" */
    } else if (changes && is_percent(claim) && is_told_of(d, c, f)) {
        claim->op = CLAIM_VALUE;
    } else if (changes && (token_is(before, "to") || token_is(before, "from"))) {
        claim->op = CLAIM_VALUE;
        subject_before_verb(d, c, f, claim);
        if (token_is(before, "from"))
            leave_period(d, f, claim);
    } else if (changes && !is_percent(claim) && !claim->points && is_had(before)) {
        claim->op = CLAIM_VALUE;
    } else if (f->unit == FIGURE_TIMES) {
        claim->op = CLAIM_TIMES;
    } else if (is_percent(claim) && split_share(d, c, f, claim)) {
        claim->op = CLAIM_RATIO;
    } else if (ratio && ratio_leads(d, c) && split_ratio(d, c, claim)) {
        claim->op = CLAIM_RATIO;
    } else if (changes && read_change_of_share(d, c, claim)) {
        return;
    } else if ((cues & CUE_AVERAGE) && changes && !is_percent(claim) &&
               first_cue(d, c, CUE_AVERAGE) < first_cue(d, c, CUE_RISE | CUE_FALL | CUE_CHANGE)) {
        claim->op = CLAIM_AVERAGE;
    } else if (changes && (ratio || (cues & CUE_AVERAGE))) {
        claim->op = CLAIM_MIXED;
        claim->direction = cues & CUE_CHANGE ? 0 : direction_of(cues);
        keep_cues(d, c, CUE_AVERAGE | CUE_RATIO, claim);
    } else if (changes && !(cues & (CUE_HIGHEST | CUE_LOWEST))) {
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
            (token_is(before, "of") || token_is(before, "by") || has_phrase(d, c, "difference"));
        subject_before_verb(d, c, f, claim);
    } else if (ratio && split_ratio(d, c, claim)) {
        claim->op = CLAIM_RATIO;
    } else if ((cues & CUE_AVERAGE) &&
               first_cue(d, c, CUE_AVERAGE) < first_cue(d, c, CUE_HIGHEST | CUE_LOWEST)) {
        claim->op = CLAIM_AVERAGE;
    } else if (cues & (CUE_HIGHEST | CUE_LOWEST)) {
        claim->op = CLAIM_EXTREME;
    } else if (cues & CUE_SUM) {
        claim->op = CLAIM_SUM;
    } else {
        claim->op = CLAIM_VALUE;
    }
}

static int rank_before(const struct draft *d, struct clause c, const struct token *extreme)
{
    static const char *const names[] = { "second", "third", "fourth", "fifth",
                                         "2nd",    "3rd",   "4th",    "5th" };
    const struct token *t = token_before(d, c, extreme->start);
    for (int i = 0; t && i < 8; i++)
        if (token_is(t, names[i]))
            return i % 4 + 2;
    return 1;
}

static const struct token *find_cue(const struct draft *d, struct clause c, unsigned cues)
{
    for (uint32_t i = 0; i < d->tokens_size; i++)
        if (d->tokens[i].start >= c.start && d->tokens[i].end <= c.end &&
            (d->tokens[i].cue & cues)) {
            const struct token *before = token_before(d, c, d->tokens[i].start);
            if (token_is(before, "at") ||
                (token_is(&d->tokens[i], "most") && token_is(before, "for")))
                continue; /* "at least" */
            return &d->tokens[i];
        }
    return NULL;
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

static void read_extreme(const struct draft *d, struct clause c, struct claim *claim)
{
    const struct token *t = find_cue(d, c, CUE_HIGHEST | CUE_LOWEST);
    if (!t)
        return;
    claim->has_figure &= is_of_extreme(d, &claim->figure, t);
    claim->op = CLAIM_EXTREME;
    claim->cues_size = 0;
    claim->cues[claim->cues_size++] = t->word.hash;
    claim->extreme = t->cue & CUE_HIGHEST ? 1 : -1;
    claim->rank = rank_before(d, c, t);
    claim->vague = token_is(t, "best") || token_is(t, "worst") || token_is(t, "top");
    split_at(claim, t->start, t->end);
    claim->measure_end = c.end;
}

/* "the highest retention and output": each is a claim of its own. */
static size_t part_measures(const struct draft *d, struct clause c, struct claim *ret, size_t most)
{
    uint32_t and = find_phrase(d, ret[0].split, c.end, " and ");
    if (and == UINT32_MAX || most < 2)
        return 1;
    ret[1] = ret[0];
    ret[0].measure_end = and;
    ret[1].split = and+5;
    return 2;
}

/* "X outperforms Y", "X is higher than Y", "X lags behind Y". */
static bool read_compare(const struct draft *d, struct clause c, struct claim *claim)
{
    const struct token *verb = find_cue(d, c, CUE_BEATS | CUE_TRAILS);
    if (verb) {
        claim->vague =
            strncmp(verb->lower, "outperform", 10) == 0 || strncmp(verb->lower, "beat", 4) == 0;
        claim->direction = verb->cue & CUE_BEATS ? 1 : -1;
        split_at(claim, verb->start, verb->end);
        return true;
    }
    uint32_t than = find_phrase(d, c.start, c.end, " than ");
    const struct token *more = find_cue(d, c, CUE_ABOVE | CUE_BELOW);
    if (than == UINT32_MAX || !more || more->start > than)
        return false;
    claim->direction = more->cue & CUE_ABOVE ? 1 : -1;
    claim->vague = token_is(more, "better");
    split_at(claim, more->start, than + 6);
    return true;
}

/* The figure behind "was": others before it are parts of names ("more than 5 years"). */
static const struct figure *stated_figure(const struct draft *d, struct clause c)
{
    static const char *const verbs[] = { "was",     "were",     "is",      "are",     "be",
                                         "totaled", "totalled", "reached", "averaged" };
    for (uint32_t i = 0; i < d->figures_size; i++) {
        const struct figure *f = &d->figures[i];
        if (f->start < c.start || f->end > c.end)
            continue;
        const struct token *t = token_before(d, c, f->start);
        if (limit_before(d, c, f->start) != LIMIT_EXACT && t)
            t = token_before(d, c, t->start);
        for (size_t v = 0; v < sizeof verbs / sizeof *verbs; v++)
            if (token_is(t, verbs[v]))
                return f;
    }
    return NULL;
}

/* "ranges from 3 to 9": the lowest and the highest are both claimed. */
static size_t read_range(const struct draft *d, struct clause c, struct claim *ret, size_t most)
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
        !(token_is(token_before(d, c, ends[0]->start), "from") ||
          token_is(token_before(d, c, ends[0]->start), "between")))
        return 0;
    for (int i = 0; i < 2; i++) {
        begin_claim(d, (struct clause){ c.start, verb->start }, NULL, &ret[i]);
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

/* A claim of one figure; false: it claims nothing. */
static bool read_figure_claim(const struct draft *d, struct clause c, const struct figure *f,
                              struct claim *claim)
{
    const struct figure *stated = stated_figure(d, c);
    begin_claim(d, c, f, claim);
    claim->aside = stated && f->start < stated->start;
    decide_op(d, c, claim);
    if (claim->op == CLAIM_COUNT)
        return true;
    if (f->word && f->value < 2) /* "one of the", "no one" */
        return false;
    claim->aside |= f->word; /* "four" may be a name's, an hour's: it accuses nobody */
    if (claim->op == CLAIM_EXTREME ||
        (claim->op == CLAIM_VALUE && find_cue(d, c, CUE_HIGHEST | CUE_LOWEST)))
        read_extreme(d, c, claim);
    return claim->op != CLAIM_COMPARE || read_compare(d, c, claim);
}

/* What is claimed without a figure: an extreme, a comparison, a judgement. */
static size_t read_plain_claims(const struct draft *d, struct clause c, struct claim *ret,
                                size_t most)
{
    const struct token *extreme = find_cue(d, c, CUE_HIGHEST | CUE_LOWEST);
    begin_claim(d, c, NULL, &ret[0]);
    if (extreme && !(find_phrase(d, c.start, c.end, " than ") != UINT32_MAX &&
                     find_cue(d, c, CUE_ABOVE | CUE_BELOW))) {
        read_extreme(d, c, &ret[0]);
        return part_measures(d, c, ret, most);
    }
    ret[0].op = CLAIM_COMPARE;
    if (read_compare(d, c, &ret[0]))
        return 1;
    ret[0].op = CLAIM_JUDGEMENT;
    return is_judgement(d, c);
}

static size_t clause_claims(const struct draft *d, struct clause c, struct claim *ret, size_t most)
{
    size_t count = read_range(d, c, ret, most);
    bool told = false; /* by a figure in digits, or a count */
    if (count)
        return count;
    for (uint32_t i = 0; i < d->figures_size && count < most; i++) {
        const struct figure *f = &d->figures[i];
        if (f->start < c.start || f->end > c.end || f->range ||
            !read_figure_claim(d, c, f, &ret[count]))
            continue;
        told |= !f->word || ret[count].op == CLAIM_COUNT;
        if (ret[count++].op == CLAIM_COUNT) /* what follows is its bound */
            break;
    }
    return told || count == most ? count : count + read_plain_claims(d, c, ret + count, most - count);
}

size_t claims_read(struct assay_text sentence, struct claim *ret, size_t most)
{
    struct draft d = { .text = sentence };
    struct clause clauses[SEGMENTS_MOST];
    draft_tokens(&d);
    draft_periods(&d);
    draft_figures(&d);
    size_t parts = cut_clauses(&d, clauses), count = 0;
    for (size_t i = 0; i < parts; i++)
        count += clause_claims(&d, clauses[i], ret + count, most - count);
    return count;
}
