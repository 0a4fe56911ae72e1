/* poll.h - one poll of a feed and all that came of it; it commits whole or not at all.
 *
 * Walks intake -> scoring -> outlet and changes hands at each room:
 *   intake fills `state` (the feed as it will be once this is committed) and the articles,
 *   scoring the verdicts and their JSON, outlet the sequence numbers.
 * One journal transaction holds the verdicts, the ids seen and the validators, so that no kill
 * can leave a validator without its items. */
#ifndef ITEM_POLL_H
#define ITEM_POLL_H

#include "base/clock.h"
#include "base/text.h"
#include "item/article.h"
#include "item/verdict.h"

/* What is known of a feed beside its configuration; kept in the journal across restarts. */
struct feed_state {
    char *feed;                       /* the subscription's id */
    char *url;                        /* where its document was found last */
    struct text etag, last_modified;  /* opaque bytes, sent back as they came; empty: none */
    struct instant not_before;        /* no request before this; stored before one leaves */
    struct instant last_poll, last_success, last_new_item; /* ms 0: never */
    char *last_error;                 /* in words; NULL: the last poll went well */
    uint32_t failures;                /* in a row */
    bool muted;                       /* 410 Gone */
    char body_sha256[65];             /* of the last body, hex; empty: none */
    struct text seen;                 /* ids judged already, in intake/seen.h's own form */
};

struct feed_state *feed_state_new(const char *feed);
struct feed_state *feed_state_copy(const struct feed_state *);
void feed_state_free(struct feed_state **);

/* One item of the poll. */
struct judged {
    struct article *article;
    struct verdict *verdict;          /* NULL until scored */
    struct text json;                 /* the scored item; its "sequence" is 20 zeros until the
                                         outlet stamps it */
    uint64_t sequence;                /* 0 until committed */
};

struct poll {
    struct feed_state *state;
    struct judged *items;             /* new items only, oldest first */
    size_t items_size, items_cap;
    struct instant started;
};

struct poll *poll_new(const char *feed);
void poll_free(struct poll **);
/* Takes the article. */
void poll_add(struct poll *, struct article **);

#endif
