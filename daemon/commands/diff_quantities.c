/* What --fail-if may ask for. */
#include "commands/diff_report.h"

static const struct quantity known[DIFF_QUANTITIES] = {
    [DIFF_ITEMS] = { .name = "items", .help = "judged by both" },
    [DIFF_LABELS] = { .name = "labels_changed", .help = "items whose tone or reliability label changes" },
    [DIFF_TONE_LABELS] = { .name = "tone_labels_changed", .help = "items whose tone label changes" },
    [DIFF_RELIABILITY_LABELS] = { .name = "reliability_labels_changed",
                                  .help = "items whose reliability label changes" },
    [DIFF_TONE_FLIPS] = { .name = "tone_flips", .help = "items that go from one side of neutral to the other" },
    [DIFF_TONE_MOVED] = { .name = "tone_moved", .help = "items whose tone moves at all" },
    [DIFF_RELIABILITY_MOVED] = { .name = "reliability_moved", .help = "items whose reliability moves at all" },
    [DIFF_TONE_MEAN] = { .name = "tone_mean_move", .help = "mean distance over all items" },
    [DIFF_RELIABILITY_MEAN] = { .name = "reliability_mean_move", .help = "mean distance over all items" },
    [DIFF_TONE_LARGEST] = { .name = "tone_largest_move", .help = "the farthest that an item's tone moves" },
    [DIFF_RELIABILITY_LARGEST] = { .name = "reliability_largest_move",
                                   .help = "the farthest that an item's reliability moves" },
    [DIFF_ALERTS] = { .name = "alerts_changed", .help = "alerts gained and lost" },
    [DIFF_ALERTS_GAINED] = { .name = "alerts_gained", .help = "times an alert would fire that did not" },
    [DIFF_ALERTS_LOST] = { .name = "alerts_lost", .help = "times an alert would not fire that did" },
    [DIFF_DAMAGED] = { .name = "damaged", .help = "stored articles that could not be read" },
};

static double alerts(const struct tally *t, bool gained)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < t->alerts_size; i++)
        sum += gained ? t->alerts[i].gained : t->alerts[i].lost;
    return (double)sum;
}

static void fill(struct quantity q[DIFF_QUANTITIES], const struct tally *t)
{
    const struct tally_score *tone = &t->scores[TALLY_TONE], *trust = &t->scores[TALLY_RELIABILITY];
    double items = t->items ? (double)t->items : 1;
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

void diff_quantities(struct quantity ret[DIFF_QUANTITIES], const struct tally *t,
                     const struct rescore_counts *counts)
{
    static const enum diff_quantity shares[] = { DIFF_LABELS, DIFF_TONE_LABELS,
                                                 DIFF_RELIABILITY_LABELS, DIFF_TONE_FLIPS,
                                                 DIFF_TONE_MOVED, DIFF_RELIABILITY_MOVED };
    for (size_t i = 0; i < DIFF_QUANTITIES; i++)
        ret[i] = known[i];
    if (t)
        fill(ret, t);
    if (counts)
        ret[DIFF_DAMAGED].value = (double)counts->damaged;
    for (size_t i = 0; i < count_of(shares); i++)
        ret[shares[i]].whole = t && t->items ? (double)t->items : 1;
}
