/* journal_parts.h - the inside of a journal, for journal*.c alone. */
#ifndef OUTLET_JOURNAL_PARTS_H
#define OUTLET_JOURNAL_PARTS_H

#include "base/map.h"
#include "outlet/journal.h"
#include "outlet/store.h"
#include "outlet/witness.h"

/* The counter row; also what a rollback returns to. */
struct counter {
    uint64_t epoch, head, oldest;
    int64_t age, time;
};

struct journal {
    struct store *store;
    struct witness *witness; /* NULL for readers */
    char *path;
    struct retain_settings retain;
    struct counter now, committed;
    struct journal_posting *postings; /* of the entry being read */
    struct map topics;                /* of struct journal_topic, by name; a writer's */
};

/* What the table says of a topic, or will say once the transaction is committed. */
struct journal_topic {
    char name[TOPIC_MAX];
    int64_t id;
    uint64_t last; /* its newest entry; 0: none yet */
    bool moved;    /* since it was written */
};
/* NULL: err says why. It is good until the transaction ends. */
struct journal_topic *journal_topic(struct journal *, const char *name, struct error *err);
void journal_begin_topics(struct journal *);
bool journal_save_topics(struct journal *, struct error *err);
void journal_forget_topics(struct journal *); /* the transaction came to nothing */

/* With nothing open yet. */
struct journal *journal_new(const char *path);
/* From the counter row into `now`. */
bool journal_load_counter(struct journal *, struct error *err);
bool journal_save_counter(struct journal *, struct error *err);
bool journal_check_version(struct journal *, int64_t *ret_version, struct error *err);
/* Those below `oldest`, and at most `most` others that retention does not want any more. */
bool journal_trim_articles(struct journal *, uint64_t oldest, size_t most, bool *ret_more,
                           struct error *err);
bool journal_check_articles(struct journal *, uint64_t *ret_damaged, struct error *err);
int64_t journal_checksum(const struct journal_entry *, int64_t age);
/* Of what is kept with an entry, in a row of its own. */
int64_t journal_note_checksum(uint64_t sequence, struct slice note);
/* insert: of ?1 number, ?2 checksum and ?3 note. */
bool journal_add_note(struct journal *, const char *insert, uint64_t sequence, struct slice note,
                      struct error *err);
/* delete: of what lies before ?1. */
bool journal_drop_before(struct journal *, const char *delete, uint64_t oldest, struct error *err);

#endif
