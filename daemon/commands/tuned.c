#include "commands/tuned.h"

#include "base/mem.h"
#include "commands/json_line.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

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

static size_t count_dials(const struct tuner *t)
{
    size_t count = 0;
    for (size_t i = 0; i < t->dials.size; i++)
        count += dial_is_turned(&t->dials.items[i], t->factors[i]);
    return count;
}

static size_t count_edges(const struct tuner *t)
{
    size_t count = 0;
    for (size_t k = 0; k < t->sample.edges; k++)
        count += tuner_is_edge_moved(t, k);
    return count;
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
               count_dials(t), count_edges(t), t->learnt.of[FIGURE_ALPHA]);
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

/* ------------------------------------------------------------------ the overlay */

static double distance_of(const struct tuner *t, const struct turning *turns)
{
    double sum = 0;
    for (size_t i = 0; i < t->sample.size; i++)
        sum += fit_distance(&t->trial.fit, turns, i);
    return sum;
}

/* How many folds turn it the same way, by enough to be written. */
static int count_agreeing(const struct tuner *t, size_t dial)
{
    int count = 0;
    bool up = t->factors[dial] > 1;
    for (int fold = 0; fold < t->folds_size; fold++) {
        double factor = tuner_factor(t, &t->outcome.held[fold], dial);
        count += dial_is_turned(&t->dials.items[dial], factor) && (factor > 1) == up;
    }
    return count;
}

/* By how much of the whole gain the fit would be worse if that dial alone were turned back. */
static double share_of_gain(const struct tuner *t, size_t dial)
{
    HELD(turning) stay = { 0 };
    HELD(turning) without = { 0 };
    fit_stay(&t->trial.fit, &stay);
    fit_stay(&t->trial.fit, &without);
    memcpy(without.amount, t->outcome.whole.amount,
           t->dials.size * SURFACE_SIDES * sizeof *without.amount);
    memcpy(without.edge, t->outcome.whole.edge, sizeof without.edge);
    without.amount[dial * SURFACE_SIDES + SURFACE_DOWN] = 0;
    without.amount[dial * SURFACE_SIDES + SURFACE_UP] = 0;
    double whole = distance_of(t, &t->outcome.whole), gain = distance_of(t, &stay) - whole;
    return gain > 0 ? (distance_of(t, &without) - whole) / gain : 0;
}

static char *note_of(const struct tuner *t, size_t dial)
{
    const struct dial *d = &t->dials.items[dial];
    return mem_printf("was %g; moves %zu items; %d of %d folds turn it so; %.0f %% of the gain", d->value,
                      surface_touched(&t->surface, dial), count_agreeing(t, dial), t->folds_size,
                      100 * share_of_gain(t, dial));
}

static void write_evidence(struct text *out, const struct tuner *t)
{
    const struct interval *alpha = &t->gains[FIGURE_ALPHA];
    text_printf(out, "# %s: %zu labelled items, %zu stories, %d folds, seed %llu.\n", t->scorer,
                t->sample.size, tuner_stories(t), t->folds_size, (unsigned long long)t->seed);
    text_printf(out, "#   held out: alpha %.3f, was %.3f (gain %+.3f to %+.3f);\n",
                t->held.of[FIGURE_ALPHA], t->now[FIGURE_ALPHA].value, alpha->low,
                alpha->high);
    text_printf(out, "#   %.1f %% in the label's band, was %.1f %%.\n",
                100 * t->held.of[FIGURE_SAME], 100 * t->now[FIGURE_SAME].value);
}

static void write_weights(struct text *out, const struct tuner *t)
{
    char **notes = mem_array(t->dials.size + 1, sizeof *notes);
    for (size_t i = 0; i < t->dials.size; i++)
        if (dial_is_turned(&t->dials.items[i], t->factors[i]))
            notes[i] = note_of(t, i);
    text_printf(out, "  %s:\n", t->scorer);
    dials_write(out, 4, &t->dials, t->factors, notes);
    for (size_t i = 0; i < t->dials.size; i++)
        mem_free(&notes[i]);
    mem_free(&notes);
}

static void write_bands(struct text *out, const struct tuner *t)
{
    text_printf(out, "  %s: # edges were", t->scorer);
    for (size_t k = 0; k < t->sample.edges; k++)
        text_printf(out, "%s %g", k ? "," : "", t->trial.fit.edge[k]);
    text_add_byte(out, '\n');
    for (size_t i = 0; i < t->bands->size; i++)
        text_printf(out, "    %s: [%g, %g]\n", t->bands->items[i].name,
                    i ? t->edges[i - 1] : t->bands->items[i].low,
                    i + 1 < t->bands->size ? t->edges[i] : t->bands->items[i].high);
}

static void write_section(struct text *out, const char *key, const struct tuner *t, size_t count,
                          size_t (*has)(const struct tuner *),
                          void (*write)(struct text *, const struct tuner *))
{
    bool begun = false;
    for (size_t i = 0; i < count; i++) {
        if (!t[i].improved || !has(&t[i]))
            continue;
        if (!begun)
            text_printf(out, "%s:\n", key);
        begun = true;
        write(out, &t[i]);
    }
}

void tuned_overlay(struct text *out, const struct tuner *t, size_t count)
{
    text_add(out, SLICE(TUNED_FIRST_LINE));
    text_add(out, SLICE("# Lay it over your configuration: name it last in `include:`. What is not here stays.\n"));
    for (size_t i = 0; i < count; i++)
        if (t[i].improved)
            write_evidence(out, &t[i]);
    write_section(out, "scorers", t, count, count_dials, write_weights);
    write_section(out, "bands", t, count, count_edges, write_bands);
}
