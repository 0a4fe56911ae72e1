/* path.h - where a file lies beside the one that names it. Results live in the arena. */
#ifndef SETTINGS_PATH_H
#define SETTINGS_PATH_H

#include "settings/arena.h"

/* The part of a path before its last slash, "." when there is none. */
const char *path_directory(struct arena *, const char *path);
/* path itself when it is absolute, else below directory. */
const char *path_below(struct arena *, const char *directory, const char *path);

#endif
