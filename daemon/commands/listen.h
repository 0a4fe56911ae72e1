/* listen.h - what `watch` and `replay` share: options, filters, where to listen. */
#ifndef COMMANDS_LISTEN_H
#define COMMANDS_LISTEN_H

#include "base/clock.h"
#include "commands/command.h"
#include "commands/scored.h"
#include "listen/past.h"
#include "outlet/socket.h"
#include "outlet/topic.h"

struct listening {
    const struct command *command;
    struct filter filter;
    const char *config_path, *live, *replay, *journal;
    const char *prefix; /* as said, else derived from feed and ticker */
    char prefix_made[TOPIC_MAX];
    uint64_t from, to;        /* 0: not said; UINT64_MAX: not said */
    size_t count;             /* messages to print; SIZE_MAX: no limit */
    struct duration ago;      /* where to begin instead of `from`; ms < 0: not said */
    struct duration patience; /* for the next one; ms < 0: for ever */
    bool json;
    char *made_live, *made_replay;
    struct socket_identity who;
};

#define LISTEN_OPTIONS                                                                             \
    "  --feed ID              only items of this feed\n"                                           \
    "  --ticker T             only items that concern this ticker\n"                               \
    "  --label WORDS          only this label: \"mildly negative\"\n"                              \
    "  --min-tone X           only tones from X on; also --max-tone, --min-reliability,\n"         \
    "                         --max-reliability\n"                                                 \
    "  --text WORDS           only titles that hold these words\n"                                \
    "  -n, --count N          stop after N messages\n"                                             \
    "  --json                 messages as published, one a line\n"                                 \
    "  --prefix TOPIC         topics that begin so, instead of item/ or item/FEED/\n"              \
    "  --config FILE          where the endpoints stand; without it the installed or shipped "     \
    "one\n"                                                                                        \
    "  --replay ENDPOINT      where the past is asked for, whatever the configuration says\n"      \
    "  --key FILE             your certificate, where the daemon asks for keys (assayd keygen),\n"    \
    "  --server-key FILE      and the daemon's public one\n"                                        \
    "  --color WHEN           always, never or auto (NO_COLOR is honoured)\n"

/* 0, or the exit status after a message. */
int listen_open(struct listening *, const struct command *, int argc, char **argv);
/* Turns "30m ago" into the number to begin with. */
MUST_USE bool listen_find_start(struct listening *, struct past *, struct error *err);
void listen_done(struct listening *);
/* Prints a message that fits; true when enough were printed. */
bool listen_take(struct listening *, struct slice json);

#endif
