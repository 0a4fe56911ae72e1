/* rescore.h - the shelf judged again by two configurations, on several threads.
 *
 *     struct rescore_settings settings = { .journal = j, .shelf = { .to = UINT64_MAX }, .threads = 2 };
 *     if (rescore(&pair, &settings, note, context, &counts, &err)) ...
 *
 * Reads beside a running daemon. Memory is that of a hundred articles a thread, however long the
 * shelf. Items come in no order. */
#ifndef COMMANDS_RESCORE_H
#define COMMANDS_RESCORE_H

#include "commands/pair.h"
#include "item/poll.h"

#define RESCORE_THREADS_MAX 64

struct rescored {
    uint64_t sequence;
    struct instant time;
    const struct article *article;
    const struct verdict *before, *after;
    const struct judged *alarms_before, *alarms_after; /* for what they raised alone */
};

/* thread: 0 to threads - 1; one and the same number is never called twice at once. */
typedef void rescore_reader(void *context, size_t thread, const struct rescored *);

struct rescore_settings {
    struct journal *journal;
    struct journal_shelf shelf; /* look_at is rescore's own; with bodies: what was published is used where
                                   the old configuration made it, which spares judging by that */
    size_t threads;
    const char *what; /* for the progress bar */
};

struct rescore_counts {
    uint64_t items, damaged; /* damaged: of wrong checksum, or not to be unpacked */
    uint64_t taken;          /* items whose old verdict is the published one */
};

MUST_USE bool rescore(const struct pair *, const struct rescore_settings *, rescore_reader *,
                      void *context, struct rescore_counts *ret, struct error *err);

#endif
