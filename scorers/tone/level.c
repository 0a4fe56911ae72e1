/* "A 52-week high", "at multi-month lows": where something stands says where it went. */
#include "tone.h"

#include "common/numbers.h"

#include <math.h>

#define UNIT 1.2
#define MARK 1.0             /* of a figure that is passed */
#define SMALLEST_MARK 100
#define IN_GENERAL 0.25      /* in general news, of UNIT */
#define SUBJECT_TOKENS 10

static double subject_before(const struct reading *r, size_t at)
{
    size_t start = at > r->first + SUBJECT_TOKENS ? at - SUBJECT_TOKENS : r->first;
    while (at > start) {
        const struct find *f = reading_find(r, --at);
        if (r->tokens[at].kind == TOKEN_SEMICOLON || r->tokens[at].kind == TOKEN_STOP)
            break;
        if (f && f->meaning->bits & MEANS_SUBJECT && (double)f->meaning->subject != 0)
            return (double)f->meaning->subject;
    }
    return r->finance + (1 - r->finance) * IN_GENERAL;
}

/* A direction that reaches the level has said it: "rose to a two-year high". */
static bool reached_already(const struct reading *r, size_t at)
{
    for (size_t i = 0; i < r->signals_size; i++)
        if (r->signals[i].at < at && r->signals[i].at + 8 > at)
            return true;
    return false;
}

/* Of a market; smaller figures are ages and hours, unless money or a share. */
static bool is_mark(const struct reading *r, size_t at)
{
    struct quantity q;
    return r->tokens[at].kind == TOKEN_NUMBER && quantity_read(r->text, r->tokens, r->last, at, &q) &&
           (q.unit != QUANTITY_PLAIN || fabs(q.value) >= SMALLEST_MARK);
}

/* "Sensex above 26,000", "Nifty slips below 4,700" */
static void judge_mark(struct reading *r, size_t at)
{
    uint32_t side = reading_grammar(r, at) & (GRAMMAR_ABOVE | GRAMMAR_BELOW);
    size_t figure = at + 1;
    if (!side || r->finance < 0.25 || at == r->first)
        return;
    while (figure < r->last && figure < at + 3 && r->tokens[figure].kind != TOKEN_NUMBER)
        figure++;
    if (figure >= r->last || !is_mark(r, figure) || reached_already(r, at))
        return;
    reading_signal(r, "direction.level", at, figure + 1,
                   MARK * subject_before(r, at) * (side & GRAMMAR_ABOVE ? 1 : -1) *
                       r->tone->settings.rules.direction);
}

void level_judge(struct reading *r)
{
    if (r->passage->kinds & TOKEN_NUMBER && reading_has(r, GRAMMAR_ABOVE | GRAMMAR_BELOW))
        for (size_t at = r->first; at < r->last; at++)
            judge_mark(r, at);
    if (!reading_has(r, GRAMMAR_HIGH | GRAMMAR_LOW) || !reading_has(r, GRAMMAR_PERIOD))
        return;
    for (size_t at = r->first + 1; at < r->last; at++) {
        uint32_t level = reading_grammar(r, at) & (GRAMMAR_HIGH | GRAMMAR_LOW);
        if (!level || !(reading_grammar(r, at - 1) & GRAMMAR_PERIOD))
            continue;
        struct find *f = reading_find(r, at);
        if ((f && f->used) || reached_already(r, at) || reading_left_behind(r, at))
            continue;
        double value = UNIT * subject_before(r, at) * (level & GRAMMAR_HIGH ? 1 : -1) *
                       r->tone->settings.rules.direction;
        if (reading_signal(r, "direction.level", at - 1, at + 1, value) && f)
            f->used = true;
    }
}
