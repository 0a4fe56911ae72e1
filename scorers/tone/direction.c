/* Direction times subject: profit that rises is good, debt that rises is bad. A verb or noun of
 * rise or fall looks for what moves, in the order in which English puts it: "drop in orders",
 * "falling orders", "cut orders", "orders fell". With nothing found, the company itself moves. */
#include "tone.h"

#include "common/numbers.h"

#include <math.h>

#define UNIT 1.5             /* valence of a plain rise of a subject of strength 1 */
#define AGAIN 0.4            /* what a second direction on one subject adds */
#define OBJECT_TOKENS 7      /* how far an object may stand behind its verb */
#define SUBJECT_TOKENS 16    /* how far a subject may stand before its verb */
#define VALENCE_SUBJECT 0.6  /* "growing fears": a valence as the strength of a subject */
#define BARE 0.8             /* of UNIT: "shares of X" left unsaid */
#define BARE_NOUN 0.5
#define BARE_GENERAL 0.2     /* in general news, that something rises says little */

struct subject {
    size_t at, end;          /* tokens; at == end: none */
    double strength;         /* + if more of it is good */
    struct find *find;
};

static bool is_subject(const struct find *f)
{
    return f && f->meaning->bits & MEANS_SUBJECT && !(f->meaning->bits & MEANS_MUTED);
}

/* A thing with a valence of its own may rise or fall as well: fears, hopes, violence. */
static double strength_of(const struct reading *r, const struct find *f, bool near)
{
    if (!f)
        return 0;
    if (is_subject(f))
        return (double)f->meaning->subject;
    if (near && f->meaning->bits & MEANS_VALENCE && !(f->meaning->bits & MEANS_DIRECTION))
        return reading_valence(r, f->meaning) * VALENCE_SUBJECT;
    return 0;
}

/* "profit margin", "debt rating": the last of neighbours is what moves. */
static struct subject head_of(const struct reading *r, struct find *f, double strength)
{
    struct subject s = { f->at, f->end, strength, f };
    while (s.end < r->last) {
        struct find *next = reading_find(r, s.end);
        if (!is_subject(next) || next->at != s.end)
            break;
        s.end = next->end;
        s.strength = (double)next->meaning->subject;
        s.find = next;
    }
    return s;
}

static struct subject none(void)
{
    return (struct subject){0};
}

/* The first subject at or behind `at`. Prepositions other than "of" part the verb from it. */
static struct subject look_right(const struct reading *r, size_t at, size_t reach, bool near)
{
    for (size_t end = at + reach; at < r->last && at < end; at++) {
        struct find *f = reading_find(r, at);
        double strength = strength_of(r, f, near);
        if (strength != 0)
            return head_of(r, f, strength);
        uint32_t grammar = reading_grammar(r, at);
        bool parted = grammar & GRAMMAR_PREPOSITION && !(grammar & GRAMMAR_OF);
        if (reading_is_mark(r, at) || parted || grammar & (GRAMMAR_BE | GRAMMAR_RELATIVE | GRAMMAR_AND))
            break;
        if (f && f->meaning->bits & MEANS_DIRECTION && f->meaning->bits & (MEANS_VERB | MEANS_PAST))
            break;
    }
    return none();
}

static bool parts_left(const struct reading *r, size_t at)
{
    enum token_kind kind = r->tokens[at].kind;
    const struct find *f = reading_find(r, at);
    return kind == TOKEN_STOP || kind == TOKEN_SEMICOLON || kind == TOKEN_COLON ||
           kind == TOKEN_DASH || (f && f->meaning->bits & (MEANS_CONTRAST | MEANS_CONCESSION)) ||
           reading_grammar(r, at) & GRAMMAR_CLAUSE;
}

/* The head of what stands before the verb: the leftmost subject of its clause, since what
 * follows it ("sales of the loss-making unit fell") only describes it. */
static struct subject look_left(const struct reading *r, size_t verb)
{
    struct subject found = none();
    size_t start = verb > r->first + SUBJECT_TOKENS ? verb - SUBJECT_TOKENS : r->first;
    for (size_t at = verb; at > start;) {
        at--;
        struct find *f = reading_find(r, at);
        if (parts_left(r, at) || (f && f->meaning->bits & MEANS_DIRECTION && f->used))
            break;
        if (r->tokens[at].kind == TOKEN_COMMA && found.find)
            break;
        if (is_subject(f)) {
            found = head_of(r, f, (double)f->meaning->subject);
            at = f->at;
        } else if (found.find && reading_grammar(r, at) & GRAMMAR_AND) {
            break;
        }
    }
    return found;
}

/* ------------------------------------------------------------------ the direction's place */

/* Function words and adverbs may stand between "be" and its participle. */
static bool is_passive(const struct reading *r, const struct find *f)
{
    for (size_t at = f->at; at > r->first && f->at - at < 3;) {
        at--;
        if (reading_grammar(r, at) & GRAMMAR_BE)
            return true;
        if (r->tokens[at].kind != TOKEN_WORD || is_subject(reading_find(r, at)))
            return false;
    }
    return false;
}

static struct subject of_noun(const struct reading *r, const struct find *f)
{
    if (f->end < r->last && reading_grammar(r, f->end) & (GRAMMAR_IN | GRAMMAR_OF)) {
        struct subject s = look_right(r, f->end + 1, OBJECT_TOKENS, true);
        if (s.find)
            return s;
    }
    if (f->at > r->first) {
        struct find *before = reading_find(r, f->at - 1);
        if (is_subject(before))
            return head_of(r, before, (double)before->meaning->subject);
    }
    return none();
}

/* "falling sales", "higher operating costs" */
static struct subject of_attribute(const struct reading *r, const struct find *f)
{
    for (size_t at = f->end; at < r->last && at < f->end + 2; at++) {
        struct find *next = reading_find(r, at);
        double strength = strength_of(r, next, at == f->end);
        if (strength != 0)
            return head_of(r, next, strength);
        if (r->tokens[at].kind != TOKEN_WORD || reading_grammar(r, at))
            break;
    }
    return none();
}

static struct subject subject_of(const struct reading *r, const struct find *f)
{
    uint32_t bits = f->meaning->bits;
    struct subject s = none();
    if (bits & MEANS_NOUN)
        s = of_noun(r, f);
    if (!s.find && (bits & (MEANS_PAST | MEANS_ING) || !(bits & (MEANS_NOUN | MEANS_VERB))))
        s = of_attribute(r, f);
    if (!s.find && bits & MEANS_TRANSITIVE && !is_passive(r, f))
        s = look_right(r, f->end, OBJECT_TOKENS, true);
    if (!s.find && (bits & (MEANS_VERB | MEANS_PAST | MEANS_ING) || !(bits & MEANS_NOUN)))
        s = look_left(r, f->at);
    return s;
}

/* ------------------------------------------------------------------ how much */

/* 1 % says less than 20 %: a factor around 1 from the percentage behind the verb. */
static double size_factor(const struct reading *r, const struct find *f)
{
    for (size_t at = f->end; at < r->last && at < f->end + 4; at++) {
        struct quantity q;
        if (r->tokens[at].kind == TOKEN_STOP || r->tokens[at].kind == TOKEN_COMMA)
            break;
        if (quantity_read(r->text, r->tokens, r->last, at, &q) && q.unit == QUANTITY_PERCENT)
            return fmin(1.3, fmax(0.7, 0.72 + 0.11 * log2(1 + fabs(q.value))));
    }
    return 1;
}

static bool number_follows(const struct reading *r, const struct find *f)
{
    for (size_t at = f->end; at < r->last && at < f->end + 3; at++)
        if (r->tokens[at].kind == TOKEN_NUMBER)
            return true;
        else if (reading_is_mark(r, at))
            return false;
    return false;
}

/* Small words of direction (up, more) need a figure before they move anything alone. */
static double bare_value(const struct reading *r, const struct find *f)
{
    uint32_t bits = f->meaning->bits;
    bool word_class = bits & (MEANS_NOUN | MEANS_VERB | MEANS_PAST | MEANS_ING);
    bool figure = number_follows(r, f);
    if ((!word_class && f->meaning->words == 1 && !figure) || bits & MEANS_VALENCE)
        return 0;
    bool verb = bits & (MEANS_VERB | MEANS_PAST | MEANS_ING) || !word_class;
    double market = verb ? BARE : BARE_NOUN;
    double general = figure ? BARE_GENERAL * 1.5 : BARE_GENERAL;
    return UNIT * r->tone->settings.rules.bare_direction *
           (r->finance * market + (1 - r->finance) * general) * (double)f->meaning->direction;
}

static struct signal *moves(struct reading *r, struct find *f, const struct subject *s)
{
    double value = UNIT * (double)f->meaning->direction * s->strength * size_factor(r, f) *
                   r->tone->settings.rules.direction;
    if (s->find->used)
        value *= AGAIN;
    struct signal *signal = reading_signal(r, "direction", f->at, f->end, value);
    if (!signal)
        return NULL;
    signal->meaning = f->meaning;
    signal->from = (uint32_t)s->at;
    signal->to = (uint32_t)s->end;
    signal->head = (uint32_t)s->at;
    for (size_t at = s->at; at < s->end; at++)
        if (reading_find(r, at))
            reading_find(r, at)->used = true;
    return signal;
}

void direction_judge(struct reading *r)
{
    for (size_t i = 0; i < r->finds_size; i++) {
        struct find *f = &r->finds[i];
        if (!(f->meaning->bits & MEANS_DIRECTION) || f->used || f->meaning->bits & MEANS_MUTED)
            continue;
        struct subject s = r->tone->settings.rules.direction > 0 ? subject_of(r, f) : none();
        if (s.find && s.find != f) {
            f->used = moves(r, f, &s) != NULL;
            continue;
        }
        double value = bare_value(r, f) * size_factor(r, f);
        if (value == 0)
            continue;
        struct signal *signal = reading_signal(r, "direction.bare", f->at, f->end, value);
        f->used = signal != NULL;
        if (signal)
            signal->meaning = f->meaning;
    }
}
