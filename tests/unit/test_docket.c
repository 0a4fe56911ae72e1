#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "docket.h"
#include "support/rows.h"
#include "support/scratch.h"

#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static int told, told_guilty;

static void note(const char *feed, const char *item, bool quarantined)
{
    assert_string_equal(feed, "acme");
    assert_string_equal(item, "7");
    told++;
    told_guilty += quarantined;
}

static struct docket *open_at(const char *path)
{
    struct error err = { 0 };
    told = told_guilty = 0;
    struct docket *d = docket_open(path, note, &err);
    if (!d)
        fail_msg("%s", error_line(&err));
    return d;
}

/* As in a worker: all signals blocked, and not on the main thread's stack. */
static void *die_in_a_worker(void *arg)
{
    raise(*(const int *)arg);
    return NULL;
}

struct dying {
    struct docket *docket;
    int number;
};

static void *judge_and_die(void *arg)
{
    struct dying *d = arg;
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, NULL);
    docket_leave(d->docket, docket_enter(d->docket, "acme", "5"), true); /* harmless */
    docket_leave(d->docket, docket_enter(d->docket, "acme", "7"), false); /* a first step */
    docket_enter(d->docket, "acme", "7");
    if (d->number)
        return die_in_a_worker(&d->number);
    return NULL;
}

/* A process that dies while it judges item 7. 0: it is killed from outside. */
static void die_once(const char *path, int number)
{
    pid_t child = fork();
    if (child == 0) {
        struct rlimit none = { 0, 0 };
        setrlimit(RLIMIT_CORE, &none);
        if (number)
            signal(number, SIG_DFL); /* cmocka's, until here */
        struct error err = { 0 };
        struct dying dying = { docket_open(path, NULL, &err), number };
        pthread_t thread;
        pthread_create(&thread, NULL, judge_and_die, &dying);
        pthread_join(thread, NULL);
        raise(SIGKILL);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), number ? number : SIGKILL);
}

struct death_row {
    const char *name;
    int number, times;
    bool quarantined;
};

static const struct death_row death_rows[] = {
    { "one crash gets another try", SIGSEGV, 1, false },
    { "two crashes are enough", SIGSEGV, 2, true },
    { "an abort is a crash", SIGABRT, 2, true },
    { "a division by zero is one", SIGFPE, 2, true },
    { "five kills may be chance", 0, 5, false },
    { "six are not", 0, 6, true },
};

static void quarantines(void **state)
{
    const struct death_row *row = *state;
    char dir[SCRATCH_MAX], path[SCRATCH_MAX + 16];
    scratch_make(dir);
    snprintf(path, sizeof path, "%s/docket", dir);
    for (int i = 0; i < row->times; i++)
        die_once(path, row->number);
    struct docket *d = open_at(path);
    assert_int_equal(docket_is_quarantined(d, "acme", "7"), row->quarantined);
    assert_int_equal(told_guilty, row->quarantined);
    assert_int_equal(told, row->number || row->quarantined);
    assert_false(docket_is_quarantined(d, "acme", "5"));
    assert_false(docket_is_quarantined(d, "other", "7"));
    docket_close(&d);
    d = open_at(path); /* counted once, and for good */
    assert_int_equal(told, 0);
    assert_int_equal(docket_is_quarantined(d, "acme", "7"), row->quarantined);
    docket_close(&d);
    scratch_remove(dir);
}

static void who_was_judged_in_peace_is_forgiven(void **state)
{
    (void)state;
    char dir[SCRATCH_MAX], path[SCRATCH_MAX + 16];
    scratch_make(dir);
    snprintf(path, sizeof path, "%s/docket", dir);
    die_once(path, SIGSEGV);
    struct docket *d = open_at(path);
    docket_leave(d, docket_enter(d, "acme", "7"), true);
    docket_close(&d);
    die_once(path, SIGSEGV);
    d = open_at(path);
    assert_false(docket_is_quarantined(d, "acme", "7"));
    docket_close(&d);
    scratch_remove(dir);
}

static void a_file_of_another_shape_is_begun_anew(void **state)
{
    (void)state;
    char dir[SCRATCH_MAX], path[SCRATCH_MAX + 16];
    scratch_make(dir);
    snprintf(path, sizeof path, "%s/docket", dir);
    FILE *f = fopen(path, "w");
    for (int i = 0; i < 999; i++)
        fputc(2, f);
    fclose(f);
    struct docket *d = open_at(path);
    assert_int_equal(told, 0);
    docket_close(&d);
    scratch_remove(dir);
}

int main(void)
{
    struct rows rows = { 0 };
    ADD_ROWS(&rows, death_rows, quarantines);
    ADD_TEST(&rows, who_was_judged_in_peace_is_forgiven);
    ADD_TEST(&rows, a_file_of_another_shape_is_begun_anew);
    return rows_run("docket", &rows);
}
