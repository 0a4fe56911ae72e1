/* page.h - an article's page into an article: its main text, and nothing else.
 *
 *     struct page_source source = { .url = SLICE("https://a.example/story") };
 *     struct article *a = page_read(bytes, &source, &err);
 *
 * Title, bylines, dates, canonical address, language and origin come from JSON-LD, OpenGraph, meta
 * elements and the markup, in that order. The text is the part of the page that reads like one:
 * navigation, teasers for other stories, comments, cookie notices and share bars stay away, tables
 * stay whole. Disclaimers and machine-made notices from elsewhere on the page follow as
 * ASSAY_NOTICE blocks. A page that holds words never comes out empty.
 *
 * Character set by byte order mark, HTTP, <meta>, else detection. Refuses more than PAGE_MAX_BYTES;
 * elements nested beyond a ceiling dissolve into the one that holds them, an element's attributes
 * beyond the 256th fall away and the article is `truncated`. Linear time. The article is not finished:
 * the caller may still add to it. */
#ifndef INTAKE_PAGE_H
#define INTAKE_PAGE_H

#include "base/error.h"
#include "base/text.h"
#include "item/article.h"

#define PAGE_MAX_BYTES (16 << 20)

/* As the transfer said; anything may be empty. */
struct page_source {
    struct slice url;              /* after redirects */
    struct slice content_type;
    struct slice title;            /* the article's, where it is known better than by its page */
};

MUST_USE struct article *page_read(struct slice bytes, const struct page_source *, struct error *err);

#endif
