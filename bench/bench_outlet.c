/* bench_outlet [ITEMS]: what journal and publication cost, beside bare SQLite in the same run; first
 * without articles on the shelf, then with them.
 *
 * 1. ITEMS items (default 20,000) of about 6 kB in polls of 256, through the outlet: numbered,
 *    checksummed, committed with synchronous=FULL, published. The articles, of 2 kB before they are
 *    packed, are packed before the clock runs, as workers do it.
 * 2. The very rows that came of it, copied by bare SQLite into a fresh file of the same schema, in
 *    the same batches and with the same pragmas.
 * 3. Single items: from submission to the subscriber, and to the commit alone. */
#include "base/mem.h"
#include "load.h"
#include "item/article_pack.h"
#include "listen/subscriber.h"
#include "outlet/outlet.h"
#include "support/scratch.h"

#include <assert.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BATCH = 256, ARTICLE = 2000, SINGLE = 300 };

struct bench {
    char dir[SCRATCH_MAX], journal[96], bare[96], live[96], replay[96];
    bool with_articles;
    struct outlet *outlet;
    _Atomic size_t committed;
    _Atomic int64_t committed_at;
};

static void committed(void *context, const struct poll *poll)
{
    struct bench *b = context;
    b->committed_at = now_us();
    b->committed += poll->items_size;
}

static void open_bench(struct bench *b)
{
    struct error err = { 0 };
    struct outlet_calls calls = { .context = b, .committed = committed };
    scratch_make(b->dir);
    snprintf(b->journal, sizeof b->journal, "%s/journal.db", b->dir);
    snprintf(b->bare, sizeof b->bare, "%s/bare.db", b->dir);
    snprintf(b->live, sizeof b->live, "ipc://%s/items.sock", b->dir);
    snprintf(b->replay, sizeof b->replay, "ipc://%s/replay.sock", b->dir);
    struct outlet_settings settings = { { b->journal },
                                        { b->live, b->replay, 10000, { 30, 100000000, { b->with_articles ? 30 : 0, 100000000 } },
                                          { NULL, NULL } } };
    b->outlet = outlet_open(&settings, clock_real(), &calls, NULL, &err);
    if (!b->outlet) {
        fprintf(stderr, "%s\n", error_line(&err));
        exit(1);
    }
    outlet_start(b->outlet);
}

/* As uneven as prose: words of two to ten letters, the short ones more often. */
static void write_words(struct text *out, size_t seed)
{
    static const char letters[] = "etaoinshrdlcumwfgypbvk";
    uint64_t dice = seed * 2862933555777941757u + 3037000493u;
    while (out->len < ARTICLE) {
        uint64_t word = (dice = dice * 2862933555777941757u + 3037000493u) >> 33;
        uint64_t kind = word % 1000 < 700 ? word % 200 : word % 8000;
        for (size_t i = 0; i < 2 + kind % 9; i++)
            text_add_byte(out, letters[(kind * (i + 7) + kind / (i + 1)) % (sizeof letters - 1)]);
        text_add_byte(out, word % 90 < 8 ? '\n' : ' ');
    }
}

static void pack_article(struct text *out, size_t number)
{
    HELD(text) words = { 0 };
    OWNED(article) a = article_new();
    a->id = mem_printf("https://news.example/%zu", number);
    a->url = mem_string(a->id);
    a->feed = mem_string("bench");
    write_words(&words, number);
    article_plain(a, text_slice(&words));
    article_finish(a);
    if (!article_pack(a, out))
        exit(1);
}

static struct poll *poll_of(const struct bench *b, size_t from, size_t count)
{
    struct poll *p = poll_new("bench");
    for (size_t i = from; i < from + count; i++) {
        struct judged *judged = load_add(p, i);
        if (b->with_articles)
            pack_article(&judged->packed, i);
    }
    return p;
}

static void await(const struct bench *b, size_t items)
{
    while (b->committed < items)
        usleep(200);
}

static double through_the_outlet(struct bench *b, size_t items)
{
    size_t size = (items + BATCH - 1) / BATCH;
    struct poll **polls = mem_array(size, sizeof *polls);
    for (size_t i = 0; i < size; i++)
        polls[i] = poll_of(b, i * BATCH, BATCH);
    int64_t start = now_us();
    for (size_t i = 0; i < size; i++)
        outlet_submit(b->outlet, &polls[i]);
    await(b, size * BATCH);
    mem_free(&polls);
    return (double)(now_us() - start) / 1e6;
}

static void run_sql(sqlite3 *db, const char *sql)
{
    char *why = NULL;
    if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK) {
        fprintf(stderr, "%s: %s\n", sql, why);
        exit(1);
    }
}

static int create_alike(void *context, int columns, char **values, char **names)
{
    (void)columns, (void)names;
    run_sql(context, values[0]);
    return 0;
}

static double through_bare_sqlite(struct bench *b, size_t items)
{
    sqlite3 *db;
    char sql[512];
    if (sqlite3_open(b->bare, &db) != SQLITE_OK)
        exit(1);
    run_sql(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                "PRAGMA journal_size_limit=67108864");
    snprintf(sql, sizeof sql, "ATTACH '%s' AS from_", b->journal);
    run_sql(db, sql);
    if (sqlite3_exec(db,
                     "SELECT sql FROM from_.sqlite_schema WHERE sql IS NOT NULL AND name IN"
                     " ('entries', 'topics', 'postings', 'entries_id', 'postings_topic', 'articles')"
                     " ORDER BY rowid",
                     create_alike, db, NULL) != SQLITE_OK)
        exit(1);
    int64_t start = now_us();
    for (size_t from = 1; from <= items; from += BATCH) {
        snprintf(sql, sizeof sql,
                 "BEGIN; INSERT INTO entries SELECT * FROM from_.entries WHERE sequence BETWEEN"
                 " %zu AND %zu; INSERT INTO postings SELECT * FROM from_.postings WHERE sequence"
                 " BETWEEN %zu AND %zu; INSERT OR REPLACE INTO topics SELECT * FROM from_.topics;"
                 " INSERT INTO articles SELECT * FROM from_.articles WHERE sequence BETWEEN"
                 " %zu AND %zu; COMMIT",
                 from, from + BATCH - 1, from, from + BATCH - 1, from, from + BATCH - 1);
        run_sql(db, sql);
    }
    double took = (double)(now_us() - start) / 1e6;
    sqlite3_close(db);
    return took;
}

static int by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void print_times(const char *what, int64_t *us)
{
    qsort(us, SINGLE, sizeof *us, by_size);
    printf("%-34s p50 %6.2f ms  p99 %6.2f ms\n", what, (double)us[SINGLE / 2] / 1e3,
           (double)us[SINGLE * 99 / 100] / 1e3);
}

/* When the next message came; heartbeats pass unheard. */
static int64_t hear(struct subscriber *s)
{
    struct hearing hearing;
    while (subscriber_next(s, SECONDS(5), &hearing, NULL) != HEARD_MESSAGE)
        continue;
    return now_us();
}

static void single_items(struct bench *b, size_t from)
{
    static int64_t heard[SINGLE], after[SINGLE];
    struct error err = { 0 };
    struct subscriber_settings settings = { b->live, b->replay, "item/", 0, SECONDS(60),
                                            { NULL, NULL } };
    struct subscriber *s = subscriber_open(&settings, &err);
    struct hearing hearing;
    assert(s);
    sleep(2); /* until the subscription is known and a heartbeat waits */
    subscriber_next(s, SECONDS(1), &hearing, NULL);
    for (size_t i = 0; i < SINGLE; i++) {
        struct poll *p = poll_of(b, from + i, 1);
        size_t before = b->committed;
        int64_t start = now_us();
        outlet_submit(b->outlet, &p);
        heard[i] = hear(s) - start;
        await(b, before + 1);
        after[i] = b->committed_at - start;
    }
    subscriber_free(&s);
    print_times("submitted to heard, over ipc", heard);
    print_times("submitted to committed and sent", after);
}

static void measure(size_t items, bool with_articles)
{
    static struct bench b;
    struct error err = { 0 };
    b = (struct bench){ .with_articles = with_articles };
    open_bench(&b);
    double ours = through_the_outlet(&b, items);
    double bare = through_bare_sqlite(&b, items);
    printf("%s articles\n", with_articles ? "with" : "without");
    printf("journal and publish, batches of %d  %8.0f items/s\n", BATCH, (double)items / ours);
    printf("bare SQLite, the same rows         %8.0f items/s   ratio %.2f\n", (double)items / bare,
           bare / ours);
    single_items(&b, 1000000000);
    if (!outlet_stop(&b.outlet, &err))
        fprintf(stderr, "%s\n", error_line(&err));
    scratch_remove(b.dir);
}

int main(int argc, char **argv)
{
    size_t items = argc > 1 ? strtoul(argv[1], NULL, 10) : 20000;
    measure(items, false);
    measure(items, true);
    return 0;
}
