/* doctor: is everything as it should be, and if not, what to do. */
#include "commands/command.h"

#include "commands/checkup.h"
#include "commands/complaining.h"
#include "commands/json_line.h"
#include "commands/paint.h"

#include <getopt.h>
#include <stdio.h>

extern const struct command command_doctor;

static const struct look {
    const char *word;
    enum paint paint;
} looks[] = {
    [CHECKUP_WELL] = { "ok", PAINT_GOOD },
    [CHECKUP_ODD] = { "odd", PAINT_WARN },
    [CHECKUP_BAD] = { "BAD", PAINT_BAD },
};

static void print_line(const struct checkup_finding *f)
{
    printf("%s%-4s%s %s%s%s: %s\n", paint(looks[f->grade].paint), looks[f->grade].word,
           paint(PAINT_PLAIN), f->what, f->feed ? " " : "", f->feed ? f->feed : "", f->said);
    if (f->remedy)
        printf("     -> %s\n", f->remedy);
}

static void put(cJSON *o, const char *name, const char *text)
{
    cJSON_AddItemToObject(o, name, text ? cJSON_CreateString(text) : cJSON_CreateNull());
}

static void print_json(const struct checkup_finding *f)
{
    static const char *const grades[] = { "ok", "odd", "bad" };
    cJSON *o = cJSON_CreateObject();
    put(o, "grade", grades[f->grade]);
    put(o, "what", f->what);
    put(o, "feed", f->feed);
    put(o, "said", f->said);
    put(o, "remedy", f->remedy);
    json_line_print_tree(o);
}

static int print(const struct checkup *c, bool json)
{
    int status = 0;
    for (size_t i = 0; i < c->size; i++) {
        if (json)
            print_json(&c->findings[i]);
        else
            print_line(&c->findings[i]);
        if (c->findings[i].grade == CHECKUP_BAD)
            status = EX_UNAVAILABLE;
    }
    return status;
}

static int examine(const char *path, bool json)
{
    OWNED(complaints) wrong = complaints_new();
    OWNED(config) config = NULL;
    if (!config_check(path, NULL, &config, wrong)) {
        complaints_print(wrong, stdout, json);
        fprintf(stderr, "assayd doctor: first mend the configuration; nothing else was looked at\n");
        return EX_CONFIG;
    }
    struct checkup c = { .config = config };
    checkup_note(&c, CHECKUP_WELL, "configuration", NULL,
                 "%s: %zu feeds, %zu tickers, %zu scorers, all of which open", config->path,
                 config->feeds_size, config->assayer.tickers_size, config->assayer.scorers_size);
    checkup_host(&c);
    checkup_journal(&c);
    checkup_daemon(&c);
    checkup_feeds(&c);
    int status = print(&c, json);
    checkup_done(&c);
    return status;
}

static int run(int argc, char **argv)
{
    static const struct option options[] = { { "json", no_argument, NULL, 'j' },
                                             { "config", required_argument, NULL, 'c' },
                                             { NULL, 0, NULL, 0 } };
    const char *path = NULL;
    bool json = false;
    opterr = 0;
    optind = 1;
    for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;)
        switch (c) {
        case 'j': json = true; break;
        case 'c': path = optarg; break;
        default: return command_misused(&command_doctor, "what is '%s'?", argv[optind - 1]);
        }
    if (optind < argc)
        return command_misused(&command_doctor, "takes no arguments");
    return examine(path, json);
}

const struct command command_doctor = {
    "doctor", "[--json] [--config FILE]", "Look whether all is as it should be, and say what to do if not", run,
    "  --json           one finding an object, one object a line\n"
    "  --config FILE    the main file; without it $ASSAYD_CONFIG, the installed or the shipped one\n"
    "\nLooks at the configuration and its scorers, clock, certificates, disk, journal, the daemon\n"
    "and its sockets, and each feed. Exits with 0 when nothing is bad, with 78 when the\n"
    "configuration is, else with 69; what is only odd counts as well.\n"
};
