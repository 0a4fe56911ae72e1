/* This figure against that one: "EUR 4.1 mn versus 6.3 mn", "to 3.1 from 5.2", "a profit of 2 mn
 * compared with a loss of 5 mn". Counts only where no word of direction has said so already. */
#include "tone.h"

#include "common/numbers.h"

#include <math.h>
#include <string.h>

#define UNIT 1.5
#define TURNED 1.6           /* loss into profit, of UNIT */
#define BETWEEN_TOKENS 20    /* from one figure to the other */
#define LOSS (-1.2)          /* strength of a subject that says no more than that */
#define LEAST 0.35           /* of UNIT, however small the change */
#define REMEMBERED 4         /* figures to compare with: amounts come in two currencies */

static bool is_subject(const struct find *f)
{
    return f && f->meaning->bits & (MEANS_SUBJECT | MEANS_LOSS);
}

/* What the figure measures: the subject that its clause begins with, else the nearest before. */
static const struct find *measured(const struct reading *r, size_t figure, size_t reach)
{
    const struct find *found = NULL;
    size_t start = figure > r->first + reach ? figure - reach : r->first;
    for (size_t at = figure; at > start;) {
        const struct find *f = reading_find(r, --at);
        enum token_kind kind = r->tokens[at].kind;
        if (kind == TOKEN_SEMICOLON || kind == TOKEN_STOP || (found && kind == TOKEN_COMMA))
            break;
        if (found && (r->tokens[at].kind == TOKEN_NUMBER || reading_grammar(r, at) & GRAMMAR_AND))
            break;
        found = is_subject(f) ? f : found;
    }
    return found;
}

/* "A loss of" may be found as what turns good things: then it is the subject all the same. */
static double strength_of(const struct find *f)
{
    return f->meaning->bits & MEANS_SUBJECT ? (double)f->meaning->subject : LOSS;
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

static bool compare(struct reading *r, const struct quantity *a, const struct quantity *b)
{
    int order = order_of(r, a, b);
    const struct find *subject = order ? measured(r, a->first, 12) : NULL;
    if (!subject || told_already(r, subject, b->last))
        return false;
    const struct find *other = measured(r, b->first, b->first - a->last);
    double ours = strength_of(subject);
    double theirs = other ? strength_of(other) : ours;
    double value = ours * order * TURNED; /* a profit now, a loss then, or the other way round */
    bool turned = ours * theirs < 0 || a->value * b->value < 0;
    if (a->value < 0 && b->value > 0)
        value = -value;
    if (!turned) {
        double change = log2(a->value / b->value) * order * (a->value < 0 ? -1 : 1);
        if (fabs(change) < 0.005)
            return false;
        value = (change < 0 ? -1 : 1) * (LEAST + (1 - LEAST) * fmin(1, fabs(change) * 2)) * ours;
    }
    struct signal *s = reading_signal(r, "comparison", a->first, b->last,
                                      UNIT * value * r->tone->settings.rules.comparison);
    if (!s)
        return false;
    s->from = subject->at;
    s->to = subject->end;
    s->head = subject->at;
    ((struct find *)subject)->used = true;
    if (other)
        ((struct find *)other)->used = true;
    return true;
}

/* ------------------------------------------------------------------ turned */

/* The profit or loss that a verb of turning leads to, within a few words behind its "to". */
static struct find *turned_to(const struct reading *r, size_t verb)
{
    bool to = false;
    for (size_t at = verb + 1; at < r->last && at < verb + 10; at++) {
        struct find *f = reading_find(r, at);
        to |= (reading_grammar(r, at) & GRAMMAR_TO) != 0;
        if (to && f && f->meaning->bits & MEANS_SUBJECT && fabs((double)f->meaning->subject) >= 1)
            return f;
        if (reading_is_mark(r, at) || (!to && at > verb + 2))
            break;
    }
    return NULL;
}

/* "Swung to a net profit of 84 mn from a net loss of 2.6 mn" */
static void turned(struct reading *r)
{
    for (size_t at = r->first; at < r->last; at++) {
        struct find *to = reading_grammar(r, at) & GRAMMAR_TURNS ? turned_to(r, at) : NULL;
        if (!to || to->used)
            continue;
        double value = UNIT * TURNED * (double)to->meaning->subject;
        struct signal *s = reading_signal(r, "comparison.turned", at, to->end,
                                          value * r->tone->settings.rules.comparison);
        if (!s)
            return;
        s->from = to->at;
        s->to = to->end;
        for (size_t i = 0; i < r->finds_size; i++) /* the loss it came from is no news */
            if (r->finds[i].at >= to->at && is_subject(&r->finds[i]))
                r->finds[i].used = true;
    }
}

void comparison_judge(struct reading *r)
{
    struct quantity known[REMEMBERED];
    size_t count = 0;
    if (r->tone->settings.rules.comparison == 0 || !(r->passage->bits & (MEANS_SUBJECT | MEANS_LOSS)))
        return;
    if (reading_has(r, GRAMMAR_TURNS))
        turned(r);
    if (!(r->passage->kinds & TOKEN_NUMBER) || !reading_has(r, GRAMMAR_VERSUS | GRAMMAR_FROM))
        return;
    for (size_t at = r->first; at < r->last; at++) {
        struct quantity q;
        if (r->tokens[at].kind != TOKEN_NUMBER ||
            !quantity_read(r->text, r->tokens, r->last, at, &q) || q.year)
            continue;
        for (size_t i = 0; i < count && i < REMEMBERED; i++) {
            const struct quantity *k = &known[(count - 1 - i) % REMEMBERED];
            if (alike(k, &q) && q.first < k->last + BETWEEN_TOKENS && compare(r, k, &q))
                break;
        }
        known[count++ % REMEMBERED] = q;
    }
}
