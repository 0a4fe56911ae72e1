#include "tuning/surface.h"

#include "base/mem.h"

#include <math.h>
#include <string.h>

#define STILL 1e-6      /* a move below it is none */
#define STRAIGHT_MAX 10 /* of a score next to the end of its scale */

double surface_straight(double score)
{
    double left = 1 - score * score;
    return left <= 1.0 / (1 + STRAIGHT_MAX * STRAIGHT_MAX) ? copysign(STRAIGHT_MAX, score)
                                                            : score / sqrt(left);
}

void surface_begin(struct surface *s, const double *base, size_t items, size_t dials)
{
    *s = (struct surface){ .items = items, .dials = dials };
    s->base = mem_array(items + 1, sizeof *s->base);
    memcpy(s->base, base, items * sizeof *base);
    s->columns = mem_array(dials * SURFACE_SIDES + 1, sizeof *s->columns);
}

void surface_done(struct surface *s)
{
    for (size_t i = 0; i < s->dials * SURFACE_SIDES; i++) {
        mem_free(&s->columns[i].items);
        mem_free(&s->columns[i].moves);
    }
    mem_free(&s->columns);
    mem_free(&s->base);
    *s = (struct surface){ 0 };
}

void surface_add(struct surface *s, size_t dial, enum surface_side side, const double *scores)
{
    struct surface_column *c = &s->columns[dial * SURFACE_SIDES + side];
    c->items = mem_array(s->items + 1, sizeof *c->items);
    c->moves = mem_array(s->items + 1, sizeof *c->moves);
    for (size_t i = 0; i < s->items; i++) {
        double move = scores[i] - s->base[i];
        if (fabs(move) < STILL)
            continue;
        c->items[c->size] = (uint32_t)i;
        c->moves[c->size++] = move;
    }
}

const struct surface_column *surface_column(const struct surface *s, size_t dial,
                                            enum surface_side side)
{
    return &s->columns[dial * SURFACE_SIDES + side];
}

size_t surface_touched(const struct surface *s, size_t dial)
{
    const struct surface_column *down = surface_column(s, dial, SURFACE_DOWN);
    const struct surface_column *up = surface_column(s, dial, SURFACE_UP);
    size_t count = 0;
    for (size_t i = 0, k = 0; i < down->size || k < up->size; count++) {
        uint32_t a = i < down->size ? down->items[i] : UINT32_MAX;
        uint32_t b = k < up->size ? up->items[k] : UINT32_MAX;
        i += a <= b;
        k += b <= a;
    }
    return count;
}
