/* stored.h - an article out of the daemon's journal, for whoever judges one again.
 *
 *     OWNED(article) a = stored_article("/var/lib/assayd/journal.db", "4711", &err);
 *
 * By its number, its published id ("sha256:...#r2"), or that without the revision: the newest. */
#ifndef STORED_H
#define STORED_H

#include "item/article.h"
#include "outlet/journal.h"

/* NULL: no such item (SKIP), its article is not kept any more (SKIP), or the journal cannot be read. */
struct article *stored_article(const char *journal_path, const char *item, struct error *err);
/* The same out of an open one. */
struct article *stored_take(struct journal *, const char *item, struct error *err);

#endif
