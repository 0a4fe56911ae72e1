#include "settings/yaml_tree.h"

#include "base/mem.h"
#include "settings/key_set.h"
#include "settings/path.h"
#include "settings/yaml_words.h"

#include <assert.h>
#include <string.h>
#include <yaml.h>

#define MAX_ANCHORS 1000 /* an alias looks through all of them */

struct anchor {
    struct slice name;
    struct yaml_node *node;
    size_t weight; /* nodes below, aliases expanded */
    size_t height;
    bool open;     /* still being read: an alias to it would be a ring */
};

struct level {
    struct yaml_node *node;
    struct yaml_node **end;      /* where the next child goes */
    size_t anchor;               /* index, or SIZE_MAX */
    size_t weight_before, height;
    bool has_key;
    struct slice key;
    size_t key_line, key_column;
};

struct reader {
    struct arena *arena;
    struct complaints *complaints;
    const char *file;
    struct slice bytes;
    uint32_t layer;
    yaml_parser_t parser;
    struct level levels[YAML_MAX_DEPTH];
    size_t depth, weight;
    struct anchor *anchors;
    size_t anchors_size, anchors_cap;
    struct yaml_node *root;
    bool stopped; /* what follows makes no sense any more */
};

static void stop_at(struct reader *r, yaml_mark_t at, const char *text)
{
    complain(r->complaints, r->file, at.line + 1, at.column + 1, "%s", text);
    r->stopped = true;
}

static struct yaml_node *new_node(struct reader *r, enum yaml_kind kind, yaml_mark_t at)
{
    struct yaml_node *node = arena_alloc(r->arena, sizeof *node);
    node->kind = kind;
    node->file = r->file;
    node->line = at.line + 1;
    node->column = at.column + 1;
    node->layer = r->layer;
    return node;
}

static struct slice keep(struct reader *r, const void *bytes, size_t len)
{
    struct slice s = { bytes, len };
    return (struct slice){ arena_string(r->arena, s), len };
}

/* Merge keys are plain; a quoted "<<" is a key like any other. */
static bool is_merge_key(const struct level *l, const yaml_event_t *e)
{
    return l->node->kind == YAML_MAP && e->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
           slice_is((struct slice){ (char *)e->data.scalar.value, e->data.scalar.length }, "<<");
}

static const struct slice merge_key = { "\0<<", 3 }; /* no user's key holds a NUL */

static void take_key(struct reader *r, struct level *l, const yaml_event_t *e)
{
    if (e->data.scalar.length > YAML_MAX_KEY)
        stop_at(r, e->start_mark, "a key of more than 250 bytes");
    l->has_key = true;
    l->key_line = e->start_mark.line + 1;
    l->key_column = e->start_mark.column + 1;
    l->key = is_merge_key(l, e) ? merge_key
                                : keep(r, e->data.scalar.value, e->data.scalar.length);
}

static void put(struct reader *r, struct yaml_node *node)
{
    if (!r->depth) {
        r->root = node;
        return;
    }
    struct level *l = &r->levels[r->depth - 1];
    if (l->node->kind == YAML_MAP) {
        node->key = l->key;
        node->key_line = l->key_line;
        node->key_column = l->key_column;
        l->has_key = false;
    }
    *l->end = node;
    l->end = &node->next;
    l->node->size++;
}

static bool wants_key(const struct reader *r)
{
    const struct level *l = r->depth ? &r->levels[r->depth - 1] : NULL;
    return l && l->node->kind == YAML_MAP && !l->has_key;
}

static bool weigh(struct reader *r, size_t nodes, yaml_mark_t at)
{
    r->weight += nodes;
    if (r->weight <= YAML_MAX_NODES)
        return true;
    stop_at(r, at, "the document grows past a million values here, aliases expanded");
    return false;
}

/* Each level knows the height of what stands below it, so that aliases can't stack up either. */
static bool reach(struct reader *r, size_t height, yaml_mark_t at)
{
    if (r->depth + height > YAML_MAX_DEPTH) {
        stop_at(r, at, "nested deeper than 64 levels");
        return false;
    }
    for (size_t i = 0; i < r->depth; i++)
        if (r->levels[i].height < r->depth - i - 1 + height)
            r->levels[i].height = r->depth - i - 1 + height;
    return true;
}

static size_t open_anchor(struct reader *r, const yaml_char_t *name, struct yaml_node *node)
{
    if (!name)
        return SIZE_MAX;
    if (r->anchors_size == MAX_ANCHORS) {
        complain(r->complaints, r->file, node->line, node->column, "more than %d anchors",
                 MAX_ANCHORS);
        r->stopped = true;
        return SIZE_MAX;
    }
    mem_grow(r->anchors, r->anchors_size, r->anchors_cap);
    r->anchors[r->anchors_size] =
        (struct anchor){ keep(r, name, strlen((const char *)name)), node, 1, 0, true };
    return r->anchors_size++;
}

static bool is_known_tag(const yaml_char_t *tag)
{
    struct slice t = slice_of((const char *)tag);
    return !t.len || slice_is(t, "!") || slice_starts(t, "tag:yaml.org,2002:");
}

static bool is_empty(const yaml_event_t *e, struct slice text)
{
    return e->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
           (!text.len || slice_is(text, "~") || slice_is(text, "null") ||
            slice_is(text, "Null") || slice_is(text, "NULL"));
}

static void on_scalar(struct reader *r, const yaml_event_t *e)
{
    struct slice text = { (char *)e->data.scalar.value, e->data.scalar.length };
    if (slice_find_byte(text, '\0') != SIZE_MAX) {
        stop_at(r, e->start_mark, "a NUL character has no place in a value");
        return;
    }
    if (!is_known_tag(e->data.scalar.tag)) {
        stop_at(r, e->start_mark, "tags have no meaning here");
        return;
    }
    if (!weigh(r, 1, e->start_mark))
        return;
    if (wants_key(r)) {
        take_key(r, &r->levels[r->depth - 1], e);
        return;
    }
    struct yaml_node *node = new_node(r, YAML_TEXT, e->start_mark);
    node->text = keep(r, text.ptr, text.len);
    node->quoted = e->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    node->empty = is_empty(e, text);
    size_t anchor = open_anchor(r, e->data.scalar.anchor, node);
    if (anchor != SIZE_MAX)
        r->anchors[anchor].open = false;
    put(r, node);
}

/* Later anchors of one name hide earlier ones, as YAML wants. */
static const struct anchor *find_anchor(const struct reader *r, struct slice name)
{
    for (size_t i = r->anchors_size; i > 0; i--)
        if (slice_same(r->anchors[i - 1].name, name))
            return &r->anchors[i - 1];
    return NULL;
}

static void on_alias(struct reader *r, const yaml_event_t *e)
{
    struct slice name = slice_of((const char *)e->data.alias.anchor);
    const struct anchor *anchor = find_anchor(r, name);
    if (wants_key(r)) {
        stop_at(r, e->start_mark, "an alias can't be a key");
    } else if (!anchor || anchor->open) {
        complain(r->complaints, r->file, e->start_mark.line + 1, e->start_mark.column + 1,
                 anchor ? "*%.*s stands inside of its own anchor"
                        : "no anchor &%.*s stands before this alias",
                 SLICE_ARGS(name));
        r->stopped = true;
    } else if (weigh(r, anchor->weight, e->start_mark) &&
               reach(r, anchor->height, e->start_mark)) {
        struct yaml_node *twin = arena_alloc(r->arena, sizeof *twin);
        *twin = *anchor->node;
        twin->next = NULL;
        put(r, twin);
    }
}

/* "{{ name }}": a mapping as a key, in YAML's eyes. */
static bool is_second_brace(struct slice bytes, yaml_mark_t mark)
{
    yaml_mark_t before = mark;
    before.column--;
    return mark.column > 0 && yaml_char_at(bytes, mark) == '{' && yaml_char_at(bytes, before) == '{';
}

static void on_open(struct reader *r, enum yaml_kind kind, const yaml_event_t *e,
                    const yaml_char_t *anchor, const yaml_char_t *tag)
{
    if (wants_key(r))
        stop_at(r, e->start_mark, is_second_brace(r->bytes, e->start_mark)
                                      ? "a template was left unfilled here"
                                      : "a key must be plain text");
    else if (!is_known_tag(tag))
        stop_at(r, e->start_mark, "tags have no meaning here");
    if (r->stopped || !reach(r, 1, e->start_mark))
        return;
    size_t before = r->weight;
    if (!weigh(r, 1, e->start_mark))
        return;
    struct yaml_node *node = new_node(r, kind, e->start_mark);
    put(r, node);
    r->levels[r->depth++] = (struct level){ .node = node, .end = &node->first,
        .anchor = open_anchor(r, anchor, node), .weight_before = before };
}

/* Drops later twins of a key. Returns the set of keys, to be freed by the caller. */
static struct key_set refuse_twins(struct reader *r, struct yaml_node *map, size_t more)
{
    struct key_set set;
    key_set_init(&set, map->size + more);
    for (struct yaml_node **at = &map->first; *at;) {
        struct yaml_node *child = *at, **slot = key_set_slot(&set, child->key, key_of);
        if (!*slot) {
            *slot = child;
            at = &child->next;
            continue;
        }
        bool merge = child->key.ptr == merge_key.ptr;
        complain(r->complaints, r->file, child->key_line, child->key_column,
                 "\"%.*s\" is there already, in line %zu", merge ? 2 : (int)child->key.len,
                 merge ? "<<" : child->key.ptr, (*slot)->key_line);
        *at = child->next;
        map->size--;
    }
    return set;
}

static size_t count_merged(const struct yaml_node *merge)
{
    size_t count = merge->kind == YAML_MAP ? merge->size : 0;
    if (merge->kind == YAML_LIST)
        for (const struct yaml_node *one = merge->first; one; one = one->next)
            count += one->size;
    return count;
}

static void merge_in(struct reader *r, struct yaml_node *map, struct yaml_node ***end,
                     const struct key_set *keys, const struct yaml_node *from)
{
    if (from->kind != YAML_MAP) {
        complain(r->complaints, from->file, from->line, from->column,
                 "<< takes a mapping or a list of mappings");
        return;
    }
    for (const struct yaml_node *child = from->first; child; child = child->next) {
        struct yaml_node **slot = key_set_slot(keys, child->key, key_of);
        if (*slot)
            continue;
        struct yaml_node *twin = arena_alloc(r->arena, sizeof *twin);
        *twin = *child;
        twin->next = NULL;
        *slot = twin;
        **end = twin;
        *end = &twin->next;
        map->size++;
    }
}

/* Takes the merge key off the map; NULL when there is none. */
static struct yaml_node *cut_merge(struct yaml_node *map)
{
    for (struct yaml_node **at = &map->first; *at; at = &(*at)->next)
        if ((*at)->key.ptr == merge_key.ptr) {
            struct yaml_node *merge = *at;
            *at = merge->next;
            map->size--;
            return merge;
        }
    return NULL;
}

static void finish_map(struct reader *r, struct yaml_node *map)
{
    size_t more = 0;
    for (const struct yaml_node *child = map->first; child; child = child->next)
        if (child->key.ptr == merge_key.ptr)
            more += count_merged(child);
    struct key_set keys = refuse_twins(r, map, more);
    const struct yaml_node *merge = cut_merge(map);
    struct yaml_node **end = &map->first;
    while (*end)
        end = &(*end)->next;
    if (merge && merge->kind == YAML_LIST)
        for (const struct yaml_node *one = merge->first; one; one = one->next)
            merge_in(r, map, &end, &keys, one);
    else if (merge)
        merge_in(r, map, &end, &keys, merge);
    key_set_done(&keys);
}

static void on_close(struct reader *r)
{
    assert(r->depth > 0);
    struct level *l = &r->levels[--r->depth];
    if (l->node->kind == YAML_MAP)
        finish_map(r, l->node);
    if (l->anchor == SIZE_MAX)
        return;
    struct anchor *anchor = &r->anchors[l->anchor];
    anchor->open = false;
    anchor->weight = r->weight - l->weight_before;
    anchor->height = l->height + 1;
}

static void on_document(struct reader *r, const yaml_event_t *e)
{
    if (r->root)
        stop_at(r, e->start_mark, "a second document starts here; put it into a file of its own");
}

static void on_event(struct reader *r, const yaml_event_t *e)
{
    switch (e->type) {
    case YAML_DOCUMENT_START_EVENT: on_document(r, e); break;
    case YAML_SCALAR_EVENT: on_scalar(r, e); break;
    case YAML_ALIAS_EVENT: on_alias(r, e); break;
    case YAML_SEQUENCE_START_EVENT:
        on_open(r, YAML_LIST, e, e->data.sequence_start.anchor, e->data.sequence_start.tag);
        break;
    case YAML_MAPPING_START_EVENT:
        on_open(r, YAML_MAP, e, e->data.mapping_start.anchor, e->data.mapping_start.tag);
        break;
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT: on_close(r); break;
    default: break;
    }
}

static void read_events(struct reader *r)
{
    bool ended = false;
    while (!ended && !r->stopped) {
        yaml_event_t event;
        if (!yaml_parser_parse(&r->parser, &event)) {
            yaml_mark_t at;
            const char *words = yaml_words(r->arena, r->bytes, &r->parser, &at);
            stop_at(r, at, words);
            return;
        }
        on_event(r, &event);
        ended = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
}

struct yaml_tree *yaml_read_layer(struct arena *arena, const char *file, struct slice bytes,
                                  uint32_t layer, struct complaints *complaints)
{
    struct reader r = { .arena = arena, .complaints = complaints, .bytes = bytes,
                        .layer = layer, .file = arena_string(arena, slice_of(file)) };
    int ok = yaml_parser_initialize(&r.parser);
    assert(ok);
    (void)ok;
    yaml_parser_set_input_string(&r.parser, (const unsigned char *)bytes.ptr, bytes.len);
    read_events(&r);
    yaml_parser_delete(&r.parser);
    mem_free(&r.anchors);
    if (r.stopped)
        return NULL;
    struct yaml_tree *tree = arena_alloc(arena, sizeof *tree);
    tree->root = r.root && r.root->empty ? NULL : r.root;
    tree->file = r.file;
    tree->directory = path_directory(arena, file);
    tree->sources = sources_new(arena);
    return tree;
}

struct yaml_tree *yaml_read(struct arena *arena, const char *file, struct slice bytes,
                            struct complaints *complaints)
{
    return yaml_read_layer(arena, file, bytes, 0, complaints);
}
