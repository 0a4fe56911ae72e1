#include "base/mem.h"

#include <assert.h>
#include <malloc.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ARENAS_MAX 1

static void *or_abort(void *got)
{
    if (!got) {
        fputs("assayd: out of memory\n", stderr);
        abort();
    }
    return got;
}

void *mem_new(size_t size)
{
    return or_abort(calloc(1, size ? size : 1));
}

void *mem_array(size_t count, size_t size)
{
    assert(size == 0 || count <= SIZE_MAX / size);
    return mem_new(count * size);
}

void *mem_resize(void *old, size_t count, size_t size)
{
    assert(size == 0 || count <= SIZE_MAX / size);
    size_t bytes = count * size;
    return or_abort(realloc(old, bytes > 0 ? bytes : 1));
}

void *mem_copy(const void *from, size_t size)
{
    void *copy = mem_new(size);
    if (size)
        memcpy(copy, from, size);
    return copy;
}

char *mem_string(const char *from)
{
    return from ? mem_copy(from, strlen(from) + 1) : NULL;
}

char *mem_printf(const char *format, ...)
{
    char *made = NULL;
    va_list args;
    va_start(args, format);
    int len = vasprintf(&made, format, args);
    va_end(args);
    return or_abort(len < 0 ? NULL : made);
}

void mem_free(void *p)
{
    void **where = p;
    free(*where);
    *where = NULL;
}

void *mem_grow_to(void *items, size_t *cap, size_t item_size)
{
    *cap = *cap ? *cap * 2 : 8;
    return mem_resize(items, *cap, item_size);
}

void mem_stay_small(void)
{
    mallopt(M_ARENA_MAX, ARENAS_MAX);
}
