/* poller.h - polls every feed when it is due, and hands on what came of it.
 *
 *     struct poller_calls calls = { .arg = app, .remember = remember, .polled = polled };
 *     OWNED(poller) p = poller_new(loop, &fetch_settings, &schedule_defaults, &calls, &err);
 *     poller_add(p, subscription, &state);            // state from the journal, or NULL
 *
 * A poll goes through these hands, and each answers, from the loop's thread, at once or later:
 *
 *     poller   -> remember(state)      "not before" is stored, lest a crash loop hammer a site;
 *     journal  -> poller_remembered    now the request leaves;
 *     poller   -> polled(&polled)      parsed, scored and committed with the state as it will be;
 *     outlet   -> poller_committed     the feed waits for its next poll.
 *
 * Between polled and poller_committed whoever reads the document may ask for articles' pages, once:
 *
 *     reader   -> poller_want_pages    each page is fetched in its turn (pages.h);
 *     poller   -> page_came            for each, good or not; read, and answered by
 *     reader   -> poller_page_read
 *     poller   -> gathered             all of them are read.
 *
 * Who cannot store it answers poller_dropped: the feed keeps the state it had and is tried again, after ten
 * seconds when nothing was asked of the publisher, else when it is due.
 *
 * At most fetch.concurrency polls are open, from remember to committed: a slow downstream slows
 * polling by itself and bounds memory. Those that wait for pages are counted apart: no new poll begins
 * while POLLER_MAX_GATHERING of them do. An open poll holds the loop, so that a cranked clock waits, but
 * not while a page only waits for its turn.
 *
 * Waiting is done by the steady clock, so that nobody who sets the date parks a feed or sets off all
 * of them. "Not before" is stored as a date: where it was stored by a clock that was ahead of the
 * present one, the feed waits for as long as it was meant to, from now.
 * One thread. The subscriptions are borrowed: keep them until poller_update or poller_remove, and
 * those of open polls until these are freed. */
#ifndef INTAKE_POLLER_H
#define INTAKE_POLLER_H

#include "base/loop.h"
#include "intake/pages.h"
#include "intake/polled.h"

#define POLLER_MAX_GATHERING 64 /* fetch.concurrency more, of those open when it is reached */

struct poller_calls {
    void *arg;
    void (*remember)(void *arg, const struct feed_state *); /* only not_before is to be stored */
    void (*polled)(void *arg, struct polled **);            /* takes it */
    /* NULL, unless poller_want_pages is called. */
    void (*page_came)(void *arg, void *owner, size_t item, struct fetch_answer **); /* takes it */
    void (*gathered)(void *arg, void *owner);
    /* A host, or a group of feeds, wants to be left alone until that date: to be stored, and handed to
     * poller_rest in the next life of the program. NULL: nobody stores it. */
    void (*rests)(void *arg, const char *turn, struct instant until);
};

struct poller_settings {
    const struct fetch_settings *fetch;
    const struct schedule_settings *schedule;
    const struct pages_settings *pages;
};

struct poller;

/* Copies the settings. */
struct poller *poller_new(struct loop *, const struct poller_settings *, const struct poller_calls *,
                          struct error *err);
void poller_free(struct poller **); /* requests under way are cancelled */

/* New settings for the requests from now on. False: the old ones stay. */
MUST_USE bool poller_tune(struct poller *, const struct poller_settings *, struct error *err);

/* Takes the state and leaves NULL; state or *state NULL: never polled. The id must be new. */
void poller_add(struct poller *, const struct subscription *, struct feed_state **state);
/* The same feed by its id: another address, interval or header. Nothing is polled earlier than the
 * publisher asked for. A feed that was muted (410) is asked again once its URL is another. */
void poller_update(struct poller *, const struct subscription *);
void poller_remove(struct poller *, const char *id);
bool poller_has(const struct poller *, const char *id);

void poller_remembered(struct poller *, const char *id);
/* Takes the state, as committed: with the ids seen and a not_before that the document may have put
 * off (ttl). */
void poller_committed(struct poller *, const char *id, struct feed_state **state);
void poller_dropped(struct poller *, const char *id);

/* What rests() gave; before any feed is added, or it may be asked at once. */
void poller_rest(struct poller *, const char *turn, struct instant until);

/* For the poll of that feed that polled() handed out; copies the wishes, at least one. */
void poller_want_pages(struct poller *, const char *id, const struct page_wish *, size_t size,
                       void *owner);
void poller_page_read(struct poller *, const char *id);

/* No new poll begins while paused; open ones go on. */
void poller_pause(struct poller *);
void poller_resume(struct poller *);

/* Ends a round, and says its number: polls that open from now on belong to the next one. */
uint64_t poller_round(struct poller *);
/* No poll of that round, or of one before it, is open any more. */
bool poller_round_is_over(const struct poller *, uint64_t round);

/* As last committed, except for not_before and last_poll, which are as last remembered. */
const struct feed_state *poller_state(const struct poller *, const char *id); /* NULL: none */
size_t poller_feeds(const struct poller *);
/* How many of them are in trouble and were told of, by enum feed_trouble. */
struct poller_troubles {
    size_t failing, stale, muted;
    size_t any; /* one of these or several */
};
struct poller_troubles poller_troubles(const struct poller *);
size_t poller_open(const struct poller *);

#endif
