/* progress.h - one line on the terminal for work that takes its time: how far, how fast, how long yet.
 *
 *     OWNED(progress) p = progress_new("diff", "items", last - first);
 *     for (...)
 *         progress_at(p, at - first, ++items);      // cheap: draws ten times a second at most
 *
 *     diff  [##########..........]  48 %  12,345 items  8,200/s  1m05s left
 *
 * To stderr, and only where that is a terminal; nothing before a second has passed, and nothing is left
 * behind. Whoever prints to the terminal meanwhile calls progress_hide first. One thread at a time. */
#ifndef BASE_PROGRESS_H
#define BASE_PROGRESS_H

#include "base/text.h"

struct progress;

/* what, unit: constants. total 0: nobody knows how much there is. */
struct progress *progress_new(const char *what, const char *unit, uint64_t total);
/* For commands that print results all the while: NULL where those go to the terminal, too, as they say
 * enough. NULL is welcome below. */
struct progress *progress_beside_output(const char *what, const char *unit, uint64_t total);
void progress_free(struct progress **); /* and takes the line away */
/* at: of total, and may be something else than what is counted: bytes, numbers in a journal. */
void progress_at(struct progress *, uint64_t at, uint64_t count);
void progress_hide(struct progress *); /* until the next progress_at */

/* What the line says; for progress_at and tests. */
struct progress_state {
    const char *what, *unit;
    uint64_t total, at, count;
    double seconds; /* since the work began */
};
void progress_line(struct text *out, const struct progress_state *, int columns);

#endif
