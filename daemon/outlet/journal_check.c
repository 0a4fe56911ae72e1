/* The whole of a journal: reading around damage, and naming it. */
#include "base/mem.h"
#include "outlet/journal_parts.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define PAGE       1000 /* entries read at once */
#define COMPLAINTS 20   /* of SQLite's own, and losses, at most */

/* Reading around damage. What a page that failed had already told must not be told again. */

struct once {
    journal_reader *each;
    void *context;
    uint64_t last;
};

static bool once(void *context, const struct journal_entry *e)
{
    struct once *o = context;
    if (e->sequence <= o->last)
        return true;
    if (!o->each(o->context, e))
        return false;
    o->last = e->sequence;
    return true;
}

bool journal_read_all(struct journal *j, journal_reader *each, void *context, uint64_t *ret_damaged,
                      struct error *err)
{
    struct journal_query query = { .from = journal_oldest(j), .to = UINT64_MAX, .look_at = PAGE };
    struct once reader = { each, context, 0 };
    struct journal_page page;
    *ret_damaged = 0;
    while (query.from && query.from <= journal_head(j)) {
        struct error failure = { 0 };
        if (journal_read(j, &query, once, &reader, &page, &failure)) {
            *ret_damaged += page.damaged;
            if (page.next == query.from)
                return true; /* the reader wants no more */
            query.from = page.next;
            query.look_at = PAGE;
        } else if (failure.remedy != MEND) {
            return error_set(err, failure.remedy, failure.place, "%s", failure.text);
        } else if (query.look_at > 1) {
            query.look_at = 1;
        } else {
            ++*ret_damaged;
            query.from++;
        }
    }
    return true;
}

/* Checking */

struct check {
    journal_finding *found;
    journal_looked *looked;
    void *context;
    struct journal_summary *summary;
};

FORMAT(2, 3) static void find(struct check *c, const char *format, ...)
{
    char sentence[512];
    va_list args;
    va_start(args, format);
    vsnprintf(sentence, sizeof sentence, format, args);
    va_end(args);
    c->summary->findings++;
    c->found(c->context, sentence);
}

static bool check_pages(struct check *c, struct store *store, struct error *err)
{
    struct statement *q = store_statement(store, "PRAGMA integrity_check(20)", err);
    bool row;
    if (!q)
        return false;
    for (int i = 0; i < COMPLAINTS && statement_next(q, &row, err) && row; i++)
        if (strcmp(column_text(q, 0), "ok") != 0)
            find(c, "SQLite says: %s", column_text(q, 0));
    statement_reset(q);
    return true;
}

static bool count_entry(void *context, const struct journal_entry *e)
{
    struct check *c = context;
    c->summary->entries++;
    c->looked(c->context, e->sequence - c->summary->oldest + 1,
              c->summary->head - c->summary->oldest + 1);
    return true;
}

static void check_entries(struct check *c, struct journal *j)
{
    struct error err = { 0 };
    uint64_t damaged;
    if (!journal_read_all(j, count_entry, c, &damaged, &err))
        find(c, "the entries cannot be read: %s", err.text);
    else if (damaged)
        find(c, "%" PRIu64 " entries are missing, cannot be read or have wrong checksums", damaged);
}

static void check_articles(struct check *c, struct journal *j)
{
    struct error err = { 0 };
    uint64_t damaged;
    if (!journal_check_articles(j, &damaged, &err))
        find(c, "the stored articles cannot be read: %s", err.text);
    else if (damaged)
        find(c, "%" PRIu64 " stored articles have wrong checksums", damaged);
}

static void check_losses(struct check *c, struct journal *j)
{
    struct journal_loss losses[COMPLAINTS];
    size_t size = 0;
    if (!journal_losses(j, losses, COMPLAINTS, &size, NULL))
        find(c, "the list of losses cannot be read");
    for (size_t i = 0; i < size; i++) {
        char when[INSTANT_TEXT];
        instant_text(losses[i].found, when);
        find(c, "entries %" PRIu64 " to %" PRIu64 " had vanished, found on %s", losses[i].first,
             losses[i].last, when);
    }
}

static void check_witness(struct check *c, const struct journal *j)
{
    char *path = mem_printf("%s.witness", j->path);
    struct witness_word word;
    bool recalls = witness_peek(path, &word);
    mem_free(&path);
    if (!recalls)
        find(c, "its witness is missing or damaged; the next start begins a new epoch");
    else if (word.epoch != j->committed.epoch)
        find(c, "its witness saw another journal last; the next start begins a new epoch");
    else if (word.head > j->committed.head)
        find(c, "entries %" PRIu64 " to %" PRIu64 " were committed but have vanished",
             j->committed.head + 1, word.head);
}

static void check_all(struct check *c, struct journal *j)
{
    struct error err = { 0 };
    if (!check_pages(c, j->store, &err) || !journal_load_counter(j, &err)) {
        find(c, "%s", err.text);
        return;
    }
    j->committed = j->now;
    c->summary->epoch = j->now.epoch;
    c->summary->head = j->now.head;
    c->summary->oldest = j->now.oldest;
    check_entries(c, j);
    check_articles(c, j);
    check_losses(c, j);
    check_witness(c, j);
}

bool journal_check(const char *path, journal_finding *found, journal_looked *looked, void *context,
                   struct journal_summary *ret, struct error *err)
{
    struct check check = { found, looked, context, ret };
    struct error failure = { 0 };
    struct journal *j = journal_new(path);
    *ret = (struct journal_summary){ 0 };
    int64_t version;
    j->store = store_open(path, true, err);
    bool readable = j->store && (journal_check_version(j, &version, &failure) || failure.remedy == MEND);
    if (readable && error_is_set(&failure))
        find(&check, "%s", failure.text);
    else if (readable)
        check_all(&check, j);
    else if (j->store)
        error_set(err, failure.remedy, failure.place, "%s", failure.text);
    journal_close(&j);
    return readable;
}
