/* Atom 0.3 and 1.0. RSS feeds borrow from it, and it from them. */
#include "intake/feed_reader.h"

#include "base/mem.h"
#include "intake/url.h"

#include <string.h>

static bool is_page(struct slice type)
{
    return !type.len || slice_is_nocase(type, "html") || slice_is_nocase(type, "xhtml") ||
           slice_is_nocase(type, "text/html") || slice_is_nocase(type, "application/xhtml+xml");
}

/* The document's own links: where it is, what comes next, who pushes it. */
static void keep_feed_link(struct feed_document *d, struct slice rel, const char *url)
{
    char **into = slice_is_nocase(rel, "self") ? &d->self : slice_is_nocase(rel, "hub") ? &d->hub :
                  slice_is_nocase(rel, "next") ? &d->next : NULL;
    if (into && !*into)
        feed_set(into, slice_of(url));
}

/* Of several alternates the last page counts, and any page before anything else. */
static void keep_alternate(struct feed_reader *r, char **link, struct slice type, const char *url)
{
    if (!is_page(type) && *link)
        return;
    feed_set(link, slice_of(url));
    r->guess.link = !is_page(type);
}

void feed_start_link(struct feed_reader *r, const struct feed_attributes *a)
{
    struct slice href = feed_attribute(a, "href"), rel = feed_attribute(a, "rel");
    struct slice type = feed_attribute(a, "type");
    if (!href.len)
        href = feed_attribute(a, "url");
    char *url = feed_resolve(r, href);
    struct feed_entry *entry = feed_entry(r);
    enum feed_role role = feed_role(r);
    bool alternate = !rel.len || slice_is_nocase(rel, "alternate");
    if (!url || (role != ROLE_FEED && role != ROLE_ENTRY))
        ;
    else if (alternate)
        keep_alternate(r, role == ROLE_ENTRY ? &entry->link : &r->document->link, type, url);
    else if (role == ROLE_ENTRY && slice_is_nocase(rel, "enclosure"))
        feed_add_enclosure(r, slice_of(url), type, feed_attribute(a, "length"));
    else if (role == ROLE_FEED)
        keep_feed_link(r->document, rel, url);
    mem_free(&url);
}

/* Content that stands elsewhere is the entry's page, unless a link says better. */
static void start_content(struct feed_reader *r, const struct feed_attributes *a)
{
    struct feed_entry *entry = feed_entry(r);
    char *url = feed_resolve(r, feed_attribute(a, "src"));
    if (url && feed_role(r) == ROLE_ENTRY && !entry->link && is_page(feed_attribute(a, "type"))) {
        feed_set(&entry->link, slice_of(url));
        r->guess.link = true;
    }
    mem_free(&url);
}

static void end_source_id(struct feed_reader *r, struct feed_text *text)
{
    struct feed_entry *entry = feed_entry(r);
    if (entry && text->value && !entry->source_url && url_is_absolute(slice_of(text->value)))
        feed_set(&entry->source_url, slice_of(text->value));
}

static void end_id(struct feed_reader *r, struct feed_text *text)
{
    if (feed_role(r) == ROLE_SOURCE) {
        end_source_id(r, text);
        return;
    }
    char *id = text->value ? feed_resolve(r, slice_of(text->value)) : NULL;
    if (id && feed_role(r) == ROLE_ENTRY) {
        feed_set(&feed_entry(r)->id, slice_of(id));
        feed_set(&feed_entry(r)->guid, slice_of(text->value));
    }
    else if (id && feed_role(r) == ROLE_FEED)
        feed_set(&r->document->id, slice_of(id));
    mem_free(&id);
}

/* ------------------------------------------------------------------ the words, sorted */

static const struct feed_word words[] = {
    { SPACE_ATOM, "author", ROLE_PERSON, KIND_VALUE, NULL, feed_end_person },
    { SPACE_ATOM, "category", 0, KIND_VALUE, feed_start_category, feed_end_category },
    { SPACE_ATOM, "content", 0, KIND_PLAIN, start_content, feed_end_content },
    { SPACE_ATOM, "contributor", ROLE_ASIDE, 0, NULL, NULL },
    { SPACE_ATOM, "created", 0, KIND_VALUE, NULL, feed_end_created },
    { SPACE_ATOM, "email", 0, KIND_VALUE, NULL, feed_end_person_email },
    { SPACE_ATOM, "entry", ROLE_ENTRY, 0, feed_start_entry, feed_end_entry },
    { SPACE_ATOM, "feed", ROLE_FEED, 0, NULL, NULL },
    { SPACE_ATOM, "generator", ROLE_ASIDE, 0, NULL, NULL },
    { SPACE_ATOM, "id", 0, KIND_VALUE, NULL, end_id },
    { SPACE_ATOM, "issued", 0, KIND_VALUE, NULL, feed_end_published },
    { SPACE_ATOM, "link", 0, KIND_VALUE, feed_start_link, feed_end_link },
    { SPACE_ATOM, "modified", 0, KIND_VALUE, NULL, feed_end_updated },
    { SPACE_ATOM, "name", 0, KIND_VALUE, NULL, feed_end_person_name },
    { SPACE_ATOM, "published", 0, KIND_VALUE, NULL, feed_end_published },
    { SPACE_ATOM, "source", ROLE_SOURCE, 0, NULL, NULL },
    { SPACE_ATOM, "subtitle", 0, KIND_PLAIN, NULL, feed_end_subtitle },
    { SPACE_ATOM, "summary", 0, KIND_PLAIN, NULL, feed_end_summary },
    { SPACE_ATOM, "tagline", 0, KIND_PLAIN, NULL, feed_end_subtitle },
    { SPACE_ATOM, "title", 0, KIND_PLAIN, NULL, feed_end_title },
    { SPACE_ATOM, "updated", 0, KIND_VALUE, NULL, feed_end_updated },
};

const struct feed_word *feed_atom_word(enum feed_space space, const char *name)
{
    return feed_find_word(words, count_of(words), space, name);
}
