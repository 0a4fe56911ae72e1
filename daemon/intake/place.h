/* place.h - a URL as the fetcher understands it, and who may hear what was meant for it.
 *
 *     OWNED(place) from = place_parse("https://me:secret@example.org/feed");
 *     OWNED(place) to = place_resolve(from, "//cdn.example.net/feed.xml");
 *     if (place_shares_host(from, to)) ...       // no: keep headers and credentials to yourself
 *
 * Read by the very parser that connects, so that what was checked is what is asked. A place knows
 * the credentials of its URL, but its text never shows them. */
#ifndef INTAKE_PLACE_H
#define INTAKE_PLACE_H

#include "base/defs.h"

struct place;

/* NULL: not an absolute URL. Any scheme will do. */
struct place *place_parse(const char *url);
/* The reference as it stands at base, without credentials. NULL: it is none. */
struct place *place_resolve(const struct place *base, const char *reference);
void place_free(struct place **);

const char *place_url(const struct place *);      /* without credentials and fragment */
const char *place_scheme(const struct place *);
const char *place_host(const struct place *);     /* in lower case; "" when it has none */
const char *place_user(const struct place *);     /* NULL: none */
const char *place_password(const struct place *); /* NULL: none */
bool place_is_http(const struct place *);         /* or https, and it has a host */

/* May `to` hear what was meant for `from`? Only the same host and port over the same scheme, or the
 * step up from http to https that hosts make for themselves; never the step down. */
bool place_shares_host(const struct place *from, const struct place *to);

#endif
