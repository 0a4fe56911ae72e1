#include "item/article.h"

#include "base/mem.h"
#include "item/normal.h"
#include "item/table.h"

#include <assert.h>
#include <math.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

struct article *article_new(void)
{
    struct article *a = mem_new(sizeof *a);
    a->published = a->updated = a->fetched = ASSAY_UNKNOWN_TIME;
    a->prior = NAN;
    a->limit = ARTICLE_TEXT_BYTES;
    a->revision = 1;
    return a;
}

static void free_names(struct assay_text **names, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        char *name = (char *)(*names)[i].ptr;
        mem_free(&name);
    }
    mem_free(names);
}

static void free_strings(struct article *a)
{
    mem_free(&a->id);
    mem_free(&a->feed);
    mem_free(&a->title);
    mem_free(&a->url);
    mem_free(&a->domain);
    mem_free(&a->language);
    mem_free(&a->origin);
    mem_free(&a->topic);
}

void article_free(struct article **article)
{
    struct article *a = *article;
    if (!a)
        return;
    free_strings(a);
    text_done(&a->text);
    mem_free(&a->blocks);
    for (size_t i = 0; i < a->tables_size; i++)
        table_done(&a->tables[i]);
    mem_free(&a->tables);
    for (size_t i = 0; i < a->links_size; i++) {
        char *url = (char *)a->links[i].url.ptr;
        mem_free(&url);
    }
    mem_free(&a->links);
    mem_free(&a->page_problem);
    mem_free(&a->page_error);
    free_names(&a->authors, a->authors_size);
    free_names(&a->categories, a->categories_size);
    free_names(&a->named, a->named_size);
    cluster_free(&a->cluster);
    mem_free(article);
}

void article_limit(struct article *a, size_t bytes)
{
    assert(bytes < UINT32_MAX);
    a->limit = bytes;
}

/* Blocks */

static const struct assay_span nowhere;

/* Room for a block that starts behind what is there; false when the article is full. */
static bool has_room(struct article *a, size_t *ret_room)
{
    size_t used = a->text.len + (a->text.len ? 2 : 0);
    if (used < a->limit && a->blocks_size < ARTICLE_MAX_BLOCKS) {
        *ret_room = a->limit - used;
        return true;
    }
    a->truncated = true;
    return false;
}

/* clean is normalised, not empty and fits. */
static struct assay_span put_block(struct article *a, enum assay_block_kind kind,
                                   struct slice clean)
{
    if (a->text.len)
        text_add(&a->text, SLICE("\n\n"));
    struct assay_span span = { (uint32_t)a->text.len, (uint32_t)clean.len };
    text_add(&a->text, clean);
    mem_grow(a->blocks, a->blocks_size, a->blocks_cap);
    a->blocks[a->blocks_size++] = (struct assay_block){ kind, span };
    return span;
}

static struct assay_span add_clean(struct article *a, enum assay_block_kind kind,
                                   struct slice clean)
{
    size_t room;
    assert(!a->finished);
    if (!clean.len || !has_room(a, &room))
        return nowhere;
    if (clean.len > room) {
        a->truncated = true;
        clean = slice_trim(utf8_cut(clean, room));
    }
    return clean.len ? put_block(a, kind, clean) : nowhere;
}

void article_title(struct article *a, struct slice title)
{
    assert(a->blocks_size == 0);
    mem_free(&a->title);
    HELD(text) clean = {0};
    normal_add(&clean, title);
    struct slice kept = slice_trim(utf8_cut(text_slice(&clean), ARTICLE_TITLE_BYTES));
    a->truncated |= kept.len < clean.len;
    struct assay_span span = add_clean(a, ASSAY_TITLE, kept);
    if (span.len)
        a->title = slice_string(slice_sub(text_slice(&a->text), span.start, span.len));
}

struct assay_span article_block(struct article *a, enum assay_block_kind kind, struct slice raw)
{
    if (kind == ASSAY_TABLE) {
        struct table_grid grid;
        table_split(raw, &grid);
        struct assay_span span =
            article_table(a, grid.cells, grid.rows, grid.columns, grid.header_rows);
        table_grid_done(&grid);
        return span;
    }
    HELD(text) clean = {0};
    normal_add(&clean, raw);
    return add_clean(a, kind, text_slice(&clean));
}

/* Cuts behind the last line that fits. */
static struct slice cut_lines(struct slice lines, size_t room)
{
    if (lines.len <= room)
        return lines;
    lines.len = room;
    while (lines.len && lines.ptr[lines.len] != '\n')
        lines.len--;
    return lines;
}

struct assay_span article_table(struct article *a, const struct slice *cells, size_t rows,
                                size_t columns, size_t header_rows)
{
    size_t room;
    assert(!a->finished);
    if (!rows || !columns || !has_room(a, &room))
        return nowhere;
    HELD(text) lines = {0};
    bool whole = table_write(&lines, cells, rows, columns, header_rows);
    struct slice kept = cut_lines(text_slice(&lines), room);
    a->truncated |= kept.len < lines.len;
    if (!kept.len)
        return nowhere;
    struct assay_span span = put_block(a, ASSAY_TABLE, kept);
    mem_grow(a->tables, a->tables_size, a->tables_cap);
    struct assay_table *table = &a->tables[a->tables_size++];
    table_read(text_slice(&a->text), span, table);
    table->block = (uint32_t)(a->blocks_size - 1);
    table->truncated = !whole || kept.len < lines.len;
    return span;
}

struct assay_span article_find(const struct article *a, struct assay_span within,
                               struct slice raw)
{
    HELD(text) clean = {0};
    normal_add(&clean, raw);
    struct slice place = slice_sub(text_slice(&a->text), within.start, within.len);
    size_t at = clean.len ? slice_find(place, text_string(&clean)) : SIZE_MAX;
    if (at == SIZE_MAX)
        return nowhere;
    return (struct assay_span){ (uint32_t)(within.start + at), (uint32_t)clean.len };
}

void article_link(struct article *a, struct assay_span anchor, struct slice url)
{
    if (a->links_size >= ARTICLE_MAX_LINKS)
        return;
    char *clean = normal_string(url);
    if (!clean)
        return;
    mem_grow(a->links, a->links_size, a->links_cap);
    a->links[a->links_size++] = (struct assay_link){ anchor, { clean, strlen(clean) } };
}

static struct assay_text *add_name(struct assay_text *names, size_t *size, size_t *cap,
                                   struct slice raw)
{
    HELD(text) clean = {0};
    if (*size < ARTICLE_MAX_NAMES)
        normal_add(&clean, raw);
    struct slice kept = slice_trim(utf8_cut(text_slice(&clean), ARTICLE_NAME_BYTES));
    if (!kept.len)
        return names;
    mem_grow(names, *size, *cap);
    names[(*size)++] = (struct assay_text){ slice_string(kept), kept.len };
    return names;
}

void article_author(struct article *a, struct slice name)
{
    a->authors = add_name(a->authors, &a->authors_size, &a->authors_cap, name);
}

void article_category(struct article *a, struct slice name)
{
    a->categories = add_name(a->categories, &a->categories_size, &a->categories_cap, name);
}

/* The beginning of a name would be found where the name is not. */
void article_entity(struct article *a, struct slice name)
{
    if (name.len <= ARTICLE_NAME_BYTES)
        a->named = add_name(a->named, &a->named_size, &a->named_cap, name);
}

/* Host of an absolute URL: no user, no port, lower case, no "www."; NULL when it has none. */
static char *domain_of(struct slice url)
{
    size_t scheme = slice_find(url, "://");
    if (scheme == SIZE_MAX)
        return NULL;
    struct slice host = slice_sub(url, scheme + 3, url.len);
    host.len = 0;
    for (size_t i = scheme + 3; i < url.len && !strchr("/?#\\", url.ptr[i]); i++)
        host.len++;
    const char *user = host.len ? memrchr(host.ptr, '@', host.len) : NULL;
    if (user)
        host = slice_sub(host, (size_t)(user - host.ptr) + 1, host.len);
    size_t end = slice_starts(host, "[") ? slice_find_byte(host, ']') : slice_find_byte(host, ':');
    if (end != SIZE_MAX)
        host.len = end + (host.ptr[0] == '[');
    if (slice_starts_nocase(host, "www."))
        host = slice_sub(host, 4, host.len);
    char *domain = host.len ? slice_string(host) : NULL;
    for (char *c = domain; c && *c; c++)
        *c = *c >= 'A' && *c <= 'Z' ? (char)(*c + 32) : *c;
    return domain;
}

static void make_printable(char **field)
{
    HELD(text) clean = {0};
    text_add_printable(&clean, slice_of(*field), false);
    mem_free(field);
    *field = clean.len ? text_take(&clean) : NULL;
}

/* Half of an address leads elsewhere, so what is too long is as good as unknown. */
static void bound(char **field, size_t bytes)
{
    make_printable(field);
    if (*field && strlen(*field) > bytes)
        mem_free(field);
}

static void write_hex(const unsigned char *bytes, size_t size, char *out)
{
    sodium_bin2hex(out, size * 2 + 1, bytes, size);
}

/* Always the same from the same words of the feed: an id is what it was. */
static void bound_id(struct article *a)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    if (!a->id)
        return;
    struct slice id = slice_of(a->id);
    crypto_hash_sha256(hash, (const unsigned char *)id.ptr, id.len);
    bound(&a->id, ARTICLE_ID_BYTES);
    if (a->id)
        return;
    char hex[sizeof hash * 2 + 1];
    write_hex(hash, sizeof hash, hex);
    a->id = mem_printf("sha256:%s", hex);
}

void article_finish(struct article *a)
{
    if (!a->domain)
        a->domain = domain_of(slice_of(a->url));
    bound_id(a);
    bound(&a->url, ARTICLE_URL_BYTES);
    bound(&a->domain, ARTICLE_DOMAIN_BYTES);
    bound(&a->language, ARTICLE_LANGUAGE_BYTES);
    bound(&a->origin, ARTICLE_URL_BYTES);
    a->finished = true;
}

/* What others see */

static struct assay_text text_of(const char *string)
{
    struct slice s = slice_of(string);
    return (struct assay_text){ s.ptr, s.len };
}

void article_view(const struct article *a, const struct assay_entity *entities,
                  size_t entities_size, struct assay_article *ret_view)
{
    struct slice text = text_slice(&a->text);
    *ret_view = (struct assay_article){
        .abi = ASSAY_ABI,
        .size = sizeof *ret_view,
        .text = { text.ptr, text.len },
        .blocks = a->blocks,
        .blocks_size = (uint32_t)a->blocks_size,
        .tables = a->tables,
        .tables_size = (uint32_t)a->tables_size,
        .links = a->links,
        .links_size = (uint32_t)a->links_size,
        .entities = entities,
        .entities_size = (uint32_t)entities_size,
        .authors = a->authors,
        .authors_size = (uint32_t)a->authors_size,
        .categories = a->categories,
        .categories_size = (uint32_t)a->categories_size,
        .url = text_of(a->url),
        .domain = text_of(a->domain),
        .feed = text_of(a->feed),
        .language = text_of(a->language),
        .origin = text_of(a->origin),
        .topic = text_of(a->topic),
        .published = a->published,
        .updated = a->updated,
        .prior = a->prior,
        .place = a->cluster ? &a->cluster->place : NULL,
    };
}

void article_sha256(const struct article *a, char ret_hex[65])
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    struct slice text = text_slice(&a->text);
    crypto_hash_sha256(hash, (const unsigned char *)text.ptr, text.len);
    write_hex(hash, sizeof hash, ret_hex);
}

void article_key(const struct article *a, char ret_key[24])
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    struct slice feed = slice_of(a->feed), id = slice_of(a->id);
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, (const unsigned char *)feed.ptr, feed.len);
    crypto_hash_sha256_update(&state, (const unsigned char *)"", 1); /* no two pairs run together */
    crypto_hash_sha256_update(&state, (const unsigned char *)id.ptr, id.len);
    crypto_hash_sha256_final(&state, hash);
    memcpy(ret_key, "sha256:", 7);
    write_hex(hash, 8, ret_key + 7);
}

void article_revision_id(const struct article *a, unsigned revision, char ret_id[ARTICLE_REVISION_ID])
{
    char key[24];
    article_key(a, key);
    snprintf(ret_id, ARTICLE_REVISION_ID, "%s#r%u", key, revision);
}
