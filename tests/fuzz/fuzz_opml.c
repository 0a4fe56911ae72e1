/* A list of subscriptions, and what is written of it, read again. */
#include "intake/opml.h"

#include "base/mem.h"
#include "intake/subscription.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool good)
{
    if (!good)
        abort();
}

static size_t write_good(const struct opml *opml, struct text *out)
{
    size_t good = 0;
    opml_write_head(out, "again");
    for (size_t i = 0; i < opml->size; i++) {
        const struct opml_outline *o = &opml->outlines[i];
        if (o->refused)
            continue;
        demand(o->id && *o->id && subscription_url_check(o->url, NULL));
        demand(strspn(o->id, "abcdefghijklmnopqrstuvwxyz0123456789-_") == strlen(o->id));
        opml_write_feed(out, o->title ? o->title : o->id, o->url);
        good++;
    }
    opml_write_tail(out);
    return good;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error err = {0};
    HELD(text) written = {0};
    OWNED(opml) opml = opml_read((struct slice){ (const char *)data, size }, &err);
    if (!opml) {
        demand(error_is_set(&err));
        return 0;
    }
    size_t good = write_good(opml, &written);
    OWNED(opml) again = opml_read(text_slice(&written), NULL);
    demand(again && again->size == good);
    for (size_t i = 0; i < again->size; i++)
        demand(!again->outlines[i].refused);
    return 0;
}
