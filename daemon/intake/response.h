/* response.h - the header lines of an HTTP response, and what they ask of the next request.
 *
 *     struct response r = {0};
 *     for each line
 *         if (!response_line(&r, line))     // 64 KiB and no more
 *             ...
 *     struct duration fresh = response_fresh(&r, now);
 *
 * A status line starts a new block: what an interim response (1xx) said is forgotten. */
#ifndef INTAKE_RESPONSE_H
#define INTAKE_RESPONSE_H

#include "base/clock.h"
#include "base/text.h"

#define RESPONSE_MAX_HEADERS   ((size_t)64 * 1024) /* bytes, over all blocks */
#define RESPONSE_MAX_VALIDATOR 1024        /* bytes; a longer one is as good as none */

struct response {
    struct text etag, last_modified, content_type, location; /* as they came, trimmed */
    struct instant date, expires;                            /* ms 0: none */
    struct instant retry_at;                                 /* Retry-After as a date; ms 0: none */
    int64_t retry_after;                                     /* seconds; 0: none */
    int64_t max_age, age;                                    /* seconds */
    bool has_max_age, has_expires, no_cache;
    size_t bytes;
};

/* One line, with or without its end. False: too many bytes. */
bool response_line(struct response *, struct slice line);
void response_done(struct response *);

/* How long the response stays fresh, as the publisher sees it; 0: nothing said. `now` stands in
 * where the response has no Date. */
struct duration response_fresh(const struct response *, struct instant now);
struct duration response_retry_after(const struct response *, struct instant now);

#endif
