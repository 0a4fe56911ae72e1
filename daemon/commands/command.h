/* command.h - what main.c knows of a subcommand; one file a command.
 *
 *     const struct command command_parse = { "parse", "FILE", "Print a feed as JSON", run, NULL };
 *
 * run gets argv[0] = the command's name and returns a sysexits status: 0, EX_USAGE 64 (the
 * command line), EX_DATAERR 65 (the input), EX_NOINPUT 66, EX_UNAVAILABLE 69, EX_CONFIG 78.
 * Results go to stdout, talk to stderr. main.c answers --help itself. */
#ifndef COMMANDS_COMMAND_H
#define COMMANDS_COMMAND_H

#include "base/clock.h"
#include "base/defs.h"

#include <sysexits.h>

struct command {
    const char *name;
    const char *arguments; /* as in the usage line: "[--json] FILE|URL|-" */
    const char *summary;   /* one line for `assayd --help`, without a full stop */
    int (*run)(int argc, char **argv);
    const char *help;      /* options, one a line, for `assayd NAME --help`; may be NULL */
};

/* The table, in the order of --help; ends with NULL. */
extern const struct command *const commands[];
const struct command *command_find(const char *name);

/* Prints usage, summary and options to stdout. */
void command_help(const struct command *);
/* "assayd NAME: text" on stderr, then how to get help. Returns EX_USAGE. */
int command_misused(const struct command *, const char *format, ...) FORMAT(2, 3);

/* A value of --since: 30d or 12h (ago), or 2026-11-22T00:00:00Z. */
MUST_USE bool command_read_since(const char *text, struct instant *ret);

#endif
