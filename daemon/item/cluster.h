/* cluster.h - an item's place among others: near copy of which, which story, how many origins.
 *
 *     article->cluster = stories_place(stories, article);     // before it is judged
 *     article_view(...);                                      // scorers see it
 *     verdict_json(...);                                      // `cluster` on the wire
 *
 * An article without one was judged alone: everything about its place is null on the wire. Filled
 * by the room stories; plain values that own their memory. */
#ifndef ITEM_CLUSTER_H
#define ITEM_CLUSTER_H

#include "assay/scorer.h"
#include "base/defs.h"
#include "base/text.h"

#define CLUSTER_FIGURES 8
#define CLUSTER_OTHERS  8

struct cluster {
    uint64_t story;        /* key of the item that began the story: its published id, shortened */
    uint64_t copy_of;      /* key of the first item with this text; 0: this is the first */
    double similarity;     /* share of the shorter text that both have, 0 to 1; 0: no copy */
    double novelty;        /* 1: nothing of it was known; 0: a copy */
    int64_t first_seen;    /* ms since 1970 of the story's first item */
    struct assay_place place; /* what scorers see of it; figures points below */
    struct text link;      /* what ties it to the story, in words; empty: it begins one */
    struct assay_figure figures[CLUSTER_FIGURES];
    uint64_t others[CLUSTER_OTHERS]; /* keys of earlier items, latest first, of which more is known
                                        since this one came; not kept with the article */
    size_t others_size;
};

void cluster_free(struct cluster **);

/* "sha256:" and 16 hex digits, as article_key writes it. */
uint64_t cluster_key(const char *article_key);
void cluster_key_text(uint64_t key, char ret[24]);

#endif
