#include "tokens.h"

#include "cpu.h"
#include "scan.h"

#include <stdlib.h>

void tokens_done(struct tokens *t)
{
    free(t->items);
    free(t->prints);
    free(t->breaks);
    *t = (struct tokens){0};
}

void tokens_clear(struct tokens *t)
{
    t->size = t->breaks_size = 0;
}

void tokens_scan(struct tokens *tokens, const struct words *words, const char *text, size_t start,
                 size_t len)
{
    (cpu_is_wide() ? scan_text_avx2 : scan_text)(tokens, words ? words : words_none(), text, start, len);
}
