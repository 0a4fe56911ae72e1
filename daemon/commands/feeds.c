/* feeds.c - how each feed is doing. */
#include "base/mem.h"
#include "commands/json_line.h"
#include "commands/paint.h"
#include "commands/records.h"
#include "intake/moved.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

extern const struct command command_feeds;

static void add_time(cJSON *o, const char *name, struct instant at)
{
    char text[INSTANT_TEXT];
    instant_text(at, text);
    if (at.ms)
        cJSON_AddStringToObject(o, name, text);
    else
        cJSON_AddNullToObject(o, name);
}

static void add_text(cJSON *o, const char *name, const char *text)
{
    if (text)
        cJSON_AddStringToObject(o, name, text);
    else
        cJSON_AddNullToObject(o, name);
}

static void print_json(const struct subscription *feed, const struct feed_state *s, const char *url)
{
    static const struct feed_state none = {0};
    cJSON *o = cJSON_CreateObject();
    cJSON_AddStringToObject(o, "feed", feed->id);
    cJSON_AddStringToObject(o, "url", url);
    cJSON_AddStringToObject(o, "state", records_words(s));
    s = s ? s : &none;
    add_time(o, "last_poll", s->last_poll);
    add_time(o, "last_success", s->last_success);
    add_time(o, "last_new_item", s->last_new_item);
    add_time(o, "next_poll", s->muted ? (struct instant){0} : s->not_before);
    cJSON_AddNumberToObject(o, "failures", s->failures);
    add_text(o, "last_error", s->last_error);
    add_text(o, "moved_to", s->address);
    json_line_print_tree(o);
}

static void print_note(const char *what, const char *text)
{
    HELD(text) line = {0};
    text_add_printable(&line, slice_of(text), false);
    printf("  %s%s%s\n", what, what[0] ? ": " : "", text_string(&line));
}

static enum paint paint_of_state(const struct feed_state *s)
{
    return !s ? PAINT_FAINT : s->told & (FEED_FAILING | FEED_MUTED) ? PAINT_BAD
           : s->failures || s->told & FEED_STALE                    ? PAINT_WARN
                                                                    : PAINT_GOOD;
}

static void print_row(const struct records *r, const struct subscription *feed,
                      const struct feed_state *s, const char *url)
{
    char success[RECORDS_AGO] = "never", item[RECORDS_AGO] = "never", next[RECORDS_AGO] = "at once";
    if (s) {
        records_ago(r, s->last_success, success);
        records_ago(r, s->last_new_item, item);
        if (s->muted)
            strcpy(next, "not asked");
        else if (instant_before(r->now, s->not_before))
            records_ago(r, s->not_before, next);
    }
    printf("%-24s %s%-24s%s %-12s %-12s %s\n", feed->id, paint(paint_of_state(s)), records_words(s),
           paint(PAINT_PLAIN), success, item, next);
    print_note("", url);
    if (s && s->address)
        print_note("moved for good to", s->address);
    if (s && s->last_error)
        print_note("last error", s->last_error);
}

static bool is_wanted(const char *id, int argc, char **argv)
{
    for (int i = optind; i < argc; i++)
        if (strcmp(argv[i], id) == 0)
            return true;
    return optind == argc;
}

static int print_feeds(const struct records *r, int argc, char **argv)
{
    size_t printed = 0;
    for (size_t i = 0; i < r->config->feeds_size; i++) {
        const struct subscription *feed = &r->config->feeds[i];
        const struct feed_state *s = records_state(r, feed->id);
        if (!is_wanted(feed->id, argc, argv))
            continue;
        char *url = moved_shown(feed->url);
        if (!printed++ && !r->json)
            printf("%-24s %-24s %-12s %-12s %s\n", "FEED", "STATE", "LAST SUCCESS", "LAST ITEM",
                   "NEXT POLL");
        if (r->json)
            print_json(feed, s, url);
        else
            print_row(r, feed, s, url);
        mem_free(&url);
    }
    if (printed)
        return 0;
    fprintf(stderr, "assayd feeds: %s\n", optind < argc ? "no such feed is configured"
                                                        : "no feed is configured");
    return optind < argc ? EX_DATAERR : 0;
}

static int run(int argc, char **argv)
{
    struct records r;
    int status = records_open(&r, &command_feeds, argc, argv, -1);
    if (status)
        return status;
    status = print_feeds(&r, argc, argv);
    records_close(&r);
    return status;
}

const struct command command_feeds = {
    "feeds", "[--json] [--config FILE] [--journal FILE] [ID...]",
    "Show how each feed is doing: last success, last new item, next poll, last error", run,
    "  ID               only these feeds\n" RECORDS_OPTIONS
    "\nReads what the daemon wrote into its journal, whether it runs or not.\n"
};
