#include "parked.h"

struct feed_state *parked_take(struct parked *p, const char *feed)
{
    return map_take(&p->states, feed);
}

void parked_put(struct parked *p, struct feed_state **state)
{
    struct feed_state *old = parked_take(p, (*state)->feed);
    feed_state_free(&old);
    map_put(&p->states, (*state)->feed, *state);
    *state = NULL;
}

struct feed_state *parked_take_before(struct parked *p, struct instant before)
{
    struct map_entry *e;
    for (size_t at = 0; (e = map_next(&p->states, &at));) {
        struct feed_state *state = e->value;
        if (instant_before(state->last_poll, before) && instant_before(state->not_before, before))
            return parked_take(p, state->feed);
    }
    return NULL;
}

void parked_done(struct parked *p)
{
    struct map_entry *e;
    for (size_t at = 0; (e = map_next(&p->states, &at));) {
        struct feed_state *state = e->value;
        feed_state_free(&state);
    }
    map_done(&p->states);
}
