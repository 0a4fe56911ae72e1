/* trace.c - why an item did or did not come out. */
#include "base/mem.h"
#include "commands/json_line.h"
#include "commands/records.h"
#include "intake/moved.h"
#include "intake/seen.h"
#include "intake/url.h"
#include "listen/past.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

extern const struct command command_trace;

struct trace {
    struct records records;
    struct text canonical; /* of the URL asked for; empty: it is none */
    const char *asked;
    size_t found;
};

static void print_json(const char *outcome, const char *feed, const char *title, const char *at,
                       const char *why, uint64_t sequence)
{
    cJSON *o = cJSON_CreateObject();
    cJSON_AddStringToObject(o, "outcome", outcome);
    cJSON_AddStringToObject(o, "feed", feed);
    title ? cJSON_AddStringToObject(o, "title", title) : cJSON_AddNullToObject(o, "title");
    at ? cJSON_AddStringToObject(o, "time", at) : cJSON_AddNullToObject(o, "time");
    why ? cJSON_AddStringToObject(o, "why", why) : cJSON_AddNullToObject(o, "why");
    sequence ? cJSON_AddNumberToObject(o, "sequence", (double)sequence)
             : cJSON_AddNullToObject(o, "sequence");
    json_line_print_tree(o);
}

static void tell(struct trace *t, const char *outcome, const char *feed, const char *title,
                 const char *at, const char *why, uint64_t sequence)
{
    HELD(text) line = {0};
    if (t->records.json) {
        print_json(outcome, feed, title, at, why, sequence);
        return;
    }
    text_printf(&line, "%s: %s", feed, outcome);
    if (sequence)
        text_printf(&line, " as number %" PRIu64, sequence);
    if (at)
        text_printf(&line, " at %s", at);
    if (title)
        text_printf(&line, ", \"%s\"", title);
    if (why)
        text_printf(&line, ": %s", why);
    HELD(text) safe = {0};
    text_add_printable(&safe, text_slice(&line), false);
    puts(text_string(&safe));
}

/* --- it came out --- */

static const char *member(const cJSON *o, const char *name)
{
    return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(o, name));
}

static bool is_it(const struct trace *t, const char *url, const char *id)
{
    return (url && t->canonical.len && strcmp(url, text_string(&t->canonical)) == 0) ||
           (id && strcmp(id, t->asked) == 0);
}

/* Nothing is said where the page was not wanted. */
static void say_whose_text(const cJSON *item, struct text *ret)
{
    const cJSON *text = cJSON_GetObjectItemCaseSensitive(item, "text");
    const char *problem = member(text, "page_problem"), *source = member(text, "source");
    if (problem)
        text_printf(ret, "with the feed's own text, since its page was not to be had (%s)", problem);
    else if (source && strcmp(source, "page") == 0)
        text_printf(ret, "with the text of its page");
}

static void look_at_item(struct trace *t, struct past_message message)
{
    cJSON *event = cJSON_ParseWithLength(message.json.ptr, message.json.len);
    const cJSON *data = cJSON_GetObjectItemCaseSensitive(event, "data");
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(data, "item");
    const char *feed = member(item, "source");
    if (feed && is_it(t, member(item, "url"), member(item, "id"))) {
        t->found++;
        bool is_first = !member(data, "supersedes");
        HELD(text) whose = {0};
        say_whose_text(item, &whose);
        tell(t, is_first ? "came out" : "came out anew", feed, member(item, "title"),
             member(event, "time"), whose.len ? text_string(&whose) : NULL, message.header.sequence);
    }
    cJSON_Delete(event);
}

/* JSON is parsed only where the words stand in it. */
static bool holds(struct slice json, struct slice words)
{
    return words.len && memmem(json.ptr, json.len, words.ptr, words.len);
}

static bool search_items(struct trace *t, struct error *err)
{
    struct past *past = past_open(t->records.path, err);
    struct past_query query = { .to = UINT64_MAX, .prefix = "item/" };
    struct past_status status = {0};
    bool good = past != NULL;
    do {
        good = good && past_ask(past, &query, &status, err);
        for (size_t i = 0; good && i < past_size(past); i++) {
            struct past_message m = past_message(past, i);
            if (holds(m.json, text_slice(&t->canonical)) || holds(m.json, slice_of(t->asked)))
                look_at_item(t, m);
        }
    } while (good && (query.from = status.next));
    past_free(&past);
    return good;
}

/* --- it was left out --- */

static void show_left_out(void *context, const char *feed, const struct left_out *l,
                          struct instant seen)
{
    struct trace *t = context;
    char at[INSTANT_TEXT];
    instant_text(seen, at);
    t->found++;
    tell(t, "left out", feed, l->title, at, l->reason, 0);
}

/* --- nobody knows --- */

static bool has_seen(const struct trace *t, const struct feed_state *s)
{
    OWNED(seen) seen = NULL;
    if (!seen_from_ids(text_slice(&s->seen), SIZE_MAX, &seen, NULL))
        return false;
    return seen_has(seen, slice_of(t->asked)) || seen_has(seen, text_slice(&t->canonical));
}

static const char *why_not(const struct trace *t, const struct feed_state *s)
{
    if (!s || !s->last_poll.ms)
        return "the feed was not polled yet";
    if (has_seen(t, s))
        return "the feed has shown it, but the journal does not keep it any more";
    if (s->muted)
        return "the feed is gone for good (410) and not asked any more";
    if (s->last_error) /* also where a ceiling cut the document */
        return s->last_error;
    return "it stood in none of the feed's documents, or under another id";
}

static bool same_domain(const struct trace *t, const char *url)
{
    HELD(text) mine = {0};
    HELD(text) theirs = {0};
    url_domain(&mine, text_slice(&t->canonical));
    url_domain(&theirs, slice_of(url));
    return mine.len && slice_same(text_slice(&mine), text_slice(&theirs));
}

/* Of every feed that has seen it, is in trouble, or lives where the item does. */
static void guess(struct trace *t)
{
    size_t told = 0;
    for (size_t i = 0; i < t->records.config->feeds_size; i++) {
        const struct subscription *feed = &t->records.config->feeds[i];
        const struct feed_state *s = records_state(&t->records, feed->id);
        bool speaks = !s || s->last_error || s->muted || has_seen(t, s) || same_domain(t, feed->url);
        if (speaks)
            tell(t, "unknown", feed->id, NULL, NULL, why_not(t, s), 0);
        told += speaks;
    }
    if (!told)
        fprintf(stderr, "assayd trace: no feed knows of it, and all are well\n");
}

static int search(struct trace *t)
{
    struct error err = {0};
    if (!search_items(t, &err) ||
        !journal_find_left_out(t->records.journal, t->asked, text_string(&t->canonical),
                               show_left_out, t, &err)) {
        fprintf(stderr, "assayd trace: %s\n", error_line(&err));
        return EX_NOINPUT;
    }
    if (!t->found)
        guess(t);
    return 0;
}

static int run(int argc, char **argv)
{
    struct trace t = {0};
    int status = records_open(&t.records, &command_trace, argc, argv, 1);
    if (status)
        return status;
    t.asked = argv[optind];
    url_canonical(&t.canonical, slice_of(t.asked));
    status = search(&t);
    text_done(&t.canonical);
    records_close(&t.records);
    return status;
}

const struct command command_trace = {
    "trace", "[--json] [--config FILE] [--journal FILE] URL|GUID",
    "Tell why an item did or did not come out", run,
    "  URL|GUID         the item's address, or the id that its feed gives it\n" RECORDS_OPTIONS
    "\nReads the journal: items that came out, items that were left out and why, and how the feeds\n"
    "that might have brought it are doing.\n"
};
