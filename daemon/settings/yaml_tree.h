/* yaml_tree.h - libyaml's nodes with their places; duplicate keys and bombs refused.
 *
 *     const struct yaml_tree *tree = yaml_read(arena, "assayd.yaml", bytes, complaints);
 *     const struct yaml_node *publish = tree ? yaml_get(tree->root, "publish") : NULL;
 *
 * A scalar is text, whatever it looks like: ON, NO, 1E5 stay what the user wrote. Anchors,
 * aliases and the merge key << work, up to YAML_MAX_NODES nodes with every alias expanded and
 * YAML_MAX_DEPTH levels. Tags beyond YAML's own, keys that are no text and a second document are
 * refused. Lives in the arena; one thread reads, then it never changes. */
#ifndef SETTINGS_YAML_TREE_H
#define SETTINGS_YAML_TREE_H

#include "base/text.h"
#include "settings/arena.h"
#include "settings/complaints.h"
#include "settings/sources.h"

#define YAML_MAX_NODES 1000000
#define YAML_MAX_DEPTH 64
#define YAML_MAX_KEY   250 /* bytes */

enum yaml_kind { YAML_TEXT, YAML_LIST, YAML_MAP };

struct yaml_node {
    enum yaml_kind kind;
    const char *file;                 /* as the user named it; "": a built-in default */
    size_t line, column;              /* from 1; 0: a built-in default */
    bool quoted, empty;               /* empty: nothing, ~ or null, unquoted */
    uint32_t layer;                   /* of the file: where two say the same, the later wins */
    struct slice text;
    struct yaml_node *first, *next;   /* children; siblings */
    size_t size;                      /* how many children */
    /* In a map, each child carries its key. */
    struct slice key;
    size_t key_line, key_column;
};

struct yaml_tree {
    struct yaml_node *root;           /* NULL when the document is empty */
    const char *file;
    const char *directory;            /* of the file; "." for text */
    const char *shipped;              /* directory of the shipped configuration, or NULL */
    struct sources *sources;          /* what values refer to is read through these */
};

/* NULL when the bytes are no YAML; what is wrong is complained of. bytes are copied. */
struct yaml_tree *yaml_read(struct arena *, const char *file, struct slice bytes,
                            struct complaints *);
/* The same, with every node in that layer. */
struct yaml_tree *yaml_read_layer(struct arena *, const char *file, struct slice bytes,
                                  uint32_t layer, struct complaints *);

/* NULL when map is NULL, no map, or has no such key. */
const struct yaml_node *yaml_get(const struct yaml_node *map, const char *key);
/* The row'th entry of a list or a map, from 0; the node itself where there is none. */
const struct yaml_node *yaml_row(const struct yaml_node *, size_t row);

/* `over` on top of `base`; either may be NULL. Maps merge key by key, deeply; lists whose entries
 * have an `id` (or `name`) merge by that; anything else is replaced. Neither changes. */
const struct yaml_node *yaml_merge(struct arena *, const struct yaml_node *base,
                                   const struct yaml_node *over);
/* A map with only those keys (NULL-terminated) of map; or with all others. */
const struct yaml_node *yaml_only(struct arena *, const struct yaml_node *map,
                                  const char *const *keys);
const struct yaml_node *yaml_without(struct arena *, const struct yaml_node *map,
                                     const char *const *keys);

/* map with its child of child's key replaced by child, or with child as its last. */
const struct yaml_node *yaml_with(struct arena *, const struct yaml_node *map,
                                  const struct yaml_node *child);
/* A map of one entry, at the place of its value. */
const struct yaml_node *yaml_wrap(struct arena *, const char *key, const struct yaml_node *value);

#endif
