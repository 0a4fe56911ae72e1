#include "commands/records.h"

#include "base/mem.h"
#include "commands/complaining.h"
#include "intake/trouble.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int take_options(struct records *r, const struct command *command, int argc, char **argv,
                        const char **ret_config)
{
    static const struct option options[] = { { "json", no_argument, NULL, 'j' },
                                             { "config", required_argument, NULL, 'c' },
                                             { "journal", required_argument, NULL, 'J' },
                                             { NULL, 0, NULL, 0 } };
    opterr = 0;
    optind = 1;
    for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;)
        switch (c) {
        case 'j': r->json = true; break;
        case 'c': *ret_config = optarg; break;
        case 'J': r->path = optarg; break;
        default: return command_misused(command, "what is '%s'?", argv[optind - 1]);
        }
    return 0;
}

static int by_feed(const void *name, const void *state)
{
    return strcmp(name, (*(const struct feed_state *const *)state)->feed);
}

static bool open_journal(struct records *r, struct error *err)
{
    if (!r->path)
        r->path = r->config->journal.path;
    r->journal = journal_open_to_read(r->path, err);
    return r->journal && journal_load_feeds(r->journal, &r->states, &r->states_size, err);
}

int records_open(struct records *r, const struct command *command, int argc, char **argv,
                 int operands)
{
    const char *config_path = NULL;
    struct error err = {0};
    *r = (struct records){ .now = clock_now(clock_real()) };
    int status = take_options(r, command, argc, argv, &config_path);
    if (status)
        return status;
    if (operands >= 0 && argc - optind != operands)
        return command_misused(command, "needs %d argument%s, not %d", operands,
                               operands == 1 ? "" : "s", argc - optind);
    OWNED(complaints) wrong = complaints_new();
    if (!config_load(config_path, &r->config, wrong)) {
        complaints_print(wrong, stderr, r->json);
        return EX_CONFIG;
    }
    if (open_journal(r, &err))
        return 0;
    fprintf(stderr, "assayd %s: %s\n", command->name, error_line(&err));
    records_close(r);
    return EX_NOINPUT;
}

void records_close(struct records *r)
{
    for (size_t i = 0; i < r->states_size; i++)
        feed_state_free(&r->states[i]);
    mem_free(&r->states);
    journal_close(&r->journal);
    config_free(&r->config);
}

const struct feed_state *records_state(const struct records *r, const char *feed)
{
    struct feed_state **found =
        r->states_size ? bsearch(feed, r->states, r->states_size, sizeof *r->states, by_feed) : NULL;
    return found ? *found : NULL;
}

const char *records_words(const struct feed_state *s)
{
    unsigned troubles = s ? s->told & (FEED_FAILING | FEED_STALE | FEED_MUTED) : 0;
    if (!s || !s->last_poll.ms)
        return "not polled yet";
    if (s->failures && !(troubles & (FEED_FAILING | FEED_MUTED)))
        return troubles ? "stale, last poll failed" : "last poll failed";
    return trouble_words(troubles);
}

/* The larger unit alone, but for hours and minutes. */
static void roughly(int64_t ms, char *out, size_t size)
{
    int64_t s = ms / 1000;
    if (s < 60)
        snprintf(out, size, "%" PRId64 "s", s);
    else if (s < 3600)
        snprintf(out, size, "%" PRId64 "m", s / 60);
    else if (s < 48 * 3600)
        snprintf(out, size, "%" PRId64 "h%02" PRId64 "m", s / 3600, s / 60 % 60);
    else
        snprintf(out, size, "%" PRId64 "d", s / 86400);
}

void records_ago(const struct records *r, struct instant at, char out[RECORDS_AGO])
{
    char length[24];
    int64_t left = instant_since(at, r->now).ms;
    roughly(left < 0 ? -left : left, length, sizeof length);
    if (!at.ms)
        strcpy(out, "never");
    else
        snprintf(out, RECORDS_AGO, left > 0 ? "in %s" : "%s ago", length);
}
