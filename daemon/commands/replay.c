#include "base/progress.h"
#include "commands/command.h"
#include "commands/listen.h"
#include "listen/past.h"

#include <inttypes.h>
#include <stdio.h>

extern const struct command command_replay;

static void warn(const struct past_status *status)
{
    if (status->truncated)
        fprintf(stderr, "assayd replay: what lies before %" PRIu64 " is no longer kept\n",
                status->oldest);
    if (status->damaged)
        fprintf(stderr, "assayd replay: %" PRIu64 " entries have decayed on the disk\n",
                status->damaged);
}

/* The first answer says how far there is to go. */
static void show_progress(struct progress **p, const struct past_query *asked,
                          const struct past_status *status, uint64_t *first)
{
    uint64_t last = asked->to < status->head ? asked->to : status->head;
    if (!*p && !*first) {
        *first = asked->from > status->oldest ? asked->from : status->oldest;
        *p = progress_beside_output("replay", "entries", last >= *first ? last - *first + 1 : 0);
    }
    if (status->next > *first)
        progress_at(*p, status->next - *first, status->next - *first);
}

static bool print_page(struct listening *l, const struct past *p)
{
    for (size_t i = 0; i < past_size(p); i++)
        if (listen_take(l, past_message(p, i).json))
            return true;
    return false;
}

static int walk(struct listening *l, struct past *p)
{
    struct past_query query = { l->from, l->to, l->prefix, 0, false };
    struct past_status status;
    struct error err = { 0 };
    OWNED(progress) progress = NULL;
    uint64_t first = 0;
    do {
        if (!past_ask(p, &query, &status, &err)) {
            progress_hide(progress);
            fprintf(stderr, "assayd replay: %s\n", error_line(&err));
            return EX_UNAVAILABLE;
        }
        if (status.truncated || status.damaged)
            progress_hide(progress);
        warn(&status);
        show_progress(&progress, &query, &status, &first);
        query.from = status.next;
    } while (!print_page(l, p) && !ferror(stdout) && query.from);
    return ferror(stdout) ? EX_IOERR : 0;
}

static int run(int argc, char **argv)
{
    struct listening l;
    struct error err = { 0 };
    int status = listen_open(&l, &command_replay, argc, argv);
    if (status)
        return status;
    struct past *p = l.journal ? past_open(l.journal, &err) : past_connect(l.replay, &l.who, &err);
    if (!p) {
        fprintf(stderr, "assayd replay: %s\n", error_line(&err));
        status = l.journal ? EX_NOINPUT : EX_USAGE;
    } else if (!listen_find_start(&l, p, &err)) {
        fprintf(stderr, "assayd replay: %s\n", error_line(&err));
        status = EX_UNAVAILABLE;
    } else {
        status = walk(&l, p);
    }
    past_free(&p);
    listen_done(&l);
    return status;
}

const struct command command_replay = {
    "replay", "[--from N] [--to N] [--journal FILE] [--ticker T] ...",
    "Print items of the past, from a running daemon or from a journal", run,
    LISTEN_OPTIONS "  --from N               first entry wanted, or how long ago (30m); without it the oldest\n"
                   "                         kept\n"
                   "  --to N                 last entry wanted; without it the newest\n"
                   "  --journal FILE         read this file instead of asking a daemon\n"
};
