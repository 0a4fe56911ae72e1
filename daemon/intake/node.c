#include "intake/node.h"

#include "intake/crowd.h"

#include <libxml/HTMLparser.h>
#include <libxml/SAX2.h>
#include <string.h>

/* Elements beyond DEPTH dissolve: their text goes to the one that is still open. libxml2 itself would
 * end the document at 256. Its list of open names costs time with each end tag, so that a document
 * that goes NAMES deep does end. */
enum { DEPTH = 200, NAMES = 2000 };

static void start_element(void *context, const xmlChar *name, const xmlChar **attributes)
{
    htmlParserCtxtPtr parser = context;
    size_t *extra = parser->_private;
    if (*extra == 0 && parser->nodeNr < DEPTH) {
        xmlSAX2StartElement(context, name, attributes);
        return;
    }
    if (++*extra > NAMES)
        xmlStopParser(parser);
}

static void end_element(void *context, const xmlChar *name)
{
    size_t *extra = ((htmlParserCtxtPtr)context)->_private;
    if (*extra)
        --*extra;
    else
        xmlSAX2EndElement(context, name);
}

static xmlDocPtr parse(struct slice html)
{
    size_t extra = 0;
    if (!html.len || html.len > INT32_MAX)
        return NULL;
    htmlParserCtxtPtr parser = htmlCreateMemoryParserCtxt(html.ptr, (int)html.len);
    if (!parser)
        return NULL;
    parser->_private = &extra;
    parser->sax->startElement = start_element;
    parser->sax->endElement = end_element;
    xmlDocPtr doc = htmlCtxtReadMemory(parser, html.ptr, (int)html.len, NULL, "UTF-8",
                                       HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                                           HTML_PARSE_NONET | HTML_PARSE_COMPACT);
    htmlFreeParserCtxt(parser);
    return doc;
}

xmlDocPtr node_parse(struct slice html, bool *ret_thinned)
{
    HELD(text) thin = {0};
    *ret_thinned = crowd_thin_html(html, &thin);
    return parse(*ret_thinned ? text_slice(&thin) : html);
}

bool node_is(const xmlNode *node, const char *name)
{
    const char *own = (const char *)node->name;
    return node->type == XML_ELEMENT_NODE && own[0] == name[0] && strcmp(own, name) == 0;
}

bool node_is_one_of(const xmlNode *node, const char *const *names, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (node_is(node, names[i]))
            return true;
    return false;
}

bool node_is_block(const xmlNode *node)
{
    static const char *const names[] = {
        "p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "table", "tr",
        "td", "th", "section", "article", "header", "footer", "aside", "main", "nav", "figure",
        "figcaption", "caption", "pre", "hr", "dl", "dt", "dd", "address", "details", "summary",
        "center", "fieldset", "tbody", "thead", "tfoot", "body", "html", "dir", "menu", "form",
    };
    return node_is_one_of(node, names, count_of(names));
}

bool node_is_heading(const xmlNode *node)
{
    const char *name = (const char *)node->name;
    return node->type == XML_ELEMENT_NODE && name[0] == 'h' && name[1] >= '1' && name[1] <= '6' && !name[2];
}

/* Borrowed from the tree; empty when absent. */
struct slice node_attribute(const xmlNode *node, const char *name)
{
    for (const xmlAttr *a = node->properties; a; a = a->next)
        if (strcmp((const char *)a->name, name) == 0)
            return slice_of(a->children ? (const char *)a->children->content : "");
    return SLICE("");
}

bool node_has_attribute(const xmlNode *node, const char *name)
{
    for (const xmlAttr *a = node->properties; a; a = a->next)
        if (strcmp((const char *)a->name, name) == 0)
            return true;
    return false;
}

/* "display", "none": is that among the declarations? */
static bool style_says(struct slice style, const char *name, const char *value)
{
    size_t at = slice_find_nocase(style, name);
    if (at == SIZE_MAX)
        return false;
    struct slice rest = slice_trim(slice_sub(style, at + strlen(name), 32));
    return slice_starts(rest, ":") && slice_starts_nocase(slice_trim(slice_sub(rest, 1, rest.len)), value);
}

bool node_is_hidden(const xmlNode *node)
{
    if (!node->properties)
        return false;
    struct slice style = node_attribute(node, "style");
    return node_has_attribute(node, "hidden") ||
           (style.len && (style_says(style, "display", "none") || style_says(style, "visibility", "hidden")));
}

/* Leaves nothing behind. */
bool node_is_mute(const xmlNode *node)
{
    static const char *const names[] = {
        "script", "style", "noscript", "template", "head", "svg", "iframe", "object", "embed",
        "select", "textarea", "button", "input", "audio", "video", "canvas", "applet", "map",
    };
    if (node->type != XML_ELEMENT_NODE)
        return node->type != XML_TEXT_NODE && node->type != XML_CDATA_SECTION_NODE;
    return node_is_one_of(node, names, count_of(names)) || node_is_hidden(node);
}

bool node_is_text(const xmlNode *node)
{
    return (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) && node->content;
}

bool node_is_element(const xmlNode *node)
{
    return node->type == XML_ELEMENT_NODE;
}

void node_words(const xmlNode *node, struct text *out)
{
    if (node_is_text(node)) {
        text_add(out, slice_of((const char *)node->content));
        return;
    }
    if (node_is_mute(node))
        return;
    bool apart = node_is_block(node) || node_is(node, "br");
    if (apart)
        text_add_byte(out, ' ');
    for (const xmlNode *child = node->children; child; child = child->next)
        node_words(child, out);
    if (apart)
        text_add_byte(out, ' ');
}
