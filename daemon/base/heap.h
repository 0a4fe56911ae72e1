/* heap.h - what comes first: a heap of nodes that live inside their owners.
 *
 *     struct slot { struct heap_node node; ... };
 *     heap_put(&h, &slot->node, due.ms);
 *     struct slot *next = heap_owner(heap_first(&h), struct slot, node);
 *
 * Putting, moving and taking cost O(log n), looking costs O(1). Equal keys come out in the order in
 * which they were put. A zeroed heap is empty; a zeroed node is in no heap. */
#ifndef BASE_HEAP_H
#define BASE_HEAP_H

#include "base/defs.h"

struct heap_node {
    int64_t key;
    size_t at; /* place in the heap, from 1; 0: in none */
};

struct heap_entry {
    int64_t key;
    uint64_t turn; /* breaks ties */
    struct heap_node *node;
};

struct heap {
    struct heap_entry *entries; /* keys beside each other: comparing must not fetch the owners */
    size_t size, cap;
    uint64_t turns;
};

#define heap_owner(pointer, type, member) ((type *)((char *)(pointer)-offsetof(type, member)))

void heap_done(struct heap *);                                 /* forgets the nodes, frees none */
void heap_put(struct heap *, struct heap_node *, int64_t key); /* moves a node already in it */
void heap_take(struct heap *, struct heap_node *);             /* nothing when it is not in it */
struct heap_node *heap_first(const struct heap *);             /* smallest key; NULL when empty */
bool heap_has(const struct heap_node *);                       /* is it in a heap? */

#endif
