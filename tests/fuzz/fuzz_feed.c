/* A feed's document from its bytes to finished articles, under tight ceilings. */
#include "intake/feed.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void use_entry(const struct feed_document *d, size_t entry)
{
    struct article *a = feed_article(d, entry, (struct instant){ INT64_C(1772530200000) });
    article_finish(a);
    if (!utf8_is_valid(text_slice(&a->text)))
        abort();
    article_free(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct feed_limits limits = {
        .body = 1 << 16, .entries = 50, .depth = 32, .attribute = 4096, .text = 1 << 14, .list = 8,
    };
    static const char *const types[] = { "", "text/xml", "application/xml; charset=utf-8",
                                         "text/xml; charset='koi8-r'" };
    struct feed_source source = {
        .url = SLICE("https://a.example/feeds/all.xml"),
        .content_type = slice_of(types[size % count_of(types)]),
    };
    struct error err = {0};
    HELD(text) json = {0};
    struct feed_document *d =
        feed_read((struct slice){ (const char *)data, size }, &source, &limits, &err);
    if (!d)
        return error_is_set(&err) ? 0 : (abort(), 0);
    if (d->entries_size > limits.entries)
        abort();
    feed_write_json(&json, d);
    if (!utf8_is_valid(text_slice(&json)))
        abort();
    for (size_t i = 0; i < d->entries_size && i < 8; i++)
        use_entry(d, i);
    feed_document_free(&d);
    return 0;
}
