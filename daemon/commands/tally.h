/* tally.h - what a change of configuration did to many items, added up in memory that many items do
 * not make larger.
 *
 *     struct tally *t = tally_new(&pair, 10);
 *     tally_add(t, &rescored);                  // each thread into one of its own
 *     tally_merge(all, t);
 *     tally_finish(all);                        // sorts; then read it
 *
 * Feeds and tickers beyond TALLY_GROUPS are added up as one. */
#ifndef COMMANDS_TALLY_H
#define COMMANDS_TALLY_H

#include "commands/rescore.h"

#define TALLY_GROUPS   5000
#define TALLY_SCORES   16              /* tone, reliability and a user's own scorers; more are left out */
#define TALLY_LABELS   (BANDS_MAX + 1) /* the last: abstains */
#define TALLY_BINS     41              /* of moves, -reach to reach; the middle one stayed */
#define TALLY_MOVES    1000            /* at most kept of each score */
#define TALLY_EXAMPLES 5               /* items named of each alert */

/* Indices of scores; from TALLY_OWN on those of scorers of the user's own, which have no bands:
 * their labels are "scores" and "abstains". */
enum { TALLY_TONE, TALLY_RELIABILITY, TALLY_OWN };

/* A score that is absent counts as 0 in a move, and as a label of its own. */
struct tally_move {
    uint64_t sequence;
    struct verdict_score before, after;
    double size; /* after - before */
};

struct tally_score {
    const char *scorer;
    double low, high;  /* what it may say */
    double reach;      /* how far a move is told from a larger one */
    const struct bands *before, *after;
    uint64_t labels[TALLY_LABELS][TALLY_LABELS]; /* before by after */
    uint64_t changed;  /* labels */
    uint64_t flipped;  /* from below the neutral band to above it, or back; tone only */
    uint64_t moved;    /* by any amount */
    double total, largest; /* of |moves| */
    uint64_t bins[TALLY_BINS];
    struct tally_move *moves; /* the largest; biggest first once finished */
    size_t moves_size;
};

/* A feed's items, or those that name a ticker. */
struct tally_group {
    char *name;
    uint64_t items;
    struct tally_sum {
        uint64_t changed;  /* labels */
        double sum, total; /* of moves, and of |moves| */
    } sums[TALLY_SCORES];
};

struct tally_groups {
    struct tally_group **items; /* most changed labels first once finished */
    size_t size, cap;
    struct map names;
};

struct tally_alert {
    const char *name;
    uint64_t before, after, gained, lost;
    uint64_t gains[TALLY_EXAMPLES], losses[TALLY_EXAMPLES]; /* sequences; 0: none */
};

struct tally {
    uint64_t items, changed; /* changed: its label of tone or of reliability */
    struct instant oldest, newest;
    struct tally_score scores[TALLY_SCORES];
    size_t scores_size;
    struct tally_groups feeds, tickers;
    struct tally_alert *alerts;
    size_t alerts_size;
    size_t top;
};

/* top: how many of the largest moves are kept of each score. What pair points to must live as long. */
struct tally *tally_new(const struct pair *, size_t top);
void tally_free(struct tally **);
void tally_add(struct tally *, const struct rescored *);
void tally_merge(struct tally *into, const struct tally *from);
void tally_finish(struct tally *);

/* The name of a label by its index: "abstains" behind the last band. */
const char *tally_label(const struct bands *, size_t index);
size_t tally_labels(const struct bands *); /* bands and abstains */

#endif
