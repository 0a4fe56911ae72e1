#include "owners.h"

#define OTHERS_SHARE 0.25    /* of a signal that belongs to another name in the same piece */

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

void owners_find(struct owners *o, const struct reading *r, const struct mention *mentions,
                 size_t size)
{
    *o = (struct owners){ .reading = r, .single = true };
    for (size_t i = 0; i < size && o->size < OWNERS_MAX; i++) {
        o->items[o->size++] = (struct owner){ mentions[i].entity, mentions[i].first,
                                              mentions[i].last, 0, 0 };
        o->single &= mentions[i].entity == mentions[0].entity;
    }
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

double owners_share(const struct owners *o, uint32_t entity, const struct signal *s)
{
    if (o->single)
        return 1;
    size_t token = s->to ? s->head : s->at;
    uint8_t piece = o->piece_of[token - o->reading->first];
    int group = group_at(o, token);
    double share = 0;
    for (size_t i = 0; i < o->size; i++) {
        if (o->items[i].entity != entity || o->items[i].piece != piece)
            continue;
        if (o->items[i].group == group)
            return 1;
        share = OTHERS_SHARE;
    }
    return share;
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
            if (o->items[i].first > at && o->items[i].first <= at + 4)
                return -sign;
        }
    }
    return 0;
}
