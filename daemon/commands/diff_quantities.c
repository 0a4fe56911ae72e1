/* What --fail-if may ask for. */
#include "commands/diff_report.h"

#include "base/mem.h"

static const struct quantity known[DIFF_QUANTITIES] = {
    [DIFF_ITEMS] = { .name = "items" },
    [DIFF_LABELS] = { .name = "labels_changed" },
    [DIFF_TONE_LABELS] = { .name = "tone_labels_changed" },
    [DIFF_RELIABILITY_LABELS] = { .name = "reliability_labels_changed" },
    [DIFF_TONE_FLIPS] = { .name = "tone_flips" },
    [DIFF_TONE_MOVED] = { .name = "tone_moved" },
    [DIFF_RELIABILITY_MOVED] = { .name = "reliability_moved" },
    [DIFF_TONE_MEAN] = { .name = "tone_mean_move" },
    [DIFF_RELIABILITY_MEAN] = { .name = "reliability_mean_move" },
    [DIFF_TONE_LARGEST] = { .name = "tone_largest_move" },
    [DIFF_RELIABILITY_LARGEST] = { .name = "reliability_largest_move" },
    [DIFF_ALERTS] = { .name = "alerts_changed" },
    [DIFF_ALERTS_GAINED] = { .name = "alerts_gained" },
    [DIFF_ALERTS_LOST] = { .name = "alerts_lost" },
    [DIFF_DAMAGED] = { .name = "damaged" },
};

static double alerts(const struct tally *t, bool gained)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < t->alerts_size; i++)
        sum += gained ? t->alerts[i].gained : t->alerts[i].lost;
    return (double)sum;
}

static void fill(struct quantity *q, const struct tally *t, double items)
{
    const struct tally_score *tone = &t->scores[TALLY_TONE], *trust = &t->scores[TALLY_RELIABILITY];
    q[DIFF_ITEMS].value = (double)t->items;
    q[DIFF_LABELS].value = (double)t->changed;
    q[DIFF_TONE_LABELS].value = (double)tone->changed;
    q[DIFF_RELIABILITY_LABELS].value = (double)trust->changed;
    q[DIFF_TONE_FLIPS].value = (double)tone->flipped;
    q[DIFF_TONE_MOVED].value = (double)tone->moved;
    q[DIFF_RELIABILITY_MOVED].value = (double)trust->moved;
    q[DIFF_TONE_MEAN].value = tone->total / items;
    q[DIFF_RELIABILITY_MEAN].value = trust->total / items;
    q[DIFF_TONE_LARGEST].value = tone->largest;
    q[DIFF_RELIABILITY_LARGEST].value = trust->largest;
    q[DIFF_ALERTS_GAINED].value = alerts(t, true);
    q[DIFF_ALERTS_LOST].value = alerts(t, false);
    q[DIFF_ALERTS].value = q[DIFF_ALERTS_GAINED].value + q[DIFF_ALERTS_LOST].value;
}

static void add_own(struct diff_quantities *q, const char *scorer, const char *what, double value,
                    double whole)
{
    char *name = q->names[q->size - DIFF_QUANTITIES] = mem_printf("%s_%s", scorer, what);
    q->items[q->size++] = (struct quantity){ .name = name, .value = value, .whole = whole };
}

static void add_own_scorers(struct diff_quantities *q, const struct tally *t, double items)
{
    for (size_t i = TALLY_OWN; i < t->scores_size; i++) {
        const struct tally_score *s = &t->scores[i];
        add_own(q, s->scorer, "moved", (double)s->moved, items);
        add_own(q, s->scorer, "mean_move", s->total / items, 0);
        add_own(q, s->scorer, "largest_move", s->largest, 0);
    }
}

void diff_quantities_init(struct diff_quantities *q, const struct tally *t,
                          const struct rescore_counts *counts)
{
    static const enum diff_quantity shares[] = { DIFF_LABELS, DIFF_TONE_LABELS,
                                                 DIFF_RELIABILITY_LABELS, DIFF_TONE_FLIPS,
                                                 DIFF_TONE_MOVED, DIFF_RELIABILITY_MOVED };
    double items = t->items ? (double)t->items : 1;
    *q = (struct diff_quantities){ .size = DIFF_QUANTITIES };
    for (size_t i = 0; i < DIFF_QUANTITIES; i++)
        q->items[i] = known[i];
    fill(q->items, t, items);
    q->items[DIFF_DAMAGED].value = (double)counts->damaged;
    for (size_t i = 0; i < count_of(shares); i++)
        q->items[shares[i]].whole = items;
    add_own_scorers(q, t, items);
}

void diff_quantities_done(struct diff_quantities *q)
{
    for (size_t i = 0; i < count_of(q->names); i++)
        mem_free(&q->names[i]);
}
