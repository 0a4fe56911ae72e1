#include "tuning/folds.h"

#include "base/mem.h"
#include "tuning/dice.h"

#include <assert.h>

static int smallest(const size_t *sizes, int folds)
{
    int best = 0;
    for (int i = 1; i < folds; i++)
        if (sizes[i] < sizes[best])
            best = i;
    return best;
}

/* Groups in the order of the dice, each into the fold that is smallest then. */
uint8_t *folds_deal(const size_t *groups, size_t size, int folds, uint64_t seed)
{
    assert(folds >= 2 && folds <= FOLDS_MAX);
    struct dice dice = { seed };
    size_t sizes[FOLDS_MAX] = { 0 };
    size_t *members = mem_array(size + 1, sizeof *members), *order = mem_array(size + 1, sizeof *order);
    uint8_t *fold_of = mem_array(size + 1, 1), *ret = mem_array(size + 1, 1);
    for (size_t i = 0; i < size; i++) {
        assert(groups[i] < size);
        members[groups[i]]++;
        order[i] = i;
    }
    dice_shuffle(&dice, order, size);
    for (size_t i = 0; i < size; i++) {
        int fold = smallest(sizes, folds);
        fold_of[order[i]] = (uint8_t)fold;
        sizes[fold] += members[order[i]];
    }
    for (size_t i = 0; i < size; i++)
        ret[i] = fold_of[groups[i]];
    mem_free(&members);
    mem_free(&order);
    mem_free(&fold_of);
    return ret;
}
