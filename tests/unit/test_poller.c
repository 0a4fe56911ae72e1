#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "intake/poller.h"
#include "support/feed_server.h"
#include "support/requests.h"
#include "support/rows.h"

#include <string.h>

#define SOON SECONDS(20) /* real time that no test should need */

static struct feed_server server;
static const struct assay_text loopback[] = { { "127.0.0.0/8", 11 } };
static const struct instant start = { INT64_C(1795341600000) };

/* What stands for the workers, the journal and the outlet. */
struct room {
    struct clock *clock;
    struct loop *loop;
    struct poller *poller;
    struct subscription subscriptions[128];
    size_t size;

    enum { STORES, STORES_LATER, FAILS_TO_REMEMBER, FAILS_TO_COMMIT, KEEPS_WAITING } journal;
    struct polled *waiting; /* KEEPS_WAITING */
    struct polled_wishes wishes; /* of documents */
    bool news;              /* every poll brings some */
    bool unreadable;        /* what documents are */
    struct text log;        /* "<feed> <how> <seconds since start>|" */
    size_t remembered, polls, documents, most_open;
    struct instant last_remembered;
    struct duration least_pause; /* between two beginnings */
    bool held_back;              /* a request was out before it was remembered */
};

static void remember(void *arg, const struct feed_state *state);
static void polled(void *arg, struct polled **polled);
static void rests(void *arg, const char *turn, struct instant until);

static struct fetch_settings fetch_settings(void)
{
    struct fetch_settings s = fetch_defaults;
    s.first_byte_timeout = (struct duration){ 800 };
    s.slow_timeout = (struct duration){ 800 };
    s.max_bytes = s.max_wire_bytes = 100000;
    s.allow_private = (struct assay_texts){ loopback, 1 };
    return s;
}

static struct schedule_settings no_jitter(void)
{
    struct schedule_settings s = schedule_defaults;
    s.jitter = 0;
    return s;
}

static void room_open_for(struct room *r, int64_t concurrency)
{
    struct fetch_settings fetch = fetch_settings();
    if (concurrency)
        fetch.concurrency = concurrency;
    struct schedule_settings timing = no_jitter();
    struct poller_calls calls = { .arg = r, .remember = remember, .polled = polled, .rests = rests };
    struct poller_settings settings = { &fetch, &timing, &pages_defaults };
    r->poller = poller_new(r->loop, &settings, &calls, NULL);
    assert_non_null(r->poller);
}

static void room_open(struct room *r)
{
    room_open_for(r, 0);
}

static struct room *room_of(int64_t concurrency)
{
    struct room *r = mem_new(sizeof *r);
    free(feed_server_ask(&server, "DELETE", "/_/log", ""));
    r->clock = clock_cranked(start);
    r->loop = loop_new(r->clock, NULL);
    r->least_pause.ms = INT64_MAX;
    room_open_for(r, concurrency);
    return r;
}

static struct room *room_new(void)
{
    return room_of(0);
}

static void room_free(struct room **r)
{
    polled_free(&(*r)->waiting);
    poller_free(&(*r)->poller);
    for (size_t i = 0; i < (*r)->size; i++) {
        mem_free(&(*r)->subscriptions[i].id);
        mem_free(&(*r)->subscriptions[i].url);
    }
    loop_free(&(*r)->loop);
    clock_free(&(*r)->clock);
    text_done(&(*r)->log);
    mem_free(r);
}

static struct subscription *subscribe_at(struct room *r, const char *id, const char *host,
                                         const char *path, struct feed_state **state)
{
    struct subscription *s = &r->subscriptions[r->size++];
    char *url = feed_server_url(&server, host, path);
    *s = (struct subscription){ .id = mem_string(id), .url = url, .every = MINUTES(10) };
    poller_add(r->poller, s, state);
    return s;
}

static struct subscription *subscribe(struct room *r, const char *id, const char *path)
{
    return subscribe_at(r, id, "127.0.0.1", path, NULL);
}

static void crank(struct room *r, struct duration by)
{
    assert_true(loop_crank(r->loop, by, SOON, NULL));
}

static int count_unconditional(const char *path)
{
    cJSON *log = requests_for(&server, path), *entry;
    int count = 0;
    cJSON_ArrayForEach(entry, log)
    {
        cJSON *headers = cJSON_GetObjectItem(entry, "headers");
        count += !cJSON_HasObjectItem(headers, "if-none-match") &&
                 !cJSON_HasObjectItem(headers, "if-modified-since");
    }
    cJSON_Delete(log);
    return count;
}

/* --- the other hands --- */

struct later {
    struct room *room;
    char *id;
    struct polled *polled;
};

static void remembered_later(void *arg)
{
    struct later *l = arg;
    l->room->remembered++;
    poller_remembered(l->room->poller, l->id);
    mem_free(&l->id);
    mem_free(&l);
}

static void remember(void *arg, const struct feed_state *state)
{
    struct room *r = arg;
    struct duration pause = instant_since(clock_now(r->clock), r->last_remembered);
    assert_true(instant_before(clock_now(r->clock), state->not_before));
    assert_int_equal(state->last_poll.ms, clock_now(r->clock).ms);
    r->last_remembered = clock_now(r->clock);
    if (pause.ms < r->least_pause.ms)
        r->least_pause = pause;
    if (poller_open(r->poller) > r->most_open)
        r->most_open = poller_open(r->poller);
    if (r->journal == FAILS_TO_REMEMBER) {
        poller_dropped(r->poller, state->feed);
    } else if (r->journal == STORES_LATER) {
        struct later *l = mem_new(sizeof *l);
        *l = (struct later){ .room = r, .id = mem_string(state->feed) };
        loop_post(r->loop, remembered_later, l);
    } else {
        r->remembered++;
        poller_remembered(r->poller, state->feed);
    }
}

static void commit(struct room *r, struct polled *p)
{
    static const struct error no_feed = { .remedy = SKIP, .text = "no feed" };
    char *id = mem_string(p->state->feed);
    if (p->how == POLLED_DOCUMENT && r->unreadable)
        polled_fail(p, &no_feed);
    else if (p->how == POLLED_DOCUMENT)
        polled_heed(p, r->wishes);
    polled_pace(p, r->news);
    if (r->journal == FAILS_TO_COMMIT)
        poller_dropped(r->poller, id);
    else
        poller_committed(r->poller, id, &p->state);
    polled_free(&p);
    mem_free(&id);
}

static void commit_later(void *arg)
{
    struct later *l = arg;
    commit(l->room, l->polled);
    mem_free(&l);
}

static void polled(void *arg, struct polled **polled)
{
    static const char *const hows[] = { "document", "unchanged", "failed" };
    struct room *r = arg;
    struct polled *p = *polled;
    *polled = NULL;
    r->held_back |= r->polls >= r->remembered;
    r->polls++;
    r->documents += p->how == POLLED_DOCUMENT;
    text_printf(&r->log, "%s %s %lld|", p->state->feed, hows[p->how],
                (long long)instant_since(clock_now(r->clock), start).ms / 1000);
    if (r->journal == KEEPS_WAITING) {
        assert_null(r->waiting);
        r->waiting = p;
    } else if (r->journal == STORES_LATER) {
        struct later *l = mem_new(sizeof *l);
        *l = (struct later){ .room = r, .polled = p };
        loop_post(r->loop, commit_later, l);
    } else {
        commit(r, p);
    }
}

static void set_url(struct subscription *s, const char *host, const char *path)
{
    mem_free(&s->url);
    s->url = feed_server_url(&server, host, path);
}

static void rests(void *arg, const char *turn, struct instant until)
{
    struct room *r = arg;
    text_printf(&r->log, "%s rests %lld|", turn, (long long)instant_since(until, start).ms / 1000);
}

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

/* --- moving --- */

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

/* --- the user's wishes --- */

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
    ADD_ROWS(&rows, rhythms, polls_in_time);
    ADD_TEST(&rows, never_begins_in_the_millisecond_before);
    ADD_TEST(&rows, too_many_requests_are_said_to_the_host);
    ADD_TEST(&rows, a_rest_of_an_earlier_life_is_kept);
    ADD_TEST(&rows, a_rest_by_a_clock_that_was_ahead_ends);
    ADD_TEST(&rows, a_document_may_ask_for_more);
    ADD_ROWS(&rows, skips, skips_what_the_document_says);
    ADD_TEST(&rows, what_a_document_asked_for_holds_after_a_kill_too);
    ADD_TEST(&rows, a_quiet_feed_is_asked_ever_more_seldom_and_a_busy_one_often);
    ADD_ROWS(&rows, steps, goes_on_when_the_date_is_set);
    ADD_ROWS(&rows, steps, and_after_a_restart);
    ADD_TEST(&rows, a_lasting_redirect_is_believed_after_a_day);
    ADD_TEST(&rows, a_passing_redirect_is_never_believed);
    ADD_TEST(&rows, what_fails_at_the_new_place_is_asked_at_the_old);
    ADD_TEST(&rows, secrets_stay_with_the_users_own_host);
    ADD_TEST(&rows, a_document_that_cannot_be_read_backs_off_and_comes_whole);
    ADD_TEST(&rows, one_unconditional_request_in_a_lifetime);
    ADD_TEST(&rows, a_clock_that_was_years_ahead_mutes_nobody);
    ADD_TEST(&rows, a_kill_before_the_commit_asks_once_more_but_not_early);
    ADD_TEST(&rows, what_cannot_be_remembered_is_not_asked);
    ADD_TEST(&rows, one_host_is_asked_one_thing_at_a_time);
    ADD_TEST(&rows, a_group_of_hosts_is_asked_one_thing_at_a_time);
    ADD_TEST(&rows, no_more_polls_are_open_than_allowed);
    ADD_TEST(&rows, ten_bad_feeds_beside_good_ones);
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
    int failed = rows_run("poller", &rows);
    feed_server_stop(&server);
    return failed;
}
