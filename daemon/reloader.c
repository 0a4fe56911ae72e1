#include "reloader.h"

#include "base/mem.h"

#include <assert.h>
#include <pthread.h>
#include <signal.h>

struct reloader {
    struct loop *loop;
    const char *path;
    uint64_t number;
    struct reloader_calls calls;
    pthread_t thread;
    bool busy, again;
    /* the thread's while busy */
    struct generation *next;
    struct complaints *wrong;
};

struct reloader *reloader_new(struct loop *loop, const char *path, uint64_t number,
                              const struct reloader_calls *calls)
{
    struct reloader *r = mem_new(sizeof *r);
    r->loop = loop;
    r->path = path;
    r->number = number;
    r->calls = *calls;
    return r;
}

void reloader_free(struct reloader **r)
{
    if (!*r)
        return;
    if ((*r)->busy)
        pthread_join((*r)->thread, NULL);
    generation_free(&(*r)->next);
    complaints_free(&(*r)->wrong);
    mem_free(r);
}

static void begin(struct reloader *);

static void on_opened(void *arg)
{
    struct reloader *r = arg;
    pthread_join(r->thread, NULL);
    r->busy = false;
    r->number += r->next != NULL;
    r->calls.done(r->calls.arg, &r->next, r->wrong);
    assert(!r->next);
    complaints_free(&r->wrong);
    if (r->again)
        begin(r);
}

static void *run(void *arg)
{
    struct reloader *r = arg;
    r->next = generation_open(r->path, r->number + 1, r->wrong);
    loop_post(r->loop, on_opened, r);
    return NULL;
}

/* Signals are the main thread's business. */
static void begin(struct reloader *r)
{
    sigset_t all, before;
    r->busy = true;
    r->again = false;
    r->wrong = complaints_new();
    r->calls.started(r->calls.arg);
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    int failed = pthread_create(&r->thread, NULL, run, r);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    assert(!failed);
    (void)failed;
}

void reloader_ask(struct reloader *r)
{
    if (r->busy)
        r->again = true;
    else
        begin(r);
}
