#include "classes.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

static uint64_t bit_if(int condition, int at)
{
    return (uint64_t)(condition != 0) << at;
}

void classes_read_scalar(const char *bytes, struct classes *ret)
{
    *ret = (struct classes){0};
    for (int i = 0; i < CLASSES_BYTES; i++) {
        unsigned char c = (unsigned char)bytes[i], low = c | 32;
        ret->letter |= bit_if(low >= 'a' && low <= 'z' && c < 0x80, i);
        ret->upper |= bit_if(c >= 'A' && c <= 'Z', i);
        ret->digit |= bit_if(c >= '0' && c <= '9', i);
        ret->space |= bit_if(c == ' ' || (c >= '\t' && c <= '\r'), i);
        ret->high |= bit_if(c >= 0x80, i);
        ret->twice |= bit_if(low == ((unsigned char)bytes[i + 1] | 32), i);
    }
}

#ifdef __SSE2__

/* Bytes of 0x80 and above are negative here, so they lie in no range of ASCII. */
static __m128i within(__m128i v, char first, char last)
{
    return _mm_and_si128(_mm_cmpgt_epi8(v, _mm_set1_epi8((char)(first - 1))),
                         _mm_cmplt_epi8(v, _mm_set1_epi8((char)(last + 1))));
}

static uint64_t bits(__m128i v, int at)
{
    return (uint64_t)(uint32_t)_mm_movemask_epi8(v) << at;
}

void classes_read(const char *bytes, struct classes *ret)
{
    struct classes c = {0};
    for (int at = 0; at < CLASSES_BYTES; at += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(bytes + at));
        __m128i after = _mm_loadu_si128((const __m128i *)(bytes + at + 1));
        __m128i low = _mm_or_si128(v, _mm_set1_epi8(32));
        __m128i space = _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8(' ')), within(v, '\t', '\r'));
        c.letter |= bits(within(low, 'a', 'z'), at);
        c.upper |= bits(within(v, 'A', 'Z'), at);
        c.digit |= bits(within(v, '0', '9'), at);
        c.space |= bits(space, at);
        c.high |= bits(v, at);
        c.twice |= bits(_mm_cmpeq_epi8(low, _mm_or_si128(after, _mm_set1_epi8(32))), at);
    }
    *ret = c;
}

#else

void classes_read(const char *bytes, struct classes *ret)
{
    classes_read_scalar(bytes, ret);
}

#endif
