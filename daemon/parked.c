#include "parked.h"

#include "base/mem.h"

#include <string.h>

struct feed_state *parked_take(struct parked *p, const char *feed)
{
    for (size_t i = 0; i < p->size; i++) {
        if (strcmp(p->states[i]->feed, feed) != 0)
            continue;
        struct feed_state *found = p->states[i];
        p->states[i] = p->states[--p->size];
        return found;
    }
    return NULL;
}

void parked_put(struct parked *p, struct feed_state **state)
{
    struct feed_state *old = parked_take(p, (*state)->feed);
    feed_state_free(&old);
    mem_grow(p->states, p->size, p->cap);
    p->states[p->size++] = *state;
    *state = NULL;
}

void parked_done(struct parked *p)
{
    for (size_t i = 0; i < p->size; i++)
        feed_state_free(&p->states[i]);
    mem_free(&p->states);
    *p = (struct parked){0};
}
