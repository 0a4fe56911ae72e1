#include "settings/key_set.h"

#include "base/mem.h"

void key_set_init(struct key_set *set, size_t count)
{
    size_t slots = 8;
    while (slots < count * 2)
        slots *= 2;
    set->slots = mem_array(slots, sizeof *set->slots);
    set->mask = slots - 1;
}

void key_set_done(struct key_set *set)
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

struct yaml_node **key_set_slot(const struct key_set *set, struct slice name, key_set_name *name_of)
{
    size_t at = hash(name) & set->mask;
    while (set->slots[at] && !slice_same(name_of(set->slots[at]), name))
        at = (at + 1) & set->mask;
    return &set->slots[at];
}

struct slice key_of(const struct yaml_node *node)
{
    return node->key;
}
