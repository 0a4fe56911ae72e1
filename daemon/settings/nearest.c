#include "settings/nearest.h"

#include <string.h>

/* Names of settings are shorter; longer words are nobody's slip of the finger. */
#define LONGEST 64

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c == '-' || c == ' ' ? '_' : c;
}

/* Letters added, lost, changed or swapped with their neighbour (optimal string alignment). */
static size_t distance(struct slice a, struct slice b)
{
    size_t rows[3][LONGEST + 1];
    size_t *before = rows[0], *above = rows[1], *row = rows[2];
    for (size_t j = 0; j <= b.len; j++)
        above[j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            char x = lower(a.ptr[i - 1]), y = lower(b.ptr[j - 1]);
            row[j] = least(least(above[j], row[j - 1]) + 1, above[j - 1] + (x != y));
            if (i > 1 && j > 1 && x == lower(b.ptr[j - 2]) && y == lower(a.ptr[i - 2]))
                row[j] = least(row[j], before[j - 2] + 1);
        }
        size_t *free_row = before;
        before = above, above = row, row = free_row;
    }
    return above[b.len];
}

struct nearest nearest_to(struct slice word)
{
    /* One slip in a short word, one more for every three letters of a longer one. */
    return (struct nearest){ .word = word, .distance = 2 + word.len / 3 };
}

void nearest_offer(struct nearest *near, const char *name)
{
    struct slice other = slice_of(name);
    if (near->word.len > LONGEST || other.len > LONGEST)
        return;
    size_t d = distance(near->word, other);
    if (d < near->distance && d < near->word.len && d < other.len) {
        near->distance = d;
        near->best = name;
    }
}
