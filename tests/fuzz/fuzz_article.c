/* A stored article's bytes, as they lie in a journal and as they are once unsqueezed: an article that
 * can be packed again, or an error. */
#include "base/squeeze.h"
#include "item/article_pack.h"
#include "item/verdict_json.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void unpack(struct slice packed)
{
    struct error err = { 0 };
    HELD(text) again = { 0 };
    OWNED(article) a = article_unpack(packed, &err);
    if (!a && err.remedy != MEND)
        abort();
    if (!a)
        return;
    if (!utf8_is_valid(text_slice(&a->text)) || !article_pack(a, &again))
        abort();
    OWNED(article) same = article_unpack(text_slice(&again), NULL);
    struct verdict nothing = { 0 };
    struct provenance provenance = { .config_sha256 = "" };
    HELD(text) json = { 0 };
    if (!same || same->text.len != a->text.len)
        abort();
    verdict_json(&json, a, &nothing, &provenance, (struct instant){ 0 });
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice bytes = { (const char *)data, size };
    HELD(text) squeezed = { 0 };
    squeeze(&squeezed, bytes);
    unpack(text_slice(&squeezed));
    unpack(bytes);
    return 0;
}
