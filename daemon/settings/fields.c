#include "settings/fields.h"

#include "base/mem.h"
#include "settings/nearest.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool fill_map(const struct reading *, const struct yaml_node *, const struct field *,
                     size_t count, const struct field *named, void *into);

static struct range range_of(const struct field *f)
{
    return (struct range){ f->low, f->high };
}

/* ------------------------------------------------------------------ one field */

static bool passes(const struct reading *r, const struct yaml_node *node, const struct field *f,
                   const char *text)
{
    struct error err = {0};
    if (!f->check || f->check(text, &err))
        return true;
    return value_complain(r, node, f->name, "%s", err.text);
}

static bool fill_text(const struct reading *r, const struct yaml_node *node,
                      const struct field *f, const char **into)
{
    struct slice text;
    if (!value_text(r, node, f->name, &text) || !passes(r, node, f, text.ptr))
        return false;
    *into = text.ptr;
    return true;
}

static bool fill_texts(const struct reading *r, const struct yaml_node *node,
                       const struct field *f, struct assay_texts *into)
{
    if (!value_texts(r, node, f->name, range_of(f), into))
        return false;
    const struct yaml_node *one = node->kind == YAML_LIST ? node->first : node;
    bool ok = true;
    for (size_t i = 0; i < into->size; i++, one = one->next)
        ok = passes(r, one, f, into->items[i].ptr) && ok;
    return ok;
}

static bool fill_pair(const struct reading *r, const struct yaml_node *one, const struct field *f,
                      struct field_pair *into)
{
    struct slice value;
    if (!value_text(r, one, f->name, &value))
        return false;
    into->key = (struct assay_text){ one->key.ptr, one->key.len };
    into->value = (struct assay_text){ value.ptr, value.len };
    return passes(r, one, f, arena_printf(r->arena, "%s: %s", one->key.ptr, value.ptr));
}

static bool fill_pairs(const struct reading *r, const struct yaml_node *node,
                       const struct field *f, struct field_pairs *into)
{
    if (node->kind != YAML_MAP)
        return value_complain(r, node, f->name, "wants a mapping of texts");
    struct field_pair *items = arena_array(r->arena, node->size, sizeof *items);
    size_t at = 0;
    bool ok = true;
    for (const struct yaml_node *one = node->first; one; one = one->next)
        ok = fill_pair(r, one, f, &items[at++]) && ok;
    *into = (struct field_pairs){ items, node->size };
    return ok;
}

/* ------------------------------------------------------------------ records */

static const struct field *name_field(const struct field *fields, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(fields[i].name, "id") == 0 || strcmp(fields[i].name, "name") == 0)
            return &fields[i];
    return NULL;
}

struct named_record {
    const char *name;
    const struct yaml_node *node;
    size_t index;
};

static int record_order(const void *left, const void *right)
{
    const struct named_record *a = left, *b = right;
    int order = strcmp(a->name, b->name);
    return order ? order : a->index < b->index ? -1 : a->index > b->index;
}

/* Two records of one name would be told apart by nobody. */
static bool refuse_twins(const struct reading *r, const struct field *f,
                         struct named_record *named, size_t size)
{
    bool ok = true;
    if (size)
        qsort(named, size, sizeof *named, record_order);
    for (size_t i = 1; i < size; i++) {
        const struct yaml_node *first = named[i - 1].node;
        if (strcmp(named[i - 1].name, named[i].name) != 0)
            continue;
        ok = value_complain(r, yaml_get(named[i].node, f->name), f->name,
                            "\"%s\" is there already, in %s:%zu", named[i].name, first->file,
                            first->line);
    }
    return ok;
}

static bool fill_records(const struct reading *r, const struct yaml_node *node,
                         const struct field *f, struct field_records *into)
{
    if (node->kind != YAML_LIST)
        return value_complain(r, node, f->name, "wants a list of mappings, - %s: ...",
                              f->fields[0].name);
    const struct field *name = name_field(f->fields, *f->fields_size);
    char *items = arena_array(r->arena, node->size, f->item_size);
    struct named_record *named = mem_array(node->size, sizeof *named);
    size_t at = 0, names = 0;
    bool ok = true;
    for (const struct yaml_node *one = node->first; one; one = one->next, at++) {
        void *item = items + at * f->item_size;
        ok = fill_map(r, one, f->fields, *f->fields_size, NULL, item) && ok;
        const char *said = name ? *(char **)((char *)item + name->offset) : NULL;
        if (said && yaml_get(one, name->name))
            named[names++] = (struct named_record){ said, one, at };
    }
    ok = refuse_twins(r, name, named, names) && ok;
    mem_free(&named);
    *into = (struct field_records){ items, node->size };
    return ok;
}

/* The key as if it stood as the value of the field called "name". */
static bool fill_name(const struct reading *r, const struct yaml_node *one, const char *mapping,
                      const struct field *name, char *item)
{
    struct field shown = *name;
    shown.name = mapping; /* the user wrote "tickers:", not "name:" */
    struct yaml_node key = { .kind = YAML_TEXT, .file = one->file, .line = one->key_line,
                             .column = one->key_column, .text = one->key };
    *(const char **)(item + name->offset) = one->key.ptr;
    if (!one->key.len)
        return value_complain(r, &key, NULL, "a name is missing");
    return passes(r, &key, &shown, one->key.ptr);
}

static bool fill_named(const struct reading *r, const struct yaml_node *node,
                       const struct field *f, struct field_records *into)
{
    if (node->kind != YAML_MAP)
        return value_complain(r, node, f->name, "wants a mapping of names to mappings, NAME: {%s: ...}",
                              f->fields[1].name);
    const struct field *name = name_field(f->fields, *f->fields_size);
    char *items = arena_array(r->arena, node->size, f->item_size);
    size_t at = 0;
    bool ok = true;
    for (const struct yaml_node *one = node->first; one; one = one->next) {
        char *item = items + at++ * f->item_size;
        ok = fill_name(r, one, f->name, name, item) && ok;
        ok = fill_map(r, one, f->fields, *f->fields_size, name, item) && ok;
    }
    *into = (struct field_records){ items, node->size };
    return ok;
}

/* ------------------------------------------------------------------ by kind */

static bool fill_value(const struct reading *r, const struct yaml_node *node,
                       const struct field *f, void *at)
{
    switch (f->kind) {
    case FIELD_BOOL: return value_bool(r, node, f->name, at);
    case FIELD_INT: return value_int(r, node, f->name, range_of(f), at);
    case FIELD_REAL: return value_real(r, node, f->name, range_of(f), at);
    case FIELD_DURATION: return value_duration(r, node, f->name, range_of(f), at);
    case FIELD_BYTES: return value_bytes(r, node, f->name, range_of(f), at);
    case FIELD_TEXT: return fill_text(r, node, f, at);
    case FIELD_CHOICE: return value_choice(r, node, f->name, f->choices, at);
    case FIELD_TEXTS: return fill_texts(r, node, f, at);
    case FIELD_NUMBERS: return value_numbers(r, node, f->name, range_of(f), at);
    case FIELD_PAIRS: return fill_pairs(r, node, f, at);
    case FIELD_FILES: return value_files(r, node, f->name, at);
    case FIELD_SIGNAL: return value_signal(r, node, f->name, range_of(f), at);
    case FIELD_SPAN: return value_span(r, node, f->name, range_of(f), at);
    case FIELD_GROUP: return fill_map(r, node, f->fields, *f->fields_size, NULL, at);
    case FIELD_RECORDS: return fill_records(r, node, f, at);
    case FIELD_NAMED: return fill_named(r, node, f, at);
    case FIELD_TREE: *(const struct yaml_node **)at = node; return true;
    case FIELD_REST: break;
    }
    return true;
}

static bool is_structured(enum field_kind kind)
{
    return kind == FIELD_TEXTS || kind == FIELD_NUMBERS || kind == FIELD_PAIRS ||
           kind == FIELD_FILES || kind == FIELD_SIGNAL || kind == FIELD_SPAN;
}

static bool fill_fallback(const struct reading *r, const struct field *f, void *at)
{
    if (f->kind == FIELD_GROUP)
        return fill_map(r, NULL, f->fields, *f->fields_size, NULL, at);
    if (!f->fallback && f->kind == FIELD_REAL)
        *(double *)at = NAN;
    if (!f->fallback)
        return true;
    struct yaml_node plain = { .kind = YAML_TEXT, .file = "", .text = slice_of(f->fallback) };
    if (!is_structured(f->kind))
        return fill_value(r, &plain, f, at);
    const struct yaml_tree *tree = yaml_read(r->arena, "", plain.text, r->complaints);
    return tree && tree->root && fill_value(r, tree->root, f, at);
}

static bool is_keyed(const struct field *f)
{
    return f->kind != FIELD_REST;
}

static bool fill_field(const struct reading *r, const struct yaml_node *map,
                       const struct field *f, void *into)
{
    void *at = (char *)into + f->offset;
    const struct yaml_node *node = yaml_get(map, f->name);
    if (node && !node->empty)
        return fill_value(r, node, f, at);
    if (!f->required)
        return fill_fallback(r, f, at);
    if (node)
        return value_complain_key(r, node, f->name, "a value is missing");
    complain(r->complaints, map ? map->file : r->tree->file, map ? map->line : 0,
             map ? map->column : 0, "%s is missing", f->name);
    return false;
}

/* ------------------------------------------------------------------ a table */

static const struct field *find_field(const struct field *fields, size_t count,
                                      const struct field *named, struct slice key)
{
    for (size_t i = 0; i < count; i++)
        if (is_keyed(&fields[i]) && &fields[i] != named && slice_is(key, fields[i].name))
            return &fields[i];
    return NULL;
}

static const struct field *find_rest(const struct field *fields, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (fields[i].kind == FIELD_REST)
            return &fields[i];
    return NULL;
}

/* {items: 200,000}: the comma ends the value, and the rest is a key. */
static bool is_thousands(struct slice key)
{
    size_t digits = 0;
    while (digits < key.len && key.ptr[digits] >= '0' && key.ptr[digits] <= '9')
        digits++;
    return digits == 3 && key.len == 3;
}

#define LISTED 10 /* as many known keys are worth listing when none comes close */

static bool complain_unknown(const struct reading *r, const struct yaml_node *child,
                             const struct field *fields, size_t count, const struct field *named)
{
    if (complaints_is_full(r->complaints))
        return false;
    struct nearest near = nearest_to(child->key);
    HELD(text) known = {0};
    size_t keys = 0;
    for (size_t i = 0; i < count; i++) {
        if (!is_keyed(&fields[i]) || &fields[i] == named)
            continue;
        nearest_offer(&near, fields[i].name);
        text_printf(&known, "%s%s", keys++ ? ", " : "", fields[i].name);
    }
    struct slice key = utf8_cut(child->key, 60);
    if (is_thousands(key))
        return value_complain_key(r, child, NULL, "unknown key \"%.*s\"; a number holds no commas",
                                  SLICE_ARGS(key));
    if (near.best)
        return value_complain_key(r, child, NULL, "unknown key \"%.*s\"; did you mean \"%s\"?",
                                  SLICE_ARGS(key), near.best);
    if (keys > LISTED)
        return value_complain_key(r, child, NULL, "unknown key \"%.*s\"", SLICE_ARGS(key));
    return value_complain_key(r, child, NULL, "unknown key \"%.*s\"; known here: %s",
                              SLICE_ARGS(key), text_string(&known));
}

static void fill_rest(const struct reading *r, const struct yaml_node *map,
                      const struct field *fields, size_t count, const struct field *rest,
                      void *into)
{
    const char **keys = arena_array(r->arena, count + 1, sizeof *keys);
    size_t size = 0;
    for (size_t i = 0; i < count; i++)
        if (is_keyed(&fields[i]))
            keys[size++] = fields[i].name;
    *(const struct yaml_node **)((char *)into + rest->offset) = yaml_without(r->arena, map, keys);
}

/* "{id: ...}": what a mapping of this table looks like. */
static bool complain_no_map(const struct reading *r, const struct yaml_node *node,
                            const struct field *fields, size_t count, const struct field *named)
{
    const char *first = NULL;
    for (size_t i = 0; i < count && !first; i++)
        if (is_keyed(&fields[i]) && &fields[i] != named)
            first = fields[i].name;
    return value_complain(r, node, node->key.len ? arena_string(r->arena, node->key) : NULL,
                          "wants a mapping of keys to values, {%s: ...}", first ? first : "KEY");
}

/* named: the field that a FIELD_NAMED's key has filled already; NULL otherwise. */
static bool fill_map(const struct reading *r, const struct yaml_node *node,
                     const struct field *fields, size_t count, const struct field *named,
                     void *into)
{
    bool ok = true;
    if (node && node->empty)
        node = NULL;
    if (node && node->kind != YAML_MAP)
        return complain_no_map(r, node, fields, count, named);
    for (size_t i = 0; i < count; i++)
        if (is_keyed(&fields[i]) && &fields[i] != named)
            ok = fill_field(r, node, &fields[i], into) && ok;
    const struct field *rest = find_rest(fields, count);
    if (rest)
        fill_rest(r, node, fields, count, rest, into);
    for (const struct yaml_node *child = node && !rest ? node->first : NULL; child;
         child = child->next)
        if (!find_field(fields, count, named, child->key))
            ok = complain_unknown(r, child, fields, count, named) && ok;
    return ok;
}

bool fields_fill(const struct yaml_tree *tree, const struct yaml_node *node,
                 const struct field *fields, size_t count, void *into, struct arena *arena,
                 struct complaints *complaints)
{
    const struct reading r = { tree, arena, complaints };
    return fill_map(&r, node, fields, count, NULL, into);
}

enum field_kind field_kind_of(enum assay_kind kind)
{
    switch (kind) {
    case ASSAY_BOOL: return FIELD_BOOL;
    case ASSAY_REAL: return FIELD_REAL;
    case ASSAY_STRING: return FIELD_TEXT;
    case ASSAY_LIST: return FIELD_TEXTS;
    case ASSAY_NUMBERS: return FIELD_NUMBERS;
    case ASSAY_FILES: return FIELD_FILES;
    case ASSAY_SIGNAL: return FIELD_SIGNAL;
    }
    return FIELD_TREE;
}
