#include "intake/mend.h"

#include "base/mem.h"
#include "intake/charset.h"
#include "intake/entity.h"

#include <string.h>

#define MAX_OPEN 512          /* deeper start tags are dropped, their text stays */
#define MAX_ENTITIES 64
#define MAX_ENTITY 1024       /* bytes of one entity's text */
#define MAX_ATTRIBUTES 64

struct mender {
    struct slice in;          /* what is left */
    struct text *out;
    struct slice open[MAX_OPEN];
    size_t depth, buried;     /* buried: start tags beyond MAX_OPEN */
    struct entity {
        struct slice name, text;
    } entities[MAX_ENTITIES];
    size_t entities_size;
    size_t budget;            /* bytes that entities may still add */
    bool comments_ended;
};

/* ------------------------------------------------------------------ characters */

static bool is_name_start(char c)
{
    return ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '_' || c == ':' || (unsigned char)c >= 0x80;
}

static bool is_name_byte(char c)
{
    return is_name_start(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static size_t name_length(struct slice s)
{
    size_t n = 0;
    if (s.len && is_name_start(s.ptr[0]))
        while (n < s.len && is_name_byte(s.ptr[n]))
            n++;
    return n;
}

static struct slice take(struct slice *in, size_t bytes)
{
    struct slice taken = slice_sub(*in, 0, bytes);
    *in = slice_sub(*in, taken.len, in->len);
    return taken;
}

/* What stands before `mark`, and skips the mark too; without one, all there is. */
static struct slice take_until(struct slice *in, const char *mark)
{
    struct slice taken = take(in, slice_find(*in, mark));
    take(in, strlen(mark));
    return taken;
}

static void skip_spaces(struct slice *in)
{
    while (in->len && is_space(in->ptr[0]))
        take(in, 1);
}

static bool add_entity(struct mender *m, struct slice name)
{
    for (size_t i = 0; i < m->entities_size; i++)
        if (slice_same(m->entities[i].name, name) && m->entities[i].text.len <= m->budget) {
            m->budget -= m->entities[i].text.len;
            text_add(m->out, m->entities[i].text);
            return true;
        }
    return false;
}

/* A reference at the head of s becomes what it stands for. Numbers stay: what they mean is for the
 * reader to say. Returns the bytes it took, 0: none. */
static size_t add_reference(struct mender *m, struct slice s)
{
    size_t name = name_length(slice_sub(s, 1, 64));
    if (name && 1 + name < s.len && s.ptr[1 + name] == ';' && add_entity(m, slice_sub(s, 1, name)))
        return name + 2;
    uint32_t code;
    size_t used = entity_read(s, &code);
    bool closed = used && s.ptr[used - 1] == ';';
    if (!closed && !(used && s.ptr[1] == '#'))
        return 0;
    if (s.ptr[1] == '#' && code != 0xfffd && closed) {
        text_add(m->out, slice_sub(s, 0, 2));
        text_add(m->out, s.ptr[2] == 'X' ? SLICE("x") : slice_sub(s, 2, 1));
        text_add(m->out, slice_sub(s, 3, used - 3));
        return used;
    }
    HELD(text) one = {0};
    text_add_char(&one, code);
    entity_escape(m->out, text_slice(&one), true);
    return used;
}

/* Bytes of what XML does not admit at the head of s: controls, U+FFFE, U+FFFF. */
static size_t forbidden_length(struct slice s)
{
    unsigned char c = (unsigned char)s.ptr[0];
    if (c < 0x20)
        return c != '\t' && c != '\n' && c != '\r';
    if (c != 0xef)
        return 0;
    return slice_starts(s, "\xef\xbf\xbe") || slice_starts(s, "\xef\xbf\xbf") ? 3 : 0;
}

/* Text or an attribute's value. */
static void add_text(struct mender *m, struct slice s, bool attribute)
{
    size_t from = 0;
    for (size_t i = 0; i < s.len;) {
        char c = s.ptr[i];
        bool special = c == '&' || c == '<' || c == '>' || (c == '"' && attribute);
        size_t forbidden = forbidden_length(slice_sub(s, i, 3));
        if (!special && !forbidden) {
            i++;
            continue;
        }
        text_add(m->out, slice_sub(s, from, i - from));
        size_t used = c == '&' ? add_reference(m, slice_sub(s, i, s.len)) : forbidden;
        if (!used)
            entity_escape(m->out, slice_sub(s, i, 1), attribute);
        from = i += used ? used : 1;
    }
    text_add(m->out, slice_sub(s, from, s.len));
}

/* ------------------------------------------------------------------ the document type */

/* <!ENTITY name "text">, where text refers to nothing but characters. */
static void declare(struct mender *m, struct slice s)
{
    skip_spaces(&s);
    struct slice name = take(&s, name_length(s));
    skip_spaces(&s);
    char quote = s.len ? s.ptr[0] : '\0';
    if (!name.len || (quote != '"' && quote != '\''))
        return;
    take(&s, 1);
    struct slice text = take_until(&s, quote == '"' ? "\"" : "'");
    bool plain = text.len <= MAX_ENTITY && slice_find_byte(text, '<') == SIZE_MAX &&
                 slice_find_byte(text, '%') == SIZE_MAX;
    for (size_t i = 0; plain && i < text.len; i++)
        if (text.ptr[i] == '&' && !(i + 1 < text.len && text.ptr[i + 1] == '#'))
            plain = false;
    if (plain && m->entities_size < MAX_ENTITIES && !entity_named(name))
        m->entities[m->entities_size++] = (struct entity){ name, text };
}

/* Behind "<!DOCTYPE". */
static void skip_doctype(struct mender *m)
{
    size_t end = slice_find_byte(m->in, '>');
    size_t subset = slice_find_byte(slice_sub(m->in, 0, end), '[');
    if (subset == SIZE_MAX) {
        take_until(&m->in, ">");
        return;
    }
    take(&m->in, subset + 1);
    while (m->in.len && m->in.ptr[0] != ']') {
        if (slice_starts(m->in, "<!--")) {
            take_until(&m->in, "-->");
        } else if (slice_starts(m->in, "<!ENTITY")) {
            take(&m->in, 8);
            declare(m, slice_sub(m->in, 0, slice_find_byte(m->in, '>')));
            take_until(&m->in, ">");
        } else if (slice_starts(m->in, "<!") || slice_starts(m->in, "<?")) {
            take_until(&m->in, ">");
        } else {
            take(&m->in, 1);
        }
    }
    take_until(&m->in, ">");
}

/* ------------------------------------------------------------------ tags */

static void close_one(struct mender *m)
{
    struct slice name = m->open[--m->depth];
    text_add(m->out, SLICE("</"));
    text_add(m->out, name);
    text_add_byte(m->out, '>');
}

/* HTML elements that never have an end tag, and no feed uses the name for anything else. */
static bool is_void(struct slice name)
{
    static const char *const names[] = {
        "br", "hr", "img", "input", "wbr", "area", "col", "embed"
    };
    for (size_t i = 0; i < count_of(names); i++)
        if (slice_is_nocase(name, names[i]))
            return true;
    return false;
}

/* HTML elements whose end tag people leave out before the next one. */
static bool ends_its_like(struct slice name)
{
    static const char *const names[] = { "p", "li", "td", "th", "tr", "dt", "dd", "option" };
    for (size_t i = 0; i < count_of(names); i++)
        if (slice_is_nocase(name, names[i]))
            return true;
    return false;
}

static bool was_named(const struct slice *names, size_t size, struct slice name)
{
    for (size_t i = 0; i < size; i++)
        if (slice_same(names[i], name))
            return true;
    return false;
}

/* A quotation mark that was forgotten shows by a tag that ends inside the value. */
static struct slice take_quoted(struct slice *in, char quote)
{
    take(in, 1);
    size_t end = slice_find_byte(*in, quote);
    struct slice value = slice_sub(*in, 0, end);
    if (end == SIZE_MAX || slice_find(value, "</") != SIZE_MAX)
        return take(in, slice_find_byte(value, '>'));
    take(in, end + 1);
    return value;
}

static struct slice take_value(struct slice *in)
{
    char quote = in->len ? in->ptr[0] : '\0';
    if (quote == '"' || quote == '\'')
        return take_quoted(in, quote);
    size_t n = 0;
    while (n < in->len && !is_space(in->ptr[n]) && in->ptr[n] != '>')
        n++;
    if (n > 1 && n < in->len && in->ptr[n - 1] == '/')
        n--; /* the slash ends the tag */
    return take(in, n);
}

/* Attributes up to the tag's end. True when that was "/>". */
static bool mend_attributes(struct mender *m)
{
    struct slice names[MAX_ATTRIBUTES];
    size_t size = 0;
    while (skip_spaces(&m->in), m->in.len) {
        if (m->in.ptr[0] == '>')
            return take(&m->in, 1), false;
        if (slice_starts(m->in, "/>"))
            return take(&m->in, 2), true;
        if (m->in.ptr[0] == '<')
            return false; /* the tag's end was forgotten */
        size_t length = name_length(m->in);
        if (!length) {
            take(&m->in, 1);
            continue;
        }
        struct slice name = take(&m->in, length), value = name;
        skip_spaces(&m->in);
        if (slice_starts(m->in, "=")) {
            take(&m->in, 1);
            skip_spaces(&m->in);
            value = take_value(&m->in);
        }
        if (size == MAX_ATTRIBUTES || was_named(names, size, name))
            continue;
        names[size++] = name;
        text_add_byte(m->out, ' ');
        text_add(m->out, name);
        text_add(m->out, SLICE("=\""));
        add_text(m, value, true);
        text_add_byte(m->out, '"');
    }
    return false;
}

static void mend_start(struct mender *m)
{
    take(&m->in, 1);
    struct slice name = take(&m->in, name_length(m->in));
    bool full = m->depth == MAX_OPEN;
    if (m->depth && ends_its_like(name) && slice_same(m->open[m->depth - 1], name))
        close_one(m), full = false;
    size_t before = m->out->len;
    text_add_byte(m->out, '<');
    text_add(m->out, name);
    bool empty = mend_attributes(m) || is_void(name);
    if (full) {
        m->buried += !empty;
        text_cut(m->out, before);
        return;
    }
    text_add(m->out, empty ? SLICE("/>") : SLICE(">"));
    if (!empty)
        m->open[m->depth++] = name;
}

/* Closes what was left open inside; an end tag without a start is dropped. */
static void mend_end(struct mender *m)
{
    take(&m->in, 2);
    struct slice name = take(&m->in, name_length(m->in));
    take_until(&m->in, ">");
    if (m->buried) {
        m->buried--;
        return;
    }
    for (size_t i = m->depth; i > 0; i--)
        if (slice_same(m->open[i - 1], name)) {
            while (m->depth >= i)
                close_one(m);
            return;
        }
}

/* ------------------------------------------------------------------ the document */

static void mend_cdata(struct mender *m)
{
    take(&m->in, strlen("<![CDATA["));
    struct slice text = take_until(&m->in, "]]>");
    size_t from = 0;
    text_add(m->out, SLICE("<![CDATA["));
    for (size_t i = 0; i < text.len;) {
        size_t forbidden = forbidden_length(slice_sub(text, i, 3));
        if (forbidden) {
            text_add(m->out, slice_sub(text, from, i - from));
            from = i + forbidden;
        }
        i += forbidden ? forbidden : 1;
    }
    text_add(m->out, slice_sub(text, from, text.len));
    text_add(m->out, SLICE("]]>"));
}

/* A comment without an end hides no more than its first tag; that there is none is found out
 * once. */
static void skip_comment(struct mender *m)
{
    take(&m->in, 4);
    size_t end = m->comments_ended ? SIZE_MAX : slice_find(m->in, "-->");
    m->comments_ended = end == SIZE_MAX;
    if (end != SIZE_MAX)
        take(&m->in, end + 3);
    else
        take_until(&m->in, ">");
}

/* At a '<'. False when it starts no markup. */
static bool mend_markup(struct mender *m)
{
    char next = m->in.len > 1 ? m->in.ptr[1] : '\0';
    if (next == '/' && m->in.len > 2 && is_name_start(m->in.ptr[2]))
        mend_end(m);
    else if (is_name_start(next))
        mend_start(m);
    else if (slice_starts(m->in, "<!--"))
        skip_comment(m);
    else if (slice_starts(m->in, "<![CDATA["))
        mend_cdata(m);
    else if (slice_starts_nocase(m->in, "<!doctype"))
        take(&m->in, 9), skip_doctype(m);
    else if (next == '!' || next == '?')
        take_until(&m->in, ">");
    else
        return false;
    return true;
}

static bool starts_document(struct slice s)
{
    static const char *const starts[] = { "<?xml", "<!doctype", "<rss", "<rdf:rdf", "<feed" };
    for (size_t i = 0; i < count_of(starts); i++)
        if (slice_starts_nocase(s, starts[i]))
            return true;
    return false;
}

/* Programs that write feeds also write their warnings, as HTML, before the first line. */
static struct slice skip_dirt(struct slice s)
{
    struct slice head = slice_sub(s, 0, 65536);
    for (size_t at = 0, next; (next = slice_find_byte(head, '<')) != SIZE_MAX;) {
        at += next;
        if (starts_document(slice_sub(s, at, s.len)))
            return slice_sub(s, at, s.len);
        at++;
        head = slice_sub(head, next + 1, head.len);
    }
    return s;
}

void mend_xml(struct slice utf8, bool close_all, struct text *out)
{
    struct mender *m = mem_new(sizeof *m);
    m->in = skip_dirt(utf8);
    m->out = out;
    m->budget = utf8.len;
    text_reserve(out, utf8.len + utf8.len / 8);
    while (m->in.len) {
        size_t text = slice_find_byte(m->in, '<');
        struct slice before = take(&m->in, text);
        if (m->depth)
            add_text(m, before, false);
        if (m->in.len && !mend_markup(m)) {
            if (m->depth)
                text_add(out, SLICE("&lt;"));
            take(&m->in, 1);
        }
    }
    while (m->depth && close_all)
        close_one(m);
    mem_free(&m);
}
