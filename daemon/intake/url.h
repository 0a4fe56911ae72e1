/* url.h - RFC 3986 as feeds need it: resolve, vet, bring to one form.
 *
 *     HELD(text) link = {0};
 *     url_resolve(&link, SLICE("https://a.example/feeds/all.xml"), SLICE("../story?id=1"));
 *     // https://a.example/story?id=1
 *
 * Takes what the wild holds: white space around, line breaks inside, bytes beyond ASCII.
 * Linear time; never reads the network. */
#ifndef INTAKE_URL_H
#define INTAKE_URL_H

#include "base/text.h"

/* Longer ones are no addresses but attacks or pictures; url_resolve appends nothing then. */
#define URL_MAX 65536

/* Appends the reference, made absolute by base. Without an absolute base it stays as it is. */
void url_resolve(struct text *out, struct slice base, struct slice reference);

/* Has a scheme. */
bool url_is_absolute(struct slice);

/* Is relative, or has a scheme that only names things to look at: no javascript:, no data:. */
bool url_is_harmless(struct slice);

/* Appends the form by which two spellings of one address compare equal: scheme and host in lower
 * case, no default port, no dot segments, escapes only where needed and in upper case, no
 * parameters that only track the reader (utm_*, fbclid, gclid...). Other than http and https
 * stays as it is. */
void url_canonical(struct text *out, struct slice url);

/* Appends a part of a URL: escapes what must be, undoes escapes that need not be, writes the others in
 * upper case. */
void url_add_escaped(struct text *out, struct slice part);

/* Appends the host in lower case, without "www."; nothing when there is none. */
void url_domain(struct text *out, struct slice url);

#endif
