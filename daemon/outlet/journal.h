/* journal.h - every verdict, numbered and on disk before anyone hears of it.
 *
 *     struct journal *j = journal_open("journal.db", &retain, &notice, &err);
 *     if (journal_begin(j, &err)) {
 *         entry.sequence = journal_next(j);           // stamp it into the body
 *         if (journal_add(j, &entry, &err) && journal_save_feed(j, state, &err) &&
 *             journal_commit(j, &err))
 *             publish(&entry);
 *         else
 *             journal_rollback(j);                    // nothing happened; the numbers are free
 *     }
 *
 * Numbers come from a counter row and are neither reused nor skipped within an epoch. The epoch
 * is random; it changes when the journal is new or when commits are found to have vanished (see
 * witness.h), which is said in `notice`. A changed epoch never goes back to numbers that were
 * given before: where entries vanished, their numbers stay empty and are named as lost.
 *
 * Retention counts in the journal's own time, which moves with the entries' times, but never
 * backwards and at most an hour an entry: a clock that jumps deletes nothing, and a quiet
 * journal keeps entries longer than it must.
 *
 * One thread. Every call that takes err may find the disk full (RETRY). */
#ifndef OUTLET_JOURNAL_H
#define OUTLET_JOURNAL_H

#include "base/clock.h"
#include "base/error.h"
#include "item/poll.h"
#include "outlet/topic.h"
#include "settings/fields.h"

struct journal_settings {
    char *path; /* the SQLite file; beside it stand -wal, -shm and .witness */
};
extern const struct field journal_fields[];
extern const size_t journal_fields_size;

struct retain_articles {
    int64_t days, items; /* days 0: none */
};

struct retain_settings {
    int64_t days, items; /* at least this long, at most this many */
    struct retain_articles articles;
};
extern const struct field retain_fields[];
extern const size_t retain_fields_size;

enum journal_kind { JOURNAL_ITEM = 1, JOURNAL_FEED_EVENT = 2, JOURNAL_ALERT = 3 };

/* An entry comes out on its first topic whole and on the others in short, see slim.h. */
#define JOURNAL_POSTINGS_MAX 257

struct journal_posting {
    char topic[TOPIC_MAX];
    uint64_t previous; /* number of the entry before on exactly this topic; 0: none */
};

struct journal_entry {
    uint64_t sequence;
    enum journal_kind kind;
    struct instant time;
    const char *id; /* unique for ever within the store's entries; NULL: none */
    struct journal_posting *postings;
    size_t postings_size;
    struct slice body;
};

struct journal;

/* notice (NULL is welcome) is set when commits vanished; the journal is open all the same. */
struct journal *journal_open(const char *path, const struct retain_settings *,
                             struct error *ret_notice, struct error *err);
/* For readers beside a running daemon: no witness, nothing is written. */
struct journal *journal_open_to_read(const char *path, struct error *err);
void journal_close(struct journal **);

uint64_t journal_epoch(const struct journal *);
uint64_t journal_head(const struct journal *);   /* the last committed number; 0: none yet */
uint64_t journal_oldest(const struct journal *); /* the oldest kept; head + 1: none is kept */

MUST_USE bool journal_begin(struct journal *, struct error *err);
uint64_t journal_next(const struct journal *); /* what journal_add will demand */
/* Does an entry of this id stand in the journal? The open transaction counts. */
MUST_USE bool journal_knows(struct journal *, const char *id, bool *ret, struct error *err);
/* When the entry was written that is the back'th newest on this topic (1: the newest); *ret_is
 * false: there are not so many. The open transaction counts. */
MUST_USE bool journal_recall(struct journal *, const char *topic, size_t back, bool *ret_is,
                             struct instant *ret_time, struct error *err);
/* Fills the postings' previous. */
MUST_USE bool journal_add(struct journal *, struct journal_entry *, struct error *err);
MUST_USE bool journal_save_feed(struct journal *, const struct feed_state *, struct error *err);
/* Only not_before: stored before a request leaves, so that a crash loop cannot hammer a site. */
MUST_USE bool journal_save_not_before(struct journal *, const char *feed, struct instant,
                                      struct error *err);
/* Who wants to be left alone, until when; those whose time is over go. */
MUST_USE bool journal_save_rest(struct journal *, const char *turn, struct instant until,
                                struct instant now, struct error *err);
typedef void journal_rest(void *context, const char *turn, struct instant until);
MUST_USE bool journal_load_rests(struct journal *, journal_rest *, void *context, struct error *err);
/* All that is known of a feed, but for its entries. */
MUST_USE bool journal_forget_feed(struct journal *, const char *feed, struct error *err);
/* Items that did not become entries, for `assayd trace`; the newest few thousand are kept. */
MUST_USE bool journal_save_left_out(struct journal *, const char *feed, const struct left_out *,
                                    struct instant now, struct error *err);
/* Those with this id or this URL, newest first. */
typedef void journal_left_out(void *context, const char *feed, const struct left_out *,
                              struct instant seen);
MUST_USE bool journal_find_left_out(struct journal *, const char *id, const char *url,
                                    journal_left_out *, void *context, struct error *err);
MUST_USE bool journal_trim_left_out(struct journal *, struct error *err);
/* What stories need to know of that entry's item (stories/stories.h); goes when the entry goes. */
MUST_USE bool journal_save_trace(struct journal *, uint64_t sequence, struct slice trace,
                                 struct error *err);
/* The latest `most`, in order. Damaged ones are left out: they are no more than a memory. */
typedef void journal_trace_reader(void *context, struct slice trace);
MUST_USE bool journal_load_traces(struct journal *, size_t most, journal_trace_reader *,
                                  void *context, struct error *err);
/* What scorers saw of that entry's item, as item/article_pack.h writes it. Does nothing where
 * retention wants no articles. */
MUST_USE bool journal_save_article(struct journal *, uint64_t sequence, struct slice packed,
                                   struct error *err);
/* Deletes at most `most` of the entries, and of the articles, that retention does not want any more;
 * *ret_more: there may be further ones. */
MUST_USE bool journal_trim(struct journal *, size_t most, bool *ret_more, struct error *err);
MUST_USE bool journal_commit(struct journal *, struct error *err);
void journal_rollback(struct journal *);

/* All feeds ever saved; the caller frees each and the array. */
MUST_USE bool journal_load_feeds(struct journal *, struct feed_state ***ret, size_t *ret_size,
                                 struct error *err);

/* A page ends once it looked at so much of bodies: who waits for it, waits for some hundredths of a second. */
#define JOURNAL_LOOK_BYTES (8 << 20)

struct journal_query {
    uint64_t from, to;   /* both inclusive; to is cut to the head */
    struct slice prefix; /* entries with a posting whose topic starts so */
    size_t look_at;      /* at most so many entries, fitting or not */
};

struct journal_page {
    uint64_t next;    /* where to go on; 0: all was seen up to `to` */
    uint64_t damaged; /* entries that are missing or decayed; whether these would fit, nobody knows */
};

/* False ends the page before this entry, which is then the next. What the entry holds is borrowed
 * until the return; all of its postings are there, fitting or not. */
typedef bool journal_reader(void *context, const struct journal_entry *);
MUST_USE bool journal_read(struct journal *, const struct journal_query *, journal_reader *,
                           void *context, struct journal_page *ret, struct error *err);

/* Stored articles: the shelf. One whose entry is gone is no more. */
struct journal_article {
    uint64_t sequence;
    struct instant time; /* of its entry */
    const char *id;      /* of its entry; NULL: none */
    struct slice packed; /* for article_unpack; its checksum was right */
    struct slice body;   /* the entry's JSON; empty where nobody asked for it */
};
/* What the article holds is borrowed until the return. False ends a page before this one. */
typedef bool journal_article_reader(void *context, const struct journal_article *);

/* *ret_found false: no such article. */
MUST_USE bool journal_find_article(struct journal *, uint64_t sequence, journal_article_reader *,
                                   void *context, bool *ret_found, struct error *err);
/* By the published id ("sha256:...#r2"), or by an id without revision: the newest one. */
MUST_USE bool journal_find_article_of(struct journal *, const char *id, journal_article_reader *,
                                      void *context, bool *ret_found, struct error *err);

/* The newest entry of an item, by the published id without its revision; `packed` is empty where no
 * article is kept with it. */
MUST_USE bool journal_find_item(struct journal *, const char *id, journal_article_reader *,
                                void *context, bool *ret_found, struct error *err);

struct journal_shelf {
    uint64_t from, to;    /* both inclusive */
    struct instant since; /* entries older than this are passed over */
    const char *feed;     /* a subscription's id; NULL: all */
    size_t look_at;       /* at most so many articles a page */
    bool bodies;          /* wanted, too */
};
/* A page, in order; memory is that of one article. `next` 0: that was all. */
MUST_USE bool journal_read_shelf(struct journal *, const struct journal_shelf *,
                                 journal_article_reader *, void *context, struct journal_page *ret,
                                 struct error *err);
/* The number from which a reader gets no more than the `most` newest articles, none before `since`. */
MUST_USE bool journal_shelf_start(struct journal *, struct instant since, uint64_t most,
                                  uint64_t *ret, struct error *err);

/* The newest entry of each topic that begins so, in the order of their names, behind `after` (""
 * for the first page); those that retention took are left out. At most `look_at` topics: the last
 * one looked at comes back in `ret_after`, "" when that was all. */
typedef bool journal_latest_reader(void *context, const struct journal_entry *, const char *topic);
struct journal_latest {
    struct slice prefix;
    const char *after;
    size_t look_at;
};
MUST_USE bool journal_read_latest(struct journal *, const struct journal_latest *,
                                  journal_latest_reader *, void *context,
                                  char ret_after[TOPIC_MAX], uint64_t *ret_damaged,
                                  struct error *err);

/* The whole of a journal, as far as it can be read: where a page cannot, entry by entry around it.
 * *ret_damaged: entries that ought to be there and could not be read. `each` returning false ends it. */
MUST_USE bool journal_read_all(struct journal *, journal_reader *each, void *context,
                               uint64_t *ret_damaged, struct error *err);

/* Looks at everything, beside a running daemon too: SQLite's own check, the counter, each checksum,
 * each hole, the witness. Says in a sentence what it found; false when the file cannot be looked at
 * at all. */
struct journal_summary {
    uint64_t epoch, head, oldest, entries, findings;
};
typedef void journal_finding(void *context, const char *sentence);
/* Now and then: how many of the entries have been looked at. */
typedef void journal_looked(void *context, uint64_t entries, uint64_t whole);
MUST_USE bool journal_check(const char *path, journal_finding *found, journal_looked *looked,
                            void *context, struct journal_summary *ret, struct error *err);

/* Ranges of numbers that vanished with a damaged disk, oldest first; at most `room` of them. */
struct journal_loss {
    uint64_t first, last;
    struct instant found;
};
MUST_USE bool journal_losses(struct journal *, struct journal_loss *ret, size_t room,
                             size_t *ret_size, struct error *err);

#endif
