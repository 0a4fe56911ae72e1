/* What turns or scales what stands beside it: negation, relief and loss, intensity. */
#include "tone.h"

#include <math.h>

#define REACH_OBJECT 6
#define NOT_BAD 0.3          /* of a turned sign: not bad is less good than not good is bad */
#define REACH_INTENSITY 3
#define GUARDED 0.2
#define AGAINST (-0.2)       /* anti-abuse */
#define LONG_NEGATION 4      /* tokens more for "no evidence that" than for "not" */
#define RELIEF_SUBJECT 1.0   /* valence of a subject of strength 1 that is lost or averted */

/* Interpolates from no effect (weight 0) to the full one (1). */
static double weighed(double factor, double weight)
{
    return 1 + (factor - 1) * weight;
}

/* "Fraud, bribery or corruption": behind the comma, or the "or", the list of things goes on. */
static bool goes_on(const struct reading *r, size_t at)
{
    const struct find *f = at > r->first && at + 1 < r->last ? reading_find(r, at + 1) : NULL;
    const struct find *before = f ? reading_find(r, at - 1) : NULL;
    bool joins = r->tokens[at].kind == TOKEN_COMMA || reading_grammar(r, at) & GRAMMAR_AND;
    return joins && before && f->at == at + 1 &&
           f->bits & before->bits & MEANS_VALENCE && f->meaning->bits & before->meaning->bits & MEANS_THING;
}

static bool ends_scope(const struct reading *r, size_t at)
{
    const struct find *f = reading_find(r, at);
    return (reading_is_mark(r, at) && !goes_on(r, at)) || (f && f->meaning->bits & (MEANS_CONTRAST | MEANS_CONCESSION));
}

static size_t scope_end(const struct reading *r, size_t from, size_t reach)
{
    size_t at = from, end = from + reach;
    for (; at < r->last && at < end && !ends_scope(r, at); at++)
        end += reading_is_mark(r, at) ? 2 : 0; /* the comma of a list, and what it adds */
    return at;
}

/* ------------------------------------------------------------------ negation */

/* ":(" is a cry, no statement that could be denied. */
static bool is_outcry(const struct reading *r, const struct signal *s)
{
    return r->tokens[s->at].kind == TOKEN_SYMBOL && s->meaning && s->meaning->layer == LEXICON_SOCIAL;
}

static void negate(struct reading *r, const struct find *f)
{
    double weight = r->tone->settings.rules.negation;
    size_t reach = (size_t)r->tone->settings.negation_window + (f->meaning->words > 1 ? LONG_NEGATION : 0);
    size_t end = scope_end(r, f->end, reach);
    for (size_t i = 0; i < r->signals_size; i++) {
        struct signal *s = &r->signals[i];
        bool inside = (s->at >= f->end && s->at < end) ||
                      (s->to && s->from >= f->end && s->from < end && s->at < end);
        if (!inside || s->flags & SIGNAL_NEGATED || is_outcry(r, s))
            continue;
        double left = (double)f->meaning->negation * (s->value < 0 && f->meaning->negation < 0 ? NOT_BAD : 1);
        s->value *= weighed(left, weight);
        s->flags |= SIGNAL_NEGATED;
        s->turned_by = f;
    }
}

/* ------------------------------------------------------------------ relief and loss */

static bool turns(const struct find *f, double value)
{
    return value < 0 ? f->meaning->bits & MEANS_RELIEF : f->meaning->bits & MEANS_LOSS;
}

/* "Halts a ban": what turns something says what became of it, and is not bad news besides. */
static void silence(struct reading *r, const struct find *f, double turned)
{
    for (size_t i = 0; i < r->signals_size; i++) {
        struct signal *s = &r->signals[i];
        if (s->at == f->at && s->lexical && s->value * turned < 0) {
            s->value *= weighed(0, r->tone->settings.rules.relief);
            s->flags |= SIGNAL_SPENT;
        }
    }
}

static bool relieve_signals(struct reading *r, const struct find *f, size_t from, size_t to)
{
    double weight = r->tone->settings.rules.relief;
    bool any = false;
    for (size_t i = 0; i < r->signals_size; i++) {
        struct signal *s = &r->signals[i];
        size_t at = s->to && s->from < s->at ? s->from : s->at;
        if (at < from || at >= to || s->flags & SIGNAL_RELIEVED || !turns(f, s->base))
            continue;
        s->value *= weighed((double)f->meaning->negation, weight);
        s->flags |= SIGNAL_RELIEVED;
        s->turned_by = f;
        any = true;
        silence(r, f, s->value);
    }
    return any;
}

/* A subject without a signal of its own: "lost customers", "averted a default". */
static bool relieve_subject(struct reading *r, struct find *f, size_t from, size_t to)
{
    for (size_t at = from; at < to; at++) {
        struct find *object = reading_find(r, at);
        if (!object || object->used || !(object->meaning->bits & MEANS_SUBJECT))
            continue;
        double value = (double)object->meaning->subject * RELIEF_SUBJECT;
        if (!turns(f, value))
            return false;
        struct signal *s = reading_signal(r, "relief", f->at, f->end,
                                          -value * r->tone->settings.rules.relief);
        if (!s)
            return false;
        s->meaning = f->meaning;
        s->from = object->at;
        s->to = object->end;
        object->used = f->used = true;
        return true;
    }
    return false;
}

/* What a verb takes as its object ends where a preposition or another clause begins. */
static size_t object_end(const struct reading *r, size_t from)
{
    size_t at = from, end = from + REACH_OBJECT;
    while (at < r->last && at < end && !ends_scope(r, at)) {
        uint32_t grammar = reading_grammar(r, at);
        end += reading_is_mark(r, at) ? 2 : 0;
        bool parts = grammar & (GRAMMAR_PREPOSITION | GRAMMAR_CLAUSE | GRAMMAR_AND | GRAMMAR_BE) &&
                     !(grammar & GRAMMAR_OF) && !goes_on(r, at);
        if ((parts && at > from) || grammar & GRAMMAR_CAUSE) /* "suspended amid losses" */
            break;
        at++;
    }
    return at;
}

static bool is_passive(const struct reading *r, const struct find *f)
{
    return f->at > r->first && reading_grammar(r, f->at - 1) & GRAMMAR_BE;
}

/* "the block", "at the end": a noun, which takes no object. */
static bool is_plain_noun(const struct reading *r, const struct find *f)
{
    if (f->meaning->words > 1 || !(f->meaning->bits & MEANS_VERB) || f->at == r->first)
        return false;
    uint32_t grammar = reading_grammar(r, f->at - 1);
    return grammar & (GRAMMAR_DETERMINER | GRAMMAR_PREPOSITION) &&
           !(grammar & (GRAMMAR_TO | GRAMMAR_RELATIVE));
}

/* The object stands behind the verb, or before a participle: "crisis averted". */
static void relieve(struct reading *r, struct find *f)
{
    if (is_plain_noun(r, f))
        return;
    bool passive = is_passive(r, f);
    size_t end = object_end(r, f->end);
    if (!passive && (relieve_signals(r, f, f->end, end) || relieve_subject(r, f, f->end, end)))
        return;
    bool nothing_behind = f->end == r->last || ends_scope(r, f->end) ||
                          reading_grammar(r, f->end) & GRAMMAR_PREPOSITION;
    if (!passive && !(f->meaning->bits & MEANS_PAST && nothing_behind))
        return;
    size_t start = f->at;
    while (start > r->first && f->at - start < 4 && !ends_scope(r, start - 1))
        start--;
    (void)(relieve_signals(r, f, start, f->at) || relieve_subject(r, f, start, f->at));
}

/* ------------------------------------------------------------------ intensity */

static struct signal *scaled_by(struct reading *r, const struct find *f)
{
    struct signal *best = NULL;
    size_t nearest = REACH_INTENSITY + 1;
    for (size_t i = 0; i < r->signals_size; i++) {
        struct signal *s = &r->signals[i];
        size_t distance = s->at >= f->end ? s->at - f->end : s->end <= f->at ? f->at - s->end + 1 : nearest;
        if (s->to && s->from >= f->end && s->from - f->end < distance)
            distance = s->from - f->end;
        if (distance < nearest) {
            nearest = distance;
            best = s;
        }
    }
    return best;
}

static void intensify(struct reading *r, const struct find *f)
{
    struct signal *s = scaled_by(r, f);
    if (!s || (s->flags & SIGNAL_SCALED && s->at > f->end))
        return;
    s->value *= weighed(1 + (double)f->meaning->intensity, r->tone->settings.rules.intensity);
    s->flags |= SIGNAL_SCALED;
}

/* ------------------------------------------------------------------ guards */

static bool is_guard(const struct reading *r, size_t at)
{
    const struct find *f = at < r->last ? reading_find(r, at) : NULL;
    return f && f->at == at && f->meaning->bits & MEANS_GUARD;
}

/* "Flood wall", "cancer research", "anti-abuse tools": named for an ill, and none itself. */
static void guard(struct reading *r)
{
    double weight = r->tone->settings.rules.guard;
    for (size_t i = 0; i < r->signals_size; i++) {
        struct signal *s = &r->signals[i];
        bool thing = s->meaning && s->meaning->bits & MEANS_THING;
        bool prefixed = s->at > r->first && r->tokens[s->at].flags & TOKEN_HYPHEN && is_guard(r, s->at - 1);
        if (!s->lexical || s->base >= 0 || (!prefixed && !(thing && is_guard(r, s->end))))
            continue;
        s->value *= weighed(prefixed ? AGAINST : GUARDED, weight);
        s->flags |= SIGNAL_GUARDED;
    }
}

void scope_apply(struct reading *r)
{
    uint32_t bits = r->passage->bits;
    bool intensity = bits & MEANS_INTENSITY && r->tone->settings.rules.intensity > 0;
    if (bits & MEANS_GUARD)
        guard(r);
    struct sieve scaling = {0}, turning = {0};
    for (struct find *f; intensity && (f = reading_next(r, MEANS_INTENSITY, &scaling));)
        if (!f->used)
            intensify(r, f);
    for (struct find *f; bits & MEANS_NEGATION && (f = reading_next(r, MEANS_NEGATION, &turning));) {
        if (f->bits & MEANS_MUTED)
            continue;
        if (f->bits & (MEANS_RELIEF | MEANS_LOSS))
            relieve(r, f);
        else
            negate(r, f);
    }
}
