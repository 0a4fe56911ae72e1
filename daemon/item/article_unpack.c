#include "base/bytes.h"
#include "base/mem.h"
#include "base/squeeze.h"
#include "item/article_pack.h"
#include "item/article_pack_parts.h"
#include "item/table.h"

#include <math.h>

/* The first form knew nothing of pages. */
static void take_strings(struct bytes *b, uint64_t form, struct article *a)
{
    char **const strings[] = { &a->id,       &a->feed,   &a->title, &a->url,          &a->domain,
                               &a->language, &a->origin, &a->topic, &a->page_problem, &a->page_error };
    size_t size = form == 1 ? 8 : count_of(strings);
    for (size_t i = 0; i < size; i++)
        *strings[i] = bytes_take_string(b);
    b->good &= a->id && a->feed;
}

static unsigned take_facts(struct bytes *b, struct article *a)
{
    unsigned flags = (unsigned)bytes_take_number(b);
    a->date_clamped = flags & PACK_DATE_CLAMPED;
    a->backfilled = flags & PACK_BACKFILLED;
    a->truncated = flags & PACK_TRUNCATED;
    a->from_page = flags & PACK_FROM_PAGE;
    a->published = bytes_take_signed(b);
    a->updated = bytes_take_signed(b);
    a->fetched = bytes_take_signed(b);
    if (flags & PACK_PRIOR) {
        a->prior = bytes_take_real(b);
        b->good &= a->prior >= 0 && a->prior <= 1;
    }
    return flags;
}

static bool cuts_a_character(struct slice text, size_t at)
{
    return at < text.len && ((unsigned char)text.ptr[at] & 0xc0) == 0x80;
}

static struct assay_span check_span(struct bytes *b, const struct article *a, uint64_t start,
                                    uint64_t len)
{
    struct slice text = text_slice(&a->text);
    b->good &= start <= text.len && len <= text.len - start && !cuts_a_character(text, start) &&
               !cuts_a_character(text, start + len);
    return b->good ? (struct assay_span){ (uint32_t)start, (uint32_t)len }
                   : (struct assay_span){ 0, 0 };
}

static struct assay_span take_span(struct bytes *b, const struct article *a)
{
    uint64_t start = bytes_take_number(b), len = bytes_take_number(b);
    return check_span(b, a, start, len);
}

static void take_block(struct bytes *b, struct article *a, size_t *at)
{
    uint64_t kind = bytes_take_number(b), len = bytes_take_number(b);
    struct slice gap = slice_sub(text_slice(&a->text), *at, 2);
    if (a->blocks_size) {
        b->good &= slice_is(gap, "\n\n");
        *at += 2;
    }
    b->good &= kind <= ASSAY_NOTICE && len > 0;
    struct assay_span span = check_span(b, a, *at, len);
    *at += span.len;
    if (b->good)
        a->blocks[a->blocks_size++] = (struct assay_block){ (enum assay_block_kind)kind, span };
}

static void take_blocks(struct bytes *b, struct article *a)
{
    struct slice text = bytes_take_slice(b);
    size_t size = bytes_take_count(b, ARTICLE_MAX_BLOCKS), at = 0;
    b->good &= utf8_is_valid(text);
    if (!b->good)
        return;
    text_add(&a->text, text);
    a->blocks = mem_array(size + 1, sizeof *a->blocks);
    a->blocks_cap = size + 1;
    for (size_t i = 0; i < size && b->good; i++)
        take_block(b, a, &at);
    b->good &= at == text.len;
}

/* Each names a table block behind the one before, so that no table is read twice. */
static void take_tables(struct bytes *b, struct article *a)
{
    size_t size = bytes_take_count(b, a->blocks_size), next = 0;
    a->tables = mem_array(size + 1, sizeof *a->tables);
    a->tables_cap = size + 1;
    for (size_t i = 0; i < size; i++) {
        uint64_t block = bytes_take_number(b);
        bool truncated = bytes_take_number(b) != 0;
        b->good &= block >= next && block < a->blocks_size &&
                   a->blocks[block].kind == ASSAY_TABLE;
        if (!b->good)
            return;
        struct assay_table *table = &a->tables[a->tables_size++];
        table_read(text_slice(&a->text), a->blocks[block].span, table);
        table->block = (uint32_t)block;
        table->truncated = truncated;
        next = block + 1;
    }
}

/* NULL when it is none. */
static char *take_text(struct bytes *b, size_t *ret_len)
{
    struct slice s = bytes_take_slice(b);
    b->good &= utf8_is_valid(s);
    *ret_len = b->good ? s.len : 0;
    return b->good ? slice_string(s) : NULL;
}

static void take_links(struct bytes *b, struct article *a)
{
    size_t size = bytes_take_count(b, ARTICLE_MAX_LINKS);
    a->links = mem_array(size + 1, sizeof *a->links);
    a->links_cap = size + 1;
    for (size_t i = 0; i < size; i++) {
        struct assay_link link = { .span = take_span(b, a) };
        link.url.ptr = take_text(b, &link.url.len);
        if (!b->good)
            return;
        a->links[a->links_size++] = link;
    }
}

static struct assay_text *take_names(struct bytes *b, size_t *ret_size, size_t *ret_cap)
{
    size_t size = bytes_take_count(b, ARTICLE_MAX_NAMES);
    struct assay_text *names = mem_array(size + 1, sizeof *names);
    *ret_cap = size + 1;
    for (size_t i = 0; i < size && b->good; i++) {
        struct assay_text name = { .ptr = take_text(b, &name.len) };
        if (name.ptr)
            names[(*ret_size)++] = name;
    }
    return names;
}

static void take_figures(struct bytes *b, const struct article *a, struct cluster *c)
{
    size_t size = bytes_take_count(b, CLUSTER_FIGURES);
    for (size_t i = 0; i < size; i++) {
        struct assay_figure *f = &c->figures[i];
        f->span = take_span(b, a);
        f->agrees = bytes_take_number(b) != 0;
        f->origins = (uint32_t)bytes_take_number(b);
        f->value = bytes_take_real(b);
        f->other = bytes_take_real(b);
    }
    c->place.figures = c->figures;
    c->place.figures_size = (uint32_t)size;
}

static void take_cluster(struct bytes *b, struct article *a)
{
    struct cluster *c = a->cluster = mem_new(sizeof *c);
    c->story = bytes_take_number(b);
    c->copy_of = bytes_take_number(b);
    c->similarity = bytes_take_real(b);
    c->novelty = bytes_take_real(b);
    c->first_seen = bytes_take_signed(b);
    c->place.copy = bytes_take_number(b) != 0;
    c->place.items = (uint32_t)bytes_take_number(b);
    c->place.origins = (uint32_t)bytes_take_number(b);
    struct slice link = bytes_take_slice(b);
    b->good &= utf8_is_valid(link);
    text_add(&c->link, link);
    take_figures(b, a, c);
}

static void take_article(struct bytes *b, uint64_t form, struct article *a)
{
    take_strings(b, form, a);
    unsigned flags = take_facts(b, a);
    take_blocks(b, a);
    take_tables(b, a);
    take_links(b, a);
    a->authors = take_names(b, &a->authors_size, &a->authors_cap);
    a->categories = take_names(b, &a->categories_size, &a->categories_cap);
    a->named = take_names(b, &a->named_size, &a->named_cap);
    if (flags & PACK_CLUSTER)
        take_cluster(b, a);
    b->good &= !b->left.len;
}

struct article *article_unpack(struct slice packed, struct error *err)
{
    HELD(text) raw = { 0 };
    if (!unsqueeze(&raw, packed, ARTICLE_PACK_BYTES, err))
        return NULL;
    struct bytes b = { text_slice(&raw), true };
    uint64_t form = bytes_take_number(&b);
    if (form < 1 || form > PACK_FORM) {
        error_set(err, MEND, NULL, "the stored article has a form that this assayd does not know");
        return NULL;
    }
    struct article *a = article_new();
    take_article(&b, form, a);
    a->finished = true;
    if (!b.good) {
        error_set(err, MEND, NULL, "the stored article is damaged");
        article_free(&a);
    }
    return a;
}
