/* key_set.h - nodes by name, which keeps large maps from costing the square of their size.
 *
 *     struct key_set set;
 *     key_set_init(&set, count);
 *     struct yaml_node **slot = key_set_slot(&set, child->key, key_of);
 *     if (!*slot) *slot = child;
 *     key_set_done(&set);
 *
 * Used within settings only. */
#ifndef SETTINGS_KEY_SET_H
#define SETTINGS_KEY_SET_H

#include "settings/yaml_tree.h"

struct key_set {
    struct yaml_node **slots;
    size_t mask;
};

void key_set_init(struct key_set *, size_t count);   /* room for so many */
void key_set_done(struct key_set *);

/* What a node is found by. */
typedef struct slice key_set_name(const struct yaml_node *);
struct slice key_of(const struct yaml_node *);       /* its key in the map around it */

/* The name's place in the set: where its node lies, or an empty slot for it. */
struct yaml_node **key_set_slot(const struct key_set *, struct slice name, key_set_name *);

#endif
