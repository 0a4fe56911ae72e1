/* Any bytes as plain text: blocks, tables and spans stay inside of the text, which is normalised;
 * tables and claims are checked without stepping out of bounds or of time. */
#include "item/article.h"
#include "reliability/tables.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool kept)
{
    if (!kept)
        abort();
}

static bool is_inside(const struct article *a, struct assay_span span)
{
    struct slice words = slice_sub(text_slice(&a->text), span.start, span.len);
    return words.len == span.len && utf8_is_valid(words);
}

static const struct article *current;

static void hear(struct assay_host *host, const struct assay_check *c)
{
    (void)host;
    must(is_inside(current, c->span) && c->table < current->tables_size);
    for (uint32_t i = 0; i < c->cells_size; i++)
        must(c->cells[i].row < current->tables[c->table].rows &&
             c->cells[i].column < current->tables[c->table].columns);
}

static void must_be_sound(const struct article *a)
{
    must(utf8_is_valid(text_slice(&a->text)));
    for (size_t i = 0; i < a->blocks_size; i++)
        must(a->blocks[i].span.len && is_inside(a, a->blocks[i].span));
    for (size_t i = 0; i < a->links_size; i++)
        must(is_inside(a, a->links[i].span));
    for (size_t i = 0; i < a->tables_size; i++)
        for (size_t c = 0; c < (size_t)a->tables[i].rows * a->tables[i].columns; c++)
            must(is_inside(a, a->tables[i].cells[c]));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct article *a = article_new();
    struct assay_article view;
    struct assay_host host = { .size = sizeof host, .check = hear };
    struct tables_params params = tables_params_default();
    struct tables_result result;
    article_plain(a, (struct slice){ (const char *)bytes, size });
    article_finish(a);
    must_be_sound(a);
    article_view(a, NULL, 0, &view);
    current = a;
    tables_check(&view, &params, &host, &result);
    article_free(&a);
    return 0;
}
