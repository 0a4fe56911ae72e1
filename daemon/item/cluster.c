#include "item/cluster.h"

#include "base/mem.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void cluster_free(struct cluster **c)
{
    if (!*c)
        return;
    text_done(&(*c)->link);
    mem_free(c);
}

uint64_t cluster_key(const char *article_key)
{
    assert(strncmp(article_key, "sha256:", 7) == 0);
    return strtoull(article_key + 7, NULL, 16);
}

void cluster_key_text(uint64_t key, char ret[24])
{
    snprintf(ret, 24, "sha256:%016" PRIx64, key);
}
