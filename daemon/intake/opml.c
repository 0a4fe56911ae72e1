#include "intake/opml.h"

#include "base/mem.h"
#include "intake/charset.h"
#include "intake/mend.h"
#include "intake/subscription.h"
#include "intake/url.h"

#include <ctype.h>
#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK      16384
#define ID_BYTES   48  /* of a title; room is left for a number behind it */
#define NAME_BYTES 200 /* of a title or a folder */

struct opml_pass {
    struct opml *opml;
    xmlParserCtxt *parser;
    size_t lines_before;                /* that the mender took away */
    char *folders[OPML_MAX_DEPTH];      /* NULL: the outline is a feed, or has no name */
    size_t depth;                       /* of outlines; beyond the ceiling only counted */
    bool is_opml;
};

void opml_free(struct opml **opml)
{
    if (!*opml)
        return;
    for (size_t i = 0; i < (*opml)->size; i++) {
        struct opml_outline *o = &(*opml)->outlines[i];
        mem_free(&o->id);
        mem_free(&o->title);
        mem_free(&o->url);
        mem_free(&o->folder);
        mem_free(&o->refused);
    }
    mem_free(&(*opml)->outlines);
    mem_free(opml);
}

/* --- attributes --- */

struct attributes {
    const xmlChar **items; /* libxml2's: name, prefix, URI, value, its end */
    int size;
};

/* One line, fit to be shown; NULL: absent or empty. */
static char *attribute(struct attributes a, const char *name)
{
    for (int i = 0; i < a.size; i++) {
        const xmlChar **item = a.items + 5 * (ptrdiff_t)i;
        if (!slice_is_nocase(slice_of((const char *)item[0]), name))
            continue;
        HELD(text) clean = {0};
        text_add_printable(&clean, (struct slice){ (const char *)item[3], (size_t)(item[4] - item[3]) },
                           false);
        struct slice value = slice_trim(text_slice(&clean));
        return value.len ? slice_string(value) : NULL;
    }
    return NULL;
}

static char *name_of(struct attributes a)
{
    char *name = attribute(a, "title");
    if (!name)
        name = attribute(a, "text");
    char *cut = name ? slice_string(utf8_cut(slice_of(name), NAME_BYTES)) : NULL;
    mem_free(&name);
    return cut;
}

/* Browsers write feed://host and feed:https://host. */
static char *url_of(struct attributes a)
{
    char *url = attribute(a, "xmlUrl");
    struct slice said = slice_of(url);
    HELD(text) plain = {0};
    if (slice_starts_nocase(said, "feed://"))
        text_printf(&plain, "http://%s", url + strlen("feed://"));
    else if (slice_starts_nocase(said, "feed:"))
        text_printf(&plain, "%s", url + strlen("feed:"));
    else
        return url;
    mem_free(&url);
    return text_take(&plain);
}

/* --- ids --- */

static void add_id(struct text *out, struct slice words)
{
    for (size_t i = 0; i < words.len && out->len < ID_BYTES; i++) {
        char c = (char)tolower((unsigned char)words.ptr[i]);
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            text_add_byte(out, c);
        else if (out->len && out->ptr[out->len - 1] != '-')
            text_add_byte(out, '-');
    }
    while (out->len && out->ptr[out->len - 1] == '-')
        text_cut(out, out->len - 1);
}

static char *id_of(const struct opml_outline *o)
{
    HELD(text) id = {0};
    add_id(&id, slice_of(o->title));
    if (id.len < 2) {
        HELD(text) host = {0};
        text_clear(&id);
        url_domain(&host, slice_of(o->url));
        add_id(&id, text_slice(&host));
    }
    return id.len ? text_take(&id) : mem_string("feed");
}

/* --- outlines --- */

static char *folder_of(const struct opml_pass *r)
{
    HELD(text) path = {0};
    for (size_t i = 0; i < r->depth && i < OPML_MAX_DEPTH; i++)
        if (r->folders[i])
            text_printf(&path, "%s%s", path.len ? " / " : "", r->folders[i]);
    return path.len ? text_take(&path) : NULL;
}

static void add_outline(struct opml_pass *r, struct attributes a, char *url)
{
    struct opml *opml = r->opml;
    if (opml->size == OPML_MAX_FEEDS) {
        opml->cut = true;
        mem_free(&url);
        return;
    }
    mem_grow(opml->outlines, opml->size, opml->cap);
    opml->outlines[opml->size++] = (struct opml_outline){
        .title = name_of(a),
        .url = url,
        .folder = folder_of(r),
        .line = (size_t)xmlSAX2GetLineNumber(r->parser) + r->lines_before,
    };
}

static void start_element(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                          int namespaces_size, const xmlChar **namespaces, int size, int defaulted,
                          const xmlChar **items)
{
    struct opml_pass *r = ((xmlParserCtxt *)context)->_private;
    struct attributes a = { items, size };
    (void)prefix, (void)uri, (void)namespaces_size, (void)namespaces, (void)defaulted;
    r->is_opml |= slice_is_nocase(slice_of((const char *)name), "opml");
    if (!slice_is_nocase(slice_of((const char *)name), "outline"))
        return;
    char *url = url_of(a);
    if (r->depth < OPML_MAX_DEPTH)
        r->folders[r->depth] = url ? NULL : name_of(a);
    if (url)
        add_outline(r, a, url);
    r->depth++;
}

static void end_element(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    struct opml_pass *r = ((xmlParserCtxt *)context)->_private;
    (void)prefix, (void)uri;
    if (!slice_is_nocase(slice_of((const char *)name), "outline") || !r->depth)
        return;
    if (--r->depth < OPML_MAX_DEPTH)
        mem_free(&r->folders[r->depth]);
}

static void be_silent(void *context, xmlError *error)
{
    (void)context, (void)error;
}

/* --- one among the others --- */

struct key {
    char *text;
    size_t index;
};

static int by_text(const void *a, const void *b)
{
    const struct key *x = a, *y = b;
    int order = strcmp(x->text, y->text);
    return order ? order : x->index < y->index ? -1 : x->index > y->index;
}

/* Calls twin for each outline whose key another one before it has: that one, and how many there were.
 * By sorting: whoever wrote the list could make a hash table slow. */
static void for_twins(struct opml *opml, char *(*key_of)(const struct opml_outline *),
                      void (*twin)(struct opml_outline *, const struct opml_outline *first, size_t before))
{
    struct key *keys = mem_array(opml->size + 1, sizeof *keys);
    size_t size = 0, first = 0;
    for (size_t i = 0; i < opml->size; i++)
        if (!opml->outlines[i].refused)
            keys[size++] = (struct key){ key_of(&opml->outlines[i]), i };
    qsort(keys, size, sizeof *keys, by_text);
    for (size_t i = 1; i < size; i++) {
        if (strcmp(keys[i].text, keys[first].text) != 0)
            first = i;
        else
            twin(&opml->outlines[keys[i].index], &opml->outlines[keys[first].index], i - first);
    }
    for (size_t i = 0; i < size; i++)
        mem_free(&keys[i].text);
    mem_free(&keys);
}

/* The same for two spellings of one address. */
static char *address_of(const struct opml_outline *o)
{
    HELD(text) canonical = {0};
    url_canonical(&canonical, slice_of(o->url));
    return text_take(&canonical);
}

static void refuse_twin(struct opml_outline *o, const struct opml_outline *first, size_t before)
{
    (void)before;
    o->refused = mem_printf("has the address of line %zu%s%s%s", first->line, first->title ? ", \"" : "",
                            first->title ? first->title : "", first->title ? "\"" : "");
}

static char *copy_id(const struct opml_outline *o)
{
    return mem_string(o->id);
}

/* No title makes an underscore, so that no number meets another id. */
static void number_twin(struct opml_outline *o, const struct opml_outline *first, size_t before)
{
    char *id = mem_printf("%s_%zu", o->id, before + 1);
    (void)first;
    mem_free(&o->id);
    o->id = id;
}

static void vet(struct opml *opml)
{
    for (size_t i = 0; i < opml->size; i++) {
        struct opml_outline *o = &opml->outlines[i];
        struct error err = {0};
        if (!subscription_url_check(o->url, &err))
            o->refused = mem_string(err.text);
    }
    for_twins(opml, address_of, refuse_twin);
    for (size_t i = 0; i < opml->size; i++)
        if (!opml->outlines[i].refused)
            opml->outlines[i].id = id_of(&opml->outlines[i]);
    for_twins(opml, copy_id, number_twin);
}

/* --- the whole --- */

static size_t line_of_root(struct slice xml)
{
    size_t root = slice_find_nocase(xml, "<opml"), lines = 0;
    for (size_t i = 0; root != SIZE_MAX && i < root; i++)
        lines += xml.ptr[i] == '\n';
    return lines;
}

static void parse(struct opml_pass *r, struct slice xml)
{
    static xmlSAXHandler handler = { .initialized = XML_SAX2_MAGIC,
                                     .startElementNs = start_element,
                                     .endElementNs = end_element,
                                     .serror = be_silent };
    r->parser = xmlCreatePushParserCtxt(&handler, NULL, NULL, 0, NULL);
    if (!r->parser)
        return;
    r->parser->_private = r;
    /* NOENT, or "&amp;" in attributes stays "&#38;"; the mender has left no other entities. */
    xmlCtxtUseOptions(r->parser, XML_PARSE_NOENT | XML_PARSE_NONET | XML_PARSE_NOERROR |
                                     XML_PARSE_NOWARNING | XML_PARSE_RECOVER);
    while (xml.len) {
        struct slice chunk = slice_sub(xml, 0, CHUNK);
        xmlParseChunk(r->parser, chunk.ptr, (int)chunk.len, 0);
        xml = slice_sub(xml, chunk.len, xml.len);
    }
    xmlParseChunk(r->parser, NULL, 0, 1);
    if (r->parser->myDoc)
        xmlFreeDoc(r->parser->myDoc);
    xmlFreeParserCtxt(r->parser);
}

struct opml *opml_read(struct slice bytes, struct error *err)
{
    char encoding[CHARSET_NAME];
    HELD(text) utf8 = {0};
    HELD(text) good = {0};
    if (bytes.len > OPML_MAX_BYTES) {
        error_set(err, SKIP, NULL, "is longer than %d MiB", OPML_MAX_BYTES >> 20);
        return NULL;
    }
    struct opml_pass r = { .opml = mem_new(sizeof *r.opml) };
    charset_decode(bytes, &(struct charset_hints){0}, &utf8, encoding);
    mend_xml(text_slice(&utf8), true, &good);
    r.lines_before = line_of_root(text_slice(&utf8)) - line_of_root(text_slice(&good));
    parse(&r, text_slice(&good));
    for (size_t i = 0; i < OPML_MAX_DEPTH; i++)
        mem_free(&r.folders[i]);
    vet(r.opml);
    if (!r.is_opml) {
        opml_free(&r.opml);
        error_set(err, REFUSE, NULL, "is no OPML: there is no <opml> in it");
    }
    return r.opml;
}

/* --- writing --- */

static void add_escaped(struct text *out, const char *words)
{
    HELD(text) clean = {0};
    text_add_printable(&clean, slice_of(words), false);
    for (size_t i = 0; i < clean.len; i++)
        switch (clean.ptr[i]) {
        case '&': text_add(out, SLICE("&amp;")); break;
        case '<': text_add(out, SLICE("&lt;")); break;
        case '"': text_add(out, SLICE("&quot;")); break;
        default: text_add_byte(out, clean.ptr[i]);
        }
}

void opml_write_head(struct text *out, const char *title)
{
    text_add(out, SLICE("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n"
                        "  <head><title>"));
    add_escaped(out, title);
    text_add(out, SLICE("</title></head>\n  <body>\n"));
}

void opml_write_feed(struct text *out, const char *title, const char *url)
{
    text_add(out, SLICE("    <outline type=\"rss\" text=\""));
    add_escaped(out, title);
    text_add(out, SLICE("\" xmlUrl=\""));
    add_escaped(out, url);
    text_add(out, SLICE("\"/>\n"));
}

void opml_write_tail(struct text *out)
{
    text_add(out, SLICE("  </body>\n</opml>\n"));
}
