#include "base/text.h"

#include "base/mem.h"

#include <assert.h>
#include <locale.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Slices */

struct slice slice_of(const char *string)
{
    return (struct slice){ string ? string : "", string ? strlen(string) : 0 };
}

struct slice slice_sub(struct slice s, size_t start, size_t len)
{
    if (start > s.len)
        start = s.len;
    if (len > s.len - start)
        len = s.len - start;
    return (struct slice){ s.ptr + start, len };
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct slice slice_trim(struct slice s)
{
    while (s.len && is_space(s.ptr[0]))
        s.ptr++, s.len--;
    while (s.len && is_space(s.ptr[s.len - 1]))
        s.len--;
    return s;
}

bool slice_same(struct slice a, struct slice b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

bool slice_is(struct slice s, const char *string)
{
    return slice_same(s, slice_of(string));
}

bool slice_is_nocase(struct slice s, const char *string)
{
    return s.len == strlen(string) && strncasecmp(s.ptr, string, s.len) == 0;
}

bool slice_starts(struct slice s, const char *prefix)
{
    size_t len = strlen(prefix);
    return s.len >= len && memcmp(s.ptr, prefix, len) == 0;
}

bool slice_starts_nocase(struct slice s, const char *prefix)
{
    size_t len = strlen(prefix);
    return s.len >= len && strncasecmp(s.ptr, prefix, len) == 0;
}

bool slice_ends(struct slice s, const char *suffix)
{
    size_t len = strlen(suffix);
    return s.len >= len && memcmp(s.ptr + s.len - len, suffix, len) == 0;
}

size_t slice_find(struct slice s, const char *needle)
{
    if (!s.len || !*needle)
        return *needle ? SIZE_MAX : 0;
    const char *at = memmem(s.ptr, s.len, needle, strlen(needle));
    return at ? (size_t)(at - s.ptr) : SIZE_MAX;
}

size_t slice_find_nocase(struct slice s, const char *needle)
{
    size_t len = strlen(needle);
    for (size_t i = 0; i + len <= s.len; i++)
        if (strncasecmp(s.ptr + i, needle, len) == 0)
            return i;
    return SIZE_MAX;
}

size_t slice_find_byte(struct slice s, char byte)
{
    const char *at = s.len ? memchr(s.ptr, byte, s.len) : NULL;
    return at ? (size_t)(at - s.ptr) : SIZE_MAX;
}

bool slice_next(struct slice *rest, char separator, struct slice *ret_part)
{
    if (!rest->ptr)
        return false;
    size_t at = slice_find_byte(*rest, separator);
    if (at == SIZE_MAX) {
        *ret_part = *rest;
        *rest = (struct slice){ NULL, 0 };
        return true;
    }
    *ret_part = slice_sub(*rest, 0, at);
    *rest = slice_sub(*rest, at + 1, rest->len);
    return true;
}

char *slice_string(struct slice s)
{
    char *copy = mem_new(s.len + 1);
    if (s.len)
        memcpy(copy, s.ptr, s.len);
    return copy;
}

bool slice_to_int(struct slice s, int64_t *ret_value)
{
    char digits[24];
    if (s.len == 0 || s.len >= sizeof digits || is_space(s.ptr[0]))
        return false;
    memcpy(digits, s.ptr, s.len);
    digits[s.len] = '\0';
    char *end;
    long long value = strtoll(digits, &end, 10);
    if (*end || end == digits)
        return false;
    *ret_value = value;
    return true;
}

/* strtod follows the locale's decimal point; a daemon's numbers must not. */
static locale_t c_locale(void)
{
    static locale_t locale;
    if (!locale)
        locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    return locale;
}

bool slice_to_real(struct slice s, double *ret_value)
{
    char digits[64];
    if (s.len == 0 || s.len >= sizeof digits || is_space(s.ptr[0]))
        return false;
    memcpy(digits, s.ptr, s.len);
    digits[s.len] = '\0';
    if (strspn(digits, "+-.0123456789eE") != s.len)
        return false;
    char *end;
    double value = strtod_l(digits, &end, c_locale());
    if (*end || end == digits || !isfinite(value))
        return false;
    *ret_value = value;
    return true;
}

/* Texts */

void text_done(struct text *t)
{
    mem_free(&t->ptr);
    *t = (struct text){0};
}

void text_clear(struct text *t)
{
    text_cut(t, 0);
}

void text_reserve(struct text *t, size_t more)
{
    assert(more < SIZE_MAX / 4);
    size_t need = t->len + more + 1;
    if (need <= t->cap)
        return;
    size_t cap = t->cap ? t->cap * 2 : 64;
    t->cap = cap < need ? need : cap;
    t->ptr = mem_resize(t->ptr, t->cap, 1);
}

void text_add(struct text *t, struct slice s)
{
    if (!s.len)
        return;
    text_reserve(t, s.len);
    memcpy(t->ptr + t->len, s.ptr, s.len);
    t->len += s.len;
    t->ptr[t->len] = '\0';
}

void text_add_byte(struct text *t, char byte)
{
    text_reserve(t, 1);
    t->ptr[t->len++] = byte;
    t->ptr[t->len] = '\0';
}

void text_add_char(struct text *t, uint32_t c)
{
    char out[4];
    size_t len;
    if (c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
        c = 0xfffd;
    if (c < 0x80) {
        out[0] = (char)c;
        len = 1;
    } else if (c < 0x800) {
        out[0] = (char)(0xc0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3f));
        len = 2;
    } else if (c < 0x10000) {
        out[0] = (char)(0xe0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3f));
        out[2] = (char)(0x80 | (c & 0x3f));
        len = 3;
    } else {
        out[0] = (char)(0xf0 | c >> 18);
        out[1] = (char)(0x80 | (c >> 12 & 0x3f));
        out[2] = (char)(0x80 | (c >> 6 & 0x3f));
        out[3] = (char)(0x80 | (c & 0x3f));
        len = 4;
    }
    text_add(t, (struct slice){ out, len });
}

void text_printf(struct text *t, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len > 0) {
        text_reserve(t, (size_t)len);
        vsnprintf(t->ptr + t->len, (size_t)len + 1, format, again);
        t->len += (size_t)len;
    }
    va_end(again);
}

void text_cut(struct text *t, size_t len)
{
    assert(len <= t->len);
    t->len = len;
    if (t->ptr)
        t->ptr[len] = '\0';
}

struct slice text_slice(const struct text *t)
{
    return (struct slice){ t->ptr ? t->ptr : "", t->len };
}

const char *text_string(const struct text *t)
{
    return t->ptr ? t->ptr : "";
}

char *text_take(struct text *t)
{
    text_reserve(t, 0);
    t->ptr[t->len] = '\0';
    char *taken = t->ptr;
    *t = (struct text){0};
    return taken;
}

/* UTF-8 */

/* The length of the well-formed sequence at s[at], or 0. Follows table 3-7 of Unicode. */
static size_t sequence_at(struct slice s, size_t at)
{
    const unsigned char *b = (const unsigned char *)s.ptr + at;
    size_t left = s.len - at;
    if (b[0] < 0x80)
        return 1;
    if (b[0] < 0xc2 || b[0] > 0xf4)
        return 0;
    size_t len = b[0] < 0xe0 ? 2 : b[0] < 0xf0 ? 3 : 4;
    if (left < len)
        return 0;
    unsigned char low = b[0] == 0xe0 ? 0xa0 : b[0] == 0xf0 ? 0x90 : 0x80;
    unsigned char high = b[0] == 0xed ? 0x9f : b[0] == 0xf4 ? 0x8f : 0xbf;
    if (b[1] < low || b[1] > high)
        return 0;
    for (size_t i = 2; i < len; i++)
        if ((b[i] & 0xc0) != 0x80)
            return 0;
    return len;
}

uint32_t utf8_next(struct slice s, size_t *at)
{
    assert(*at < s.len);
    const unsigned char *b = (const unsigned char *)s.ptr + *at;
    size_t len = sequence_at(s, *at);
    *at += len ? len : 1;
    switch (len) {
    case 1: return b[0];
    case 2: return (uint32_t)(b[0] & 0x1f) << 6 | (b[1] & 0x3f);
    case 3: return (uint32_t)(b[0] & 0x0f) << 12 | (uint32_t)(b[1] & 0x3f) << 6 | (b[2] & 0x3f);
    case 4:
        return (uint32_t)(b[0] & 0x07) << 18 | (uint32_t)(b[1] & 0x3f) << 12 |
               (uint32_t)(b[2] & 0x3f) << 6 | (b[3] & 0x3f);
    default: return 0xfffd;
    }
}

/* Bytes of ASCII from `at` on, looked at eight at a time. */
static size_t ascii_run(struct slice s, size_t at)
{
    size_t from = at;
    for (uint64_t eight; at + sizeof eight <= s.len; at += sizeof eight) {
        memcpy(&eight, s.ptr + at, sizeof eight);
        if (eight & UINT64_C(0x8080808080808080))
            break;
    }
    return at - from;
}

bool utf8_is_valid(struct slice s)
{
    for (size_t at = 0; at < s.len;) {
        size_t run = ascii_run(s, at);
        at += run;
        if (at == s.len)
            break;
        size_t len = sequence_at(s, at);
        if (!len)
            return false;
        at += len;
    }
    return true;
}

/* Bytes of eight that go on with a code point: the upper of their two highest bits is set alone. */
static size_t continuing(uint64_t eight)
{
    uint64_t bits = eight >> 7 & ~(eight >> 6) & UINT64_C(0x0101010101010101);
    return bits * UINT64_C(0x0101010101010101) >> 56;
}

size_t utf8_offset(struct slice s, size_t at)
{
    size_t end = at < s.len ? at : s.len, count = end, i = 0;
    for (uint64_t eight; i + sizeof eight <= end; i += sizeof eight) {
        memcpy(&eight, s.ptr + i, sizeof eight);
        count -= continuing(eight);
    }
    for (; i < end; i++)
        count -= ((unsigned char)s.ptr[i] & 0xc0) == 0x80;
    return count;
}

size_t utf8_length(struct slice s)
{
    return utf8_offset(s, s.len);
}

struct slice utf8_cut(struct slice s, size_t bytes)
{
    if (bytes >= s.len)
        return s;
    while (bytes && ((unsigned char)s.ptr[bytes] & 0xc0) == 0x80)
        bytes--;
    return slice_sub(s, 0, bytes);
}

void text_add_utf8(struct text *t, struct slice s)
{
    size_t good = 0;
    for (size_t at = 0; at < s.len;) {
        size_t len = sequence_at(s, at);
        if (len) {
            at += len;
            continue;
        }
        text_add(t, slice_sub(s, good, at - good));
        text_add_char(t, 0xfffd);
        good = ++at;
    }
    text_add(t, slice_sub(s, good, s.len));
}

static bool is_bidi_or_invisible(uint32_t c)
{
    return c == 0x061c || c == 0x200b || c == 0x200e || c == 0x200f ||
           (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x2064) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0xfeff || (c >= 0xe0000 && c <= 0xe007f);
}

void text_add_printable(struct text *t, struct slice s, bool keep_lines)
{
    for (size_t at = 0; at < s.len;) {
        uint32_t c = utf8_next(s, &at);
        if (c == '\n' && keep_lines)
            text_add_byte(t, '\n');
        else if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029)
            text_add_byte(t, ' ');
        else if (!is_bidi_or_invisible(c))
            text_add_char(t, c);
    }
}
