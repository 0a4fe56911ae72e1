/* pair.h - two configurations side by side, to judge an item by both.
 *
 *     struct pair pair;
 *     if (pair_open(&pair, "assayd.yaml", "new.yaml", none, complaints))
 *         pair_judge(&pair, article, ASSAY_SCORE, &before, &after);
 *     pair_close(&pair);
 *
 * Each side sees the article as it would itself (stored_seen). A scorer that both sides have with the same parameters is asked once. After pair_open any thread may judge. */
#ifndef COMMANDS_PAIR_H
#define COMMANDS_PAIR_H

#include "assayer.h"
#include "commands/published.h"
#include "config.h"
#include "stored.h"

struct pair_side {
    struct config *config;
    struct assayer *assayer;
    struct stored_feeds feeds;
};

struct pair {
    struct pair_side before, after;
    bool watch_the_same; /* tickers */
    struct published published; /* of `before` */
};

/* Paths NULL: as config_load. changes: laid over `after`, as explain --set has them. False after complaints. */
MUST_USE bool pair_open(struct pair *, const char *before, const char *after, struct overlays changes,
                        struct complaints *);
void pair_close(struct pair *);

void pair_judge(const struct pair *, const struct article *, enum assay_detail,
                struct verdict **ret_before, struct verdict **ret_after);
/* The same for scores alone, where body is what was published of it: before is taken from that, if it was
 * made by that very configuration. *ret_taken says whether. */
void pair_judge_stored(const struct pair *, const struct article *, struct slice body,
                       struct verdict **ret_before, struct verdict **ret_after, bool *ret_taken);

#endif
