/* Namespaces, under all the addresses they are met by. */
#include "intake/feed_reader.h"

#include <strings.h>

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

enum feed_space feed_space(const char *prefix, const char *uri)
{
    if (uri) {
        for (size_t i = 0; i < count_of(spaces); i++)
            if (is_space_uri(slice_of(uri), spaces[i].uri))
                return spaces[i].space;
        return SPACE_OTHER;
    }
    if (!prefix)
        return SPACE_NONE;
    for (size_t i = 0; i < count_of(prefixes); i++)
        if (strcasecmp(prefixes[i].prefix, prefix) == 0)
            return prefixes[i].space;
    return SPACE_OTHER;
}
