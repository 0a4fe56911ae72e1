/* From what an element held to text: types, base64, encodings gone wrong. */
#include "intake/feed_reader.h"

#include "base/mem.h"
#include "intake/sanitize.h"

#include <string.h>

void feed_set(char **to, struct slice value)
{
    if (!value.len)
        return;
    mem_free(to);
    *to = slice_string(value);
}

void feed_text_done(struct feed_text *t)
{
    mem_free(&t->value);
    mem_free(&t->base);
}

void feed_move(struct feed_text *to, struct feed_text *from)
{
    feed_text_done(to);
    *to = *from;
    *from = (struct feed_text){0};
}

/* White space folded to single spaces. */
static void fold_spaces(struct text *t)
{
    size_t len = 0;
    for (size_t i = 0; i < t->len; i++) {
        bool space = t->ptr[i] == ' ' || (t->ptr[i] >= '\t' && t->ptr[i] <= '\r');
        if (!space)
            t->ptr[len++] = t->ptr[i];
        else if (len && t->ptr[len - 1] != ' ')
            t->ptr[len++] = ' ';
    }
    while (len && t->ptr[len - 1] == ' ')
        len--;
    text_cut(t, len);
}

char *feed_plain(const struct feed_text *t)
{
    HELD(text) plain = {0};
    if (t->html)
        sanitize_to_text(&plain, slice_of(t->value));
    else
        text_add(&plain, slice_of(t->value));
    fold_spaces(&plain);
    return plain.len ? text_take(&plain) : NULL;
}

char *feed_language_tag(struct slice s)
{
    char *tag = slice_string(slice_trim(s));
    for (char *c = tag; *c; c++)
        if (*c == '_')
            *c = '-';
    return tag;
}

static bool ends_nocase(struct slice s, const char *suffix)
{
    size_t len = strlen(suffix);
    return s.len >= len && slice_is_nocase(slice_sub(s, s.len - len, len), suffix);
}

/* Atom's, also met in RSS. */
void feed_text_type(struct feed_frame *f, const struct feed_attributes *a)
{
    struct slice type = slice_trim(feed_attribute(a, "type")), mode = feed_attribute(a, "mode");
    type = slice_trim(slice_sub(type, 0, slice_find_byte(type, ';')));
    if (slice_is_nocase(type, "text") || slice_is_nocase(type, "plain") ||
        slice_is_nocase(type, "text/plain"))
        f->kind = KIND_PLAIN;
    else if (slice_is_nocase(type, "html") || slice_is_nocase(type, "text/html"))
        f->kind = KIND_HTML;
    else if (slice_is_nocase(type, "xhtml") || ends_nocase(type, "xml"))
        f->kind = slice_is_nocase(mode, "escaped") ? KIND_HTML : KIND_XHTML;
    else if (slice_starts_nocase(type, "text/"))
        f->kind = KIND_PLAIN;
    else if (slice_find_byte(type, '/') != SIZE_MAX)
        f->base64 = true;
    if (slice_is_nocase(mode, "base64"))
        f->base64 = true;
}

static int sextet(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

static void decode_base64(struct text *t)
{
    uint32_t bits = 0;
    size_t held = 0, len = 0;
    for (size_t i = 0; i < t->len && t->ptr[i] != '='; i++) {
        int value = sextet(t->ptr[i]);
        if (value < 0)
            continue;
        bits = bits << 6 | (uint32_t)value;
        held += 6;
        if (held >= 8)
            t->ptr[len++] = (char)(bits >> (held -= 8));
    }
    text_cut(t, len);
}

/* Somebody took UTF-8 for ISO 8859-1 and encoded it again: all code points are bytes, and those
 * bytes are UTF-8. Appends what was meant. */
static bool undo_double_encoding(struct slice s, struct text *out)
{
    size_t before = out->len;
    for (size_t at = 0; at < s.len;) {
        uint32_t c = utf8_next(s, &at);
        if (c > 0xff) {
            text_cut(out, before);
            return false;
        }
        text_add_byte(out, (char)c);
    }
    bool meant = utf8_is_valid(slice_sub(text_slice(out), before, out->len));
    if (!meant)
        text_cut(out, before);
    return meant;
}

/* Controls between 0x80 and 0x9f are windows-1252 that somebody took for ISO 8859-1. */
static void undo_wrong_controls(struct slice s, struct text *out)
{
    for (size_t at = 0; at < s.len;)
        text_add_char(out, charset_from_windows(utf8_next(s, &at)));
}

/* Both errors leave code points from 0x80 to 0xbf, whose first byte is 0xc2: controls, or such that
 * follow another of the first 256. */
static bool may_be_misread(struct slice s)
{
    for (size_t i = 0, at; (at = slice_find_byte(slice_sub(s, i, s.len), '\xc2')) != SIZE_MAX;) {
        i += at + 1;
        bool control = i < s.len && (unsigned char)s.ptr[i] < 0xa0;
        bool follows = i >= 3 && (s.ptr[i - 3] == '\xc3' || s.ptr[i - 3] == '\xc2');
        if (control || follows)
            return true;
    }
    return false;
}

static char *decode_bytes(struct slice s)
{
    HELD(text) bytes = {0};
    text_add(&bytes, s);
    decode_base64(&bytes);
    struct slice plain = slice_trim(text_slice(&bytes));
    bool picture = !utf8_is_valid(plain) || slice_find_byte(plain, '\0') != SIZE_MAX;
    return plain.len && !picture ? slice_string(plain) : NULL;
}

char *feed_take_value(struct feed_reader *r, const struct feed_frame *f)
{
    struct slice s = slice_trim(slice_sub(text_slice(&r->text), f->mark, r->text.len));
    HELD(text) better = {0};
    if (f->base64)
        return decode_bytes(s);
    if (!s.len)
        return NULL;
    if (!may_be_misread(s))
        return slice_string(s);
    if (!undo_double_encoding(s, &better))
        undo_wrong_controls(s, &better);
    return text_take(&better);
}

/* Atom 1.0 puts XHTML into one <div> that is not part of it. */
static void strip_div(char **value)
{
    struct slice s = slice_of(*value);
    size_t start = slice_find_byte(s, '>');
    if (!slice_starts(s, "<div") || start == SIZE_MAX || !slice_ends(s, "</div>") ||
        (s.ptr[4] != '>' && s.ptr[4] != ' '))
        return;
    struct slice inner = slice_sub(s, start + 1, s.len - start - 7), rest = inner;
    /* Only if that <div> and that </div> belong together. */
    for (size_t depth = 1, at; (at = slice_find(rest, "div")) != SIZE_MAX;) {
        if (at >= 2 && rest.ptr[at - 1] == '/' && rest.ptr[at - 2] == '<') {
            if (--depth == 0)
                return;
        } else if (at >= 1 && rest.ptr[at - 1] == '<') {
            depth++;
        }
        rest = slice_sub(rest, at + 3, rest.len);
    }
    char *without = slice_string(slice_trim(inner));
    mem_free(value);
    *value = without;
}

struct feed_text feed_take_text(struct feed_reader *r, const struct feed_frame *f)
{
    struct feed_text t = { .value = feed_take_value(r, f) };
    bool atom = r->document->dialect == FEED_ATOM03 || r->document->dialect == FEED_ATOM10;
    if (!t.value)
        return t;
    t.html = f->kind != KIND_PLAIN || f->base64 ||
             (!atom && sanitize_looks_like_html(slice_of(t.value)));
    if (f->kind == KIND_XHTML && r->document->dialect == FEED_ATOM10)
        strip_div(&t.value);
    if (t.html)
        t.base = mem_string(f->base);
    return t;
}
