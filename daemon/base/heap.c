#include "base/heap.h"

#include "base/mem.h"

#include <assert.h>

void heap_done(struct heap *h)
{
    mem_free(&h->nodes);
    *h = (struct heap){0};
}

static bool comes_before(const struct heap_node *a, const struct heap_node *b)
{
    return a->key != b->key ? a->key < b->key : a->turn < b->turn;
}

static void place(struct heap *h, size_t at, struct heap_node *node)
{
    h->nodes[at - 1] = node;
    node->at = at;
}

static void rise(struct heap *h, struct heap_node *node)
{
    size_t at = node->at;
    for (; at > 1 && comes_before(node, h->nodes[at / 2 - 1]); at /= 2)
        place(h, at, h->nodes[at / 2 - 1]);
    place(h, at, node);
}

static void sink(struct heap *h, struct heap_node *node)
{
    size_t at = node->at;
    for (size_t child; (child = 2 * at) <= h->size; at = child) {
        if (child < h->size && comes_before(h->nodes[child], h->nodes[child - 1]))
            child++;
        if (!comes_before(h->nodes[child - 1], node))
            break;
        place(h, at, h->nodes[child - 1]);
    }
    place(h, at, node);
}

void heap_put(struct heap *h, struct heap_node *node, int64_t key)
{
    if (!node->at) {
        mem_grow(h->nodes, h->size, h->cap);
        place(h, ++h->size, node);
    }
    node->key = key;
    node->turn = ++h->turns;
    rise(h, node);
    sink(h, node);
}

void heap_take(struct heap *h, struct heap_node *node)
{
    if (!node->at)
        return;
    assert(h->nodes[node->at - 1] == node);
    struct heap_node *last = h->nodes[--h->size];
    if (last != node) {
        place(h, node->at, last);
        rise(h, last);
        sink(h, last);
    }
    node->at = 0;
}

struct heap_node *heap_first(const struct heap *h)
{
    return h->size ? h->nodes[0] : NULL;
}

bool heap_has(const struct heap_node *node)
{
    return node->at != 0;
}
