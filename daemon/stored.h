/* stored.h - an article out of the daemon's journal, for whoever judges one again.
 *
 *     OWNED(article) a = stored_article("/var/lib/assayd/journal.db", "4711", &err);
 *     struct article seen = stored_seen(&feeds, a);
 *
 * By its number, its published id ("sha256:...#r2"), or that without the revision: the newest. What is
 * judged again is judged as its feed stands in the configuration now: stored_seen and stored_settle
 * are how every command does that. */
#ifndef STORED_H
#define STORED_H

#include "base/map.h"
#include "intake/subscription.h"
#include "item/article.h"
#include "outlet/journal.h"

/* NULL: no such item (SKIP), its article is not kept any more (SKIP), or the journal cannot be read. */
struct article *stored_article(const char *journal_path, const char *item, struct error *err);
/* The same out of an open one. */
struct article *stored_take(struct journal *, const char *item, struct error *err);

/* The feeds of one configuration, by id. Borrows them; later any thread may look. */
struct stored_feeds {
    struct map by_id;
};
void stored_feeds_init(struct stored_feeds *, const struct subscription *feeds, size_t size);
void stored_feeds_done(struct stored_feeds *);

/* The article with the prior and the domain that its feed has there; of a feed that is not there,
 * with those that it was stored with. Borrows everything. */
struct article stored_seen(const struct stored_feeds *, const struct article *);
/* The same for good. */
void stored_settle(const struct stored_feeds *, struct article *);

#endif
