/* scratch.h - a directory for one test or bench, and away with it afterwards.
 *
 *     char dir[SCRATCH_MAX];
 *     scratch_make(dir);
 *     ...
 *     scratch_remove(dir); */
#ifndef TESTS_SUPPORT_SCRATCH_H
#define TESTS_SUPPORT_SCRATCH_H

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SCRATCH_MAX 64

static inline void scratch_make(char dir[SCRATCH_MAX])
{
    strcpy(dir, "/tmp/assayd-test-XXXXXX");
    if (!mkdtemp(dir)) {
        perror(dir);
        abort();
    }
}

static inline int scratch_unlink(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st, (void)flag, (void)ftw;
    return remove(path);
}

static inline void scratch_remove(const char *dir)
{
    nftw(dir, scratch_unlink, 16, FTW_DEPTH | FTW_PHYS);
}

#endif
