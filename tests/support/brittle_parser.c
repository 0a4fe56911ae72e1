/* brittle_parser.c - stands before libxml2 (LD_PRELOAD) and has the bug that libxml2 may have one day:
 * it crashes on a word. The daemon knows nothing of it. */
#include <dlfcn.h>
#include <signal.h>
#include <string.h>

typedef int parse_chunk(void *, const char *, int, int);

int xmlParseChunk(void *parser, const char *chunk, int size, int terminate);

int xmlParseChunk(void *parser, const char *chunk, int size, int terminate)
{
    parse_chunk *theirs = (parse_chunk *)dlsym(RTLD_NEXT, "xmlParseChunk");
    if (chunk && size > 0 && memmem(chunk, (size_t)size, "venom", 5))
        raise(SIGSEGV);
    return theirs(parser, chunk, size, terminate);
}
