/* docket.h - which documents are being read and which items judged now, on disk, so that one that
 * brings us down is found out.
 *
 *     struct docket *d = docket_open("journal.db.docket", &err);
 *     if (docket_is_quarantined(d, feed, id))
 *         leave_out(item);
 *     size_t slot = docket_enter(d, feed, id);      // before the scorers see it
 *     judge(item);
 *     docket_leave(d, slot, true);                  // the last step: forgiven and forgotten
 *
 * What still stands in a slot at the next start was being judged when we died. By a signal of our own
 * making (a crash, an abort, the watchdog's), twice is enough for quarantine; a SIGKILL or a power cut
 * may hit anybody, so that counts only when it hits the same item six times in a row.
 *
 * Each mark is a write into the page cache, no fsync: it survives the process, which is what matters.
 * Any thread; one docket a process, since a signal's handler has to find it. */
#ifndef DOCKET_H
#define DOCKET_H

#include "base/error.h"

#define DOCKET_SLOTS 64 /* items judged at once: workers are no more */

struct docket;
/* Counts what the last run left behind; tell (may be NULL) hears of each. An item goes by its id, a
 * document by a name that changes with its bytes. */
typedef void docket_tell(const char *feed, const char *item, bool quarantined);
struct docket *docket_open(const char *path, docket_tell *tell, struct error *err);
void docket_close(struct docket **);

bool docket_is_quarantined(struct docket *, const char *feed, const char *item);
size_t docket_enter(struct docket *, const char *feed, const char *item);
/* is_done false: a step of several; only the last one in peace clears the item's name. */
void docket_leave(struct docket *, size_t slot, bool is_done);

#endif
