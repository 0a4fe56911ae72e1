/* How fast articles are found in pages, as a share of what libxml2 needs to build the same pages' bare
 * trees in the same run:
 *     build/release/bin/bench_page FILE...
 * "pages" is page_read with the article finished, as the daemon has it done. */
#include "base/mem.h"
#include "intake/page.h"

#include <libxml/HTMLparser.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define AT_LEAST 0.5 /* seconds of CPU per figure */

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

static double cpu_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Files a second. */
static double speed(const struct text *files, size_t count, void (*read)(struct slice))
{
    double start = cpu_seconds(), took = 0;
    size_t done = 0;
    for (; took < AT_LEAST; took = cpu_seconds() - start)
        for (size_t i = 0; i < count; i++, done++)
            read(text_slice(&files[i]));
    return (double)done / took;
}

static void load(struct text *to, const char *path)
{
    char chunk[65536];
    FILE *from = fopen(path, "rb");
    if (!from) {
        perror(path);
        exit(66);
    }
    for (size_t got; (got = fread(chunk, 1, sizeof chunk, from)) > 0;)
        text_add(to, (struct slice){ chunk, got });
    fclose(from);
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
        load(&files[i], argv[i + 1]);
        bytes += files[i].len;
    }
    xmlSetStructuredErrorFunc(NULL, be_silent);
    double bare = speed(files, count, read_bare), pages = speed(files, count, read_page);
    printf("%zu pages, %.1f MB\n", count, (double)bytes / 1e6);
    printf("libxml2, bare tree  %8.0f pages per CPU second\n", bare);
    printf("pages               %8.0f pages per CPU second  %.2f of it\n", pages, pages / bare);
    for (size_t i = 0; i < count; i++)
        text_done(&files[i]);
    mem_free(&files);
    return seen ? 0 : 1;
}
