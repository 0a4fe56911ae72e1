/* records.h - what the daemon's journal knows of its feeds; for `feeds` and `trace`, which read it
 * beside a running daemon or without one.
 *
 *     struct records r;
 *     int status = records_open(&r, &command_trace, argc, argv, 1);  // options, configuration, journal
 *     if (!status) ... records_state(&r, feed->id) ...
 *     records_close(&r);
 *
 * Options: --json, --config FILE, --journal FILE; what is left stands in argv from optind on. */
#ifndef COMMANDS_RECORDS_H
#define COMMANDS_RECORDS_H

#include "commands/command.h"
#include "config.h"
#include "outlet/journal.h"

struct records {
    struct config *config;
    const char *path; /* of the journal */
    struct journal *journal;
    struct feed_state **states;
    size_t states_size;
    struct instant now;
    bool json;
};

#define RECORDS_OPTIONS                                                                            \
    "  --json           one object a line\n"                                                       \
    "  --config FILE    the main file; without it $ASSAYD_CONFIG, the installed or the shipped one\n" \
    "  --journal FILE   this journal instead of the configured one\n"

/* 0, or the exit status after a message. operands: how many have to be left, -1 for any number. */
int records_open(struct records *, const struct command *, int argc, char **argv, int operands);
void records_close(struct records *);

/* NULL: the feed was never polled. */
const struct feed_state *records_state(const struct records *, const char *feed);
/* "well", "failing, stale", ...; of a state that may be NULL. */
const char *records_words(const struct feed_state *);

#define RECORDS_AGO 48
/* "3h ago", "in 5m"; "never" for ms 0. */
void records_ago(const struct records *, struct instant, char out[RECORDS_AGO]);

#endif
