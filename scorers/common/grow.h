/* grow.h - growing arrays for scorers; memory that cannot return NULL.
 *
 *     struct token *tokens = NULL;
 *     size_t size = 0, cap = 0;
 *     *GROW(tokens, size, cap) = (struct token){ ... };
 *
 * The text's length bounds every array a scorer keeps, so that a failed allocation is a machine
 * out of memory: the program aborts, systemd restarts it. */
#ifndef COMMON_GROW_H
#define COMMON_GROW_H

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* Points at the new last element and counts it in size; cap doubles as needed. */
#define GROW(items, size, cap)                                                              \
    (((size) < (cap) ? (void)0                                                              \
                     : (void)((items) = grow_to((items), &(cap), (size) + 1, sizeof *(items)))), \
     &(items)[(size)++])

static inline void *grow_to(void *items, size_t *cap, size_t need, size_t each)
{
    size_t room = *cap ? *cap : 16;
    while (room < need)
        room *= 2;
    void *more = realloc(items, room * each);
    if (!more)
        abort();
    *cap = room;
    return more;
}

/* Zeroed; aborts instead of returning NULL. */
static inline void *grow_new(size_t count, size_t each)
{
    void *fresh = calloc(count ? count : 1, each);
    if (!fresh)
        abort();
    return fresh;
}

#endif
