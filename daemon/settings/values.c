#include "settings/values.h"

#include "base/mem.h"
#include "settings/expand.h"
#include "settings/nearest.h"
#include "settings/path.h"

#include <stdarg.h>
#include <stdio.h>
#include <dirent.h>
#include <string.h>
#include <unistd.h>

#define SHOWN 60 /* bytes of a value that a complaint shows */

/* ------------------------------------------------------------------ complaining */

__attribute__((format(printf, 6, 0)))
static bool say(const struct reading *r, const char *file, size_t line, size_t column,
                const char *name, const char *format, va_list args)
{
    char *text = NULL;
    if (vasprintf(&text, format, args) < 0)
        text = mem_string("something is wrong here");
    bool named = name && *name;
    complain(r->complaints, file, line, column, "%s%s%s", named ? name : "", named ? ": " : "",
             text);
    mem_free(&text);
    return false;
}

bool value_complain(const struct reading *r, const struct yaml_node *node, const char *name,
                    const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say(r, node->file, node->line, node->column, name, format, args);
    va_end(args);
    return false;
}

bool value_complain_key(const struct reading *r, const struct yaml_node *node, const char *name,
                        const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say(r, node->file, node->key_line, node->key_column, name, format, args);
    va_end(args);
    return false;
}

/* The value as it was written, quoted and not too long. */
static const char *shown(const struct reading *r, const struct yaml_node *node)
{
    struct slice s = utf8_cut(node->text, SHOWN);
    return arena_printf(r->arena, "\"%.*s%s\"", SLICE_ARGS(s), s.len < node->text.len ? "…" : "");
}

static const char *kind_name(enum yaml_kind kind)
{
    return kind == YAML_LIST ? "a list" : kind == YAML_MAP ? "a mapping" : "a single value";
}

static bool is_kind(const struct reading *r, const struct yaml_node *node, const char *name,
                    enum yaml_kind kind)
{
    if (node->kind == kind)
        return true;
    return value_complain(r, node, name, "wants %s, got %s", kind_name(kind),
                          kind_name(node->kind));
}

/* ------------------------------------------------------------------ scalars */

bool value_text(const struct reading *r, const struct yaml_node *node, const char *name,
                struct slice *ret)
{
    if (!is_kind(r, node, name, YAML_TEXT))
        return false;
    if (!is_expanded(node->text)) {
        *ret = node->text;
        return true;
    }
    struct error err = {0};
    if (!expand(r->arena, node->text, path_directory(r->arena, node->file), ret, &err))
        return value_complain(r, node, name, "%s", err.text);
    sources_note_secret(r->tree->sources, ret->ptr, node->text.ptr);
    return true;
}

bool value_bool(const struct reading *r, const struct yaml_node *node, const char *name, bool *ret)
{
    static const struct {
        const char *word;
        bool value;
    } words[] = { { "true", true },   { "yes", true }, { "on", true },
                  { "false", false }, { "no", false }, { "off", false } };
    struct slice text;
    if (!value_text(r, node, name, &text))
        return false;
    for (size_t i = 0; i < count_of(words); i++)
        if (slice_is_nocase(text, words[i].word)) {
            *ret = words[i].value;
            return true;
        }
    return value_complain(r, node, name, "%s is neither true nor false", shown(r, node));
}

static bool in_range(const struct reading *r, const struct yaml_node *node, const char *name,
                     struct range range, double value)
{
    if (range.low == 0 && range.high == 0)
        return true;
    if (value < range.low)
        return value_complain(r, node, name, "%s is below %g", shown(r, node), range.low);
    if (value > range.high)
        return value_complain(r, node, name, "%s is above %g", shown(r, node), range.high);
    return true;
}

static size_t leading_digits(struct slice text)
{
    size_t digits = 0;
    while (digits < text.len && text.ptr[digits] >= '0' && text.ptr[digits] <= '9')
        digits++;
    return digits;
}

/* "30d" was meant to be 30, most likely. */
static bool complain_int(const struct reading *r, const struct yaml_node *node, const char *name)
{
    size_t digits = leading_digits(node->text);
    char after = digits < node->text.len ? node->text.ptr[digits] : '\0';
    if (digits && digits < 10 && after != '.' && after != ',')
        return value_complain(r, node, name, "%s is no whole number; try %.*s", shown(r, node),
                              (int)digits, node->text.ptr);
    return value_complain(r, node, name, "%s is no whole number", shown(r, node));
}

bool value_int(const struct reading *r, const struct yaml_node *node, const char *name,
               struct range range, int64_t *ret)
{
    struct slice text;
    int64_t value;
    if (!value_text(r, node, name, &text))
        return false;
    if (!slice_to_int(text, &value))
        return complain_int(r, node, name);
    if (!in_range(r, node, name, range, (double)value))
        return false;
    *ret = value;
    return true;
}

static bool is_any(struct slice text, const char *a, const char *b, const char *c)
{
    return slice_is_nocase(text, a) || slice_is_nocase(text, b) || slice_is_nocase(text, c);
}

/* Percents, decimal commas and switches are what people write instead of numbers. */
static bool complain_real(const struct reading *r, const struct yaml_node *node, const char *name)
{
    struct slice text = node->text;
    double percent;
    size_t comma = slice_find_byte(text, ',');
    if (!text.len)
        return value_complain(r, node, name, "a value is missing");
    if (slice_ends(text, "%") && slice_to_real(slice_sub(text, 0, text.len - 1), &percent))
        return value_complain(r, node, name, "%s is no number; try %g", shown(r, node), percent / 100);
    if (comma != SIZE_MAX && leading_digits(text) == comma)
        return value_complain(r, node, name, "%s is no number; try %.*s.%.*s", shown(r, node),
                              SLICE_ARGS(slice_sub(text, 0, comma)),
                              SLICE_ARGS(slice_sub(text, comma + 1, text.len)));
    if (is_any(text, "off", "false", "no") || is_any(text, "on", "true", "yes"))
        return value_complain(r, node, name, "%s is no number; try %d", shown(r, node),
                              is_any(text, "on", "true", "yes"));
    return value_complain(r, node, name, "%s is no number", shown(r, node));
}

bool value_real(const struct reading *r, const struct yaml_node *node, const char *name,
                struct range range, double *ret)
{
    struct slice text;
    double value;
    if (!value_text(r, node, name, &text))
        return false;
    if (!slice_to_real(text, &value))
        return complain_real(r, node, name);
    if (!in_range(r, node, name, range, value))
        return false;
    *ret = value;
    return true;
}

/* "5x" was meant to be "5m", most likely, and a bare number to be seconds. */
static bool complain_duration(const struct reading *r, const struct yaml_node *node,
                              const char *name)
{
    struct slice text = node->text;
    size_t digits = leading_digits(text);
    if (digits == 0 || digits > 9 || slice_find_byte(text, ':') != SIZE_MAX)
        return value_complain(r, node, name, "%s is no duration; try \"10m\"", shown(r, node));
    if (digits == text.len)
        return value_complain(r, node, name, "%s has no unit; try \"%.*ss\", or m, h, d, w",
                              shown(r, node), (int)digits, text.ptr);
    return value_complain(r, node, name, "%s is no duration; try \"%.*sm\"", shown(r, node),
                          (int)digits, text.ptr);
}

bool value_duration(const struct reading *r, const struct yaml_node *node, const char *name,
                    struct range range, struct duration *ret)
{
    struct slice text;
    struct duration value;
    if (!value_text(r, node, name, &text))
        return false;
    if (!duration_parse(text, &value))
        return complain_duration(r, node, name);
    char low[INSTANT_TEXT], high[INSTANT_TEXT];
    duration_text((struct duration){ (int64_t)(range.low * 1000) }, low);
    duration_text((struct duration){ (int64_t)(range.high * 1000) }, high);
    if ((range.low || range.high) && (double)value.ms < range.low * 1000)
        return value_complain(r, node, name, "%s is shorter than %s", shown(r, node), low);
    if ((range.low || range.high) && (double)value.ms > range.high * 1000)
        return value_complain(r, node, name, "%s is longer than %s", shown(r, node), high);
    *ret = value;
    return true;
}

bool bytes_parse(struct slice text, int64_t *ret)
{
    static const struct {
        const char *unit;
        int64_t bytes;
    } units[] = { { "KiB", 1 << 10 },  { "MiB", 1 << 20 }, { "GiB", 1 << 30 },
                  { "kB", 1000 },      { "MB", 1000000 },  { "GB", 1000000000 },
                  { "B", 1 },          { "", 1 } };
    for (size_t i = 0; i < count_of(units); i++) {
        if (!slice_ends(text, units[i].unit))
            continue;
        int64_t count;
        struct slice digits = slice_sub(text, 0, text.len - strlen(units[i].unit));
        if (!slice_to_int(slice_trim(digits), &count) || count < 0)
            return false;
        return !__builtin_mul_overflow(count, units[i].bytes, ret);
    }
    return false;
}

bool value_bytes(const struct reading *r, const struct yaml_node *node, const char *name,
                 struct range range, int64_t *ret)
{
    struct slice text;
    int64_t value;
    if (!value_text(r, node, name, &text))
        return false;
    if (!bytes_parse(text, &value))
        return value_complain(r, node, name, "%s is no size; try \"8MiB\"", shown(r, node));
    if (!in_range(r, node, name, range, (double)value))
        return false;
    *ret = value;
    return true;
}

bool value_choice(const struct reading *r, const struct yaml_node *node, const char *name,
                  const char *const *choices, int *ret)
{
    struct slice text;
    if (!value_text(r, node, name, &text))
        return false;
    struct nearest near = nearest_to(text);
    HELD(text) all = {0};
    for (int i = 0; choices[i]; i++) {
        if (slice_is(text, choices[i])) {
            *ret = i;
            return true;
        }
        nearest_offer(&near, choices[i]);
        text_printf(&all, "%s%s", i ? ", " : "", choices[i]);
    }
    if (near.best)
        return value_complain(r, node, name, "%s is none of %s; did you mean \"%s\"?",
                              shown(r, node), text_string(&all), near.best);
    return value_complain(r, node, name, "%s is none of %s", shown(r, node), text_string(&all));
}

/* ------------------------------------------------------------------ lists and mappings */

static bool size_in_range(const struct reading *r, const struct yaml_node *node, const char *name,
                          struct range range)
{
    if (range.low == 0 && range.high == 0)
        return true;
    if ((double)node->size < range.low)
        return value_complain(r, node, name, "has %zu entries, wants %g or more", node->size,
                              range.low);
    if ((double)node->size > range.high)
        return value_complain(r, node, name, "has %zu entries, %g at most", node->size,
                              range.high);
    return true;
}

static struct assay_text door_text(struct slice s)
{
    return (struct assay_text){ s.ptr, s.len };
}

bool value_texts(const struct reading *r, const struct yaml_node *node, const char *name,
                 struct range range, struct assay_texts *ret)
{
    bool alone = node->kind == YAML_TEXT;
    if (!alone && (!is_kind(r, node, name, YAML_LIST) || !size_in_range(r, node, name, range)))
        return false;
    size_t size = alone ? 1 : node->size, at = 0;
    struct assay_text *items = arena_array(r->arena, size, sizeof *items);
    bool ok = true;
    for (const struct yaml_node *one = alone ? node : node->first; at < size; one = one->next) {
        struct slice text = SLICE("");
        ok = value_text(r, one, name, &text) && ok;
        items[at++] = door_text(text);
    }
    if (ok)
        *ret = (struct assay_texts){ items, size };
    return ok;
}

bool value_numbers(const struct reading *r, const struct yaml_node *node, const char *name,
                   struct range range, struct assay_numbers *ret)
{
    if (!is_kind(r, node, name, YAML_MAP))
        return false;
    struct assay_number *items = arena_array(r->arena, node->size, sizeof *items);
    size_t at = 0;
    bool ok = true;
    for (const struct yaml_node *one = node->first; one; one = one->next) {
        items[at].key = door_text(one->key);
        ok = value_real(r, one, one->key.ptr, range, &items[at++].value) && ok;
    }
    if (ok)
        *ret = (struct assay_numbers){ items, node->size };
    return ok;
}

static bool signal_key(const struct reading *r, const struct yaml_node *one, const char *name,
                       struct range range, struct assay_signal *signal)
{
    if (slice_is(one->key, "each"))
        return value_real(r, one, name, range, &signal->each);
    if (slice_is(one->key, "cap"))
        return value_real(r, one, name, range, &signal->cap);
    return value_complain_key(r, one, name, "unknown key \"%.*s\"; known here: each, cap",
                              SLICE_ARGS(one->key));
}

bool value_signal(const struct reading *r, const struct yaml_node *node, const char *name,
                  struct range range, struct assay_signal *ret)
{
    struct assay_signal signal = {0};
    if (node->kind == YAML_TEXT) {
        if (!value_real(r, node, name, range, &signal.each))
            return false;
        *ret = signal;
        return true;
    }
    if (!is_kind(r, node, name, YAML_MAP))
        return false;
    bool ok = true;
    for (const struct yaml_node *one = node->first; one; one = one->next)
        ok = signal_key(r, one, name, range, &signal) && ok;
    if (!ok)
        return false;
    if (!yaml_get(node, "each"))
        return value_complain(r, node, name, "says no \"each\"");
    if (signal.each * signal.cap < 0)
        return value_complain(r, yaml_get(node, "cap"), name,
                              "cap has another sign than each (%g)", signal.each);
    *ret = signal;
    return true;
}

bool value_span(const struct reading *r, const struct yaml_node *node, const char *name,
                struct range range, struct range *ret)
{
    struct range span;
    if (node->kind != YAML_LIST || node->size != 2)
        return value_complain(r, node, name, "wants two numbers, [low, high]");
    if (!value_real(r, node->first, name, range, &span.low) ||
        !value_real(r, node->first->next, name, range, &span.high))
        return false;
    if (span.low >= span.high)
        return value_complain(r, node, name, "%g is not below %g", span.low, span.high);
    *ret = span;
    return true;
}

/* ------------------------------------------------------------------ files */

static bool is_path(struct slice name)
{
    return slice_find_byte(name, '/') != SIZE_MAX || slice_find_byte(name, '.') != SIZE_MAX;
}

/* NULL when there is no such file there. */
static const char *lexicon_in(const struct reading *r, const char *directory, struct slice name)
{
    if (!directory)
        return NULL;
    const char *file = arena_printf(r->arena, "lexicons/%.*s.tsv", SLICE_ARGS(name));
    const char *path = path_below(r->arena, directory, file);
    return access(path, F_OK) == 0 ? path : NULL;
}

/* Among the shipped ones; NULL: none comes close. */
static const char *nearest_lexicon(const struct reading *r, struct slice name)
{
    struct nearest near = nearest_to(name);
    DIR *directory = r->tree->shipped
                         ? opendir(arena_printf(r->arena, "%s/lexicons", r->tree->shipped)) : NULL;
    for (struct dirent *entry; directory && (entry = readdir(directory));) {
        struct slice file = slice_of(entry->d_name);
        if (slice_ends(file, ".tsv"))
            nearest_offer(&near, arena_string(r->arena, slice_sub(file, 0, file.len - 4)));
    }
    if (directory)
        closedir(directory);
    return near.best;
}

/* A built-in default stands in no file: it is not looked up where the program happens to run. */
static const char *find_lexicon(const struct reading *r, const struct yaml_node *node,
                                struct slice name, struct error *err)
{
    const char *beside = *node->file ? path_directory(r->arena, node->file) : NULL;
    const char *directories[] = { beside, r->tree->directory, r->tree->shipped };
    for (size_t i = 0; i < count_of(directories); i++) {
        const char *path = lexicon_in(r, directories[i], name);
        if (path)
            return path;
    }
    const char *meant = nearest_lexicon(r, name);
    if (meant)
        error_set(err, REFUSE, NULL, "there is no lexicon \"%.*s\"; did you mean \"%s\"?",
                  SLICE_ARGS(name), meant);
    error_set(err, REFUSE, NULL, /* the first writer wins */
              "there is no lexicon \"%.*s\": looked for lexicons/%.*s.tsv in %s%s%s",
              SLICE_ARGS(name), SLICE_ARGS(name), r->tree->directory,
              r->tree->shipped ? " and " : "", r->tree->shipped ? r->tree->shipped : "");
    return NULL;
}

static bool value_file(const struct reading *r, const struct yaml_node *node, const char *name,
                       struct assay_file *ret)
{
    struct slice text, content;
    struct error err = {0};
    if (!value_text(r, node, name, &text))
        return false;
    if (!text.len)
        return value_complain(r, node, name, "a file without a name");
    const char *path = is_path(text)
        ? path_below(r->arena, path_directory(r->arena, node->file), text.ptr)
        : find_lexicon(r, node, text, &err);
    if (!path || !sources_read(r->tree->sources, path, SOURCE_MAX_BYTES, &content, &err))
        return value_complain(r, node, name, "%s", err.text);
    *ret = (struct assay_file){ door_text(text), door_text(content) };
    return true;
}

bool value_files(const struct reading *r, const struct yaml_node *node, const char *name,
                 struct assay_files *ret)
{
    bool alone = node->kind == YAML_TEXT;
    if (!alone && !is_kind(r, node, name, YAML_LIST))
        return false;
    size_t size = alone ? 1 : node->size, at = 0;
    struct assay_file *items = arena_array(r->arena, size, sizeof *items);
    bool ok = true;
    for (const struct yaml_node *one = alone ? node : node->first; at < size; one = one->next)
        ok = value_file(r, one, name, &items[at++]) && ok;
    if (ok)
        *ret = (struct assay_files){ items, size };
    return ok;
}
