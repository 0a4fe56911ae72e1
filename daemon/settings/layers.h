/* layers.h - a main file and what it includes, laid over each other into one tree.
 *
 *     struct yaml_tree *tree = layers_read(arena, "assayd.yaml", none, complaints);
 *
 * `include:` in the main file names further ones by patterns relative to it. Each is laid over what
 * came before, in the order of the patterns, and of names within a pattern; see yaml_merge. A
 * pattern without a wildcard must fit a file. A file in a directory called scorers/ may hold the
 * parameters of the scorer that it is named after, without `scorers: {NAME: ...}` around them.
 *
 * At most LAYERS_MAX_FILES files of SOURCE_MAX_BYTES each. */
#ifndef SETTINGS_LAYERS_H
#define SETTINGS_LAYERS_H

#include "settings/yaml_tree.h"

#define LAYERS_MAX_FILES 1000

/* Changes from a command line, laid over everything else: KEY=VALUE (settings/overlay.h), or "@FILE", a
 * file as one of conf.d/ would be. */
struct overlays {
    const char *const *items;
    size_t size;
};

/* NULL when the main file can't be read or is no mapping; anything else that is wrong is complained
 * of and left out. The tree's sources are all the files. */
struct yaml_tree *layers_read(struct arena *, const char *path, struct overlays,
                              struct complaints *);

#endif
