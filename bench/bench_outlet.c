/* bench_outlet [ITEMS]: what journal and publication cost, beside bare SQLite in the same run; first
 * without articles on the shelf, then with them.
 *
 * 1. ITEMS items (default 20,000) of about 6 kB in polls of 256, through the outlet: numbered,
 *    checksummed, committed with synchronous=FULL, published. The articles, of 2 kB before they are
 *    packed, are packed before the clock runs, as workers do it.
 * 2. The very rows that came of it, copied by bare SQLite into a fresh file of the same schema, in
 *    the same batches and with the same pragmas.
 * 3. Single items: from submission to the subscriber, and to the commit alone; then from the end of the commit
 *    to the subscriber, by the very steps of the outlet's thread, taken here one by one. */
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

/* Seldom enough to cost nothing. */
static void await(const struct bench *b, size_t items)
{
    while (b->committed < items)
        usleep(2000);
}

static struct load_cost through_the_outlet(struct bench *b, size_t items)
{
    size_t size = (items + BATCH - 1) / BATCH;
    struct poll **polls = mem_array(size, sizeof *polls);
    for (size_t i = 0; i < size; i++)
        polls[i] = poll_of(b, i * BATCH, BATCH);
    struct load_cost start = load_now();
    for (size_t i = 0; i < size; i++)
        outlet_submit(b->outlet, &polls[i]);
    await(b, size * BATCH);
    mem_free(&polls);
    return load_since(start);
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

static struct load_cost through_bare_sqlite(struct bench *b, size_t items)
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
    struct load_cost start = load_now();
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
    struct load_cost took = load_since(start);
    sqlite3_close(db);
    return took;
}

static void print_times(const char *what, int64_t *us)
{
    load_sort(us, SINGLE);
    printf("%-34s p50 %6.2f ms  p99 %6.2f ms\n", what, load_ms(us, SINGLE, 0.5), load_ms(us, SINGLE, 0.99));
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

static void commit_one(struct batch *batch, struct journal *journal, struct poll *poll)
{
    struct error err = { 0 };
    struct job *job = mem_new(sizeof *job);
    bool more;
    *job = job_of_poll(&poll);
    batch_add(batch, &job);
    if (!batch_commit(batch, journal, clock_now(clock_real()), &more, &err)) {
        fprintf(stderr, "%s\n", error_line(&err));
        exit(1);
    }
}

/* Until a first message is heard, nobody knows of the subscription. */
static int64_t send_one(struct batch *batch, struct publish *publish, const struct journal *journal,
                        struct subscriber *s, struct duration patience)
{
    struct hearing hearing;
    uint64_t epoch = journal_epoch(journal);
    publish_heartbeat(publish, &(struct heartbeat){ .epoch = epoch, .head = journal_head(journal) });
    int64_t start = now_us();
    bool all = batch_publish(batch, publish, epoch);
    enum heard heard = subscriber_next(s, patience, &hearing, NULL);
    int64_t took = now_us() - start;
    assert(all);
    batch_settle(batch, &(struct outlet_calls){ 0 });
    publish_serve(publish);
    return heard == HEARD_MESSAGE ? took : -1;
}

static void commit_to_heard(struct bench *b)
{
    static int64_t took[SINGLE];
    struct error err = { 0 };
    struct hearing hearing;
    struct retain_settings retain = { 30, 100000000, { 0, 1 } };
    struct publish_settings settings = { .endpoint = b->live, .high_water = 10000, .retain = retain };
    struct subscriber_settings only_live = { .live = b->live, .prefix = "item/", .check = SECONDS(60) };
    struct journal *journal = journal_open(b->bare, &retain, NULL, &err);
    struct publish *publish = publish_open(&settings, NULL, &err);
    struct subscriber *s = subscriber_open(&only_live, &err);
    OWNED(batch) batch = batch_new();
    assert(journal && publish && s);
    size_t from = 0;
    do
        commit_one(batch, journal, poll_of(b, from++, 1));
    while (send_one(batch, publish, journal, s, (struct duration){ 50 }) < 0);
    sleep(1);
    while (subscriber_next(s, (struct duration){ 0 }, &hearing, NULL) == HEARD_MESSAGE)
        continue; /* what came late */
    for (size_t i = 0; i < SINGLE; i++) {
        commit_one(batch, journal, poll_of(b, from + i, 1));
        took[i] = send_one(batch, publish, journal, s, SECONDS(5));
    }
    subscriber_free(&s);
    publish_close(&publish);
    journal_close(&journal);
    print_times("committed to heard, over ipc", took);
}

static void print_cost(const char *what, struct load_cost c, size_t items)
{
    printf("%-34s %8.0f items/s  %7.1f us of CPU an item\n", what, (double)items / c.clock,
           c.cpu * 1e6 / (double)items);
}

static void measure(size_t items, bool with_articles)
{
    static struct bench b;
    struct error err = { 0 };
    b = (struct bench){ .with_articles = with_articles };
    open_bench(&b);
    printf("%s articles\n", with_articles ? "with" : "without");
    struct load_cost ours = through_the_outlet(&b, items);
    print_cost("journal and publish", ours, items);
    struct load_cost bare = through_bare_sqlite(&b, items);
    print_cost("bare SQLite, the same rows", bare, items);
    printf("%-34s %.2f by the clock, %.2f by CPU time\n", "ratio", bare.clock / ours.clock, bare.cpu / ours.cpu);
    single_items(&b, 1000000000);
    if (!outlet_stop(&b.outlet, &err))
        fprintf(stderr, "%s\n", error_line(&err));
    unlink(b.bare);
    commit_to_heard(&b);
    scratch_remove(b.dir);
}

int main(int argc, char **argv)
{
    size_t items = argc > 1 ? strtoul(argv[1], NULL, 10) : 20000;
    measure(items, false);
    measure(items, true);
    return 0;
}
