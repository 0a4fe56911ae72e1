#include "commands/tuned_overlay.h"

#include "base/mem.h"

#include <string.h>

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

void tuned_overlay_write(struct text *out, const struct tuner *t, size_t count)
{
    text_add(out, SLICE(TUNED_OVERLAY_FIRST_LINE));
    text_add(out, SLICE("# Lay it over your configuration: name it last in `include:`. What is not here stays.\n"));
    for (size_t i = 0; i < count; i++)
        if (t[i].improved)
            write_evidence(out, &t[i]);
    write_section(out, "scorers", t, count, tuner_turned_dials, write_weights);
    write_section(out, "bands", t, count, tuner_moved_edges, write_bands);
}
