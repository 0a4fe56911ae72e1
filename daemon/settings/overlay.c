#include "settings/overlay.h"

#include <string.h>

#define STEPS_MAX 32

/* One key of the path; of a list, the id of an entry. */
struct step {
    struct slice key;
    const char *named; /* "id" or "name": picks an entry of a list by that; NULL: a key of a map */
};

struct path {
    struct step steps[STEPS_MAX];
    size_t size;
};

/* ------------------------------------------------------------------ the path */

static const char *name_key_of(const struct yaml_node *list)
{
    const struct yaml_node *first = list && list->kind == YAML_LIST ? list->first : NULL;
    return yaml_get(first, "id") ? "id" : yaml_get(first, "name") ? "name" : NULL;
}

static struct slice key_of(const struct yaml_node *child, const char *named)
{
    const struct yaml_node *name = named ? yaml_get(child, named) : NULL;
    return named ? (name ? name->text : (struct slice){ "", 0 }) : child->key;
}

static bool begins_with_key(struct slice rest, struct slice key)
{
    return key.len && key.len <= rest.len && memcmp(rest.ptr, key.ptr, key.len) == 0 &&
           (key.len == rest.len || rest.ptr[key.len] == '.');
}

/* The longest key there that the rest of the path begins with; empty: none. */
static struct slice known_key(const struct yaml_node *at, const char *named, struct slice rest)
{
    struct slice best = { "", 0 };
    for (const struct yaml_node *child = at ? at->first : NULL; child; child = child->next) {
        struct slice key = key_of(child, named);
        if (key.len > best.len && begins_with_key(rest, key))
            best = key;
    }
    return best;
}

static const struct yaml_node *child_of(const struct yaml_node *at, const char *named, struct slice key)
{
    const struct yaml_node *child = at && at->kind != YAML_TEXT ? at->first : NULL;
    while (child && !slice_same(key_of(child, named), key))
        child = child->next;
    return child;
}

/* Cuts the next key off the rest; false at a quotation mark that is never closed. */
static bool next_key(struct slice *rest, struct slice known, bool whole, struct slice *ret)
{
    if (rest->len && rest->ptr[0] == '"') {
        struct slice inner = slice_sub(*rest, 1, rest->len);
        size_t end = slice_find_byte(inner, '"');
        if (end == SIZE_MAX)
            return false;
        *ret = slice_sub(inner, 0, end);
        *rest = slice_sub(inner, end + 1, inner.len);
    } else {
        size_t dot = slice_find_byte(*rest, '.');
        size_t len = whole ? rest->len : known.len ? known.len : dot == SIZE_MAX ? rest->len : dot;
        *ret = slice_sub(*rest, 0, len);
        *rest = slice_sub(*rest, len, rest->len);
    }
    bool dotted = rest->len && rest->ptr[0] == '.';
    *rest = slice_sub(*rest, dotted, rest->len);
    return true;
}

static bool holds_words(struct slice key)
{
    return slice_is(key, "words") || slice_is(key, "layers");
}

static bool split(const struct yaml_node *root, struct slice rest, struct path *ret)
{
    const struct yaml_node *at = root;
    bool whole = false;
    while (rest.len) {
        struct step *step = &ret->steps[ret->size];
        step->named = name_key_of(at);
        if (ret->size++ == STEPS_MAX - 1 ||
            !next_key(&rest, known_key(at, step->named, rest), whole, &step->key) || !step->key.len)
            return false;
        whole = holds_words(step->key);
        at = child_of(at, step->named, step->key);
    }
    return ret->size > 0;
}

/* ------------------------------------------------------------------ the tree */

static struct yaml_node *new_node(struct arena *arena, enum yaml_kind kind, const char *text,
                                  uint32_t layer)
{
    struct yaml_node *node = arena_alloc(arena, sizeof *node);
    *node = (struct yaml_node){ .kind = kind, .file = text, .layer = layer, .text = SLICE("") };
    return node;
}

/* Places inside of the argument are of no use: it is one line, and shown whole. */
static void place_all(struct yaml_node *node, const char *text)
{
    node->file = text;
    node->line = node->column = node->key_line = node->key_column = 0;
    for (struct yaml_node *child = node->first; child; child = child->next)
        place_all(child, text);
}

static struct yaml_node *wrap(struct arena *arena, const struct step *step, struct yaml_node *value)
{
    struct yaml_node *outer = new_node(arena, step->named ? YAML_LIST : YAML_MAP, value->file,
                                       value->layer);
    outer->first = value;
    outer->size = 1;
    if (!step->named) {
        value->key = slice_of(arena_string(arena, step->key));
        return outer;
    }
    struct yaml_node *name = new_node(arena, YAML_TEXT, value->file, value->layer);
    name->text = slice_of(arena_string(arena, step->key));
    name->key = slice_of(step->named);
    name->next = value->first;
    value->first = name;
    value->size++;
    return outer;
}

/* Where the path ends: quotation marks may hold the sign. */
static size_t find_sign(struct slice text)
{
    bool quoted = false;
    for (size_t i = 0; i < text.len; i++) {
        quoted ^= text.ptr[i] == '"';
        if (text.ptr[i] == '=' && !quoted)
            return i;
    }
    return SIZE_MAX;
}

static struct yaml_node *read_value(struct arena *arena, struct slice bytes, const char *name,
                                    uint32_t layer, struct complaints *complaints)
{
    const struct yaml_tree *tree = yaml_read_layer(arena, name, bytes, layer, complaints);
    if (!tree)
        return NULL;
    struct yaml_node *value = tree->root;
    if (!value) {
        value = new_node(arena, YAML_TEXT, name, layer);
        value->empty = true;
    }
    place_all(value, name);
    return value;
}

const struct yaml_node *overlay_read(struct arena *arena, const struct yaml_node *root,
                                     const char *text, uint32_t layer, struct complaints *complaints)
{
    struct slice all = slice_of(text);
    size_t sign = find_sign(all);
    const char *name = arena_printf(arena, "--set %s", text);
    struct path path = { .size = 0 };
    if (sign == SIZE_MAX || !split(root, slice_sub(all, 0, sign), &path)) {
        complain(complaints, name, 0, 0, "wants KEY=VALUE, keys parted by dots: "
                 "scorers.tone.words.booking=0");
        return NULL;
    }
    struct yaml_node *value = read_value(arena, slice_sub(all, sign + 1, all.len), name, layer,
                                         complaints);
    for (size_t i = path.size; value && i-- > 0;) {
        if (path.steps[i].named && value->kind != YAML_MAP) {
            complain(complaints, name, 0, 0, "\"%.*s\" holds keys; say which: %.*s.KEY=...",
                     SLICE_ARGS(path.steps[i].key), SLICE_ARGS(slice_sub(all, 0, sign)));
            return NULL;
        }
        value = wrap(arena, &path.steps[i], value);
    }
    return value;
}
