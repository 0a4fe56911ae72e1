/* date.h - dates as feeds write them, into instants.
 *
 *     struct instant at;
 *     if (date_parse(SLICE("Mon, 26 January 2004 16:31:00 ET"), &at)) ...
 *
 * RFC 822 and 2822, RFC 3339, ISO 8601 with W3C's profile, asctime, numbers with slashes and dots,
 * seconds since 1970, and what the wild makes of them: month names of a dozen languages, missing
 * seconds, times or zones (then UTC), zone names, a.m. and p.m. Uses no locale, allocates nothing,
 * looks at 128 bytes. A date that does not exist (31 June) is refused. */
#ifndef INTAKE_DATE_H
#define INTAKE_DATE_H

#include "base/clock.h"
#include "base/text.h"

bool date_parse(struct slice, struct instant *ret);

#endif
