/* journal_bench.h - a journal in a directory of its own, and entries for it.
 *
 *     struct journal_bench b;
 *     journal_bench_init(&b);
 *     journal_bench_commit(b.journal, "item/a/ ticker/X/", NOON, 3);   // three entries on both topics
 *     journal_bench_reopen(&b);
 *     journal_bench_done(&b); */
#ifndef TESTS_SUPPORT_JOURNAL_BENCH_H
#define TESTS_SUPPORT_JOURNAL_BENCH_H

#include "outlet/journal.h"
#include "support/scratch.h"

#include <stdio.h>
#include <stdlib.h>

#define NOON INT64_C(1795000000000) /* some day in 2026, ms */

struct journal_bench {
    char dir[SCRATCH_MAX];
    char path[SCRATCH_MAX + 16];
    struct retain_settings retain;
    struct journal *journal;
    struct error notice, err;
};

static inline void journal_bench_open(struct journal_bench *b)
{
    b->notice = b->err = (struct error){ 0 };
    b->journal = journal_open(b->path, &b->retain, &b->notice, &b->err);
}

static inline void journal_bench_reopen(struct journal_bench *b)
{
    journal_close(&b->journal);
    journal_bench_open(b);
    if (!b->journal)
        fail_msg("%s", error_line(&b->err));
}

static inline void journal_bench_init(struct journal_bench *b)
{
    *b = (struct journal_bench){ 0 };
    scratch_make(b->dir);
    snprintf(b->path, sizeof b->path, "%s/journal.db", b->dir);
    b->retain = (struct retain_settings){ 30, 200000, { 0, 1 } };
    journal_bench_open(b);
    if (!b->journal)
        fail_msg("%s", error_line(&b->err));
}

static inline void journal_bench_done(struct journal_bench *b)
{
    journal_close(&b->journal);
    scratch_remove(b->dir);
}

/* Adds one entry on the topics named in `words`, inside the open transaction. */
static inline struct journal_entry journal_bench_add(struct journal *j, const char *words,
                                                     int64_t ms, const char *id,
                                                     struct journal_posting *postings)
{
    struct journal_entry e = { .sequence = journal_next(j),
                               .kind = JOURNAL_ITEM,
                               .time = { ms },
                               .id = id,
                               .postings = postings,
                               .body = SLICE("{}") };
    struct slice rest = slice_of(words), word;
    while (slice_next(&rest, ' ', &word))
        snprintf(postings[e.postings_size++].topic, TOPIC_MAX, "%.*s", SLICE_ARGS(word));
    struct error err = { 0 };
    if (!journal_add(j, &e, &err))
        fail_msg("%s", error_line(&err));
    return e;
}

static inline void journal_bench_commit(struct journal *j, const char *words, int64_t ms,
                                        size_t count)
{
    struct error err = { 0 };
    struct journal_posting postings[4];
    assert_true(journal_begin(j, &err));
    for (size_t i = 0; i < count; i++)
        journal_bench_add(j, words, ms, NULL, postings);
    assert_true(journal_commit(j, &err));
}

/* Puts a file of the journal aside under its name and the suffix, or back from there. */
static inline void journal_bench_copy(const char *dir, const char *name, const char *suffix,
                                      bool back)
{
    char plain[160], copy[160], command[400];
    snprintf(plain, sizeof plain, "%s/%s", dir, name);
    snprintf(copy, sizeof copy, "%s/%s%s", dir, name, suffix);
    snprintf(command, sizeof command, "cp %s %s", back ? copy : plain, back ? plain : copy);
    assert_int_equal(system(command), 0);
}

#endif
