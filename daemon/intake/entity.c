#include "intake/entity.h"

#include "intake/charset.h"

#include <libxml/HTMLparser.h>
#include <string.h>

#define LONGEST_NAME 12

uint32_t entity_named(struct slice name)
{
    char copy[LONGEST_NAME];
    if (!name.len || name.len >= sizeof copy)
        return 0;
    memcpy(copy, name.ptr, name.len);
    copy[name.len] = '\0';
    if (strcmp(copy, "apos") == 0)
        return '\'';
    const htmlEntityDesc *found = htmlEntityLookup((const xmlChar *)copy);
    return found ? found->value : 0;
}

static int digit_value(char c, int base)
{
    int value = c >= '0' && c <= '9'                 ? c - '0'
                : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10
                                                     : 99;
    return value < base ? value : -1;
}

static bool is_character(uint32_t c)
{
    return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c < 0xd800) ||
           (c >= 0xe000 && c <= 0x10ffff && (c & 0xfffe) != 0xfffe);
}

/* Behind "&#". */
static size_t read_number(struct slice s, uint32_t *ret_code)
{
    size_t at = 2, first;
    int base = 10, digit;
    if (at < s.len && (s.ptr[at] | 32) == 'x')
        base = 16, at++;
    uint32_t code = 0;
    for (first = at; at < s.len && (digit = digit_value(s.ptr[at], base)) >= 0; at++)
        code = code > 0x110000 ? code : code * (uint32_t)base + (uint32_t)digit;
    if (at == first)
        return 0;
    *ret_code = is_character(code) ? charset_from_windows(code) : 0xfffd;
    return at < s.len && s.ptr[at] == ';' ? at + 1 : at;
}

static bool is_alnum(char c)
{
    return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

size_t entity_read(struct slice s, uint32_t *ret_code)
{
    if (s.len < 3 || s.ptr[0] != '&')
        return 0;
    if (s.ptr[1] == '#')
        return read_number(s, ret_code);
    size_t end = 1;
    while (end < s.len && end <= LONGEST_NAME && is_alnum(s.ptr[end]))
        end++;
    uint32_t code = entity_named(slice_sub(s, 1, end - 1));
    /* "?a=1&copy=2" is an address, not a copyright sign. */
    bool closed = end < s.len && s.ptr[end] == ';';
    if (!code || (!closed && end < s.len && s.ptr[end] == '='))
        return 0;
    *ret_code = code;
    return end + closed;
}

void entity_decode(struct text *out, struct slice s)
{
    while (s.len) {
        size_t plain = slice_find_byte(s, '&');
        text_add(out, slice_sub(s, 0, plain));
        s = slice_sub(s, plain, s.len);
        if (!s.len)
            return;
        uint32_t code;
        size_t used = entity_read(s, &code);
        if (used)
            text_add_char(out, code);
        else
            text_add_byte(out, '&');
        s = slice_sub(s, used ? used : 1, s.len);
    }
}

void entity_escape(struct text *out, struct slice s, bool attribute)
{
    size_t from = 0;
    for (size_t i = 0; i < s.len; i++) {
        const char *as = s.ptr[i] == '&' ? "&amp;" : s.ptr[i] == '<' ? "&lt;" :
                         s.ptr[i] == '>' ? "&gt;" : attribute && s.ptr[i] == '"' ? "&quot;" : NULL;
        if (!as)
            continue;
        text_add(out, slice_sub(s, from, i - from));
        text_add(out, slice_of(as));
        from = i + 1;
    }
    text_add(out, slice_sub(s, from, s.len));
}
