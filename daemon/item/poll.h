/* poll.h - one poll of a feed and all that came of it; it commits whole or not at all.
 *
 * Walks intake -> scoring -> outlet and changes hands at each room:
 *   intake fills `state` (the feed as it will be once this is committed) and the articles,
 *   scoring the verdicts and their JSON, outlet the sequence numbers.
 * One journal transaction holds the verdicts, the ids seen, the validators and what is told of the
 * feed, so that no kill can leave a validator without its items, or tell anything twice. */
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
    char *last_error;                 /* in words, also of a ceiling that a document met which was
                                         read all the same; NULL: the last poll went well */
    uint32_t failures;                /* in a row */
    bool muted;                       /* 410 Gone */
    char body_sha256[65];             /* of the last body, hex; empty: none */
    struct text seen;                 /* ids judged already, in intake/seen.h's own form */

    unsigned told;                    /* enum feed_trouble: said aloud, and not taken back yet */
    struct instant known_since;       /* its first poll; ms 0: none yet */

    /* What the last document asked for; durations 0: nothing. */
    struct duration ttl;
    uint32_t skip_hours;              /* as in intake/feed.h */
    uint8_t skip_days;
    struct duration pace;             /* between polls, as learnt from how often news comes; 0: not */

    /* Moved for good: what the user's URL `address_for` stands for since; NULL: as the user says.
     * While it is not sure yet: where so many polls in a row were led, since when. */
    char *address_for, *address;
    char *moving_to;
    uint32_t moving_polls;
    struct instant moving_since;

    struct feed_pages {
        int64_t usual;                /* bytes of text that a page has, as a rule; 0: none came yet */
        uint32_t poor;                /* pages in a row that had no text, or a tenth of that */
        char *problem;                /* of the last of them: a stable name, see wire.md; else NULL */
    } pages;                          /* of its articles, where they are asked for */
};

enum feed_trouble {
    FEED_FAILING = 1,
    FEED_STALE = 2,
    FEED_MUTED = 4,
    FEED_MOVED = 8,
    FEED_QUARANTINED = 16, /* its document, not an item of it */
    FEED_POOR_PAGES = 32,  /* its articles' pages give no text any more */
};

struct feed_state *feed_state_new(const char *feed);
struct feed_state *feed_state_copy(const struct feed_state *);
void feed_state_free(struct feed_state **);

/* A condition of the user's that an item meets. */
struct alarm {
    char *name;
    char *id;                         /* of item and condition: whatever the item's revision, it is
                                         raised once */
    struct text json;                 /* "sequence" twice, 20 zeros each: its own, then its item's */
    int64_t at_most;                  /* so many in that time; 0: each one goes out */
    struct duration per;
};

/* One item of the poll. */
struct judged {
    struct article *article;          /* both NULL once the JSON is made */
    struct verdict *verdict;
    struct text json;                 /* the scored item; its "sequence" is 20 zeros until the
                                         outlet stamps it */
    struct text trace;                /* what stories remember of it; committed with it */
    struct text packed;               /* the article, to be judged again; committed with it */
    uint64_t sequence;                /* 0 until committed */
    char *feed;                       /* an earlier item's that came by another feed than the poll's;
                                         NULL: it came by the poll's */
    uint64_t revises;                 /* key of the item that it is a revision of; 0: it is new */
    struct alarm *alarms;
    size_t alarms_size, alarms_cap;
};
void judged_done(struct judged *);

/* What is to be told of the feed on its own topic; docs/wire.md lists them. */
struct feed_event {
    const char *name;                 /* "failing"; static */
    char *text;
};

/* An item of the document, or an earlier one that was judged again, that does not come out, and why; for
 * `assayd trace`. */
struct left_out {
    char *id, *url, *title;           /* url and title may be NULL */
    const char *reason;               /* static */
    int64_t published;                /* ms since 1970, or ASSAY_UNKNOWN_TIME */
    char *feed;                       /* another one than the poll's; NULL: it is not */
};
#define POLL_LEFT_OUT_MAX 500         /* what comes later is not noted */

struct poll {
    struct feed_state *state;
    struct judged *items;             /* new ones, oldest first, then those to be judged again */
    size_t items_size, items_cap;
    size_t news;                      /* items that are new */
    struct feed_event *events;
    size_t events_size, events_cap;
    struct left_out *left_out;
    size_t left_out_size, left_out_cap;
    struct instant started;
};

struct poll *poll_new(const char *feed);
void poll_free(struct poll **);
/* Takes the article. */
void poll_add(struct poll *, struct article **);
void poll_tell(struct poll *, const char *event, const char *format, ...) FORMAT(3, 4);
void poll_leave_out(struct poll *, const struct article *, const char *reason);
/* Did it come by another feed than the poll's? An item that is being read came by the poll's. */
bool poll_is_foreign(const struct poll *, const struct article *);

#endif
