/* arena.h - memory of one configuration, released all at once. */
#ifndef SETTINGS_ARENA_H
#define SETTINGS_ARENA_H

#include "base/text.h"

struct arena;
struct arena *arena_new(void);
void arena_free(struct arena **);
void *arena_alloc(struct arena *, size_t size);        /* zeroed, aligned for anything */
char *arena_string(struct arena *, struct slice);      /* NUL-terminated copy */

#endif
