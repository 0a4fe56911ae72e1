#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "scoring/scorers.h"
#include "support/rows.h"
#include "tuning/dials.h"
#include "tuning/dice.h"
#include "tuning/trial.h"

#include <math.h>
#include <string.h>

/* ------------------------------------------------------------------ folds */

static void groups_stay_together_in_even_folds(void **state)
{
    (void)state;
    enum { ITEMS = 100 };
    size_t groups[ITEMS], sizes[5] = { 0 };
    for (size_t i = 0; i < ITEMS; i++)
        groups[i] = i - i % 4;
    uint8_t *folds = folds_deal(groups, ITEMS, 5, 7), *same = folds_deal(groups, ITEMS, 5, 7);
    uint8_t *other = folds_deal(groups, ITEMS, 5, 8);
    for (size_t i = 0; i < ITEMS; i++) {
        assert_int_equal(folds[i], folds[groups[i]]);
        sizes[folds[i]]++;
    }
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(sizes[i], 20);
    assert_memory_equal(folds, same, ITEMS);
    assert_memory_not_equal(folds, other, ITEMS);
    mem_free(&folds);
    mem_free(&same);
    mem_free(&other);
}

/* ------------------------------------------------------------------ dials */

struct knobs {
    double rule, off, share, other;
    struct assay_signal good, bad;
    struct assay_files lexicons;
    struct assay_numbers layers;
};

static const struct assay_param knob_params[] = {
    { "rules.not", ASSAY_REAL, "1", 0, 1.5, offsetof(struct knobs, rule), "" },
    { "rules.off", ASSAY_REAL, "0", 0, 2, offsetof(struct knobs, off), "" },
    { "title_weight", ASSAY_REAL, "2.5", 0, 20, offsetof(struct knobs, share), "" },
    { "window", ASSAY_REAL, "5", 0, 20, offsetof(struct knobs, other), "" },
    { "signals.a.good", ASSAY_SIGNAL, "0.1", -1, 1, offsetof(struct knobs, good), "" },
    { "signals.a.bad", ASSAY_SIGNAL, "{each: -0.3, cap: -0.6}", -1, 1, offsetof(struct knobs, bad), "" },
    { "lexicons", ASSAY_FILES, "[]", 0, 0, offsetof(struct knobs, lexicons), "" },
    { "layers", ASSAY_NUMBERS, "{}", 0, 5, offsetof(struct knobs, layers), "" },
};

static const struct assay_scorer knob_scorer = { .params = knob_params,
                                                 .params_size = count_of(knob_params) };

static void find_dials(struct dials *dials)
{
    static const struct assay_file files[] = { { { "fin-en", 6 }, { "", 0 } },
                                               { { "My Words.tsv", 12 }, { "", 0 } } };
    static const struct assay_number layers[] = { { { "fin-en", 6 }, 0.5 } };
    static struct knobs knobs = { 1, 0, 2.5, 5, { 0.1, 0 }, { -0.3, -0.6 }, { files, 2 }, { layers, 1 } };
    const struct params params = { .scorer = &knob_scorer, .values = &knobs };
    dials_find(&params, dials);
}

static void finds_what_may_be_turned(void **state)
{
    (void)state;
    HELD(dials) dials = { 0 };
    find_dials(&dials);
    static const struct {
        const char *name;
        double value, most;
    } expected[] = {
        { "rules.not", 1, 1.5 },       { "title_weight", 2.5, 2 },   { "signals.a.good", 0.1, 2 },
        { "signals.a.bad", -0.3, 1 / 0.6 }, { "layers.fin-en", 0.5, 2 }, { "layers.My Words.tsv", 1, 2 },
    };
    assert_int_equal(dials.size, count_of(expected));
    for (size_t i = 0; i < dials.size; i++) {
        assert_string_equal(dials.items[i].name, expected[i].name);
        assert_true(fabs(dials.items[i].value - expected[i].value) < 1e-9);
        assert_true(fabs(dials.items[i].most - expected[i].most) < 1e-9);
    }
}

static void writes_what_was_turned(void **state)
{
    (void)state;
    HELD(dials) dials = { 0 };
    HELD(text) out = { 0 };
    find_dials(&dials);
    const double factors[] = { 1.5, 1.02, 0.5, 1 / 0.6, 1, 0.777 };
    char why[] = "why not", *const notes[] = { why, NULL, NULL, NULL, NULL, NULL };
    dials_write(&out, 2, &dials, factors, notes);
    assert_string_equal(text_string(&out), "  rules:\n"
                                           "    # why not\n"
                                           "    not: 1.5\n"
                                           "  signals:\n"
                                           "    a:\n"
                                           "      good: 0.05\n"
                                           "      bad: {each: -0.5, cap: -1}\n"
                                           "  layers:\n"
                                           "    \"My Words.tsv\": 0.78\n");
}

static void no_factor_changes_a_sign(void **state)
{
    (void)state;
    HELD(dials) dials = { 0 };
    find_dials(&dials);
    for (size_t i = 0; i < dials.size; i++)
        for (double f = DIAL_LEAST; f <= dials.items[i].most; f += 0.01)
            assert_true(dial_value(&dials.items[i], f) * dials.items[i].value > 0);
}

/* ------------------------------------------------------------------ fitting */

/* Items whose labels follow from one dial turned up; a second dial moves them at random. */
enum { N = 240 };

struct world {
    struct surface surface;
    double goals[N];
    int labels[N];
    size_t groups[N];
    uint8_t *folds;
    struct trial trial;
};

static double noise(struct dice *dice)
{
    return (double)dice_below(dice, 2001) / 1000 - 1;
}

static void begin(struct world *w, bool true_labels)
{
    struct dice dice = { 3 };
    double base[N], good[N], vain[N];
    for (size_t i = 0; i < N; i++) {
        double moved = noise(&dice);
        base[i] = 0.5 * noise(&dice);
        good[i] = base[i] + moved;
        vain[i] = base[i] + noise(&dice);
        w->labels[i] = (true_labels ? base[i] + moved : noise(&dice)) > 0;
        w->goals[i] = w->labels[i];
        w->groups[i] = i;
    }
    surface_begin(&w->surface, base, N, 2);
    surface_add(&w->surface, 0, SURFACE_UP, good);
    surface_add(&w->surface, 1, SURFACE_UP, vain);
    w->folds = folds_deal(w->groups, N, 4, 1);
    w->trial = (struct trial){
        .fit = { .surface = &w->surface, .goals = w->goals, .edges = 1, .edge_low = { -0.3 },
                 .edge_high = { 0.3 } },
        .folds = w->folds, .folds_size = 4, .labels = w->labels, .groups = w->groups };
}

static void end(struct world *w)
{
    surface_done(&w->surface);
    mem_free(&w->folds);
}

static struct interval gain_of(const struct world *w, const struct outcome *o)
{
    static struct judged_item before[N], after[N];
    trial_expect(&w->trial, o, before, after);
    return figures_gain(before, after, N, FIGURE_ALPHA, 1);
}

static void finds_the_dial_that_matters(void **state)
{
    (void)state;
    struct world w;
    HELD(outcome) o = { 0 };
    begin(&w, true);
    trial_run(&w.trial, &o);
    assert_true(o.whole.amount[0 * SURFACE_SIDES + SURFACE_UP] > 0.8);
    assert_true(o.whole.amount[1 * SURFACE_SIDES + SURFACE_UP] < 0.2);
    assert_true(fabs(o.whole.edge[0]) < 0.1);
    assert_true(gain_of(&w, &o).low > 0.2);
    end(&w);
}

static void finds_nothing_in_noise(void **state)
{
    (void)state;
    struct world w;
    HELD(outcome) o = { 0 };
    begin(&w, false);
    trial_run(&w.trial, &o);
    assert_false(gain_of(&w, &o).low > 0);
    end(&w);
}

static void chance_is_far_below_what_is_true(void **state)
{
    (void)state;
    struct world w;
    begin(&w, true);
    for (uint64_t seed = 0; seed < 5; seed++)
        assert_true(fabs(trial_chance(&w.trial, seed)) < 0.3);
    assert_true(trial_chance(&w.trial, 1) == trial_chance(&w.trial, 1));
    end(&w);
}

static void the_same_labels_give_the_same_turns(void **state)
{
    (void)state;
    struct world w;
    HELD(outcome) a = { 0 };
    HELD(outcome) b = { 0 };
    begin(&w, true);
    trial_run(&w.trial, &a);
    trial_run(&w.trial, &b);
    assert_memory_equal(a.whole.amount, b.whole.amount, 4 * sizeof(double));
    assert_memory_equal(a.whole.edge, b.whole.edge, sizeof(double));
    end(&w);
}

/* ------------------------------------------------------------------ figures */

static void counts_what_fits(void **state)
{
    (void)state;
    const struct judged_item items[] = { { 0, 0, -1, 0 }, { 1, 1, -0.5, 1 }, { 2, 1, NAN, 2 }, { 4, 2, 1, 3 } };
    struct figures f = figures_of(items, 4, NULL);
    assert_true(fabs(f.of[FIGURE_SAME] - 0.5) < 1e-9);
    assert_true(fabs(f.of[FIGURE_NEAR] - 0.75) < 1e-9);
    assert_true(fabs(f.of[FIGURE_DISTANCE] - 0.75) < 1e-9);
    assert_true(f.of[FIGURE_R] > 0.9 && f.of[FIGURE_ALPHA] > 0.3);
}

static void coming_up_to_chance_is_no_gain(void **state)
{
    (void)state;
    struct judged_item before[N], after[N];
    for (size_t i = 0; i < N; i++) {
        before[i] = (struct judged_item){ i % 2 ? 0 : 4, i % 2 ? 4 : 0, 0, i };
        after[i] = (struct judged_item){ i % 2 ? 0 : 4, 2, 0, i };
    }
    assert_true(figures_of(after, N, NULL).of[FIGURE_ALPHA] > figures_of(before, N, NULL).of[FIGURE_ALPHA]);
    struct interval gain = figures_gain(before, after, N, FIGURE_ALPHA, 1);
    assert_true(gain.value < 0.01 && gain.low <= 0);
}

static void straight_scores_are_those_before_the_bend(void **state)
{
    (void)state;
    for (double x = -5; x <= 5; x += 0.25)
        assert_true(fabs(surface_straight(x / sqrt(x * x + 1)) - x) < 1e-9);
    assert_true(surface_straight(1) == 10 && surface_straight(-1) == -10);
}

int main(void)
{
    struct rows rows = { 0 };
    ADD_TEST(&rows, groups_stay_together_in_even_folds);
    ADD_TEST(&rows, finds_what_may_be_turned);
    ADD_TEST(&rows, writes_what_was_turned);
    ADD_TEST(&rows, no_factor_changes_a_sign);
    ADD_TEST(&rows, finds_the_dial_that_matters);
    ADD_TEST(&rows, finds_nothing_in_noise);
    ADD_TEST(&rows, chance_is_far_below_what_is_true);
    ADD_TEST(&rows, the_same_labels_give_the_same_turns);
    ADD_TEST(&rows, counts_what_fits);
    ADD_TEST(&rows, coming_up_to_chance_is_no_gain);
    ADD_TEST(&rows, straight_scores_are_those_before_the_bend);
    return rows_run("tuning", &rows);
}
