/* classes.h - 64 bytes of text as bit masks: which are letters, digits, spaces.
 *
 *     struct classes c = classes_read(text);    // reads 65 bytes
 *     size_t run = __builtin_ctzll(~(c.letter | c.digit));
 *
 * Bit i speaks of byte i. With AVX2 thirty-two bytes at a time, with SSE2 sixteen, elsewhere byte by
 * byte; all say the same, and a test holds them to it. Inline, so that the masks stay in registers. */
#ifndef COMMON_CLASSES_H
#define COMMON_CLASSES_H

#include <stdint.h>

#ifdef __AVX2__
#include <immintrin.h>
#elif defined __SSE2__
#include <emmintrin.h>
#endif

#define CLASSES_BYTES 64
#define CLASSES_NEED (CLASSES_BYTES + 1)

struct classes {
    uint64_t letter, upper, digit;
    uint64_t space; /* ' ' alone */
    uint64_t odd;   /* apostrophes, and 0x80 and above */
    uint64_t dot, quote; /* . and " */
    uint64_t comma; /* and ), which like it means the same whatever stands around it */
    uint64_t twice; /* like the byte behind it, but for bit 5, the case of letters */
};

struct classes classes_read_scalar(const char *bytes);

#ifdef __SSE2__

/* As many bytes as are looked at together. */
#ifdef __AVX2__
#define CLASSES_STEP 32
#define CLASSES_OP(name) _mm256_##name
typedef __m256i classes_vector;
#define CLASSES_LOAD(from) _mm256_loadu_si256((const __m256i *)(from))
#define CLASSES_OR _mm256_or_si256
#else
#define CLASSES_STEP 16
#define CLASSES_OP(name) _mm_##name
typedef __m128i classes_vector;
#define CLASSES_LOAD(from) _mm_loadu_si128((const __m128i *)(from))
#define CLASSES_OR _mm_or_si128
#endif

static inline classes_vector classes_are(classes_vector v, char c)
{
    return CLASSES_OP(cmpeq_epi8)(v, CLASSES_OP(set1_epi8)(c));
}

/* Which of the bytes lie in first..last? Moved so that last becomes the greatest signed byte, one
 * comparison tells. */
static inline classes_vector classes_within(classes_vector v, char first, char last)
{
    classes_vector moved = CLASSES_OP(add_epi8)(v, CLASSES_OP(set1_epi8)((char)(127 - last)));
    return CLASSES_OP(cmpgt_epi8)(moved, CLASSES_OP(set1_epi8)((char)(127 - (last - first) - 1)));
}

static inline uint64_t classes_bits(classes_vector v, int at)
{
    return (uint64_t)(uint32_t)CLASSES_OP(movemask_epi8)(v) << at;
}

static inline struct classes classes_read(const char *bytes)
{
    struct classes c = {0};
    uint64_t bit5 = 0;
#pragma GCC unroll 4
    for (int at = 0; at < CLASSES_BYTES; at += CLASSES_STEP) {
        classes_vector v = CLASSES_LOAD(bytes + at), after = CLASSES_LOAD(bytes + at + 1);
        classes_vector blank = CLASSES_OP(set1_epi8)(' '), low = CLASSES_OR(v, blank);
        c.letter |= classes_bits(classes_within(low, 'a', 'z'), at);
        bit5 |= classes_bits(CLASSES_OP(slli_epi16)(v, 2), at);
        c.digit |= classes_bits(classes_within(v, '0', '9'), at);
        c.space |= classes_bits(classes_are(v, ' '), at);
        c.odd |= classes_bits(CLASSES_OR(v, classes_are(v, '\'')), at);
        c.dot |= classes_bits(classes_are(v, '.'), at);
        c.comma |= classes_bits(CLASSES_OR(classes_are(v, ')'), classes_are(v, ',')), at);
        c.quote |= classes_bits(classes_are(v, '"'), at);
        c.twice |= classes_bits(CLASSES_OP(cmpeq_epi8)(low, CLASSES_OR(after, blank)), at);
    }
    c.upper = c.letter & ~bit5;
    return c;
}

#else

static inline struct classes classes_read(const char *bytes)
{
    return classes_read_scalar(bytes);
}

#endif

#endif
