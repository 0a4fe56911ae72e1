/* arena.h - memory of one configuration, released all at once.
 *
 *     OWNED(arena) arena = arena_new();
 *     char *name = arena_string(arena, slice);
 *
 * One thread fills it; afterwards any number may read what lies in it. */
#ifndef SETTINGS_ARENA_H
#define SETTINGS_ARENA_H

#include "base/text.h"

struct arena;
struct arena *arena_new(void);
void arena_free(struct arena **);
void *arena_alloc(struct arena *, size_t size);        /* zeroed, aligned for anything */
void *arena_array(struct arena *, size_t count, size_t size); /* asserts that it fits */
char *arena_string(struct arena *, struct slice);      /* NUL-terminated copy */
char *arena_printf(struct arena *, const char *format, ...) FORMAT(2, 3);

#endif
