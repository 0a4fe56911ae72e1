/* index.h - from a trait to the items that had it: one per story, the latest.
 *
 *     struct index *x = index_new(16 << 20);
 *     index_prefetch(x, hash);
 *     size_t n = index_find(x, hash, slots);      // numbers of items, modulo INDEX_ITEMS
 *     index_post(x, hash, number, same, context);
 *
 * A trait's postings share one bucket, a cache line, with those of a few others. A full bucket
 * forgets its oldest, and one trait gets no more than half of it: a trait that fills its half is
 * common. So a look-up touches one line, memory has a bound known from the start, and what overflows is what
 * is oldest. A posting holds 12 bits of the hash: one look-up in 256 finds an item that never had
 * the trait, so nothing may rest on one trait alone. It begins with a megabyte and grows fourfold, once
 * half full; that one posting takes as long as copying does. One thread at a time. */
#ifndef STORIES_INDEX_H
#define STORIES_INDEX_H

#include "base/defs.h"

#define INDEX_ITEMS (1u << 20) /* numbers are told apart modulo this */
#define INDEX_WAYS  16         /* postings of a bucket */
#define INDEX_SHARE 8          /* of one trait */

struct index;

struct index *index_new(size_t bytes);
void index_free(struct index **);

void index_prefetch(const struct index *, uint32_t hash);
/* Fills ret with the items' numbers modulo INDEX_ITEMS; returns how many. */
size_t index_find(const struct index *, uint32_t hash, uint32_t ret[INDEX_WAYS]);

/* Posts the trait for that item, in the place of an older posting for which `same` is true. Returns
 * whether there was one. */
typedef bool index_same(void *context, uint32_t slot);
bool index_post(struct index *, uint32_t hash, uint32_t number, index_same *same, void *context);

#endif
