#include "scoring/bands.h"

#include <assert.h>
#include <math.h>

const struct bands bands_tone = {
    .items = { { "negative", -1, -0.35 },
               { "mildly negative", -0.35, -0.15 },
               { "neutral", -0.15, 0.15 },
               { "mildly positive", 0.15, 0.35 },
               { "positive", 0.35, 1 } },
    .size = 5,
    .home = 0,
};

const struct bands bands_reliability = {
    .items = { { "unreliable", 0, 0.3 }, { "caution", 0.3, 0.6 }, { "fair", 0.6, 0.8 },
               { "good", 0.8, 1 } },
    .size = 4,
    .home = 0,
};

/* Is the value above the edge between two bands? On the edge, away from home. */
static bool is_above(double value, double edge, double home)
{
    return edge > home ? value >= edge : value > edge;
}

const char *bands_label(const struct bands *b, double value, double *ret_margin)
{
    assert(b->size > 0);
    size_t i = 0;
    while (i + 1 < b->size && is_above(value, b->items[i].high, b->home))
        i++;
    double below = i > 0 ? value - b->items[i].low : INFINITY;
    double above = i + 1 < b->size ? b->items[i].high - value : INFINITY;
    if (ret_margin) {
        double margin = fmin(below, above);
        *ret_margin = isfinite(margin) ? fmax(margin, 0) : 1;
    }
    return b->items[i].name;
}
