#include "settings/expand.h"

#include "settings/path.h"
#include "settings/sources.h"
#include "settings/yaml_tree.h"

#include <stdlib.h>
#include <string.h>

bool is_expanded(struct slice text)
{
    return slice_find(text, "${") != SIZE_MAX;
}

static bool add_variable(struct arena *arena, struct slice name, struct text *out,
                         struct error *err)
{
    const char *value = getenv(arena_string(arena, name));
    if (!value)
        return error_set(err, REFUSE, NULL, "the environment has no %.*s", SLICE_ARGS(name));
    text_add(out, slice_of(value));
    return true;
}

static bool add_file(struct arena *arena, struct slice path, const char *directory,
                     struct text *out, struct error *err)
{
    struct slice content;
    const char *full = path_below(arena, directory, arena_string(arena, path));
    if (!source_load(arena, full, EXPAND_MAX_BYTES, &content, err))
        return false;
    if (slice_ends(content, "\n"))
        content.len--;
    if (slice_ends(content, "\r"))
        content.len--;
    if (slice_find_byte(content, '\0') != SIZE_MAX || !utf8_is_valid(content))
        return error_set(err, REFUSE, NULL, "%s is no text", full);
    text_add(out, content);
    return true;
}

/* what: the words between the braces. */
static bool add_named(struct arena *arena, struct slice what, const char *directory,
                      struct text *out, struct error *err)
{
    if (slice_starts(what, "env:") && what.len > 4)
        return add_variable(arena, slice_sub(what, 4, what.len), out, err);
    if (slice_starts(what, "file:") && what.len > 5)
        return add_file(arena, slice_sub(what, 5, what.len), directory, out, err);
    return error_set(err, REFUSE, NULL,
                     "${%.*s} is neither ${env:NAME} nor ${file:PATH}; write $${ for a plain ${",
                     SLICE_ARGS(what));
}

bool expand(struct arena *arena, struct slice text, const char *directory, struct slice *ret,
            struct error *err)
{
    HELD(text) out = {0};
    size_t at;
    while ((at = slice_find(text, "${")) != SIZE_MAX) {
        text_add(&out, slice_sub(text, 0, at));
        text = slice_sub(text, at, text.len);
        if (at && out.ptr[out.len - 1] == '$') { /* $${: one dollar goes, the brace stays */
            text_add_byte(&out, '{');
            text = slice_sub(text, 2, text.len);
            continue;
        }
        size_t end = slice_find_byte(text, '}');
        if (end == SIZE_MAX)
            return error_set(err, REFUSE, NULL, "${ is never closed; write $${ for a plain ${");
        if (!add_named(arena, slice_sub(text, 2, end - 2), directory, &out, err))
            return false;
        text = slice_sub(text, end + 1, text.len);
    }
    text_add(&out, text);
    *ret = (struct slice){ arena_string(arena, text_slice(&out)), out.len };
    return true;
}
