#include "commands/judge.h"

#include "base/mem.h"
#include "base/progress.h"
#include "commands/complaining.h"
#include "commands/download.h"
#include "commands/json_line.h"
#include "commands/paint.h"
#include "intake/document.h"
#include "intake/item_json.h"
#include "stored.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* A line or a file of more than this is refused; a feed of ten thousand items fits. */
enum { INPUT_MAX = 64 << 20 };

static const struct option options[] = {
    { "config", required_argument, NULL, 'c' }, { "text", required_argument, NULL, 't' },
    { "jsonl", no_argument, NULL, 'l' },        { "json", no_argument, NULL, 'j' },
    { "color", required_argument, NULL, 'C' },  { "stream", no_argument, NULL, 's' },
    { "set", required_argument, NULL, 'S' },    { "why-not", required_argument, NULL, 'w' },
    { "html", required_argument, NULL, 'h' },   { "rules", no_argument, NULL, 'r' },
    { "item", required_argument, NULL, 'i' },   { "journal", required_argument, NULL, 'J' },
    { NULL, 0, NULL, 0 },
};

static int parse(struct judge *j, int argc, char **argv)
{
    const bool explains = strcmp(j->command->name, "explain") == 0;
    opterr = 0;
    optind = 1;
    for (int c; (c = getopt_long(argc, argv, "c:t:j", options, NULL)) != -1;) {
        if (!explains && (c == 'w' || c == 'h' || c == 'r'))
            return command_misused(j->command, "'%s' is for explain", argv[optind - 1]);
        switch (c) {
        case 'S':
            mem_grow(j->changes, j->changes_size, j->changes_cap);
            j->changes[j->changes_size++] = optarg;
            break;
        case 'w': j->why_not = optarg; break;
        case 'h': j->html = optarg; break;
        case 'i': j->item = optarg; break;
        case 'J': j->journal = optarg; break;
        case 'r': j->rules = true; break;
        case 'c': j->config_path = optarg; break;
        case 't': j->text = optarg; break;
        case 'l': j->jsonl = true; break;
        case 'j': j->json = true; break;
        case 's': j->stream = true; break;
        case 'C':
            if (paint_choose(optarg))
                break;
            return command_misused(j->command, "--color takes always, never or auto");
        default: return command_misused(j->command, "what is '%s'?", argv[optind - 1]);
        }
    }
    j->inputs = argv + optind;
    j->inputs_size = argc - optind;
    if (!j->inputs_size && !j->text && !j->item && !j->jsonl)
        return command_misused(j->command, "needs a file, a URL or - for stdin");
    return 0;
}

struct assayer *judge_another(const struct judge *j, struct overlays changes,
                              struct config **ret_config)
{
    OWNED(complaints) complaints = complaints_new();
    struct assayer *assayer = NULL;
    if (config_load_changed(j->config_path, changes, ret_config, complaints))
        assayer = assayer_new(&(*ret_config)->assayer, 1, complaints);
    if (!assayer)
        complaints_print(complaints, stderr, false);
    return assayer;
}

int judge_open(struct judge *j, const struct command *command, int argc, char **argv)
{
    *j = (struct judge){ .command = command };
    int status = parse(j, argc, argv);
    if (status)
        return status;
    j->assayer = judge_another(j, (struct overlays){ j->changes, j->changes_size }, &j->config);
    if (!j->assayer)
        return EX_CONFIG;
    if (j->stream)
        j->stories = stories_new(&j->config->stories);
    return 0;
}

void judge_done(struct judge *j)
{
    stories_free(&j->stories);
    assayer_free(&j->assayer);
    config_free(&j->config);
    mem_free(&j->changes);
}

static void tell(struct judge *j, const struct error *err)
{
    progress_hide(j->progress);
    fprintf(stderr, "assayd %s: %s\n", j->command->name, error_line(err));
    j->failed = true;
}

static void take_place(struct judge *j, struct article *a)
{
    HELD(text) trace = { 0 }; /* of no use: nothing is remembered behind the last line */
    if (j->stories && !a->cluster) /* a stored item has its place */
        a->cluster = stories_place(j->stories, a, &trace);
}

struct receiver {
    struct judge *judge;
    void (*each)(struct judge *, const struct article *);
};

static void receive(void *context, struct article **article)
{
    struct receiver *r = context;
    take_place(r->judge, *article);
    r->each(r->judge, *article);
    article_free(article);
}

static void judge_line(struct judge *j, struct slice line, const char *name, size_t number,
                       void (*each)(struct judge *, const struct article *))
{
    struct error err = {0};
    OWNED(article) a = item_json_read(line, "-", &err);
    if (a) {
        if (!a->id)
            a->id = mem_printf("%zu", number);
        a->fetched = clock_now(clock_real()).ms;
        take_place(j, a);
        each(j, a);
        return;
    }
    HELD(text) place = {0};
    text_printf(&place, "%s:%zu", name, number);
    error_at(&err, text_string(&place));
    tell(j, &err);
}

/* 0: nobody knows. */
static uint64_t size_of(FILE *file)
{
    struct stat about;
    return fstat(fileno(file), &about) == 0 && S_ISREG(about.st_mode) ? (uint64_t)about.st_size : 0;
}

static void judge_lines(struct judge *j, FILE *file, const char *name,
                        void (*each)(struct judge *, const struct article *))
{
    char *line = NULL;
    size_t cap = 0, number = 0;
    uint64_t at = 0, whole = size_of(file);
    j->progress = progress_beside_output(j->command->name, "items", whole);
    for (ssize_t len; (len = getline(&line, &cap, file)) >= 0;) {
        number++;
        struct slice trimmed = slice_trim((struct slice){ line, (size_t)len });
        if (trimmed.len)
            judge_line(j, trimmed, name, number, each);
        progress_at(j->progress, at += (uint64_t)len, number);
    }
    progress_free(&j->progress);
    free(line);
}

static bool read_all(FILE *file, const char *name, struct text *ret, struct error *err)
{
    char part[65536];
    for (size_t got; (got = fread(part, 1, sizeof part, file)) > 0;) {
        if (ret->len + got > INPUT_MAX)
            return error_set(err, REFUSE, name, "is longer than %d MiB", INPUT_MAX >> 20);
        text_add(ret, (struct slice){ part, got });
    }
    return !ferror(file) || error_errno(err, REFUSE, name, "cannot be read");
}

static void judge_file(struct judge *j, FILE *file, const char *name, struct receiver *r)
{
    struct error err = {0};
    HELD(text) bytes = {0};
    if (j->jsonl)
        judge_lines(j, file, name, r->each);
    else if (!read_all(file, name, &bytes, &err) ||
             !document_read(text_slice(&bytes), &(struct document_hints){ .name = name }, receive,
                            r, &err))
        tell(j, &err);
}

static void judge_url(struct judge *j, const char *url, struct receiver *r)
{
    struct error err = {0};
    OWNED(fetch_answer) answer = download(url, &j->config->fetch, &err);
    struct document_hints hints = { .name = url };
    if (answer) {
        hints.url = answer->url;
        hints.content_type = text_string(&answer->content_type);
    }
    if (!answer || !document_read(text_slice(&answer->body), &hints, receive, r, &err))
        tell(j, &err);
}

static void judge_input(struct judge *j, const char *input, struct receiver *r)
{
    struct error err = {0};
    if (strcmp(input, "-") == 0) {
        judge_file(j, stdin, "-", r);
    } else if (download_is_url(input)) {
        judge_url(j, input, r);
    } else {
        FILE *file = fopen(input, "re");
        if (!file) {
            error_errno(&err, REFUSE, input, "cannot be opened");
            tell(j, &err);
            return;
        }
        judge_file(j, file, input, r);
        fclose(file);
    }
}

struct article judge_seen(const struct config *config, const struct article *a)
{
    struct stored_feeds feeds;
    stored_feeds_init(&feeds, config->feeds, config->feeds_size);
    struct article seen = stored_seen(&feeds, a);
    stored_feeds_done(&feeds);
    return seen;
}

static void judge_item(struct judge *j, struct receiver *r)
{
    struct error err = {0};
    OWNED(article) a = stored_article(j->journal ? j->journal : j->config->journal.path, j->item, &err);
    if (!a) {
        tell(j, &err);
        return;
    }
    take_place(j, a);
    struct article seen = judge_seen(j->config, a);
    j->stored = a;
    r->each(j, &seen);
    j->stored = NULL;
}

int judge_inputs(struct judge *j, void (*each)(struct judge *, const struct article *))
{
    struct receiver r = { j, each };
    struct error err = {0};
    if (j->text && !document_read(slice_of(j->text), &(struct document_hints){ .name = "text", .plain = true },
                                  receive, &r, &err))
        tell(j, &err);
    if (j->item)
        judge_item(j, &r);
    if (!j->inputs_size && j->jsonl)
        judge_input(j, "-", &r);
    for (int i = 0; i < j->inputs_size; i++)
        judge_input(j, j->inputs[i], &r);
    if (fflush(stdout) != 0) {
        fprintf(stderr, "assayd %s: cannot write: %s\n", j->command->name, strerror(errno));
        return EX_IOERR;
    }
    return j->failed ? EX_DATAERR : 0;
}

void judge_print_json(const struct judge *j, const struct article *a, const struct verdict *v)
{
    HELD(text) json = {0};
    assayer_json(j->assayer, &json, a, v, clock_now(clock_real()));
    json_line_print(text_slice(&json));
}
