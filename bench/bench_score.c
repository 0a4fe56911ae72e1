/* bench_score - how fast the scorers are against `wc -w`, on one text in one run.
 *
 *     bench_score FILE [ROUNDS [ROW]]
 *     bench_score --count tone|names|reliability|both FILE [PASSES]   # one pass, for a counter of
 *                                                          # instructions; more for a profile
 *
 * FILE is plain English text, 16 MB or more to be worth quoting. It is cut into articles of about
 * 4 KiB at line ends. "read" is normalisation and finding blocks and tables; the other rows judge
 * articles that were read before, with the shipped configuration, one thread, and say what is
 * wanted: scores only, unless they are "explained". The reference is `LC_ALL=C.UTF-8 wc -w FILE`,
 * run before each round. Time is CPU time, of the child for wc, so that a busy machine disturbs
 * little; each row is the best of the rounds (3), in MB of FILE a second. Worst inputs are one article
 * of 1 MB and, for linear cost, of 256 KB. */
#include "assayer.h"
#include "base/mem.h"
#include "config.h"

#include <malloc.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ARTICLE_BYTES = 4096, NAMES = 2000, WORST_BYTES = 1000000, QUARTER_BYTES = 250000 };

static double cpu_seconds(int whose)
{
    struct rusage used;
    getrusage(whose, &used);
    return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
           (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void keep_least(double *least, double value)
{
    if (*least == 0 || value < *least)
        *least = value;
}

/* ------------------------------------------------------------------ texts */

static bool load(const char *path, struct text *text)
{
    FILE *file = fopen(path, "re");
    if (!file)
        return false;
    char part[65536];
    for (size_t got; (got = fread(part, 1, sizeof part, file)) > 0;)
        text_add(text, (struct slice){ part, got });
    fclose(file);
    return text->len > 0;
}

struct batch {
    struct article **items;
    size_t size, cap;
    double bytes;
};

static void batch_add(struct batch *b, struct slice text)
{
    struct article *a = article_new();
    a->id = mem_printf("%zu", b->size);
    a->feed = mem_string("bench");
    article_plain(a, text);
    article_finish(a);
    mem_grow(b->items, b->size, b->cap);
    b->items[b->size++] = a;
    b->bytes += (double)text.len;
}

static void batch_cut(struct batch *b, struct slice text)
{
    for (size_t at = 0; at < text.len;) {
        size_t end = at + ARTICLE_BYTES < text.len ? at + ARTICLE_BYTES : text.len;
        while (end < text.len && text.ptr[end - 1] != '\n')
            end++;
        batch_add(b, slice_sub(text, at, end - at));
        at = end;
    }
}

static void batch_done(struct batch *b)
{
    for (size_t i = 0; i < b->size; i++)
        article_free(&b->items[i]);
    mem_free(&b->items);
}

static double judge_all(const struct assayer *assayer, const struct batch *b,
                        enum assay_detail detail)
{
    double began = seconds();
    for (size_t i = 0; i < b->size; i++) {
        OWNED(verdict) v = assayer_judge(assayer, b->items[i], detail);
    }
    return seconds() - began;
}

/* ------------------------------------------------------------------ the configuration, varied */

/* scorers: of the shipped ones, those whose names it contains. */
static struct assayer *open_assayer(const struct config *config, const char *scorers,
                                    const struct ticker *tickers, size_t tickers_size)
{
    OWNED(complaints) wrong = complaints_new();
    struct assayer_settings settings = config->assayer;
    struct scorer_choice *chosen = mem_array(settings.scorers_size + 1, sizeof *chosen);
    settings.scorers_size = 0;
    for (size_t i = 0; i < config->assayer.scorers_size; i++)
        if (strstr(scorers, config->assayer.scorers[i].name))
            chosen[settings.scorers_size++] = config->assayer.scorers[i];
    settings.scorers = chosen;
    settings.tickers = tickers;
    settings.tickers_size = tickers_size;
    settings.feeds_size = 0;
    struct assayer *assayer = assayer_new(&settings, 1, wrong);
    for (size_t i = 0; i < complaints_size(wrong); i++)
        fprintf(stderr, "%s\n", complaints_at(wrong, i)->text);
    mem_free(&chosen);
    return assayer;
}

static struct config *open_config(void)
{
    OWNED(complaints) wrong = complaints_new();
    struct config *config = NULL;
    if (!config_load(SOURCE_DIR "/config/assayd.yaml", &config, wrong))
        for (size_t i = 0; i < complaints_size(wrong); i++)
            fprintf(stderr, "%s\n", complaints_at(wrong, i)->text);
    return config;
}

/* Names made of syllables, as companies have them, with words that real ones share; few of them
 * occur, as with a real list on real news, but their first words do. */
static struct ticker *make_names(size_t count)
{
    static const char *const heads[] = { "Al", "Bar", "Cor", "Del", "Ex", "Fin", "Gen", "Hel", "In",
                                         "Jan", "Kor", "Lin", "Mar", "Nor", "Om", "Par" };
    static const char *const tails[] = { "tec", "ix", "on", "ia", "ex", "gen", "dyne", "co", "sys",
                                         "mark", "ford", "well" };
    static const char *const shared[] = { "American", "First", "General", "United", "National",
                                          "Global", "New", "Pacific", "Royal", "Western" };
    static const char *const kinds[] = { "Group", "Holdings", "Bank", "Energy", "Motors" };
    struct ticker *tickers = mem_array(count, sizeof *tickers);
    for (size_t i = 0; i < count; i++) {
        struct assay_text *names = mem_array(2, sizeof *names);
        char *one = mem_printf("%s%s%s", heads[i % 16], tails[i / 16 % 12], i / 192 % 2 ? "ova" : "");
        char *two = mem_printf("%s %s %s", shared[i % 10], one, kinds[i / 7 % 5]);
        names[0] = (struct assay_text){ two, strlen(two) };
        names[1] = (struct assay_text){ one, strlen(one) };
        tickers[i] = (struct ticker){ .symbol = mem_printf("%c%c%c%c", (char)('A' + i % 26),
                                                           (char)('A' + i / 26 % 26), 'Q',
                                                           (char)('A' + i / 676 % 26)),
                                      .names = { names, 2 } };
    }
    return tickers;
}

/* ------------------------------------------------------------------ worst inputs */

static size_t heap_bytes(void)
{
    struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

/* In no order that repeats: what is said again word for word costs next to nothing. */
static void fill(struct text *text, const char *const *words, size_t count, size_t bytes)
{
    for (uint32_t random = 1; text->len < bytes;) {
        random = random * 1664525 + 1013904223;
        text_add(text, slice_of(words[(random >> 16) % count]));
        text_add(text, SLICE(" "));
    }
}

/* What one scoring of the text takes: seconds, and bytes of memory that it keeps or needs at its end. */
struct cost {
    double took, memory;
};

static struct cost cost_of(const struct config *config, struct slice text)
{
    struct assayer *assayer = open_assayer(config, "tone", NULL, 0);
    struct batch b = {0};
    struct cost cost = {0};
    batch_add(&b, text);
    size_t before = heap_bytes();
    for (int i = 0; i < 5; i++) {
        keep_least(&cost.took, judge_all(assayer, &b, ASSAY_SCORE));
        cost.memory = i == 0 ? (double)(heap_bytes() - before) : cost.memory;
    }
    return cost;
}

/* In a process of its own, since scorers keep memory from article to article. */
static struct cost cost_apart(const struct config *config, struct slice text)
{
    struct cost cost = { NAN, NAN };
    int ends[2];
    if (pipe(ends) < 0)
        return cost;
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        cost = cost_of(config, text);
        _exit(write(ends[1], &cost, sizeof cost) != sizeof cost);
    }
    close(ends[1]);
    if (child < 0 || read(ends[0], &cost, sizeof cost) != sizeof cost)
        cost = (struct cost){ NAN, NAN };
    close(ends[0]);
    waitpid(child, NULL, 0);
    return cost;
}

/* An input at full length and at a quarter of it. */
struct worst {
    const char *name;
    const char *const *words; /* NULL: the text itself, without its newlines */
    size_t count;
    struct cost whole, quarter;
};

#define WORDS(...) .words = (const char *const[]){ __VA_ARGS__ }, \
                   .count = sizeof((const char *[]){ __VA_ARGS__ }) / sizeof(char *)

static void measure_worst(const struct config *config, struct slice text, struct worst *w)
{
    HELD(text) made = {0};
    if (w->words)
        fill(&made, w->words, w->count, WORST_BYTES);
    else
        text_add(&made, slice_sub(text, 0, WORST_BYTES));
    for (size_t i = 0; i < made.len; i++)
        if (made.ptr[i] == '\n')
            made.ptr[i] = ' ';
    w->whole = cost_apart(config, text_slice(&made));
    w->quarter = cost_apart(config, slice_sub(text_slice(&made), 0, QUARTER_BYTES));
}

static void print_worst(const struct worst *w, double normal)
{
    double rate = WORST_BYTES / w->whole.took;
    printf("%-16s %8.1f MB/s   %5.2f of the normal rate; four times the text: %.1f times the time, "
           "%.1f times the memory (%.1f bytes a byte)\n",
           w->name, rate / 1e6, rate / normal, w->whole.took / w->quarter.took,
           w->whole.memory / w->quarter.memory, w->whole.memory / WORST_BYTES);
}

/* ------------------------------------------------------------------ the rows */

struct row {
    const char *name, *scorers;
    enum assay_detail detail;
    bool names;
    struct assayer *assayer;
    double took;
};

static double run_wc(const char *path)
{
    char *command = mem_printf("LC_ALL=C.UTF-8 wc -w '%s' >/dev/null", path);
    double began = cpu_seconds(RUSAGE_CHILDREN);
    int status = system(command);
    double took = cpu_seconds(RUSAGE_CHILDREN) - began;
    mem_free(&command);
    return status == 0 ? took : 1e9;
}

static void print_row(const char *name, double mb, double took, double wc)
{
    printf("%-16s %8.1f MB/s   %5.2f of wc -w\n", name, mb / took, wc / took);
}

/* only: the beginning of a row's name; the worst inputs are left out then. NULL: everything. */
static int compare(const struct config *config, const char *path, struct slice text, int rounds,
                   const char *only)
{
    struct row rows[] = {
        { .name = "tone", .scorers = "tone" },
        { .name = "tone, 2000 names", .scorers = "tone", .names = true },
        { .name = "tone, explained", .scorers = "tone", .detail = ASSAY_REASONS },
        { .name = "reliability", .scorers = "reliability" },
        { .name = "both", .scorers = "tone reliability" },
        { .name = "both, explained", .scorers = "tone reliability", .detail = ASSAY_REASONS },
    };
    struct ticker *names = make_names(NAMES);
    for (size_t i = 0; i < count_of(rows); i++) {
        rows[i].assayer = open_assayer(config, rows[i].scorers, names, rows[i].names ? NAMES : 0);
        if (!rows[i].assayer)
            return 78;
    }
    bool wanted[count_of(rows)];
    for (size_t i = 0; i < count_of(rows); i++)
        wanted[i] = !only || !strncmp(rows[i].name, only, strlen(only));
    struct worst worst[] = {
        { .name = "one line of 1 MB" },
        { .name = "all emoji", WORDS("\U0001F600", "\U0001F680", "\U0001F4A9", "\U0001F62D", "\u2764") },
        { .name = "all negations", WORDS("not", "never", "hardly", "no", "without", "isn't", "nor") },
        { .name = "all in lexicon", WORDS("profit", "loss", "gloomy", "rose", "fell", "strong", "fraud",
                                  "but", "very", "averted", "costs", "crisis", "praised") },
        { .name = "all marks", WORDS("!!", "...", "(", "\"", "-", "%", "$", ":-)", "\u2014") },
        { .name = "all numbers", WORDS("1.5", "2,000", "versus", "$3", "from", "4%", "to", "profit") },
    };
    for (size_t i = 0; i < count_of(worst) && !only; i++)
        measure_worst(config, text, &worst[i]);
    double wc = 0, reading = 0, mb = (double)text.len / 1e6;
    struct batch batch = {0};
    for (int i = 0; i < rounds; i++) {
        keep_least(&wc, run_wc(path));
        batch_done(&batch);
        batch = (struct batch){0};
        double began = seconds();
        batch_cut(&batch, text);
        keep_least(&reading, seconds() - began);
        for (size_t k = 0; k < count_of(rows); k++)
            if (wanted[k])
                keep_least(&rows[k].took, judge_all(rows[k].assayer, &batch, rows[k].detail));
    }
    printf("%.1f MB in %zu articles, best of %d rounds, CPU time\n", mb, batch.size, rounds);
    print_row("wc -w", mb, wc, wc);
    print_row("read", mb, reading, wc);
    for (size_t i = 0; i < count_of(rows); i++)
        if (wanted[i])
            print_row(rows[i].name, mb, rows[i].took, wc);
    if (!only)
        printf("2,000 watched names leave %.2f of the rate; an explanation costs %.2f times a plain score\n",
           rows[0].took / rows[1].took, rows[2].took / rows[0].took);
    batch_done(&batch);
    for (size_t i = 0; i < count_of(worst) && !only; i++)
        print_worst(&worst[i], mb * 1e6 / rows[0].took);
    return 0;
}

/* The only caller of this in a run, so that a counter may be told to look at it alone. */
__attribute__((noinline)) static void count_here(const struct assayer *assayer, const struct batch *b)
{
    judge_all(assayer, b, ASSAY_SCORE);
}

static int count(const struct config *config, const char *what, struct slice text, int passes)
{
    bool names = !strcmp(what, "names");
    const char *scorers = names ? "tone" : strcmp(what, "both") ? what : "tone reliability";
    struct assayer *assayer = open_assayer(config, scorers, make_names(NAMES), names ? NAMES : 0);
    struct batch batch = {0};
    if (!assayer)
        return 78;
    batch_cut(&batch, text);
    judge_all(assayer, &batch, ASSAY_SCORE); /* memory is grown, as it is in a daemon that runs */
    double took = 0;
    for (int i = 0; i < passes; i++) {
        double began = seconds();
        count_here(assayer, &batch);
        keep_least(&took, seconds() - began);
    }
    printf("%.0f bytes\n", batch.bytes);
    if (passes > 1)
        printf("%.1f MB/s\n", batch.bytes / took / 1e6);
    batch_done(&batch);
    assayer_free(&assayer);
    return 0;
}

int main(int argc, char **argv)
{
    HELD(text) text = {0};
    bool counts = argc >= 4 && !strcmp(argv[1], "--count");
    const char *path = counts ? argv[3] : argc > 1 ? argv[1] : NULL;
    if (!path || !load(path, &text)) {
        fprintf(stderr, "usage: bench_score [--count tone|names|reliability|both] FILE [ROUNDS [ROW]]\n");
        return 64;
    }
    OWNED(config) config = open_config();
    if (!config)
        return 78;
    if (counts)
        return count(config, argv[2], text_slice(&text), argc > 4 ? atoi(argv[4]) : 1);
    return compare(config, path, text_slice(&text), argc > 2 ? atoi(argv[2]) : 3,
                   argc > 3 ? argv[3] : NULL);
}
