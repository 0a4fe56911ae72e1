/* Eight tokens at a time; look_at_scalar says what comes of it. */
#include "look.h"

#ifdef __AVX2__

#include <immintrin.h>
#include <stddef.h>

_Static_assert(sizeof(struct token) == 12 && offsetof(struct token, look) == 8 &&
               offsetof(struct token, kind) == 6 && offsetof(struct token, flags) == 7,
               "gathered as 32 bits at three times their number");

static inline __m256i gather(const void *from, __m256i index)
{
    return _mm256_i32gather_epi32(from, index, 4);
}

static inline uint32_t or_of(__m256i v)
{
    __m128i four = _mm_or_si128(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1));
    __m128i two = _mm_or_si128(four, _mm_shuffle_epi32(four, 0x4e));
    return (uint32_t)_mm_cvtsi128_si32(_mm_or_si128(two, _mm_shuffle_epi32(two, 0xb1)));
}

static inline uint64_t sum_of(__m256i v)
{
    __m128i two = _mm_add_epi64(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1));
    return (uint64_t)_mm_cvtsi128_si64(two) + (uint64_t)_mm_extract_epi64(two, 1);
}

/* Bit 0 of each: may the second word follow the first? As phrases_pair, with 32 bits at a time. */
static inline __m256i pairs_of(const struct phrases_pairs *pairs, __m256i first, __m256i second)
{
    __m256i hash = _mm256_xor_si256(_mm256_mullo_epi32(first, _mm256_set1_epi32((int)PHRASES_FIRST)),
                                    _mm256_mullo_epi32(second, _mm256_set1_epi32((int)PHRASES_SECOND)));
    __m256i bit = _mm256_srli_epi32(_mm256_slli_epi32(hash, 15), 27);
    return _mm256_srlv_epi32(gather(pairs->bits, _mm256_srli_epi32(hash, 17)), bit);
}

static inline __m256i products(const uint64_t *prints, const uint64_t *keys, __m128i live)
{
    __m256i known = _mm256_and_si256(_mm256_loadu_si256((const __m256i *)prints), _mm256_cvtepi32_epi64(live));
    return _mm256_mul_epu32(known, _mm256_loadu_si256((const __m256i *)keys));
}

static inline uint64_t lowest_bits(__m256i v)
{
    return (uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(_mm256_slli_epi32(v, 31)));
}

void look_at_avx2(const struct glance *g, const struct token *tokens, const uint64_t *prints, size_t size,
                  struct look *ret)
{
    const __m256i places = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    const __m256i thirds = _mm256_setr_epi32(0, 3, 6, 9, 12, 15, 18, 21);
    const __m256i number = _mm256_set1_epi32(WORDS_MOST), grammar_size = _mm256_set1_epi32((int)g->grammar->size);
    const size_t marks = look_leading_marks(prints, size);
    const uint64_t *keys = g->keys + SENTENCE_MAX - marks;
    __m256i print = _mm256_setzero_si256(), grammar = print, kinds = print;
    for (size_t i = 0; i < LOOK_WORDS; i++)
        ret->begins[i] = ret->several[i] = 0;
    for (size_t i = 0; i < size; i += 8) {
        __m256i live = _mm256_cmpgt_epi32(_mm256_set1_epi32((int)(size - i)), places);
        __m256i look = _mm256_and_si256(live, gather(&tokens[i].look, thirds));
        __m256i word = _mm256_and_si256(look, number);
        __m256i next = _mm256_and_si256(gather(&tokens[i + 1].look, thirds), _mm256_and_si256(live, number));
        __m256i traits = _mm256_srli_epi32(look, WORDS_TRAITS_SHIFT);
        __m256i several = _mm256_and_si256(_mm256_srli_epi32(traits, 1), pairs_of(g->pairs, word, next));
        ret->several[i / 64] |= lowest_bits(several) << i % 64;
        ret->begins[i / 64] |= lowest_bits(_mm256_or_si256(several, traits)) << i % 64;
        print = _mm256_add_epi64(print, products(prints + i, keys + i, _mm256_castsi256_si128(live)));
        print = _mm256_add_epi64(print, products(prints + i + 4, keys + i + 4,
                                                 _mm256_extracti128_si256(live, 1)));
        __m256i small = _mm256_and_si256(word, _mm256_cmpgt_epi32(grammar_size, word));
        grammar = _mm256_or_si256(grammar, gather(g->grammar->bits, small));
        kinds = _mm256_or_si256(kinds, _mm256_and_si256(live, gather(&tokens[i].len, thirds)));
    }
    uint32_t heads = or_of(kinds);
    ret->print = size - marks + sum_of(print);
    ret->grammar = or_of(grammar);
    ret->kinds = (uint8_t)(heads >> 16);
    ret->flags = (uint8_t)(heads >> 24);
}

#else

void look_at_avx2(const struct glance *g, const struct token *tokens, const uint64_t *prints, size_t size,
                  struct look *ret)
{
    look_at_scalar(g, tokens, prints, size, ret);
}

#endif
