/* What is written here in one order is read in the same one by article_unpack.c. */
#include "item/article_pack.h"

#include "base/bytes.h"
#include "base/squeeze.h"
#include "item/article_pack_parts.h"

#include <assert.h>
#include <math.h>

static void put_strings(struct text *out, const struct article *a)
{
    const char *const strings[] = { a->id,     a->feed,  a->title,        a->url,       a->domain, a->language,
                                    a->origin, a->topic, a->page_problem, a->page_error };
    for (size_t i = 0; i < count_of(strings); i++)
        bytes_put_string(out, strings[i]);
}

static void put_facts(struct text *out, const struct article *a)
{
    unsigned flags = (a->date_clamped ? PACK_DATE_CLAMPED : 0u) |
                     (a->backfilled ? PACK_BACKFILLED : 0u) | (a->truncated ? PACK_TRUNCATED : 0u) |
                     (isnan(a->prior) ? 0u : PACK_PRIOR) | (a->cluster ? PACK_CLUSTER : 0u) |
                     (a->from_page ? PACK_FROM_PAGE : 0u);
    bytes_put_number(out, flags);
    bytes_put_signed(out, a->published);
    bytes_put_signed(out, a->updated);
    bytes_put_signed(out, a->fetched);
    if (!isnan(a->prior))
        bytes_put_real(out, a->prior);
}

static void put_span(struct text *out, struct assay_span span)
{
    bytes_put_number(out, span.start);
    bytes_put_number(out, span.len);
}

/* Blocks cover the text and a blank line stands between two, so that their lengths say all. */
static void put_blocks(struct text *out, const struct article *a)
{
    bytes_put_slice(out, text_slice(&a->text));
    bytes_put_number(out, a->blocks_size);
    for (size_t i = 0; i < a->blocks_size; i++) {
        bytes_put_number(out, a->blocks[i].kind);
        bytes_put_number(out, a->blocks[i].span.len);
    }
}

/* Their cells stand in the text. */
static void put_tables(struct text *out, const struct article *a)
{
    bytes_put_number(out, a->tables_size);
    for (size_t i = 0; i < a->tables_size; i++) {
        bytes_put_number(out, a->tables[i].block);
        bytes_put_number(out, a->tables[i].truncated);
    }
}

static void put_links(struct text *out, const struct article *a)
{
    bytes_put_number(out, a->links_size);
    for (size_t i = 0; i < a->links_size; i++) {
        put_span(out, a->links[i].span);
        bytes_put_slice(out, (struct slice){ a->links[i].url.ptr, a->links[i].url.len });
    }
}

static void put_names(struct text *out, const struct assay_text *names, size_t size)
{
    bytes_put_number(out, size);
    for (size_t i = 0; i < size; i++)
        bytes_put_slice(out, (struct slice){ names[i].ptr, names[i].len });
}

static void put_cluster(struct text *out, const struct cluster *c)
{
    bytes_put_number(out, c->story);
    bytes_put_number(out, c->copy_of);
    bytes_put_real(out, c->similarity);
    bytes_put_real(out, c->novelty);
    bytes_put_signed(out, c->first_seen);
    bytes_put_number(out, c->place.copy);
    bytes_put_number(out, c->place.items);
    bytes_put_number(out, c->place.origins);
    bytes_put_slice(out, text_slice(&c->link));
    bytes_put_number(out, c->place.figures_size);
    for (size_t i = 0; i < c->place.figures_size; i++) {
        const struct assay_figure *f = &c->place.figures[i];
        put_span(out, f->span);
        bytes_put_number(out, f->agrees);
        bytes_put_number(out, f->origins);
        bytes_put_real(out, f->value);
        bytes_put_real(out, f->other);
    }
}

bool article_pack(const struct article *a, struct text *out)
{
    assert(a->finished);
    HELD(text) raw = { 0 };
    bytes_put_number(&raw, PACK_FORM);
    put_strings(&raw, a);
    put_facts(&raw, a);
    put_blocks(&raw, a);
    put_tables(&raw, a);
    put_links(&raw, a);
    put_names(&raw, a->authors, a->authors_size);
    put_names(&raw, a->categories, a->categories_size);
    put_names(&raw, a->named, a->named_size);
    if (a->cluster)
        put_cluster(&raw, a->cluster);
    if (raw.len > ARTICLE_PACK_BYTES)
        return false;
    squeeze(out, text_slice(&raw));
    return true;
}
