/* turns.h - who waits for whom: a judged poll goes on once those are gone that its items refer to.
 *
 *     struct turns *t = turns_new(submit, outlet);
 *     struct turn *turn = turns_take(t, names, size);   // in the order in which items find their places
 *     ...                                               // judge, in any thread
 *     turns_end(t, &turn, &poll);                       // submits it, or leaves that to whom it waits for
 *
 * A turn's names are what its items refer to or are referred to by: their stories, say. It waits for
 * earlier turns that have a name in common with it, and for nobody else; so one that takes long holds up
 * what is related to it, and no thread ever waits. Any thread; submit may be called from several at
 * once, but for a poll only when it has returned for all that the poll waited for. */
#ifndef TURNS_H
#define TURNS_H

#include "item/poll.h"

struct turns;
struct turn;

typedef void turns_submit(void *context, struct poll **);

struct turns *turns_new(turns_submit *, void *context);
/* Every turn must have ended. */
void turns_free(struct turns **);

/* Takes the names, a heap array (may be NULL). */
struct turn *turns_take(struct turns *, uint64_t **names, size_t size);
void turns_end(struct turns *, struct turn **, struct poll **);

#endif
