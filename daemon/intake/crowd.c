#include "intake/crowd.h"

#include <string.h>

#define LONGEST_HTML_NAME 100 /* libxml2 takes the rest for another attribute */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool starts_html_name(char c)
{
    return is_letter(c) || c == '_' || c == ':' || c == '.';
}

static bool is_html_name(char c)
{
    return starts_html_name(c) || (c >= '0' && c <= '9') || c == '-';
}

static size_t skip_blanks(struct slice s, size_t at)
{
    while (at < s.len && is_blank(s.ptr[at]))
        at++;
    return at;
}

/* Behind the next `end`, or the end of all. */
static size_t skip_past(struct slice s, size_t at, const char *end)
{
    size_t found = slice_find(slice_sub(s, at, s.len), end);
    return found == SIZE_MAX ? s.len : at + found + strlen(end);
}

static size_t skip_quoted(struct slice s, size_t at)
{
    const char *end = memchr(s.ptr + at + 1, s.ptr[at], s.len - at - 1);
    return end ? (size_t)(end - s.ptr) + 1 : s.len;
}

static bool is_quote(struct slice s, size_t at)
{
    return at < s.len && (s.ptr[at] == '"' || s.ptr[at] == '\'');
}

static bool is_tag_end(struct slice s, size_t at)
{
    return at >= s.len || s.ptr[at] == '>' ||
           (s.ptr[at] == '/' && at + 1 < s.len && s.ptr[at + 1] == '>');
}

/* --- HTML --- */

static size_t skip_html_value(struct slice s, size_t at)
{
    size_t equals = skip_blanks(s, at);
    if (equals >= s.len || s.ptr[equals] != '=')
        return at;
    at = skip_blanks(s, equals + 1);
    if (is_quote(s, at))
        return skip_quoted(s, at);
    while (at < s.len && s.ptr[at] != '>' && !is_blank(s.ptr[at]))
        at++;
    return at;
}

/* One attribute, or a heap of characters that is none. */
static size_t skip_html_attribute(struct slice s, size_t at)
{
    size_t start = at;
    if (!starts_html_name(s.ptr[at])) {
        while (!is_tag_end(s, at) && !is_blank(s.ptr[at]))
            at++;
        return at;
    }
    while (at < s.len && at - start < LONGEST_HTML_NAME && is_html_name(s.ptr[at]))
        at++;
    return skip_html_value(s, at);
}

/* at: behind the tag's name. Returns where the tag ends; *ret_full: where it has all the attributes
 * it may, when it has more. */
static size_t walk_html_tag(struct slice s, size_t at, size_t *ret_full)
{
    size_t attributes = 0, full = SIZE_MAX;
    *ret_full = SIZE_MAX;
    for (at = skip_blanks(s, at); !is_tag_end(s, at); at = skip_blanks(s, at)) {
        bool counts = starts_html_name(s.ptr[at]);
        if (counts && attributes == CROWD_MOST)
            *ret_full = full;
        at = skip_html_attribute(s, at);
        attributes += counts && attributes < CROWD_MOST;
        if (counts && attributes == CROWD_MOST && full == SIZE_MAX)
            full = at;
    }
    return at;
}

static bool holds_raw_text(struct slice name)
{
    return slice_is_nocase(name, "script") || slice_is_nocase(name, "style");
}

static size_t skip_html_name(struct slice s, size_t at)
{
    while (at < s.len && is_html_name(s.ptr[at]))
        at++;
    return at;
}

bool crowd_thin_html(struct slice html, struct text *out)
{
    size_t kept = 0;
    bool thinned = false;
    for (size_t at = 0, open; (open = slice_find_byte(slice_sub(html, at, html.len), '<')) != SIZE_MAX;) {
        at += open + 1;
        if (at < html.len && html.ptr[at] == '!')
            at = slice_starts(slice_sub(html, at, 3), "!--") ? skip_past(html, at + 3, "-->") : at;
        if (at >= html.len || !starts_html_name(html.ptr[at]))
            continue;
        size_t full, name_end = skip_html_name(html, at);
        struct slice name = slice_sub(html, at, name_end - at);
        at = walk_html_tag(html, name_end, &full);
        if (full != SIZE_MAX) {
            text_add(out, slice_sub(html, kept, full - kept));
            kept = at;
            thinned = true;
        }
        if (holds_raw_text(name))
            at = skip_past(html, at, "</");
    }
    if (thinned)
        text_add(out, slice_sub(html, kept, html.len));
    return thinned;
}

/* --- XML --- */

static bool is_xml_name(char c)
{
    return !is_blank(c) && !strchr("<>/='\"", c);
}

/* at: behind the tag's name. libxml2 leaves the tag at the first thing that is no attribute. */
static bool is_crowded_xml(struct slice s, size_t *at)
{
    for (size_t attributes = 0;; attributes++) {
        size_t name = *at = skip_blanks(s, *at);
        while (*at < s.len && is_xml_name(s.ptr[*at]))
            ++*at;
        size_t equals = skip_blanks(s, *at);
        if (*at == name || equals >= s.len || s.ptr[equals] != '=')
            return false;
        *at = skip_blanks(s, equals + 1);
        if (!is_quote(s, *at))
            return false;
        *at = skip_quoted(s, *at);
        if (attributes == CROWD_MOST)
            return true;
    }
}

size_t crowd_in_xml(struct slice xml)
{
    for (size_t at = 0, open; (open = slice_find_byte(slice_sub(xml, at, xml.len), '<')) != SIZE_MAX;) {
        size_t tag = at + open;
        struct slice rest = slice_sub(xml, tag, xml.len);
        at = tag + 1;
        if (slice_starts(rest, "<!--"))
            at = skip_past(xml, tag + 4, "-->");
        else if (slice_starts(rest, "<![CDATA["))
            at = skip_past(xml, tag + 9, "]]>");
        else if (slice_starts(rest, "<?"))
            at = skip_past(xml, tag + 2, "?>");
        else if (rest.len > 1 && is_xml_name(rest.ptr[1])) {
            while (at < xml.len && is_xml_name(xml.ptr[at]))
                at++;
            if (is_crowded_xml(xml, &at))
                return tag;
        }
    }
    return SIZE_MAX;
}
