#include "look.h"

#include "common/cpu.h"
#include "common/grow.h"

struct glance *glance_new(const struct lexicon *lexicon, const struct grammar *grammar)
{
    struct glance *g = grow_new(1, sizeof *g);
    uint64_t seed = 1;
    g->pairs = phrases_pairs(lexicon_phrases(lexicon));
    g->grammar = grammar;
    for (size_t i = 0; i < sizeof g->keys / sizeof *g->keys; i++) {
        seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        g->keys[i] = (uint32_t)(seed >> 32) | 1;
    }
    return g;
}

/* Without branches: most words are known, and a quarter begin something. */
void look_at_scalar(const struct glance *g, const struct token *tokens, const uint64_t *prints,
                    size_t size, struct look *ret)
{
    size_t marks = look_leading_marks(prints, size);
    const uint64_t *keys = g->keys + SENTENCE_MAX - marks;
    *ret = (struct look){ .print = size - marks };
    for (size_t i = 0; i < size; i++) {
        uint32_t traits = tokens[i].look >> WORDS_TRAITS_SHIFT;
        uint32_t pair = phrases_pair(g->pairs, token_word(&tokens[i]), token_word(&tokens[i + 1]));
        uint64_t several = pair & traits / LEXICON_LEADS, begins = (traits & LEXICON_BEGINS) | several;
        ret->begins[i / 64] |= begins << i % 64;
        ret->several[i / 64] |= several << i % 64;
        ret->print += (uint32_t)prints[i] * keys[i];
        ret->grammar |= grammar_of(g->grammar, &tokens[i]);
        ret->kinds |= tokens[i].kind;
        ret->flags |= tokens[i].flags;
    }
}

void look_at(const struct glance *g, const struct token *tokens, const uint64_t *prints, size_t size,
             struct look *ret)
{
    (cpu_is_wide() ? look_at_avx2 : look_at_scalar)(g, tokens, prints, size, ret);
}
