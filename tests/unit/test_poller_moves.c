#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/polling.h"
#include "support/rows.h"

static void poll_for(struct room *r, int hours)
{
    crank(r, HOURS(hours));
}

static void a_lasting_redirect_is_believed_after_a_day(void **state)
{
    (void)state;
    OWNED(room) r = room_new();
    struct subscription *s = subscribe(r, "a", "/redirect?to=/ok&status=301");
    s->every = HOURS(5);
    poll_for(r, 21);
    assert_int_equal(requests_count(&server, "/redirect"), 5);
    assert_null(poller_state(r->poller, "a")->address);
    poll_for(r, 5);
    assert_non_null(strstr(poller_state(r->poller, "a")->address, "/ok"));
    assert_non_null(strstr(poller_state(r->poller, "a")->address_for, "/redirect?to=/ok"));
    poll_for(r, 24);
    assert_int_equal(requests_count(&server, "/redirect"), 6);
    assert_int_equal(count_unconditional("/ok"), 1);
    set_url(s, "127.0.0.1", "/ok?another=1");
    poller_update(r->poller, s);
    assert_null(poller_state(r->poller, "a")->address);
}

static void a_passing_redirect_is_never_believed(void **state)
{
    (void)state;
    OWNED(room) r = room_new();
    subscribe(r, "a", "/redirect?to=/ok&status=302")->every = HOURS(5);
    subscribe_at(r, "b", "127.0.0.2", "/redirect?to=/hops/2&status=301", NULL)->every = HOURS(5);
    poll_for(r, 60);
    assert_null(poller_state(r->poller, "a")->moving_to);
    assert_null(poller_state(r->poller, "b")->moving_to);
    assert_int_equal(requests_count(&server, "/redirect"), 26);
}

static void what_fails_at_the_new_place_is_asked_at_the_old(void **state)
{
    (void)state;
    OWNED(room) r = room_new();
    struct subscription *s = subscribe(r, "a", "/ok");
    s->every = HOURS(5);
    struct feed_state *kept = feed_state_copy(poller_state(r->poller, "a"));
    poller_remove(r->poller, "a");
    kept->address = feed_server_url(&server, "127.0.0.2", "/status/410");
    kept->address_for = mem_string(s->url);
    free(feed_server_ask(&server, "DELETE", "/_/log", ""));
    poller_add(r->poller, s, &kept);
    poll_for(r, 6);
    assert_false(poller_state(r->poller, "a")->muted);
    assert_int_equal(requests_count(&server, "/status/410"), 1);
    assert_int_equal(requests_count(&server, "/ok"), 1);
}

static void secrets_stay_with_the_users_own_host(void **state)
{
    (void)state;
    OWNED(room) r = room_new();
    struct field_pair secret = { { "X-Api-Key", 9 }, { "s3cret", 6 } };
    struct subscription *s = subscribe(r, "a", "/ok");
    poller_remove(r->poller, "a");
    crank(r, SECONDS(2));
    s->secret_header = (struct field_pairs){ &secret, 1 };
    struct feed_state *kept = feed_state_new("a");
    kept->address = feed_server_url(&server, "127.0.0.2", "/bytes");
    kept->address_for = mem_string(s->url);
    poller_add(r->poller, s, &kept);
    crank(r, SECONDS(2));
    cJSON *log = requests_for(&server, "/bytes");
    assert_int_equal(cJSON_GetArraySize(log), 1);
    assert_false(cJSON_HasObjectItem(cJSON_GetObjectItem(cJSON_GetArrayItem(log, 0), "headers"),
                                     "x-api-key"));
    cJSON_Delete(log);
}

int main(void)
{
    server = feed_server_start();
    struct rows rows = {0};
    ADD_TEST(&rows, a_lasting_redirect_is_believed_after_a_day);
    ADD_TEST(&rows, a_passing_redirect_is_never_believed);
    ADD_TEST(&rows, what_fails_at_the_new_place_is_asked_at_the_old);
    ADD_TEST(&rows, secrets_stay_with_the_users_own_host);
    int failed = rows_run("poller_moves", &rows);
    feed_server_stop(&server);
    return failed;
}
