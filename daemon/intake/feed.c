#include "intake/feed.h"

#include "base/mem.h"
#include "intake/date.h"
#include "intake/entity.h"
#include "intake/feed_reader.h"
#include "intake/mend.h"
#include "intake/plain.h"
#include "intake/sanitize.h"
#include "intake/url.h"

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

const struct feed_limits feed_limits_default = {
    .body = 16 << 20,
    .entries = 5000,
    .depth = 128,
    .attribute = 1 << 20,
    .text = 2 << 20,
    .list = 256,
};

/* An open element. */
struct frame {
    const struct feed_word *word;      /* NULL: means nothing to us */
    enum feed_role role;
    enum feed_kind kind;               /* of a text construct, as the feed says */
    bool base64, markup;               /* markup: inside of a text construct */
    bool silent;                       /* markup whose tags are not kept */
    bool owns_base, owns_language;
    char *base, *language;             /* borrowed from the frame below unless owned */
    size_t mark;                       /* where its text starts in reader.text */
};

struct feed_reader {
    struct feed_document *document;
    const struct feed_limits *limits;
    xmlParserCtxt *parser;
    struct frame *frames;
    size_t depth, frames_cap;
    size_t construct;                  /* 1 + index of the open text construct; 0: none */
    struct text text;                  /* of all open elements, the innermost last */
    char *base;                        /* of the document */
    bool entry_open, stopped, rooted;
    bool refused;                      /* the root says that it is something else */
    bool has_doctype;
    size_t feed_title_depth, entry_title_depth;
    struct feed_guess guess;
    struct feed_pace pace;
    int language_rank;                 /* which part gave the entry its language */
    char *person_name, *person_email;
    struct known {                     /* namespaces seen, by libxml2's own string */
        const xmlChar *uri;
        enum feed_space space;
    } spaces[16];
    size_t spaces_size;
    char unknown_root[64];
};

struct feed_attributes {
    struct feed_reader *reader;
    const xmlChar **items;             /* libxml2's: name, prefix, URI, value, end */
    int size;
};

static struct frame *top(const struct feed_reader *r)
{
    return r->depth ? &r->frames[r->depth - 1] : NULL;
}

/* A ceiling was met. What was read before stays, but for an entry cut in two. */
static void halt(struct feed_reader *r)
{
    struct feed_document *d = r->document;
    if (r->entry_open)
        feed_entry_done(&d->entries[--d->entries_size]);
    r->entry_open = false;
    r->stopped = true;
    xmlStopParser(r->parser);
}
#define BREACH(reader, ...) \
    (error_set(&(reader)->document->breach, SKIP, NULL, __VA_ARGS__), halt(reader))

/* ------------------------------------------------------------------ names */

static const struct {
    const char *uri;
    enum feed_space space;
} spaces[] = {
    { "http://www.w3.org/2005/Atom", SPACE_ATOM },
    { "http://purl.org/atom/ns#", SPACE_ATOM },
    { "http://purl.org/atom/", SPACE_ATOM },
    { "http://purl.org/rss/1.0/modules/content/", SPACE_CONTENT },
    { "http://purl.org/dc/elements/1.1/", SPACE_DC },
    { "http://purl.org/dc/elements/1.0/", SPACE_DC },
    { "http://purl.org/dc/terms/", SPACE_DCTERMS },
    { "http://search.yahoo.com/mrss", SPACE_MEDIA },
    { "http://www.rssboard.org/media-rss", SPACE_MEDIA },
    { "http://video.search.yahoo.com/mrss", SPACE_MEDIA },
    { "http://www.itunes.com/dtds/podcast-1.0.dtd", SPACE_ITUNES },
    { "http://example.com/dtds/podcast-1.0.dtd", SPACE_ITUNES },
    { "http://purl.org/rss/1.0/modules/syndication/", SPACE_SY },
    { "http://www.w3.org/1999/02/22-rdf-syntax-ns#", SPACE_RDF },
    { "http://rssnamespace.org/feedburner/ext/1.0", SPACE_FEEDBURNER },
    { "http://www.w3.org/1999/xhtml", SPACE_XHTML },
    { "http://www.w3.org/2000/svg", SPACE_SVG },
    { "http://www.w3.org/1998/Math/MathML", SPACE_MATH },
    { "http://www.w3.org/XML/1998/namespace", SPACE_XML },
    { "http://www.w3.org/1999/xlink", SPACE_XLINK },
    { "http://backend.userland.com/", SPACE_NONE },
    { "http://blogs.law.harvard.edu/tech/rss", SPACE_NONE },
    { "http://cyber.law.harvard.edu/rss/", SPACE_NONE },
    { "http://purl.org/rss/1.0/modules/rss091#", SPACE_NONE },
    { "http://purl.org/rss/1.0/modules/", SPACE_OTHER },
    { "http://purl.org/rss/1.0/", SPACE_NONE },
    { "http://channel.netscape.com/rdf/simple/0.9/", SPACE_NONE },
    { "http://my.netscape.com/rdf/simple/0.9/", SPACE_NONE },
    { "http://my.netscape.com/publish/formats/rss-0.91.dtd", SPACE_NONE },
    { "http://purl.org/net/rss1.1#", SPACE_NONE },
};

/* What people call a namespace when they forget to say which it is. */
static const struct {
    const char *prefix;
    enum feed_space space;
} prefixes[] = {
    { "atom", SPACE_ATOM },       { "content", SPACE_CONTENT }, { "dc", SPACE_DC },
    { "dcterms", SPACE_DCTERMS }, { "media", SPACE_MEDIA },     { "itunes", SPACE_ITUNES },
    { "sy", SPACE_SY },           { "rdf", SPACE_RDF },         { "feedburner", SPACE_FEEDBURNER },
    { "xhtml", SPACE_XHTML },     { "xml", SPACE_XML },         { "xlink", SPACE_XLINK },
    { "svg", SPACE_SVG },
};

/* Addresses are compared without case, scheme's s, and slash at the end: all of that varies. */
static bool is_space_uri(struct slice uri, const char *known)
{
    struct slice k = slice_of(known);
    if (slice_starts_nocase(uri, "https:"))
        uri = slice_sub(uri, 8, uri.len), k = slice_sub(k, 7, k.len);
    bool open_ended = slice_is(slice_of(known), "http://backend.userland.com/") ||
                      slice_is(slice_of(known), "http://purl.org/rss/1.0/modules/");
    if (slice_ends(k, "/"))
        k.len--;
    if (uri.len < k.len || strncasecmp(uri.ptr, k.ptr, k.len) != 0)
        return false;
    return open_ended || uri.len == k.len || (uri.len == k.len + 1 && uri.ptr[k.len] == '/');
}

static enum feed_space find_space(const xmlChar *prefix, const xmlChar *uri)
{
    if (uri) {
        for (size_t i = 0; i < count_of(spaces); i++)
            if (is_space_uri(slice_of((const char *)uri), spaces[i].uri))
                return spaces[i].space;
        return SPACE_OTHER;
    }
    if (!prefix)
        return SPACE_NONE;
    for (size_t i = 0; i < count_of(prefixes); i++)
        if (strcasecmp(prefixes[i].prefix, (const char *)prefix) == 0)
            return prefixes[i].space;
    return SPACE_OTHER;
}

/* A default namespace that nobody knows is somebody's idea of RSS's own; and so is one that has no
 * elements. */
static enum feed_space known_space(enum feed_space space, const xmlChar *prefix)
{
    return !prefix && (space == SPACE_OTHER || space == SPACE_XLINK) ? SPACE_NONE : space;
}

static enum feed_space space_of(struct feed_reader *r, const xmlChar *prefix, const xmlChar *uri)
{
    for (size_t i = 0; uri && i < r->spaces_size; i++)
        if (r->spaces[i].uri == uri)
            return known_space(r->spaces[i].space, prefix);
    enum feed_space space = find_space(prefix, uri);
    if (uri && r->spaces_size < count_of(r->spaces))
        r->spaces[r->spaces_size++] = (struct known){ uri, space };
    return known_space(space, prefix);
}

#define LONGEST_NAME 32

/* Lower case; a longer name is none of ours. */
static bool lower_name(const xmlChar *name, char ret[LONGEST_NAME])
{
    size_t i = 0;
    for (; name[i] && i < LONGEST_NAME - 1; i++)
        ret[i] = (char)(name[i] >= 'A' && name[i] <= 'Z' ? name[i] + 32 : name[i]);
    ret[i] = '\0';
    return !name[i];
}

const struct feed_word *feed_find_word(const struct feed_word *words, size_t size,
                                       enum feed_space space, const char *name)
{
    size_t low = 0, high = size;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = (int)space - (int)words[middle].space;
        if (!order)
            order = strcmp(name, words[middle].name);
        if (!order)
            return &words[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

/* The dialects lend each other their words; each asks its own first. */
static const struct feed_word *find_word(const struct feed_reader *r, enum feed_space space,
                                         const char *name)
{
    if (space != SPACE_NONE && space != SPACE_ATOM)
        return feed_rss_word(space, name);
    bool atom = space == SPACE_ATOM || r->document->dialect == FEED_ATOM03 ||
                r->document->dialect == FEED_ATOM10;
    const struct feed_word *word = atom ? feed_atom_word(SPACE_ATOM, name)
                                        : feed_rss_word(SPACE_NONE, name);
    if (word)
        return word;
    return atom ? feed_rss_word(SPACE_NONE, name) : feed_atom_word(SPACE_ATOM, name);
}

/* ------------------------------------------------------------------ attributes */

static struct slice attribute_value(const struct feed_attributes *a, int i)
{
    const char *value = (const char *)a->items[i * 5 + 3], *end = (const char *)a->items[i * 5 + 4];
    return (struct slice){ value, (size_t)(end - value) };
}

struct slice feed_attribute_of(const struct feed_attributes *a, enum feed_space space,
                               const char *name)
{
    for (int i = 0; i < a->size; i++) {
        const xmlChar *prefix = a->items[i * 5 + 1], *uri = a->items[i * 5 + 2];
        if (strcasecmp((const char *)a->items[i * 5], name) != 0)
            continue;
        if (prefix ? space_of(a->reader, prefix, uri) == space : space == SPACE_NONE)
            return attribute_value(a, i);
    }
    return SLICE("");
}

struct slice feed_attribute(const struct feed_attributes *a, const char *name)
{
    return feed_attribute_of(a, SPACE_NONE, name);
}

static bool has_attribute(const struct feed_attributes *a, enum feed_space space, const char *name)
{
    for (int i = 0; i < a->size; i++)
        if (a->items[i * 5 + 1] && strcasecmp((const char *)a->items[i * 5], name) == 0 &&
            space_of(a->reader, a->items[i * 5 + 1], a->items[i * 5 + 2]) == space)
            return true;
    return false;
}

/* ------------------------------------------------------------------ for the words */

enum feed_role feed_role(const struct feed_reader *r)
{
    enum feed_role role = r->depth ? top(r)->role : ROLE_NONE;
    return role == ROLE_ENTRY && !r->entry_open ? ROLE_ASIDE : role;
}

struct feed_document *feed_document(const struct feed_reader *r)
{
    return r->document;
}

struct feed_entry *feed_entry(const struct feed_reader *r)
{
    return r->entry_open ? &r->document->entries[r->document->entries_size - 1] : NULL;
}

struct feed_guess *feed_guess(struct feed_reader *r)
{
    return &r->guess;
}

struct feed_pace *feed_pace(struct feed_reader *r)
{
    return &r->pace;
}

size_t *feed_title_depth(struct feed_reader *r)
{
    return r->entry_open ? &r->entry_title_depth : &r->feed_title_depth;
}

char *feed_resolve(const struct feed_reader *r, struct slice reference)
{
    HELD(text) url = {0};
    if (!slice_trim(reference).len)
        return NULL;
    url_resolve(&url, slice_of(r->depth ? top(r)->base : NULL), reference);
    return url.len ? text_take(&url) : NULL;
}

void feed_set(char **to, struct slice value)
{
    if (!value.len)
        return;
    mem_free(to);
    *to = slice_string(value);
}

static void text_construct_done(struct feed_text *t)
{
    mem_free(&t->value);
    mem_free(&t->base);
}

void feed_move(struct feed_text *to, struct feed_text *from)
{
    text_construct_done(to);
    *to = *from;
    *from = (struct feed_text){0};
}

/* White space folded to single spaces. */
static void fold_spaces(struct text *t)
{
    size_t len = 0;
    for (size_t i = 0; i < t->len; i++) {
        bool space = t->ptr[i] == ' ' || (t->ptr[i] >= '\t' && t->ptr[i] <= '\r');
        if (!space)
            t->ptr[len++] = t->ptr[i];
        else if (len && t->ptr[len - 1] != ' ')
            t->ptr[len++] = ' ';
    }
    while (len && t->ptr[len - 1] == ' ')
        len--;
    text_cut(t, len);
}

char *feed_plain(const struct feed_text *t)
{
    HELD(text) plain = {0};
    if (t->html)
        sanitize_to_text(&plain, slice_of(t->value));
    else
        text_add(&plain, slice_of(t->value));
    fold_spaces(&plain);
    return plain.len ? text_take(&plain) : NULL;
}

void feed_list_add(const struct feed_reader *r, struct feed_list *list, struct slice value)
{
    value = slice_trim(value);
    if (!value.len || list->size >= r->limits->list)
        return;
    for (size_t i = 0; i < list->size; i++)
        if (slice_is(value, list->items[i]))
            return;
    mem_grow(list->items, list->size, list->cap);
    list->items[list->size++] = slice_string(value);
}

void feed_add_enclosure(struct feed_reader *r, struct slice url, struct slice type,
                        struct slice length)
{
    struct feed_entry *entry = feed_entry(r);
    char *where = feed_resolve(r, url);
    if (!entry || !where || entry->enclosures_size >= r->limits->list) {
        mem_free(&where);
        return;
    }
    struct feed_enclosure e = { .url = where, .length = -1 };
    feed_set(&e.type, slice_trim(type));
    slice_to_int(slice_trim(length), &e.length);
    mem_grow(entry->enclosures, entry->enclosures_size, entry->enclosures_cap);
    entry->enclosures[entry->enclosures_size++] = e;
}

/* ------------------------------------------------------------------ words of all dialects */

void feed_start_entry(struct feed_reader *r, const struct feed_attributes *a)
{
    (void)a;
    struct feed_document *d = r->document;
    if (r->entry_open)
        feed_end_entry(r, NULL);
    if (d->entries_size == r->limits->entries) {
        BREACH(r, "the feed has more than %zu entries", r->limits->entries);
        return;
    }
    mem_grow(d->entries, d->entries_size, d->entries_cap);
    struct feed_entry *entry = &d->entries[d->entries_size++];
    *entry = (struct feed_entry){ .published = FEED_NO_TIME, .updated = FEED_NO_TIME };
    entry->language = mem_string(top(r)->language);
    r->entry_open = true;
    r->entry_title_depth = SIZE_MAX;
    r->language_rank = 0;
    r->guess.link = r->guess.guid_is_link = false;
    r->guess.created = FEED_NO_TIME;
    text_construct_done(&r->guess.summary);
}

void feed_end_entry(struct feed_reader *r, struct feed_text *text)
{
    (void)text;
    struct feed_entry *entry = feed_entry(r);
    if (!entry)
        return;
    if (!entry->summary.value && !entry->content.value)
        feed_move(&entry->summary, &r->guess.summary);
    if (!entry->link)
        entry->link = mem_string(entry->original);
    if (entry->published.ms == ASSAY_UNKNOWN_TIME)
        entry->published = r->guess.created;
    text_construct_done(&r->guess.summary);
    r->entry_open = false;
}

/* Titles of pictures and sections stand deeper than the one that counts. */
void feed_end_title(struct feed_reader *r, struct feed_text *text)
{
    char *title = feed_plain(text);
    enum feed_role role = feed_role(r);
    size_t *depth = feed_title_depth(r);
    if (title && role == ROLE_SOURCE && feed_entry(r)) {
        feed_set(&feed_entry(r)->source, slice_of(title));
    } else if ((role == ROLE_ENTRY || role == ROLE_FEED) && r->depth < *depth) {
        bool entry = role == ROLE_ENTRY;
        if (!title)
            feed_move(entry ? &feed_entry(r)->picture : &r->document->picture, text);
        else
            *depth = r->depth;
        feed_set(entry ? &feed_entry(r)->title : &r->document->title, slice_of(title));
    }
    mem_free(&title);
}

void feed_end_link(struct feed_reader *r, struct feed_text *text)
{
    char *url = text->value ? feed_resolve(r, slice_of(text->value)) : NULL;
    if (url && feed_role(r) == ROLE_ENTRY) {
        feed_set(&feed_entry(r)->link, slice_of(url));
        r->guess.link = false;
    } else if (url && feed_role(r) == ROLE_FEED) {
        feed_set(&r->document->link, slice_of(url));
    }
    mem_free(&url);
}

void feed_end_summary(struct feed_reader *r, struct feed_text *text)
{
    struct feed_entry *entry = feed_entry(r);
    if (feed_role(r) == ROLE_FEED && !r->document->subtitle.value)
        feed_move(&r->document->subtitle, text);
    else if (feed_role(r) != ROLE_ENTRY || !text->value)
        return;
    else if (!entry->summary.value)
        feed_move(&entry->summary, text);
    else if (!entry->content.value)
        feed_move(&entry->content, text);
}

void feed_end_content(struct feed_reader *r, struct feed_text *text)
{
    if (feed_role(r) == ROLE_ENTRY && text->value && !feed_entry(r)->content.value)
        feed_move(&feed_entry(r)->content, text);
}

void feed_end_subtitle(struct feed_reader *r, struct feed_text *text)
{
    if (feed_role(r) == ROLE_FEED && text->value)
        feed_move(&r->document->subtitle, text);
}

static void end_date(struct feed_reader *r, const struct feed_text *text, struct instant *of_entry,
                     struct instant *of_feed)
{
    enum feed_role role = feed_role(r);
    struct instant at, *into = role == ROLE_ENTRY ? of_entry : role == ROLE_FEED ? of_feed : NULL;
    if (into && text->value && date_parse(slice_of(text->value), &at))
        *into = at;
}

void feed_end_published(struct feed_reader *r, struct feed_text *text)
{
    struct feed_entry *entry = feed_entry(r);
    end_date(r, text, entry ? &entry->published : NULL, &r->document->published);
}

void feed_end_created(struct feed_reader *r, struct feed_text *text)
{
    end_date(r, text, &r->guess.created, &r->document->published);
}

void feed_end_updated(struct feed_reader *r, struct feed_text *text)
{
    struct feed_entry *entry = feed_entry(r);
    end_date(r, text, entry ? &entry->updated : NULL, &r->document->updated);
}

/* "Jane Doe", "jane@a.example (Jane Doe)", "Jane Doe <jane@a.example>": the name, else the
 * address. */
static struct slice name_of_person(struct slice s)
{
    s = slice_trim(s);
    size_t at = slice_find_byte(s, '@');
    if (at == SIZE_MAX)
        return s;
    size_t open = slice_find_byte(s, '('), close = slice_find_byte(s, ')');
    if (open < close && close != SIZE_MAX) {
        struct slice inner = slice_trim(slice_sub(s, open + 1, close - open - 1));
        bool address = slice_find_byte(inner, '@') != SIZE_MAX;
        struct slice name = address ? slice_trim(slice_sub(s, 0, open)) : inner;
        if (name.len)
            return name;
    }
    size_t angle = slice_find_byte(s, '<');
    if (angle != SIZE_MAX && slice_trim(slice_sub(s, 0, angle)).len)
        return slice_trim(slice_sub(s, 0, angle));
    /* An address and a name side by side. */
    size_t start = at;
    while (start && s.ptr[start - 1] != ' ')
        start--;
    struct slice before = slice_trim(slice_sub(s, 0, start));
    return before.len ? before : s;
}

void feed_end_person_name(struct feed_reader *r, struct feed_text *text)
{
    if (feed_role(r) == ROLE_PERSON && text->value)
        feed_set(&r->person_name, slice_of(text->value));
}

void feed_end_person_email(struct feed_reader *r, struct feed_text *text)
{
    if (feed_role(r) == ROLE_PERSON && text->value)
        feed_set(&r->person_email, slice_of(text->value));
}

void feed_end_person(struct feed_reader *r, struct feed_text *text)
{
    const char *own = text->value ? text->value : r->person_email;
    struct slice name = name_of_person(slice_of(r->person_name ? r->person_name : own));
    if (feed_role(r) == ROLE_ENTRY)
        feed_list_add(r, &feed_entry(r)->authors, name);
    else if (feed_role(r) == ROLE_FEED)
        feed_list_add(r, &r->document->authors, name);
    mem_free(&r->person_name);
    mem_free(&r->person_email);
}

static struct feed_list *categories(struct feed_reader *r)
{
    enum feed_role role = feed_role(r);
    return role == ROLE_ENTRY ? &feed_entry(r)->categories :
           role == ROLE_FEED ? &r->document->categories : NULL;
}

void feed_start_category(struct feed_reader *r, const struct feed_attributes *a)
{
    if (categories(r))
        feed_list_add(r, categories(r), feed_attribute(a, "term"));
}

void feed_end_category(struct feed_reader *r, struct feed_text *text)
{
    if (categories(r) && text->value)
        feed_list_add(r, categories(r), slice_of(text->value));
}

/* en_US is no tag of BCP 47, but everybody means en-US. */
static char *language_tag(struct slice s)
{
    char *tag = slice_string(slice_trim(s));
    for (char *c = tag; *c; c++)
        if (*c == '_')
            *c = '-';
    return tag;
}

static void set_frame_language(struct frame *f, char *language)
{
    if (f->owns_language)
        mem_free(&f->language);
    f->language = language;
    f->owns_language = true;
}

/* Holds for what follows in the same channel, too. */
void feed_end_language(struct feed_reader *r, struct feed_text *text)
{
    if (!text->value)
        return;
    char *tag = language_tag(slice_of(text->value));
    if (feed_role(r) == ROLE_ENTRY) {
        feed_set(&feed_entry(r)->language, slice_of(tag));
        mem_free(&tag);
        return;
    }
    if (feed_role(r) == ROLE_FEED)
        feed_set(&r->document->language, slice_of(tag));
    set_frame_language(top(r), tag);
}

/* ------------------------------------------------------------------ text constructs */

static bool is_construct(enum feed_kind kind)
{
    return kind >= KIND_PLAIN;
}

static bool ends_nocase(struct slice s, const char *suffix)
{
    size_t len = strlen(suffix);
    return s.len >= len && slice_is_nocase(slice_sub(s, s.len - len, len), suffix);
}

/* type="" and mode="" of Atom, also met in RSS. */
static void read_type(struct frame *f, const struct feed_attributes *a)
{
    struct slice type = slice_trim(feed_attribute(a, "type")), mode = feed_attribute(a, "mode");
    type = slice_trim(slice_sub(type, 0, slice_find_byte(type, ';')));
    if (slice_is_nocase(type, "text") || slice_is_nocase(type, "plain") || slice_is_nocase(type, "text/plain"))
        f->kind = KIND_PLAIN;
    else if (slice_is_nocase(type, "html") || slice_is_nocase(type, "text/html"))
        f->kind = KIND_HTML;
    else if (slice_is_nocase(type, "xhtml") || ends_nocase(type, "xml"))
        f->kind = slice_is_nocase(mode, "escaped") ? KIND_HTML : KIND_XHTML;
    else if (slice_starts_nocase(type, "text/"))
        f->kind = KIND_PLAIN;
    else if (slice_find_byte(type, '/') != SIZE_MAX)
        f->base64 = true;
    if (slice_is_nocase(mode, "base64"))
        f->base64 = true;
}

static int sextet(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

static void decode_base64(struct text *t)
{
    uint32_t bits = 0;
    size_t held = 0, len = 0;
    for (size_t i = 0; i < t->len && t->ptr[i] != '='; i++) {
        int value = sextet(t->ptr[i]);
        if (value < 0)
            continue;
        bits = bits << 6 | (uint32_t)value;
        held += 6;
        if (held >= 8)
            t->ptr[len++] = (char)(bits >> (held -= 8));
    }
    text_cut(t, len);
}

/* Somebody took UTF-8 for ISO 8859-1 and encoded it again: all code points are bytes, and those
 * bytes are UTF-8. Appends what was meant. */
static bool undo_double_encoding(struct slice s, struct text *out)
{
    size_t before = out->len;
    for (size_t at = 0; at < s.len;) {
        uint32_t c = utf8_next(s, &at);
        if (c > 0xff) {
            text_cut(out, before);
            return false;
        }
        text_add_byte(out, (char)c);
    }
    bool meant = utf8_is_valid(slice_sub(text_slice(out), before, out->len));
    if (!meant)
        text_cut(out, before);
    return meant;
}

/* Controls between 0x80 and 0x9f are windows-1252 that somebody took for ISO 8859-1. */
static void undo_wrong_controls(struct slice s, struct text *out)
{
    for (size_t at = 0; at < s.len;)
        text_add_char(out, charset_from_windows(utf8_next(s, &at)));
}

static bool is_ascii(struct slice s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] >= 0x80)
            return false;
    return true;
}

/* What the last element held, mended; to be freed. */
static char *take_text(struct feed_reader *r, const struct frame *f)
{
    struct slice s = slice_trim(slice_sub(text_slice(&r->text), f->mark, r->text.len));
    HELD(text) better = {0};
    if (is_ascii(s))
        text_add(&better, s);
    else if (!undo_double_encoding(s, &better))
        undo_wrong_controls(s, &better);
    if (f->base64) {
        HELD(text) bytes = {0};
        text_add(&bytes, text_slice(&better));
        decode_base64(&bytes);
        struct slice plain = slice_trim(text_slice(&bytes));
        if (!utf8_is_valid(plain) || memchr(plain.ptr ? plain.ptr : "", '\0', plain.len))
            return NULL; /* a picture */
        text_cut(&better, 0);
        text_add(&better, plain);
    }
    return better.len ? text_take(&better) : NULL;
}

/* Atom 1.0 puts XHTML into one <div> that is not part of it. */
static void strip_div(char **value)
{
    struct slice s = slice_of(*value);
    size_t start = slice_find_byte(s, '>');
    if (!slice_starts(s, "<div") || start == SIZE_MAX || !slice_ends(s, "</div>") ||
        (s.ptr[4] != '>' && s.ptr[4] != ' '))
        return;
    struct slice inner = slice_sub(s, start + 1, s.len - start - 7), rest = inner;
    /* Only if that <div> and that </div> belong together. */
    for (size_t depth = 1, at; (at = slice_find(rest, "div")) != SIZE_MAX;) {
        if (at >= 2 && rest.ptr[at - 1] == '/' && rest.ptr[at - 2] == '<') {
            if (--depth == 0)
                return;
        } else if (at >= 1 && rest.ptr[at - 1] == '<') {
            depth++;
        }
        rest = slice_sub(rest, at + 3, rest.len);
    }
    char *without = slice_string(slice_trim(inner));
    mem_free(value);
    *value = without;
}

static struct feed_text take_construct(struct feed_reader *r, const struct frame *f)
{
    struct feed_text t = { .value = take_text(r, f) };
    bool atom = r->document->dialect == FEED_ATOM03 || r->document->dialect == FEED_ATOM10;
    if (!t.value)
        return t;
    t.html = f->kind != KIND_PLAIN || f->base64 ||
             (!atom && sanitize_looks_like_html(slice_of(t.value)));
    if (f->kind == KIND_XHTML && r->document->dialect == FEED_ATOM10)
        strip_div(&t.value);
    if (t.html)
        t.base = mem_string(f->base);
    return t;
}

/* The language of an entry is that of what is most of it. */
static void note_language(struct feed_reader *r, const struct frame *f)
{
    struct feed_entry *entry = feed_entry(r);
    int rank = f->word->end == feed_end_content ? 3 : f->word->end == feed_end_title ? 1 : 2;
    if (!entry || f->role != ROLE_ENTRY || rank < r->language_rank)
        return;
    if (rank == r->language_rank && !f->language)
        return;
    r->language_rank = rank;
    if (entry->language && f->language && strcmp(entry->language, f->language) == 0)
        return;
    mem_free(&entry->language);
    entry->language = mem_string(f->language);
}

/* ------------------------------------------------------------------ markup inside of text */

static void open_markup(struct feed_reader *r, const xmlChar *name, const struct feed_attributes *a)
{
    struct frame *construct = &r->frames[r->construct - 1];
    if (construct->kind != KIND_XHTML && strcasecmp((const char *)name, "div") == 0) {
        top(r)->silent = true; /* a wrapping around text that is escaped all the same */
        return;
    }
    if (construct->kind == KIND_PLAIN) { /* it said it was plain */
        HELD(text) escaped = {0};
        entity_escape(&escaped, slice_sub(text_slice(&r->text), construct->mark, r->text.len), false);
        text_cut(&r->text, construct->mark);
        text_add(&r->text, text_slice(&escaped));
    }
    construct->kind = KIND_XHTML;
    text_printf(&r->text, "<%s", name);
    for (int i = 0; i < a->size; i++) {
        const char *attribute = (const char *)a->items[i * 5];
        enum feed_space space = a->items[i * 5 + 1] ? space_of(r, a->items[i * 5 + 1], a->items[i * 5 + 2])
                                                    : SPACE_NONE;
        HELD(text) url = {0};
        struct slice value = attribute_value(a, i);
        if (space != SPACE_NONE && space != SPACE_XLINK && space != SPACE_XML)
            continue;
        bool moved = top(r)->base != construct->base;
        if (moved && (strcasecmp(attribute, "href") == 0 || strcasecmp(attribute, "src") == 0)) {
            url_resolve(&url, slice_of(top(r)->base), value);
            value = text_slice(&url);
        }
        text_printf(&r->text, " %s%s=\"", space == SPACE_XLINK ? "xlink:" : space == SPACE_XML ? "xml:" : "",
                    attribute);
        entity_escape(&r->text, value, true);
        text_add_byte(&r->text, '"');
    }
    text_add_byte(&r->text, '>');
}

static void close_markup(struct feed_reader *r, const struct frame *f, const xmlChar *name)
{
    if (!f->silent)
        text_printf(&r->text, "</%s>", name);
}

/* ------------------------------------------------------------------ what libxml2 calls */

static void inherit(struct feed_reader *r, struct frame *f, const struct feed_attributes *a)
{
    struct frame *below = top(r);
    struct slice base = slice_trim(feed_attribute_of(a, SPACE_XML, "base"));
    f->role = below ? below->role : ROLE_NONE;
    f->base = below ? below->base : r->base;
    f->language = below ? below->language : NULL;
    if (base.len) {
        HELD(text) url = {0};
        url_resolve(&url, slice_of(f->base), base);
        if (url.len && url_is_harmless(text_slice(&url)))
            f->base = text_take(&url), f->owns_base = true;
    }
    if (has_attribute(a, SPACE_XML, "lang")) {
        struct slice lang = slice_trim(feed_attribute_of(a, SPACE_XML, "lang"));
        f->language = lang.len ? language_tag(lang) : NULL;
        f->owns_language = lang.len > 0;
    }
}

static enum feed_dialect atom_version(const struct feed_attributes *a, const xmlChar *uri)
{
    bool old = slice_starts(feed_attribute(a, "version"), "0.") ||
               (uri && strncmp((const char *)uri, "http://purl.org/atom", 20) == 0);
    return old ? FEED_ATOM03 : FEED_ATOM10;
}

static void recognise(struct feed_reader *r, enum feed_space space, const char *name,
                      const struct feed_attributes *a, const xmlChar *uri)
{
    static const char *const others[] = { "html", "opml", "urlset", "sitemapindex", "svg", "error" };
    struct feed_document *d = r->document;
    r->rooted = true;
    d->dialect = FEED_RSS;
    if (space == SPACE_RDF || strcmp(name, "rdf") == 0)
        d->dialect = FEED_RDF;
    else if (strcmp(name, "feed") == 0 || strcmp(name, "entry") == 0)
        d->dialect = atom_version(a, uri);
    else if (strcmp(name, "rss") != 0 && strcmp(name, "channel") != 0)
        snprintf(r->unknown_root, sizeof r->unknown_root, "%s", name);
    for (size_t i = 0; i < count_of(others); i++)
        if (strcmp(name, others[i]) == 0) {
            r->refused = r->stopped = true;
            xmlStopParser(r->parser);
        }
}

static void note_feed_language(struct feed_reader *r, const struct feed_attributes *a)
{
    if (r->depth == 1 && has_attribute(a, SPACE_XML, "lang") && top(r)->language)
        feed_set(&r->document->language, slice_of(top(r)->language));
}

static void open_word(struct feed_reader *r, const struct feed_attributes *a)
{
    struct frame *f = top(r);
    f->kind = f->word->kind;
    if (is_construct(f->kind)) {
        r->construct = r->depth;
        read_type(f, a);
    }
    if (f->word->start)
        f->word->start(r, a);
    if (f->word->role != ROLE_NONE && !r->stopped)
        top(r)->role = f->word->role;
}

static bool attributes_fit(struct feed_reader *r, const struct feed_attributes *a)
{
    for (int i = 0; i < a->size; i++)
        if (attribute_value(a, i).len > r->limits->attribute) {
            BREACH(r, "an attribute is longer than %zu bytes", r->limits->attribute);
            return false;
        }
    return true;
}

static void start_element(void *context, const xmlChar *name, const xmlChar *prefix,
                          const xmlChar *uri, int namespaces, const xmlChar **declared, int count,
                          int defaulted, const xmlChar **attributes)
{
    (void)namespaces, (void)declared, (void)defaulted;
    struct feed_reader *r = context;
    struct feed_attributes a = { r, attributes, count };
    char lower[LONGEST_NAME];
    if (r->stopped || !attributes_fit(r, &a))
        return;
    if (r->depth == r->limits->depth) {
        BREACH(r, "elements are nested deeper than %zu", r->limits->depth);
        return;
    }
    enum feed_space space = space_of(r, prefix, uri);
    bool known = lower_name(name, lower);
    if (r->depth == 0)
        recognise(r, space, lower, &a, uri);
    mem_grow(r->frames, r->depth, r->frames_cap);
    struct frame f = { .mark = r->text.len, .markup = r->construct > 0 };
    inherit(r, &f, &a);
    if (!f.markup && known)
        f.word = find_word(r, space, lower);
    r->frames[r->depth++] = f;
    note_feed_language(r, &a);
    if (f.markup)
        open_markup(r, name, &a);
    else if (f.word)
        open_word(r, &a);
}

static void frame_done(struct frame *f)
{
    if (f->owns_base)
        mem_free(&f->base);
    if (f->owns_language)
        mem_free(&f->language);
}

static void close_word(struct feed_reader *r, struct frame *f)
{
    struct feed_text text = {0};
    if (is_construct(f->kind)) {
        r->construct = 0;
        text = take_construct(r, f);
        note_language(r, f);
    } else if (f->kind == KIND_VALUE) {
        text.value = take_text(r, f);
    }
    if (f->word->end)
        f->word->end(r, &text);
    text_construct_done(&text);
}

static void end_element(void *context, const xmlChar *name, const xmlChar *prefix,
                        const xmlChar *uri)
{
    (void)prefix, (void)uri;
    struct feed_reader *r = context;
    if (r->stopped || !r->depth)
        return;
    struct frame f = r->frames[--r->depth];
    if (f.markup) {
        close_markup(r, &f, name);
    } else {
        if (f.word)
            close_word(r, &f);
        text_cut(&r->text, f.mark);
    }
    frame_done(&f);
}

static void characters(void *context, const xmlChar *bytes, int len)
{
    struct feed_reader *r = context;
    if (r->stopped || !r->depth || len <= 0)
        return;
    struct slice s = { (const char *)bytes, (size_t)len };
    if (r->construct && r->frames[r->construct - 1].kind == KIND_XHTML)
        entity_escape(&r->text, s, false);
    else
        text_add(&r->text, s);
    if (r->text.len > r->limits->text)
        BREACH(r, "the text of one element is longer than %zu bytes", r->limits->text);
}

/* Whatever a document type declares is not ours to expand: the document goes to be mended, which
 * leaves nothing of it. */
static void found_doctype(void *context, const xmlChar *name, const xmlChar *external,
                          const xmlChar *system)
{
    (void)name, (void)external, (void)system;
    struct feed_reader *r = context;
    r->stopped = r->has_doctype = true;
    xmlStopParser(r->parser);
}

static void be_silent(void *context, xmlErrorPtr error)
{
    (void)context; (void)error;
}

/* ------------------------------------------------------------------ one pass */

static void reader_done(struct feed_reader *r)
{
    while (r->depth)
        frame_done(&r->frames[--r->depth]);
    mem_free(&r->frames);
    text_done(&r->text);
    text_construct_done(&r->guess.summary);
    mem_free(&r->person_name);
    mem_free(&r->person_email);
}

static struct feed_document *document_new(void)
{
    struct feed_document *d = mem_new(sizeof *d);
    d->published = d->updated = FEED_NO_TIME;
    return d;
}

#define CHUNK 16384

/* Feeds all of xml to the parser. False when it was not well-formed. */
static bool push(struct feed_reader *r, struct slice xml, int options)
{
    static const xmlSAXHandler handler = {
        .initialized = XML_SAX2_MAGIC,
        .internalSubset = found_doctype,
        .startElementNs = start_element,
        .endElementNs = end_element,
        .characters = characters,
        .cdataBlock = characters,
        .ignorableWhitespace = characters,
        .serror = be_silent,
    };
    r->parser = xmlCreatePushParserCtxt((xmlSAXHandler *)&handler, r, NULL, 0, NULL);
    if (!r->parser)
        return false;
    xmlCtxtUseOptions(r->parser, options | XML_PARSE_NOENT | XML_PARSE_NONET | XML_PARSE_NOERROR |
                                     XML_PARSE_NOWARNING);
    while (xml.len && !r->stopped) {
        struct slice chunk = slice_sub(xml, 0, CHUNK);
        xmlParseChunk(r->parser, chunk.ptr, (int)chunk.len, 0);
        if (!r->parser->wellFormed && !(options & XML_PARSE_RECOVER))
            break;
        xml = slice_sub(xml, chunk.len, xml.len);
    }
    if (!r->stopped)
        xmlParseChunk(r->parser, NULL, 0, 1);
    bool good = r->parser->wellFormed;
    if (r->parser->myDoc)
        xmlFreeDoc(r->parser->myDoc);
    xmlFreeParserCtxt(r->parser);
    r->parser = NULL;
    return good;
}

/* How one pass ended. */
enum outcome { READ, NOT_WELL_FORMED, NOT_A_FEED };

static bool holds_something(const struct feed_document *d)
{
    return d->entries_size > 0 || d->title;
}

static enum outcome read_xml(struct slice xml, bool mended, struct slice base,
                             const struct feed_limits *limits, struct feed_document *d,
                             struct error *err)
{
    char *root_base = base.len ? slice_string(base) : NULL;
    struct feed_reader r = { .document = d, .limits = limits, .base = root_base };
    r.feed_title_depth = r.entry_title_depth = SIZE_MAX;
    bool good = push(&r, xml, mended ? XML_PARSE_RECOVER : 0) && !r.has_doctype;
    if (r.entry_open)
        feed_end_entry(&r, NULL);
    bool feed = !r.refused && (!r.unknown_root[0] || holds_something(d)) && r.rooted;
    if (r.rooted && !feed)
        error_set(err, SKIP, NULL, "not a feed but a document of <%s>", r.unknown_root);
    else if (!feed)
        error_set(err, SKIP, NULL, "not a feed: no element in it");
    reader_done(&r);
    mem_free(&root_base);
    if (r.refused || mended)
        return feed ? READ : NOT_A_FEED;
    if (error_is_set(&d->breach))
        return READ;
    return !good ? NOT_WELL_FORMED : feed ? READ : NOT_A_FEED;
}

/* The pass that trusts the document; a second one, over what the mender made of it, if need be. */
static bool read_as_xml(struct slice xml, struct slice base, const struct feed_limits *limits,
                        struct feed_document **d, struct error *err)
{
    struct error first = {0};
    xml = slice_sub(xml, charset_declaration(xml), xml.len);
    enum outcome outcome = read_xml(xml, false, base, limits, *d, &first);
    if (outcome == NOT_A_FEED) {
        if (err && !error_is_set(err))
            *err = first;
        return false;
    }
    if (outcome == READ)
        return true;
    HELD(text) mended = {0};
    mend_xml(xml, &mended);
    feed_document_free(d);
    *d = document_new();
    (*d)->mended = true;
    return read_xml(text_slice(&mended), true, base, limits, *d, err) == READ;
}

/* ------------------------------------------------------------------ the whole */

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
    charset_decode(body, &hints, &utf8, encoding);
    set_base(&base, source);
    struct feed_document *d = document_new();
    struct slice text = skip_space(text_slice(&utf8));
    bool read = slice_starts(text, "{")
                    ? feed_json_read(text, d, limits, text_slice(&base), err)
                    : read_as_xml(text, text_slice(&base), limits, &d, err);
    if (!read) {
        feed_document_free(&d);
        return NULL;
    }
    memcpy(d->encoding, encoding, sizeof d->encoding);
    if (!d->language && slice_trim(source->content_language).len)
        d->language = language_tag(source->content_language);
    if (body.len < bytes.len)
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
    char **strings[] = { &e->id, &e->title, &e->link, &e->original, &e->language, &e->source,
                         &e->source_url };
    for (size_t i = 0; i < count_of(strings); i++)
        mem_free(strings[i]);
    text_construct_done(&e->picture);
    text_construct_done(&e->summary);
    text_construct_done(&e->content);
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
    text_construct_done(&(*d)->picture);
    text_construct_done(&(*d)->subtitle);
    list_done(&(*d)->authors);
    list_done(&(*d)->categories);
    for (size_t i = 0; i < (*d)->entries_size; i++)
        feed_entry_done(&(*d)->entries[i]);
    mem_free(&(*d)->entries);
    mem_free(d);
}

/* ------------------------------------------------------------------ articles */

/* A few minutes ahead is a clock that is off; more is a date that was made up. */
#define AHEAD MINUTES(10)

static int64_t clamp_time(struct instant at, struct instant now)
{
    return instant_before(instant_add(now, AHEAD), at) ? now.ms : at.ms;
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

static void set_identity(struct article *a, const struct feed_entry *e)
{
    HELD(text) url = {0};
    const char *link = e->original ? e->original : e->link;
    if (link)
        url_canonical(&url, slice_of(link));
    if (url.len)
        a->url = mem_string(text_string(&url));
    char hash[65];
    article_sha256(a, hash);
    a->id = e->id ? mem_string(e->id) : a->url ? mem_string(a->url) : mem_printf("sha256:%s", hash);
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
    a->updated = clamp_time(e->updated, now);
    a->published = e->published.ms != ASSAY_UNKNOWN_TIME ? clamp_time(e->published, now) : a->updated;
    set_identity(a, e);
    return a;
}

void feed_text_html(struct text *out, const struct feed_text *t)
{
    if (t->html)
        sanitize_html(out, slice_of(t->value), slice_of(t->base));
    else
        text_add(out, slice_of(t->value));
}
