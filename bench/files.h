/* files.h - how often a second a reader gets through files given on the command line.
 *
 *     files_load(&files[0], argv[1]);
 *     double rounds = files_rounds(files, count, read);     // times bytes: bytes a second
 *
 * CPU time of the process, over half a second at least. */
#ifndef BENCH_FILES_H
#define BENCH_FILES_H

#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define FILES_AT_LEAST 0.5

/* Ends the program when the file cannot be read. */
static inline void files_load(struct text *to, const char *path)
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

static inline double files_cpu_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* How often all files are read, by CPU second. */
static inline double files_rounds(const struct text *files, size_t count, void (*read)(struct slice))
{
    double start = files_cpu_seconds(), took = 0, rounds = 0;
    for (; took < FILES_AT_LEAST; took = files_cpu_seconds() - start, rounds++)
        for (size_t i = 0; i < count; i++)
            read(text_slice(&files[i]));
    return rounds / took;
}

#endif
