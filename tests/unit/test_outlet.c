#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/counter.h"
#include "outlet/queue.h"
#include "support/outlet_bench.h"
#include "support/rows.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <pthread.h>
#include <sqlite3.h>
#include <sys/mount.h>
#include <sys/stat.h>

static struct poll *poll_of(const char *feed, size_t items, const char *tickers)
{
    static _Atomic unsigned made;
    struct poll *p = poll_new(feed);
    text_add(&p->state->etag, SLICE("\"v1\""));
    for (size_t i = 0; i < items; i++) {
        char id[32];
        snprintf(id, sizeof id, "%u", made++);
        poll_add_item(p, id, tickers);
    }
    return p;
}

static void stop(struct outlet_bench *b)
{
    if (!outlet_stop(&b->outlet, &b->err))
        fail_msg("%s", error_line(&b->err));
}

static void stopping_commits_what_is_queued(void **state)
{
    (void)state;
    static struct outlet_bench b;
    outlet_bench_init(&b);
    for (int i = 0; i < OUTLET_POLLS_MAX; i++) {
        struct poll *p = poll_of("acme", 3, "META");
        outlet_submit(b.outlet, &p);
        assert_null(p);
    }
    stop(&b);
    assert_int_equal(b.committed, OUTLET_POLLS_MAX);
    assert_int_equal(b.last, 3 * OUTLET_POLLS_MAX);
    outlet_bench_start(&b);
    assert_int_equal(outlet_head(b.outlet), 3 * OUTLET_POLLS_MAX);
    outlet_bench_done(&b);
}

static bool calls(const struct queue *q)
{
    return poll(&(struct pollfd){ .fd = queue_fd(q), .events = POLLIN }, 1, 0) == 1;
}

static void put(struct queue *q, bool may_wait)
{
    queue_put(q, &(struct job){ .kind = JOB_NOT_BEFORE, .name = mem_string("acme"), .may_wait = may_wait });
}

static void what_may_wait_calls_nobody_until_there_is_company(void **state)
{
    (void)state;
    OWNED(queue) q = queue_new(NULL);
    for (size_t i = 1; i < QUEUE_COMPANY; i++) {
        put(q, true);
        assert_false(calls(q) || queue_hurries(q));
    }
    put(q, true);
    assert_true(calls(q) && queue_hurries(q));
    struct job *job = queue_take(q);
    job_free(&job);
    assert_false(queue_hurries(q));
    put(q, false);
    assert_true(queue_hurries(q));
}

static void a_poll_that_brought_nothing_waits_for_the_heartbeat_at_most(void **state)
{
    (void)state;
    static struct outlet_bench b;
    outlet_bench_init(&b);
    struct poll *p = poll_of("acme", 0, "");
    outlet_submit(b.outlet, &p);
    for (int i = 0; i < 5000 && !b.committed; i++)
        usleep(1000);
    assert_int_equal(b.committed, 1);
    outlet_bench_done(&b);
}

static void a_feed_keeps_its_state_with_its_items(void **state)
{
    (void)state;
    static struct outlet_bench b;
    outlet_bench_init(&b);
    struct poll *p = poll_of("acme", 0, "");
    p->state->not_before.ms = 1;
    outlet_submit(b.outlet, &p);
    struct feed_state *later = feed_state_new("acme");
    later->not_before.ms = 77;
    outlet_remember(b.outlet, later);
    feed_state_free(&later);
    for (int i = 0; i < 5000 && !b.remembered; i++)
        usleep(1000);
    assert_int_equal(b.remembered, 1);
    stop(&b);

    struct outlet_calls none = { 0 };
    struct feed_state **feeds;
    size_t size;
    b.outlet = outlet_open(&b.settings, clock_real(), &none, &b.notice, &b.err);
    assert_non_null(b.outlet);
    assert_true(outlet_feeds(b.outlet, &feeds, &size, &b.err));
    assert_int_equal(size, 1);
    assert_string_equal(text_string(&feeds[0]->etag), "\"v1\"");
    assert_int_equal(feeds[0]->not_before.ms, 77);
    feed_state_free(&feeds[0]);
    mem_free(&feeds);
    outlet_bench_done(&b);
}

/* Many threads submit more than the queue holds; each blocks in turn and nothing is lost. */
enum { THREADS = 4, POLLS_EACH = 100 };

static void *submit_many(void *arg)
{
    struct outlet_bench *b = arg;
    for (int i = 0; i < POLLS_EACH; i++) {
        struct poll *p = poll_of("acme", 1, "META");
        outlet_submit(b->outlet, &p);
    }
    return NULL;
}

static void a_full_queue_makes_submitters_wait(void **state)
{
    (void)state;
    static struct outlet_bench b;
    pthread_t threads[THREADS];
    outlet_bench_init(&b);
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, submit_many, &b), 0);
    for (size_t i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    stop(&b);
    assert_int_equal(b.committed, THREADS * POLLS_EACH);
    assert_int_equal(b.last, THREADS * POLLS_EACH);
    outlet_bench_start(&b);
    outlet_bench_done(&b);
}

static void the_thread_shows_that_it_lives(void **state)
{
    (void)state;
    static struct outlet_bench b;
    outlet_bench_init(&b);
    uint64_t before = outlet_beats(b.outlet);
    for (int i = 0; i < 300 && outlet_beats(b.outlet) < before + 2; i++)
        usleep(10000);
    assert_true(outlet_beats(b.outlet) >= before + 2);
    outlet_bench_done(&b);
}

static void lowered_retention_is_reached_at_rest(void **state)
{
    (void)state;
    static struct outlet_bench b;
    outlet_bench_init(&b);
    struct poll *p = poll_of("acme", 2000, "");
    outlet_submit(b.outlet, &p);
    stop(&b);
    b.settings.publish.retain.items = 5;
    outlet_bench_start(&b);
    for (int i = 0; i < 500 && counter_get(COUNT_JOURNAL_OLDEST) != 1996; i++)
        usleep(10000);
    assert_int_equal(counter_get(COUNT_JOURNAL_OLDEST), 1996);
    outlet_bench_done(&b);
}

/* A disk of one mebibyte */

static bool small_disk(const char *dir)
{
    return mount("tmpfs", dir, "tmpfs", 0, "size=1m,mode=700") == 0;
}

/* Fills what is left, and returns the file that did it. */
static void fill_disk(const char *path)
{
    char block[4096] = { 0 };
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0);
    while (write(fd, block, sizeof block) > 0)
        continue;
    assert_int_equal(errno, ENOSPC);
    close(fd);
}

static void a_full_disk_pauses_and_loses_nothing(void **state)
{
    (void)state;
    static struct outlet_bench b;
    char dir[SCRATCH_MAX], ballast[SCRATCH_MAX + 16];
    struct error why = { 0 };
    scratch_make(dir);
    if (!small_disk(dir)) {
        scratch_remove(dir);
        print_message("no right to mount a small disk: skipped\n");
        skip();
    }
    b = (struct outlet_bench){ 0 };
    outlet_bench_in(&b, dir);
    outlet_bench_start(&b);
    assert_true(outlet_is_well(b.outlet, &why));
    snprintf(ballast, sizeof ballast, "%s/ballast", dir);
    fill_disk(ballast);
    enum { POLLS = 40 };
    for (int i = 0; i < POLLS; i++) {
        struct poll *p = poll_of("acme", 5, "META");
        outlet_submit(b.outlet, &p);
    }
    for (int i = 0; i < 5000 && !b.troubled; i++)
        usleep(1000);
    assert_int_equal(b.troubled, 1);
    assert_true(outlet_is_full(b.outlet));
    assert_false(outlet_is_well(b.outlet, &why));
    assert_int_equal(why.remedy, RETRY);
    assert_int_equal(counter_get(COUNT_JOURNAL_PAUSED), 1);
    uint64_t beats = outlet_beats(b.outlet);
    usleep(1500000);
    assert_true(outlet_beats(b.outlet) > beats); /* it lives, and hears replay */

    assert_int_equal(unlink(ballast), 0);
    assert_true(outlet_bench_wait(&b, POLLS));
    assert_int_equal(b.relieved, 1);
    assert_int_equal(b.last, 5 * POLLS);
    assert_true(outlet_is_well(b.outlet, &why));
    assert_false(outlet_is_full(b.outlet));
    assert_true(outlet_stop(&b.outlet, &b.err));
    outlet_bench_start(&b);
    assert_false(error_is_set(&b.notice));
    assert_int_equal(outlet_head(b.outlet), 5 * POLLS);
    assert_true(outlet_stop(&b.outlet, &b.err));
    assert_int_equal(umount2(dir, MNT_DETACH), 0); /* libzmq closes its listener when it likes */
    rmdir(dir);
}

static void stopping_on_a_full_disk_ends_and_says_so(void **state)
{
    (void)state;
    static struct outlet_bench b;
    char dir[SCRATCH_MAX], ballast[SCRATCH_MAX + 16];
    scratch_make(dir);
    if (!small_disk(dir)) {
        scratch_remove(dir);
        print_message("no right to mount a small disk: skipped\n");
        skip();
    }
    b = (struct outlet_bench){ 0 };
    outlet_bench_in(&b, dir);
    outlet_bench_start(&b);
    snprintf(ballast, sizeof ballast, "%s/ballast", dir);
    fill_disk(ballast);
    for (int i = 0; i < 40; i++) {
        struct poll *p = poll_of("acme", 5, "META");
        outlet_submit(b.outlet, &p);
    }
    for (int i = 0; i < 5000 && !b.troubled; i++)
        usleep(1000);
    assert_false(outlet_stop(&b.outlet, &b.err));
    assert_non_null(strstr(b.err.text, "could not be committed"));
    assert_int_equal(unlink(ballast), 0);
    outlet_bench_start(&b);
    assert_int_equal(outlet_head(b.outlet), b.last);
    assert_false(error_is_set(&b.notice));
    assert_true(outlet_stop(&b.outlet, &b.err));
    assert_int_equal(umount2(dir, MNT_DETACH), 0); /* libzmq closes its listener when it likes */
    rmdir(dir);
}

/* What does not heal by itself stops the outlet, while a transient trouble only makes it wait. */

/* The lock stands on the witness; without it a second daemon gets in. */
static void write_beside(const char *path)
{
    char witness[SCRATCH_MAX + 48];
    struct retain_settings retain = { 30, 1000, { 0, 1 } };
    struct error err = { 0 };
    snprintf(witness, sizeof witness, "%s.witness", path);
    assert_int_equal(unlink(witness), 0);
    struct journal *second = journal_open(path, &retain, NULL, &err);
    if (!second)
        fail_msg("%s", error_line(&err));
    journal_close(&second);
}

static void move_away(const char *path)
{
    char to[SCRATCH_MAX + 48];
    snprintf(to, sizeof to, "%s.moved", path);
    assert_int_equal(rename(path, to), 0);
}

static void replace(const char *path)
{
    move_away(path);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs("not a database", f);
    fclose(f);
}

static void drop_a_table(const char *path)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "DROP TABLE entries", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

/* The log goes into the file, then every page of that but the first is overwritten. */
static void overwrite_pages(const char *path)
{
    sqlite3 *db;
    char noise[4096];
    struct stat st;
    memset(noise, 0xa5, sizeof noise);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    int fd = open(path, O_RDWR);
    assert_true(fd >= 0);
    assert_int_equal(fstat(fd, &st), 0);
    for (off_t at = sizeof noise; at < st.st_size; at += (off_t)sizeof noise)
        assert_int_equal(pwrite(fd, noise, sizeof noise, at), sizeof noise);
    close(fd);
}

struct fault_row {
    const char *name;
    void (*inflict)(const char *path);
    enum remedy remedy;
    const char *said;
};

static const struct fault_row fault_rows[] = {
    { "a second writer stops the outlet", write_beside, STOP, "another program wrote" },
    { "a journal that was moved away stops it", move_away, STOP, "moved away or replaced" },
    { "a foreign file in its place stops it", replace, STOP, "moved away or replaced" },
    { "a table that is gone stops it", drop_a_table, MEND, "docs/wire.md" },
    { "pages overwritten under it stop it", overwrite_pages, MEND, "docs/wire.md" },
};

static void stops_for_good(void **state)
{
    const struct fault_row *row = *state;
    static struct outlet_bench b;
    outlet_bench_init(&b);
    struct poll *p = poll_of("acme", 50, "META");
    outlet_submit(b.outlet, &p);
    assert_true(outlet_bench_wait(&b, 1));
    row->inflict(b.journal);
    /* pages may still be in SQLite's cache: it is enough that no later poll gets through for ever */
    for (int i = 0; i < 3000 && !b.failed; i++) {
        p = poll_of("acme", 20, "META");
        outlet_submit(b.outlet, &p);
        usleep(2000);
        if (outlet_is_full(b.outlet))
            break;
    }
    for (int i = 0; i < 5000 && !b.failed; i++)
        usleep(1000);
    assert_int_equal(b.failed, 1);
    assert_int_equal(b.troubled, 0);
    if (b.failure.remedy != row->remedy || !strstr(b.failure.text, row->said))
        fail_msg("said: %s", error_line(&b.failure));
    assert_non_null(strstr(b.failure.place, "journal.db"));
    outlet_finish(b.outlet);
    assert_false(outlet_stop(&b.outlet, &b.err));
    scratch_remove(b.dir);
}

static void counters_print_for_prometheus(void **state)
{
    (void)state;
    HELD(text) t = { 0 };
    counter_set(COUNT_JOURNAL_HEAD, 42);
    counter_print(&t);
    assert_non_null(strstr(text_string(&t), "# TYPE assayd_journal_head gauge\n"
                                            "assayd_journal_head 42\n"));
    assert_non_null(strstr(text_string(&t), "# TYPE assayd_items_total counter\n"));
}

int main(void)
{
    struct rows rows = { 0 };
    ADD_TEST(&rows, stopping_commits_what_is_queued);
    ADD_TEST(&rows, what_may_wait_calls_nobody_until_there_is_company);
    ADD_TEST(&rows, a_poll_that_brought_nothing_waits_for_the_heartbeat_at_most);
    ADD_TEST(&rows, a_feed_keeps_its_state_with_its_items);
    ADD_TEST(&rows, a_full_queue_makes_submitters_wait);
    ADD_TEST(&rows, the_thread_shows_that_it_lives);
    ADD_TEST(&rows, lowered_retention_is_reached_at_rest);
    ADD_TEST(&rows, a_full_disk_pauses_and_loses_nothing);
    ADD_TEST(&rows, stopping_on_a_full_disk_ends_and_says_so);
    ADD_ROWS(&rows, fault_rows, stops_for_good);
    ADD_TEST(&rows, counters_print_for_prometheus);
    return rows_run("outlet", &rows);
}
