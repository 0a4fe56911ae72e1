/* assayd tune: what labels say of the weights, tried on what was held out, written beside the rest. */
#include "base/mem.h"
#include "commands/command.h"
#include "commands/complaining.h"
#include "commands/items.h"
#include "commands/scale.h"
#include "commands/tuned.h"
#include "commands/tuned_overlay.h"
#include "tuning/dice.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define INPUTS_MAX   64
#define NOTHING_WRITTEN 1 /* exit status: all went well, and there was nothing to gain */

struct tune {
    const char *as, *config_path, *out, *only, *journal;
    const char *items_paths[INPUTS_MAX];
    size_t items_paths_size;
    int64_t seed, folds;
    bool json, shuffled;
    struct scales scales;
    struct config *config;
    struct items items;
    struct labels labels;
    struct tuner tuners[2];
    size_t tuners_size;
};

extern const struct command command_tune;

static int fail(const struct error *err, int status)
{
    fprintf(stderr, "assayd tune: %s\n", error_line(err));
    return status;
}

/* ------------------------------------------------------------------ options */

static int parse_number(const char *option, const char *text, int64_t low, int64_t high, int64_t *ret)
{
    if (slice_to_int(slice_of(text), ret) && *ret >= low && *ret <= high)
        return 0;
    return command_misused(&command_tune, "%s takes a whole number from %lld to %lld", option,
                           (long long)low, (long long)high);
}

static int parse_more(struct tune *t, int c, const char *optarg_)
{
    switch (c) {
    case 'S': return parse_number("--seed", optarg_, 0, INT64_C(1) << 52, &t->seed);
    case 'f': return parse_number("--folds", optarg_, 2, FOLDS_MAX, &t->folds);
    case 'n':
        t->only = optarg_;
        if (strcmp(optarg_, "tone") != 0 && strcmp(optarg_, "reliability") != 0)
            return command_misused(&command_tune, "--only takes tone or reliability");
        return 0;
    case 'i':
        if (t->items_paths_size == INPUTS_MAX)
            return command_misused(&command_tune, "more than %d files of items", INPUTS_MAX);
        t->items_paths[t->items_paths_size++] = optarg_;
        return 0;
    default: return command_misused(&command_tune, "what is that option?");
    }
}

static int parse(struct tune *t, int argc, char **argv)
{
    static const struct option options[] = {
        { "items", required_argument, NULL, 'i' },  { "as", required_argument, NULL, 'a' },
        { "config", required_argument, NULL, 'c' }, { "out", required_argument, NULL, 'o' },
        { "seed", required_argument, NULL, 'S' },   { "folds", required_argument, NULL, 'f' },
        { "only", required_argument, NULL, 'n' },   { "shuffled", no_argument, NULL, 'x' },
        { "json", no_argument, NULL, 'j' },         { "journal", required_argument, NULL, 'J' },
        { NULL, 0, NULL, 0 },
    };
    *t = (struct tune){ .out = "tuned.yaml", .seed = 1, .folds = 5, .scales = scale_shipped() };
    opterr = 0;
    optind = 1;
    for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        int status = 0;
        switch (c) {
        case 'a': t->as = optarg; break;
        case 'c': t->config_path = optarg; break;
        case 'o': t->out = optarg; break;
        case 'x': t->shuffled = true; break;
        case 'j': t->json = true; break;
        case 'J': t->journal = optarg; break;
        case '?': return command_misused(&command_tune, "what is '%s'?", argv[optind - 1]);
        default: status = parse_more(t, c, optarg); break;
        }
        if (status)
            return status;
    }
    return optind < argc ? 0 : command_misused(&command_tune, "needs a file of labels, as `assayd label` writes it");
}

/* ------------------------------------------------------------------ reading */

static int read_all(struct tune *t, char **label_paths)
{
    struct error err = { 0 };
    OWNED(complaints) complaints = complaints_new();
    if (!config_load(t->config_path, &t->config, complaints)) {
        complaints_print(complaints, stderr, false);
        return EX_CONFIG;
    }
    for (; *label_paths; label_paths++)
        if (!labels_read(*label_paths, false, &t->scales, &t->labels, &err))
            return fail(&err, EX_DATAERR);
    t->items.labelled = &t->labels;
    for (size_t i = 0; i < t->items_paths_size; i++)
        if (!items_read(t->items_paths[i], &t->items, &err))
            return fail(&err, EX_DATAERR);
    struct items_stored stored = { .journal = t->journal ? t->journal : t->config->journal.path,
                                   .what = "tune: reading" };
    if ((t->journal || !t->items_paths_size) &&
        !items_read_stored(&stored, t->config, &t->items, &err))
        return fail(&err, EX_NOINPUT);
    return 0;
}

/* Labels dealt out anew: what follows from them follows from nothing. */
static void shuffle(struct sample *s, uint64_t seed)
{
    struct dice dice = { ~seed };
    size_t *order = mem_array(s->size + 1, sizeof *order);
    int *labels = mem_copy(s->labels, (s->size + 1) * sizeof *labels);
    double *goals = mem_copy(s->goals, (s->size * s->edges + 1) * sizeof *goals);
    for (size_t i = 0; i < s->size; i++)
        order[i] = i;
    dice_shuffle(&dice, order, s->size);
    for (size_t i = 0; i < s->size; i++) {
        s->labels[i] = labels[order[i]];
        memcpy(&s->goals[i * s->edges], &goals[order[i] * s->edges], s->edges * sizeof *goals);
    }
    mem_free(&order);
    mem_free(&labels);
    mem_free(&goals);
}

/* Of a scorer with too few labels it says so, and leaves it alone. */
static void gather(struct tune *t, const char *scorer, enum sample_of what, const struct scale *scale,
                   const struct bands *bands)
{
    struct tuner *tuner = &t->tuners[t->tuners_size];
    if (t->only && strcmp(t->only, scorer) != 0)
        return;
    *tuner = (struct tuner){ .scorer = scorer, .config = t->config, .bands = bands,
                             .folds_size = (int)t->folds, .seed = (uint64_t)t->seed };
    sample_gather(&t->items, &t->labels, what, scale, t->as, &tuner->sample);
    if (tuner->sample.size < TUNER_LEAST) {
        fprintf(stderr, "assayd tune: %s: %zu labelled items are too few, it takes %d; left alone\n",
                scorer, tuner->sample.size, TUNER_LEAST);
        sample_done(&tuner->sample);
        return;
    }
    sample_group(&tuner->sample, &t->config->stories);
    if (t->shuffled)
        shuffle(&tuner->sample, tuner->seed);
    t->tuners_size++;
}

/* ------------------------------------------------------------------ writing */

/* Only a file of our own is replaced. */
static bool is_ours_or_missing(const char *path, struct error *err)
{
    char first[sizeof TUNED_OVERLAY_FIRST_LINE] = "";
    FILE *file = fopen(path, "re");
    if (!file)
        return errno == ENOENT || error_errno(err, REFUSE, path, "cannot be opened");
    bool ours = fgets(first, sizeof first, file) && strcmp(first, TUNED_OVERLAY_FIRST_LINE) == 0;
    fclose(file);
    return ours || error_set(err, REFUSE, path, "is not ours to replace: it was not written by tune");
}

/* Beside it first: a reload in between, or a full disk, finds the old overlay or the new one whole. */
static bool write_out(const char *path, struct slice content, struct error *err)
{
    if (!is_ours_or_missing(path, err))
        return false;
    HELD(text) aside = {0};
    text_printf(&aside, "%s.new", path);
    FILE *file = fopen(text_string(&aside), "we");
    if (!file)
        return error_errno(err, REFUSE, text_string(&aside), "cannot be opened to write");
    bool wrote = fwrite(content.ptr, 1, content.len, file) == content.len && fflush(file) == 0 &&
                 fsync(fileno(file)) == 0;
    wrote = fclose(file) == 0 && wrote;
    if (wrote && rename(text_string(&aside), path) == 0)
        return true;
    error_errno(err, STOP, path, "cannot be written");
    unlink(text_string(&aside));
    return false;
}

static int conclude(struct tune *t)
{
    struct error err = { 0 };
    bool improved = false;
    for (size_t i = 0; i < t->tuners_size; i++)
        improved |= t->tuners[i].improved;
    if (!improved) {
        fprintf(stderr, "assayd tune: no improvement beyond chance; nothing written\n");
        return NOTHING_WRITTEN;
    }
    HELD(text) overlay = { 0 };
    tuned_overlay_write(&overlay, t->tuners, t->tuners_size);
    if (!write_out(t->out, text_slice(&overlay), &err))
        return fail(&err, EX_CANTCREAT);
    fprintf(stderr, "assayd tune: wrote %s; name it last in include: to use it\n", t->out);
    return 0;
}

/* ------------------------------------------------------------------ the command */

static int run_tuners(struct tune *t)
{
    for (size_t i = 0; i < t->tuners_size; i++) {
        OWNED(complaints) complaints = complaints_new();
        if (!tuner_run(&t->tuners[i], complaints)) {
            complaints_print(complaints, stderr, false);
            return EX_CONFIG;
        }
        if (t->json)
            tuned_print_json(&t->tuners[i]);
        else
            tuned_print(&t->tuners[i]);
    }
    return conclude(t);
}

static int tune_all(struct tune *t, char **label_paths)
{
    struct error err = { 0 };
    int status = read_all(t, label_paths);
    if (status)
        return status;
    if (!is_ours_or_missing(t->out, &err))
        return fail(&err, EX_CANTCREAT);
    gather(t, "tone", SAMPLE_TONE, &t->scales.tone, &t->config->assayer.tone);
    gather(t, "reliability", SAMPLE_RELIABILITY, &t->scales.reliability,
           &t->config->assayer.reliability);
    return t->tuners_size ? run_tuners(t) : EX_DATAERR;
}

static int run(int argc, char **argv)
{
    struct tune t;
    int status = parse(&t, argc, argv);
    if (status)
        return status;
    status = tune_all(&t, argv + optind);
    for (size_t i = 0; i < t.tuners_size; i++)
        tuner_done(&t.tuners[i]);
    labels_done(&t.labels);
    items_done(&t.items);
    config_free(&t.config);
    return status;
}

const struct command command_tune = {
    "tune", "[OPTIONS] LABELS.jsonl ...",
    "Fit weights and bands to labels, and write what holds as an overlay", run,
    "  --items FILE     the labelled items, one JSON Feed item a line; may be said again\n"
    "  --journal FILE   the items that this journal holds; without --items, the configured one\n"
    "  --as NAME        labels of this annotator only\n"
    "  --config FILE    what to start from; without it the installed or the shipped one\n"
    "  --out FILE       the overlay; default tuned.yaml; only a file of tune's own is replaced\n"
    "  --only SCORER    tone or reliability; without it both, where there are enough labels\n"
    "  --folds N        of the cross-validation; default 5\n"
    "  --seed N         of folds, resampling and chance; default 1: the same labels, the same result\n"
    "  --shuffled       deal the labels out anew first: what chance alone would give\n"
    "  --json           one JSON object a scorer\n"
    "Status 1: nothing improved beyond chance, and nothing was written; 65: too few labels.\n"
};
