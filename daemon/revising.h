/* revising.h - is an item that was judged again worth coming out again?
 *
 *     struct earlier *before = revising_begin(r, &settings, article, now, &refusal);
 *     if (before)                                  // NULL: leave it out, refusal.why
 *         judge(article);                          // which has its revision now
 *     refusal = revising_end(r, &before, item);    // why NULL: it is; until revising_committed nobody
 *                                                  // else may revise it
 *
 * It is when a label or the verdict on a table is another one than was published last, which stands in
 * the journal; it is read beside the outlet. An item is revised by one poll at a time, so that two
 * revisions never get one number. Any thread. */
#ifndef REVISING_H
#define REVISING_H

#include "intake/edits.h"
#include "item/poll.h"

struct revising;
struct earlier;

/* path: the journal's; it is opened when the first item wants it. */
struct revising *revising_new(const char *path);
void revising_free(struct revising **);

struct refusal {
    const char *why; /* static; NULL: it is not refused */
    bool for_now;    /* try again */
};

/* The article that the newest verdict on that item was made of; NULL: it is not kept. */
struct article *revising_recall(struct revising *, const char *key);

struct earlier *revising_begin(struct revising *, const struct edits_settings *, struct article *,
                               struct instant now, struct refusal *ret);
struct refusal revising_end(struct revising *, struct earlier **, struct judged *);
void revising_committed(struct revising *, const struct poll *);

#endif
