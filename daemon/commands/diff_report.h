/* diff_report.h - what `assayd diff` found, and its three ways of saying it. */
#ifndef COMMANDS_DIFF_REPORT_H
#define COMMANDS_DIFF_REPORT_H

#include "commands/html.h"
#include "commands/limit.h"
#include "commands/shift.h"
#include "commands/tally.h"

/* One of the largest moves with what moved it; texts are as the item's, to be printed with care. */
struct diff_move {
    struct tally_move move;
    char *id, *title, *feed, *url; /* may be NULL but for feed */
    struct instant time;
    struct shifts shifts;
};

#define DIFF_BEHIND 200 /* so many of the largest moves are looked at for what is behind them */

struct diff_moves {
    struct diff_move *items;
    size_t size;
    struct shifts behind; /* what moved these and the next largest ones, added up; largest first */
    size_t behind_items;  /* how many those are */
};

/* Those of the user's own scorers follow, three of each: NAME_moved, NAME_mean_move, NAME_largest_move. */
enum diff_quantity {
    DIFF_ITEMS, DIFF_LABELS, DIFF_TONE_LABELS, DIFF_RELIABILITY_LABELS, DIFF_TONE_FLIPS,
    DIFF_TONE_MOVED, DIFF_RELIABILITY_MOVED, DIFF_TONE_MEAN, DIFF_RELIABILITY_MEAN,
    DIFF_TONE_LARGEST, DIFF_RELIABILITY_LARGEST, DIFF_ALERTS, DIFF_ALERTS_GAINED,
    DIFF_ALERTS_LOST, DIFF_DAMAGED, DIFF_QUANTITIES
};

#define DIFF_OWN_QUANTITIES 3

struct diff_quantities {
    struct quantity items[DIFF_QUANTITIES + DIFF_OWN_QUANTITIES * TALLY_SCORES];
    size_t size;
    char *names[DIFF_OWN_QUANTITIES * TALLY_SCORES]; /* of own scorers */
};

struct diff_report {
    const struct pair *pair;
    const struct tally *tally;
    struct rescore_counts counts;
    struct diff_moves moves[TALLY_SCORES];
    struct diff_quantities quantities;
    const char *const *changes; /* laid over the new configuration from the command line */
    size_t changes_size;
    const char *feed;      /* of which alone; NULL: all */
    struct instant judged;
    double seconds;        /* that judging took */
};

/* Names are there before anything was added up. */
void diff_quantities_init(struct diff_quantities *, const struct tally *, const struct rescore_counts *);
void diff_quantities_done(struct diff_quantities *);

void diff_text(const struct diff_report *);                    /* to stdout */
void diff_json(const struct diff_report *);                    /* one line, to stdout */
void diff_html(const struct diff_report *, struct html *);    /* opens it; whoever saves it closes it */

#endif
