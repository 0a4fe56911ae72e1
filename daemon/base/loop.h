/* loop.h - descriptors, timers, signals and calls from other threads: a thin face on sd-event.
 *
 *     OWNED(loop) l = loop_new(clock, &err);
 *     struct loop_timer *t = loop_timer_new(l, LOOP_CLOCK, tick, &app);
 *     loop_timer_in(t, MINUTES(5));
 *     loop_signal(l, SIGTERM, stop, &app);
 *     loop_run(l, &err);                     // until somebody calls loop_stop
 *
 * A LOOP_CLOCK timer follows the steady time of the clock the loop was given, so that nobody who sets
 * the date stops it or sets it off. When that clock is cranked, it stands still until loop_advance moves
 * it from one due timer to the next, and at each it waits until the loop is quiet: nothing ready and
 * nobody holding it. A LOOP_REAL timer always follows the wall, for whatever waits on the network.
 *
 * All calls belong to the loop's thread but loop_post and loop_stop. Callbacks may free what called
 * them. A timer fires once and is late by at most a millisecond on an idle loop. */
#ifndef BASE_LOOP_H
#define BASE_LOOP_H

#include "base/clock.h"
#include "base/error.h"

struct loop;
struct loop_watch;
struct loop_timer;

typedef void (*loop_call)(void *arg);
typedef void (*loop_ready)(void *arg, int fd, unsigned ready);

struct loop *loop_new(struct clock *clock, struct error *err);
/* Watches and timers are freed before; what is posted but was not called never will be. */
void loop_free(struct loop **);
struct clock *loop_clock(const struct loop *);

/* --- what to wait for --- */
enum { LOOP_READ = 1, LOOP_WRITE = 2, LOOP_BROKEN = 4 /* reported only */ };
/* fd must be pollable (no regular file) and stays the caller's. */
struct loop_watch *loop_watch_new(struct loop *, int fd, unsigned wanted, loop_ready, void *arg);
void loop_watch_want(struct loop_watch *, unsigned wanted);
void loop_watch_free(struct loop_watch **);

enum loop_time { LOOP_CLOCK, LOOP_REAL };
struct loop_timer *loop_timer_new(struct loop *, enum loop_time, loop_call, void *arg);
/* LOOP_CLOCK only, by clock_steady; the past: at once. */
void loop_timer_at(struct loop_timer *, struct instant);
void loop_timer_in(struct loop_timer *, struct duration);
void loop_timer_stop(struct loop_timer *);
void loop_timer_free(struct loop_timer **);

/* Blocks the signal on this thread and those it starts later: call it before the first one. */
void loop_signal(struct loop *, int number, loop_call, void *arg);

/* From any thread: calls soon on the loop's thread, in the order of posting. Whoever posts bounds
 * how much is under way. */
void loop_post(struct loop *, loop_call, void *arg);
/* Calls what is posted, and nothing else: for the end, when the loop has stopped and those who post
 * are gone. */
void loop_drain(struct loop *);

/* --- running --- */
bool loop_run(struct loop *, struct error *err);
void loop_stop(struct loop *); /* from any thread */
/* Runs until *flag; fails with RETRY when that takes longer than at_most of real time. */
MUST_USE bool loop_wait(struct loop *, const bool *flag, struct duration at_most,
                        struct error *err);

/* --- cranking --- */
/* While anybody holds the loop, a cranked clock stands: a request is out, a poll not committed. */
void loop_hold(struct loop *);
void loop_release(struct loop *);
/* Moves the cranked clock, due timer by due timer, then calls done (may be NULL). */
void loop_advance(struct loop *, struct duration by, loop_call done, void *arg);
bool loop_is_advancing(const struct loop *);
/* loop_advance and loop_wait in one, for tests. */
MUST_USE bool loop_crank(struct loop *, struct duration by, struct duration at_most,
                         struct error *err);

#endif
