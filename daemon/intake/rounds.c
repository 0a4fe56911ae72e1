#include "intake/rounds.h"

#include "base/mem.h"

#include <assert.h>

void rounds_done(struct rounds *r)
{
    mem_free(&r->items);
    *r = (struct rounds){0};
}

uint64_t rounds_enter(struct rounds *r)
{
    uint64_t present = r->ended + 1;
    if (!r->size || r->items[r->size - 1].number != present) {
        mem_grow(r->items, r->size, r->cap);
        r->items[r->size++] = (struct round){ present, 0 };
    }
    r->items[r->size - 1].open++;
    return present;
}

void rounds_leave(struct rounds *r, uint64_t number)
{
    size_t at = 0, kept = 0;
    while (at < r->size && r->items[at].number != number)
        at++;
    assert(at < r->size && r->items[at].open);
    r->items[at].open--;
    for (size_t i = 0; i < r->size; i++)
        if (r->items[i].open)
            r->items[kept++] = r->items[i];
    r->size = kept;
}

uint64_t rounds_end(struct rounds *r)
{
    return ++r->ended;
}

bool rounds_are_over(const struct rounds *r, uint64_t number)
{
    return !r->size || r->items[0].number > number;
}
