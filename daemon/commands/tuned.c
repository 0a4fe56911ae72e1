#include "commands/tuned.h"

#include "commands/json_line.h"

#include <math.h>
#include <stdio.h>

static const struct {
    const char *name, *key;
} words[FIGURES] = {
    { "alpha", "alpha" },
    { "in the label's band", "same_band" },
    { "within one band", "within_one_band" },
    { "distance in bands", "distance" },
    { "Pearson's r", "r" },
};

/* ------------------------------------------------------------------ for people */

static void print_figure(const struct tuner *t, enum figure f)
{
    const struct interval *now = &t->now[f], *gain = &t->gains[f];
    printf("  %-20s %6.3f (%.3f to %.3f)  %6.3f    %+.3f (%+.3f to %+.3f)\n", words[f].name,
           now->value, now->low, now->high, t->held.of[f], gain->value, gain->low,
           gain->high);
}

static void find_chance(const struct tuner *t, double *ret_least, double *ret_most)
{
    *ret_least = INFINITY;
    *ret_most = -INFINITY;
    for (size_t i = 0; i < TUNER_CHANCE; i++) {
        *ret_least = fmin(*ret_least, t->chance[i]);
        *ret_most = fmax(*ret_most, t->chance[i]);
    }
}

void tuned_print(const struct tuner *t)
{
    double least, most;
    find_chance(t, &least, &most);
    printf("%s: %zu labelled items, %zu stories, %d folds, seed %llu\n", t->scorer, t->sample.size,
           tuner_stories(t), t->folds_size, (unsigned long long)t->seed);
    if (t->sample.missing || t->sample.changed)
        printf("  left out: %zu labels without their item, %zu of a text that has changed\n",
               t->sample.missing, t->sample.changed);
    printf("  %-20s %-24s  %-8s  %s\n", "", "as configured", "held out", "gain (95 %)");
    for (enum figure f = 0; f < FIGURES; f++)
        print_figure(t, f);
    printf("  With the labels dealt out anew, %d times, tuning reaches an alpha of %.3f to %.3f.\n",
           TUNER_CHANCE, least, most);
    if (t->improved)
        printf("  Improves: %zu weights, %zu edges; alpha on the labels learnt from %.3f.\n",
               tuner_turned_dials(t), tuner_moved_edges(t), t->learnt.of[FIGURE_ALPHA]);
    else
        printf("  No improvement beyond chance.\n");
}

/* ------------------------------------------------------------------ for programs */

static void add_figure(cJSON *tree, const struct tuner *t, enum figure f)
{
    const struct interval *now = &t->now[f], *gain = &t->gains[f];
    cJSON *one = cJSON_AddObjectToObject(tree, words[f].key);
    cJSON_AddNumberToObject(one, "configured", now->value);
    cJSON_AddItemToObject(one, "configured_95", cJSON_CreateDoubleArray((double[]){ now->low, now->high }, 2));
    cJSON_AddNumberToObject(one, "held_out", t->held.of[f]);
    cJSON_AddNumberToObject(one, "gain", gain->value);
    cJSON_AddItemToObject(one, "gain_95", cJSON_CreateDoubleArray((double[]){ gain->low, gain->high }, 2));
}

static void add_changes(cJSON *tree, const struct tuner *t)
{
    cJSON *weights = cJSON_AddObjectToObject(tree, "weights");
    for (size_t i = 0; i < t->dials.size; i++)
        if (dial_is_turned(&t->dials.items[i], t->factors[i]))
            cJSON_AddNumberToObject(weights, t->dials.items[i].name,
                                    dial_value(&t->dials.items[i], t->factors[i]));
    cJSON_AddItemToObject(tree, "edges", cJSON_CreateDoubleArray(t->edges, (int)t->sample.edges));
}

void tuned_print_json(const struct tuner *t)
{
    cJSON *tree = cJSON_CreateObject();
    cJSON_AddStringToObject(tree, "scorer", t->scorer);
    cJSON_AddNumberToObject(tree, "items", (double)t->sample.size);
    cJSON_AddNumberToObject(tree, "stories", (double)tuner_stories(t));
    cJSON_AddNumberToObject(tree, "missing", (double)t->sample.missing);
    cJSON_AddNumberToObject(tree, "changed", (double)t->sample.changed);
    cJSON_AddNumberToObject(tree, "folds", t->folds_size);
    cJSON_AddNumberToObject(tree, "seed", (double)t->seed);
    cJSON *figures = cJSON_AddObjectToObject(tree, "figures");
    for (enum figure f = 0; f < FIGURES; f++)
        add_figure(figures, t, f);
    cJSON_AddItemToObject(tree, "chance_alpha", cJSON_CreateDoubleArray(t->chance, TUNER_CHANCE));
    cJSON_AddNumberToObject(tree, "mistaken", t->mistaken);
    cJSON_AddBoolToObject(tree, "improved", t->improved);
    if (t->improved)
        add_changes(tree, t);
    json_line_print_tree(tree);
}
