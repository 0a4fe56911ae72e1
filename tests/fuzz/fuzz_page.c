/* An article's page from its bytes to a finished article. */
#include "intake/page.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const types[] = { "", "text/html", "text/html; charset=shift_jis" };
    struct page_source source = {
        .url = SLICE("https://a.example/news/story.html"),
        .content_type = slice_of(types[size % count_of(types)]),
    };
    struct error err = {0};
    struct article *a = page_read((struct slice){ (const char *)data, size }, &source, &err);
    if (!a)
        return error_is_set(&err) ? 0 : (abort(), 0);
    article_finish(a);
    if (!utf8_is_valid(text_slice(&a->text)))
        abort();
    for (size_t i = 0; i < a->blocks_size; i++)
        if (a->blocks[i].span.start + a->blocks[i].span.len > a->text.len)
            abort();
    article_free(&a);
    return 0;
}
