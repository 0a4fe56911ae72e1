#include "commands/agree.h"

#include "base/mem.h"
#include "commands/json_line.h"
#include "tuning/agreement.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ANNOTATORS_MAX 64 /* on one item; who comes later is left out */

static int by_item(const void *a, const void *b)
{
    const struct label *const *x = a, *const *y = b;
    int order = strcmp((*x)->feed, (*y)->feed);
    if (!order)
        order = strcmp((*x)->id, (*y)->id);
    return order ? order : strcmp((*x)->as, (*y)->as);
}

static bool is_same_item(const struct label *a, const struct label *b)
{
    return strcmp(a->feed, b->feed) == 0 && strcmp(a->id, b->id) == 0;
}

/* All labels that were given, item by item. */
static const struct label **sorted(const struct labels *labels, size_t *ret_size)
{
    const struct label **list = mem_array(labels->size + 1, sizeof *list);
    size_t size = 0;
    for (size_t i = 0; i < labels->size; i++)
        if (labels->items[i].state == LABEL_GIVEN)
            list[size++] = &labels->items[i];
    qsort(list, size, sizeof *list, by_item);
    *ret_size = size;
    return list;
}

static int value_of(const struct label *l, bool tone)
{
    return tone ? l->tone : l->reliability;
}

static struct agreement measure(const struct label **list, size_t size, const struct scale *scale,
                                bool tone)
{
    struct agreement a = { .bands = scale->size };
    for (size_t start = 0, end; start < size; start = end) {
        int values[ANNOTATORS_MAX];
        size_t count = 0;
        for (end = start; end < size && is_same_item(list[start], list[end]); end++)
            if (value_of(list[end], tone) != LABEL_NONE && count < ANNOTATORS_MAX)
                values[count++] = value_of(list[end], tone);
        agreement_add(&a, values, count);
    }
    return a;
}

/* Of all pairs of values on one item. */
static double share_within(const struct agreement *a, int steps)
{
    double all = 0, near = 0;
    for (int c = 0; c < a->bands; c++)
        for (int k = 0; k < a->bands; k++) {
            all += a->pairs[c][k];
            near += abs(c - k) <= steps ? a->pairs[c][k] : 0;
        }
    return all > 0 ? near / all : NAN;
}

static void print_line(const char *what, const struct agreement *a)
{
    double alpha = agreement_alpha(a);
    if (!a->items)
        printf("%-12s no item was judged by two\n", what);
    else if (isnan(alpha))
        printf("%-12s alpha undefined: all %zu values are in one band\n", what, a->values);
    else
        printf("%-12s alpha %.3f  same band %.0f%%  within one %.0f%%  (%zu items, %zu values)\n", what,
               alpha, 100 * share_within(a, 0), 100 * share_within(a, 1), a->items, a->values);
}

static cJSON *json_of(const struct agreement *a)
{
    cJSON *tree = cJSON_CreateObject();
    double alpha = agreement_alpha(a);
    if (a->items && !isnan(alpha))
        cJSON_AddNumberToObject(tree, "alpha", alpha);
    else
        cJSON_AddNullToObject(tree, "alpha");
    if (a->items) {
        cJSON_AddNumberToObject(tree, "same_band", share_within(a, 0));
        cJSON_AddNumberToObject(tree, "within_one_band", share_within(a, 1));
    }
    cJSON_AddNumberToObject(tree, "items", (double)a->items);
    cJSON_AddNumberToObject(tree, "values", (double)a->values);
    return tree;
}

static void print_both(const struct agreement *tone, const struct agreement *reliability, bool json)
{
    if (json) {
        cJSON *tree = cJSON_CreateObject();
        cJSON_AddStringToObject(tree, "measure", "Krippendorff's alpha, ordinal");
        cJSON_AddItemToObject(tree, "tone", json_of(tone));
        cJSON_AddItemToObject(tree, "reliability", json_of(reliability));
        json_line_print_tree(tree);
        return;
    }
    printf("Krippendorff's alpha, ordinal: 1 is full agreement, 0 what chance gives\n");
    print_line("tone", tone);
    print_line("reliability", reliability);
}

int agree_print(const struct command *command, const char *path, const struct scales *scales,
                bool json)
{
    struct error err = { 0 };
    HELD(labels) labels = { 0 };
    if (!labels_read(path, false, scales, &labels, &err)) {
        fprintf(stderr, "assayd %s: %s\n", command->name, error_line(&err));
        return EX_DATAERR;
    }
    size_t size;
    const struct label **list = sorted(&labels, &size);
    struct agreement tone = measure(list, size, &scales->tone, true);
    struct agreement reliability = measure(list, size, &scales->reliability, false);
    print_both(&tone, &reliability, json);
    mem_free(&list);
    return 0;
}
