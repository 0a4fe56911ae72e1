#include "intake/charset.h"

#include "intake/charset_label.h"

#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <string.h>
#include <uchardet.h>

uint32_t charset_from_windows(uint32_t c)
{
    static const uint16_t windows[32] = {
        0x20ac, 0x0081, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
        0x2039, 0x0152, 0x008d, 0x017d, 0x008f, 0x0090, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
        0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x009d, 0x017e, 0x0178,
    };
    return c >= 0x80 && c <= 0x9f ? windows[c - 0x80] : c;
}

/* ------------------------------------------------------------------ decoding */

/* Bytes up to `end` were written behind the text. */
static void ends_at(struct text *t, const char *end)
{
    t->len = (size_t)(end - t->ptr);
    t->ptr[t->len] = '\0';
}

/* One call of iconv on what is left, with room for at least `more` bytes. */
static size_t convert(iconv_t to, struct slice *left, struct text *out, size_t more)
{
    text_reserve(out, more);
    char *in = (char *)left->ptr, *at = out->ptr + out->len;
    size_t room = out->cap - out->len - 1;
    size_t done = iconv(to, left->ptr ? &in : NULL, &left->len, &at, &room);
    left->ptr = in;
    ends_at(out, at);
    return done;
}

static size_t count_beyond_ascii(struct slice bytes)
{
    size_t count = 0;
    for (size_t i = 0; i < bytes.len; i++)
        count += (unsigned char)bytes.ptr[i] >= 0x80;
    return count;
}

/* False, and nothing appended, unless bytes is of that encoding. A last character that was cut off
 * is forgiven, and so are a few broken ones, which become U+FFFD: one in fifty of what is not
 * ASCII, if lenient. */
static bool decode_by(struct slice bytes, const char *from, bool lenient, struct text *out)
{
    size_t before = out->len, forgiven = lenient ? count_beyond_ascii(bytes) / 50 : 0;
    bool good = true;
    if (charset_label_is_table(from)) {
        charset_label_decode(from, bytes, out);
        return true;
    }
    iconv_t to = iconv_open("UTF-8", from);
    if (to == (iconv_t)-1)
        return false;
    while (good && convert(to, &bytes, out, bytes.len + bytes.len / 2 + 16) == (size_t)-1) {
        if (errno == EINVAL)
            break;
        if (errno == E2BIG)
            continue;
        good = forgiven > 0;
        forgiven -= good;
        bytes = slice_sub(bytes, 1, bytes.len);
        text_add_char(out, 0xfffd);
    }
    struct slice rest = { NULL, 0 }; /* what a stateful encoding still holds back */
    convert(to, &rest, out, 16);
    iconv_close(to);
    if (!good)
        text_cut(out, before);
    return good;
}

static bool decode_strictly(struct slice bytes, const char *from, struct text *out)
{
    return decode_by(bytes, from, false, out);
}

/* UTF-8 as far as it goes, every other byte as windows-1252. Both need not be counted: a text in
 * windows-1252 holds next to nothing that is UTF-8 by chance. */
static void decode_mixed(struct slice bytes, struct text *out)
{
    for (size_t at = 0; at < bytes.len;) {
        size_t before = at;
        uint32_t c = utf8_next(bytes, &at);
        if (c == 0xfffd && at - before == 1)
            c = charset_from_windows((unsigned char)bytes.ptr[before]);
        text_add_char(out, c);
    }
}

/* How much of what is not ASCII is well-formed UTF-8. */
static bool is_mostly_utf8(struct slice bytes)
{
    size_t good = 0, bad = 0;
    for (size_t at = 0; at < bytes.len;) {
        size_t before = at;
        uint32_t c = utf8_next(bytes, &at);
        if (c == 0xfffd && at - before == 1)
            bad++;
        else if (c >= 0x80)
            good++;
    }
    return bad <= good;
}

static bool is_ascii(struct slice bytes)
{
    for (size_t i = 0; i < bytes.len; i++)
        if ((unsigned char)bytes.ptr[i] >= 0x80)
            return false;
    return true;
}

/* ------------------------------------------------------------------ finding out */

static const struct mark {
    const char *name;
    size_t len;
    unsigned char bytes[4];
} marks[] = {
    { "utf-8", 3, { 0xef, 0xbb, 0xbf } },
    { "utf-32be", 4, { 0, 0, 0xfe, 0xff } },
    { "utf-32le", 4, { 0xff, 0xfe, 0, 0 } },
    { "utf-16be", 2, { 0xfe, 0xff } },
    { "utf-16le", 2, { 0xff, 0xfe } },
};

/* Cuts a byte order mark off *bytes. */
static const char *marked(struct slice *bytes)
{
    for (size_t i = 0; i < count_of(marks); i++)
        if (bytes->len >= marks[i].len && memcmp(bytes->ptr, marks[i].bytes, marks[i].len) == 0) {
            *bytes = slice_sub(*bytes, marks[i].len, bytes->len);
            return marks[i].name;
        }
    return NULL;
}

/* The first character of a feed is '<', '{' or white space; zeros around it tell its width. */
static const char *by_width(struct slice bytes)
{
    static const struct {
        const char *name, *pattern;
    } widths[] = { { "utf-32be", "000x" }, { "utf-32le", "x000" },
                   { "utf-16be", "0x0x" }, { "utf-16le", "x0x0" } };
    if (bytes.len < 4)
        return NULL;
    for (size_t i = 0; i < count_of(widths); i++) {
        size_t same = 0;
        while (same < 4 && (bytes.ptr[same] == 0) == (widths[i].pattern[same] == '0'))
            same++;
        if (same == 4)
            return widths[i].name;
    }
    return NULL;
}

size_t charset_declaration(struct slice s)
{
    if (!slice_starts(s, "<?xml") || s.len < 6 || (unsigned char)s.ptr[5] > ' ')
        return 0;
    size_t end = slice_find(slice_sub(s, 0, 1024), "?>");
    return end == SIZE_MAX ? 0 : end + 2;
}

/* encoding="..." of the declaration, which may stand behind a few bytes of dirt. */
static struct slice declared(struct slice bytes)
{
    struct slice head = slice_sub(bytes, 0, 2048), nothing = SLICE("");
    size_t start = slice_find(head, "<?xml");
    if (start == SIZE_MAX)
        return nothing;
    head = slice_sub(head, start, head.len);
    head = slice_sub(head, 0, charset_declaration(head));
    size_t at = slice_find(head, "encoding");
    if (at == SIZE_MAX)
        return nothing;
    struct slice value = slice_trim(slice_sub(head, at + 8, head.len));
    if (!slice_starts(value, "="))
        return nothing;
    value = slice_trim(slice_sub(value, 1, value.len));
    if (!value.len || (value.ptr[0] != '"' && value.ptr[0] != '\''))
        return nothing;
    char quote = value.ptr[0];
    value = slice_sub(value, 1, value.len);
    return slice_sub(value, 0, slice_find_byte(value, quote));
}

/* Markup is ASCII and only makes the detector sure of the wrong thing, so it gets the bytes
 * between tags; and no more than it needs. */
static bool guess(struct slice bytes, struct charset_label *ret)
{
    uchardet_t detector = uchardet_new();
    struct slice s = slice_sub(bytes, 0, 65536);
    bool in_tag = false;
    for (size_t from = 0, i = 0; i <= s.len; i++) {
        bool edge = i == s.len || (in_tag ? s.ptr[i] == '>' : s.ptr[i] == '<');
        if (!edge)
            continue;
        if (!in_tag && i > from)
            uchardet_handle_data(detector, s.ptr + from, i - from);
        in_tag = !in_tag;
        from = i + 1;
    }
    uchardet_data_end(detector);
    bool found = charset_label_find(slice_of(uchardet_get_charset(detector)), ret);
    uchardet_delete(detector);
    /* The detector names the larger set; most texts fit the smaller. */
    HELD(text) probe = {0};
    if (found && strcmp(ret->name, "gb18030") == 0 && decode_strictly(bytes, "EUC-CN", &probe))
        strcpy(ret->name, "gb2312");
    return found;
}

static void set_name(char ret_name[CHARSET_NAME], const char *name)
{
    snprintf(ret_name, CHARSET_NAME, "%s", name);
}

/* An encoding that was stated and that the bytes bear out. */
static bool decode_as_stated(struct slice bytes, struct slice label, struct text *out,
                             char ret_name[CHARSET_NAME])
{
    struct charset_label e;
    if (!charset_label_find(label, &e))
        return false;
    /* A label of two-byte units cannot be read from single bytes: somebody recoded the file. */
    if (strncmp(e.name, "utf-16", 6) == 0 || strncmp(e.name, "utf-32", 6) == 0 ||
        strncmp(e.name, "ucs-", 4) == 0)
        return false;
    set_name(ret_name, e.name);
    if (strcmp(e.name, "utf-8") != 0)
        return decode_by(bytes, e.iconv, true, out);
    if (!utf8_is_valid(bytes))
        return false;
    text_add(out, bytes);
    return true;
}

/* A declaration in EBCDIC begins with these bytes of "<?xm". Letters are the same in all EBCDIC,
 * quotation marks are not. Feeds of mainframes are rare, but XML's appendix F has them. */
static bool decode_ebcdic(struct slice bytes, struct text *out, char ret_name[CHARSET_NAME])
{
    static const char *const families[] = { "IBM037", "IBM1026" };
    if (!slice_starts(bytes, "\x4c\x6f\xa7\x94"))
        return false;
    for (size_t i = 0; i < count_of(families); i++) {
        HELD(text) head = {0};
        if (decode_strictly(slice_sub(bytes, 0, 256), families[i], &head) &&
            decode_as_stated(bytes, declared(text_slice(&head)), out, ret_name))
            return true;
    }
    return false;
}

static void decode_as_seen(struct slice bytes, struct text *out, char ret_name[CHARSET_NAME])
{
    struct charset_label e;
    if (utf8_is_valid(bytes)) {
        set_name(ret_name, "utf-8");
        text_add(out, bytes);
    } else if (is_mostly_utf8(bytes)) {
        set_name(ret_name, "utf-8");
        decode_mixed(bytes, out);
    } else if (guess(bytes, &e) && decode_by(bytes, e.iconv, true, out)) {
        set_name(ret_name, e.name);
    } else {
        set_name(ret_name, "windows-1252");
        decode_mixed(bytes, out);
    }
}

void charset_decode(struct slice bytes, const struct charset_hints *hints, struct text *out,
                    char ret_name[CHARSET_NAME])
{
    const char *wide = marked(&bytes);
    if (!wide)
        wide = by_width(bytes);
    if (wide && strcmp(wide, "utf-8") != 0 && decode_strictly(bytes, wide, out)) {
        set_name(ret_name, wide);
        return;
    }
    if (!wide && !hints->http.len && hints->http_is_text && is_ascii(bytes)) {
        set_name(ret_name, "us-ascii");
        text_add(out, bytes);
        return;
    }
    if (!wide && (decode_ebcdic(bytes, out, ret_name) ||
                  decode_as_stated(bytes, hints->http, out, ret_name) ||
                  decode_as_stated(bytes, declared(bytes), out, ret_name)))
        return;
    decode_as_seen(bytes, out, ret_name);
}
