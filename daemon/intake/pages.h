/* pages.h - fetches the articles' pages that open polls wait for.
 *
 *     struct pages_calls calls = { me, came, over, changed };
 *     struct pages *p = pages_new(loop, schedule, &settings, &timing, &calls);
 *     struct page_order *o = pages_order(p, subscription, wishes, size, owner);
 *     ...                                  // came(me, owner, item, &answer) for each wish, once
 *     page_order_read(o);                  // the taker is through with one answer
 *     ...                                  // over(me, owner), once he is through with all of them
 *
 * As polite as polling: a site's robots.txt is read before its pages (permits.h), a page waits for its
 * host's turn beside the feeds of that host (schedule.h), Retry-After is heeded for the host, and what the
 * feed's own host may hear (headers, credentials, certificate) no other hears. A page that is led to
 * another host waits for that one's turn, and permission. A host that refuses us, or cannot be reached, is
 * not asked for the rest of an order. An order lasts `wait` at most; what has not come by then counts as
 * failed, so that one slow host holds nothing for longer.
 *
 * A request holds the loop, and so does an answer until it is read; waiting for a turn does not, since
 * a cranked clock has to move for it. One thread. */
#ifndef INTAKE_PAGES_H
#define INTAKE_PAGES_H

#include "base/loop.h"
#include "intake/fetch.h"
#include "intake/schedule.h"
#include "intake/subscription.h"

#define PAGES_MAX_CONCURRENCY 256

struct pages_settings {
    int64_t per_poll;     /* pages that one poll may ask for */
    int64_t concurrency;  /* requests and unread answers at once */
    struct duration wait; /* of a poll for its pages */
    int64_t max_bytes;    /* of a page, decompressed */
    int64_t poll_bytes;   /* of all pages of one poll, as articles */
    bool robots;          /* what a site's robots.txt asks not to fetch is not fetched */
};
extern const struct pages_settings pages_defaults;
extern const struct field pages_fields[]; /* `pages:` in the configuration */
extern const size_t pages_fields_size;

struct page_wish {
    const char *url;
    size_t item; /* as the owner counts */
};

struct pages_calls {
    void *arg;
    void (*came)(void *arg, void *owner, size_t item, struct fetch_answer **); /* takes it */
    void (*over)(void *arg, void *owner);
    void (*changed)(void *arg); /* somebody may have his turn, or a fetch its end */
    /* The turn (a host, or a group) wants to be left alone until then, by the steady clock. NULL: nobody
     * remembers it. */
    void (*rests)(void *arg, const char *turn, struct instant until);
};

struct pages;
struct page_order;

struct pages *pages_new(struct loop *, struct schedule *, const struct pages_settings *,
                        const struct schedule_settings *, const struct pages_calls *);
/* Orders that are open are forgotten: neither came nor over is called for them. */
void pages_free(struct pages **);
void pages_tune(struct pages *, const struct pages_settings *, const struct schedule_settings *);

/* Copies the wishes, of which there is at least one; borrows the subscription until it is over. Calls
 * nothing at once. */
struct page_order *pages_order(struct pages *, const struct subscription *, const struct page_wish *,
                               size_t size, void *owner);
void page_order_read(struct page_order *);

/* Is there room for one more request? Then the schedule's next page may begin. */
bool pages_may_begin(const struct pages *);
/* What schedule_take(..., SCHEDULE_PAGE, ...) gave. */
void pages_begin(struct pages *, struct fetch *, struct slot *);

#endif
