/* robots.h - what a site's robots.txt lets us fetch (RFC 9309).
 *
 *     OWNED(robots) r = robots_read(body, SLICE("assayd"));
 *     if (!robots_allow(r, SLICE("/news/1.html?print=1"))) ...
 *
 * The groups that name us count, all of them as one; where none does, those for everybody. The longest
 * rule that fits decides, and the kinder one of two of a length. Looks at 512 KiB, keeps 1,000 rules of up
 * to 256 bytes: asking costs no more than their bytes and the path's together, whatever is in them. */
#ifndef INTAKE_ROBOTS_H
#define INTAKE_ROBOTS_H

#include "base/clock.h"
#include "base/text.h"

#define ROBOTS_BYTES_MAX ((size_t)512 * 1024)

struct robots;

/* agent: our product token; case does not matter. Any bytes will do. */
struct robots *robots_read(struct slice body, struct slice agent);
void robots_free(struct robots **);

/* path: with its query, as it is sent. */
bool robots_allow(const struct robots *, struct slice path);
/* Between two requests; 0: none is asked for. */
struct duration robots_delay(const struct robots *);
size_t robots_weight(const struct robots *); /* in bytes */

/* "assayd" of "assayd/1.0 (feed reader)": what a robots.txt calls us. */
struct slice robots_token(struct slice user_agent);

#endif
