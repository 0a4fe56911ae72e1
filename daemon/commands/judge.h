/* judge.h - what `score` and `explain` share: their options, their input, an assayer.
 *
 * Input is a file, a URL or "-" for stdin; plain text, HTML, a feed, or with --jsonl one JSON
 * Feed item a line. Each item is judged alone, unless --stream says that they come one after the other. */
#ifndef COMMANDS_JUDGE_H
#define COMMANDS_JUDGE_H

#include "assayer.h"
#include "config.h"
#include "commands/command.h"

struct judge {
    const struct command *command;
    bool json, jsonl, stream;
    const char *config_path;   /* NULL: the shipped one */
    const char *text;          /* --text */
    char **inputs;             /* what is left of argv */
    int inputs_size;
    struct config *config;
    struct assayer *assayer;
    struct stories *stories;   /* --stream; NULL: each item is judged alone */
    bool failed;               /* an input or a line could not be read */
};

#define JUDGE_OPTIONS                                                      \
    "  --config FILE    the configuration; without it the installed or the shipped one\n" \
    "  --text TEXT      judge this text instead of a file\n"              \
    "  --jsonl          input is one JSON Feed item a line\n"             \
    "  --stream         judge the items among one another, in the order given\n" \
    "  --json           one scored item a line, as published\n"           \
    "  --color WHEN     always, never or auto (NO_COLOR is honoured)\n"

/* Parses options and opens the configuration. 0, or the exit status after a message. */
int judge_open(struct judge *, const struct command *, int argc, char **argv);
void judge_done(struct judge *);

/* Reads every input and hands each article to `each`. Returns the exit status. */
int judge_inputs(struct judge *, void (*each)(struct judge *, const struct article *));

/* Prints the scored item as published. */
void judge_print_json(const struct judge *, const struct article *, const struct verdict *);

#endif
