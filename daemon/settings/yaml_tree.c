#include "settings/yaml_tree.h"

#include "base/mem.h"

#include <assert.h>
#include <string.h>
#include <yaml.h>

/* ------------------------------------------------------------------ keys, found fast */

/* A set of nodes by name, which keeps large maps from costing the square of their size. */
struct key_set {
    struct yaml_node **slots;
    size_t mask;
};

static void key_set_init(struct key_set *set, size_t count)
{
    size_t slots = 8;
    while (slots < count * 2)
        slots *= 2;
    set->slots = mem_array(slots, sizeof *set->slots);
    set->mask = slots - 1;
}

static void key_set_done(struct key_set *set)
{
    mem_free(&set->slots);
}

static uint64_t hash(struct slice s)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325); /* FNV-1a */
    for (size_t i = 0; i < s.len; i++)
        h = (h ^ (unsigned char)s.ptr[i]) * UINT64_C(0x100000001b3);
    return h ^ h >> 29;
}

/* The name's place in the set: where it lies, or an empty slot for it. */
static struct yaml_node **key_set_slot(const struct key_set *set, struct slice name,
                                       struct slice (*name_of)(const struct yaml_node *))
{
    size_t at = hash(name) & set->mask;
    while (set->slots[at] && !slice_same(name_of(set->slots[at]), name))
        at = (at + 1) & set->mask;
    return &set->slots[at];
}

static struct slice key_of(const struct yaml_node *node)
{
    return node->key;
}

/* ------------------------------------------------------------------ reading */

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

/* The character at a mark; '\0' past the end. Lines end as libyaml lets them end, but for the
 * rare Unicode breaks, which only cost a better message. */
static char char_at(struct slice bytes, yaml_mark_t mark)
{
    size_t at = 0;
    for (size_t line = 0; line < mark.line && at < bytes.len; at++)
        line += bytes.ptr[at] == '\n' ||
                (bytes.ptr[at] == '\r' && !(at + 1 < bytes.len && bytes.ptr[at + 1] == '\n'));
    for (size_t column = 0; column < mark.column && at < bytes.len; column++)
        utf8_next(bytes, &at);
    return at < bytes.len ? bytes.ptr[at] : '\0';
}

/* "{{ name }}": a mapping as a key, in YAML's eyes. */
static bool is_second_brace(struct slice bytes, yaml_mark_t mark)
{
    yaml_mark_t before = mark;
    before.column--;
    return mark.column > 0 && char_at(bytes, mark) == '{' && char_at(bytes, before) == '{';
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

/* ------------------------------------------------------------------ what libyaml says */

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
static const char *known_habit(const struct reader *r, yaml_mark_t *at)
{
    for (size_t i = 0; i < count_of(habits); i++) {
        struct slice rest = r->bytes, line;
        for (size_t number = 0; number <= at->line && slice_next(&rest, '\n', &line); number++)
            if (habits[i].is_meant(line)) {
                at->line = number;
                at->column = strspn(line.ptr, " "); /* behind the text stands a NUL */
                return habits[i].words;
            }
    }
    return NULL;
}

static const char *in_our_words(const struct reader *r, yaml_mark_t *at)
{
    const char *habit = known_habit(r, at);
    if (habit)
        return habit;
    const yaml_parser_t *p = &r->parser;
    const char *problem = p->problem ? p->problem : "no YAML";
    const char *context = p->context ? p->context : "";
    char odd = char_at(r->bytes, *at);
    if (odd == '\t')
        return "a tab can't indent; use spaces";
    if (strcmp(problem, "found character that cannot start any token") == 0)
        return arena_printf(r->arena, "a value can't begin with %c; quote it", odd);
    for (size_t i = 0; i < count_of(words); i++) {
        if ((*words[i].context && strcmp(words[i].context, context) != 0) ||
            (*words[i].problem && strcmp(words[i].problem, problem) != 0))
            continue;
        if (words[i].at_context)
            *at = p->context_mark;
        return words[i].ours;
    }
    return *context ? arena_printf(r->arena, "%s, %s", context, problem) : problem;
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

static void say_error(struct reader *r)
{
    const yaml_parser_t *p = &r->parser;
    yaml_mark_t at = p->problem_mark;
    const char *text;
    if (p->error == YAML_READER_ERROR) {
        at = mark_of_byte(r->bytes, p->problem_offset);
        text = strstr(p->problem, "UTF-8")
            ? "not valid UTF-8"
            : arena_printf(r->arena, "%s (0x%02X)", p->problem, (unsigned)p->problem_value);
    } else {
        text = in_our_words(r, &at);
    }
    stop_at(r, at, text);
}

static void read_events(struct reader *r)
{
    bool ended = false;
    while (!ended && !r->stopped) {
        yaml_event_t event;
        if (!yaml_parser_parse(&r->parser, &event)) {
            say_error(r);
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

/* ------------------------------------------------------------------ maps and merging */

const struct yaml_node *yaml_get(const struct yaml_node *map, const char *key)
{
    if (!map || map->kind != YAML_MAP)
        return NULL;
    for (const struct yaml_node *child = map->first; child; child = child->next)
        if (slice_is(child->key, key))
            return child;
    return NULL;
}

const struct yaml_node *yaml_row(const struct yaml_node *node, size_t row)
{
    const struct yaml_node *one = node ? node->first : NULL;
    while (one && row--)
        one = one->next;
    return one ? one : node;
}

static struct yaml_node *shallow_copy(struct arena *arena, const struct yaml_node *node)
{
    struct yaml_node *copy = arena_alloc(arena, sizeof *copy);
    *copy = *node;
    copy->next = NULL;
    return copy;
}

/* Appends to a node whose children are being gathered; *end starts at &node->first. */
static void append(struct yaml_node *to, struct yaml_node ***end, struct yaml_node *child)
{
    **end = child;
    *end = &child->next;
    to->size++;
}

static struct slice name_of_entry(const struct yaml_node *entry)
{
    const struct yaml_node *name = yaml_get(entry, "id");
    if (!name)
        name = yaml_get(entry, "name");
    return name && name->kind == YAML_TEXT ? name->text : (struct slice){ NULL, 0 };
}

static bool is_list_of_named(const struct yaml_node *list)
{
    for (const struct yaml_node *entry = list->first; entry; entry = entry->next)
        if (!name_of_entry(entry).ptr)
            return false;
    return list->kind == YAML_LIST;
}

/* What two maps, or two lists of named entries, have in common is merged in the base's place. */
static const struct yaml_node *merge_children(struct arena *arena, const struct yaml_node *base,
                                              const struct yaml_node *over,
                                              struct slice (*name_of)(const struct yaml_node *))
{
    struct yaml_node *made = shallow_copy(arena, over), **end = &made->first;
    struct key_set overs;
    key_set_init(&overs, over->size);
    made->first = NULL;
    made->size = 0;
    for (struct yaml_node *child = over->first; child; child = child->next)
        *key_set_slot(&overs, name_of(child), name_of) = child;
    for (const struct yaml_node *child = base->first; child; child = child->next) {
        struct yaml_node **slot = key_set_slot(&overs, name_of(child), name_of);
        append(made, &end, shallow_copy(arena, yaml_merge(arena, child, *slot)));
    }
    key_set_done(&overs);
    key_set_init(&overs, base->size);
    for (struct yaml_node *child = base->first; child; child = child->next)
        *key_set_slot(&overs, name_of(child), name_of) = child;
    for (const struct yaml_node *child = over->first; child; child = child->next)
        if (!*key_set_slot(&overs, name_of(child), name_of))
            append(made, &end, shallow_copy(arena, child));
    key_set_done(&overs);
    return made;
}

const struct yaml_node *yaml_merge(struct arena *arena, const struct yaml_node *base,
                                   const struct yaml_node *over)
{
    if (!base || !over)
        return over ? over : base;
    if (base->kind == YAML_MAP && over->kind == YAML_MAP)
        return merge_children(arena, base, over, key_of);
    if (is_list_of_named(base) && is_list_of_named(over))
        return merge_children(arena, base, over, name_of_entry);
    return over;
}

static const struct yaml_node *pick(struct arena *arena, const struct yaml_node *map,
                                    const char *const *keys, bool wanted)
{
    if (!map || map->kind != YAML_MAP)
        return map;
    struct yaml_node *made = shallow_copy(arena, map), **end = &made->first;
    made->first = NULL;
    made->size = 0;
    for (const struct yaml_node *child = map->first; child; child = child->next) {
        bool named = false;
        for (const char *const *key = keys; *key; key++)
            named = named || slice_is(child->key, *key);
        if (named == wanted)
            append(made, &end, shallow_copy(arena, child));
    }
    return made;
}

const struct yaml_node *yaml_only(struct arena *arena, const struct yaml_node *map,
                                  const char *const *keys)
{
    return pick(arena, map, keys, true);
}

const struct yaml_node *yaml_without(struct arena *arena, const struct yaml_node *map,
                                     const char *const *keys)
{
    return pick(arena, map, keys, false);
}

const struct yaml_node *yaml_with(struct arena *arena, const struct yaml_node *map,
                                  const struct yaml_node *child)
{
    struct yaml_node *made = shallow_copy(arena, map), **end = &made->first;
    bool there = false;
    made->first = NULL;
    made->size = 0;
    for (const struct yaml_node *old = map->first; old; old = old->next) {
        bool same = slice_same(old->key, child->key);
        append(made, &end, shallow_copy(arena, same ? child : old));
        there = there || same;
    }
    if (!there)
        append(made, &end, shallow_copy(arena, child));
    return made;
}

const struct yaml_node *yaml_wrap(struct arena *arena, const char *key,
                                  const struct yaml_node *value)
{
    struct yaml_node *map = shallow_copy(arena, value), *child = shallow_copy(arena, value);
    child->key = slice_of(arena_string(arena, slice_of(key)));
    child->key_line = value->line;
    child->key_column = value->column;
    map->kind = YAML_MAP;
    map->empty = false;
    map->text = SLICE("");
    map->first = child;
    map->size = 1;
    return map;
}

/* ------------------------------------------------------------------ paths */

const char *path_directory(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return ".";
    size_t len = slash == path ? 1 : (size_t)(slash - path);
    return arena_string(arena, slice_sub(slice_of(path), 0, len));
}

const char *path_below(struct arena *arena, const char *directory, const char *path)
{
    if (*path == '/' || strcmp(directory, ".") == 0)
        return arena_string(arena, slice_of(path));
    return arena_printf(arena, "%s/%s", directory, path);
}
