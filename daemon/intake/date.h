/* date.h - dates as feeds write them, into instants.
 *
 *     struct instant at;
 *     if (date_parse(SLICE("Mon, 26 January 2004 16:31:00 ET"), &at)) ...
 *
 * RFC 822, 850 and 2822, RFC 3339, ISO 8601 with its weeks and W3C's profile, asctime, numbers with
 * slashes and dots, seconds since 1970, and what the wild makes of them: month names and digits of
 * thirty languages, missing seconds, times or zones (then UTC), zone names, a.m. and p.m., the time
 * first. A city's zone counts as UTC: nothing here knows its summers. Uses no locale, allocates
 * nothing, looks at 128 bytes. A date that does not exist (31 June) is refused, and
 * so are the zeros of programs: the year 1, the first second of 1970. */
#ifndef INTAKE_DATE_H
#define INTAKE_DATE_H

#include "base/clock.h"
#include "base/text.h"

bool date_parse(struct slice, struct instant *ret);

#endif
