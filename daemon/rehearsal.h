/* rehearsal.h - the tests that stand in a configuration: `tests:`, a text each and what is expected.
 *
 *     tests:
 *       - name: profit booking is bad news
 *         text: Heavy profit booking drags the index lower
 *         expect: {tone: [-1, -0.15], label: negative}
 *
 *     rehearsal_run(&config->rehearsal, assayer, NULL, complaints);
 *     -> assayd.yaml:4:24: tests: "profit booking is bad news": tone is +0.24, expected -1 to -0.15;
 *        +0.24 lexicon.finance "profit"
 *
 * Run by check-config and before a configuration is taken into use: one whose tests fail is refused.
 * A test judges one item alone, as explain does: no stories. */
#ifndef REHEARSAL_H
#define REHEARSAL_H

#include "assayer.h"
#include "intake/subscription.h"
#include "settings/fields.h"

#define REHEARSAL_MAX 1000

struct expectation {
    struct range tone, reliability;        /* both 0: not said */
    char *label, *reliability_label;       /* NULL: not said */
    struct assay_texts signals, no_signals;
    struct field_pairs tables;             /* name of a check: its status */
};

struct rehearsal_test {
    char *name, *text, *url;
    char *item;                            /* a stored item instead of a text */
    char *feed;                            /* judged as an item of this feed; NULL: of none */
    char *ticker;                          /* tone and label are those of this ticker */
    struct expectation expect;
};
extern const struct field rehearsal_fields[];
extern const size_t rehearsal_fields_size;

struct rehearsal {
    const struct rehearsal_test *tests;
    size_t tests_size;
    const struct yaml_node *node;          /* what stands behind `tests:` */
    const struct subscription *feeds;
    size_t feeds_size;
    const char *journal;                   /* where stored items are */
};

/* Complains of every expectation that is not met; doubts a test whose stored item is not there any
 * more, since time alone must not break a configuration. only: the one test of that name; NULL: all. */
void rehearsal_run(const struct rehearsal *, const struct assayer *, const char *only,
                   struct complaints *);

#endif
