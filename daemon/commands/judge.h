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
    const char *item, *journal; /* --item, --journal: a stored one */
    const char **changes;      /* --set, changes_size of them */
    size_t changes_size, changes_cap;
    const char *why_not, *html; /* of explain alone: --why-not, --html */
    bool rules;                /* of explain alone: --rules */
    char **inputs;             /* what is left of argv */
    int inputs_size;
    struct config *config;
    struct assayer *assayer;
    struct stories *stories;   /* --stream; NULL: each item is judged alone */
    const struct article *stored; /* the one in hand as it was stored; NULL: it comes from elsewhere */
    struct progress *progress; /* of --jsonl; NULL: none is shown */
    bool failed;               /* an input or a line could not be read */
};

#define JUDGE_OPTIONS                                                      \
    "  --config FILE    the configuration; without it the installed or the shipped one\n" \
    "  --text TEXT      judge this text instead of a file\n"              \
    "  --jsonl          input is one JSON Feed item a line\n"             \
    "  --stream         judge the items among one another, in the order given\n" \
    "  --json           one scored item a line, as published\n"           \
    "  --item ID        judge a stored item, by its number or id\n" \
    "  --journal FILE   out of this journal instead of the configured one\n" \
    "  --set KEY=VALUE  judge with this change of the configuration, as often as you like:\n" \
    "                   scorers.tone.words.booking=0, bands.tone.neutral=[-0.1, 0.1]\n"      \
    "  --color WHEN     always, never or auto (NO_COLOR is honoured)\n"

/* Another assayer from the same configuration, with these changes; NULL after complaints on stderr.
 * The configuration is the caller's to free, after the assayer. */
struct assayer *judge_another(const struct judge *, struct overlays changes, struct config **ret_config);

/* Parses options and opens the configuration. 0, or the exit status after a message. */
int judge_open(struct judge *, const struct command *, int argc, char **argv);
void judge_done(struct judge *);

/* Reads every input and hands each article to `each`. Returns the exit status. */
int judge_inputs(struct judge *, void (*each)(struct judge *, const struct article *));

/* A stored article as that configuration sees it (stored_seen). */
struct article judge_seen(const struct config *, const struct article *);

/* Prints the scored item as published. */
void judge_print_json(const struct judge *, const struct article *, const struct verdict *);

#endif
