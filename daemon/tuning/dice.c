#include "tuning/dice.h"

#include <assert.h>

uint64_t dice_next(struct dice *d)
{
    uint64_t z = d->state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* The bias of a modulus is below 2^-40 for any n that occurs here. */
size_t dice_below(struct dice *d, size_t n)
{
    assert(n > 0);
    return (size_t)(dice_next(d) % n);
}

void dice_shuffle(struct dice *d, size_t *list, size_t size)
{
    for (size_t i = size; i > 1; i--) {
        size_t k = dice_below(d, i), other = list[k];
        list[k] = list[i - 1];
        list[i - 1] = other;
    }
}
