#include "commands/command.h"
#include "commands/complaining.h"
#include "commands/json_line.h"
#include "config.h"

#include <getopt.h>
#include <stdio.h>

extern const struct command command_check_config;

static void print_good(const struct config *config)
{
    cJSON *o = cJSON_CreateObject();
    cJSON_AddStringToObject(o, "file", config->path);
    cJSON_AddBoolToObject(o, "good", true);
    cJSON_AddNumberToObject(o, "feeds", (double)config->feeds_size);
    cJSON_AddNumberToObject(o, "tickers", (double)config->assayer.tickers_size);
    cJSON_AddNumberToObject(o, "scorers", (double)config->assayer.scorers_size);
    cJSON_AddNumberToObject(o, "tests", (double)config->rehearsal.tests_size);
    json_line_print_tree(o);
}

/* Complaints are the result here, so they go to stdout. */
static int report(const char *path, const char *only, bool json)
{
    OWNED(complaints) wrong = complaints_new();
    OWNED(config) config = NULL;
    bool good = config_check(path, only, &config, wrong);
    complaints_print(wrong, stdout, json);
    fflush(stdout); /* before what is said of them */
    if (good && json)
        print_good(config);
    else if (good)
        fprintf(stderr, "%s is good: %zu feeds, %zu tickers, %zu scorers, %zu tests passed\n",
                config->path, config->feeds_size, config->assayer.tickers_size,
                config->assayer.scorers_size, only ? 1 : config->rehearsal.tests_size);
    else
        fprintf(stderr, "assayd check-config: %zu complaint%s\n", complaints_errors(wrong),
                complaints_errors(wrong) == 1 ? "" : "s");
    return good ? 0 : EX_CONFIG;
}

static int run(int argc, char **argv)
{
    static const struct option options[] = { { "json", no_argument, NULL, 'j' },
                                             { "only", required_argument, NULL, 'o' },
                                             { NULL, 0, NULL, 0 } };
    const char *only = NULL;
    bool json = false;
    opterr = 0;
    optind = 1;
    for (int c; (c = getopt_long(argc, argv, "j", options, NULL)) != -1;) {
        if (c == '?')
            return command_misused(&command_check_config, "what is '%s'?", argv[optind - 1]);
        json = json || c == 'j';
        only = c == 'o' ? optarg : only;
    }
    if (argc - optind > 1)
        return command_misused(&command_check_config, "checks one configuration at a time");
    return report(argv[optind], only, json);
}

const struct command command_check_config = {
    "check-config", "[--json] [--only NAME] [FILE]",
    "Check a configuration, name every mistake by its place, run its tests", run,
    "  FILE         the main file; without it $ASSAYD_CONFIG, the installed or the shipped one\n"
    "  --only NAME  of the tests in the configuration, run this one\n"
    "  --json       one complaint an object, one object a line; when all is well\n"
    "               one object with what was counted\n"
    "\nExits with 0 when all is well, else with 78.\n"
};
