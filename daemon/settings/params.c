#include "settings/params.h"

#include "base/mem.h"
#include "settings/nearest.h"
#include "settings/values.h"

#include <string.h>

/* A value and how late it was said: feeds' own settings after the scorer's, later files after
 * earlier ones. */
struct found {
    const struct yaml_node *node;
    uint64_t rank;
};

struct walk {
    const struct reading *r;
    const struct assay_scorer *scorer;
    struct found *found; /* one for each parameter */
    uint64_t rank;       /* added to the layer of a node */
    bool ok;
};

/* ------------------------------------------------------------------ the scorer's table */

static size_t size_of(enum assay_kind kind)
{
    switch (kind) {
    case ASSAY_BOOL: return sizeof(bool);
    case ASSAY_REAL: return sizeof(double);
    case ASSAY_STRING: return sizeof(struct assay_text);
    case ASSAY_LIST: return sizeof(struct assay_texts);
    case ASSAY_NUMBERS: return sizeof(struct assay_numbers);
    case ASSAY_FILES: return sizeof(struct assay_files);
    case ASSAY_SIGNAL: return sizeof(struct assay_signal);
    }
    return SIZE_MAX;
}

/* A wrong offset would let us write anywhere. */
static bool is_sound(const struct assay_scorer *scorer, const struct reading *r)
{
    for (size_t i = 0; i < scorer->params_size; i++) {
        const struct assay_param *p = &scorer->params[i];
        size_t size = size_of(p->kind);
        if (p->name && *p->name && size <= scorer->params_bytes &&
            p->offset <= scorer->params_bytes - size)
            continue;
        complain(r->complaints, r->tree->file, 0, 0,
                 "scorer %s: row %zu of its table of parameters lies outside of its struct",
                 scorer->name, i);
        return false;
    }
    return true;
}

static size_t find_param(const struct assay_scorer *scorer, struct slice name)
{
    for (size_t i = 0; i < scorer->params_size; i++)
        if (slice_is(name, scorer->params[i].name))
            return i;
    return SIZE_MAX;
}

static bool is_prefix(const struct assay_scorer *scorer, struct slice name)
{
    for (size_t i = 0; i < scorer->params_size; i++) {
        struct slice param = slice_of(scorer->params[i].name);
        if (param.len > name.len && param.ptr[name.len] == '.' &&
            slice_same(slice_sub(param, 0, name.len), name))
            return true;
    }
    return false;
}

/* ------------------------------------------------------------------ finding the values */

static void take(struct walk *w, size_t index, const struct yaml_node *node)
{
    struct found *f = &w->found[index];
    uint64_t rank = w->rank + node->layer;
    if (f->node && f->rank == rank) {
        w->ok = value_complain_key(w->r, node, w->scorer->params[index].name,
                                   "said twice, in line %zu too", f->node->key_line);
        return;
    }
    bool later = !f->node || rank > f->rank;
    f->node = later ? yaml_merge(w->r->arena, f->node, node)
                    : yaml_merge(w->r->arena, node, f->node);
    f->rank = later ? rank : f->rank;
}

/* What could have stood there: the rest of a name, or the beginning of that rest. */
static void offer(struct walk *w, struct nearest *near, const char *rest)
{
    const char *dot = strchr(rest, '.');
    nearest_offer(near, rest);
    if (dot)
        nearest_offer(near, arena_string(w->r->arena,
                                         (struct slice){ rest, (size_t)(dot - rest) }));
}

/* A name that ends in the key, for a key that stands in the wrong mapping. */
static const char *whole_name(const struct assay_scorer *scorer, struct slice key)
{
    for (size_t i = 0; i < scorer->params_size; i++) {
        struct slice name = slice_of(scorer->params[i].name);
        size_t rest = name.len - key.len;
        if (key.len && key.len < name.len && name.ptr[rest - 1] == '.' &&
            slice_same(slice_sub(name, rest, key.len), key))
            return name.ptr;
    }
    return NULL;
}

static void complain_unknown(struct walk *w, const struct yaml_node *child, struct slice prefix)
{
    w->ok = false;
    if (complaints_is_full(w->r->complaints))
        return;
    struct nearest near = nearest_to(child->key);
    for (size_t i = 0; i < w->scorer->params_size; i++)
        if (slice_starts(slice_of(w->scorer->params[i].name), prefix.ptr))
            offer(w, &near, w->scorer->params[i].name + prefix.len);
    const char *meant = near.best ? near.best : whole_name(w->scorer, child->key);
    struct slice key = utf8_cut(child->key, 60);
    if (!meant && !prefix.len && slice_is(child->key, w->scorer->name))
        value_complain_key(w->r, child, NULL, "the scorer's parameters stand here without \"%s:\" "
                           "around them", w->scorer->name);
    else if (meant)
        value_complain_key(w->r, child, NULL, "unknown key \"%.*s\"; did you mean \"%s\"?",
                           SLICE_ARGS(key), meant);
    else
        value_complain_key(w->r, child, NULL, "scorer %s knows no key \"%s%.*s\"",
                           w->scorer->name, prefix.ptr, SLICE_ARGS(key));
}

/* A key that may stand below, as an example. */
static const char *first_below(const struct walk *w, struct slice full)
{
    for (size_t i = 0; i < w->scorer->params_size; i++) {
        const char *name = w->scorer->params[i].name;
        if (slice_starts(slice_of(name), full.ptr) && name[full.len] == '.') {
            const char *rest = name + full.len + 1;
            return arena_string(w->r->arena, (struct slice){ rest, strcspn(rest, ".") });
        }
    }
    return "KEY";
}

/* Depth is bounded: every level must be the beginning of a parameter's name. */
static void walk_map(struct walk *w, const struct yaml_node *map, struct slice prefix)
{
    for (const struct yaml_node *child = map->first; child; child = child->next) {
        const char *joined = arena_printf(w->r->arena, "%.*s%.*s", SLICE_ARGS(prefix),
                                          SLICE_ARGS(child->key));
        struct slice full = slice_of(joined);
        size_t index = find_param(w->scorer, full);
        if (index != SIZE_MAX)
            take(w, index, child);
        else if (!is_prefix(w->scorer, full))
            complain_unknown(w, child, prefix);
        else if (child->kind == YAML_MAP)
            walk_map(w, child, slice_of(arena_printf(w->r->arena, "%s.", joined)));
        else if (!child->empty)
            w->ok = value_complain(w->r, child, child->key.ptr, "wants a mapping, {%s: ...}",
                                   first_below(w, full));
    }
}

static void walk_root(struct walk *w, const struct yaml_node *node)
{
    if (!node || node->empty)
        return;
    if (node->kind == YAML_MAP)
        walk_map(w, node, SLICE(""));
    else
        w->ok = value_complain(w->r, node, w->scorer->name, "wants a mapping of parameters");
}

/* ------------------------------------------------------------------ filling the struct */

static bool fill(const struct reading *r, const struct yaml_node *node,
                 const struct assay_param *p, void *at)
{
    struct range range = { p->low, p->high };
    struct slice text;
    switch (p->kind) {
    case ASSAY_BOOL: return value_bool(r, node, p->name, at);
    case ASSAY_REAL: return value_real(r, node, p->name, range, at);
    case ASSAY_STRING:
        if (!value_text(r, node, p->name, &text))
            return false;
        *(struct assay_text *)at = (struct assay_text){ text.ptr, text.len };
        return true;
    case ASSAY_LIST: return value_texts(r, node, p->name, range, at);
    case ASSAY_NUMBERS: return value_numbers(r, node, p->name, range, at);
    case ASSAY_FILES: return value_files(r, node, p->name, at);
    case ASSAY_SIGNAL: return value_signal(r, node, p->name, range, at);
    }
    return false;
}

static bool fill_fallback(const struct reading *r, const struct yaml_node *map,
                          const struct assay_scorer *scorer, const struct assay_param *p,
                          void *at)
{
    if (!p->fallback) {
        complain(r->complaints, map ? map->file : r->tree->file, map ? map->line : 0,
                 map ? map->column : 0, "scorer %s wants a value for \"%s\"", scorer->name,
                 p->name);
        return false;
    }
    struct yaml_node plain = { .kind = YAML_TEXT, .file = "", .text = slice_of(p->fallback) };
    if (p->kind == ASSAY_BOOL || p->kind == ASSAY_REAL || p->kind == ASSAY_STRING)
        return fill(r, &plain, p, at);
    const struct yaml_tree *tree = yaml_read(r->arena, "", plain.text, r->complaints);
    return tree && tree->root && fill(r, tree->root, p, at);
}

static bool fill_all(struct walk *w, struct params *params, const struct yaml_node **nodes)
{
    bool ok = true;
    for (size_t i = 0; i < w->scorer->params_size; i++) {
        const struct assay_param *p = &w->scorer->params[i];
        void *at = (char *)params->values + p->offset;
        nodes[i] = w->found[i].node && !w->found[i].node->empty ? w->found[i].node : NULL;
        ok = (nodes[i] ? fill(w->r, nodes[i], p, at)
                       : fill_fallback(w->r, params->node, w->scorer, p, at)) && ok;
    }
    params->nodes = nodes;
    return ok;
}

const struct params *params_read(const struct yaml_tree *tree, const struct yaml_node *base,
                                 const struct yaml_node *over, const struct assay_scorer *scorer,
                                 struct arena *arena, struct complaints *complaints)
{
    if (!tree) /* nobody said anything, anywhere */
        tree = yaml_read(arena, "", SLICE(""), complaints);
    const struct reading r = { tree, arena, complaints };
    if (!is_sound(scorer, &r))
        return NULL;
    struct walk w = { .r = &r, .scorer = scorer, .ok = true };
    w.found = arena_array(arena, scorer->params_size, sizeof *w.found);
    walk_root(&w, base);
    w.rank = UINT64_C(1) << 32;
    walk_root(&w, over);
    struct params *params = arena_alloc(arena, sizeof *params);
    params->scorer = scorer;
    params->values = arena_alloc(arena, scorer->params_bytes);
    params->node = over ? over : base;
    params->sources = tree->sources;
    bool ok = fill_all(&w, params, arena_array(arena, scorer->params_size, sizeof(void *)));
    return ok && w.ok ? params : NULL;
}

/* ------------------------------------------------------------------ complaints by place */

/* The path of the row'th file of a parameter of files; NULL when there is none. */
static const char *path_of(const struct params *params, size_t index, size_t row)
{
    const struct assay_param *p = &params->scorer->params[index];
    const struct assay_files *files = (void *)((char *)params->values + p->offset);
    if (p->kind != ASSAY_FILES || row >= files->size)
        return NULL;
    for (const struct source *s = sources_first(params->sources); s; s = s->next)
        if (s->content.ptr == files->items[row].content.ptr)
            return s->path;
    return NULL;
}

/* Where a scorer's word about a parameter belongs. */
struct params_place {
    const char *file;
    size_t line, column;
};

static struct params_place place_of_node(const struct yaml_node *node, bool at_key)
{
    return (struct params_place){ node->file, at_key ? node->key_line : node->line,
                                  at_key ? node->key_column : node->column };
}

static struct params_place place_of(const struct params *params, const char *param, size_t row,
                                    size_t line)
{
    size_t index = find_param(params->scorer, slice_of(param));
    const char *path = index != SIZE_MAX ? path_of(params, index, row) : NULL;
    const struct yaml_node *node = index != SIZE_MAX ? params->nodes[index] : NULL;
    if (path && line)
        return (struct params_place){ path, line, 1 }; /* a line an entry */
    if (node)
        return place_of_node(yaml_row(node, row), node->kind == YAML_MAP && node->first);
    if (params->node)
        return place_of_node(params->node, false);
    return (struct params_place){ "", 0, 0 };
}

void params_complain(const struct params *params, const char *param, size_t row, size_t line,
                     const char *text, struct complaints *complaints)
{
    struct params_place at = place_of(params, param = param ? param : "", row, line);
    if (*at.file)
        complain(complaints, at.file, at.line, at.column, "%s: %s", param, text);
    else
        complain(complaints, "", 0, 0, "scorer %s: %s: %s", params->scorer->name, param, text);
}

void params_doubt(const struct params *params, const char *param, size_t row, size_t line,
                  const char *text, struct complaints *complaints)
{
    struct params_place at = place_of(params, param = param ? param : "", row, line);
    if (*at.file)
        doubt(complaints, at.file, at.line, at.column, "%s: %s", param, text);
    else
        doubt(complaints, "", 0, 0, "scorer %s: %s: %s", params->scorer->name, param, text);
}
