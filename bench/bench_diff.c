/* bench_diff [ITEMS] [FILE]: what `assayd diff` reaches beside bare scoring, and what memory it takes.
 *
 * 1. Stores ITEMS articles (default 100,000; 4,000 different ones in turn) of about 1.5 kB in a journal,
 *    with their published JSON: from FILE, any English text, else from sentences of our own.
 * 2. Bare: two threads judge the same articles, unpacked beforehand, by one configuration.
 * 3. Diff: two threads read them from the shelf and compare two configurations: as published beside one
 *    with another word in the tone's lexicon; the same with both judged anew; and beside one that differs in
 *    tone and in reliability, both judged anew.
 * 4. Memory at its highest after a quarter of the store, and after all of it. */
#include "base/mem.h"
#include "commands/tally.h"
#include "files.h"
#include "item/article_pack.h"
#include "support/scratch.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { THREADS = 2, BATCH = 256, BYTES = 1500, SAMPLE = 4000 };

struct bench {
    char dir[SCRATCH_MAX], journal[96], plain[96], word[96], both[96];
    struct text prose;
    size_t at;     /* in the prose */
    struct text sample[SAMPLE], bodies[SAMPLE]; /* different articles, packed, and their JSON */
    size_t sample_size;
    uint64_t packed;
};

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void give_up(const char *why)
{
    fprintf(stderr, "bench_diff: %s\n", why);
    exit(1);
}

static void write_config(const char *path, const char *yaml)
{
    FILE *f = fopen(path, "w");
    if (!f || fputs(yaml, f) < 0 || fclose(f) != 0)
        give_up("cannot write a configuration");
}

#define TICKERS "tickers: {ACME: {names: [Acme]}, NORD: {names: [Nordwind]}}\n"

static void bench_init(struct bench *b)
{
    scratch_make(b->dir);
    snprintf(b->journal, sizeof b->journal, "%s/journal.db", b->dir);
    snprintf(b->plain, sizeof b->plain, "%s/plain.yaml", b->dir);
    snprintf(b->word, sizeof b->word, "%s/word.yaml", b->dir);
    snprintf(b->both, sizeof b->both, "%s/both.yaml", b->dir);
    write_config(b->plain, TICKERS);
    write_config(b->word, TICKERS "scorers: {tone: {words: {profit: 0}}}\n");
    write_config(b->both, TICKERS "scorers: {tone: {words: {profit: 0}}, reliability: {base: 0.4}}\n");
}

static void bench_done(struct bench *b)
{
    scratch_remove(b->dir);
    for (size_t i = 0; i < b->sample_size; i++) {
        text_done(&b->sample[i]);
        text_done(&b->bodies[i]);
    }
    text_done(&b->prose);
}

/* Prose */

static const char *const subjects[] = { "Acme", "The regulator", "Nordwind", "A spokeswoman for the group",
    "The finance minister", "Its largest customer", "The union", "One analyst at a brokerage" };
static const char *const verbs[] = { "said that", "denied that", "warned that", "confirmed that",
    "told reporters that", "wrote in a note that" };
static const char *const events[] = { "profit rose by 12 percent", "orders slumped after a recall",
    "the plant will close next year", "costs fell faster than expected", "a lawsuit was settled",
    "sales beat estimates", "the outlook was cut", "talks with lenders collapsed",
    "the new ferry was delivered on time", "deliveries were delayed again" };
static const char *const ends[] = { "in the quarter to June.", "despite weak demand.",
    "according to a report published on Tuesday.", "which surprised nobody.",
    "as rivals gained ground.", "and shares closed 3.4 percent lower." };

static void write_prose(struct text *out)
{
    uint64_t dice = 88172645463325252u;
    for (size_t i = 0; i < 60000; i++) {
        dice ^= dice << 13, dice ^= dice >> 7, dice ^= dice << 17;
        text_printf(out, "%s %s %s %s%s", subjects[dice % count_of(subjects)],
                    verbs[dice / 8 % count_of(verbs)], events[dice / 64 % count_of(events)],
                    ends[dice / 1024 % count_of(ends)], dice % 7 ? " " : "\n\n");
    }
}

static struct article *next_article(struct bench *b, size_t number)
{
    if (b->at + BYTES > b->prose.len)
        b->at = number % BYTES; /* another cut at each round */
    struct slice part = slice_sub(text_slice(&b->prose), b->at, BYTES);
    struct article *a = article_new();
    a->id = mem_printf("https://news.example/2026/%zu", number);
    a->url = mem_string(a->id);
    a->feed = mem_printf("feed-%zu", number % 40);
    a->published = a->fetched = INT64_C(1795000000000) + (int64_t)number * 1000;
    article_title(a, slice_sub(part, 0, 70));
    article_plain(a, part);
    article_finish(a);
    b->at += BYTES;
    return a;
}

static void fill_sample(struct bench *b, const struct pair *pair)
{
    for (; b->sample_size < SAMPLE; b->sample_size++) {
        OWNED(article) a = next_article(b, b->sample_size);
        OWNED(verdict) v = assayer_judge(pair->before.assayer, a, ASSAY_REASONS);
        assayer_json(pair->before.assayer, &b->bodies[b->sample_size], a, v, (struct instant){ 0 });
        if (!article_pack(a, &b->sample[b->sample_size]))
            give_up("an article is too large");
    }
}

/* The store */

static void add(struct bench *b, struct journal *j, size_t number)
{
    struct error err = { 0 };
    struct journal_posting posting = { .previous = 0 };
    struct slice packed = text_slice(&b->sample[number % SAMPLE]);
    char id[48];
    snprintf(id, sizeof id, "sha256:%016zx#r1", number);
    snprintf(posting.topic, sizeof posting.topic, "item/feed-%zu/", number % 40);
    struct journal_entry e = { journal_next(j), JOURNAL_ITEM,
                               { INT64_C(1795000000000) + (int64_t)number * 1000 }, id, &posting, 1,
                               text_slice(&b->bodies[number % SAMPLE]) };
    b->packed += packed.len;
    if (!journal_add(j, &e, &err) || !journal_save_article(j, e.sequence, packed, &err))
        give_up(error_line(&err));
}

static void store(struct bench *b, size_t items)
{
    struct retain_settings retain = { 30, 1000000000, { 30, 1000000000 } };
    struct error err = { 0 };
    struct journal *j = journal_open(b->journal, &retain, NULL, &err);
    if (!j)
        give_up(error_line(&err));
    for (size_t i = 0; i < items;) {
        if (!journal_begin(j, &err))
            give_up(error_line(&err));
        for (size_t k = 0; k < BATCH && i < items; k++)
            add(b, j, i++);
        if (!journal_commit(j, &err))
            give_up(error_line(&err));
    }
    journal_close(&j);
}

/* Bare scoring */

struct bare {
    const struct bench *bench;
    const struct pair *pair;
    size_t first, rounds, judged;
    pthread_t thread;
};

static void *judge_sample(void *context)
{
    struct bare *bare = context;
    struct article **articles = mem_array(SAMPLE, sizeof *articles);
    size_t size = 0;
    for (size_t i = bare->first; i < bare->bench->sample_size; i += THREADS)
        articles[size++] = article_unpack(text_slice(&bare->bench->sample[i]), NULL);
    for (size_t round = 0; round < bare->rounds; round++)
        for (size_t i = 0; i < size; i++) {
            OWNED(verdict) v = assayer_judge(bare->pair->before.assayer, articles[i], ASSAY_SCORE);
            bare->judged++;
        }
    for (size_t i = 0; i < size; i++)
        article_free(&articles[i]);
    mem_free(&articles);
    return NULL;
}

struct rate {
    double items, seconds, processor; /* seconds of the clock, and of the processors */
};

static struct rate bare_rate(const struct bench *b, const struct pair *pair, size_t rounds)
{
    struct bare bare[THREADS];
    struct rate rate = { 0, now(), files_cpu_seconds() };
    for (size_t i = 0; i < THREADS; i++) {
        bare[i] = (struct bare){ b, pair, i, rounds, 0, 0 };
        if (pthread_create(&bare[i].thread, NULL, judge_sample, &bare[i]) != 0)
            give_up("no thread");
    }
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(bare[i].thread, NULL);
        rate.items += (double)bare[i].judged;
    }
    rate.seconds = now() - rate.seconds;
    rate.processor = files_cpu_seconds() - rate.processor;
    return rate;
}

/* Diff */

static void note(void *context, size_t thread, const struct rescored *r)
{
    tally_add(((struct tally **)context)[thread], r);
}

static struct rate diff_rate(const struct bench *b, const struct pair *pair, uint64_t to, bool bodies)
{
    struct error err = { 0 };
    struct tally *tallies[THREADS];
    struct rescore_counts counts;
    struct journal *j = journal_open_to_read(b->journal, &err);
    struct rescore_settings settings = { j, { .from = 1, .to = to, .bodies = bodies }, THREADS, "diff" };
    struct rate rate = { 0, now(), files_cpu_seconds() };
    if (!j)
        give_up(error_line(&err));
    for (size_t i = 0; i < THREADS; i++)
        tallies[i] = tally_new(pair, 10);
    if (!rescore(pair, &settings, note, tallies, &counts, &err))
        give_up(error_line(&err));
    tally_merge(tallies[0], tallies[1]);
    tally_finish(tallies[0]);
    rate.seconds = now() - rate.seconds;
    rate.processor = files_cpu_seconds() - rate.processor;
    rate.items = (double)tallies[0]->items;
    printf("  %.2f %% of tone labels change, %.0f %% as published\n",
           100 * (double)tallies[0]->scores[TALLY_TONE].changed / rate.items,
           100 * (double)counts.taken / rate.items);
    for (size_t i = 0; i < THREADS; i++)
        tally_free(&tallies[i]);
    journal_close(&j);
    return rate;
}

static long peak_kib(void)
{
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return u.ru_maxrss;
}

static void open_pair(struct pair *pair, const char *before, const char *after)
{
    OWNED(complaints) wrong = complaints_new();
    if (!pair_open(pair, before, after, (struct overlays){ 0 }, wrong))
        give_up(complaints_size(wrong) ? complaints_at(wrong, 0)->text : "no configuration");
}

static void print_rate(const char *what, struct rate rate, struct rate bare)
{
    double ratio = rate.items / rate.seconds / (bare.items / bare.seconds);
    double processor = rate.items / rate.processor / (bare.items / bare.processor);
    printf("%-34s %8.0f items/s   of bare %.2f, by processor time %.2f\n", what,
           rate.items / rate.seconds, ratio, processor);
}

static void measure(const struct bench *b, const struct pair *word, size_t items)
{
    struct pair both;
    diff_rate(b, word, items / 4, true);
    long quarter = peak_kib(); /* before bare scoring, whose articles are all in memory */
    struct rate published = diff_rate(b, word, items, true);
    long whole = peak_kib();
    struct rate bare = bare_rate(b, word, items / b->sample_size + 1);
    print_rate("bare scoring, two threads", bare, bare);
    print_rate("diff, before as published", published, bare);
    print_rate("diff of one word, both anew", diff_rate(b, word, items, false), bare);
    open_pair(&both, b->plain, b->both);
    print_rate("diff of both scorers, both anew", diff_rate(b, &both, items, false), bare);
    printf("memory after a quarter of the store %ld KiB, after all of it %ld KiB\n", quarter, whole);
    pair_close(&both);
}

int main(int argc, char **argv)
{
    static struct bench b;
    struct pair word;
    size_t items = argc > 1 ? strtoul(argv[1], NULL, 10) : 100000;
    if (argc > 2)
        files_load(&b.prose, argv[2]);
    else
        write_prose(&b.prose);
    bench_init(&b);
    open_pair(&word, b.plain, b.word);
    fill_sample(&b, &word);
    store(&b, items);
    printf("%zu items, %.0f bytes each on the shelf\n", items, (double)b.packed / (double)items);
    measure(&b, &word, items);
    pair_close(&word);
    bench_done(&b);
    return 0;
}
