/* permits.h - may a page be fetched? By what its site's robots.txt said when it was asked last.
 *
 *     switch (permits_ask(p, url, now)) {
 *     case PERMIT_UNKNOWN: ask permits_robots_url(url);        // then permits_note(p, url, answer, now)
 *     case PERMIT_REFUSED: permits_why(p, url);
 *     case PERMIT_GIVEN: ...
 *
 * A robots.txt counts for a day. One that is not there, or that nobody may read (4xx), allows all; where
 * its server fails (5xx, 429, or no answer that makes sense) nothing is allowed, and it is asked again
 * after ten minutes. Kept in memory only, for at most PERMITS_MOST sites and PERMITS_BYTES of rules: what
 * was asked for least lately goes first. One thread. */
#ifndef INTAKE_PERMITS_H
#define INTAKE_PERMITS_H

#include "base/clock.h"
#include "intake/fetch_answer.h"

#define PERMITS_MOST  4096
#define PERMITS_BYTES ((size_t)8 << 20)

struct permits;

struct permits *permits_new(void);
void permits_free(struct permits **);
/* Whom a robots.txt may mean; another one than before: all is forgotten. */
void permits_call(struct permits *, const char *user_agent);

enum permit { PERMIT_UNKNOWN, PERMIT_GIVEN, PERMIT_REFUSED };
/* now: steady. */
enum permit permits_ask(struct permits *, const char *url, struct instant now);
const char *permits_why(const struct permits *, const char *url);       /* of one that is refused */
struct duration permits_delay(const struct permits *, const char *url); /* between two requests */

/* Whatever came of the request. */
void permits_note(struct permits *, const char *url, const struct fetch_answer *, struct instant now);
char *permits_robots_url(const char *url); /* to free */

#endif
