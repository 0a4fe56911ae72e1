#include "fold.h"

#include <string.h>

uint32_t fold_decode(const char *text, size_t len, size_t *ret_len)
{
    const unsigned char *s = (const unsigned char *)text;
    static const uint32_t least[5] = { 0, 0, 0x80, 0x800, 0x10000 };
    size_t need = s[0] < 0x80 ? 1 : s[0] < 0xc2 ? 0 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3
                  : s[0] < 0xf5 ? 4 : 0;
    *ret_len = 1;
    if (need <= 1)
        return need ? s[0] : 0xfffd;
    if (need > len)
        return 0xfffd;
    uint32_t c = s[0] & (0x7fu >> need);
    for (size_t i = 1; i < need; i++) {
        if ((s[i] & 0xc0) != 0x80)
            return 0xfffd;
        c = c << 6 | (s[i] & 0x3f);
    }
    if (c < least[need] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
        return 0xfffd;
    *ret_len = need;
    return c;
}

size_t fold_encode(uint32_t c, char out[4])
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    size_t len = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = len - 1; i > 0; i--, c >>= 6)
        out[i] = (char)(0x80 | (c & 0x3f));
    out[0] = (char)(((0xf00 >> len) & 0xff) | c);
    return len;
}

/* Upper case letters come in runs: a constant distance away, or alternating with lower ones. */
struct run {
    uint16_t first, last;
    int16_t distance; /* 0: upper and lower alternate, upper first (even - first) */
};

static const struct run runs[] = {
    { 0x00c0, 0x00d6, 32 },   { 0x00d8, 0x00de, 32 },   { 0x0100, 0x012f, 0 },
    { 0x0132, 0x0137, 0 },    { 0x0139, 0x0148, 0 },    { 0x014a, 0x0177, 0 },
    { 0x0178, 0x0178, -121 }, { 0x0179, 0x017e, 0 },    { 0x01cd, 0x01dc, 0 },
    { 0x01de, 0x01ef, 0 },    { 0x01f8, 0x021f, 0 },    { 0x0222, 0x0233, 0 },
    { 0x0386, 0x0386, 38 },   { 0x0388, 0x038a, 37 },   { 0x038c, 0x038c, 64 },
    { 0x038e, 0x038f, 63 },   { 0x0391, 0x03a1, 32 },   { 0x03a3, 0x03ab, 32 },
    { 0x0400, 0x040f, 80 },   { 0x0410, 0x042f, 32 },   { 0x0460, 0x0481, 0 },
    { 0x048a, 0x04bf, 0 },    { 0x04c1, 0x04ce, 0 },    { 0x04d0, 0x052f, 0 },
    { 0x1e00, 0x1e95, 0 },    { 0x1ea0, 0x1eff, 0 },    { 0x2160, 0x216f, 16 },
    { 0x24b6, 0x24cf, 26 },   { 0xff21, 0xff3a, 32 },
};

static uint32_t lower(uint32_t c)
{
    if (c < 0x80)
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    if (c == 0x130) /* I with a dot: Istanbul's capital is an i */
        return 'i';
    for (size_t low = 0, high = sizeof runs / sizeof *runs; low < high;) {
        size_t middle = (low + high) / 2;
        if (c > runs[middle].last)
            low = middle + 1;
        else if (c < runs[middle].first)
            high = middle;
        else if (runs[middle].distance)
            return (uint32_t)((int32_t)c + runs[middle].distance);
        else
            return c + !((c - runs[middle].first) & 1);
    }
    return c;
}

bool fold_is_upper(uint32_t c)
{
    return lower(c) != c;
}

static bool vanishes(uint32_t c)
{
    return c == 0xad || (c >= 0x200b && c <= 0x200f) || c == 0x2060 || c == 0xfeff ||
           (c >= 0x202a && c <= 0x202e) || (c >= 0xfe00 && c <= 0xfe0f);
}

uint32_t fold_char(uint32_t c)
{
    if (c < 0x80)
        return lower(c);
    if (vanishes(c))
        return 0;
    if (c == 0x2018 || c == 0x2019 || c == 0x201b || c == 0x2bc || c == 0x2032 || c == 0xb4)
        return '\'';
    if (c == 0x201c || c == 0x201d || c == 0x201e || c == 0x201f || c == 0xab || c == 0xbb)
        return '"';
    if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212)
        return '-';
    if (c == 0xa0 || c == 0x202f || (c >= 0x2000 && c <= 0x200a))
        return ' ';
    return lower(c);
}

size_t fold_text(const char *text, size_t len, char *out, size_t cap)
{
    size_t size = 0, step;
    for (size_t at = 0; at < len; at += step) {
        uint32_t c = fold_char(fold_decode(text + at, len - at, &step));
        char bytes[4];
        size_t need = c ? fold_encode(c, bytes) : 0;
        if (size + need > cap)
            break;
        memcpy(out + size, bytes, need);
        size += need;
    }
    return size;
}
