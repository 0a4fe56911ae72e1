#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/polling.h"
#include "support/rows.h"

/* --- when it polls --- */

struct rhythm_row {
    const char *name, *path;
    int minutes;     /* to crank */
    const char *log; /* seconds of each poll */
};

static const struct rhythm_row rhythms[] = {
    { "every ten minutes, and only news comes out", "/ok", 25,
      "a document 0|a unchanged 600|a unchanged 1200|" },
    { "the same bytes without validators are no news", "/ok?validators=0", 15,
      "a document 0|a unchanged 600|" },
    { "max-age puts off", "/ok?h=Cache-Control:max-age%3D3600", 80,
      "a document 0|a unchanged 3600|" },
    { "a 503 is asked again when it says", "/status/503?h=Retry-After:7200", 130,
      "a failed 0|a failed 7200|" },
    { "failures double the interval from the second on", "/status/500", 160,
      "a failed 0|a failed 600|a failed 1800|a failed 4200|a failed 9000|" },
    { "gone is not asked again", "/status/410", 3000, "a failed 0|" },
    { "a refused connection is a failure like others", "/reset", 15, "a failed 0|a failed 600|" },
    { "a 304 nobody asked for is a failure", "/status/304", 5, "a failed 0|" },
};

static void polls_in_time(void **state)
{
    const struct rhythm_row *row = *state;
    OWNED(room) r = room_new();
    r->journal = STORES_LATER;
    subscribe(r, "a", row->path);
    crank(r, MINUTES(row->minutes));
    assert_string_equal(text_string(&r->log), row->log);
    assert_false(r->held_back);
    assert_int_equal(poller_open(r->poller), 0);
}

/* A date and the steady time are read in whole milliseconds, which do not begin at the same moment. */
static void never_begins_in_the_millisecond_before(void **state)
{
    (void)state;
    OWNED(room) r = room_new();
    clock_nudge(r->clock, 600, 500);
    subscribe(r, "a", "/ok");
    crank(r, SECONDS(1));
    struct instant due = poller_state(r->poller, "a")->not_before;
    clock_nudge(r->clock, 500, 0);
    crank(r, MINUTES(11));
    assert_int_equal(r->polls, 2);
    struct instant began = poller_state(r->poller, "a")->last_poll;
    assert_true(began.ms == due.ms || began.ms == due.ms + 1);
}

static void too_many_requests_are_said_to_the_host(void **state)
{
    (void)state;
    OWNED(room) r = room_new();
    subscribe(r, "a", "/status/429?h=Retry-After:1800");
    crank(r, SECONDS(5));
    subscribe(r, "b", "/ok");
    subscribe_at(r, "c", "127.0.0.2", "/ok", NULL);
    crank(r, MINUTES(35));
    assert_string_equal(text_string(&r->log), "127.0.0.1 rests 1800|a failed 0|c document 5|c unchanged 605|"
                                              "c unchanged 1205|b document 1800|127.0.0.1 rests 3601|a failed 1801|"
                                              "c unchanged 1805|");
}

static void a_rest_of_an_earlier_life_is_kept(void **state)
{
    (void)state;
    OWNED(room) r = room_new();
    poller_rest(r->poller, "127.0.0.1", instant_add(start, MINUTES(5)));
    poller_rest(r->poller, "127.0.0.2", instant_add(start, HOURS(-1)));
    subscribe(r, "a", "/ok");
    subscribe_at(r, "b", "127.0.0.2", "/ok", NULL);
    crank(r, MINUTES(6));
    assert_string_equal(text_string(&r->log), "b document 0|a document 300|");
}

static void a_rest_by_a_clock_that_was_ahead_ends(void **state)
{
    (void)state;
    OWNED(room) r = room_new();
    poller_rest(r->poller, "127.0.0.1", instant_add(start, HOURS(24 * 365)));
    subscribe(r, "a", "/ok");
    crank(r, HOURS(25));
    assert_non_null(strstr(text_string(&r->log), "a document 86400|"));
}

static void a_document_may_ask_for_more(void **state)
{
    (void)state;
    OWNED(room) r = room_new();
    r->wishes.ttl = MINUTES(45);
    struct subscription *s = subscribe(r, "a", "/ok");
    crank(r, MINUTES(1));
    poller_update(r->poller, s); /* does not forget it */
    crank(r, MINUTES(49));
    assert_string_equal(text_string(&r->log), "a document 0|a unchanged 2700|");
    crank(r, MINUTES(45)); /* it holds although no other document came */
    assert_string_equal(text_string(&r->log), "a document 0|a unchanged 2700|a unchanged 5400|");
}

/* The start is 2026-11-22, a Sunday, at 10:00 UTC. */
struct skip_row {
    const char *name;
    uint32_t hours;
    uint8_t days;
    const char *log; /* polls of a day and a half, asked for every five hours */
};

static const struct skip_row skips[] = {
    { "nothing is skipped", 0, 0,
      "a document 0|a unchanged 18000|a unchanged 36000|a unchanged 54000|a unchanged 72000|"
      "a unchanged 90000|a unchanged 108000|a unchanged 126000|" },
    { "hours are", 1 << 14 | 1 << 15 | 1 << 21, 0, /* 15:00 becomes 16:00, 21:00 22:00 */
      "a document 0|a unchanged 21600|a unchanged 43200|a unchanged 61200|a unchanged 79200|"
      "a unchanged 97200|a unchanged 115200|" },
    { "a day is", 0, 1 << 1, /* Monday is over at 38 hours, longer than this */
      "a document 0|a unchanged 18000|a unchanged 36000|" },
    { "a feed that skips every hour is not taken at its word", 0xffffff, 0,
      "a document 0|a unchanged 18000|a unchanged 36000|a unchanged 54000|a unchanged 72000|"
      "a unchanged 90000|a unchanged 108000|a unchanged 126000|" },
};

static void skips_what_the_document_says(void **state)
{
    const struct skip_row *row = *state;
    OWNED(room) r = room_new();
    r->wishes = (struct polled_wishes){ .skip_hours = row->hours, .skip_days = row->days };
    struct subscription *s = subscribe(r, "a", "/ok");
    s->every = HOURS(5);
    crank(r, HOURS(36));
    assert_string_equal(text_string(&r->log), row->log);
}

static void what_a_document_asked_for_holds_after_a_kill_too(void **state)
{
    (void)state;
    OWNED(room) r = room_new();
    r->wishes = (struct polled_wishes){ .ttl = HOURS(2) };
    subscribe(r, "a", "/ok");
    crank(r, MINUTES(121));
    assert_int_equal(r->polls, 2);
    r->journal = FAILS_TO_COMMIT; /* a kill before the commit: only "not before" is stored */
    crank(r, HOURS(4));
    assert_string_equal(text_string(&r->log),
                        "a document 0|a unchanged 7200|a unchanged 14400|a unchanged 21600|");
}

static void a_quiet_feed_is_asked_ever_more_seldom_and_a_busy_one_often(void **state)
{
    (void)state;
    OWNED(room) r = room_new();
    struct subscription *s = subscribe(r, "a", "/ok");
    s->slowest = MINUTES(20);
    crank(r, MINUTES(95));
    assert_string_equal(text_string(&r->log),
                        "a document 0|a unchanged 750|a unchanged 1687|a unchanged 2859|"
                        "a unchanged 4059|a unchanged 5259|");
    r->news = true;
    crank(r, MINUTES(30));
    assert_int_equal(poller_state(r->poller, "a")->pace.ms, MINUTES(10).ms);
}

static void a_document_that_cannot_be_read_backs_off_and_comes_whole(void **state)
{
    (void)state;
    OWNED(room) r = room_new();
    r->unreadable = true;
    subscribe(r, "a", "/ok");
    crank(r, MINUTES(75));
    assert_string_equal(text_string(&r->log),
                        "a document 0|a document 600|a document 1800|a document 4200|");
    assert_int_equal(poller_state(r->poller, "a")->failures, 4);
    assert_int_equal(poller_state(r->poller, "a")->last_success.ms, 0);
    assert_string_equal(poller_state(r->poller, "a")->last_error, "no feed");
    assert_int_equal(count_unconditional("/ok"), 4);
    r->unreadable = false;
    crank(r, MINUTES(80));
    assert_int_equal(poller_state(r->poller, "a")->failures, 0);
    assert_null(poller_state(r->poller, "a")->last_error);
}

/* --- the date is set --- */

static const struct step_row {
    const char *name;
    int64_t days;
    size_t polls; /* in the first 11 minutes after a restart 5 minutes after a poll */
} steps[] = {
    { "a year back parks nobody", -365, 1 },
    { "a year ahead sets off nobody", 365, 2 }, /* a restart cannot tell it from a long sleep */
    { "an epoch back", -20700, 1 },
};

static void goes_on_when_the_date_is_set(void **state)
{
    const struct step_row *row = *state;
    OWNED(room) r = room_new();
    subscribe(r, "a", "/ok");
    crank(r, MINUTES(5));
    clock_step(r->clock, HOURS(24 * row->days));
    crank(r, SECONDS(299));
    assert_int_equal(r->polls, 1);
    crank(r, SECONDS(2));
    assert_int_equal(r->polls, 2);
    crank(r, MINUTES(20));
    assert_int_equal(r->polls, 4);
}

static void and_after_a_restart(void **state)
{
    const struct step_row *row = *state;
    OWNED(room) r = room_new();
    subscribe(r, "a", "/ok");
    crank(r, MINUTES(5));
    struct feed_state *kept = feed_state_copy(poller_state(r->poller, "a"));
    poller_free(&r->poller);
    clock_step(r->clock, HOURS(24 * row->days));
    room_open(r);
    subscribe_at(r, "a", "127.0.0.1", "/ok", &kept);
    crank(r, MINUTES(11));
    assert_int_equal(r->polls, 1 + row->polls);
    crank(r, MINUTES(10));
    assert_int_equal(r->polls, 2 + row->polls);
}

/* --- restarts --- */

static struct feed_state *stored(const struct room *r, const char *id)
{
    return feed_state_copy(poller_state(r->poller, id));
}

static void one_unconditional_request_in_a_lifetime(void **state)
{
    (void)state;
    OWNED(room) r = room_new();
    subscribe(r, "a", "/ok");
    crank(r, MINUTES(5));
    for (int restart = 0; restart < 3; restart++) {
        struct feed_state *kept = stored(r, "a");
        poller_free(&r->poller);
        room_open(r);
        subscribe_at(r, "a", "127.0.0.1", "/ok", &kept);
        assert_null(kept);
        crank(r, MINUTES(10));
    }
    assert_string_equal(text_string(&r->log),
                        "a document 0|a unchanged 600|a unchanged 1200|a unchanged 1800|");
    assert_int_equal(requests_count(&server, "/ok"), 4);
    assert_int_equal(count_unconditional("/ok"), 1);
}

static void a_clock_that_was_years_ahead_mutes_nobody(void **state)
{
    (void)state;
    OWNED(room) r = room_new();
    struct feed_state *kept = feed_state_new("a");
    kept->not_before = instant_add(start, HOURS(24 * 366 * 30));
    subscribe_at(r, "a", "127.0.0.1", "/ok", &kept);
    crank(r, HOURS(23));
    assert_int_equal(r->polls, 0);
    crank(r, HOURS(2));
    assert_int_equal(r->documents, 1);
}

static void a_kill_before_the_commit_asks_once_more_but_not_early(void **state)
{
    (void)state;
    OWNED(room) r = room_new();
    r->journal = FAILS_TO_COMMIT;
    subscribe(r, "a", "/ok");
    crank(r, MINUTES(15));
    assert_string_equal(text_string(&r->log), "a document 0|a document 600|");
    assert_int_equal(count_unconditional("/ok"), 2);
}

static void what_cannot_be_remembered_is_not_asked(void **state)
{
    (void)state;
    OWNED(room) r = room_new();
    r->journal = FAILS_TO_REMEMBER;
    subscribe(r, "a", "/ok");
    crank(r, SECONDS(25));
    assert_int_equal(requests_count(&server, NULL), 0);
    assert_int_equal(poller_state(r->poller, "a")->last_poll.ms, 0);
    r->journal = STORES;
    crank(r, SECONDS(10));
    assert_string_equal(text_string(&r->log), "a document 30|");
}

/* --- many --- */

static void one_host_is_asked_one_thing_at_a_time(void **state)
{
    (void)state;
    OWNED(room) r = room_new();
    r->journal = STORES_LATER;
    for (int i = 0; i < 6; i++) {
        char id[32];
        snprintf(id, sizeof id, "feed-%d", i);
        subscribe(r, id, "/ok?delay=0.02");
    }
    crank(r, MINUTES(1));
    assert_int_equal(r->polls, 6);
    assert_int_equal(r->most_open, 1);
    assert_int_equal(r->least_pause.ms, 1000);
    cJSON *log = requests_for(&server, "/ok"), *entry;
    double ended = 0;
    cJSON_ArrayForEach(entry, log)
    {
        assert_true(cJSON_GetObjectItem(entry, "began")->valuedouble >= ended);
        ended = cJSON_GetObjectItem(entry, "ended")->valuedouble;
    }
    cJSON_Delete(log);
}

static void a_group_of_hosts_is_asked_one_thing_at_a_time(void **state)
{
    (void)state;
    static const char *const hosts[] = { "127.0.0.1", "127.0.0.2", "localhost" };
    char group[] = "agency";
    OWNED(room) r = room_new();
    r->journal = STORES_LATER;
    poller_pause(r->poller);
    for (size_t i = 0; i < count_of(hosts); i++) {
        char id[32];
        snprintf(id, sizeof id, "feed-%zu", i);
        struct subscription *s = subscribe_at(r, id, hosts[i], "/ok?delay=0.02", NULL);
        s->group = group;
        poller_update(r->poller, s);
    }
    poller_resume(r->poller);
    crank(r, MINUTES(1));
    assert_int_equal(r->polls, 3);
    assert_int_equal(r->most_open, 1);
    assert_int_equal(r->least_pause.ms, 1000);
}

static void no_more_polls_are_open_than_allowed(void **state)
{
    (void)state;
    OWNED(room) r = room_of(2);
    struct fetch_settings more = fetch_settings();
    struct schedule_settings timing = no_jitter();
    more.concurrency = 8; /* whoever holds the polls was made for two: a restart must tell him */
    assert_true(poller_tune(r->poller, &(struct poller_settings){ &more, &timing, &pages_defaults }, NULL));
    r->journal = STORES_LATER;
    subscribe_at(r, "a", "127.0.0.1", "/ok?delay=0.05", NULL);
    subscribe_at(r, "b", "127.0.0.2", "/ok?delay=0.05", NULL);
    subscribe_at(r, "c", "localhost", "/ok?delay=0.05", NULL);
    crank(r, SECONDS(1));
    assert_int_equal(r->documents, 3);
    assert_int_equal(r->most_open, 2);
}

static const char *const bad_paths[] = {
    "/stall", "/stall-body", "/drip",    "/endless",          "/bomb?n=3000000",
    "/loop",  "/reset",      "/garbage", "/headers?n=200000", "/redirect?to=http://10.0.0.1/",
};

static void ten_bad_feeds_beside_good_ones(void **state)
{
    (void)state;
    OWNED(room) r = room_new();
    r->journal = STORES_LATER;
    for (size_t i = 0; i < count_of(bad_paths); i++) {
        char id[32];
        snprintf(id, sizeof id, "bad-%zu", i);
        subscribe_at(r, id, "127.0.0.1", bad_paths[i], NULL);
    }
    for (int i = 0; i < 20; i++) {
        char id[32];
        snprintf(id, sizeof id, "good-%d", i);
        subscribe_at(r, id, "127.0.0.2", "/ok", NULL);
    }
    crank(r, MINUTES(11));
    assert_int_equal(r->documents, 20);
    assert_int_equal(r->polls, 60);
    for (int i = 0; i < 20; i++) {
        char id[32];
        snprintf(id, sizeof id, "good-%d", i);
        assert_null(poller_state(r->poller, id)->last_error);
    }
    for (size_t i = 0; i < count_of(bad_paths); i++) {
        char id[32];
        snprintf(id, sizeof id, "bad-%zu", i);
        assert_int_equal(poller_state(r->poller, id)->failures, 2);
        assert_non_null(poller_state(r->poller, id)->last_error);
    }
}

int main(void)
{
    server = feed_server_start();
    struct rows rows = {0};
    ADD_ROWS(&rows, rhythms, polls_in_time);
    ADD_TEST(&rows, never_begins_in_the_millisecond_before);
    ADD_TEST(&rows, too_many_requests_are_said_to_the_host);
    ADD_TEST(&rows, a_rest_of_an_earlier_life_is_kept);
    ADD_TEST(&rows, a_rest_by_a_clock_that_was_ahead_ends);
    ADD_TEST(&rows, a_document_may_ask_for_more);
    ADD_ROWS(&rows, skips, skips_what_the_document_says);
    ADD_TEST(&rows, what_a_document_asked_for_holds_after_a_kill_too);
    ADD_TEST(&rows, a_quiet_feed_is_asked_ever_more_seldom_and_a_busy_one_often);
    ADD_TEST(&rows, a_document_that_cannot_be_read_backs_off_and_comes_whole);
    ADD_ROWS(&rows, steps, goes_on_when_the_date_is_set);
    ADD_ROWS(&rows, steps, and_after_a_restart);
    ADD_TEST(&rows, one_unconditional_request_in_a_lifetime);
    ADD_TEST(&rows, a_clock_that_was_years_ahead_mutes_nobody);
    ADD_TEST(&rows, a_kill_before_the_commit_asks_once_more_but_not_early);
    ADD_TEST(&rows, what_cannot_be_remembered_is_not_asked);
    ADD_TEST(&rows, one_host_is_asked_one_thing_at_a_time);
    ADD_TEST(&rows, a_group_of_hosts_is_asked_one_thing_at_a_time);
    ADD_TEST(&rows, no_more_polls_are_open_than_allowed);
    ADD_TEST(&rows, ten_bad_feeds_beside_good_ones);
    int failed = rows_run("poller", &rows);
    feed_server_stop(&server);
    return failed;
}
