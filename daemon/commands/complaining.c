#include "commands/complaining.h"

#include "commands/paint.h"
#include "settings/sources.h"

#include <cjson/cJSON.h>
#include <string.h>

/* The file of the complaints at hand, in lines: complaints come sorted by file. */
struct excerpt {
    const char *file;
    struct arena *arena;
    struct slice *lines;
    size_t size;
};

static void print_json(const struct complaint *c, FILE *to)
{
    cJSON *o = cJSON_CreateObject();
    cJSON_AddStringToObject(o, "file", c->file);
    cJSON_AddNumberToObject(o, "line", (double)c->line);
    cJSON_AddNumberToObject(o, "column", (double)c->column);
    cJSON_AddStringToObject(o, "severity", c->warning ? "warning" : "error");
    cJSON_AddStringToObject(o, "complaint", c->text);
    char *line = cJSON_PrintUnformatted(o);
    fprintf(to, "%s\n", line);
    cJSON_free(line);
    cJSON_Delete(o);
}

/* ------------------------------------------------------------------ the line itself */

static struct slice without_return(struct slice line)
{
    return line.len && line.ptr[line.len - 1] == '\r' ? slice_sub(line, 0, line.len - 1) : line;
}

static void split(struct excerpt *e, struct slice content)
{
    struct slice rest = content, line;
    size_t count = 0;
    while (slice_next(&rest, '\n', &line))
        count++;
    e->lines = arena_array(e->arena, count, sizeof *e->lines);
    for (rest = content; slice_next(&rest, '\n', &line);)
        e->lines[e->size++] = without_return(line);
}

static void close_excerpt(struct excerpt *e)
{
    arena_free(&e->arena);
    *e = (struct excerpt){0};
}

static void open_excerpt(struct excerpt *e, const char *file)
{
    struct slice content;
    if (e->file && strcmp(e->file, file) == 0)
        return;
    close_excerpt(e);
    e->file = file;
    e->arena = arena_new();
    if (*file && source_load(e->arena, file, SOURCE_MAX_BYTES, &content, NULL))
        split(e, content);
}

/* Empty where the file is shorter, or changed since. */
static struct slice line_at(const struct excerpt *e, size_t number)
{
    return number && number <= e->size ? e->lines[number - 1] : (struct slice){ "", 0 };
}

static size_t indent_of(struct slice line)
{
    size_t indent = 0;
    while (indent < line.len && (line.ptr[indent] == ' ' || line.ptr[indent] == '-'))
        indent++;
    return indent;
}

static bool names_a_secret(struct slice line)
{
    static const char *const words[] = { "secret", "password", "token", "authorization", "://" };
    for (size_t i = 0; i < count_of(words); i++)
        if (slice_find_nocase(line, words[i]) != SIZE_MAX &&
            (i + 1 < count_of(words) || slice_find_byte(line, '@') != SIZE_MAX))
            return true;
    return false;
}

#define LINES_UP 2000 /* as far does a mapping reach that anybody reads */

/* The line, or one of the keys that it stands under: who pastes a complaint gives no key away. */
static bool holds_a_secret(const struct excerpt *e, size_t number)
{
    size_t indent = SIZE_MAX;
    for (size_t up = 0; number > up && up < LINES_UP && indent > 0; up++) {
        struct slice line = line_at(e, number - up);
        size_t own = indent_of(line);
        if (own == line.len || own >= indent)
            continue;
        if (names_a_secret(line))
            return true;
        indent = own;
    }
    return false;
}

/* Where the word or the quoted text at `at` ends. */
static size_t token_end(struct slice line, size_t at)
{
    char quote = at < line.len && (line.ptr[at] == '"' || line.ptr[at] == '\'') ? line.ptr[at] : 0;
    size_t end = at + (at < line.len);
    while (end < line.len && (quote ? line.ptr[end] != quote : !strchr(" \t,:]}", line.ptr[end])))
        end++;
    return end + (quote && end < line.len);
}

static size_t byte_of_column(struct slice line, size_t column)
{
    size_t at = 0;
    while (--column > 0 && at < line.len)
        utf8_next(line, &at);
    return at;
}

/* A long line is shown from some way before the place. */
static size_t shown_from(struct slice line, size_t at)
{
    enum { BEFORE = 60 };
    size_t from = at > BEFORE ? at - BEFORE : 0;
    while (from > 0 && from < line.len && ((unsigned char)line.ptr[from] & 0xc0) == 0x80)
        from--;
    return from;
}

static void add_blank(struct text *out, struct slice s)
{
    for (size_t at = 0; at < s.len; utf8_next(s, &at))
        text_add_byte(out, ' ');
}

static void add_excerpt(struct text *out, const struct complaint *c, struct slice line)
{
    enum { SHOWN = 96 };
    size_t at = c->column ? byte_of_column(line, c->column) : 0, from = shown_from(line, at);
    size_t end = c->column ? token_end(line, at) : at;
    struct slice shown = utf8_cut(slice_sub(line, from, line.len), SHOWN);
    text_printf(out, "%6zu | ", c->line);
    text_add_printable(out, shown, false);
    text_add_byte(out, '\n');
    if (!c->column)
        return;
    text_printf(out, "       | ");
    add_blank(out, slice_sub(line, from, at - from));
    text_printf(out, "%s^", paint(c->warning ? PAINT_WARN : PAINT_BAD));
    if (at < line.len)
        utf8_next(line, &at);
    for (; at < end && at - from < shown.len; utf8_next(line, &at))
        text_add_byte(out, '~');
    text_printf(out, "%s\n", paint(PAINT_PLAIN));
}

static void print_line(struct excerpt *e, const struct complaint *c, FILE *to)
{
    HELD(text) out = {0};
    complaint_write(&out, c);
    text_add_byte(&out, '\n');
    open_excerpt(e, c->file);
    struct slice line = line_at(e, c->line);
    if (slice_trim(line).len && holds_a_secret(e, c->line))
        text_printf(&out, "%6zu | (not shown: may hold a secret)\n", c->line);
    else if (slice_trim(line).len)
        add_excerpt(&out, c, line);
    fwrite(out.ptr, 1, out.len, to);
}

void complaints_print(struct complaints *complaints, FILE *to, bool json)
{
    struct excerpt e = {0};
    for (size_t i = 0; i < complaints_size(complaints); i++) {
        if (json)
            print_json(complaints_at(complaints, i), to);
        else
            print_line(&e, complaints_at(complaints, i), to);
    }
    close_excerpt(&e);
}
