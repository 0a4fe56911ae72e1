#include "owners.h"

#define OTHERS_SHARE 0.25    /* of a signal that belongs to another name in the same piece */
#define SOURCE_TOKENS 9      /* behind a colon, who says it: a name, a post, a firm */
#define SAID_TOKENS 4        /* before it, at least: "Top losers: Acme" is a list */
#define AGENT_TOKENS 3       /* from who does it to the verb */
#define TARGET_TOKENS 9      /* and from there to whom it is done to */

static bool signal_between(const struct reading *r, size_t from, size_t to)
{
    for (size_t i = 0; i < r->signals_size; i++)
        if (r->signals[i].at >= from && r->signals[i].at < to)
            return true;
    return false;
}

static bool mention_between(const struct owners *o, size_t from, size_t to)
{
    for (size_t i = 0; i < o->size; i++)
        if (o->items[i].first >= from && o->items[i].first < to)
            return true;
    return false;
}

/* 2: parts clauses by itself; 1: parts them when both sides say something; 0: no. */
static int parting(const struct reading *r, size_t at)
{
    const struct find *f = reading_find(r, at);
    switch (r->tokens[at].kind) {
    case TOKEN_SEMICOLON: return 2;
    case TOKEN_COMMA: case TOKEN_DASH: case TOKEN_COLON: return 1;
    default: break;
    }
    if (f && f->meaning->bits & MEANS_CONTRAST)
        return 2;
    uint32_t grammar = reading_grammar(r, at);
    return grammar & (GRAMMAR_CLAUSE | GRAMMAR_AND) ||
           (f && f->meaning->bits & MEANS_CONCESSION) ? 1 : 0;
}

static void cut_pieces(struct owners *o)
{
    const struct reading *r = o->reading;
    size_t begin = r->first;
    for (size_t at = r->first; at < r->last; at++) {
        int parts = parting(r, at);
        if (parts && o->pieces < UINT8_MAX - 1 && mention_between(o, begin, at) &&
            mention_between(o, at, r->last) && (parts == 2 || signal_between(r, begin, at))) {
            o->pieces++;
            begin = at + 1;
        }
        o->piece_of[at - r->first] = o->pieces;
    }
    o->pieces++;
}

static bool only_joins(const struct reading *r, size_t from, size_t to)
{
    for (size_t at = from; at < to; at++)
        if (r->tokens[at].kind != TOKEN_COMMA && !(reading_grammar(r, at) & (GRAMMAR_AND | GRAMMAR_DETERMINER)))
            return false;
    return true;
}

static void join_groups(struct owners *o)
{
    for (size_t i = 0; i < o->size; i++) {
        struct owner *own = &o->items[i];
        own->piece = o->piece_of[own->first - o->reading->first];
        own->group = (uint8_t)i;
        if (i > 0 && only_joins(o->reading, o->items[i - 1].last, own->first)) {
            own->group = o->items[i - 1].group;
            own->piece = o->items[i - 1].piece; /* a list is one, commas or not */
        }
    }
}

/* ------------------------------------------------------------------ who is only named beside it */

static bool is_aside(const struct reading *r, const struct owner *own)
{
    size_t before = own->first;
    while (before > r->first && reading_grammar(r, before - 1) & GRAMMAR_DETERMINER)
        before--;
    return before > r->first && reading_grammar(r, before - 1) &
                                    (GRAMMAR_CAUSE | GRAMMAR_VERSUS | GRAMMAR_BY | GRAMMAR_FROM);
}

/* "Shares look cheap: Ada Brandt, Acme Research" */
static bool is_behind_colon(const struct reading *r, const struct owner *own)
{
    size_t colon = own->first;
    while (colon > r->first && r->tokens[colon].kind != TOKEN_COLON)
        colon--;
    return colon >= r->first + SAID_TOKENS && r->last - colon <= SOURCE_TOKENS &&
           signal_between(r, r->first, colon) && !signal_between(r, colon, r->last);
}

/* "Shares look cheap, says Acme Research" */
static bool is_speaker(const struct reading *r, const struct owner *own)
{
    const struct find *f = own->first > r->first ? reading_find(r, own->first - 1) : NULL;
    bool ends = own->last == r->last || reading_is_mark(r, own->last);
    return f && f->bits & MEANS_ATTRIBUTION && ends && signal_between(r, r->first, f->at);
}

static void mark_bystanders(struct owners *o)
{
    for (size_t i = 0; i < o->size; i++) {
        struct owner *own = &o->items[i];
        own->aside = is_aside(o->reading, own);
        own->source = is_behind_colon(o->reading, own) || is_speaker(o->reading, own);
    }
}

void owners_find(struct owners *o, const struct reading *r, const struct mention *mentions,
                 size_t size)
{
    *o = (struct owners){ .reading = r, .single = true };
    for (size_t i = 0; i < size && o->size < OWNERS_MAX; i++) {
        o->items[o->size++] = (struct owner){ mentions[i].entity, mentions[i].first,
                                              mentions[i].last, 0, 0, false, false };
        o->single &= mentions[i].entity == mentions[0].entity;
    }
    mark_bystanders(o);
    if (o->single)
        return;
    cut_pieces(o);
    join_groups(o);
}

/* The group that a token belongs to: the last named before it in its piece, else the next. */
static int group_at(const struct owners *o, size_t token)
{
    uint8_t piece = o->piece_of[token - o->reading->first];
    int before = -1, behind = -1;
    for (size_t i = 0; i < o->size; i++) {
        if (o->items[i].piece != piece)
            continue;
        if (o->items[i].first <= token)
            before = o->items[i].group;
        else if (behind < 0)
            behind = o->items[i].group;
    }
    return before >= 0 ? before : behind;
}

/* "A downgrades B", "B falls after A downgrade": the signal is B's. -1: it is no such signal. */
static int target_of(const struct owners *o, const struct signal *s)
{
    const struct reading *r = o->reading;
    const struct owner *agent = NULL;
    bool targets = false;
    for (size_t at = s->at; at < s->end && !s->to; at++)
        targets |= (reading_grammar(r, at) & (GRAMMAR_TARGETS | GRAMMAR_RATING)) != 0;
    if (!targets || (s->at > r->first && reading_grammar(r, s->at - 1) & GRAMMAR_BE))
        return -1;
    for (size_t i = 0; i < o->size && o->items[i].last <= s->at; i++)
        if (s->at - o->items[i].last < AGENT_TOKENS)
            agent = &o->items[i];
    for (size_t i = 0; agent && i < o->size; i++)
        if (o->items[i].first >= s->end && o->items[i].first < s->end + TARGET_TOKENS &&
            o->items[i].group != agent->group && !o->items[i].aside)
            return o->items[i].group;
    for (size_t i = o->size; agent && agent->aside && i > 0; i--)
        if (o->items[i - 1].last <= agent->first && o->items[i - 1].group != agent->group)
            return o->items[i - 1].group;
    return -1;
}

/* Behind "after A" or "against A": what was said before is another's. "Bullish on A" is A's. */
static bool is_passed_by(const struct reading *r, const struct owner *own, const struct signal *s)
{
    size_t end = s->to > s->end ? s->to : s->end;
    bool taken = s->lexical && end + 1 == own->first && reading_grammar(r, end) & GRAMMAR_CAUSE;
    return own->aside && end < own->first && !taken;
}

/* "Weak yen": an adjective is of the name behind it. */
static bool is_attribute(const struct owner *own, const struct signal *s)
{
    return s->lexical && s->end == own->first && !(s->meaning->bits & (MEANS_ACTS | MEANS_THING));
}

double owners_share(const struct owners *o, uint32_t entity, const struct signal *s)
{
    const struct reading *r = o->reading;
    size_t token = s->to ? s->head : s->at;
    if (o->single)
        return o->items[0].source ? 0 : 1;
    int target = target_of(o, s);
    for (size_t i = 0; i < o->size && target < 0; i++)
        target = is_attribute(&o->items[i], s) ? o->items[i].group : -1;
    int group = target >= 0 ? target : group_at(o, token);
    uint8_t piece = o->piece_of[token - r->first];
    double share = 0;
    for (size_t i = 0; i < o->size; i++) {
        const struct owner *own = &o->items[i];
        if (own->entity != entity || own->source)
            continue;
        if (own->group == group && (target >= 0 || own->piece == piece))
            return 1;
        if (own->piece == piece && target < 0 && !is_passed_by(r, own, s))
            share = OTHERS_SHARE;
    }
    return share;
}

/* "A outshines B", but "A outshines in Paris" names no one it beats. */
static bool is_beaten(const struct reading *r, const struct owner *own, size_t verb)
{
    for (size_t at = verb + 1; at < own->first; at++)
        if (reading_grammar(r, at) & GRAMMAR_PREPOSITION || reading_is_mark(r, at))
            return false;
    return own->first > verb && own->first <= verb + 4;
}

int owners_compared(const struct owners *o, uint32_t entity, size_t *ret_at)
{
    const struct reading *r = o->reading;
    for (size_t at = r->first; at < r->last; at++) {
        uint32_t grammar = reading_grammar(r, at);
        int sign = grammar & GRAMMAR_DEFEATS ? 1 : grammar & GRAMMAR_TRAILS ? -1 : 0;
        if (!sign)
            continue;
        *ret_at = at;
        for (size_t i = 0; i < o->size; i++) {
            if (o->items[i].entity != entity)
                continue;
            if (o->items[i].last <= at && mention_between(o, at, r->last))
                return sign;
            if (is_beaten(r, &o->items[i], at))
                return -sign;
        }
    }
    return 0;
}
