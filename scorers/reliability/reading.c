#include "reading_read.h"

#include "common/cpu.h"

#include <stdlib.h>

struct reading *reading_new(const struct assay_article *article, const struct phrasebook *phrases)
{
    return (cpu_is_wide() ? reading_read_avx2 : reading_read)(article, phrases);
}

void reading_free(struct reading *r)
{
    if (!r)
        return;
    free(r->words);
    free(r->sentences);
    free(r->quotations);
    free(r->marks);
    free(r->figures);
    free(r);
}

uint32_t reading_word_at(const struct reading *r, uint32_t byte)
{
    uint32_t low = 0, high = r->words_size;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (r->words[middle].start < byte)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
