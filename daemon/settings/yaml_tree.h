/* yaml_tree.h - libyaml's nodes with their places; duplicate keys and bombs refused.
 *
 * A scalar is text, whatever it looks like: ON, NO, 1E5 stay what the user wrote. Anchors,
 * aliases and the merge key << work, up to a limit on the nodes they expand to. */
#ifndef SETTINGS_YAML_TREE_H
#define SETTINGS_YAML_TREE_H

#include "base/text.h"
#include "settings/arena.h"
#include "settings/complaints.h"

enum yaml_kind { YAML_TEXT, YAML_LIST, YAML_MAP };

struct yaml_node {
    enum yaml_kind kind;
    const char *file;                 /* as the user named it */
    size_t line, column;              /* from 1 */
    bool quoted, empty;               /* empty: nothing, ~ or null, unquoted */
    struct slice text;
    struct yaml_node *first, *next;   /* children; siblings */
    /* In a map, each child carries its key. */
    struct slice key;
    size_t key_line, key_column;
};

struct yaml_tree {
    struct yaml_node *root;           /* NULL when the document is empty */
    const char *file;
    const char *directory;            /* of the file; "." for text */
};

/* NULL when the bytes are no YAML; what is wrong is complained of. Lives in the arena. */
const struct yaml_tree *yaml_read(struct arena *, const char *file, struct slice bytes,
                                  struct complaints *);
const struct yaml_node *yaml_get(const struct yaml_node *map, const char *key);

#endif
