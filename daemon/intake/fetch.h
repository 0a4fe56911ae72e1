/* fetch.h - many polite HTTP requests at once, none of which can hurt us.
 *
 *     OWNED(fetch) f = fetch_new(loop, &settings, &err);
 *     struct fetch_request request = { .url = "https://..." };
 *     struct transfer *t = fetch_start(f, &request, done, me);
 *     ...
 *     static void done(void *me, struct fetch_answer **answer)   // from the loop, once, later
 *     {
 *         if ((*answer)->problem == FETCH_OK && (*answer)->status == 200) ...
 *         fetch_answer_free(answer);
 *     }
 *
 * Conditional requests, http and https only. Redirects are followed here and each hop is checked:
 * its scheme, its number and, as for every connection, the address it leads to (address.h). The
 * request's own headers, credentials and certificate go to its URL's host only, and not from https
 * to http. Proxy variables of the environment, .netrc, cookies and HSTS play no part.
 *
 * Every ceiling has a name (fetch_answer.h). Bytes are counted as they come, before and after
 * decompression. A transfer keeps at most max_bytes of body, an answer that is no 200 at most 16
 * KiB, headers at most 64 KiB. How many run at once is the caller's to bound: memory is at most
 * that number times max_bytes. curl's own clock is always the real one, whatever clock the loop
 * has; a transfer holds the loop. One thread. */
#ifndef INTAKE_FETCH_H
#define INTAKE_FETCH_H

#include "base/clock.h"
#include "base/error.h"
#include "base/loop.h"
#include "base/text.h"
#include "intake/connection.h"
#include "intake/fetch_answer.h"

struct fetch_settings {
    int64_t concurrency;                /* requests at once, over all hosts; see poller.h */
    struct duration connect_timeout;    /* name, connection, TLS; each hop */
    struct duration first_byte_timeout; /* of the answer, from the request; each hop */
    struct duration total_timeout;      /* all hops together */
    int64_t min_speed;                  /* bytes a second, averaged over slow_timeout */
    struct duration slow_timeout;
    int64_t max_bytes;      /* of body, decompressed */
    int64_t max_wire_bytes; /* of body, as it comes */
    int64_t max_redirects;
    char *user_agent; /* NULL: our name, version and contact */
    char *contact;    /* a URL or address that publishers may turn to; may be NULL */
    struct assay_texts allow_private; /* networks, see address.h */
};

extern const struct fetch_settings fetch_defaults;
extern const struct field fetch_fields[];  /* `fetch:` in the configuration */
extern const size_t fetch_fields_size;

struct fetch_request {
    const char *url; /* may carry user:password@ */
    const char *begin_at; /* the first hop, where url is known to lead; NULL: url */
    /* Sent back to `validated`, the URL they came from, and to no other hop; empty: none. */
    struct slice etag, last_modified;
    const char *validated; /* NULL: url */
    struct field_pairs headers, secret_headers;
    const struct connection *connection; /* NULL: like everybody's */
    bool page;         /* an article's page is wanted, not a feed: anything else than HTML or plain
                          text is refused before its body is read */
    bool robots;       /* a robots.txt is wanted, not a feed */
    bool stay;         /* another host's redirect is not followed: FETCH_ELSEWHERE */
    int64_t max_bytes; /* a lower ceiling than the settings'; 0: theirs */
};

struct fetch;
struct transfer;
typedef void (*fetch_done)(void *arg, struct fetch_answer **answer); /* takes the answer */

/* The loop outlives it. Copies what it needs of the settings. Fails with REFUSE on a network that
 * is none. */
struct fetch *fetch_new(struct loop *, const struct fetch_settings *, struct error *err);
void fetch_free(struct fetch **); /* cancels what runs; not from within a fetch_done */

/* Copies the request. The transfer is freed after done was called, or by fetch_cancel. */
struct transfer *fetch_start(struct fetch *, const struct fetch_request *, fetch_done, void *arg);
/* done is not called any more. */
void fetch_cancel(struct transfer **);
size_t fetch_running(const struct fetch *);

/* As it is sent. */
const char *fetch_user_agent(const struct fetch *);

/* The system's bundle of certificates; NULL: unknown. */
const char *fetch_authorities(void);

#endif
