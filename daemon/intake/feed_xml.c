/* XML into words, by libxml2's push parser. */
#include "intake/feed_reader.h"

#include "base/mem.h"
#include "intake/crowd.h"
#include "intake/entity.h"
#include "intake/mend.h"
#include "intake/url.h"

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define CHUNK 16384
#define LONGEST_NAME 32

/* One pass over one document. */
struct pass {
    struct feed_reader reader;
    xmlParserCtxt *parser;
    size_t construct;                  /* 1 + index of the open text construct; 0: none */
    struct known_space {               /* namespaces seen, by libxml2's own string */
        const xmlChar *uri;
        enum feed_space space;
    } spaces[16];
    size_t spaces_size;
    struct known_name {                /* elements seen, likewise */
        const xmlChar *name, *prefix, *uri;
        const struct feed_word *word;
    } names[64];
    bool rooted;                       /* an element was seen */
    bool refused;                      /* the root says that it is something else */
    bool has_doctype;
    char root[LONGEST_NAME];           /* one that no feed should have */
};

struct feed_attributes {
    struct pass *pass;
    const xmlChar **items;             /* libxml2's: name, prefix, URI, value, its end */
    int size;
};

/* ------------------------------------------------------------------ names */

/* A default namespace that nobody knows is somebody's idea of RSS's own; and so is one that has no
 * elements. */
static enum feed_space default_space(enum feed_space space, const xmlChar *prefix)
{
    return !prefix && (space == SPACE_OTHER || space == SPACE_XLINK) ? SPACE_NONE : space;
}

static enum feed_space space_of(struct pass *p, const xmlChar *prefix, const xmlChar *uri)
{
    for (size_t i = 0; uri && i < p->spaces_size; i++)
        if (p->spaces[i].uri == uri)
            return default_space(p->spaces[i].space, prefix);
    enum feed_space space = feed_space((const char *)prefix, (const char *)uri);
    if (uri && p->spaces_size < count_of(p->spaces))
        p->spaces[p->spaces_size++] = (struct known_space){ uri, space };
    return default_space(space, prefix);
}

/* Lower case; false when it is longer than any of ours. */
static bool lower_name(const xmlChar *name, char ret[LONGEST_NAME])
{
    size_t i = 0;
    for (; name[i] && i < LONGEST_NAME - 1; i++)
        ret[i] = (char)(name[i] >= 'A' && name[i] <= 'Z' ? name[i] + 32 : name[i]);
    ret[i] = '\0';
    return !name[i];
}

static const struct feed_word *find_word(struct pass *p, const xmlChar *name, const xmlChar *prefix,
                                         const xmlChar *uri)
{
    char lower[LONGEST_NAME];
    size_t slot = ((uintptr_t)name >> 3 ^ (uintptr_t)uri >> 5) % count_of(p->names);
    struct known_name *known = &p->names[slot];
    if (known->name == name && known->prefix == prefix && known->uri == uri)
        return known->word;
    const struct feed_word *word =
        lower_name(name, lower) ? feed_word(p->reader.document, space_of(p, prefix, uri), lower)
                                : NULL;
    *known = (struct known_name){ name, prefix, uri, word };
    return word;
}

/* ------------------------------------------------------------------ attributes */

static const char *attribute_name(const struct feed_attributes *a, int i)
{
    return (const char *)a->items[i * 5];
}

/* Attributes without a prefix are of no namespace, whatever the default is. */
static enum feed_space attribute_space(const struct feed_attributes *a, int i)
{
    const xmlChar *prefix = a->items[i * 5 + 1];
    return prefix ? space_of(a->pass, prefix, a->items[i * 5 + 2]) : SPACE_NONE;
}

static struct slice attribute_value(const struct feed_attributes *a, int i)
{
    const char *value = (const char *)a->items[i * 5 + 3], *end = (const char *)a->items[i * 5 + 4];
    return (struct slice){ value, (size_t)(end - value) };
}

/* -1: absent. */
static int find_attribute(const struct feed_attributes *a, enum feed_space space, const char *name)
{
    for (int i = 0; i < a->size; i++)
        if (strcasecmp(attribute_name(a, i), name) == 0 && attribute_space(a, i) == space)
            return i;
    return -1;
}

struct slice feed_attribute_of(const struct feed_attributes *a, enum feed_space space,
                               const char *name)
{
    int at = find_attribute(a, space, name);
    return at < 0 ? SLICE("") : attribute_value(a, at);
}

struct slice feed_attribute(const struct feed_attributes *a, const char *name)
{
    return feed_attribute_of(a, SPACE_NONE, name);
}

static bool attributes_fit(struct feed_reader *r, const struct feed_attributes *a)
{
    for (int i = 0; i < a->size; i++)
        if (attribute_value(a, i).len > r->limits->attribute) {
            FEED_BREACH(r, "an attribute is longer than %zu bytes", r->limits->attribute);
            return false;
        }
    return true;
}

/* ------------------------------------------------------------------ frames */

static void inherit_base(struct feed_frame *f, const struct feed_attributes *a)
{
    struct slice base = slice_trim(feed_attribute_of(a, SPACE_XML, "base"));
    HELD(text) url = {0};
    if (!base.len)
        return;
    url_resolve(&url, slice_of(f->base), base);
    if (!url.len || !url_is_harmless(text_slice(&url)))
        return;
    f->base = text_take(&url);
    f->owns_base = true;
}

/* xml:lang="" takes back what was said around. */
static void inherit_language(struct feed_frame *f, const struct feed_attributes *a)
{
    int at = find_attribute(a, SPACE_XML, "lang");
    if (at < 0)
        return;
    struct slice lang = slice_trim(attribute_value(a, at));
    f->owns_language = lang.len > 0;
    f->language = lang.len ? feed_language_tag(lang) : NULL;
}

static void push_frame(struct pass *p, const struct feed_attributes *a)
{
    struct feed_reader *r = &p->reader;
    const struct feed_frame *below = feed_top(r);
    struct feed_frame f = {
        .role = below ? below->role : ROLE_NONE,
        .base = below ? below->base : r->base,
        .language = below ? below->language : NULL,
        .markup = p->construct > 0,
        .mark = r->text.len,
    };
    if (a->size) {
        inherit_base(&f, a);
        inherit_language(&f, a);
    }
    mem_grow(r->frames, r->depth, r->frames_cap);
    r->frames[r->depth++] = f;
}

static void frame_done(struct feed_frame *f)
{
    if (f->owns_base)
        mem_free(&f->base);
    if (f->owns_language)
        mem_free(&f->language);
}

/* ------------------------------------------------------------------ markup inside of text */

/* Text that was taken for plain until markup came. */
static void turn_to_markup(struct pass *p, struct feed_frame *construct)
{
    struct feed_reader *r = &p->reader;
    if (construct->kind == KIND_PLAIN) {
        HELD(text) escaped = {0};
        struct slice plain = slice_sub(text_slice(&r->text), construct->mark, r->text.len);
        entity_escape(&escaped, plain, false);
        text_cut(&r->text, construct->mark);
        text_add(&r->text, text_slice(&escaped));
    }
    construct->kind = KIND_XHTML;
}

/* Addresses below an xml:base of their own are made absolute here; the others once the whole is
 * read. */
static void add_markup_attribute(struct feed_reader *r, const struct feed_attributes *a, int i,
                                 bool own_base)
{
    const char *name = attribute_name(a, i);
    enum feed_space space = attribute_space(a, i);
    struct slice value = attribute_value(a, i);
    HELD(text) url = {0};
    if (space != SPACE_NONE && space != SPACE_XLINK && space != SPACE_XML)
        return;
    if (own_base && (strcasecmp(name, "href") == 0 || strcasecmp(name, "src") == 0)) {
        url_resolve(&url, slice_of(feed_top(r)->base), value);
        value = text_slice(&url);
    }
    const char *prefix = space == SPACE_XLINK ? "xlink:" : space == SPACE_XML ? "xml:" : "";
    text_printf(&r->text, " %s%s=\"", prefix, name);
    entity_escape(&r->text, value, true);
    text_add_byte(&r->text, '"');
}

static void open_markup(struct pass *p, const xmlChar *name, const struct feed_attributes *a)
{
    struct feed_reader *r = &p->reader;
    struct feed_frame *construct = &r->frames[p->construct - 1];
    if (construct->kind != KIND_XHTML && strcasecmp((const char *)name, "div") == 0) {
        feed_top(r)->silent = true; /* wraps text that is escaped all the same */
        return;
    }
    turn_to_markup(p, construct);
    bool own_base = feed_top(r)->base != construct->base;
    text_printf(&r->text, "<%s", name);
    for (int i = 0; i < a->size; i++)
        add_markup_attribute(r, a, i, own_base);
    text_add_byte(&r->text, '>');
}

/* ------------------------------------------------------------------ words */

static bool is_construct(enum feed_kind kind)
{
    return kind >= KIND_PLAIN;
}

static void open_word(struct pass *p, const struct feed_attributes *a)
{
    struct feed_reader *r = &p->reader;
    struct feed_frame *f = feed_top(r);
    const struct feed_word *word = f->word;
    f->kind = word->kind;
    if (is_construct(f->kind)) {
        p->construct = r->depth;
        feed_text_type(f, a);
    }
    if (word->start)
        word->start(r, a);
    if (word->role != ROLE_NONE)
        f->role = word->role;
}

/* The language of an entry is that of what is most of it. */
static void note_language(struct feed_reader *r, const struct feed_frame *f)
{
    struct feed_entry *entry = feed_entry(r);
    int rank = f->word->end == feed_end_content ? 3 : f->word->end == feed_end_title ? 1 : 2;
    bool better = rank > r->language_rank || (rank == r->language_rank && f->language);
    if (!entry || f->role != ROLE_ENTRY || !better)
        return;
    r->language_rank = rank;
    mem_free(&entry->language);
    entry->language = mem_string(f->language);
}

static void close_word(struct pass *p, const struct feed_frame *f)
{
    struct feed_reader *r = &p->reader;
    struct feed_text text = {0};
    if (is_construct(f->kind)) {
        p->construct = 0;
        text = feed_take_text(r, f);
        note_language(r, f);
    } else if (f->kind == KIND_VALUE) {
        text.value = feed_take_value(r, f);
    }
    if (f->word->end)
        f->word->end(r, &text);
    feed_text_done(&text);
}

/* ------------------------------------------------------------------ the root */

static enum feed_dialect atom_version(const struct feed_attributes *a, const xmlChar *uri)
{
    bool old = slice_starts(feed_attribute(a, "version"), "0.") ||
               slice_starts(slice_of((const char *)uri), "http://purl.org/atom");
    return old ? FEED_ATOM03 : FEED_ATOM10;
}

/* Roots that are no feed, even where a <title> stands inside. */
static bool is_something_else(const char *name)
{
    static const char *const others[] = { "html", "opml", "urlset", "sitemapindex", "svg" };
    for (size_t i = 0; i < count_of(others); i++)
        if (strcmp(name, others[i]) == 0)
            return true;
    return false;
}

static void recognise(struct pass *p, const xmlChar *name, const xmlChar *prefix,
                      const xmlChar *uri, const struct feed_attributes *a)
{
    char lower[LONGEST_NAME];
    struct feed_document *d = p->reader.document;
    lower_name(name, lower);
    p->rooted = true;
    if (space_of(p, prefix, uri) == SPACE_RDF || strcmp(lower, "rdf") == 0)
        d->dialect = FEED_RDF;
    else if (strcmp(lower, "feed") == 0 || strcmp(lower, "entry") == 0)
        d->dialect = atom_version(a, uri);
    else if (strcmp(lower, "rss") != 0 && strcmp(lower, "channel") != 0)
        snprintf(p->root, sizeof p->root, "%s", lower);
    p->refused = is_something_else(lower);
    p->reader.stopped = p->refused;
}

static void note_root_language(struct feed_reader *r)
{
    const struct feed_frame *f = feed_top(r);
    if (f->owns_language)
        feed_set(&r->document->language, slice_of(f->language));
}

/* ------------------------------------------------------------------ what libxml2 calls */

static void start_element(void *context, const xmlChar *name, const xmlChar *prefix,
                          const xmlChar *uri, int namespaces, const xmlChar **declared, int count,
                          int defaulted, const xmlChar **attributes)
{
    (void)namespaces, (void)declared, (void)defaulted;
    struct pass *p = context;
    struct feed_reader *r = &p->reader;
    struct feed_attributes a = { p, attributes, count };
    if (!r->stopped && !p->rooted)
        recognise(p, name, prefix, uri, &a);
    if (r->stopped || !attributes_fit(r, &a))
        return;
    if (r->depth == r->limits->depth) {
        FEED_BREACH(r, "elements are nested deeper than %zu", r->limits->depth);
        return;
    }
    push_frame(p, &a);
    if (r->depth == 1)
        note_root_language(r);
    if (p->construct)
        open_markup(p, name, &a);
    else if ((feed_top(r)->word = find_word(p, name, prefix, uri)))
        open_word(p, &a);
}

static void end_element(void *context, const xmlChar *name, const xmlChar *prefix,
                        const xmlChar *uri)
{
    (void)prefix, (void)uri;
    struct pass *p = context;
    struct feed_reader *r = &p->reader;
    if (r->stopped || !r->depth)
        return;
    struct feed_frame f = r->frames[--r->depth];
    if (f.markup && !f.silent)
        text_printf(&r->text, "</%s>", name);
    else if (f.word)
        close_word(p, &f);
    if (!f.markup)
        text_cut(&r->text, f.mark);
    frame_done(&f);
}

static void characters(void *context, const xmlChar *bytes, int len)
{
    struct pass *p = context;
    struct feed_reader *r = &p->reader;
    struct slice s = { (const char *)bytes, (size_t)len };
    if (r->stopped || !r->depth)
        return;
    if (p->construct && r->frames[p->construct - 1].kind == KIND_XHTML)
        entity_escape(&r->text, s, false);
    else
        text_add(&r->text, s);
    if (r->text.len > r->limits->text)
        FEED_BREACH(r, "the text of one element is longer than %zu bytes", r->limits->text);
}

/* Whatever a document type declares is not ours to expand: the document goes to be mended, which
 * leaves nothing of it. */
static void found_doctype(void *context, const xmlChar *name, const xmlChar *external,
                          const xmlChar *system)
{
    (void)name, (void)external, (void)system;
    struct pass *p = context;
    p->reader.stopped = p->has_doctype = true;
    xmlStopParser(p->parser);
}

static void be_silent(void *context, xmlErrorPtr error)
{
    (void)context, (void)error;
}

/* ------------------------------------------------------------------ passes */

enum outcome { READ, NOT_WELL_FORMED, NOT_A_FEED };

static xmlParserCtxt *open_parser(struct pass *p, bool recover)
{
    static xmlSAXHandler handler = {
        .initialized = XML_SAX2_MAGIC,
        .internalSubset = found_doctype,
        .startElementNs = start_element,
        .endElementNs = end_element,
        .characters = characters,
        .cdataBlock = characters,
        .ignorableWhitespace = characters,
        .serror = be_silent,
    };
    xmlParserCtxt *parser = xmlCreatePushParserCtxt(&handler, p, NULL, 0, NULL);
    if (parser)
        xmlCtxtUseOptions(parser, XML_PARSE_NOENT | XML_PARSE_NONET | XML_PARSE_NOERROR |
                                      XML_PARSE_NOWARNING | (recover ? XML_PARSE_RECOVER : 0));
    return parser;
}

/* True when all of it was well-formed. Without recover it stops at the first fault. */
static bool push(struct pass *p, struct slice xml, bool recover)
{
    p->parser = open_parser(p, recover);
    if (!p->parser)
        return false;
    while (xml.len && !p->reader.stopped && (recover || p->parser->wellFormed)) {
        struct slice chunk = slice_sub(xml, 0, CHUNK);
        xmlParseChunk(p->parser, chunk.ptr, (int)chunk.len, 0);
        xml = slice_sub(xml, chunk.len, xml.len);
    }
    if (!p->reader.stopped)
        xmlParseChunk(p->parser, NULL, 0, 1);
    bool good = p->parser->wellFormed && !p->has_doctype;
    if (p->parser->myDoc)
        xmlFreeDoc(p->parser->myDoc);
    xmlFreeParserCtxt(p->parser);
    return good;
}

/* Under an unknown root only what reads like news counts: configurations have <item>s, too. */
static bool holds_news(const struct feed_document *d)
{
    for (size_t i = 0; i < d->entries_size; i++) {
        const struct feed_entry *e = &d->entries[i];
        if (e->title && (e->link || e->summary.value || e->content.value))
            return true;
    }
    return false;
}

static bool is_feed(const struct pass *p)
{
    return p->rooted && !p->refused && (!p->root[0] || holds_news(p->reader.document));
}

static void explain(const struct pass *p, struct error *err)
{
    if (p->rooted)
        error_set(err, REFUSE, NULL, "not a feed but a document of <%s>", p->root);
    else
        error_set(err, REFUSE, NULL, "not a feed: there is no element in it");
}

/* What all passes over a document share. */
struct task {
    struct slice base;
    const struct feed_limits *limits;
    bool cut;
};

static void close_pass(struct pass *p, const struct task *task)
{
    struct feed_reader *r = &p->reader;
    if (r->entry_open && task->cut)
        feed_halt(r);
    else if (r->entry_open)
        feed_end_entry(r, NULL);
    while (r->depth)
        frame_done(&r->frames[--r->depth]);
    feed_reader_done(r);
}

static enum outcome read_once(struct slice xml, bool mended, const struct task *task,
                              struct feed_document *d, struct error *err)
{
    struct pass *p = mem_new(sizeof *p);
    struct feed_reader *r = &p->reader;
    r->document = d;
    r->limits = task->limits;
    r->base = task->base.len ? slice_string(task->base) : NULL;
    r->feed_title_depth = r->entry_title_depth = SIZE_MAX;
    bool settled = push(p, xml, mended) || mended || (r->stopped && !p->has_doctype);
    close_pass(p, task);
    enum outcome outcome = !settled ? NOT_WELL_FORMED : is_feed(p) ? READ : NOT_A_FEED;
    if (outcome == NOT_A_FEED)
        explain(p, err);
    mem_free(&p);
    return outcome;
}

/* What stands before the root and says nothing to us: the declaration, comments, and a document
 * type that only names a DTD, as RSS 0.91 has it. */
static struct slice skip_prolog(struct slice xml)
{
    xml = slice_sub(xml, charset_declaration(xml), xml.len);
    for (;;) {
        while (xml.len && (unsigned char)xml.ptr[0] <= ' ')
            xml = slice_sub(xml, 1, xml.len);
        bool comment = slice_starts(xml, "<!--");
        if (!comment && !slice_starts(xml, "<!DOCTYPE"))
            return xml;
        size_t end = slice_find(xml, comment ? "-->" : ">");
        if (end == SIZE_MAX)
            return xml;
        if (!comment && slice_find_byte(slice_sub(xml, 0, end), '[') != SIZE_MAX)
            return xml;
        xml = slice_sub(xml, end + (comment ? 3 : 1), xml.len);
    }
}

/* The first pass trusts the document; a second one reads what the mender made of it, which gives no
 * element more than a few attributes. */
bool feed_xml_read(struct slice utf8, bool cut, struct slice base, const struct feed_limits *limits,
                   struct feed_document **d, struct error *err)
{
    struct task task = { base, limits, cut };
    struct slice xml = skip_prolog(utf8);
    bool crowded = crowd_in_xml(xml) != SIZE_MAX;
    enum outcome outcome = crowded ? NOT_WELL_FORMED : read_once(xml, false, &task, *d, err);
    if (outcome != NOT_WELL_FORMED)
        return outcome == READ;
    HELD(text) mended = {0};
    mend_xml(xml, !cut, &mended);
    feed_document_free(d);
    *d = feed_document_new();
    (*d)->mended = true;
    if (crowded)
        error_set(&(*d)->breach, SKIP, NULL,
                  "an element has more than %d attributes; those in excess were left out", CROWD_MOST);
    return read_once(text_slice(&mended), true, &task, *d, err) == READ;
}
