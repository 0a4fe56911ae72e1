#include "settings/yaml_tree.h"

#include "settings/key_set.h"

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
                                              key_set_name *name_of)
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
