#include "base/heap.h"

#include "base/mem.h"

#include <assert.h>

#define CHILDREN 4 /* shallower than two, and a node's children share a cache line or two */

void heap_done(struct heap *h)
{
    mem_free(&h->entries);
    *h = (struct heap){0};
}

static bool comes_before(struct heap_entry a, struct heap_entry b)
{
    return a.key != b.key ? a.key < b.key : a.turn < b.turn;
}

static void place(struct heap *h, size_t at, struct heap_entry entry)
{
    h->entries[at] = entry;
    entry.node->at = at + 1;
}

/* Moves up what belongs nearer to the top; returns where the entry belongs then. */
static size_t rise(struct heap *h, size_t at, struct heap_entry entry)
{
    while (at) {
        size_t parent = (at - 1) / CHILDREN;
        if (!comes_before(entry, h->entries[parent]))
            break;
        place(h, at, h->entries[parent]);
        at = parent;
    }
    return at;
}

static size_t first_child(const struct heap *h, size_t at)
{
    size_t first = at * CHILDREN + 1, end = first + CHILDREN;
    for (size_t child = first + 1; child < end && child < h->size; child++)
        if (comes_before(h->entries[child], h->entries[first]))
            first = child;
    return first;
}

static size_t sink(struct heap *h, size_t at, struct heap_entry entry)
{
    for (size_t child; (child = first_child(h, at)) < h->size; at = child) {
        if (!comes_before(h->entries[child], entry))
            break;
        place(h, at, h->entries[child]);
    }
    return at;
}

static void settle(struct heap *h, size_t at, struct heap_entry entry)
{
    size_t up = rise(h, at, entry);
    place(h, up == at ? sink(h, at, entry) : up, entry);
}

/* Most heaps hold one node, a host's only feed, so they grow from one. */
static void make_room(struct heap *h)
{
    if (h->size < h->cap)
        return;
    h->cap = h->cap ? h->cap * 2 : 1;
    h->entries = mem_resize(h->entries, h->cap, sizeof *h->entries);
}

void heap_put(struct heap *h, struct heap_node *node, int64_t key)
{
    if (!node->at) {
        make_room(h);
        node->at = ++h->size;
    }
    node->key = key;
    settle(h, node->at - 1, (struct heap_entry){ key, ++h->turns, node });
}

void heap_take(struct heap *h, struct heap_node *node)
{
    if (!node->at)
        return;
    size_t at = node->at - 1;
    assert(h->entries[at].node == node);
    struct heap_entry last = h->entries[--h->size];
    if (last.node != node)
        settle(h, at, last);
    node->at = 0;
}

struct heap_node *heap_first(const struct heap *h)
{
    return h->size ? h->entries[0].node : NULL;
}

bool heap_has(const struct heap_node *node)
{
    return node->at != 0;
}
