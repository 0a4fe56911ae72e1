#include "base/csv.h"

#include <string.h>

static struct slice after(struct slice s, size_t bytes)
{
    return slice_sub(s, bytes, s.len - bytes);
}

static size_t line_len(struct slice s)
{
    size_t end = slice_find_byte(s, '\n');
    return end == SIZE_MAX ? s.len : end + 1;
}

/* Blank lines, and what begins with #. */
static void skip_lines(struct csv *c)
{
    while (c->rest.len) {
        struct slice line = slice_trim(slice_sub(c->rest, 0, line_len(c->rest)));
        if (line.len && *line.ptr != '#')
            return;
        c->rest = after(c->rest, line_len(c->rest));
        c->next_line++;
    }
}

static size_t count(struct slice s, char byte)
{
    size_t found = 0;
    for (size_t i = 0; i < s.len; i++)
        found += s.ptr[i] == byte;
    return found;
}

struct csv csv_of(struct slice bytes)
{
    struct csv c = { .rest = bytes, .separator = ',', .next_line = 1 };
    if (slice_starts(bytes, "\xef\xbb\xbf"))
        c.rest = after(bytes, 3);
    skip_lines(&c);
    struct slice first = slice_sub(c.rest, 0, line_len(c.rest));
    if (count(first, '\t'))
        c.separator = '\t';
    else if (count(first, ';') && count(first, ';') >= count(first, ','))
        c.separator = ';'; /* "example.org;0,9" */
    return c;
}

static bool ends_field(const struct csv *c, size_t at)
{
    return at >= c->rest.len || c->rest.ptr[at] == c->separator || c->rest.ptr[at] == '\n';
}

/* A field in quotes, copied with doubled quotes made single. Returns where it ended. */
static size_t take_quoted(struct csv *c, size_t at)
{
    for (at++; at < c->rest.len; at++) {
        char byte = c->rest.ptr[at];
        if (byte == '"' && at + 1 < c->rest.len && c->rest.ptr[at + 1] == '"')
            at++;
        else if (byte == '"')
            break;
        c->next_line += byte == '\n';
        text_add_byte(&c->unquoted, byte);
    }
    c->open |= at >= c->rest.len;
    while (!ends_field(c, at))
        at++;
    return at;
}

/* Blanks before a field; a tab may be the separator. */
static size_t skip_blanks(const struct csv *c, size_t at)
{
    while (!ends_field(c, at) && (c->rest.ptr[at] == ' ' || c->rest.ptr[at] == '\t'))
        at++;
    return at;
}

bool csv_next(struct csv *c)
{
    size_t starts[CSV_FIELDS], at = 0;
    skip_lines(c);
    c->line = c->next_line;
    c->size = 0;
    c->open = false;
    text_clear(&c->unquoted);
    if (!c->rest.len)
        return false;
    for (bool more = true; more; at++) {
        size_t start = at = skip_blanks(c, at), copied = c->unquoted.len;
        if (at < c->rest.len && c->rest.ptr[at] == '"') {
            at = take_quoted(c, at);
        } else {
            while (!ends_field(c, at))
                at++;
            text_add(&c->unquoted, slice_trim(slice_sub(c->rest, start, at - start)));
        }
        if (c->size < CSV_FIELDS)
            starts[c->size++] = copied;
        more = at < c->rest.len && c->rest.ptr[at] == c->separator;
        text_add_byte(&c->unquoted, '\0'); /* parts the fields, and may not be in them */
    }
    for (size_t i = 0; i < c->size; i++)
        c->fields[i] = slice_of(text_string(&c->unquoted) + starts[i]);
    c->next_line++;
    c->rest = after(c->rest, at < c->rest.len ? at : c->rest.len);
    return true;
}

void csv_done(struct csv *c)
{
    text_done(&c->unquoted);
}
