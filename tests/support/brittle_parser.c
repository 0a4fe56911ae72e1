/* brittle_parser.c - stands before libxml2 (LD_PRELOAD) and has the bug that libxml2 may have one day:
 * it crashes on a word, "venom" in XML and "quicksand" in HTML. The daemon knows nothing of it. */
#include <dlfcn.h>
#include <signal.h>
#include <string.h>

typedef int parse_chunk(void *, const char *, int, int);
typedef void *read_memory(void *, const char *, int, const char *, const char *, int);

int xmlParseChunk(void *parser, const char *chunk, int size, int terminate);
void *htmlCtxtReadMemory(void *parser, const char *html, int size, const char *url, const char *encoding,
                         int options);

int xmlParseChunk(void *parser, const char *chunk, int size, int terminate)
{
    parse_chunk *theirs = (parse_chunk *)dlsym(RTLD_NEXT, "xmlParseChunk");
    if (chunk && size > 0 && memmem(chunk, (size_t)size, "venom", 5))
        raise(SIGSEGV);
    return theirs(parser, chunk, size, terminate);
}

void *htmlCtxtReadMemory(void *parser, const char *html, int size, const char *url, const char *encoding,
                         int options)
{
    read_memory *theirs = (read_memory *)dlsym(RTLD_NEXT, "htmlCtxtReadMemory");
    if (html && size > 0 && memmem(html, (size_t)size, "quicksand", 9))
        raise(SIGSEGV);
    return theirs(parser, html, size, url, encoding, options);
}
