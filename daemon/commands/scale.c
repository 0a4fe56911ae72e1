#include "commands/scale.h"

#include "scoring/bands.h"

static struct scale scale_of(const struct bands *bands)
{
    struct scale scale = { .size = (int)bands->size };
    for (size_t i = 0; i < bands->size; i++)
        scale.names[i] = bands->items[i].name;
    return scale;
}

/* The names are fixed; only their edges are the user's. */
struct scales scale_shipped(void)
{
    return (struct scales){ scale_of(&bands_tone), scale_of(&bands_reliability) };
}
