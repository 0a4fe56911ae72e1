/* vitals.h - does the daemon live, and does it work? For systemd's watchdog, /livez and /readyz.
 *
 *     struct vitals *v = vitals_new(loop, workshop, outlet, &http, feeds, &err);
 *     vitals_ready(v);                        // everything is open: tells systemd
 *     vitals_feed_read(v);                    // some feed's poll went well
 *
 * The loop, the workers and the outlet each have a pulse that beats when they make progress or have
 * nothing to do; one that is still for LIVES_WITHIN counts as stuck. The loop's own timer looks, so a
 * stuck loop shows as well. */
#ifndef VITALS_H
#define VITALS_H

#include "base/loop.h"
#include "outlet/health.h"
#include "outlet/outlet.h"
#include "workshop.h"

struct vitals;

struct vitals *vitals_new(struct loop *, struct workshop *, struct outlet *,
                          const struct health_settings *, size_t feeds, struct error *err);
/* Before its loop, workshop and outlet go. */
void vitals_free(struct vitals **);
void vitals_ready(struct vitals *);
void vitals_feeds(struct vitals *, size_t feeds);    /* so many are configured now */
void vitals_feed_read(struct vitals *);

#endif
