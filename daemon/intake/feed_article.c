/* Entries into articles. */
#include "intake/feed.h"

#include "base/mem.h"
#include "intake/entity.h"
#include "intake/plain.h"
#include "intake/teaser.h"
#include "intake/url.h"

/* A few minutes ahead is a clock that is off; more is a date that was made up. */
#define AHEAD MINUTES(10)

static int64_t clamp_time(struct article *a, struct instant at, struct instant now)
{
    if (!instant_before(instant_add(now, AHEAD), at))
        return at.ms;
    a->date_clamped = true;
    return now.ms;
}

/* What was escaped as HTML but has no tag in it is plain text, with the lines its author made. */
static void add_body(struct article *a, const struct feed_text *t)
{
    struct slice value = slice_of(t->value);
    HELD(text) plain = {0};
    if (!t->value)
        return;
    if (!t->html) {
        article_plain(a, value);
    } else if (slice_find_byte(value, '<') == SIZE_MAX) {
        entity_decode(&plain, value);
        article_plain(a, text_slice(&plain));
    } else {
        plain_html(a, value, slice_of(t->base));
    }
}

static char *hash_of(const struct article *a)
{
    char hex[65];
    article_sha256(a, hex);
    return mem_printf("sha256:%s", hex);
}

static void set_identity(struct article *a, const struct feed_entry *e)
{
    HELD(text) url = {0};
    const char *link = e->original ? e->original : e->link;
    if (link)
        url_canonical(&url, slice_of(link));
    if (url.len)
        a->url = text_take(&url);
    const char *guid = e->guid ? e->guid : e->id;
    bool told = guid && !(e->id_repeats && a->url);
    a->id = told ? mem_string(guid) : a->url ? mem_string(a->url) : hash_of(a);
}

struct article *feed_article(const struct feed_document *d, size_t entry, struct instant now)
{
    const struct feed_entry *e = &d->entries[entry];
    const struct feed_list *authors = e->authors.size ? &e->authors : &d->authors;
    struct article *a = article_new();
    article_title(a, slice_of(e->title));
    size_t before = a->blocks_size;
    add_body(a, &e->content);
    if (a->blocks_size == before)
        add_body(a, &e->summary);
    for (size_t i = 0; i < authors->size; i++)
        article_author(a, slice_of(authors->items[i]));
    for (size_t i = 0; i < e->categories.size; i++)
        article_category(a, slice_of(e->categories.items[i]));
    a->language = mem_string(e->language ? e->language : d->language);
    a->origin = mem_string(e->source ? e->source : e->source_url);
    a->updated = clamp_time(a, e->updated, now);
    a->published =
        e->published.ms != ASSAY_UNKNOWN_TIME ? clamp_time(a, e->published, now) : a->updated;
    set_identity(a, e);
    a->is_teaser = teaser_is(e, a);
    return a;
}
