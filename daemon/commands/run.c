#include "assayd.h"
#include "base/mem.h"
#include "commands/command.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int run(int argc, char **argv);

const struct command command_run = {
    "run", "[--config FILE] [--control PATH]", "Run the daemon: poll, judge, publish", run,
    "  --config FILE    the configuration; without it $ASSAYD_CONFIG, /etc/assayd/assayd.yaml\n"
    "                   or the shipped one\n"
    "  --control PATH   the socket for 'assayd reload'; without it control.sock in\n"
    "                   $RUNTIME_DIRECTORY, or none: SIGHUP reloads as well\n"
    "  --crank FD:MS    for tests: the clock stands at MS and moves by \"advance MS\" on FD\n"
};

/* "5:1763769600000" */
static bool parse_crank(const char *text, struct assayd_options *options)
{
    char *end;
    long fd = strtol(text, &end, 10);
    if (end == text || *end != ':' || fd < 0 || fd > 1 << 20)
        return false;
    options->crank = (int)fd;
    return slice_to_int(slice_of(end + 1), &options->crank_start.ms);
}

static int run(int argc, char **argv)
{
    static const struct option known[] = { { "config", required_argument, NULL, 'c' },
                                           { "control", required_argument, NULL, 'o' },
                                           { "crank", required_argument, NULL, 'k' },
                                           { NULL, 0, NULL, 0 } };
    struct assayd_options options = { .crank = -1 };
    opterr = 0;
    optind = 1;
    for (int c; (c = getopt_long(argc, argv, "c:", known, NULL)) != -1;) {
        if (c == 'c')
            options.config_path = optarg;
        else if (c == 'o')
            options.control_path = optarg;
        else if (c != 'k' || !parse_crank(optarg, &options))
            return command_misused(&command_run, "what is '%s'?", argv[optind - 1]);
    }
    if (optind < argc)
        return command_misused(&command_run, "what is '%s'?", argv[optind]);
    int status = 0;
    mem_stay_small();
    struct assayd *daemon = assayd_open(&options, &status);
    if (daemon)
        status = assayd_run(daemon);
    assayd_free(&daemon);
    return status;
}
