/* shift.h - the reasons that moved one score: which came, which went, which weigh otherwise now.
 *
 *     struct shifts s = {0};
 *     shifts_find(&s, article, old_opinion, new_opinion);    // largest first
 *     shifts_done(&s);
 *
 * Reasons of one rule about the same words count as one. Their differences sum to the score's. */
#ifndef COMMANDS_SHIFT_H
#define COMMANDS_SHIFT_H

#include "item/article.h"
#include "item/verdict.h"

enum shift_kind {
    SHIFT_CAME,
    SHIFT_WENT,
    SHIFT_CHANGED,
    SHIFT_SCALED, /* says the same, but counts for more or less beside the others */
};
extern const char *const shift_words[]; /* by kind: "new", "gone", "changed", "rescaled" */

struct shift {
    enum shift_kind kind;
    const char *rule;
    char *words;          /* of the text, or which entry of the rule; "" for neither */
    size_t times;         /* how often, on the side that has more */
    size_t items;         /* in how many items; 1 before shifts_gather */
    double before, after; /* what it adds to the score */
    double delta_before, delta_after;
    size_t times_before, times_after;
};

struct shifts {
    struct shift *items;
    size_t size, cap;
};

/* Opinions may be NULL: that scorer takes no part. Only what makes a difference comes back. */
void shifts_find(struct shifts *, const struct article *, const struct verdict_opinion *before,
                 const struct verdict_opinion *after);
void shifts_done(struct shifts *);
/* Adds what moved one item to what moved others: `items` counts them. */
void shifts_gather(struct shifts *into, const struct shifts *from);
void shifts_sort(struct shifts *);

#endif
