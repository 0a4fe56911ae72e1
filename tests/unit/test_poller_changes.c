#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/polling.h"
#include "support/rows.h"

static void pausing_lets_open_polls_end_and_begins_none(void **state)
{
    (void)state;
    OWNED(room) r = room_new();
    subscribe(r, "a", "/ok");
    poller_pause(r->poller);
    crank(r, MINUTES(20));
    assert_int_equal(r->polls, 1); /* it was under way */
    poller_resume(r->poller);
    crank(r, SECONDS(1));
    assert_string_equal(text_string(&r->log), "a document 0|a unchanged 1200|");
}

static void a_changed_interval_counts_at_once(void **state)
{
    (void)state;
    OWNED(room) r = room_new();
    struct subscription *s = subscribe(r, "a", "/ok");
    crank(r, MINUTES(3));
    s->every = MINUTES(2);
    poller_update(r->poller, s);
    crank(r, SECONDS(1));
    s->every = HOURS(1);
    poller_update(r->poller, s);
    crank(r, MINUTES(30));
    assert_string_equal(text_string(&r->log), "a document 0|a unchanged 180|");
}

static void but_not_against_the_publisher(void **state)
{
    (void)state;
    OWNED(room) r = room_new();
    struct subscription *s = subscribe(r, "a", "/ok?h=Cache-Control:max-age%3D3600");
    crank(r, MINUTES(3));
    s->every = MINUTES(2);
    poller_update(r->poller, s);
    crank(r, MINUTES(56));
    assert_string_equal(text_string(&r->log), "a document 0|");
}

static void gone_is_asked_again_at_another_address(void **state)
{
    (void)state;
    OWNED(room) r = room_new();
    struct subscription *s = subscribe(r, "a", "/status/410");
    crank(r, HOURS(24));
    assert_true(poller_state(r->poller, "a")->muted);
    set_url(s, "127.0.0.2", "/ok");
    poller_update(r->poller, s);
    crank(r, MINUTES(1));
    assert_false(poller_state(r->poller, "a")->muted);
    assert_string_equal(text_string(&r->log), "a failed 0|a document 86400|");
}

static void a_new_address_is_not_sent_the_old_ones_validators(void **state)
{
    (void)state;
    OWNED(room) r = room_new();
    struct subscription *s = subscribe(r, "a", "/ok");
    crank(r, MINUTES(1));
    set_url(s, "127.0.0.2", "/ok");
    poller_update(r->poller, s);
    crank(r, MINUTES(10));
    assert_int_equal(requests_count(&server, "/ok"), 2);
    assert_int_equal(count_unconditional("/ok"), 2);
}

static void removing_cancels_the_request(void **state)
{
    (void)state;
    OWNED(room) r = room_new();
    subscribe(r, "a", "/stall");
    subscribe_at(r, "b", "127.0.0.1", "/ok", NULL); /* the same host */
    assert_int_equal(poller_open(r->poller), 1);
    poller_remove(r->poller, "a");
    assert_false(poller_has(r->poller, "a"));
    crank(r, SECONDS(1));
    assert_string_equal(text_string(&r->log), "b document 0|");
}

static bool came(void *arg)
{
    struct room *r = arg;
    bool never = false;
    for (int i = 0; i < 400 && !r->waiting; i++)
        if (loop_wait(r->loop, &never, (struct duration){ 10 }, NULL))
            break;
    return r->waiting != NULL;
}

static void removed_and_added_before_its_commit(void **state)
{
    (void)state;
    OWNED(room) r = room_new();
    r->journal = KEEPS_WAITING;
    struct subscription *s = subscribe(r, "a", "/ok");
    assert_true(came(r));
    poller_remove(r->poller, "a");
    assert_false(poller_has(r->poller, "a"));
    poller_add(r->poller, s, NULL);
    assert_true(poller_has(r->poller, "a"));
    r->journal = STORES;
    commit(r, r->waiting);
    r->waiting = NULL;
    crank(r, MINUTES(10));
    assert_string_equal(text_string(&r->log), "a document 0|a unchanged 600|");
}

static void removed_before_its_commit(void **state)
{
    (void)state;
    OWNED(room) r = room_new();
    r->journal = KEEPS_WAITING;
    subscribe(r, "a", "/ok");
    assert_true(came(r));
    poller_remove(r->poller, "a");
    r->journal = STORES;
    commit(r, r->waiting);
    r->waiting = NULL;
    assert_int_equal(poller_feeds(r->poller), 0);
    crank(r, MINUTES(20));
    assert_int_equal(r->polls, 1);
}

static void new_settings_leave_open_requests_alone(void **state)
{
    (void)state;
    OWNED(room) r = room_new();
    subscribe(r, "a", "/ok?delay=0.1");
    struct fetch_settings fetch = fetch_settings();
    struct schedule_settings timing = no_jitter();
    fetch.allow_private = (struct assay_texts){0};
    assert_true(poller_tune(r->poller, &(struct poller_settings){ &fetch, &timing, &pages_defaults }, NULL));
    crank(r, MINUTES(11));
    assert_string_equal(text_string(&r->log), "a document 0|a failed 600|");
    static const struct assay_text wrong[] = { { "nonsense", 8 } };
    fetch.allow_private = (struct assay_texts){ wrong, 1 };
    assert_false(poller_tune(r->poller, &(struct poller_settings){ &fetch, &timing, &pages_defaults }, NULL));
}

static void freeing_in_the_midst_leaks_nothing(void **state)
{
    (void)state;
    OWNED(room) r = room_new();
    subscribe(r, "a", "/stall");
    r->journal = KEEPS_WAITING;
    subscribe_at(r, "b", "127.0.0.2", "/ok", NULL);
    assert_true(came(r));
    assert_int_equal(poller_open(r->poller), 2);
}

int main(void)
{
    server = feed_server_start();
    struct rows rows = {0};
    ADD_TEST(&rows, pausing_lets_open_polls_end_and_begins_none);
    ADD_TEST(&rows, a_changed_interval_counts_at_once);
    ADD_TEST(&rows, but_not_against_the_publisher);
    ADD_TEST(&rows, gone_is_asked_again_at_another_address);
    ADD_TEST(&rows, a_new_address_is_not_sent_the_old_ones_validators);
    ADD_TEST(&rows, removing_cancels_the_request);
    ADD_TEST(&rows, removed_and_added_before_its_commit);
    ADD_TEST(&rows, removed_before_its_commit);
    ADD_TEST(&rows, new_settings_leave_open_requests_alone);
    ADD_TEST(&rows, freeing_in_the_midst_leaks_nothing);
    int failed = rows_run("poller_changes", &rows);
    feed_server_stop(&server);
    return failed;
}
