/* How fast articles are found in pages, as a share of what libxml2 needs to build the same pages' bare
 * trees in the same run:
 *     build/release/bin/bench_page FILE...
 * "pages" is page_read with the article finished, as the daemon has it done. */
#include "base/mem.h"
#include "files.h"
#include "intake/page.h"

#include <libxml/HTMLparser.h>

static size_t seen;

static void be_silent(void *context, xmlErrorPtr error)
{
    (void)context, (void)error;
}

static void read_bare(struct slice bytes)
{
    htmlDocPtr doc = htmlReadMemory(bytes.ptr, (int)bytes.len, NULL, NULL,
                                    HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                                        HTML_PARSE_NONET | HTML_PARSE_COMPACT);
    seen += doc != NULL;
    xmlFreeDoc(doc);
}

static void read_page(struct slice bytes)
{
    struct page_source source = {0};
    OWNED(article) a = page_read(bytes, &source, NULL);
    if (!a)
        return;
    article_finish(a);
    seen += a->text.len;
}

int main(int argc, char **argv)
{
    size_t count = (size_t)argc - 1, bytes = 0;
    if (!count) {
        fprintf(stderr, "usage: bench_page FILE...\n");
        return 64;
    }
    struct text *files = mem_array(count, sizeof *files);
    for (size_t i = 0; i < count; i++) {
        files_load(&files[i], argv[i + 1]);
        bytes += files[i].len;
    }
    xmlSetStructuredErrorFunc(NULL, be_silent);
    double bare = (double)count * files_rounds(files, count, read_bare);
    double pages = (double)count * files_rounds(files, count, read_page);
    printf("%zu pages, %.1f MB\n", count, (double)bytes / 1e6);
    printf("libxml2, bare tree  %8.0f pages per CPU second\n", bare);
    printf("pages               %8.0f pages per CPU second  %.2f of it\n", pages, pages / bare);
    for (size_t i = 0; i < count; i++)
        text_done(&files[i]);
    mem_free(&files);
    return seen ? 0 : 1;
}
