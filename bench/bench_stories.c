/* bench_stories [ITEMS] - finding the place of an item among a million others.
 *
 * Fills the memory of stories with invented articles (names, numbers and words as frequent as
 * words are, shingles and quotations of their own), then looks up new items and copies of remembered
 * ones. Prints the time of a look-up, of remembering, of sketching a text of 400 words, the memory,
 * and how many of the copies are found, by how many items lie between. */
#include "base/mem.h"
#include "stories/match.h"
#include "stories/stories.h"
#include "stories/words.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PROBES = 20000, NAMES = 12, NUMBERS = 5, WORDS = 12, PIECES = 4, KNOWN = 300000 };

static const size_t bytes = 190u << 20; /* what is left below 200 MiB for everything else */

static uint64_t state;

static uint32_t random32(void)
{
    state += UINT64_C(0x9e3779b97f4a7c15);
    uint64_t z = (state ^ state >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return (uint32_t)(z >> 32);
}

/* The rank of a word out of so many: the n-th is n times rarer than the first. */
static uint32_t ranked(uint32_t many)
{
    return (uint32_t)exp(random32() / 4294967296.0 * log(many));
}

static void add(struct sketch *s, enum trait_kind kind, uint32_t hash, double weight)
{
    s->counts[kind]++;
    s->traits[s->size++] = (struct trait){
        .hash = words_mix(hash, 77 + kind), .kind = (uint8_t)kind, .posted = true,
        .run = kind <= TRAIT_WHOLE ? 0 : (uint16_t)s->size, .weight = (float)weight,
    };
}

/* The n-th item, the same at every call. */
static void invent(uint32_t n, struct sketch *s)
{
    *s = (struct sketch){ .shingles = 300, .lead_top = UINT32_MAX, .whole_top = UINT32_MAX };
    state = n * UINT64_C(0x5851f42d4c957f2d);
    for (size_t i = 0; i < SKETCH_SAMPLE; i++) {
        add(s, TRAIT_LEAD, random32(), 1);
        add(s, TRAIT_WHOLE, random32(), 1);
    }
    for (size_t i = 0; i < NAMES; i++)
        add(s, TRAIT_NAME, ranked(KNOWN), 0.8);
    for (size_t i = 0; i < NUMBERS; i++)
        add(s, TRAIT_NUMBER, ranked(KNOWN), 0.6);
    for (size_t i = 0; i < WORDS; i++)
        add(s, TRAIT_WORD, ranked(30000), 0.6);
    for (size_t i = 0; i < PIECES; i++)
        add(s, TRAIT_QUOTE, random32(), 1);
}

static void remember(struct memory *m, uint32_t n, const struct sketch *s)
{
    struct trace t = { .key = n + 1, .time = 1, .number = n, .story = n, .copy_of = n, .origin = n,
                       .items = 1, .origins = 1, .lead_top = s->lead_top, .whole_top = s->whole_top,
                       .shingles = s->shingles, .weight = (float)sketch_weight(s),
                       .numbers = s->counts[TRAIT_NUMBER] };
    for (size_t i = 0; i < s->size; i++)
        t.traits[t.traits_size++] = (struct trace_trait){ s->traits[i].hash, s->traits[i].kind };
    memory_keep(m, &t);
}

/* CPU time, so that a busy machine disturbs little. */
static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double resident_mib(void)
{
    long pages = 0;
    FILE *f = fopen("/proc/self/statm", "re");
    if (!f || fscanf(f, "%*d %ld", &pages) != 1)
        pages = 0;
    if (f)
        fclose(f);
    return (double)pages * 4096 / (1 << 20);
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Looks up items from `first` on; returns how many were found to be copies. */
static size_t look_up(const struct memory *m, uint32_t first, uint32_t step, size_t probes,
                      double *ret_times)
{
    static struct match match;
    size_t copies = 0;
    for (size_t i = 0; i < probes; i++) {
        struct sketch s;
        invent(first + (uint32_t)i * step, &s);
        double began = now();
        match_find(&match, m, &s, 1);
        match_story(&match, m, &s, 1, 1);
        copies += match_copy(&match, m, &s, 1) != NULL;
        ret_times[i] = (now() - began) * 1e6;
    }
    return copies;
}

static void print_times(const char *what, double *times, size_t size)
{
    double sum = 0;
    for (size_t i = 0; i < size; i++)
        sum += times[i];
    qsort(times, size, sizeof *times, ascending);
    printf("%-34s %6.2f us mean, %6.2f us median, %6.2f us at 99 %%\n", what, sum / (double)size,
           times[size / 2], times[size * 99 / 100]);
}

static double sketching_us(void)
{
    OWNED(article) a = article_new();
    HELD(text) text = { 0 };
    state = 1;
    for (size_t i = 0; i < 400; i++) {
        uint32_t r = ranked(30000);
        text_printf(&text, "%s%c%x%s", i ? " " : "", r % 7 ? 'w' : 'W', r, i % 17 == 16 ? "." : "");
    }
    a->feed = mem_string("bench");
    article_plain(a, text_slice(&text));
    article_finish(a);
    double began = now();
    for (size_t i = 0; i < 2000; i++) {
        OWNED(sketch) s = sketch_new(a);
    }
    return (now() - began) / 2000 * 1e6;
}

int main(int argc, char **argv)
{
    uint32_t items = argc > 1 ? (uint32_t)atoi(argv[1]) : 1000000;
    double *times = mem_array(PROBES, sizeof *times), before = resident_mib(), keeping = 0;
    struct memory *m = memory_new(items, bytes, HOURS(168));
    for (uint32_t n = 0; n < items; n++) {
        struct sketch s;
        invent(n, &s);
        double began = now();
        remember(m, n, &s);
        keeping += now() - began;
    }
    printf("%-34s %zu\n", "items", m->size);
    printf("%-34s %6.0f MiB\n", "memory", resident_mib() - before);
    printf("%-34s %6.2f us mean\n", "remembering one", keeping / items * 1e6);
    look_up(m, items, 1, PROBES, times);
    print_times("looking up a new item", times, PROBES);
    for (uint32_t back = items / 10; back <= items; back += items * 3 / 10) {
        size_t found = look_up(m, items - back, items / 10 / PROBES, PROBES, times);
        char what[64];
        snprintf(what, sizeof what, "a copy, %u items later", back);
        print_times(what, times, PROBES);
        printf("%-34s %6.1f %%\n", "  found", 100.0 * (double)found / PROBES);
    }
    printf("%-34s %6.2f us\n", "sketching 400 words", sketching_us());
    memory_free(&m);
    mem_free(&times);
    return 0;
}
