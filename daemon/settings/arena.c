#include "settings/arena.h"

#include "base/mem.h"

#include <assert.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Most configurations fit into a few of these; what is larger gets a block of its own. */
#define BLOCK_SIZE 16384

struct block {
    struct block *next;
    size_t used, size;
    alignas(max_align_t) char bytes[];
};

struct arena {
    struct block *blocks; /* the first is the one being filled */
};

struct arena *arena_new(void)
{
    return mem_new(sizeof(struct arena));
}

void arena_free(struct arena **a)
{
    if (!*a)
        return;
    for (struct block *b = (*a)->blocks; b;) {
        struct block *next = b->next;
        mem_free(&b);
        b = next;
    }
    mem_free(a);
}

static struct block *block_new(size_t size)
{
    struct block *b = mem_new(sizeof *b + size);
    b->size = size;
    return b;
}

/* A large block goes behind the one being filled, so that its room is not lost. */
static struct block *block_for(struct arena *a, size_t size)
{
    struct block *head = a->blocks;
    if (head && head->size - head->used >= size)
        return head;
    struct block *b = block_new(size > BLOCK_SIZE / 4 ? size : BLOCK_SIZE);
    if (head && b->size == size) {
        b->next = head->next;
        head->next = b;
    } else {
        b->next = head;
        a->blocks = b;
    }
    return b;
}

void *arena_alloc(struct arena *a, size_t size)
{
    const size_t step = alignof(max_align_t);
    assert(size < SIZE_MAX / 2);
    size = (size + step - 1) / step * step;
    struct block *b = block_for(a, size ? size : step);
    void *room = b->bytes + b->used;
    b->used += size ? size : step;
    return room;
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
    assert(size == 0 || count <= SIZE_MAX / 2 / size);
    return arena_alloc(a, count * size);
}

char *arena_string(struct arena *a, struct slice s)
{
    char *copy = arena_alloc(a, s.len + 1);
    if (s.len)
        memcpy(copy, s.ptr, s.len);
    return copy;
}

char *arena_printf(struct arena *a, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    assert(len >= 0);
    char *made = arena_alloc(a, (size_t)len + 1);
    vsnprintf(made, (size_t)len + 1, format, again);
    va_end(again);
    return made;
}
