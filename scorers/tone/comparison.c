/* This figure against that one: "EUR 4.1 mn versus 6.3 mn", "to 3.1 from 5.2", "a profit of 2 mn
 * compared with a loss of 5 mn". Counts only where no word of direction has said so already. */
#include "tone.h"

#include "common/numbers.h"

#include <math.h>
#include <string.h>

#define UNIT 1.5
#define TURNED 1.6           /* loss into profit, of UNIT */
#define BETWEEN_TOKENS 9     /* from one figure to the other */

/* What the figure measures: the subject nearest before it. */
static const struct find *measured(const struct reading *r, size_t figure, size_t reach)
{
    size_t start = figure > r->first + reach ? figure - reach : r->first;
    for (size_t at = figure; at > start;) {
        const struct find *f = reading_find(r, --at);
        if (r->tokens[at].kind == TOKEN_SEMICOLON || r->tokens[at].kind == TOKEN_STOP)
            break;
        if (f && f->meaning->bits & MEANS_SUBJECT)
            return f;
    }
    return NULL;
}

static bool alike(const struct quantity *a, const struct quantity *b)
{
    if (a->year || b->year || a->value == 0 || b->value == 0)
        return false;
    if (a->unit != b->unit)
        return a->unit + b->unit == QUANTITY_MONEY && (a->scaled || b->scaled); /* "4.1 mn versus EUR 6 mn" */
    return !*a->currency || !*b->currency || !memcmp(a->currency, b->currency, sizeof a->currency);
}

/* -1: the second figure is the newer one ("from 5 to 3"); 1: the first; 0: not a comparison. */
static int order_of(const struct reading *r, const struct quantity *a, const struct quantity *b)
{
    bool from_before = a->first > r->first && reading_grammar(r, a->first - 1) & GRAMMAR_FROM;
    for (size_t at = a->last; at < b->first; at++) {
        uint32_t grammar = reading_grammar(r, at);
        if (from_before && grammar & GRAMMAR_TO)
            return -1;
        if (grammar & (GRAMMAR_VERSUS | GRAMMAR_FROM))
            return 1;
        if (r->tokens[at].kind == TOKEN_STOP || r->tokens[at].kind == TOKEN_SEMICOLON)
            return 0;
    }
    return 0;
}

static bool told_already(const struct reading *r, const struct find *subject, size_t to)
{
    for (size_t i = 0; i < r->signals_size; i++) {
        const struct signal *s = &r->signals[i];
        if (s->at >= subject->at && s->at < to)
            return true;
        if (s->from <= subject->at && subject->at < s->to)
            return true;
    }
    return false;
}

static void compare(struct reading *r, const struct quantity *a, const struct quantity *b)
{
    int order = order_of(r, a, b);
    const struct find *subject = order ? measured(r, a->first, 12) : NULL;
    if (!subject || told_already(r, subject, b->last))
        return;
    const struct find *other = measured(r, b->first, b->first - a->last);
    double ours = (double)subject->meaning->subject;
    double theirs = other ? (double)other->meaning->subject : ours;
    double change = log2(fabs(a->value / b->value)) * order;
    double value = fmin(1, fmax(-1, change * 2)) * ours;
    if (ours * theirs < 0) /* a profit now, a loss then, or the other way round */
        value = ours * order * TURNED;
    if (fabs(change) < 0.005 && ours * theirs > 0)
        return;
    struct signal *s = reading_signal(r, "comparison", a->first, b->last,
                                      UNIT * value * r->tone->settings.rules.comparison);
    if (!s)
        return;
    s->from = subject->at;
    s->to = subject->end;
    s->head = subject->at;
    ((struct find *)subject)->used = true;
    if (other)
        ((struct find *)other)->used = true;
}

void comparison_judge(struct reading *r)
{
    struct quantity last = {0};
    bool any = false;
    if (r->tone->settings.rules.comparison == 0)
        return;
    for (size_t at = r->first; at < r->last; at++) {
        struct quantity q;
        if (r->tokens[at].kind != TOKEN_NUMBER ||
            !quantity_read(r->text, r->tokens, r->last, at, &q) || q.year)
            continue;
        if (any && alike(&last, &q) && q.first < last.last + BETWEEN_TOKENS)
            compare(r, &last, &q);
        last = q;
        any = true;
    }
}
