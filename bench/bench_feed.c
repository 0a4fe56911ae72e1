/* How fast feeds are read, as a share of what libxml2 does with the same bytes and no-op handlers
 * in the same run:
 *     build/release/bin/bench_feed FILE...     (without files: a feed made up here)
 * "documents" is feed_read; "articles" adds text, tables and links of every entry. */
#include "base/mem.h"
#include "files.h"
#include "intake/feed.h"

#include <libxml/SAX2.h>
#include <libxml/parser.h>

#define NOW ((struct instant){ INT64_C(1772530200000) })

static size_t seen;

static void see_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                      int namespaces, const xmlChar **declared, int count, int defaulted,
                      const xmlChar **attributes)
{
    (void)context, (void)name, (void)prefix, (void)uri, (void)namespaces, (void)declared;
    (void)count, (void)defaulted, (void)attributes;
    seen++;
}

static void see_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    (void)context, (void)name, (void)prefix, (void)uri;
    seen++;
}

static void see_text(void *context, const xmlChar *text, int len)
{
    (void)context, (void)text;
    seen += (size_t)len;
}

static void be_silent(void *context, xmlErrorPtr error)
{
    (void)context, (void)error;
}

static void read_bare(struct slice bytes)
{
    static xmlSAXHandler handler = { .initialized = XML_SAX2_MAGIC, .startElementNs = see_start,
                                     .endElementNs = see_end, .characters = see_text,
                                     .cdataBlock = see_text, .serror = be_silent };
    xmlParserCtxt *parser = xmlCreatePushParserCtxt(&handler, NULL, NULL, 0, NULL);
    for (; bytes.len; bytes = slice_sub(bytes, 16384, bytes.len))
        xmlParseChunk(parser, bytes.ptr, (int)slice_sub(bytes, 0, 16384).len, 0);
    xmlParseChunk(parser, NULL, 0, 1);
    if (parser->myDoc)
        xmlFreeDoc(parser->myDoc);
    xmlFreeParserCtxt(parser);
}

static void read_document(struct slice bytes)
{
    struct feed_source source = {0};
    OWNED(feed_document) d = feed_read(bytes, &source, &feed_limits_default, NULL);
    seen += d ? d->entries_size : 0;
}

static void read_articles(struct slice bytes)
{
    struct feed_source source = {0};
    OWNED(feed_document) d = feed_read(bytes, &source, &feed_limits_default, NULL);
    for (size_t i = 0; d && i < d->entries_size; i++) {
        OWNED(article) a = feed_article(d, i, NOW);
        article_finish(a);
        seen += a->text.len;
    }
}

static void make_up(struct text *feed)
{
    static const char words[] =
        "Orders at the valve works rose by a tenth while its costs fell, the "
        "firm said on Tuesday in a note to holders of its bonds. ";
    text_printf(feed, "<rss version='2.0'><channel><title>Made up</title>");
    for (int i = 0; i < 300; i++) {
        text_printf(feed,
                    "<item><title>Note %d</title><link>https://a.example/%d</link>"
                    "<pubDate>Tue, 03 Mar 2026 09:%02d:00 GMT</pubDate><description><![CDATA[",
                    i, i, i % 60);
        for (int p = 0; p < 5; p++)
            text_printf(feed, "<p>%s<a href=\"/%d\">More</a> %s</p>\n", words, p, words);
        text_printf(feed, "]]></description></item>");
    }
    text_printf(feed, "</channel></rss>");
}

int main(int argc, char **argv)
{
    size_t count = argc > 1 ? (size_t)argc - 1 : 1, bytes = 0;
    struct text *files = mem_array(count, sizeof *files);
    if (argc == 1)
        make_up(&files[0]);
    for (int i = 1; i < argc; i++)
        files_load(&files[i - 1], argv[i]);
    for (size_t i = 0; i < count; i++)
        bytes += files[i].len;
    double rate = (double)bytes / 1e6; /* megabytes a round */
    double bare = rate * files_rounds(files, count, read_bare);
    double documents = rate * files_rounds(files, count, read_document);
    double articles = rate * files_rounds(files, count, read_articles);
    printf("%zu files, %zu bytes\n", count, bytes);
    printf("bare SAX   %7.1f MB/s\n", bare);
    printf("documents  %7.1f MB/s  %.2f of bare SAX\n", documents, documents / bare);
    printf("articles   %7.1f MB/s  %.2f of bare SAX\n", articles, articles / bare);
    for (size_t i = 0; i < count; i++)
        text_done(&files[i]);
    mem_free(&files);
    return 0;
}
