/* past.h - the past page by page, from a daemon's replay socket or straight out of its journal.
 *
 *     struct past *p = past_connect("ipc:///run/assayd/replay.sock", NULL, &err);
 *     struct past_query query = { .from = 1, .to = UINT64_MAX, .prefix = "item/" };
 *     do {
 *         if (!past_ask(p, &query, &status, &err))
 *             break;                                    // nobody answers, or the answer is odd
 *         for (size_t i = 0; i < past_size(p); i++)
 *             show(past_message(p, i));
 *     } while ((query.from = status.next));
 *
 * What an answer says is checked: a stranger may listen at that address. */
#ifndef LISTEN_PAST_H
#define LISTEN_PAST_H

#include "base/error.h"
#include "outlet/header.h"
#include "outlet/socket.h"

#define PAST_PATIENCE SECONDS(10) /* for one page */

struct past;
/* who: NULL where no keys are asked for; its texts must live as long. */
struct past *past_connect(const char *endpoint, const struct socket_identity *who,
                          struct error *err);
struct past *past_open(const char *journal_path, struct error *err);
void past_free(struct past **);

struct past_query {
    uint64_t from, to;  /* from 0: the oldest kept */
    const char *prefix; /* NULL: everything */
    uint64_t limit;     /* entries on a page; 0: as many as fit */
    bool no_bodies;
};

struct past_status {
    uint64_t epoch, head, oldest;
    uint64_t next;    /* 0: all was told, up to `to` or the head */
    uint64_t damaged; /* entries left out because they decayed */
    bool truncated;   /* `from` lies before the oldest kept */
};

MUST_USE bool past_ask(struct past *, const struct past_query *, struct past_status *ret,
                       struct error *err);

struct past_message {
    struct slice topic, json; /* borrowed until the next past_ask */
    struct header header;
};
/* The first number whose entry is not older; where all are, the one behind the head. Entries are
 * taken to be in the order of their times: where the clock was set back, it may be one of several. */
MUST_USE bool past_number_at(struct past *, struct instant, uint64_t *ret, struct error *err);

size_t past_size(const struct past *);
struct past_message past_message(const struct past *, size_t index);

#endif
