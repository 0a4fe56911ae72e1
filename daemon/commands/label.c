/* assayd label: one item after the other, a key a verdict, a line a label. */
#include "base/mem.h"
#include "commands/agree.h"
#include "commands/command.h"
#include "commands/complaining.h"
#include "commands/items.h"
#include "commands/keyboard.h"
#include "commands/paint.h"
#include "commands/reader.h"
#include "commands/scale.h"
#include "commands/show.h"
#include "config.h"
#include "tuning/labels.h"

#include <getopt.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct labelling {
    const char *as, *path, *config_path, *journal, *feed;
    int64_t last;               /* of the stored ones */
    struct instant since;
    bool show, tone_only, agreement, json;
    struct scales scales;
    struct config *config;      /* for --show, and for where the journal is */
    struct assayer *assayer;
    struct items items;
    struct labels labels;       /* all that the file says, other annotators' too */
    struct label_file *file;
    size_t *done;               /* places in items of what was answered in this sitting */
    size_t done_size, done_cap;
    size_t given, skipped;
};

extern const struct command command_label;

static int fail(const struct error *err, int status)
{
    fprintf(stderr, "assayd label: %s\n", error_line(err));
    return status;
}

/* ------------------------------------------------------------------ opening */

static const char *login_name(void)
{
    const struct passwd *user = getpwuid(getuid());
    return user ? user->pw_name : "me";
}

static int parse(struct labelling *l, int argc, char **argv)
{
    static const struct option options[] = {
        { "as", required_argument, NULL, 'a' },     { "labels", required_argument, NULL, 'l' },
        { "config", required_argument, NULL, 'c' }, { "show", no_argument, NULL, 's' },
        { "tone", no_argument, NULL, 't' },         { "agreement", no_argument, NULL, 'g' },
        { "json", no_argument, NULL, 'j' },         { "color", required_argument, NULL, 'C' },
        { "journal", required_argument, NULL, 'J' }, { "feed", required_argument, NULL, 'f' },
        { "last", required_argument, NULL, 'n' },   { "since", required_argument, NULL, 'i' },
        { NULL, 0, NULL, 0 },
    };
    *l = (struct labelling){ .as = login_name(), .path = "labels.jsonl", .last = 1000,
                              .scales = scale_shipped() };
    opterr = 0;
    optind = 1;
    for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        switch (c) {
        case 'a': l->as = optarg; break;
        case 'l': l->path = optarg; break;
        case 'c': l->config_path = optarg; break;
        case 's': l->show = true; break;
        case 't': l->tone_only = true; break;
        case 'g': l->agreement = true; break;
        case 'j': l->json = true; break;
        case 'J': l->journal = optarg; break;
        case 'f': l->feed = optarg; break;
        case 'n':
            if (slice_to_int(slice_of(optarg), &l->last) && l->last > 0)
                break;
            return command_misused(&command_label, "--last takes a number of items");
        case 'i':
            if (command_read_since(optarg, &l->since))
                break;
            return command_misused(&command_label, "--since takes 30d, 12h or 2026-11-22T00:00:00Z");
        case 'C':
            if (paint_choose(optarg))
                break;
            return command_misused(&command_label, "--color takes always, never or auto");
        default: return command_misused(&command_label, "what is '%s'?", argv[optind - 1]);
        }
    }
    if (l->agreement && optind < argc)
        return command_misused(&command_label, "--agreement takes no items, only --labels FILE");
    return 0;
}

/* --show needs an assayer, and only after the verdict. */
static int open_config(struct labelling *l)
{
    OWNED(complaints) complaints = complaints_new();
    bool good = config_load(l->config_path, &l->config, complaints);
    if (good && l->show)
        l->assayer = assayer_new(&l->config->assayer, 1, complaints);
    if (good && (l->assayer || !l->show))
        return 0;
    complaints_print(complaints, stderr, false);
    return EX_CONFIG;
}

/* The named files, or what the journal holds. */
static int read_items(struct labelling *l, char **inputs, bool *ret_from_stdin)
{
    struct error err = { 0 };
    if (!*inputs) {
        struct items_stored stored = { .journal = l->journal ? l->journal : l->config->journal.path,
                                       .what = "label: reading", .feed = l->feed, .since = l->since,
                                       .last = (uint64_t)l->last };
        bool good = items_read_stored(&stored, l->config, &l->items, &err) &&
                    (l->items.size ||
                     error_set(&err, REFUSE, stored.journal, "no stored articles%s%s in that time",
                               l->feed ? " of feed " : "", l->feed ? l->feed : ""));
        return good ? 0 : fail(&err, EX_NOINPUT);
    }
    for (; *inputs; inputs++) {
        *ret_from_stdin |= strcmp(*inputs, "-") == 0;
        if (!items_read(*inputs, &l->items, &err))
            return fail(&err, EX_DATAERR);
    }
    return 0;
}

static int open_all(struct labelling *l, char **inputs)
{
    struct error err = { 0 };
    bool from_stdin = false;
    if (!labels_read(l->path, true, &l->scales, &l->labels, &err))
        return fail(&err, EX_DATAERR);
    int status = l->show || (!*inputs && !l->journal) ? open_config(l) : 0;
    if (!status)
        status = read_items(l, inputs, &from_stdin);
    if (status)
        return status;
    l->file = label_file_open(l->path, &err);
    if (!l->file || !keyboard_open(from_stdin, &err))
        return fail(&err, EX_CANTCREAT);
    return 0;
}

static void close_all(struct labelling *l)
{
    keyboard_close();
    label_file_free(&l->file);
    labels_done(&l->labels);
    items_done(&l->items);
    assayer_free(&l->assayer);
    config_free(&l->config);
    mem_free(&l->done);
}

/* ------------------------------------------------------------------ asking */

enum answer { ANSWERED, SKIPPED, BACK, LEFT };

/* The question, its keys and the longest answer in one line of the terminal? */
static bool fits(const char *what, const struct scale *scale, const char *more)
{
    size_t wide = strlen(what) + 1 + strlen(more) + 2, longest = 0;
    for (int i = 0; i < scale->size; i++) {
        size_t name = strlen(scale->names[i]);
        wide += 4 + name;
        longest = name > longest ? name : longest;
    }
    return !paint_columns() || wide + 1 + longest < (size_t)paint_columns();
}

/* Where there is no room, the keys that are no verdict stand in a line above. */
static void print_question(const char *what, const struct scale *scale, const char *more)
{
    bool wide = fits(what, scale, more);
    if (!wide)
        printf("%s%s%s\n", paint(PAINT_FAINT), more, paint(PAINT_PLAIN));
    printf("%s%s%s ", paint(PAINT_STRONG), what, paint(PAINT_PLAIN));
    for (int i = 0; i < scale->size; i++)
        printf(" %s%d%s %s ", paint(PAINT_STRONG), i + 1, paint(PAINT_PLAIN), scale->names[i]);
    if (wide)
        printf(" %s%s%s ", paint(PAINT_FAINT), more, paint(PAINT_PLAIN));
    fflush(stdout);
}

/* optional: `n` gives no verdict. */
static enum answer ask(const char *what, const struct scale *scale, bool optional, int *ret)
{
    print_question(what, scale, optional ? "n none, s skip, u back, q quit" : "s skip, u undo, q quit");
    for (;;) {
        int key = keyboard_next();
        *ret = key >= '1' && key < '1' + scale->size ? key - '1' : LABEL_NONE;
        if (*ret != LABEL_NONE || (optional && key == 'n')) {
            printf(" %s\n", *ret == LABEL_NONE ? "none" : scale->names[*ret]);
            return ANSWERED;
        }
        if (key != 's' && key != 'u' && key != 'q' && key != KEYBOARD_END)
            continue;
        printf(" %s\n", key == 's' ? "skipped" : key == 'u' ? "back" : "");
        return key == 's' ? SKIPPED : key == 'u' ? BACK : LEFT;
    }
}

/* Both questions; nothing is written before both are answered. */
static enum answer ask_both(const struct labelling *l, struct label *label)
{
    for (;;) {
        enum answer answer = ask("Tone?", &l->scales.tone, false, &label->tone);
        if (answer != ANSWERED || l->tone_only)
            return answer;
        answer = ask("Reliability?", &l->scales.reliability, true, &label->reliability);
        if (answer != BACK)
            return answer;
    }
}

/* ------------------------------------------------------------------ noting */

static struct label label_of(const struct labelling *l, const struct article *a, enum label_state state)
{
    struct label label = { .feed = a->feed, .id = a->id, .as = l->as, .state = state,
                           .tone = LABEL_NONE, .reliability = LABEL_NONE,
                           .at = clock_now(clock_real()) };
    article_sha256(a, label.text);
    label.at.ms -= label.at.ms % 1000;
    return label;
}

static bool note(struct labelling *l, const struct label *label, struct error *err)
{
    labels_put(&l->labels, label);
    return label_file_add(l->file, label, &l->scales, err);
}

static void show_verdict(const struct labelling *l, const struct article *a)
{
    if (!l->assayer)
        return;
    OWNED(verdict) v = assayer_judge(l->assayer, a, ASSAY_SCORE);
    printf("%sassayd:%s ", paint(PAINT_FAINT), paint(PAINT_PLAIN));
    show_line(a, v);
}

static bool note_answer(struct labelling *l, size_t at, struct label *label, bool skipped,
                        struct error *err)
{
    if (skipped) {
        label->state = LABEL_SKIPPED;
        label->tone = label->reliability = LABEL_NONE;
    }
    *(skipped ? &l->skipped : &l->given) += 1;
    mem_grow(l->done, l->done_size, l->done_cap);
    l->done[l->done_size++] = at;
    if (!skipped)
        show_verdict(l, l->items.list[at]);
    return note(l, label, err);
}

/* Takes back the last answer of this sitting; *at is its item again. */
static bool undo(struct labelling *l, size_t *at, struct error *err)
{
    if (!l->done_size) {
        printf("Nothing to take back: this is the first answer of this sitting.\n");
        return true;
    }
    *at = l->done[--l->done_size];
    const struct article *a = l->items.list[*at];
    const struct label *old = labels_find(&l->labels, a->feed, a->id, l->as);
    *(old && old->state == LABEL_SKIPPED ? &l->skipped : &l->given) -= 1;
    struct label label = label_of(l, a, LABEL_TAKEN_BACK);
    return note(l, &label, err);
}

/* ------------------------------------------------------------------ the loop */

static bool is_answered(const struct labelling *l, size_t at)
{
    const struct article *a = l->items.list[at];
    return labels_find(&l->labels, a->feed, a->id, l->as) != NULL;
}

static size_t count_left(const struct labelling *l)
{
    size_t left = 0;
    for (size_t i = 0; i < l->items.size; i++)
        left += !is_answered(l, i);
    return left;
}

static size_t next_open(const struct labelling *l, size_t at)
{
    while (at < l->items.size && is_answered(l, at))
        at++;
    return at;
}

/* One item; *at is where to go on. False at the end, or with err. */
static bool label_one(struct labelling *l, size_t *at, struct error *err)
{
    const struct article *a = l->items.list[*at];
    struct label label = label_of(l, a, LABEL_GIVEN);
    reader_print(a, *at + 1, l->items.size);
    enum answer answer = ask_both(l, &label);
    if (answer == LEFT)
        return false;
    if (answer == BACK)
        return undo(l, at, err);
    return note_answer(l, *at, &label, answer == SKIPPED, err);
}

static int label_all(struct labelling *l)
{
    struct error err = { 0 };
    size_t at = 0;
    while ((at = next_open(l, at)) < l->items.size && label_one(l, &at, &err))
        continue;
    printf("\n%zu labelled, %zu skipped, %zu left; %s\n", l->given, l->skipped, count_left(l), l->path);
    return error_is_set(&err) ? fail(&err, EX_IOERR) : 0;
}

static int run(int argc, char **argv)
{
    struct labelling l;
    int status = parse(&l, argc, argv);
    if (status)
        return status;
    if (l.agreement)
        return agree_print(&command_label, l.path, &l.scales, l.json);
    status = open_all(&l, argv + optind);
    if (!status)
        status = label_all(&l);
    close_all(&l);
    return status;
}

const struct command command_label = {
    "label", "[OPTIONS] [ITEMS.jsonl ...] | --agreement",
    "Show items one at a time and keep your verdicts on them, for tune", run,
    "Without a file of items, one JSON Feed item a line, those that the journal holds are shown.\n"
    "  --labels FILE    where the verdicts go, and are read from to go on; default labels.jsonl\n"
    "  --as NAME        who judges; default is the login name\n"
    "  --tone           ask for the tone alone\n"
    "  --show           after each verdict, show what assayd makes of the item\n"
    "  --journal FILE   this journal instead of the configured one\n"
    "  --feed ID        of the stored items those of that feed\n"
    "  --last N         of the stored items the newest N; default 1000\n"
    "  --since TIME     of the stored items those since then: 30d, 12h, 2026-11-22T00:00:00Z\n"
    "  --config FILE    for --show and the journal; without it the installed or the shipped one\n"
    "  --agreement      instead: how far the annotators of FILE agree (Krippendorff's alpha)\n"
    "  --json           --agreement as one JSON object\n"
    "  --color WHEN     always, never or auto (NO_COLOR is honoured)\n"
};
