#include "intake/page.h"

#include "base/mem.h"
#include "intake/charset.h"
#include "intake/node.h"
#include "intake/page_facts.h"
#include "intake/page_notice.h"
#include "intake/page_weigh.h"
#include "intake/plain.h"
#include "intake/sanitize.h"
#include "intake/url.h"

#include <string.h>

/* ------------------------------------------------------------------ character set */

static struct slice label_at(struct slice s)
{
    s = slice_trim(s);
    if (!slice_starts(s, "="))
        return SLICE("");
    s = slice_trim(slice_sub(s, 1, s.len));
    size_t from = s.len && (s.ptr[0] == '"' || s.ptr[0] == '\''), to = from;
    while (to < s.len && !strchr("\"'>;/ \t\r\n", s.ptr[to]))
        to++;
    return slice_sub(s, from, to - from);
}

/* <meta charset=x>, <meta content="text/html; charset=x">, "text/html; charset=x". */
static struct slice charset_in(struct slice s)
{
    size_t at = slice_find_nocase(s, "charset");
    return at == SIZE_MAX ? SLICE("") : label_at(slice_sub(s, at + 7, s.len));
}

static struct slice charset_of_meta(struct slice bytes)
{
    struct slice head = slice_sub(bytes, 0, 4096);
    for (size_t at; (at = slice_find_nocase(head, "<meta")) != SIZE_MAX;) {
        head = slice_sub(head, at + 5, head.len);
        struct slice label = charset_in(slice_sub(head, 0, slice_find_byte(head, '>')));
        if (label.len)
            return label;
    }
    return SLICE("");
}

static void decode(struct slice bytes, const struct page_source *source, struct text *out)
{
    char name[CHARSET_NAME];
    struct charset_hints hints = { .http = charset_in(source->content_type) };
    if (!hints.http.len)
        hints.http = charset_of_meta(bytes);
    charset_decode(bytes, &hints, out, name);
}

/* ------------------------------------------------------------------ facts */

/* A canonical address on another host says whose story it is. */
static void settle_address(struct page_facts *f)
{
    struct article *a = f->article;
    HELD(text) here = {0};
    HELD(text) there = {0};
    if (!f->canonical.len || !url_is_absolute(text_slice(&f->canonical))) {
        page_facts_string(&a->url, f->url);
        return;
    }
    url_domain(&here, f->url);
    url_domain(&there, text_slice(&f->canonical));
    if (here.len && there.len && !slice_same(text_slice(&here), text_slice(&there))) {
        page_facts_string(&a->origin, text_slice(&f->canonical));
        page_facts_string(&a->url, f->url);
        return;
    }
    page_facts_string(&a->url, text_slice(&f->canonical));
}

static void read_facts(struct page_facts *f, const xmlNode *root, struct slice title)
{
    page_ld_read(f, root);
    page_meta_read(f, root);
    settle_address(f);
    if (!f->base.len)
        text_add(&f->base, f->url.len ? f->url : slice_of(f->article->url));
    article_title(f->article, title.len ? title : text_slice(&f->title));
}

/* ------------------------------------------------------------------ text */

/* Hidden by a style that a script would have changed: on such a page it is the text. */
static void unhide(xmlNode *node)
{
    if (!node_is_element(node))
        return;
    xmlUnsetProp(node, BAD_CAST "hidden");
    xmlUnsetProp(node, BAD_CAST "style");
    for (xmlNode *child = node->children; child; child = child->next)
        unhide(child);
}

static bool has_text(const struct article *a)
{
    return a->blocks_size && a->blocks[a->blocks_size - 1].kind != ASSAY_TITLE;
}

/* What the weighing found; else everything shown; else everything; else what is not markup. */
static void read_text(struct page_facts *f, struct slice html, xmlNode *root)
{
    struct article *a = f->article;
    xmlNode *body = page_weigh(root, (struct slice){ text_string(&f->title), f->title.len });
    plain_node(a, body, text_slice(&f->base));
    if (!has_text(a))
        plain_html(a, html, text_slice(&f->base));
    bool thinned;
    xmlDocPtr again = has_text(a) ? NULL : node_parse(html, &thinned);
    if (again) {
        unhide(xmlDocGetRootElement(again));
        plain_node(a, xmlDocGetRootElement(again), text_slice(&f->base));
    }
    xmlFreeDoc(again);
    if (!has_text(a)) {
        HELD(text) words = {0};
        sanitize_to_text(&words, html);
        article_plain(a, text_slice(&words));
    }
}

/* What only the page's metadata say of a correction becomes a notice. */
static void write_correction(const struct page_facts *f)
{
    struct assay_span whole = { 0, (uint32_t)f->article->text.len };
    HELD(text) notice = {0};
    if (!f->correction.len || article_find(f->article, whole, text_slice(&f->correction)).len)
        return;
    text_printf(&notice, "Correction appended: %s", text_string(&f->correction));
    article_block(f->article, ASSAY_NOTICE, text_slice(&notice));
}

static void read_tree(struct article *a, struct slice html, xmlNode *root,
                      const struct page_source *source)
{
    HELD(page_facts) f = { .article = a, .url = source->url };
    HELD(page_notices) notices = { .size = 0 };
    read_facts(&f, root, source->title);
    page_notices_find(&notices, root);
    read_text(&f, html, root);
    page_notices_write(&notices, a);
    write_correction(&f);
}

struct article *page_read(struct slice bytes, const struct page_source *source, struct error *err)
{
    if (bytes.len > PAGE_MAX_BYTES) {
        error_set(err, SKIP, NULL, "the page is longer than %d MiB", PAGE_MAX_BYTES >> 20);
        return NULL;
    }
    HELD(text) html = {0};
    decode(bytes, source, &html);
    struct article *a = article_new();
    xmlDocPtr doc = node_parse(text_slice(&html), &a->truncated);
    xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
    if (root)
        read_tree(a, text_slice(&html), root, source);
    xmlFreeDoc(doc);
    return a;
}
