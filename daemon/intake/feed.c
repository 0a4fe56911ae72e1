#include "intake/feed.h"

#include "base/mem.h"
#include "intake/feed_reader.h"
#include "intake/sanitize.h"
#include "intake/url.h"

#include <libxml/parser.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

const struct feed_limits feed_limits_default = {
    .body = 16 << 20,
    .entries = 5000,
    .depth = 128,
    .attribute = 1 << 20,
    .text = 2 << 20,
    .list = 256,
};

static struct slice skip_space(struct slice s)
{
    while (s.len && (unsigned char)s.ptr[0] <= ' ')
        s = slice_sub(s, 1, s.len);
    return slice_starts(s, "\xef\xbb\xbf") ? skip_space(slice_sub(s, 3, s.len)) : s;
}

/* charset=... of a Content-Type. */
static struct slice charset_parameter(struct slice type)
{
    size_t at = slice_find_nocase(type, "charset");
    if (at == SIZE_MAX)
        return SLICE("");
    struct slice value = slice_trim(slice_sub(type, at + 7, type.len));
    if (!slice_starts(value, "="))
        return SLICE("");
    value = slice_trim(slice_sub(value, 1, value.len));
    value = slice_trim(slice_sub(value, 0, slice_find_byte(value, ';')));
    while (value.len && strchr("\"'", value.ptr[0]))
        value = slice_sub(value, 1, value.len);
    while (value.len && strchr("\"'", value.ptr[value.len - 1]))
        value.len--;
    return value;
}

/* Content-Location names the document more exactly than the address it was asked by. */
static void set_base(struct text *base, const struct feed_source *source)
{
    url_resolve(base, source->url, source->content_location);
    if (source->content_location.len && url_is_harmless(text_slice(base)))
        return;
    text_cut(base, 0);
    text_add(base, source->url);
}

bool feed_source_note(struct feed_source *source, struct slice header)
{
    size_t colon = slice_find_byte(header, ':');
    if (colon == SIZE_MAX)
        return false;
    struct slice name = slice_trim(slice_sub(header, 0, colon));
    struct slice value = slice_trim(slice_sub(header, colon + 1, header.len));
    if (slice_is_nocase(name, "content-type"))
        source->content_type = value;
    else if (slice_is_nocase(name, "content-location"))
        source->content_location = value;
    else if (slice_is_nocase(name, "content-language"))
        source->content_language = value;
    return true;
}

static void init_libxml2(void)
{
    xmlInitParser();
}

static int by_id(const void *a, const void *b)
{
    const struct feed_entry *const *x = a, *const *y = b;
    return strcmp((*x)->id, (*y)->id);
}

static bool links_differ(const struct feed_entry *a, const struct feed_entry *b)
{
    return a->link && b->link && strcmp(a->link, b->link) != 0;
}

/* Some programs write the same id into every entry, which then tells nothing. */
static void mark_repeated_ids(struct feed_document *d)
{
    struct feed_entry **sorted = mem_array(d->entries_size, sizeof *sorted);
    size_t size = 0;
    for (size_t i = 0; i < d->entries_size; i++)
        if (d->entries[i].id)
            sorted[size++] = &d->entries[i];
    qsort(sorted, size, sizeof *sorted, by_id);
    for (size_t i = 1, first = 0; i < size; i++) {
        if (strcmp(sorted[i]->id, sorted[first]->id) != 0)
            first = i;
        else if (links_differ(sorted[i], sorted[first]))
            sorted[i]->id_repeats = sorted[first]->id_repeats = true;
    }
    mem_free(&sorted);
}

struct feed_document *feed_read(struct slice bytes, const struct feed_source *source,
                                const struct feed_limits *limits, struct error *err)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, init_libxml2);
    HELD(text) utf8 = {0};
    HELD(text) base = {0};
    char encoding[CHARSET_NAME];
    struct charset_hints hints = {
        .http = charset_parameter(source->content_type),
        .http_is_text = slice_starts_nocase(source->content_type, "text/"),
    };
    struct slice body = slice_sub(bytes, 0, limits->body);
    bool cut = body.len < bytes.len;
    charset_decode(body, &hints, &utf8, encoding);
    set_base(&base, source);
    struct feed_document *d = feed_document_new();
    struct slice text = skip_space(text_slice(&utf8));
    bool read = slice_starts(text, "{")
                    ? feed_json_read(text, text_slice(&base), limits, d, err)
                    : feed_xml_read(text, cut, text_slice(&base), limits, &d, err);
    if (!read) {
        feed_document_free(&d);
        return NULL;
    }
    memcpy(d->encoding, encoding, sizeof d->encoding);
    mark_repeated_ids(d);
    if (!d->language && slice_trim(source->content_language).len)
        d->language = feed_language_tag(source->content_language);
    if (cut)
        error_set(&d->breach, SKIP, NULL, "the document is longer than %zu bytes", limits->body);
    return d;
}

/* ------------------------------------------------------------------ letting go */

static void list_done(struct feed_list *list)
{
    for (size_t i = 0; i < list->size; i++)
        mem_free(&list->items[i]);
    mem_free(&list->items);
}

void feed_entry_done(struct feed_entry *e)
{
    char **strings[] = { &e->id, &e->guid, &e->title, &e->link, &e->original, &e->language, &e->source,
                         &e->source_url };
    for (size_t i = 0; i < count_of(strings); i++)
        mem_free(strings[i]);
    feed_text_done(&e->picture);
    feed_text_done(&e->summary);
    feed_text_done(&e->content);
    list_done(&e->authors);
    list_done(&e->categories);
    for (size_t i = 0; i < e->enclosures_size; i++) {
        mem_free(&e->enclosures[i].url);
        mem_free(&e->enclosures[i].type);
    }
    mem_free(&e->enclosures);
}

void feed_document_free(struct feed_document **d)
{
    if (!*d)
        return;
    char **strings[] = { &(*d)->title, &(*d)->link, &(*d)->id, &(*d)->language, &(*d)->hub,
                         &(*d)->self, &(*d)->next };
    for (size_t i = 0; i < count_of(strings); i++)
        mem_free(strings[i]);
    feed_text_done(&(*d)->picture);
    feed_text_done(&(*d)->subtitle);
    list_done(&(*d)->authors);
    list_done(&(*d)->categories);
    for (size_t i = 0; i < (*d)->entries_size; i++)
        feed_entry_done(&(*d)->entries[i]);
    mem_free(&(*d)->entries);
    mem_free(d);
}

struct feed_document *feed_document_new(void)
{
    struct feed_document *d = mem_new(sizeof *d);
    d->published = d->updated = FEED_NO_TIME;
    return d;
}

void feed_reader_done(struct feed_reader *r)
{
    mem_free(&r->frames);
    mem_free(&r->base);
    mem_free(&r->person_name);
    mem_free(&r->person_email);
    text_done(&r->text);
    feed_text_done(&r->guess.summary);
}

void feed_text_html(struct text *out, const struct feed_text *t)
{
    if (t->html)
        sanitize_html(out, slice_of(t->value), slice_of(t->base));
    else
        text_add(out, slice_of(t->value));
}
