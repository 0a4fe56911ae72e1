#include "intake/document.h"

#include "base/clock.h"
#include "base/mem.h"
#include "intake/charset.h"
#include "intake/feed.h"
#include "intake/page.h"

#include <string.h>

static bool opens_with(struct slice bytes, const char *mark)
{
    size_t start = slice_starts(bytes, "\xef\xbb\xbf") ? 3 : 0;
    return slice_starts(slice_trim(slice_sub(bytes, start, bytes.len)), mark);
}

static bool is_markup(struct slice bytes)
{
    return opens_with(bytes, "<");
}

static bool is_json(struct slice bytes)
{
    return opens_with(bytes, "{");
}

/* HTML, whole or a part; other XML that is no feed is none either. */
static bool is_page(struct slice bytes)
{
    return is_markup(bytes) && (slice_find(slice_sub(bytes, 0, 1024), "<?xml") == SIZE_MAX ||
                                slice_find_nocase(slice_sub(bytes, 0, 4096), "<html") != SIZE_MAX);
}

static void hand_over(struct article **a, const struct document_hints *hints, document_sink *sink,
                      void *context)
{
    if (!(*a)->id)
        (*a)->id = mem_string(hints->name);
    (*a)->feed = mem_string("-");
    (*a)->fetched = clock_now(clock_real()).ms;
    article_finish(*a);
    sink(context, a);
}

/* ret_is_feed: whatever failed, it was meant as a feed. */
static bool read_feed(struct slice bytes, const struct document_hints *hints, document_sink *sink,
                      void *context, bool *ret_is_feed, struct error *err)
{
    struct feed_source source = { .url = slice_of(hints->url),
                                  .content_type = slice_of(hints->content_type) };
    OWNED(feed_document) d = feed_read(bytes, &source, &feed_limits_default, err);
    *ret_is_feed = d != NULL;
    if (!d)
        return false;
    for (size_t i = 0; i < d->entries_size; i++) {
        struct article *a = feed_article(d, i, clock_now(clock_real()));
        hand_over(&a, hints, sink, context);
    }
    return !error_is_set(&d->breach) || error_set(err, SKIP, hints->name, "%s", d->breach.text);
}

static struct article *read_page(struct slice bytes, const struct document_hints *hints, struct error *err)
{
    struct page_source source = { .url = slice_of(hints->url),
                                  .content_type = slice_of(hints->content_type) };
    struct article *a = page_read(bytes, &source, err);
    if (!a)
        error_at(err, hints->name);
    return a;
}

/* A Markdown document that opens with "# words" says what its title is. */
static struct slice take_title(struct slice *text)
{
    struct slice rest = slice_trim(*text), line;
    if (!slice_starts(rest, "# ") || !slice_next(&rest, '\n', &line))
        return (struct slice){0};
    *text = rest;
    return slice_trim(slice_sub(line, 2, line.len));
}

/* Text of any encoding; what holds zeros in none of them is a picture, an archive, a program. */
static struct article *read_plain(struct slice bytes, const struct document_hints *hints,
                                  struct error *err)
{
    HELD(text) utf8 = {0};
    char encoding[CHARSET_NAME];
    charset_decode(bytes, &(struct charset_hints){0}, &utf8, encoding);
    if (utf8.len && memchr(utf8.ptr, 0, utf8.len)) {
        error_set(err, REFUSE, hints->name, "neither text nor HTML nor a feed: it holds zero bytes");
        return NULL;
    }
    struct article *a = article_new();
    a->url = mem_string(hints->url);
    struct slice body = text_slice(&utf8), title = take_title(&body);
    if (title.len)
        article_title(a, title);
    article_plain(a, body);
    return a;
}

bool document_read(struct slice bytes, const struct document_hints *hints, document_sink *sink,
                   void *context, struct error *err)
{
    if (!hints->plain && (is_markup(bytes) || is_json(bytes))) {
        struct error failure = {0};
        bool is_feed;
        if (read_feed(bytes, hints, sink, context, &is_feed, &failure))
            return true;
        if (is_feed || !is_page(bytes))
            return error_set(err, failure.remedy, hints->name, "%s", failure.text);
    }
    struct article *a = hints->plain || !is_markup(bytes) ? read_plain(bytes, hints, err) :
                                                            read_page(bytes, hints, err);
    if (!a)
        return false;
    hand_over(&a, hints, sink, context);
    return true;
}
