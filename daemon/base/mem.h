/* mem.h - allocation that cannot return NULL.
 *
 * Sizes from outside meet a ceiling before they come here; when a small allocation fails all
 * the same, the program aborts: systemd restarts it and the journal makes that harmless. */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include "base/defs.h"

void *mem_new(size_t size);                       /* zeroed */
void *mem_array(size_t count, size_t size);       /* zeroed; asserts that count * size fits */
void *mem_resize(void *old, size_t count, size_t size);
void *mem_copy(const void *from, size_t size);
char *mem_string(const char *from);               /* NULL stays NULL */
char *mem_printf(const char *format, ...) FORMAT(1, 2);

/* Frees *p (a pointer to any object pointer) and leaves NULL behind. */
void mem_free(void *p);

/* Room for one more element in a growing array: doubles *cap when size has reached it. */
#define mem_grow(items, size, cap) \
    ((size) < (cap) ? (items) : (items = mem_grow_to(items, &(cap), sizeof(*(items)))))
void *mem_grow_to(void *items, size_t *cap, size_t item_size);

/* For a process that stays: what one thread allocates and another frees leaves holes in the arenas of
 * glibc, one a thread, and resident memory creeps up for days. Before threads start. */
void mem_stay_small(void);

#endif
