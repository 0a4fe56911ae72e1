/* workshop.h - the scoring workers: the answer to a poll in, a judged poll to the outlet out.
 *
 *     OWNED(workshop) w = workshop_new(&parts, 2, 256);
 *     workshop_use(w, &settings);                         // who judges, from the next poll on
 *     workshop_take(w, &polled);                          // from the loop; never blocks
 *
 * A worker reads the document, finds the place of what is new in it among other items, judges it,
 * renders the JSON (errand.h) and hands the poll to the outlet, where it may have to wait: the outlet's
 * queue is bounded. A poll is judged by one assayer from its first item to its last, in slices between
 * which others get their turn.
 *
 * Where items want their articles' pages (full_text.h), the poll is put aside first (gathering.h), and
 * goes on when they are read.
 *
 * No poll reaches the outlet before another one that its items refer to (turns.h): an item is not
 * committed before the first of its story, and what a kill takes away nobody has heard of. */
#ifndef WORKSHOP_H
#define WORKSHOP_H

#include "errand.h"
#include "gathering.h"
#include "intake/poller.h"

struct workshop;

struct workshop_parts {
    struct loop *loop;
    struct errands_parts errands;
    /* As in gathering.h. */
    void *arg;
    void (*want_pages)(void *arg, const char *feed, const struct page_wish *, size_t size,
                       struct gathering *);
    void (*page_read)(void *arg, const char *feed);
};

/* queue: how many polls can be open at once (fetch.concurrency). */
struct workshop *workshop_new(const struct workshop_parts *, size_t threads, size_t queue);
/* Works off what waits; whoever is blocked in the outlet must have been let go (outlet_finish). */
void workshop_free(struct workshop **);

struct workshop_settings {
    struct errand_settings errands;
    const struct pages_settings *pages;
};
/* What the settings point to must live until workshop_free, or until no poll taken before the next
 * workshop_use is left (workshop_busy). */
void workshop_use(struct workshop *, const struct workshop_settings *);

/* Takes the answer; its subscription is borrowed until the poll is committed. Asserts that the
 * queue is not full. */
void workshop_take(struct workshop *, struct polled **);
size_t workshop_busy(struct workshop *);
/* Polls and items that are done: it grows while the workers get on. */
uint64_t workshop_ended(struct workshop *);

#endif
