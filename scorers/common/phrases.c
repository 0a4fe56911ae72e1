#include "phrases.h"

#include "grow.h"

/* A state is a beginning of phrases: a word's own number, or one of those numbered from here. */
#define LONGER (UINT32_C(1) << 31)

struct state {
    uint32_t value;
    bool leads, gap; /* to longer phrases; by way of a gap */
};

struct states {
    struct state *items;
    size_t size, cap;
};

struct edge {
    uint32_t from, word, to; /* from 0: free */
};

struct phrases {
    struct states words, longer;
    struct edge *edges;      /* a power of two, at most half full */
    size_t edges_size, edges_used;
};

struct phrases *phrases_new(void)
{
    struct phrases *p = grow_new(1, sizeof *p);
    p->edges_size = 1024;
    p->edges = grow_new(p->edges_size, sizeof *p->edges);
    return p;
}

void phrases_free(struct phrases **p)
{
    if (!*p)
        return;
    free((*p)->words.items);
    free((*p)->longer.items);
    free((*p)->edges);
    free(*p);
    *p = NULL;
}

static void make_room(struct states *states, size_t size)
{
    if (size <= states->size)
        return;
    if (size > states->cap)
        states->items = grow_to(states->items, &states->cap, size, sizeof *states->items);
    memset(states->items + states->size, 0, (size - states->size) * sizeof *states->items);
    states->size = size;
}

static struct state *state_at(const struct phrases *p, uint32_t state)
{
    return state & LONGER ? &p->longer.items[state & ~LONGER] : &p->words.items[state];
}

static struct edge *edge_of(const struct phrases *p, uint32_t from, uint32_t word)
{
    uint64_t key = ((uint64_t)from << 32 | word) * UINT64_C(0x9e3779b97f4a7c15);
    size_t at = (key ^ key >> 32) & (p->edges_size - 1);
    while (p->edges[at].from && (p->edges[at].from != from || p->edges[at].word != word))
        at = (at + 1) & (p->edges_size - 1);
    return &p->edges[at];
}

static void enlarge(struct phrases *p)
{
    struct edge *old = p->edges;
    size_t old_size = p->edges_size;
    p->edges_size *= 2;
    p->edges = grow_new(p->edges_size, sizeof *p->edges);
    for (size_t i = 0; i < old_size; i++)
        if (old[i].from)
            *edge_of(p, old[i].from, old[i].word) = old[i];
    free(old);
}

static uint32_t step(struct phrases *p, uint32_t from, uint32_t word)
{
    struct edge *edge = edge_of(p, from, word);
    if (edge->from)
        return edge->to;
    if (++p->edges_used * 2 > p->edges_size) {
        enlarge(p);
        edge = edge_of(p, from, word);
    }
    uint32_t to = (uint32_t)p->longer.size | LONGER;
    make_room(&p->longer, p->longer.size + 1);
    *edge = (struct edge){ from, word, to };
    state_at(p, from)->leads = true;
    state_at(p, from)->gap |= word == PHRASES_GAP;
    return to;
}

uint32_t *phrases_slot(struct phrases *p, const uint32_t *words, size_t size)
{
    uint32_t state = words[0];
    make_room(&p->words, (size_t)state + 1);
    for (size_t i = 1; i < size; i++)
        state = step(p, state, words[i]);
    return &state_at(p, state)->value;
}

void phrases_ready(struct phrases *p, uint32_t words_size)
{
    make_room(&p->words, (size_t)words_size + 1);
}

bool phrases_begins(const struct phrases *p, uint32_t word)
{
    const struct state *state = &p->words.items[word];
    return state->value || state->leads;
}

/* ------------------------------------------------------------------ matching */

struct search {
    const struct phrases *phrases;
    const struct token *tokens;
    size_t at, end, best;
    uint32_t value;
    phrases_accept *accept;
    const void *data;
};

static void follow(struct search *s, uint32_t state, size_t next);

static void follow_word(struct search *s, uint32_t state, size_t next)
{
    if (next >= s->end || !s->tokens[next].word)
        return;
    const struct edge *edge = edge_of(s->phrases, state, s->tokens[next].word);
    if (edge->from)
        follow(s, edge->to, next + 1);
}

static void follow_gap(struct search *s, uint32_t state, size_t next)
{
    const struct edge *edge = edge_of(s->phrases, state, PHRASES_GAP);
    for (size_t skip = 0; skip <= PHRASES_GAP_MAX && next + skip < s->end; skip++) {
        follow_word(s, edge->to, next + skip);
        enum token_kind kind = s->tokens[next + skip].kind;
        if (kind != TOKEN_WORD && kind != TOKEN_NUMBER && kind != TOKEN_SYMBOL)
            break;
    }
}

/* Depth is bounded by the length of phrases. */
static void follow(struct search *s, uint32_t state, size_t next)
{
    const struct state *here = state_at(s->phrases, state);
    if (here->value && next - s->at > s->best &&
        s->accept(s->data, here->value, s->at, next)) {
        s->best = next - s->at;
        s->value = here->value;
    }
    if (!here->leads)
        return;
    follow_word(s, state, next);
    if (here->gap)
        follow_gap(s, state, next);
}

size_t phrases_longest(const struct phrases *p, const struct token *tokens, size_t at, size_t end,
                       phrases_accept *accept, const void *data, uint32_t *ret_value)
{
    struct search s = { .phrases = p, .tokens = tokens, .at = at, .end = end, .accept = accept,
                        .data = data };
    follow(&s, tokens[at].word, at + 1);
    *ret_value = s.value;
    return s.best;
}
