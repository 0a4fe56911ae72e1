#include "phrases.h"

#include "grow.h"

/* A state is a beginning of phrases: a word's own number, or one of those numbered from here. */
#define LONGER (UINT32_C(1) << 23)

struct states {
    struct phrases_state *items;
    size_t size, cap;
};

/* A word with a gap behind it, as the first of a pair. */
#define GAPPED (UINT32_C(1) << 31)

/* An edge: 40 bits of the hash of where it begins and its word, 24 of where it leads; 0 is free.
 * The bits of pairs turn most words that lead nowhere away before that. */
#define TO_BITS 24
#define TO_MASK ((UINT64_C(1) << TO_BITS) - 1)

struct phrases {
    struct states words, longer;
    uint64_t *edges;         /* a power of two, at most half full */
    size_t edges_size, edges_used;
    unsigned shift;
    struct phrases_pairs pairs; /* and every other edge's beginning and word */
    struct phrases_pairs whole; /* pairs that are a phrase or have a gap behind, and triples */
};

struct phrases *phrases_new(void)
{
    struct phrases *p = grow_new(1, sizeof *p);
    p->edges_size = 1024;
    p->shift = 64 - 10;
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

static struct phrases_state *state_at(const struct phrases *p, uint32_t state)
{
    return state & LONGER ? &p->longer.items[state & ~LONGER] : &p->words.items[state];
}

static uint64_t hash_of(uint32_t from, uint32_t word)
{
    uint64_t hash = ((uint64_t)from << 32 | word) * UINT64_C(0x9e3779b97f4a7c15);
    return (hash ^ hash >> 32) * UINT64_C(0xff51afd7ed558ccd) | UINT64_C(1) << 63;
}

static uint64_t *edge_of(const struct phrases *p, uint64_t hash)
{
    size_t at = hash << 1 >> p->shift;
    while (p->edges[at] && (p->edges[at] ^ hash) & ~TO_MASK)
        at = (at + 1) & (p->edges_size - 1);
    return &p->edges[at];
}

static void enlarge(struct phrases *p)
{
    uint64_t *old = p->edges;
    size_t old_size = p->edges_size;
    p->edges_size *= 2;
    p->shift--;
    p->edges = grow_new(p->edges_size, sizeof *p->edges);
    for (size_t i = 0; i < old_size; i++)
        if (old[i])
            *edge_of(p, old[i]) = old[i];
    free(old);
}

/* Where the word leads from there; 0: nowhere. */
static uint32_t lead(const struct phrases *p, uint32_t from, uint32_t word)
{
    if (!phrases_pair(&p->pairs, from, word))
        return 0;
    return (uint32_t)(*edge_of(p, hash_of(from, word)) & TO_MASK);
}

static void add_pair(struct phrases_pairs *pairs, uint32_t first, uint32_t second)
{
    uint32_t hash = phrases_pair_hash(first, second);
    pairs->bits[hash >> 15] |= (uint8_t)(1u << (hash >> 12 & 7));
}

/* A gap behind the first word goes another way. */
static void add_whole(struct phrases *p, const uint32_t *words, size_t size)
{
    if (size == 2 || (size > 2 && words[2] == PHRASES_GAP))
        add_pair(&p->whole, words[0], words[1]);
    else if (size > 2)
        add_pair(&p->whole, phrases_pair_hash(words[0], words[1]), words[2]);
}

bool phrases_goes_on(const struct phrases *p, const struct token *token)
{
    uint32_t first = token_word(token), second = token_word(token + 1);
    return p->words.items[first].nexts == PHRASES_GAP_FOLLOWS || phrases_pair(&p->whole, first, second) ||
           phrases_pair(&p->whole, phrases_pair_hash(first, second), token_word(token + 2));
}

static uint32_t step(struct phrases *p, uint32_t from, uint32_t word)
{
    uint64_t hash = hash_of(from, word), *edge = edge_of(p, hash);
    if (*edge)
        return (uint32_t)(*edge & TO_MASK);
    if (++p->edges_used * 2 > p->edges_size) {
        enlarge(p);
        edge = edge_of(p, hash);
    }
    uint32_t to = (uint32_t)p->longer.size | LONGER;
    make_room(&p->longer, p->longer.size + 1);
    *edge = (hash & ~TO_MASK) | to;
    add_pair(&p->pairs, from, word);
    state_at(p, from)->nexts |= word == PHRASES_GAP ? PHRASES_GAP_FOLLOWS : phrases_bit(word);
    return to;
}

uint32_t *phrases_slot(struct phrases *p, const uint32_t *words, size_t size)
{
    uint32_t state = words[0];
    make_room(&p->words, (size_t)state + 1);
    if (size > 2 && words[1] == PHRASES_GAP)
        add_pair(&p->pairs, words[0] | GAPPED, words[2]);
    add_whole(p, words, size);
    for (size_t i = 1; i < size; i++)
        state = step(p, state, words[i]);
    return &state_at(p, state)->value;
}

void phrases_ready(struct phrases *p, uint32_t words_size)
{
    make_room(&p->words, (size_t)words_size + 1);
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
    if (next >= s->end || !token_word(&s->tokens[next]))
        return;
    uint32_t word = token_word(&s->tokens[next]);
    if (!(state_at(s->phrases, state)->nexts & phrases_bit(word)))
        return;
    uint32_t to = lead(s->phrases, state, word);
    if (to)
        follow(s, to, next + 1);
}

static void follow_gap(struct search *s, uint32_t state, size_t next)
{
    uint32_t to = lead(s->phrases, state, PHRASES_GAP);
    for (size_t skip = 0; to && skip <= PHRASES_GAP_MAX && next + skip < s->end; skip++) {
        follow_word(s, to, next + skip);
        enum token_kind kind = s->tokens[next + skip].kind;
        if (kind != TOKEN_WORD && kind != TOKEN_NUMBER && kind != TOKEN_SYMBOL)
            break;
    }
}

static void note_end(struct search *s, uint32_t value, size_t next)
{
    if (value && next - s->at > s->best && s->accept(s->data, value, s->at, next)) {
        s->best = next - s->at;
        s->value = value;
    }
}

/* Depth is bounded by the length of phrases. */
static void follow(struct search *s, uint32_t state, size_t next)
{
    const struct phrases_state *here = state_at(s->phrases, state);
    note_end(s, here->value, next);
    if (!here->nexts)
        return;
    follow_word(s, state, next);
    if (here->nexts == PHRASES_GAP_FOLLOWS)
        follow_gap(s, state, next);
}

const struct phrases_state *phrases_words(const struct phrases *p)
{
    return p->words.items;
}

const struct phrases_pairs *phrases_pairs(const struct phrases *p)
{
    return &p->pairs;
}

/* A gap may be empty; behind one that another gap follows, everything may go on. */
bool phrases_may_begin(const struct phrases *p, const struct token *tokens, size_t at, size_t end)
{
    uint32_t first = token_word(&tokens[at]), nexts = p->words.items[first].nexts;
    if (at + 1 >= end || !nexts)
        return false;
    if (phrases_pair(&p->pairs, first, token_word(&tokens[at + 1])))
        return true;
    if (nexts != PHRASES_GAP_FOLLOWS)
        return false;
    bool may = phrases_pair(&p->pairs, first | GAPPED, PHRASES_GAP);
    for (size_t next = at + 1; next < end && next <= at + 1 + PHRASES_GAP_MAX && !may; next++)
        may = phrases_pair(&p->pairs, first | GAPPED, token_word(&tokens[next]));
    return may;
}

/* One word after another, until a gap leaves a choice. What is accepted is asked of the longest
 * first. */
size_t phrases_longest(const struct phrases *p, const struct token *tokens, size_t at, size_t end,
                       phrases_accept *accept, const void *data, uint32_t *ret_value)
{
    struct search s = { .phrases = p, .tokens = tokens, .at = at, .end = end, .accept = accept,
                        .data = data };
    uint32_t state = token_word(&tokens[at]), values[PHRASES_MAX + 1] = {0};
    size_t words = 1;
    for (;; words++) {
        const struct phrases_state *here = state_at(p, state);
        if (here->nexts == PHRASES_GAP_FOLLOWS) {
            follow(&s, state, at + words);
            break;
        }
        values[words] = here->value;
        uint32_t next = at + words < end ? token_word(&tokens[at + words]) : 0;
        if (!(here->nexts & phrases_bit(next)) || !(state = lead(p, state, next)))
            break;
    }
    for (; words > 0 && !s.best; words--)
        note_end(&s, values[words], at + words);
    *ret_value = s.value;
    return s.best;
}
