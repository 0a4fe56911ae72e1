/* words.h - folded words and their numbers: the one look-up that every word of a text costs.
 *
 *     struct words *words = words_new();
 *     uint32_t id = words_add(words, "profit", 6);
 *     assert(words_find(words, words_print("Profit", 6, limit)) == id);
 *
 * A word is known by its print, a hash of its folded bytes, of which 32 bits and those that choose
 * a bucket are compared: among 40,000 words an unknown one is taken for a known one by a chance of
 * 1 in 3,000 million. A look-up reads half a cache line and takes no branch. Once all words are added, every thread may look them up. */
#ifndef COMMON_WORDS_H
#define COMMON_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define WORDS_MOST ((1u << 20) - 1)

/* What is looked up besides the number, in the bits above it. */
#define WORDS_TRAITS_SHIFT 20
#define WORDS_TRAITS 12

struct words;

struct words *words_new(void);
void words_free(struct words **);
const struct words *words_none(void); /* knows none */

/* Numbers count from 1 in the order of adding; the same word gets the same number; beyond
 * WORDS_MOST, 0. The word is folded already. */
uint32_t words_add(struct words *, const char *word, size_t len);
uint32_t words_size(const struct words *);

/* Bits of the caller's own, found with the number; of the last adding and before the first look. */
void words_set_traits(struct words *, uint32_t number, uint32_t traits);

/* The print of a word that need not be folded. */
uint64_t words_print_any(const char *word, size_t len);

/* ------------------------------------------------------------------ the hot path */

#define WORDS_CASE UINT64_C(0x2020202020202020)

static inline uint64_t words_mix(uint64_t low, uint64_t high)
{
    uint64_t mixed = (low ^ high * UINT64_C(0x9e3779b97f4a7c15)) * UINT64_C(0xbf58476d1ce4e5b9);
    return mixed ^ mixed >> 32;
}

/* Masks of the first `len` of 16 bytes. */
#define WORDS_FIRST(n) (n >= 8 ? ~UINT64_C(0) : ~(~UINT64_C(0) << (unsigned)n % 8 * 8))
#define WORDS_KEEP(n) { WORDS_FIRST(n), n > 8 ? WORDS_FIRST((n - 8)) : 0 }

static const uint64_t words_keep[17][2] = {
    WORDS_KEEP(0), WORDS_KEEP(1), WORDS_KEEP(2),  WORDS_KEEP(3),  WORDS_KEEP(4),  WORDS_KEEP(5),  WORDS_KEEP(6),  WORDS_KEEP(7),  WORDS_KEEP(8),
    WORDS_KEEP(9), WORDS_KEEP(10), WORDS_KEEP(11), WORDS_KEEP(12), WORDS_KEEP(13), WORDS_KEEP(14), WORDS_KEEP(15), WORDS_KEEP(16),
};

/* The bytes past len are read and ignored; `left` bytes may be read. Setting bit 5 folds A-Z and
 * leaves a-z, digits, apostrophe and full stop as they are. */
static inline uint64_t words_eight(const char *from, size_t len, size_t left)
{
    uint64_t bytes = 0;
    if (left >= 8)
        memcpy(&bytes, from, 8);
    else
        memcpy(&bytes, from, left);
    bytes |= WORDS_CASE;
    return len >= 8 ? bytes : bytes & ~(~UINT64_C(0) << len * 8);
}

/* Of an ASCII word; bytes up to `limit` may be read. */
static inline uint64_t words_print(const char *word, size_t len, const char *limit)
{
    size_t left = (size_t)(limit - word);
    uint64_t low = words_eight(word, len, left), high = 0;
    for (size_t at = 8; at < len; at += 8)
        high = high * UINT64_C(0xff51afd7ed558ccd) + words_eight(word + at, len - at, left - at);
    return words_mix(low, high);
}

/* As words_print, of at most 16 bytes of which any 16 may be read. Without a branch on the length,
 * which could not be foretold. */
static inline uint64_t words_print_short(const char *word, size_t len)
{
    uint64_t low, high;
    memcpy(&low, word, 8);
    memcpy(&high, word + 8, 8);
    return words_mix((low | WORDS_CASE) & words_keep[len][0], (high | WORDS_CASE) & words_keep[len][1]);
}

/* Four words whose prints' lowest bits are alike: compared at once by the uppermost 32 bits. The
 * slots are filled from the first on; a free one has number 0, so that nothing asks whether it is. */
#define WORDS_WAYS 4

struct words_bucket {
    uint32_t tags[WORDS_WAYS], numbers[WORDS_WAYS];
};

/* Open for the sake of inlining; words.c alone writes it. */
struct words {
    struct words_bucket *buckets;
    size_t mask;           /* how many buckets, a power of two, less 1 */
    uint64_t *prints;      /* by number less 1, to fill a larger table from */
    size_t size, prints_cap;
};

/* Looks on in the buckets behind a full one. */
uint32_t words_look_far(const struct words *, uint64_t print);

/* The number behind the tag in this bucket, else 0. */
static inline uint32_t words_in_bucket_scalar(const struct words_bucket *bucket, uint32_t tag)
{
    for (int way = 0; way < WORDS_WAYS; way++)
        if (bucket->tags[way] == tag)
            return bucket->numbers[way];
    return 0;
}

#ifdef __SSE2__
/* Without a branch: half of the words are known, and no one can foretell which. */
static inline uint32_t words_in_bucket(const struct words_bucket *bucket, uint32_t tag)
{
    __m128i same = _mm_cmpeq_epi32(_mm_loadu_si128((const __m128i *)bucket->tags),
                                   _mm_set1_epi32((int)tag));
    unsigned ways = (unsigned)_mm_movemask_ps(_mm_castsi128_ps(same));
    uint32_t number = bucket->numbers[__builtin_ctz(ways | 1u << (WORDS_WAYS - 1))];
    return number & -(uint32_t)(ways != 0);
}
#else
#define words_in_bucket words_in_bucket_scalar
#endif

/* The number, and above it the traits; 0: unknown. */
static inline uint32_t words_look(const struct words *words, uint64_t print)
{
    const struct words_bucket *bucket = &words->buckets[print & words->mask];
    uint32_t number = words_in_bucket(bucket, (uint32_t)(print >> 32));
    uint32_t far = bucket->numbers[WORDS_WAYS - 1] & (uint32_t)-(number == 0);
    __asm__("" : "+r"(far)); /* or two branches are made of it, of which no one can foretell either */
    if (__builtin_expect(far != 0, 0))
        return words_look_far(words, print);
    return number;
}

/* 0: unknown. */
static inline uint32_t words_find(const struct words *words, uint64_t print)
{
    return words_look(words, print) & WORDS_MOST;
}

#endif
