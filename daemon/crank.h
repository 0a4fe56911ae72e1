/* crank.h - lets a test move the daemon's clock: `assayd run --crank FD:START`.
 *
 * The clock stands at START (ms since 1970) until a line "advance MS" comes in on FD; "done" goes
 * back when everything that fell due by then is over and committed. What is due at START waits for
 * the first line too, so that a test can subscribe before anything happens. "step MS" (also less than
 * 0) sets the clock as a hand would: nothing falls due by it. */
#ifndef CRANK_H
#define CRANK_H

#include "base/loop.h"

struct crank;

/* Takes the descriptor; calls begin(arg) before the first turn. The loop's clock must be a cranked
 * one. */
struct crank *crank_new(struct loop *, int fd, loop_call begin, void *arg);
void crank_free(struct crank **);

#endif
