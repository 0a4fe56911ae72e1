/* bench_score - how fast the scorers are against `wc -w`, on one text in one run.
 *
 *     bench_score FILE [ROUNDS]
 *
 * FILE is plain English text, 16 MB or more to be worth quoting. It is cut into articles of about
 * 4 KiB at line ends. "read" is normalisation and finding blocks and tables; "score" is entities,
 * tone and reliability with the shipped configuration, one thread, scores only; "explain" the
 * same with every reason kept. The reference is `LC_ALL=C.UTF-8 wc -w FILE`, run before each round.
 * Prints the best of the rounds (3) in MB of FILE a second of wall time, and the ratios to wc. */
#include "assayer.h"
#include "base/mem.h"
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ARTICLE_BYTES = 4096 };

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

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

static struct article *read_one(struct slice text, size_t number)
{
    struct article *a = article_new();
    a->id = mem_printf("%zu", number);
    a->feed = mem_string("bench");
    article_plain(a, text);
    article_finish(a);
    return a;
}

static size_t read_all(struct slice text, struct article ***ret)
{
    size_t size = 0, cap = 0;
    struct article **list = NULL;
    for (size_t at = 0; at < text.len;) {
        size_t end = at + ARTICLE_BYTES < text.len ? at + ARTICLE_BYTES : text.len;
        while (end < text.len && text.ptr[end - 1] != '\n')
            end++;
        mem_grow(list, size, cap);
        list[size] = read_one(slice_sub(text, at, end - at), size);
        size++;
        at = end;
    }
    *ret = list;
    return size;
}

static double judge_all(const struct assayer *assayer, struct article **list, size_t size,
                        enum assay_detail detail)
{
    double began = seconds();
    for (size_t i = 0; i < size; i++) {
        OWNED(verdict) v = assayer_judge(assayer, list[i], detail);
    }
    return seconds() - began;
}

static double run_wc(const char *path)
{
    char *command = mem_printf("LC_ALL=C.UTF-8 wc -w '%s' >/dev/null", path);
    double began = seconds();
    int status = system(command);
    double took = seconds() - began;
    mem_free(&command);
    return status == 0 ? took : 1e9;
}

static struct assayer *open_assayer(struct config **config)
{
    OWNED(complaints) wrong = complaints_new();
    struct assayer *assayer = NULL;
    if (config_load(SOURCE_DIR "/config/assayd.yaml", config, wrong))
        assayer = assayer_new(&(*config)->assayer, 1, wrong);
    for (size_t i = 0; i < complaints_size(wrong); i++)
        fprintf(stderr, "%s\n", complaints_at(wrong, i)->text);
    return assayer;
}

static void keep_least(double *least, double value)
{
    if (*least == 0 || value < *least)
        *least = value;
}

static void print_row(const char *name, double mb, double took, double wc)
{
    printf("%-10s %8.1f MB/s   %5.2f of wc -w\n", name, mb / took, wc / took);
}

int main(int argc, char **argv)
{
    HELD(text) text = {0};
    OWNED(config) config = NULL;
    if (argc < 2 || !load(argv[1], &text)) {
        fprintf(stderr, "usage: bench_score FILE [ROUNDS]\n");
        return 64;
    }
    OWNED(assayer) assayer = open_assayer(&config);
    if (!assayer)
        return 78;
    int rounds = argc > 2 ? atoi(argv[2]) : 3;
    double wc = 0, reading = 0, scoring = 0, explaining = 0, mb = (double)text.len / 1e6;
    size_t articles = 0;
    for (int i = 0; i < rounds; i++) {
        struct article **list;
        keep_least(&wc, run_wc(argv[1]));
        double began = seconds();
        articles = read_all(text_slice(&text), &list);
        keep_least(&reading, seconds() - began);
        keep_least(&scoring, judge_all(assayer, list, articles, ASSAY_SCORE));
        keep_least(&explaining, judge_all(assayer, list, articles, ASSAY_REASONS));
        for (size_t j = 0; j < articles; j++)
            article_free(&list[j]);
        mem_free(&list);
    }
    printf("%.1f MB in %zu articles, best of %d rounds\n", mb, articles, rounds);
    print_row("wc -w", mb, wc, wc);
    print_row("read", mb, reading, wc);
    print_row("score", mb, scoring, wc);
    print_row("explain", mb, explaining, wc);
    printf("an explanation costs %.2f times a plain score\n", explaining / scoring);
    return 0;
}
