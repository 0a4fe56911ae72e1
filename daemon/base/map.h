/* map.h - from names to things: a hash table with text keys.
 *
 *     struct map feeds = {0};
 *     map_put(&feeds, feed->id, feed);      // the key is borrowed: it lives in the value
 *     struct feed *f = map_get(&feeds, "acme");
 *     for (size_t at = 0; (e = map_next(&feeds, &at));) check(e->value);
 *     map_done(&feeds);                     // the values stay the owner's
 *
 * For keys of our own choosing (ids, hosts); what a stranger chooses could be made to collide. */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include "base/defs.h"

struct map_entry {
    const char *key; /* NULL: free */
    void *value;
};

struct map {
    struct map_entry *entries;
    size_t size, cap; /* cap is 0 or a power of two */
};

void map_done(struct map *);
void *map_get(const struct map *, const char *key);       /* NULL: not there */
void map_put(struct map *, const char *key, void *value); /* asserts that key is new */
void *map_take(struct map *, const char *key);            /* removes; NULL: was not there */
/* The next entry from *at on, in no order of meaning; NULL at the end. */
struct map_entry *map_next(const struct map *, size_t *at);

/* The same on every machine and in every version: schedules and files depend on it. */
uint64_t hash_text(const char *);

#endif
