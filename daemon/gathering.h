/* gathering.h - polls put aside until their articles' pages are read.
 *
 *     struct gatherings *all = gatherings_new(&parts);
 *     if (gathering_begin(all, poll, subscription, &settings, me)) // in a worker
 *         return;                                              // parts.over(me) comes, from the loop
 *     ...                                                      // from the loop, as pages come:
 *     gathering_page(g, item, &answer);                        // a worker reads it, then parts.read()
 *     gathering_end(g);                                        // all of them are read: parts.over()
 *
 * Nobody else touches the poll meanwhile. A page that brings the program down counts against its item
 * (docket.h). At the end gatherings_free drains the loop, which has stopped, as has the pool, and gives up
 * what is still aside: parts.drop(). */
#ifndef GATHERING_H
#define GATHERING_H

#include "base/loop.h"
#include "base/pool.h"
#include "docket.h"
#include "intake/full_text.h"

struct gathering; /* one poll */
struct gatherings;

struct gatherings_parts {
    struct loop *loop;
    struct pool *pool;
    struct docket *docket;
    /* On the loop's thread. */
    void *arg;
    void (*want)(void *arg, const char *feed, const struct page_wish *, size_t size, struct gathering *);
    void (*read)(void *arg, const char *feed); /* one page */
    void (*over)(void *owner);
    void (*drop)(void *owner);
};

struct gatherings *gatherings_new(const struct gatherings_parts *);
void gatherings_free(struct gatherings **);

/* From a worker. Borrows the poll, whose items are not judged yet. False: it wants no pages. */
bool gathering_begin(struct gatherings *, struct poll *, const struct subscription *,
                     const struct pages_settings *, void *owner);
/* Takes the answer, good or not. */
void gathering_page(struct gathering *, size_t item, struct fetch_answer **);
void gathering_end(struct gathering *);

#endif
