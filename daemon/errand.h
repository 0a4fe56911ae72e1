/* errand.h - one poll's way through the workers' hands: read, placed among other items, judged, handed on.
 *
 *     struct errand *e = errand_new(errands, &settings, &polled);
 *     while (errand_step(e))          // an item's share of the work; in any thread, one at a time
 *         ...                         // in between, others get their turn
 *     errand_end(&e);                 // the poll goes to the outlet, in its turn
 *
 * An item in quarantine (docket.h) is left out, and said. An item that was judged before, and one of
 * which this poll's items make more known, is judged again (revising.h). What was read, and no more than
 * that, may be given up. */
#ifndef ERRAND_H
#define ERRAND_H

#include "assayer.h"
#include "docket.h"
#include "intake/edits.h"
#include "intake/polled.h"
#include "outlet/outlet.h"
#include "revising.h"
#include "stories/stories.h"

struct errand;
struct errands; /* what all of them share */

struct errands_parts {
    struct outlet *outlet;
    struct docket *docket;
    struct stories *stories;   /* theirs alone until errands_free; NULL: items stand alone */
    struct revising *revising;
    struct clock *clock;
};

struct errands *errands_new(const struct errands_parts *);
/* Every errand must have ended. */
void errands_free(struct errands **);
uint64_t errands_judged(struct errands *); /* items */

struct errand_settings {
    const struct assayer *assayer;
    const struct edits_settings *edits;
    const struct subscription *feeds; /* that are read; others' items are not judged again */
    size_t feeds_size;
};

/* Takes the answer; its subscription and what the settings point to are borrowed. */
struct errand *errand_new(struct errands *, const struct errand_settings *, struct polled **);
/* False when all is done. */
bool errand_step(struct errand *);
/* NULL: it is not read yet. From then to the next step its articles may be replaced. */
struct poll *errand_poll(const struct errand *);
void errand_end(struct errand **);
void errand_give_up(struct errand **);

#endif
