/* classes.h - 64 bytes of text as bit masks: which are letters, digits, spaces.
 *
 *     struct classes c = classes_read(text);    // reads 65 bytes
 *     size_t run = __builtin_ctzll(~(c.letter | c.digit));
 *
 * Bit i speaks of byte i. With SSE2 sixteen bytes at a time, elsewhere byte by byte; both say the
 * same, and a test holds them to it. Inline, so that the masks stay in registers. */
#ifndef COMMON_CLASSES_H
#define COMMON_CLASSES_H

#include <stdint.h>

#ifdef __SSE2__
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

/* Which of the bytes lie in first..last? Moved so that last becomes the greatest signed byte, one
 * comparison tells. */
static inline __m128i classes_within(__m128i v, char first, char last)
{
    __m128i moved = _mm_add_epi8(v, _mm_set1_epi8((char)(127 - last)));
    return _mm_cmpgt_epi8(moved, _mm_set1_epi8((char)(127 - (last - first) - 1)));
}

static inline uint64_t classes_bits(__m128i v, int at)
{
    return (uint64_t)(uint32_t)_mm_movemask_epi8(v) << at;
}

static inline struct classes classes_read(const char *bytes)
{
    struct classes c = {0};
    uint64_t bit5 = 0;
#pragma GCC unroll 4
    for (int at = 0; at < CLASSES_BYTES; at += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(bytes + at));
        __m128i after = _mm_loadu_si128((const __m128i *)(bytes + at + 1));
        __m128i blank = _mm_set1_epi8(' '), low = _mm_or_si128(v, blank);
        c.letter |= classes_bits(classes_within(low, 'a', 'z'), at);
        bit5 |= classes_bits(_mm_slli_epi16(v, 2), at);
        c.digit |= classes_bits(classes_within(v, '0', '9'), at);
        c.space |= classes_bits(_mm_cmpeq_epi8(v, blank), at);
        c.odd |= classes_bits(_mm_or_si128(v, _mm_cmpeq_epi8(v, _mm_set1_epi8('\''))), at);
        c.dot |= classes_bits(_mm_cmpeq_epi8(v, _mm_set1_epi8('.')), at);
        __m128i bracket = _mm_cmpeq_epi8(v, _mm_set1_epi8(')'));
        c.comma |= classes_bits(_mm_or_si128(bracket, _mm_cmpeq_epi8(v, _mm_set1_epi8(','))), at);
        c.quote |= classes_bits(_mm_cmpeq_epi8(v, _mm_set1_epi8('"')), at);
        c.twice |= classes_bits(_mm_cmpeq_epi8(low, _mm_or_si128(after, blank)), at);
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
