#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "intake/pages.h"
#include "support/feed_server.h"
#include "support/requests.h"
#include "support/rows.h"

#include <string.h>

#define SOON SECONDS(20) /* real time that no test should need */
static const struct instant start = { INT64_C(1795341600000) };

static struct feed_server server;
static const struct assay_text loopback[] = { { "127.0.0.0/8", 11 } };

/* What stands for the poller and for who reads the pages. */
struct room {
    struct clock *clock;
    struct loop *loop;
    struct schedule *schedule;
    struct fetch *fetch;
    struct pages *pages;
    struct loop_timer *timer;
    struct page_order *order;
    struct subscription subscription;
    struct text log;  /* "<item> <problem> <seconds since start>|" */
    bool reads_later; /* nothing is read until the test says so */
    size_t unread, most_running;
    int over;
};

static void pump(void *arg)
{
    struct room *r = arg;
    struct instant when;
    struct slot *slot;
    while (pages_may_begin(r->pages) &&
           (slot = schedule_take(r->schedule, SCHEDULE_PAGE, clock_steady(r->clock))))
        pages_begin(r->pages, r->fetch, slot);
    if (fetch_running(r->fetch) > r->most_running)
        r->most_running = fetch_running(r->fetch);
    if (pages_may_begin(r->pages) && schedule_when(r->schedule, SCHEDULE_PAGE, &when))
        loop_timer_at(r->timer, when);
}

static void came(void *arg, void *owner, size_t item, struct fetch_answer **answer)
{
    struct room *r = arg;
    assert_ptr_equal(owner, r);
    text_printf(&r->log, "%zu %s %lld|", item, fetch_problem_name((*answer)->problem),
                (long long)instant_since(clock_steady(r->clock), start).ms / 1000);
    fetch_answer_free(answer);
    if (r->reads_later)
        r->unread++;
    else
        page_order_read(r->order);
}

static void over(void *arg, void *owner)
{
    struct room *r = arg;
    (void)owner;
    r->over++;
    r->order = NULL;
}

static struct pages_settings settings(void)
{
    struct pages_settings s = pages_defaults;
    s.max_bytes = 5000;
    s.robots = false;
    return s;
}

static struct room *room_new(void)
{
    struct room *r = mem_new(sizeof *r);
    struct fetch_settings fetch = fetch_defaults;
    struct pages_settings pages = settings();
    struct pages_calls calls = { r, came, over, pump, NULL };
    free(feed_server_ask(&server, "DELETE", "/_/log", ""));
    fetch.first_byte_timeout = (struct duration){ 500 };
    fetch.allow_private = (struct assay_texts){ loopback, 1 };
    r->clock = clock_cranked(start);
    r->loop = loop_new(r->clock, NULL);
    r->schedule = schedule_new(&schedule_defaults);
    r->fetch = fetch_new(r->loop, &fetch, NULL);
    r->pages = pages_new(r->loop, r->schedule, &pages, &schedule_defaults, &calls);
    r->timer = loop_timer_new(r->loop, LOOP_CLOCK, pump, r);
    r->subscription.url = feed_server_url(&server, "127.0.0.1", "/feed");
    return r;
}

static void room_free(struct room **room)
{
    struct room *r = *room;
    pages_free(&r->pages);
    fetch_free(&r->fetch);
    schedule_free(&r->schedule);
    loop_timer_free(&r->timer);
    loop_free(&r->loop);
    clock_free(&r->clock);
    text_done(&r->log);
    mem_free(&r->subscription.url);
    mem_free(room);
}

/* Paths on the first host; "2/x" is on the second. */
static void order(struct room *r, const char *const *paths, size_t size)
{
    struct page_wish wishes[8] = {0};
    char *urls[8];
    for (size_t i = 0; i < size; i++) {
        bool second = paths[i][0] == '2';
        urls[i] = feed_server_url(&server, second ? "127.0.0.2" : "127.0.0.1", paths[i] + second);
        wishes[i] = (struct page_wish){ urls[i], i };
    }
    r->order = pages_order(r->pages, &r->subscription, wishes, size, r);
    for (size_t i = 0; i < size; i++)
        free(urls[i]);
    pump(r);
}

static void crank(struct room *r, struct duration by)
{
    assert_true(loop_crank(r->loop, by, SOON, NULL));
}

static int count_requests(void)
{
    return requests_count(&server, NULL);
}

#define PATHS_MAX 4

/* What comes of an order within two minutes, and how many requests it takes. log may be NULL: two hosts
 * come in either order. */
static void expect(struct room *r, const char *const paths[PATHS_MAX], const char *log, int asked)
{
    size_t size = 0;
    while (size < PATHS_MAX && paths[size])
        size++;
    order(r, paths, size);
    crank(r, MINUTES(2));
    assert_int_equal(r->over, 1);
    if (log)
        assert_string_equal(text_string(&r->log), log);
    assert_int_equal(count_requests(), asked);
}

struct order_row {
    const char *name;
    const char *paths[PATHS_MAX];
    const char *log;
    int requests;
};

#define OK_PAGE "/files/pages/blog/input.html"

static const struct order_row order_rows[] = {
    { "one page comes at once", { OK_PAGE }, "0 ok 0|", 1 },
    { "a host is asked one page at a time, with a pause", { OK_PAGE, OK_PAGE, OK_PAGE },
      "0 ok 0|1 ok 1|2 ok 2|", 3 },
    { "what is no page is refused before it is read", { "/ok" }, "0 type 0|", 1 },
    { "a page too large is refused", { "/files/pages/nested-without-end/input.html" }, "0 too-large 0|", 1 },
    { "a page that is not there is no fault of its host", { "/status/404", OK_PAGE },
      "0 status 0|1 ok 1|", 2 },
    { "a host that refuses us is not asked again", { "/status/403", OK_PAGE, "2" OK_PAGE },
      NULL, 2 },
    { "a host that hangs is not asked again", { "/stall", OK_PAGE }, "0 first-byte-time 0|1 first-byte-time 0|", 1 },
    { "where a page leads says nothing of its host",
      { "/redirect?to=http://169.254.169.254/", OK_PAGE }, "0 address 0|1 ok 1|", 2 },
    { "a host that wants to be left alone is", { "/status/404?h=Retry-After:30", OK_PAGE },
      "0 status 0|1 ok 30|", 2 },
    { "what does not come in time is late", { "/status/404?h=Retry-After:90", OK_PAGE },
      "0 status 0|1 late 60|", 1 },
};

static void orders_pages(void **state)
{
    const struct order_row *row = *state;
    OWNED(room) r = room_new();
    expect(r, row->paths, row->log, row->requests);
}

static void an_order_waits_until_its_pages_are_read(void **state)
{
    (void)state;
    OWNED(room) r = room_new();
    r->reads_later = true;
    order(r, (const char *const[]){ OK_PAGE }, 1);
    assert_false(loop_crank(r->loop, SECONDS(1), (struct duration){ 500 }, NULL)); /* the loop is held */
    assert_int_equal(r->unread, 1);
    assert_int_equal(r->over, 0);
    page_order_read(r->order);
    assert_int_equal(r->over, 1);
}

static void unread_pages_leave_less_room(void **state)
{
    (void)state;
    OWNED(room) r = room_new();
    struct pages_settings one = settings();
    one.concurrency = 1;
    pages_tune(r->pages, &one, &schedule_defaults);
    r->reads_later = true;
    order(r, (const char *const[]){ OK_PAGE, "2" OK_PAGE }, 2);
    assert_false(loop_crank(r->loop, SECONDS(1), (struct duration){ 500 }, NULL));
    assert_int_equal(count_requests(), 1);
    r->reads_later = false;
    page_order_read(r->order);
    crank(r, SECONDS(1));
    assert_int_equal(count_requests(), 2);
    assert_int_equal(r->most_running, 1);
    assert_int_equal(r->over, 1);
}

static void forgotten_orders_call_nobody(void **state)
{
    (void)state;
    OWNED(room) r = room_new();
    order(r, (const char *const[]){ "/stall", "2" OK_PAGE }, 2);
    pages_free(&r->pages);
    assert_int_equal(r->over, 0);
    assert_int_equal(r->log.len, 0);
}

static void secrets_stay_with_the_feeds_own_host(void **state)
{
    (void)state;
    OWNED(room) r = room_new();
    struct field_pair secret = { { "X-Api-Key", 9 }, { "k3y", 3 } };
    char user[] = "desk", password[] = "pw";
    r->subscription.secret_header = (struct field_pairs){ &secret, 1 };
    r->subscription.connection.user = user;
    r->subscription.connection.password = password;
    order(r, (const char *const[]){ OK_PAGE, "2" OK_PAGE }, 2);
    crank(r, SECONDS(5));
    cJSON *log = requests_for(&server, NULL), *entry;
    assert_int_equal(cJSON_GetArraySize(log), 2);
    cJSON_ArrayForEach(entry, log)
    {
        const cJSON *headers = cJSON_GetObjectItem(entry, "headers");
        bool own = strcmp(cJSON_GetObjectItem(entry, "host")->valuestring, "127.0.0.1") == 0;
        assert_int_equal(cJSON_HasObjectItem(headers, "x-api-key"), own);
        assert_int_equal(cJSON_HasObjectItem(headers, "authorization"), own);
        assert_non_null(strstr(cJSON_GetObjectItem(headers, "accept")->valuestring, "text/html"));
    }
    cJSON_Delete(log);
}

static void no_host_rests_longer_than_feeds_do(void **state)
{
    (void)state;
    OWNED(room) r = room_new();
    struct pages_settings pages = settings();
    struct schedule_settings timing = schedule_defaults;
    timing.longest_retry = SECONDS(20);
    pages_tune(r->pages, &pages, &timing);
    order(r, (const char *const[]){ "/status/404?h=Retry-After:90", OK_PAGE }, 2);
    crank(r, MINUTES(2));
    assert_string_equal(text_string(&r->log), "0 status 0|1 ok 20|");
}

static void a_group_has_one_turn_for_all_hosts(void **state)
{
    (void)state;
    OWNED(room) r = room_new();
    char group[] = "courier";
    r->subscription.group = group;
    order(r, (const char *const[]){ OK_PAGE, "2" OK_PAGE }, 2);
    crank(r, SECONDS(5));
    assert_string_equal(text_string(&r->log), "0 ok 0|1 ok 1|");
}

/* --- robots.txt --- */

struct robots_row {
    const char *name;
    const char *robots; /* an answer of the server's, see feed_server.py; NULL: there is none */
    const char *paths[PATHS_MAX];
    const char *log;
    int requests; /* with those for robots.txt */
};

#define ROBOTS(text) "{\"body\": \"" text "\"}"

static const struct robots_row robots_rows[] = {
    { "it is asked for once, in the site's turn", NULL, { OK_PAGE, OK_PAGE }, "0 ok 1|1 ok 2|", 3 },
    { "each site has its own", NULL, { OK_PAGE, "2" OK_PAGE }, NULL, 4 },
    { "what it asks not to fetch is not", ROBOTS("User-agent: *\\nDisallow: /files/\\n"),
      { OK_PAGE, "/status/404", OK_PAGE }, "0 robots 1|1 status 1|2 robots 2|", 2 },
    { "a rule for us goes before that for all",
      ROBOTS("User-agent: *\\nDisallow: /\\n\\nUser-agent: AssayD/2\\nDisallow: /x\\n"), { OK_PAGE },
      "0 ok 1|", 2 },
    { "one that nobody may read allows all", "{\"status\": 403}", { OK_PAGE }, "0 ok 1|", 2 },
    { "one that fails forbids all", "{\"status\": 500}", { OK_PAGE, OK_PAGE }, "0 robots 1|1 robots 1|",
      1 },
    { "one that leads in circles allows all", "{\"path\": \"/loop\"}", { OK_PAGE }, "0 ok 1|", 7 },
    { "one that is cut short forbids all", "{\"path\": \"/lie\"}", { OK_PAGE }, "0 robots 1|", 1 },
    { "a host that hangs is asked for nothing more", "{\"path\": \"/stall\"}", { OK_PAGE, OK_PAGE },
      "0 first-byte-time 0|1 first-byte-time 0|", 1 },
    { "its delay is kept", ROBOTS("User-agent: *\\nCrawl-delay: 7\\n"), { OK_PAGE, OK_PAGE },
      "0 ok 1|1 ok 8|", 3 },
    { "Retry-After counts for its pages, too", "{\"status\": 404, \"headers\": {\"Retry-After\": \"20\"}}",
      { OK_PAGE }, "0 ok 20|", 2 },
};

static struct room *room_with_robots(const char *robots)
{
    struct room *r = room_new();
    struct pages_settings heeding = settings();
    heeding.robots = true;
    pages_tune(r->pages, &heeding, &schedule_defaults);
    free(feed_server_ask(&server, "PUT", "/_/answer/robots.txt", robots ? robots : "{\"status\": 404}"));
    return r;
}

static void heeds_robots(void **state)
{
    const struct robots_row *row = *state;
    OWNED(room) r = room_with_robots(row->robots);
    expect(r, row->paths, row->log, row->requests);
}

static int count_robots(void)
{
    return requests_count(&server, "/robots.txt");
}

static void robots_are_asked_for_once_a_day(void **state)
{
    (void)state;
    OWNED(room) r = room_with_robots(NULL);
    for (int day = 0; day < 2; day++) {
        for (int hour = 0; hour < 24; hour += 12) {
            order(r, (const char *const[]){ OK_PAGE }, 1);
            crank(r, HOURS(12));
        }
        assert_int_equal(count_robots(), day + 1);
    }
    assert_int_equal(r->over, 4);
}

static void robots_that_failed_are_asked_for_again_soon(void **state)
{
    (void)state;
    OWNED(room) r = room_with_robots("{\"status\": 503}");
    order(r, (const char *const[]){ OK_PAGE }, 1);
    crank(r, MINUTES(9));
    order(r, (const char *const[]){ OK_PAGE }, 1);
    crank(r, MINUTES(2));
    assert_int_equal(count_robots(), 1);
    free(feed_server_ask(&server, "PUT", "/_/answer/robots.txt", "{\"status\": 404}"));
    order(r, (const char *const[]){ OK_PAGE }, 1);
    crank(r, MINUTES(2));
    assert_int_equal(count_robots(), 2);
    assert_string_equal(text_string(&r->log), "0 robots 1|0 robots 540|0 ok 661|");
}

/* A page that another host has is fetched in that host's turn, if that host's robots.txt lets us. */
static void a_page_that_is_elsewhere_needs_permission_there(void **state)
{
    (void)state;
    OWNED(room) r = room_with_robots(ROBOTS("User-agent: *\\nDisallow: /files/\\n"));
    HELD(text) path = {0};
    char *there = feed_server_url(&server, "127.0.0.2", OK_PAGE);
    text_printf(&path, "/redirect?to=%s", there);
    order(r, (const char *const[]){ text_string(&path) }, 1);
    crank(r, MINUTES(2));
    assert_string_equal(text_string(&r->log), "0 robots 2|");
    assert_int_equal(count_requests(), 3); /* two for robots.txt, and the one that led there */
    free(there);
}

/* A robots.txt that another host answered for: only that one may have said when to ask it again. */
static void retry_after_counts_for_who_said_it(void **state)
{
    (void)state;
    HELD(text) robots = {0};
    char *there = feed_server_url(&server, "127.0.0.2", "/status/404?h=Retry-After:30");
    text_printf(&robots, "{\"path\": \"/redirect?to=%s\"}", there);
    OWNED(room) r = room_with_robots(text_string(&robots));
    expect(r, (const char *const[PATHS_MAX]){ OK_PAGE }, "0 ok 1|", 3);
    free(there);
}

int main(void)
{
    struct rows rows = {0};
    server = feed_server_start();
    ADD_ROWS(&rows, order_rows, orders_pages);
    ADD_TEST(&rows, an_order_waits_until_its_pages_are_read);
    ADD_TEST(&rows, unread_pages_leave_less_room);
    ADD_TEST(&rows, forgotten_orders_call_nobody);
    ADD_TEST(&rows, secrets_stay_with_the_feeds_own_host);
    ADD_TEST(&rows, no_host_rests_longer_than_feeds_do);
    ADD_ROWS(&rows, robots_rows, heeds_robots);
    ADD_TEST(&rows, robots_are_asked_for_once_a_day);
    ADD_TEST(&rows, robots_that_failed_are_asked_for_again_soon);
    ADD_TEST(&rows, a_page_that_is_elsewhere_needs_permission_there);
    ADD_TEST(&rows, retry_after_counts_for_who_said_it);
    ADD_TEST(&rows, a_group_has_one_turn_for_all_hosts);
    int failed = rows_run("pages", &rows);
    feed_server_stop(&server);
    return failed;
}
