#include "settings/yaml_words.h"

#include <string.h>

/* The character at a mark; '\0' past the end. Lines end as libyaml lets them end, but for the
 * rare Unicode breaks, which only cost a better message. */
char yaml_char_at(struct slice bytes, yaml_mark_t mark)
{
    size_t at = 0;
    for (size_t line = 0; line < mark.line && at < bytes.len; at++)
        line += bytes.ptr[at] == '\n' ||
                (bytes.ptr[at] == '\r' && !(at + 1 < bytes.len && bytes.ptr[at + 1] == '\n'));
    for (size_t column = 0; column < mark.column && at < bytes.len; column++)
        utf8_next(bytes, &at);
    return at < bytes.len ? bytes.ptr[at] : '\0';
}

/* libyaml's words, and ours. */
static const struct {
    const char *context, *problem; /* "" fits any */
    const char *ours;
    bool at_context;               /* the trouble began there */
} words[] = {
    { "while scanning a quoted scalar", "found unexpected end of stream",
      "this quotation mark is never closed", true },
    { "while scanning a quoted scalar", "found unexpected document indicator",
      "this quotation mark is never closed", true },
    { "while parsing a quoted scalar", "found unknown escape character",
      "\\ begins an escape in double quotes; write \\\\, or use single quotes", false },
    { "while scanning an alias", "",
      "* begins an alias here; quote the value if it is meant to be text", true },
    { "while parsing a flow sequence", "",
      "this [ is never closed, or a comma or a quotation mark is missing", true },
    { "while parsing a flow mapping", "",
      "this { is never closed, or a comma or a quotation mark is missing", true },
    { "while parsing a block mapping", "",
      "this line fits no mapping around it; check its indentation and quotation marks", false },
    { "while parsing a block collection", "",
      "this line fits no list around it; check its indentation", false },
    { "while scanning a simple key", "", "a key without a colon", true },
    { "", "mapping values are not allowed in this context",
      "a colon where none can stand; quote the value, or check the indentation", false },
    { "", "block sequence entries are not allowed in this context",
      "a list can't begin here; start it on a line of its own", false },
    { "", "did not find expected <document start>",
      "something stands behind the end of the document; check the indentation", false },
};

static bool is_list_without_blank(struct slice line)
{
    line = slice_trim(line);
    return line.len > 1 && line.ptr[0] == '-' && strchr(" -.0123456789", line.ptr[1]) == NULL &&
           slice_find_byte(line, ':') != SIZE_MAX;
}

static bool is_conflict(struct slice line)
{
    return slice_starts(line, "<<<<<<< ") || slice_starts(line, ">>>>>>> ");
}

static bool is_template(struct slice line)
{
    return slice_find(line, "{{") != SIZE_MAX || slice_find(line, "{%") != SIZE_MAX;
}

/* What a line up to the place of an error shows to those who have seen it before. */
static const struct {
    bool (*is_meant)(struct slice line);
    const char *words;
} habits[] = {
    { is_conflict, "a merge conflict was left here" },
    { is_template, "a template was left unfilled here" },
    { is_list_without_blank, "a blank is missing behind the dash" },
};

/* NULL: nothing of the kind; else *at is the line's first character. */
static const char *known_habit(struct slice bytes, yaml_mark_t *at)
{
    for (size_t i = 0; i < count_of(habits); i++) {
        struct slice rest = bytes, line;
        for (size_t number = 0; number <= at->line && slice_next(&rest, '\n', &line); number++)
            if (habits[i].is_meant(line)) {
                at->line = number;
                at->column = strspn(line.ptr, " "); /* behind the text stands a NUL */
                return habits[i].words;
            }
    }
    return NULL;
}

static const char *in_our_words(struct arena *arena, struct slice bytes, const yaml_parser_t *p,
                                yaml_mark_t *at)
{
    const char *habit = known_habit(bytes, at);
    if (habit)
        return habit;
    const char *problem = p->problem ? p->problem : "no YAML";
    const char *context = p->context ? p->context : "";
    char odd = yaml_char_at(bytes, *at);
    if (odd == '\t')
        return "a tab can't indent; use spaces";
    if (strcmp(problem, "found character that cannot start any token") == 0)
        return arena_printf(arena, "a value can't begin with %c; quote it", odd);
    for (size_t i = 0; i < count_of(words); i++) {
        if ((*words[i].context && strcmp(words[i].context, context) != 0) ||
            (*words[i].problem && strcmp(words[i].problem, problem) != 0))
            continue;
        if (words[i].at_context)
            *at = p->context_mark;
        return words[i].ours;
    }
    return *context ? arena_printf(arena, "%s, %s", context, problem) : problem;
}

/* libyaml's reader knows the byte only. */
static yaml_mark_t mark_of_byte(struct slice bytes, size_t offset)
{
    yaml_mark_t mark = {0};
    for (size_t at = 0; at < offset && at < bytes.len;) {
        bool newline = bytes.ptr[at] == '\n';
        utf8_next(bytes, &at);
        mark.column = newline ? 0 : mark.column + 1;
        mark.line += newline;
    }
    return mark;
}

const char *yaml_words(struct arena *arena, struct slice bytes, const yaml_parser_t *p,
                       yaml_mark_t *ret_at)
{
    *ret_at = p->problem_mark;
    if (p->error != YAML_READER_ERROR)
        return in_our_words(arena, bytes, p, ret_at);
    *ret_at = mark_of_byte(bytes, p->problem_offset);
    return strstr(p->problem, "UTF-8")
        ? "not valid UTF-8"
        : arena_printf(arena, "%s (0x%02X)", p->problem, (unsigned)p->problem_value);
}
