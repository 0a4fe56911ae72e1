/* reloader.h - opens the next generation of the configuration aside, on a thread of its own.
 *
 *     struct reloader_calls calls = { app, started, done };
 *     OWNED(reloader) r = reloader_new(loop, "assayd.yaml", 1, &calls);
 *     reloader_ask(r);                              // at SIGHUP; one is under way: once more after it
 *
 * The loop goes on meanwhile: lexicons take tenths of a second, a network disk may take longer. Both
 * calls run on the loop's thread, as does whoever asks. */
#ifndef RELOADER_H
#define RELOADER_H

#include "base/loop.h"
#include "generation.h"

struct reloader_calls {
    void *arg;
    void (*started)(void *arg); /* the files are read from now on */
    /* Takes the generation; *next NULL: refused, for what is wrong. */
    void (*done)(void *arg, struct generation **next, struct complaints *wrong);
};

struct reloader;
/* number: of the generation in use; the next one that can be opened is the number after it. */
struct reloader *reloader_new(struct loop *, const char *path, uint64_t number,
                              const struct reloader_calls *);
void reloader_free(struct reloader **); /* waits for what is under way, and forgets it */
void reloader_ask(struct reloader *);

#endif
