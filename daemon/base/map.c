#include "base/map.h"

#include "base/mem.h"

#include <assert.h>
#include <string.h>

/* FNV-1a, then a finaliser that lets every bit of the input reach the low bits. */
uint64_t hash_text(const char *text)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325);
    for (; *text; text++)
        h = (h ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
    h = (h ^ (h >> 33)) * UINT64_C(0xff51afd7ed558ccd);
    h = (h ^ (h >> 33)) * UINT64_C(0xc4ceb9fe1a85ec53);
    return h ^ (h >> 33);
}

static size_t home(const struct map *m, const char *key)
{
    return (size_t)hash_text(key) & (m->cap - 1);
}

/* Where key is, or the free entry where it belongs. */
static struct map_entry *find(const struct map *m, const char *key)
{
    size_t at = home(m, key);
    while (m->entries[at].key && strcmp(m->entries[at].key, key) != 0)
        at = (at + 1) & (m->cap - 1);
    return &m->entries[at];
}

void map_done(struct map *m)
{
    mem_free(&m->entries);
    *m = (struct map){0};
}

void *map_get(const struct map *m, const char *key)
{
    return m->size ? find(m, key)->value : NULL;
}

static void grow(struct map *m)
{
    struct map old = *m;
    m->cap = old.cap ? old.cap * 2 : 8;
    m->entries = mem_array(m->cap, sizeof *m->entries);
    for (size_t i = 0; i < old.cap; i++)
        if (old.entries[i].key)
            *find(m, old.entries[i].key) = old.entries[i];
    mem_free(&old.entries);
}

void map_put(struct map *m, const char *key, void *value)
{
    if ((m->size + 1) * 4 > m->cap * 3)
        grow(m);
    struct map_entry *e = find(m, key);
    assert(!e->key && value);
    *e = (struct map_entry){ key, value };
    m->size++;
}

/* Entries behind the hole move up, so that no search stops short of them. */
static void close_hole(struct map *m, size_t hole)
{
    for (size_t at = (hole + 1) & (m->cap - 1); m->entries[at].key; at = (at + 1) & (m->cap - 1)) {
        size_t from_home = (at - home(m, m->entries[at].key)) & (m->cap - 1);
        if (from_home < ((at - hole) & (m->cap - 1)))
            continue;
        m->entries[hole] = m->entries[at];
        hole = at;
    }
    m->entries[hole] = (struct map_entry){0};
}

void *map_take(struct map *m, const char *key)
{
    struct map_entry *e = m->size ? find(m, key) : NULL;
    if (!e || !e->key)
        return NULL;
    void *value = e->value;
    close_hole(m, (size_t)(e - m->entries));
    m->size--;
    return value;
}

struct map_entry *map_next(const struct map *m, size_t *at)
{
    while (*at < m->cap) {
        struct map_entry *e = &m->entries[(*at)++];
        if (e->key)
            return e;
    }
    return NULL;
}
