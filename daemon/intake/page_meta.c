/* Meta elements, link elements and the markup around the text. */
#include "intake/page_facts.h"

#include "base/clock.h"
#include "base/mem.h"
#include "intake/date.h"
#include "intake/node.h"
#include "intake/url.h"
#include "item/normal.h"

#include <string.h>

/* ------------------------------------------------------------------ facts */

void page_facts_done(struct page_facts *f)
{
    text_done(&f->title);
    text_done(&f->base);
    text_done(&f->canonical);
    text_done(&f->site);
    text_done(&f->publisher);
    text_done(&f->correction);
}

void page_facts_text(struct text *fact, struct slice words)
{
    if (!fact->len)
        normal_add(fact, words);
}

void page_facts_string(char **fact, struct slice words)
{
    if (!*fact)
        *fact = normal_string(words);
}

void page_facts_time(int64_t *fact, struct slice words)
{
    struct instant at;
    if (*fact == ASSAY_UNKNOWN_TIME && date_parse(slice_trim(words), &at))
        *fact = at.ms;
}

/* ------------------------------------------------------------------ bylines */

static struct slice without_by(struct slice line)
{
    static const char *const before[] = {
        "by ", "by: ", "von ", "von: ", "par ", "por ", "di ", "door ", "av ", "af ", "od ", "autor: ",
        "author: ", "written by ", "text: ", "words by ", "reporting by ", "autor ", "posted by ",
    };
    for (size_t i = 0; i < count_of(before); i++)
        if (slice_starts_nocase(line, before[i]))
            return slice_trim(slice_sub(line, strlen(before[i]), line.len));
    return line;
}

/* Ends a name: what follows is another, a place, or a date. */
static size_t name_end(struct slice line, size_t *ret_skip)
{
    static const char *const ends[] = { " and ", " und ", " et ", " y ", " e ", " en ", ", ", " & ", " | ",
                                        " / ", " \xc2\xb7 ", ";", " - ", " \xe2\x80\x93 " };
    size_t first = line.len;
    *ret_skip = 0;
    for (size_t i = 0; i < count_of(ends); i++) {
        size_t at = slice_find(line, ends[i]);
        if (at < first) {
            first = at;
            *ret_skip = strlen(ends[i]);
        }
    }
    return first;
}

static bool is_name(struct slice name)
{
    bool digits = false;
    for (size_t i = 0; i < name.len; i++)
        digits |= name.ptr[i] >= '0' && name.ptr[i] <= '9';
    return name.len > 1 && name.len <= 80 && !digits && slice_find(name, "://") == SIZE_MAX &&
           slice_find_byte(name, '@') == SIZE_MAX;
}

static bool is_known(const struct article *a, struct slice name)
{
    for (size_t i = 0; i < a->authors_size; i++)
        if (slice_same(name, (struct slice){ a->authors[i].ptr, a->authors[i].len }))
            return true;
    return false;
}

void page_facts_author(struct page_facts *f, struct slice raw)
{
    HELD(text) clean = {0};
    normal_add(&clean, slice_sub(raw, 0, 300));
    struct slice line = without_by(text_slice(&clean));
    while (line.len) {
        size_t skip, end = name_end(line, &skip);
        struct slice name = slice_trim(slice_sub(line, 0, end));
        if (!is_name(name))
            break; /* behind a date or an address stands no more name */
        if (!is_known(f->article, name))
            article_author(f->article, name);
        line = slice_trim(slice_sub(line, end + skip, line.len));
    }
}

/* ------------------------------------------------------------------ meta */

enum fact { TITLE, AUTHOR, PUBLISHED, UPDATED, SITE, LANGUAGE, CANONICAL, ORIGIN };

static const struct {
    const char *name;
    enum fact fact;
} metas[] = {
    { "og:title", TITLE },              { "twitter:title", TITLE },
    { "dc.title", TITLE },              { "dcterms.title", TITLE },
    { "parsely-title", TITLE },         { "sailthru.title", TITLE },
    { "author", AUTHOR },               { "article:author", AUTHOR },
    { "dc.creator", AUTHOR },           { "dcterms.creator", AUTHOR },
    { "parsely-author", AUTHOR },       { "sailthru.author", AUTHOR },
    { "byl", AUTHOR },                  { "dc:creator", AUTHOR },
    { "article:published_time", PUBLISHED }, { "og:published_time", PUBLISHED },
    { "datepublished", PUBLISHED },     { "parsely-pub-date", PUBLISHED },
    { "sailthru.date", PUBLISHED },     { "pubdate", PUBLISHED },
    { "publishdate", PUBLISHED },       { "publish-date", PUBLISHED },
    { "publication_date", PUBLISHED },  { "article.published", PUBLISHED },
    { "dc.date.issued", PUBLISHED },    { "dcterms.issued", PUBLISHED },
    { "dcterms.created", PUBLISHED },   { "dc.date", PUBLISHED },
    { "dcterms.date", PUBLISHED },      { "date", PUBLISHED },
    { "article:modified_time", UPDATED }, { "og:updated_time", UPDATED },
    { "datemodified", UPDATED },        { "dcterms.modified", UPDATED },
    { "dc.date.modified", UPDATED },    { "last-modified", UPDATED },
    { "lastmod", UPDATED },             { "article.updated", UPDATED },
    { "og:site_name", SITE },           { "application-name", SITE },
    { "content-language", LANGUAGE },   { "og:locale", LANGUAGE },
    { "language", LANGUAGE },           { "dc.language", LANGUAGE },
    { "og:url", CANONICAL },            { "syndication-source", ORIGIN },
    { "original-source", ORIGIN },
};

static void note(struct page_facts *f, enum fact fact, struct slice value)
{
    struct article *a = f->article;
    switch (fact) {
    case TITLE: page_facts_text(&f->title, value); break;
    case AUTHOR:
        if (!a->authors_size)
            page_facts_author(f, value);
        break;
    case PUBLISHED: page_facts_time(&a->published, value); break;
    case UPDATED: page_facts_time(&a->updated, value); break;
    case SITE: page_facts_text(&f->site, value); break;
    case LANGUAGE: page_facts_string(&a->language, value); break;
    case CANONICAL: page_facts_text(&f->canonical, value); break;
    case ORIGIN: page_facts_string(&a->origin, value); break;
    }
}

static bool meta_is(const xmlNode *node, const char *name)
{
    static const char *const keys[] = { "property", "name", "itemprop", "http-equiv" };
    for (size_t i = 0; i < count_of(keys); i++)
        if (slice_is_nocase(slice_trim(node_attribute(node, keys[i])), name))
            return true;
    return false;
}

/* All meta elements of a page; more than anyone writes are left out. */
struct metas {
    const xmlNode *nodes[256];
    size_t size;
};

static bool has_word(struct slice list, const char *word)
{
    for (struct slice one; slice_next(&list, ' ', &one);)
        if (slice_is_nocase(one, word))
            return true;
    return false;
}

static void read_link(struct page_facts *f, const xmlNode *node)
{
    HELD(text) url = {0};
    if (has_word(node_attribute(node, "rel"), "canonical") && !f->canonical.len) {
        url_resolve(&url, f->url, node_attribute(node, "href"));
        page_facts_text(&f->canonical, text_slice(&url));
    }
}

/* <html lang>, <base>, <link>; gathers <meta>. */
static void read_head(struct page_facts *f, const xmlNode *node, struct metas *m)
{
    if (node_is(node, "meta") && m->size < count_of(m->nodes))
        m->nodes[m->size++] = node;
    else if (node_is(node, "link"))
        read_link(f, node);
    else if (node_is(node, "base") && !f->base.len)
        url_resolve(&f->base, f->url, node_attribute(node, "href"));
    else if (node_is(node, "html"))
        page_facts_string(&f->article->language,
                          node_attribute(node, node_has_attribute(node, "lang") ? "lang" : "xml:lang"));
    for (const xmlNode *child = node->children; child; child = child->next)
        if (node_is_element(child))
            read_head(f, child, m);
}

/* The table's order is the order of trust, not the page's. */
static void read_metas(struct page_facts *f, const struct metas *m)
{
    for (size_t i = 0; i < count_of(metas); i++)
        for (size_t j = 0; j < m->size; j++)
            if (meta_is(m->nodes[j], metas[i].name))
                note(f, metas[i].fact, node_attribute(m->nodes[j], "content"));
}

/* ------------------------------------------------------------------ markup */

/* Attributes that state a value say it better than the words a reader sees. */
static void words_or(const xmlNode *node, const char *attribute, struct text *out)
{
    if (node_has_attribute(node, attribute))
        text_add(out, node_attribute(node, attribute));
    else if (node_has_attribute(node, "content"))
        text_add(out, node_attribute(node, "content"));
    else
        node_words(node, out);
}

static void read_time(struct page_facts *f, const xmlNode *node)
{
    struct slice item = node_attribute(node, "itemprop");
    HELD(text) words = {0};
    if (has_word(item, "dateModified")) {
        words_or(node, "datetime", &words);
        page_facts_time(&f->article->updated, text_slice(&words));
    } else if (has_word(item, "datePublished") || node_has_attribute(node, "pubdate")) {
        words_or(node, "datetime", &words);
        page_facts_time(&f->article->published, text_slice(&words));
    }
}

static bool is_byline(const xmlNode *node)
{
    static const char *const names[] = { "byline", "author", "author-name", "article-author", "authors",
                                         "autor", "auteur", "c-byline", "entry-author", "post-author",
                                         "byline-name", "article__author", "article-byline", "fn" };
    if (has_word(node_attribute(node, "itemprop"), "author") || has_word(node_attribute(node, "rel"), "author"))
        return true;
    struct slice name = node_attribute(node, "class");
    for (size_t i = 0; i < count_of(names); i++)
        if (has_word(name, names[i]))
            return true;
    return false;
}

static void read_byline(struct page_facts *f, const xmlNode *node)
{
    HELD(text) words = {0};
    if (f->article->authors_size || !is_byline(node))
        return;
    node_words(node, &words);
    if (words.len < 400)
        page_facts_author(f, text_slice(&words));
}

/* In the page's order: the article's own byline comes before those of teasers and comments. */
static void read_markup(struct page_facts *f, const xmlNode *node, struct text *heading)
{
    if (node_is_mute(node) && !node_is(node, "head"))
        return;
    read_time(f, node);
    read_byline(f, node);
    if (node_is(node, "h1") && !heading->len) {
        HELD(text) words = {0};
        node_words(node, &words);
        normal_add(heading, text_slice(&words));
    }
    for (const xmlNode *child = node->children; child; child = child->next)
        if (node_is_element(child))
            read_markup(f, child, heading);
}

static const xmlNode *find(const xmlNode *node, const char *name)
{
    const xmlNode *found = node_is(node, name) ? node : NULL;
    for (const xmlNode *child = node->children; child && !found; child = child->next)
        if (node_is_element(child))
            found = find(child, name);
    return found;
}

/* "Headline | Section | Site": the longest part. */
static struct slice longest_part(struct slice title)
{
    static const char *const marks[] = { " | ", " - ", " \xe2\x80\x93 ", " \xe2\x80\x94 ", " \xc2\xbb ",
                                         " :: ", " \xc2\xb7 " };
    for (size_t i = 0; i < count_of(marks); i++) {
        struct slice best = {0}, rest = title;
        size_t at;
        while ((at = slice_find(rest, marks[i])) != SIZE_MAX || rest.len) {
            struct slice part = slice_trim(slice_sub(rest, 0, at));
            best = part.len > best.len ? part : best;
            rest = at == SIZE_MAX ? SLICE("") : slice_sub(rest, at + strlen(marks[i]), rest.len);
        }
        if (best.len && best.len < title.len)
            return best;
    }
    return title;
}

/* The heading, where it is part of what the page calls itself; else the page's name, shortened. */
static void read_title(struct page_facts *f, const xmlNode *root, struct slice heading)
{
    const xmlNode *node = find(root, "title");
    HELD(text) clean = {0};
    if (node && node->children && node->children->content)
        normal_add(&clean, slice_of((const char *)node->children->content));
    struct slice title = text_slice(&clean);
    if (heading.len && (!title.len || slice_find_nocase(title, heading.ptr) != SIZE_MAX))
        page_facts_text(&f->title, heading);
    page_facts_text(&f->title, longest_part(title));
    page_facts_text(&f->title, heading);
}

void page_meta_read(struct page_facts *f, const xmlNode *root)
{
    struct metas m = { .size = 0 };
    HELD(text) heading = {0};
    read_head(f, root, &m);
    read_metas(f, &m);
    read_markup(f, root, &heading);
    read_title(f, root, (struct slice){ text_string(&heading), heading.len });
    if (f->article->language && strlen(f->article->language) > 2 && f->article->language[2] == '_')
        f->article->language[2] = '-';
}
