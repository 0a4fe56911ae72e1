#include "crank.h"

#include "base/mem.h"
#include "base/text.h"

#include <assert.h>
#include <unistd.h>

struct crank {
    struct loop *loop;
    struct loop_watch *watch;
    struct text line;
    int fd;
    loop_call begin; /* NULL: it was called */
    void *arg;
    bool turning;
};

static void turned(void *arg)
{
    struct crank *c = arg;
    c->turning = false;
    ssize_t written = write(c->fd, "done\n", 5);
    (void)written; /* whoever turned it is gone; so is the reason to tell */
}

/* As when somebody sets the clock: timers stay where they are. */
static void step(struct crank *c, struct slice by)
{
    int64_t ms;
    if (c->turning || !slice_to_int(by, &ms))
        return;
    clock_step(loop_clock(c->loop), (struct duration){ ms });
    turned(c);
}

static void turn(struct crank *c, struct slice line)
{
    int64_t ms;
    if (slice_starts(line, "step ")) {
        step(c, slice_sub(line, 5, line.len));
        return;
    }
    if (!slice_starts(line, "advance ") || !slice_to_int(slice_sub(line, 8, line.len), &ms) ||
        ms < 0 || c->turning)
        return;
    c->turning = true;
    if (c->begin)
        c->begin(c->arg);
    c->begin = NULL;
    loop_advance(c->loop, (struct duration){ ms }, turned, c);
}

static void ready(void *arg, int fd, unsigned events)
{
    struct crank *c = arg;
    char part[256];
    ssize_t got = read(fd, part, sizeof part);
    if (got <= 0 || (events & LOOP_BROKEN && got == 0)) {
        loop_watch_free(&c->watch);
        return;
    }
    for (ssize_t i = 0; i < got; i++) {
        if (part[i] != '\n') {
            text_add_byte(&c->line, part[i]);
            continue;
        }
        turn(c, text_slice(&c->line));
        text_clear(&c->line);
    }
}

struct crank *crank_new(struct loop *loop, int fd, loop_call begin, void *arg)
{
    assert(clock_is_cranked(loop_clock(loop)));
    struct crank *c = mem_new(sizeof *c);
    c->loop = loop;
    c->fd = fd;
    c->begin = begin;
    c->arg = arg;
    c->watch = loop_watch_new(loop, fd, LOOP_READ, ready, c);
    return c;
}

void crank_free(struct crank **c)
{
    if (!*c)
        return;
    loop_watch_free(&(*c)->watch);
    text_done(&(*c)->line);
    close((*c)->fd);
    mem_free(c);
}
