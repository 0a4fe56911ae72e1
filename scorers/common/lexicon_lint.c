#include "lexicon_lint.h"

#include "grow.h"
#include "lexicon_lines.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define ENTRY_SHOWN 40 /* bytes of an entry in a sentence */

struct lint {
    lexicon_complain *doubt;
    void *data;
    size_t said;
};

__attribute__((format(printf, 3, 4))) static void say(struct lint *lint, size_t line, const char *format,
                                                     ...)
{
    char sentence[256];
    va_list args;
    if (++lint->said > LEXICON_LINT_MOST)
        return;
    va_start(args, format);
    vsnprintf(sentence, sizeof sentence, format, args);
    va_end(args);
    lint->doubt(lint->data, line, sentence);
}

static void say_how_many_more(struct lint *lint)
{
    char sentence[64];
    if (lint->said <= LEXICON_LINT_MOST)
        return;
    snprintf(sentence, sizeof sentence, "%zu more lines like these", lint->said - LEXICON_LINT_MOST);
    lint->doubt(lint->data, 0, sentence);
}

/* What cannot be read was complained of. */
static bool is_entry(const struct lexicon_line *row)
{
    return !row->wrong && row->number && row->entry.len;
}

static int shown(const struct lexicon_line *row)
{
    return row->entry.len > ENTRY_SHOWN ? ENTRY_SHOWN : (int)row->entry.len;
}

static bool is_meant(const struct lexicon_line *row)
{
    static const char word[] = "unlike";
    return row->comment.len >= sizeof word - 1 &&
           strncasecmp(row->comment.ptr, word, sizeof word - 1) == 0;
}

/* ------------------------------------------------------------------ among the layers */

static void lint_role(struct lexicon *l, const struct lexicon_line *row, size_t line, struct lint *lint)
{
    struct lexicon_role role = lexicon_role(l, row->entry.ptr, row->entry.len);
    if (is_meant(row) || row->value == 0)
        return;
    if (role.value * row->value < 0)
        say(lint, line, "\"%.*s\" is %+g here and %+.2g in %s-en; a comment that begins with \"unlike\" says "
            "that this is meant", shown(row), row->entry.ptr, row->value, role.value,
            lexicon_layer_name(role.layer));
    else if (role.part != LEXICON_LAYERS)
        say(lint, line, "\"%.*s\" counts by itself now and no more as one of %s-en; a comment that begins "
            "with \"unlike\" says that this is meant", shown(row), row->entry.ptr,
            lexicon_layer_name(role.part));
}

void lexicon_lint_roles(struct lexicon *l, const char *content, size_t len, lexicon_complain *doubt,
                        void *data)
{
    struct lexicon_lines lines = lexicon_lines_of(content, len);
    struct lexicon_line row;
    struct lint lint = { doubt, data, 0 };
    while (lexicon_lines_next(&lines, &row))
        if (is_entry(&row))
            lint_role(l, &row, lines.line, &lint);
    say_how_many_more(&lint);
}

/* ------------------------------------------------------------------ in a text */

struct reaching {
    const struct lexicon *lexicon;
    double weight;
    struct lint lint;
    struct words *seen;      /* entries so far, by number... */
    size_t *lines;           /* ...and where each stood first */
    size_t lines_size, lines_cap;
    struct tokens tokens;
};

#define GAP_WORD "qzqzq" /* of no lexicon */

/* The entry as a text would have it, with a word where it has a gap: without one, a phrase that knows no
 * gap may be nearer. Returns the length. */
static size_t as_text(struct lexicon_cell entry, char *ret, size_t cap)
{
    size_t size = 0;
    for (size_t i = 0; i < entry.len && size + sizeof GAP_WORD < cap; i++) {
        bool alone = (!i || entry.ptr[i - 1] == ' ') && (i + 1 == entry.len || entry.ptr[i + 1] == ' ');
        if (entry.ptr[i] == '*' && alone)
            for (const char *p = GAP_WORD; *p; p++)
                ret[size++] = *p;
        else
            ret[size++] = entry.ptr[i];
    }
    return size;
}

static bool is_wordy(const char *p)
{
    return isalnum((unsigned char)*p) || (unsigned char)*p >= 0x80;
}

/* "Drag*": one star, at an end of its word. Not "sh*t", "f***", ":*". */
static bool is_wildcard(const char *word, size_t len)
{
    const char *star = memchr(word, '*', len);
    if (len < 2 || !star || memchr(star + 1, '*', (size_t)(word + len - star - 1)))
        return false;
    return star == word ? is_wordy(word + 1) : star == word + len - 1 && is_wordy(star - 1);
}

static bool has_wildcard(struct lexicon_cell entry)
{
    for (size_t at = 0, end; at < entry.len; at = end + 1) {
        for (end = at; end < entry.len && entry.ptr[end] != ' ' && entry.ptr[end] != '\t'; end++)
            continue;
        if (is_wildcard(entry.ptr + at, end - at))
            return true;
    }
    return false;
}

/* What of a text that says the entry is found; NULL: not all of it. */
static const struct meaning *meaning_of(const struct lexicon *l, struct tokens *tokens,
                                        struct lexicon_cell entry)
{
    char text[160];
    const struct meaning *m = NULL;
    tokens_clear(tokens);
    tokens_scan(tokens, lexicon_words(l), text, 0, as_text(entry, text, sizeof text));
    size_t size = tokens->size, covered = size ? lexicon_match(l, text, tokens->items, 0, size, &m) : 0;
    return covered == size ? m : NULL;
}

static const char *hindrance(struct lexicon_cell entry, const struct meaning *m)
{
    if (has_wildcard(entry))
        return "matches only where a text has this very *; one between spaces stands for words, none for "
               "endings";
    return m ? NULL : "can never match: no text is read as these words";
}

const char *lexicon_lint_entry(const struct lexicon *l, const char *entry, size_t len)
{
    struct lexicon_cell cell = { entry, len };
    struct tokens tokens = { 0 };
    const char *hinders = hindrance(cell, meaning_of(l, &tokens, cell));
    tokens_done(&tokens);
    return hinders;
}

/* Where the entry stood first; this line, if it did not. */
static size_t first_line(struct reaching *r, struct lexicon_cell entry, size_t line)
{
    char folded[128];
    size_t len = 0;
    for (; len < entry.len && len < sizeof folded; len++)
        folded[len] = (char)tolower((unsigned char)entry.ptr[len]);
    uint32_t number = words_add(r->seen, folded, len);
    if (number > r->lines_size)
        *GROW(r->lines, r->lines_size, r->lines_cap) = line;
    return number ? r->lines[number - 1] : line;
}

static void lint_line(struct reaching *r, const struct lexicon_line *row, size_t line)
{
    size_t first = first_line(r, row->entry, line);
    const struct meaning *m = meaning_of(r->lexicon, &r->tokens, row->entry);
    const char *hinders = hindrance(row->entry, m);
    if (first != line)
        say(&r->lint, line, "\"%.*s\" stands in line %zu already; the later line counts", shown(row),
            row->entry.ptr, first);
    else if (hinders)
        say(&r->lint, line, "\"%.*s\" %s", shown(row), row->entry.ptr, hinders);
    else if (fabs(m->general - row->value * r->weight) > 1e-4)
        say(&r->lint, line, "\"%.*s\" counts for nothing here: it is %+.3g by a later line, another list or words",
            shown(row), row->entry.ptr, (double)m->general);
}

void lexicon_lint_reach(const struct lexicon *l, double weight, const char *content, size_t len,
                        lexicon_complain *doubt, void *data)
{
    struct reaching r = { .lexicon = l, .weight = weight, .lint = { doubt, data, 0 },
                          .seen = words_new() };
    struct lexicon_lines lines = lexicon_lines_of(content, len);
    struct lexicon_line row;
    while (lexicon_lines_next(&lines, &row))
        if (is_entry(&row))
            lint_line(&r, &row, lines.line);
    say_how_many_more(&r.lint);
    words_free(&r.seen);
    tokens_done(&r.tokens);
    free(r.lines);
}
