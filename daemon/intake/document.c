#include "intake/document.h"

#include "base/clock.h"
#include "base/mem.h"
#include "intake/feed.h"
#include "intake/plain.h"

static bool is_markup(struct slice bytes)
{
    size_t start = slice_starts(bytes, "\xef\xbb\xbf") ? 3 : 0;
    return slice_starts(slice_trim(slice_sub(bytes, start, bytes.len)), "<");
}

static bool is_json(struct slice bytes)
{
    return slice_starts(slice_trim(bytes), "{");
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

static bool read_feed(struct slice bytes, const struct document_hints *hints, document_sink *sink,
                      void *context, struct error *err)
{
    struct feed_source source = { .url = slice_of(hints->url),
                                  .content_type = slice_of(hints->content_type) };
    OWNED(feed_document) d = feed_read(bytes, &source, &feed_limits_default, err);
    if (!d)
        return false;
    for (size_t i = 0; i < d->entries_size; i++) {
        struct article *a = feed_article(d, i, clock_now(clock_real()));
        hand_over(&a, hints, sink, context);
    }
    return !error_is_set(&d->breach) || error_set(err, SKIP, hints->name, "%s", d->breach.text);
}

bool document_read(struct slice bytes, const struct document_hints *hints, document_sink *sink,
                   void *context, struct error *err)
{
    if (!hints->plain && (is_markup(bytes) || is_json(bytes))) {
        struct error no_feed = {0};
        if (read_feed(bytes, hints, sink, context, &no_feed))
            return true;
        if (!is_markup(bytes) || no_feed.remedy == SKIP)
            return error_set(err, no_feed.remedy, hints->name, "%s", no_feed.text);
    }
    struct article *a = article_new();
    a->url = mem_string(hints->url);
    if (!hints->plain && is_markup(bytes))
        plain_html(a, bytes, slice_of(hints->url));
    else
        article_plain(a, bytes);
    hand_over(&a, hints, sink, context);
    return true;
}
