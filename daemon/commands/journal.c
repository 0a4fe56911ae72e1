#include "base/progress.h"
#include "commands/command.h"
#include "commands/complaining.h"
#include "commands/json_line.h"
#include "config.h"
#include "outlet/journal.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

extern const struct command command_journal;

struct task {
    const char *path;
    bool json;
    struct progress *progress;
    uint64_t first, entries;
};

static int fail(const struct error *err)
{
    fprintf(stderr, "assayd journal: %s\n", error_line(err));
    return err->remedy == MEND ? EX_DATAERR : err->remedy == RETRY ? EX_TEMPFAIL : EX_NOINPUT;
}

/* check */

static void print_finding(void *context, const char *sentence)
{
    const struct task *t = context;
    progress_hide(t->progress);
    if (!t->json) {
        printf("%s: %s\n", t->path, sentence);
        return;
    }
    cJSON *o = cJSON_CreateObject();
    cJSON_AddStringToObject(o, "file", t->path);
    cJSON_AddStringToObject(o, "finding", sentence);
    json_line_print_tree(o);
}

static void print_summary(const struct task *t, const struct journal_summary *s)
{
    char epoch[20];
    snprintf(epoch, sizeof epoch, "%016" PRIx64, s->epoch);
    if (!t->json) {
        fprintf(stderr, "%s: epoch %s, %" PRIu64 " entries, %" PRIu64 " to %" PRIu64 ", %s\n",
                t->path, epoch, s->entries, s->oldest, s->head,
                s->findings ? "see above" : "all is well");
        return;
    }
    cJSON *o = cJSON_CreateObject();
    cJSON_AddStringToObject(o, "file", t->path);
    cJSON_AddStringToObject(o, "epoch", epoch);
    cJSON_AddNumberToObject(o, "entries", (double)s->entries);
    cJSON_AddNumberToObject(o, "oldest", (double)s->oldest);
    cJSON_AddNumberToObject(o, "head", (double)s->head);
    cJSON_AddNumberToObject(o, "findings", (double)s->findings);
    json_line_print_tree(o);
}

static void show_progress(void *context, uint64_t entries, uint64_t whole)
{
    struct task *t = context;
    if (!t->progress)
        t->progress = progress_new("check", "entries", whole);
    progress_at(t->progress, entries, entries);
}

static int check(struct task *t)
{
    struct error err = { 0 };
    struct journal_summary summary;
    bool looked = journal_check(t->path, print_finding, show_progress, t, &summary, &err);
    progress_free(&t->progress);
    if (!looked)
        return fail(&err);
    print_summary(t, &summary);
    return summary.findings ? EX_DATAERR : 0;
}

/* export */

static const char *kind_name(enum journal_kind kind)
{
    switch (kind) {
    case JOURNAL_ITEM: return "item";
    case JOURNAL_FEED_EVENT: return "feed";
    case JOURNAL_ALERT: return "alert";
    }
    return "unknown";
}

static bool print_entry(void *context, const struct journal_entry *e)
{
    struct task *t = context;
    char time[INSTANT_TEXT];
    HELD(text) line = { 0 };
    instant_text(e->time, time);
    text_printf(&line, "{\"sequence\":%" PRIu64 ",\"time\":\"%s\",\"kind\":\"%s\",\"topics\":[",
                e->sequence, time, kind_name(e->kind));
    for (size_t i = 0; i < e->postings_size; i++) /* percent-encoded: nothing to escape */
        text_printf(&line, "%s{\"topic\":\"%s\",\"previous\":%" PRIu64 "}", i ? "," : "",
                    e->postings[i].topic, e->postings[i].previous);
    text_add(&line, SLICE("],\"body\":"));
    text_add(&line, e->body);
    text_add_byte(&line, '}');
    json_line_print(text_slice(&line));
    progress_at(t->progress, e->sequence - t->first + 1, ++t->entries);
    return !ferror(stdout);
}

static int export(struct task *t)
{
    struct error err = { 0 };
    uint64_t damaged = 0;
    struct journal *j = journal_open_to_read(t->path, &err);
    if (j) {
        t->first = journal_oldest(j);
        t->progress =
            progress_beside_output("export", "entries", journal_head(j) + 1 - t->first);
    }
    bool read = j && journal_read_all(j, print_entry, t, &damaged, &err);
    progress_free(&t->progress);
    journal_close(&j);
    if (!read)
        return fail(&err);
    if (ferror(stdout) || fflush(stdout))
        return EX_IOERR;
    if (damaged)
        fprintf(stderr, "assayd journal: %" PRIu64 " entries could not be read\n", damaged);
    return damaged ? EX_DATAERR : 0;
}

/* The command */

static int perform(const char *verb, struct task *t, const char *config_path)
{
    OWNED(config) config = NULL;
    if (!t->path) {
        OWNED(complaints) wrong = complaints_new();
        if (!config_load(config_path, &config, wrong)) {
            complaints_print(wrong, stderr, false);
            return EX_CONFIG;
        }
        t->path = config->journal.path;
    }
    return strcmp(verb, "check") == 0 ? check(t) : export(t);
}

static int run(int argc, char **argv)
{
    static const struct option known[] = { { "json", no_argument, NULL, 'j' },
                                           { "config", required_argument, NULL, 'c' },
                                           { NULL, 0, NULL, 0 } };
    struct task task = { 0 };
    const char *config_path = NULL;
    opterr = 0;
    optind = 1;
    for (int c; (c = getopt_long(argc, argv, "", known, NULL)) != -1;) {
        if (c == 'j')
            task.json = true;
        else if (c == 'c')
            config_path = optarg;
        else
            return command_misused(&command_journal, "what is '%s'?", argv[optind - 1]);
    }
    const char *verb = optind < argc ? argv[optind] : "";
    if ((strcmp(verb, "check") != 0 && strcmp(verb, "export") != 0) || argc - optind > 2)
        return command_misused(&command_journal, "say check or export, and at most one file");
    task.path = argv[optind + 1];
    return perform(verb, &task, config_path);
}

const struct command command_journal = {
    "journal", "check|export [--json] [--config FILE] [JOURNAL]",
    "Check a journal, or print all that can be read of it", run,
    "  check            SQLite's own check, the counter, each checksum, each hole, the witness;\n"
    "                   one finding a line. Exits with 0 when all is well, else with 65\n"
    "  export           every entry as one line of JSON: sequence, time, kind, topics, body;\n"
    "                   damaged ones are left out, counted, and make it exit with 65\n"
    "  JOURNAL          the file; without it the one that the configuration names\n"
    "  --config FILE    where it is named; without it the installed or the shipped one\n"
    "  --json           findings as one object a line\n"
    "\nBoth may be used beside a running daemon, and change nothing.\n"
};
