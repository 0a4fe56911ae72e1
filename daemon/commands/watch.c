#include "commands/command.h"
#include "commands/listen.h"
#include "commands/paint.h"
#include "listen/subscriber.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

extern const struct command command_watch;

/* On a terminal a gap is a line among the rows; else it is talk. */
static void tell(const char *text)
{
    if (paint_columns())
        printf("%s── %s ──%s\n", paint(PAINT_WARN), text, paint(PAINT_PLAIN));
    else
        fprintf(stderr, "assayd watch: %s\n", text);
    fflush(stdout);
}

static void tell_of(enum heard heard, const struct hearing *hearing, const struct error *err)
{
    HELD(text) line = {0};
    switch (heard) {
    case HEARD_SILENCE: tell("no heartbeat for three seconds; connecting anew. Is assayd running?"); break;
    case HEARD_AGAIN: tell("the publisher is back"); break;
    case HEARD_EPOCH:
        tell("the journal is another one now; what came in between may be lost");
        break;
    case HEARD_DEAF:
        text_printf(&line, "what was missed cannot be asked for: %s; what follows it waits",
                    error_line(err));
        tell(text_string(&line));
        break;
    case HEARD_TRUNCATED:
        text_printf(&line, "a gap: what lies before %" PRIu64 " is no longer kept", hearing->oldest);
        tell(text_string(&line));
        break;
    case HEARD_NOTHING:
    case HEARD_MESSAGE: break;
    }
}

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int follow(struct listening *l, struct subscriber *s)
{
    int64_t since = now_ms();
    for (;;) {
        struct hearing hearing = { 0 };
        struct error err = { 0 };
        enum heard heard = subscriber_next(s, SECONDS(1), &hearing, &err);
        tell_of(heard, &hearing, &err);
        size_t left = l->count;
        if (heard == HEARD_MESSAGE && listen_take(l, hearing.json))
            return 0;
        if (ferror(stdout))
            return EX_IOERR;
        if (l->count != left)
            since = now_ms();
        if (l->patience.ms >= 0 && now_ms() - since > l->patience.ms) {
            tell("nothing that fits came in time");
            return EX_UNAVAILABLE;
        }
    }
}

/* The past is asked where to begin, through a connection of its own. */
static int find_start(struct listening *l)
{
    struct error err = { 0 };
    if (l->ago.ms < 0 && !l->from)
        return 0;
    if (!l->replay)
        return command_misused(l->command, "--since needs --replay");
    struct past *past = past_connect(l->replay, &l->who, &err);
    bool found = past && listen_find_start(l, past, &err);
    past_free(&past);
    if (!found)
        tell(error_line(&err));
    return found ? 0 : EX_UNAVAILABLE;
}

static int listen_and_follow(struct listening *l)
{
    struct error err = { 0 };
    struct subscriber_settings settings = { l->live, l->replay, l->prefix, l->from, SECONDS(1),
                                            l->who };
    struct subscriber *s = subscriber_open(&settings, &err);
    if (!s)
        tell(error_line(&err));
    int status = s ? follow(l, s) : EX_USAGE;
    subscriber_free(&s);
    return status;
}

static int run(int argc, char **argv)
{
    struct listening l;
    int status = listen_open(&l, &command_watch, argc, argv);
    if (status)
        return status;
    status = find_start(&l);
    if (!status)
        status = listen_and_follow(&l);
    listen_done(&l);
    return status;
}

const struct command command_watch = {
    "watch", "[--ticker T] [--feed ID] [-n COUNT] [--json] ...",
    "Print items as they are published, and what was missed in between", run,
    LISTEN_OPTIONS
    "  --endpoint ENDPOINT    where to listen, whatever the configuration says; without --replay\n"
    "                         nothing that was missed is asked for\n"
    "  --since N              begin with entry N of the journal instead of now, or so long ago:\n"
    "                         0 for all that is kept, 30m for the last half hour\n"
    "  --timeout DURATION     give up (status 69) when nothing that fits comes for so long\n"
};
