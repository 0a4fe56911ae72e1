#include "base/mem.h"
#include "base/progress.h"
#include "commands/command.h"
#include "commands/complaining.h"
#include "commands/diff_report.h"
#include "commands/html.h"
#include "commands/paint.h"
#include "stored.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LIMITS_MAX     20
#define EX_TOO_MUCH    1 /* a --fail-if holds */

extern const struct command command_diff;

struct diff {
    const char *before, *after, *journal_path, *feed, *html;
    struct instant since;
    uint64_t last;         /* newest items */
    int64_t top, threads;
    bool json, rescore;
    const char *wishes[LIMITS_MAX]; /* --fail-if as written: what may be asked for is known once scorers are */
    struct limit limits[LIMITS_MAX];
    size_t limits_size;
    const char **changes;  /* --set */
    size_t changes_size, changes_cap;

    struct pair pair;
    struct journal *journal;
    struct tally **tallies; /* one a thread; the first becomes the sum */
    struct diff_report report;
};

/* Options */

static bool read_number(const char *text, int64_t low, int64_t high, int64_t *ret)
{
    return slice_to_int(slice_of(text), ret) && *ret >= low && *ret <= high;
}

static int add_limit(struct diff *d, const char *text)
{
    if (d->limits_size == LIMITS_MAX)
        return command_misused(&command_diff, "at most %d --fail-if", LIMITS_MAX);
    d->wishes[d->limits_size++] = text;
    return 0;
}

static int take_option(struct diff *d, int option, const char *value)
{
    int64_t number;
    switch (option) {
    case 'o': d->before = value; break;
    case 'J': d->journal_path = value; break;
    case 'f': d->feed = value; break;
    case 'h': d->html = value; break;
    case 'j': d->json = true; break;
    case 'r': d->rescore = true; break;
    case 'x': return add_limit(d, value);
    case 'S':
        mem_grow(d->changes, d->changes_size, d->changes_cap);
        d->changes[d->changes_size++] = value;
        break;
    case 's':
        if (!command_read_since(value, &d->since))
            return command_misused(&command_diff, "--since takes 30d, 12h or 2026-11-22T00:00:00Z");
        break;
    case 'n':
        if (!read_number(value, 1, INT64_MAX, &number))
            return command_misused(&command_diff, "--last takes a number of items");
        d->last = (uint64_t)number;
        break;
    case 't':
        if (!read_number(value, 0, TALLY_MOVES, &d->top))
            return command_misused(&command_diff, "--top takes a number up to %d", TALLY_MOVES);
        break;
    case 'T':
        if (!read_number(value, 1, RESCORE_THREADS_MAX, &d->threads))
            return command_misused(&command_diff, "--threads takes 1 to %d", RESCORE_THREADS_MAX);
        break;
    case 'C':
        if (!paint_choose(value))
            return command_misused(&command_diff, "--color takes always, never or auto");
        break;
    }
    return 0;
}

static int parse(struct diff *d, int argc, char **argv)
{
    static const struct option options[] = {
        { "old", required_argument, NULL, 'o' },     { "config", required_argument, NULL, 'o' },
        { "journal", required_argument, NULL, 'J' }, { "since", required_argument, NULL, 's' },
        { "feed", required_argument, NULL, 'f' },    { "last", required_argument, NULL, 'n' },
        { "top", required_argument, NULL, 't' },     { "threads", required_argument, NULL, 'T' },
        { "set", required_argument, NULL, 'S' },
        { "fail-if", required_argument, NULL, 'x' }, { "html", required_argument, NULL, 'h' },
        { "json", no_argument, NULL, 'j' },          { "rescore", no_argument, NULL, 'r' },
        { "color", required_argument, NULL, 'C' },
        { NULL, 0, NULL, 0 },
    };
    int status = 0;
    opterr = 0;
    optind = 1;
    for (int c; !status && (c = getopt_long(argc, argv, "", options, NULL)) != -1;)
        status = c == '?' ? command_misused(&command_diff, "what is '%s'?", argv[optind - 1])
                          : take_option(d, c, optarg);
    if (!status && argc - optind > 1)
        status = command_misused(&command_diff, "compares with one configuration at a time");
    if (!status && argc == optind && !d->changes_size)
        status = command_misused(&command_diff, "needs a configuration to compare with, or --set");
    d->after = argc > optind ? argv[optind] : d->before;
    return status;
}

/* Judging */

static int fail(const struct error *err, int status)
{
    fprintf(stderr, "assayd diff: %s\n", error_line(err));
    return status;
}

static int open_all(struct diff *d)
{
    struct error err = { 0 };
    OWNED(complaints) wrong = complaints_new();
    struct overlays changes = { d->changes, d->changes_size };
    if (!pair_open(&d->pair, d->before, d->after, changes, wrong)) {
        complaints_print(wrong, stderr, false);
        return EX_CONFIG;
    }
    if (!d->journal_path)
        d->journal_path = d->pair.before.config->journal.path;
    if (!d->threads)
        d->threads = d->pair.before.config->workers;
    d->journal = journal_open_to_read(d->journal_path, &err);
    return d->journal ? 0 : fail(&err, EX_NOINPUT);
}

static int misunderstood(const char *wish, const struct error *err, const struct diff_quantities *q)
{
    HELD(text) names = { 0 };
    for (size_t i = 0; i < q->size; i++)
        text_printf(&names, "%s%s", i ? ", " : "", q->items[i].name);
    return command_misused(&command_diff, "--fail-if '%s': %s; quantities: %s", wish, err->text,
                           text_string(&names));
}

static int read_limits(struct diff *d)
{
    static const struct rescore_counts nothing;
    struct diff_quantities quantities;
    int status = 0;
    OWNED(tally) tally = tally_new(&d->pair, 0);
    diff_quantities_init(&quantities, tally, &nothing);
    for (size_t i = 0; !status && i < d->limits_size; i++) {
        struct error err = { 0 };
        if (!limit_parse(d->wishes[i], quantities.items, quantities.size, &d->limits[i], &err))
            status = misunderstood(d->wishes[i], &err, &quantities);
    }
    diff_quantities_done(&quantities);
    return status;
}

static void note(void *context, size_t thread, const struct rescored *r)
{
    struct diff *d = context;
    tally_add(d->tallies[thread], r);
}

static double now_seconds(void)
{
    return (double)clock_steady(clock_real()).ms / 1000;
}

static void add_up(struct diff *d)
{
    for (int64_t i = 1; i < d->threads; i++)
        tally_merge(d->tallies[0], d->tallies[i]);
    tally_finish(d->tallies[0]);
    d->report.pair = &d->pair;
    d->report.tally = d->tallies[0];
    d->report.feed = d->feed;
    d->report.changes = d->changes;
    d->report.changes_size = d->changes_size;
    d->report.judged = clock_now(clock_real());
    diff_quantities_init(&d->report.quantities, d->tallies[0], &d->report.counts);
}

static int judge_all(struct diff *d)
{
    struct error err = { 0 };
    struct rescore_settings settings = {
        .journal = d->journal,
        .shelf = { .to = journal_head(d->journal), .since = d->since, .feed = d->feed,
                   .bodies = !d->rescore },
        .threads = (size_t)d->threads,
        .what = "diff",
    };
    d->tallies = mem_array((size_t)d->threads, sizeof *d->tallies);
    for (int64_t i = 0; i < d->threads; i++)
        d->tallies[i] = tally_new(&d->pair, d->top > DIFF_BEHIND ? (size_t)d->top : DIFF_BEHIND);
    double start = now_seconds();
    if (!journal_shelf_start(d->journal, d->since, d->last, &settings.shelf.from, &err) ||
        !rescore(&d->pair, &settings, note, d, &d->report.counts, &err))
        return fail(&err, EX_NOINPUT);
    d->report.seconds = now_seconds() - start;
    add_up(d);
    if (d->report.tally->items)
        return 0;
    if (d->report.counts.damaged)
        error_set(&err, MEND, d->journal_path, "none of %" PRIu64 " stored articles can be read",
                  d->report.counts.damaged);
    else
        error_set(&err, REFUSE, d->journal_path,
                  "no stored articles%s%s in that time; publish.retain.articles says how many are kept",
                  d->feed ? " of feed " : "", d->feed ? d->feed : "");
    return fail(&err, EX_NOINPUT);
}

/* Explaining */

static void explain(struct diff *d, const char *scorer, struct diff_move *m)
{
    char number[24], key[24];
    struct verdict *before, *after;
    snprintf(number, sizeof number, "%" PRIu64, m->move.sequence);
    OWNED(article) a = stored_take(d->journal, number, NULL);
    if (!a) { /* retention took it meanwhile */
        m->feed = mem_string("");
        return;
    }
    pair_judge(&d->pair, a, ASSAY_REASONS, &before, &after);
    shifts_find(&m->shifts, a, verdict_opinion(before, scorer), verdict_opinion(after, scorer));
    article_key(a, key);
    m->id = mem_string(key);
    m->title = mem_string(a->title);
    m->feed = mem_string(a->feed);
    m->url = mem_string(a->url);
    m->time = (struct instant){ a->published != ASSAY_UNKNOWN_TIME ? a->published : a->fetched };
    verdict_free(&before);
    verdict_free(&after);
}

static void move_done(struct diff_move *m)
{
    mem_free(&m->id);
    mem_free(&m->title);
    mem_free(&m->feed);
    mem_free(&m->url);
    shifts_done(&m->shifts);
}

/* The first of them are kept to be shown, all of them tell what is behind the change. */
static void explain_score(struct diff *d, size_t what, struct progress *progress)
{
    const struct tally_score *s = &d->report.tally->scores[what];
    struct diff_moves *moves = &d->report.moves[what];
    moves->items = mem_array((size_t)d->top + 1, sizeof *moves->items);
    for (size_t i = 0; i < s->moves_size; i++) {
        struct diff_move m = { .move = s->moves[i] };
        explain(d, s->scorer, &m);
        shifts_gather(&moves->behind, &m.shifts);
        if (i < (size_t)d->top)
            moves->items[moves->size++] = m;
        else
            move_done(&m);
        progress_at(progress, i + 1, i + 1);
    }
    moves->behind_items = s->moves_size;
    shifts_sort(&moves->behind);
}

static void explain_all(struct diff *d)
{
    for (size_t i = 0; i < d->report.tally->scores_size; i++) {
        OWNED(progress) progress =
            progress_new("diff: reasons", "items", d->report.tally->scores[i].moves_size);
        explain_score(d, i, progress);
    }
}

/* Telling */

static int save_html(const struct diff *d)
{
    struct error err = { 0 };
    HELD(html) page = { 0 };
    diff_html(&d->report, &page);
    return html_save(&page, d->html, &err) ? 0 : fail(&err, EX_CANTCREAT);
}

static int ask_limits(const struct diff *d)
{
    int status = 0;
    for (size_t i = 0; i < d->limits_size; i++) {
        const struct quantity *q = &d->report.quantities.items[d->limits[i].quantity];
        if (!limit_holds(&d->limits[i], d->report.quantities.items))
            continue;
        status = EX_TOO_MUCH;
        fprintf(stderr, "assayd diff: --fail-if '%s' holds: %s is %g", d->limits[i].text, q->name,
                q->value);
        if (q->whole)
            fprintf(stderr, ", %.2f %% of %g items", q->value / q->whole * 100, q->whole);
        fprintf(stderr, "\n");
    }
    return status;
}

static int tell(struct diff *d)
{
    explain_all(d);
    if (d->json)
        diff_json(&d->report);
    else
        diff_text(&d->report);
    if (fflush(stdout) != 0) {
        fprintf(stderr, "assayd diff: cannot write: %s\n", strerror(errno));
        return EX_IOERR;
    }
    int status = d->html ? save_html(d) : 0;
    return status ? status : ask_limits(d);
}

static void diff_done(struct diff *d)
{
    for (size_t i = 0; i < TALLY_SCORES; i++) {
        struct diff_moves *moves = &d->report.moves[i];
        for (size_t k = 0; k < moves->size; k++)
            move_done(&moves->items[k]);
        mem_free(&moves->items);
        shifts_done(&moves->behind);
    }
    diff_quantities_done(&d->report.quantities);
    for (int64_t i = 0; d->tallies && i < d->threads; i++)
        tally_free(&d->tallies[i]);
    mem_free(&d->tallies);
    mem_free(&d->changes);
    journal_close(&d->journal);
    pair_close(&d->pair);
}

static int run(int argc, char **argv)
{
    struct diff d = { .last = UINT64_MAX, .top = 10 };
    int status = parse(&d, argc, argv);
    if (!status)
        status = open_all(&d);
    if (!status)
        status = read_limits(&d);
    if (!status)
        status = judge_all(&d);
    if (!status)
        status = tell(&d);
    diff_done(&d);
    return status;
}

const struct command command_diff = {
    "diff", "[OPTIONS] [NEW.yaml]", "Judge the stored articles by another configuration, and say what changes",
    run,
    "  NEW.yaml         the configuration to try, whole: its include: is followed\n"
    "  --set KEY=VALUE  a change to try, of NEW.yaml or of the one in use, as often as you like:\n"
    "                   scorers.tone.words.booking=0, or @FILE: laid over, as one of conf.d/ would be\n"
    "  --old FILE       the configuration to compare with; without it the one in use\n"
    "  --journal FILE   this journal instead of the configured one of --old\n"
    "  --since TIME     only items since then: 30d, 12h, 2026-11-22T00:00:00Z\n"
    "  --feed ID        only items of this feed\n"
    "  --last N         only the N newest items\n"
    "  --top N          how many of the largest moves are explained; without it 10\n"
    "  --fail-if WHAT   exit with 1 if this holds: 'labels_changed > 5%', 'alerts_lost > 0'; may be\n"
    "                   repeated; docs/diff.md lists the quantities\n"
    "  --html FILE      writes a report with charts as well\n"
    "  --json           one object\n"
    "  --rescore        judge by the old configuration anew even where it made the published verdict\n"
    "  --threads N      without it as many as the daemon has workers\n"
    "  --color WHEN     always, never or auto (NO_COLOR is honoured)\n"
    "\nReads the journal beside a running daemon. What was published counts as the old verdict where the\n"
    "old configuration made it; else both judge anew, and what they would do alike is done once. Stories are those of the time when an item came.\n"
};
