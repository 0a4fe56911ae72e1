#include "lexicon_lint.h"

#include "grow.h"
#include "lexicon_lines.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
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

/* The entry as a text would have it: a gap is nothing. Returns the length. */
static size_t as_text(struct lexicon_cell entry, char *ret, size_t cap)
{
    size_t size = 0;
    for (size_t i = 0; i < entry.len && size < cap; i++) {
        bool alone = (!i || entry.ptr[i - 1] == ' ') && (i + 1 == entry.len || entry.ptr[i + 1] == ' ');
        if (entry.ptr[i] == '*' && alone)
            i++; /* and the space behind it */
        else
            ret[size++] = entry.ptr[i];
    }
    return size;
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
    char text[128];
    size_t len = as_text(row->entry, text, sizeof text), first = first_line(r, row->entry, line);
    const struct meaning *m = NULL;
    tokens_clear(&r->tokens);
    tokens_scan(&r->tokens, lexicon_words(r->lexicon), text, 0, len);
    size_t covered = r->tokens.size
                         ? lexicon_match(r->lexicon, text, r->tokens.items, 0, r->tokens.size, &m)
                         : 0;
    if (first != line)
        say(&r->lint, line, "\"%.*s\" stands in line %zu already; the later line counts", shown(row),
            row->entry.ptr, first);
    else if (!covered || covered < r->tokens.size)
        say(&r->lint, line, "\"%.*s\" can never match: no text is read as these words", shown(row),
            row->entry.ptr);
    else if (m->bits & MEANS_NAME)
        say(&r->lint, line, "\"%.*s\" can never match: it is a name in names-en", shown(row),
            row->entry.ptr);
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
