/* Direction times subject: profit that rises is good, debt that rises is bad. A verb or noun of
 * rise or fall looks for what moves, in the order in which English puts it: "drop in orders",
 * "falling orders", "cut orders", "orders fell". With nothing found, the company itself moves. */
#include "tone.h"

#include "common/numbers.h"

#include <math.h>
#include <string.h>

#define UNIT 1.5             /* valence of a plain rise of a subject of strength 1 */
#define AGAIN 0.4            /* what a second direction on one subject adds */
#define OBJECT_TOKENS 7      /* how far an object may stand behind its verb */
#define SUBJECT_TOKENS 16    /* how far a subject may stand before its verb */
#define VALENCE_SUBJECT 0.6  /* "growing fears": a valence as the strength of a subject */
#define STRONGEST 1.2        /* of those */
#define OPEN_SUBJECT 0.6     /* in market news, of prices and the like that may please or hurt */
#define TURNED 1.6           /* from a profit to a loss, of UNIT */
#define BARE 0.8             /* of UNIT: "shares of X" left unsaid */
#define BARE_NOUN 0.5
#define BARE_GENERAL 0.2     /* in general news, that something rises says little */
#define REACHED_TOKENS 8     /* "drops to a 15-month low" */

#define VERB_FORMS (MEANS_VERB | MEANS_PAST | MEANS_ING)

struct subject {
    size_t at, end;          /* tokens */
    double strength;         /* + if more of it is good */
    struct find *find;       /* NULL: none */
};

static const struct subject none;

static bool is_subject(const struct find *f)
{
    return f && f->bits & MEANS_SUBJECT && !(f->bits & MEANS_MUTED);
}

static bool is_direction(const struct find *f)
{
    return f && f->bits & MEANS_DIRECTION && !(f->bits & MEANS_MUTED);
}

/* "The number of errors": what is behind "of" moves. */
static bool is_measure(const struct reading *r, const struct find *f)
{
    return f->end < r->last && reading_grammar(r, f->end) & GRAMMAR_OF;
}

/* A thing with a valence of its own may rise or fall as well: fears, hopes, violence. */
static double strength_of(const struct reading *r, const struct find *f, bool near)
{
    if (is_subject(f)) {
        double strength = (double)f->meaning->subject;
        bool open = strength == 0 && r->finance > 0.5 && !is_measure(r, f);
        return open ? OPEN_SUBJECT * r->finance : strength;
    }
    if (near && f && f->meaning->bits & MEANS_THING && !is_direction(f))
        return fmax(-STRONGEST, fmin(STRONGEST, reading_valence(r, f->meaning) * VALENCE_SUBJECT));
    return 0;
}

/* "profit margin", "debt rating": the last of neighbours is what moves. */
static struct subject head_of(const struct reading *r, struct find *f, double strength)
{
    struct subject s = { f->at, f->end, strength, f };
    while (s.end < r->last) {
        struct find *next = reading_find(r, s.end);
        if (!is_subject(next) || next->at != s.end || is_direction(next))
            break;
        s.end = next->end;
        s.strength = strength_of(r, next, false);
        s.find = next;
    }
    return s;
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
        if (is_direction(f) && f->meaning->bits & VERB_FORMS)
            break;
    }
    return none;
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
    struct subject found = none;
    size_t start = verb > r->first + SUBJECT_TOKENS ? verb - SUBJECT_TOKENS : r->first;
    for (size_t at = verb; at > start;) {
        at--;
        struct find *f = reading_find(r, at);
        if (parts_left(r, at) || (is_direction(f) && f->moved && !is_subject(f)))
            break;
        if (r->tokens[at].kind == TOKEN_COMMA && found.find)
            break;
        double strength = strength_of(r, f, at + 1 == verb);
        if (strength != 0) {
            found = head_of(r, f, strength);
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

static bool ends_in_ly(const struct reading *r, size_t at)
{
    const struct token *t = &r->tokens[at];
    return t->len > 2 && !memcmp(r->text + t->start + t->len - 2, "ly", 2);
}

/* Rises and falls are nouns behind an article, a preposition, a figure or an adjective. */
static bool is_nominal(const struct reading *r, const struct find *f)
{
    if (!(f->meaning->bits & MEANS_NOUN))
        return false;
    if (!(f->meaning->bits & VERB_FORMS))
        return true;
    if (f->at == r->first)
        return f->end < r->last && reading_grammar(r, f->end) & (GRAMMAR_IN | GRAMMAR_OF);
    size_t before = f->at - 1;
    uint32_t grammar = reading_grammar(r, before);
    if (grammar & (GRAMMAR_TO | GRAMMAR_MODAL | GRAMMAR_RELATIVE | GRAMMAR_ADVERB))
        return false;
    if (grammar & (GRAMMAR_DETERMINER | GRAMMAR_PREPOSITION))
        return true;
    if (r->tokens[before].kind == TOKEN_NUMBER || r->tokens[before].kind == TOKEN_SYMBOL)
        return true;
    const struct find *left = reading_find(r, before);
    return left && left->meaning->bits & MEANS_INTENSITY && !ends_in_ly(r, before);
}

/* "the contract", "of process": a verb's base form where only a noun can stand. */
static bool is_out_of_place(const struct reading *r, const struct find *f)
{
    uint32_t bits = f->meaning->bits;
    if (f->meaning->words > 1)
        return false;
    if (r->tokens[f->at].flags & TOKEN_HYPHEN && !(bits & MEANS_NOUN))
        return true;
    if (bits & (MEANS_NOUN | MEANS_PAST | MEANS_ING) || !(bits & MEANS_VERB) || f->at == r->first)
        return false;
    uint32_t grammar = reading_grammar(r, f->at - 1);
    bool noun_before = grammar & (GRAMMAR_DETERMINER | GRAMMAR_PREPOSITION) &&
                       !(grammar & (GRAMMAR_TO | GRAMMAR_RELATIVE));
    bool noun_behind = f->end < r->last && reading_grammar(r, f->end) & GRAMMAR_OF;
    return noun_before || noun_behind;
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
        double strength = is_subject(before) ? strength_of(r, before, false) : 0;
        if (strength != 0)
            return head_of(r, before, strength);
    }
    return none;
}

/* "falling sales", "higher operating costs" */
static struct subject of_attribute(const struct reading *r, const struct find *f)
{
    if (f->meaning->words > 1) /* "down on", "hit a high" */
        return none;
    for (size_t at = f->end; at < r->last && at < f->end + 2; at++) {
        struct find *next = reading_find(r, at);
        double strength = strength_of(r, next, at == f->end);
        if (strength != 0)
            return head_of(r, next, strength);
        if (r->tokens[at].kind != TOKEN_WORD || reading_grammar(r, at))
            break;
    }
    return none;
}

/* More and less move what they stand before, and nothing else: "more stable". */
static bool is_only_attribute(const struct find *f)
{
    return f->meaning->bits & MEANS_INTENSITY && !(f->meaning->bits & (MEANS_NOUN | VERB_FORMS));
}

static struct subject subject_of(const struct reading *r, const struct find *f)
{
    uint32_t bits = f->meaning->bits;
    if (is_nominal(r, f))
        return of_noun(r, f);
    struct subject s = none;
    if (bits & (MEANS_PAST | MEANS_ING) || !(bits & (MEANS_NOUN | MEANS_VERB)))
        s = of_attribute(r, f);
    if (!s.find && is_only_attribute(f))
        return none;
    bool compound = bits & MEANS_NOUN && f->at > r->first && is_subject(reading_find(r, f->at - 1));
    if (!s.find && bits & MEANS_TRANSITIVE && !is_passive(r, f))
        s = look_right(r, f->end, OBJECT_TOKENS, !compound); /* "payout cut disturbing" */
    if (!s.find)
        s = look_left(r, f->at);
    if (!s.find && bits & MEANS_NOUN)
        s = of_noun(r, f);
    return s;
}

/* ------------------------------------------------------------------ how much */

/* 1 % says less than 20 %: a factor around 1 from the percentage beside the verb. */
static double size_factor(const struct reading *r, const struct find *f)
{
    size_t from = f->at > r->first + 2 ? f->at - 2 : r->first;
    for (size_t at = from; at < r->last && at < f->end + 4; at++) {
        struct quantity q;
        if (at >= f->end && (r->tokens[at].kind == TOKEN_STOP || r->tokens[at].kind == TOKEN_COMMA))
            break;
        if (quantity_read(r->text, r->tokens, r->last, at, &q) && q.unit == QUANTITY_PERCENT)
            return fmin(1.3, fmax(0.7, 0.72 + 0.11 * log2(1 + fabs(q.value))));
    }
    return 1;
}

static bool number_beside(const struct reading *r, const struct find *f)
{
    for (size_t at = f->end; at < r->last && at < f->end + 3 && !reading_is_mark(r, at); at++)
        if (r->tokens[at].kind == TOKEN_NUMBER)
            return true;
    for (size_t at = f->at; at > r->first && f->at - at < 3 && !reading_is_mark(r, at - 1);)
        if (r->tokens[--at].kind == TOKEN_NUMBER)
            return true;
    return false;
}

/* "Acme up on deal talks": up stands for a verb. */
static bool is_predicate(const struct reading *r, const struct find *f)
{
    if (f->at == r->first || r->finance < 0.5)
        return false;
    bool ends = f->end == r->last || reading_is_mark(r, f->end) ||
                reading_grammar(r, f->end) & (GRAMMAR_CAUSE | GRAMMAR_IN);
    return ends && r->tokens[f->at - 1].kind == TOKEN_WORD && r->tokens[f->at - 1].flags & TOKEN_CAPITAL;
}

/* "Raised Rs 500 crore": money that is raised is no rise. */
static bool takes_money(const struct reading *r, const struct find *f)
{
    if (!(f->meaning->bits & MEANS_TRANSITIVE) || is_passive(r, f))
        return false;
    for (size_t at = f->end; at < r->last && at < f->end + 5; at++) {
        struct quantity q;
        if (quantity_read(r->text, r->tokens, r->last, at, &q))
            return q.unit == QUANTITY_MONEY || (q.unit == QUANTITY_PLAIN && q.scaled);
        if (reading_is_mark(r, at))
            break;
    }
    return false;
}

/* Small words of direction (up, more) need a figure before they move anything alone. */
static double bare_value(const struct reading *r, const struct find *f)
{
    uint32_t bits = f->meaning->bits;
    bool word_class = bits & (MEANS_NOUN | VERB_FORMS);
    bool figure = number_beside(r, f);
    bool to_figure = f->end < r->last && reading_grammar(r, f->end) & GRAMMAR_TO; /* "up to 10" */
    if (bits & MEANS_VALENCE || is_only_attribute(f) || takes_money(r, f))
        return 0;
    if (!word_class && f->meaning->words == 1 && !is_predicate(r, f) && (!figure || to_figure))
        return 0;
    double market = is_nominal(r, f) ? BARE_NOUN : BARE;
    double general = figure ? BARE_GENERAL * 1.5 : is_nominal(r, f) ? 0 : BARE_GENERAL;
    if (bits & MEANS_TRANSITIVE && bits & VERB_FORMS) { /* it does so to something unknown */
        general = 0;
        market = is_passive(r, f) ? 0 : market; /* "sheets that are cut" */
    }
    return UNIT * r->tone->settings.rules.bare_direction *
           (r->finance * market + (1 - r->finance) * general) * (double)f->meaning->direction;
}

/* "A loss of 3 mn, down from a profit of 2 mn": then the direction says it all. */
static bool from_opposite(const struct reading *r, const struct find *f, const struct subject *s)
{
    bool from = false;
    for (size_t at = f->end; at < r->last && at < f->end + 6; at++) {
        const struct find *other = reading_find(r, at);
        from |= (reading_grammar(r, at) & GRAMMAR_FROM) != 0;
        if (from && is_subject(other))
            return (double)other->meaning->subject * s->strength < 0;
    }
    return false;
}

static double movement(const struct reading *r, const struct find *f, const struct subject *s)
{
    double direction = (double)f->meaning->direction;
    double strength = tone_betters(f->meaning) ? fabs(s->strength) : s->strength;
    if (from_opposite(r, f, s))
        return UNIT * TURNED * (direction < 0 ? -1 : 1);
    return UNIT * direction * strength * size_factor(r, f) * (s->find->moved ? AGAIN : 1);
}

static void moves(struct reading *r, struct find *f, const struct subject *s)
{
    double value = movement(r, f, s) * r->tone->settings.rules.direction;
    struct signal *signal = reading_signal(r, "direction", f->at, f->end, value);
    if (!signal)
        return;
    signal->meaning = f->meaning;
    signal->from = (uint32_t)s->at;
    signal->to = (uint32_t)s->end;
    signal->head = (uint32_t)s->at;
    f->used = f->moved = true;
    for (size_t at = s->at; at < s->end; at++)
        if (reading_find(r, at))
            reading_find(r, at)->used = reading_find(r, at)->moved = true;
}

/* What moved there: "bond yields drop to a 15-month low". NULL: nothing said. */
static const struct signal *mover_to(const struct reading *r, const struct find *f)
{
    const struct signal *s = r->signals_size ? &r->signals[r->signals_size - 1] : NULL;
    return s && s->to && s->at < f->at && f->at - s->at <= REACHED_TOKENS ? s : NULL;
}

/* A high or a low is where something came to, or left. */
static double level_value(const struct reading *r, const struct find *f, double value)
{
    const struct signal *mover = mover_to(r, f);
    if (!(reading_grammar(r, f->end - 1) & (GRAMMAR_HIGH | GRAMMAR_LOW)))
        return value;
    if (reading_left_behind(r, f->at))
        return 0;
    return mover ? copysign(value * AGAIN, mover->value) : value;
}

static void moves_itself(struct reading *r, struct find *f)
{
    double value = level_value(r, f, bare_value(r, f) * size_factor(r, f));
    struct signal *signal = value != 0 ? reading_signal(r, "direction.bare", f->at, f->end, value) : NULL;
    if (!signal)
        return;
    signal->meaning = f->meaning;
    f->used = f->moved = true;
}

/* "Profit growth" may be found as one subject; when nothing moves it, its last word does. */
static void moves_inside(struct reading *r, struct find *f)
{
    const struct meaning *m;
    if (!is_subject(f) || f->used || f->meaning->words < 2 ||
        !lexicon_match(r->tone->lexicon, r->text, r->tokens, f->end - 1, f->end, &m) ||
        !(m->bits & MEANS_DIRECTION) || !(m->bits & MEANS_NOUN) || !number_beside(r, f))
        return;
    double value = UNIT * (double)m->direction * (double)f->meaning->subject * size_factor(r, f) *
                   r->tone->settings.rules.direction;
    struct signal *signal = reading_signal(r, "direction", f->at, f->end, value);
    if (!signal)
        return;
    signal->meaning = m;
    f->used = f->moved = true;
}

void direction_judge(struct reading *r)
{
    uint32_t bits = r->passage->bits;
    struct sieve moving = {0}, moved = {0};
    for (struct find *f; bits & MEANS_DIRECTION && (f = reading_next(r, MEANS_DIRECTION, &moving));) {
        if (!is_direction(f) || f->used || is_out_of_place(r, f))
            continue;
        struct subject s = r->tone->settings.rules.direction > 0 ? subject_of(r, f) : none;
        if (s.find && s.find != f)
            moves(r, f, &s);
        else
            moves_itself(r, f);
    }
    for (struct find *f; bits & MEANS_SUBJECT && (f = reading_next(r, MEANS_SUBJECT, &moved));)
        moves_inside(r, f);
}
