/* overlay.h - "scorers.tone.words.booking=0" from a command line, as a tree to lay over another.
 *
 *     const struct yaml_node *over = overlay_read(arena, root, "bands.tone.neutral=[-0.1, 0.1]",
 *                                                 layer, complaints);
 *     root = yaml_merge(arena, root, over);
 *
 * Dots part the keys; a key of the tree that holds dots itself (a domain) is recognised, any other
 * stands in quotation marks. Behind `words` and `layers` everything up to the sign is one key. In a
 * list whose entries have an id or a name, that is the key: feeds.markets.prior=0.4. The value is
 * YAML. Nodes carry the text itself as their file, without a line. */
#ifndef SETTINGS_OVERLAY_H
#define SETTINGS_OVERLAY_H

#include "settings/yaml_tree.h"

/* NULL after a complaint. */
const struct yaml_node *overlay_read(struct arena *, const struct yaml_node *root, const char *text,
                                     uint32_t layer, struct complaints *);

#endif
