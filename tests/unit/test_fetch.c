#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/fetching.h"
#include "support/rows.h"

/* --- one answer after another --- */

struct answer_row {
    const char *name, *path;
    enum fetch_problem problem;
    int status;
    size_t body; /* bytes kept; 0: not looked at */
};

static const struct answer_row answers[] = {
    { "a feed", "/ok", FETCH_OK, 200, 183 },
    { "a feed in gzip", "/ok?gzip=1", FETCH_OK, 200, 183 },
    { "not found", "/status/404", FETCH_STATUS, 404, 12 },
    { "gone", "/status/410", FETCH_STATUS, 410, 0 },
    { "no content is no feed", "/status/204", FETCH_STATUS, 204, 0 },
    { "unavailable", "/status/503", FETCH_STATUS, 503, 0 },
    { "as many redirects as allowed", "/hops/3", FETCH_OK, 200, 183 },
    { "one redirect more", "/hops/4", FETCH_REDIRECTS, 302, 0 },
    { "a redirect to itself", "/loop", FETCH_REDIRECTS, 302, 0 },
    { "a redirect to a file", "/redirect?to=file:///etc/passwd", FETCH_SCHEME, 302, 0 },
    { "a redirect to ftp", "/redirect?to=ftp://127.0.0.1/feed", FETCH_SCHEME, 302, 0 },
    { "a redirect to gopher", "/redirect?to=gopher://127.0.0.1/feed", FETCH_SCHEME, 302, 0 },
    { "a redirect into the private network", "/redirect?to=http://10.0.0.1/", FETCH_ADDRESS, 0, 0 },
    { "a redirect to a cloud's metadata", "/redirect?to=http://169.254.169.254/latest/",
      FETCH_ADDRESS, 0, 0 },
    { "a redirect to IPv6 loopback", "/redirect?to=http://[::1]/", FETCH_ADDRESS, 0, 0 },
    { "a redirect to mapped loopback", "/redirect?to=http://[::ffff:127.0.0.3]/", FETCH_ADDRESS, 0,
      0 },
    { "a redirect to a number for an address", "/redirect?to=http://2130706435/", FETCH_ADDRESS, 0,
      0 },
    { "a redirect to a short address", "/redirect?to=http://127.3/", FETCH_ADDRESS, 0, 0 },
    { "a redirect without a place", "/status/302", FETCH_BAD_REDIRECT, 302, 0 },
    { "a redirect to half a URL", "/redirect?to=http://[::", FETCH_BAD_REDIRECT, 302, 0 },
    { "a body as large as allowed", "/bytes?n=50000", FETCH_OK, 200, 50000 },
    { "a byte more", "/bytes?n=50001", FETCH_WIRE_TOO_LARGE, 200, 0 },
    { "a gzip bomb", "/bomb?n=3000000", FETCH_TOO_LARGE, 200, 0 },
    { "bytes that unpack to nothing", "/bomb?wire=2000000", FETCH_WIRE_TOO_LARGE, 200, 0 },
    { "a body without end", "/endless", FETCH_WIRE_TOO_LARGE, 200, 0 },
    { "a byte now and then", "/drip", FETCH_TOO_SLOW, 200, 0 },
    { "nothing after the request", "/stall", FETCH_FIRST_BYTE_TIME, 0, 0 },
    { "nothing after the headers", "/stall-body", FETCH_TOO_SLOW, 200, 0 },
    { "headers without end", "/headers?n=200000", FETCH_HEADERS_TOO_LARGE, 200, 0 },
    { "less than promised", "/lie?says=1000&n=10", FETCH_CUT_SHORT, 200, 0 },
    { "more than promised", "/lie?says=5&n=10", FETCH_OK, 200, 5 },
    { "a reset at once", "/reset", FETCH_BROKEN, 0, 0 },
    { "a reset in mid-body", "/reset-body", FETCH_BROKEN, 200, 0 },
    { "another protocol", "/garbage", FETCH_NO_HTTP, 0, 0 },
    { "a lie about gzip", "/bad-gzip", FETCH_BAD_ENCODING, 200, 0 },
};

static void answers_with(void **state)
{
    const struct answer_row *row = *state;
    struct bench b = bench_new();
    struct fetch_answer *a = ask_path(&b, row->path);
    assert_string_equal(fetch_problem_name(a->problem), fetch_problem_name(row->problem));
    assert_int_equal(a->status, row->status);
    assert_int_equal(error_is_set(&a->err), row->problem != FETCH_OK);
    if (row->body)
        assert_int_equal(a->body.len, row->body);
    assert_true(a->body.len <= 100000);
    fetch_answer_free(&a);
    bench_done(&b);
}

struct url_row {
    const char *name, *url;
    enum fetch_problem problem;
};

static const struct url_row urls[] = {
    { "a file", "file:///etc/passwd", FETCH_SCHEME },
    { "ftp", "ftp://127.0.0.1/feed", FETCH_SCHEME },
    { "no scheme", "127.0.0.1/feed", FETCH_BAD_REQUEST },
    { "no host", "http://", FETCH_BAD_REQUEST },
    { "nothing", "", FETCH_BAD_REQUEST },
    { "a port that is none", "http://127.0.0.1:99999/", FETCH_BAD_REQUEST },
    { "nobody listens", "http://127.0.0.1:1/", FETCH_CONNECT },
    { "loopback that is not allowed", "http://127.0.0.3/", FETCH_ADDRESS },
    { "a name without an address", "http://nowhere.example/", FETCH_RESOLVE },
    { "a name that leads inside", "http://inside.example/", FETCH_ADDRESS },
    { "a name of a cloud's metadata", "http://metadata.example/", FETCH_ADDRESS },
};

static void refuses_urls(void **state)
{
    const struct url_row *row = *state;
    struct bench b = bench_new();
    struct fetch_answer *a = ask(&b, &(struct fetch_request){ .url = row->url });
    assert_string_equal(fetch_problem_name(a->problem), fetch_problem_name(row->problem));
    fetch_answer_free(&a);
    bench_done(&b);
}

static void every_problem_has_a_name_and_a_sentence(void **state)
{
    (void)state;
    for (int p = 0; p < FETCH_PROBLEMS; p++)
        assert_non_null(fetch_problem_name((enum fetch_problem)p));
}

/* --- what an answer says --- */

static const struct guard_row {
    const char *name, *status, *body, *says;
} guards[] = {
    { "a 403 is a refusal", "403", "Forbidden", "the server answered: 403, it refuses us" },
    { "unless it is a challenge", "403", "<title>Just a moment...</title>", "only a browser" },
    { "a 503 may be one, too", "503", "<script src='/cdn-cgi/Challenge-Platform/'>", "only a browser" },
    { "or not", "503", "come back later", "the server answered: 503" },
};

static void names_the_cause_of_a_refusal(void **state)
{
    const struct guard_row *row = *state;
    struct bench b = bench_new();
    char *script = NULL, *url = feed_server_url(&server, "127.0.0.1", "/script/guard");
    assert_true(asprintf(&script, "{\"guard\": [{\"status\": %s, \"body\": \"%s\"}]}",
                         row->status, row->body) > 0);
    free(feed_server_ask(&server, "PUT", "/_/script", script));
    struct fetch_answer *a = ask(&b, &(struct fetch_request){ .url = url });
    if (!strstr(a->err.text, row->says))
        fail_msg("it says: %s", a->err.text);
    fetch_answer_free(&a);
    bench_done(&b);
    free(script);
    free(url);
}

struct hint_row {
    const char *name, *path;
    int64_t fresh, retry_after; /* seconds */
    bool moved;
};

static const struct hint_row hint_rows[] = {
    { "nothing said", "/ok", 0, 0, false },
    { "max-age", "/ok?h=Cache-Control:max-age%3D60", 60, 0, false },
    { "Retry-After", "/status/503?h=Retry-After:90", 0, 90, false },
    { "moved for good", "/redirect?status=301&to=/ok", 0, 0, true },
    { "moved for good, and the method stays", "/redirect?status=308&to=/ok", 0, 0, true },
    { "moved for now", "/redirect?status=307&to=/ok", 0, 0, false },
    { "moved for good, then for now", "/redirect?status=301&to=/hops/1", 0, 0, false },
    { "a redirect's max-age is not the document's", "/redirect?to=/ok&h=Cache-Control:max-age%3D60",
      0, 0, false },
};

static void reports_hints(void **state)
{
    const struct hint_row *row = *state;
    struct bench b = bench_new();
    struct fetch_answer *a = ask_path(&b, row->path);
    assert_int_equal(a->fresh.ms, row->fresh * 1000);
    assert_int_equal(a->retry_after.ms, row->retry_after * 1000);
    assert_int_equal(a->moved, row->moved);
    fetch_answer_free(&a);
    bench_done(&b);
}

/* --- time --- */

static void all_hops_together_have_one_time(void **state)
{
    (void)state;
    struct fetch_settings s = tight();
    s.min_speed = 1;
    s.total_timeout = (struct duration){ 700 };
    struct bench b = bench_with(s);
    struct fetch_answer *a = ask_path(&b, "/redirect?to=/drip");
    assert_int_equal(a->problem, FETCH_TOTAL_TIME);
    assert_in_range(a->took.ms, 690, 1500);
    fetch_answer_free(&a);
    bench_done(&b);
}

static void one_good_address_of_a_name_will_do(void **state)
{
    (void)state;
    struct bench b = bench_new();
    char *url = feed_server_url(&server, "mixed.example", "/ok");
    struct fetch_answer *a = ask(&b, &(struct fetch_request){ .url = url });
    assert_int_equal(a->problem, FETCH_OK);
    free(url);
    fetch_answer_free(&a);
    bench_done(&b);
}

/* curl resolves on a thread, which by default it would wait for. */
static void a_slow_resolver_holds_up_nobody(void **state)
{
    (void)state;
    struct fetch_settings s = tight();
    s.connect_timeout = (struct duration){ 300 };
    struct bench b = bench_with(s);
    struct waiting slow = {0};
    fetch_start(b.fetch, &(struct fetch_request){ .url = "http://slow.example/" }, take, &slow);
    struct fetch_answer *good = ask_path(&b, "/ok");
    assert_int_equal(good->problem, FETCH_OK);
    assert_true(loop_wait(b.loop, &slow.done, SOON, NULL));
    assert_int_equal(slow.answer->problem, FETCH_CONNECT_TIME);
    assert_in_range(slow.answer->took.ms, 290, 1500);
    fetch_answer_free(&good);
    fetch_answer_free(&slow.answer);
    bench_done(&b);
}

/* A listener whose queue is full answers no SYN. */
static int deaf_listener(int *ret_port, int fill[2])
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
    socklen_t len = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(listen(fd, 0), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &len), 0);
    for (int i = 0; i < 2; i++) {
        fill[i] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        (void)!connect(fill[i], (struct sockaddr *)&at, sizeof at);
    }
    *ret_port = ntohs(at.sin_port);
    return fd;
}

static void connecting_has_its_own_time(void **state)
{
    (void)state;
    int port, fill[2], fd = deaf_listener(&port, fill);
    struct fetch_settings s = tight();
    s.connect_timeout = (struct duration){ 300 };
    struct bench b = bench_with(s);
    char url[64];
    snprintf(url, sizeof url, "http://127.0.0.1:%d/", port);
    struct fetch_answer *a = ask(&b, &(struct fetch_request){ .url = url });
    assert_int_equal(a->problem, FETCH_CONNECT_TIME);
    fetch_answer_free(&a);
    bench_done(&b);
    close(fd);
    close(fill[0]);
    close(fill[1]);
}

/* --- many at once --- */

static const char *const bad_paths[] = {
    "/stall", "/stall-body", "/drip",    "/endless",          "/bomb?n=3000000",
    "/loop",  "/reset",      "/garbage", "/headers?n=200000", "/redirect?to=http://10.0.0.1/",
};

static void ten_bad_feeds_do_not_hurt_the_good(void **state)
{
    (void)state;
    enum { GOOD = 100 };
    struct bench b = bench_new();
    struct waiting bad[count_of(bad_paths)] = {0}, good[GOOD] = {0};
    for (size_t i = 0; i < count_of(bad_paths); i++) {
        char *url = feed_server_url(&server, "127.0.0.1", bad_paths[i]);
        fetch_start(b.fetch, &(struct fetch_request){ .url = url }, take, &bad[i]);
        free(url);
    }
    for (size_t i = 0; i < GOOD; i++) {
        char *url = feed_server_url(&server, "127.0.0.2", "/ok");
        fetch_start(b.fetch, &(struct fetch_request){ .url = url }, take, &good[i]);
        free(url);
    }
    for (size_t i = 0; i < GOOD; i++) {
        assert_true(loop_wait(b.loop, &good[i].done, SOON, NULL));
        assert_int_equal(good[i].answer->problem, FETCH_OK);
        assert_int_equal(good[i].answer->body.len, 183);
        fetch_answer_free(&good[i].answer);
    }
    for (size_t i = 0; i < count_of(bad_paths); i++) {
        assert_true(loop_wait(b.loop, &bad[i].done, SOON, NULL));
        assert_int_not_equal(bad[i].answer->problem, FETCH_OK);
        fetch_answer_free(&bad[i].answer);
    }
    bench_done(&b);
}

static void never(void *arg, struct fetch_answer **answer)
{
    (void)arg;
    fetch_answer_free(answer);
    fail_msg("a cancelled transfer came back");
}

static void a_cancelled_transfer_does_not_come_back(void **state)
{
    (void)state;
    struct bench b = bench_new();
    char *url = feed_server_url(&server, "127.0.0.1", "/ok?delay=0.1");
    struct transfer *cancelled =
        fetch_start(b.fetch, &(struct fetch_request){ .url = url }, never, NULL);
    struct transfer *unborn =
        fetch_start(b.fetch, &(struct fetch_request){ .url = "" }, never, NULL);
    struct waiting kept = {0};
    fetch_start(b.fetch, &(struct fetch_request){ .url = url }, take, &kept);
    fetch_cancel(&cancelled);
    fetch_cancel(&unborn);
    assert_true(loop_wait(b.loop, &kept.done, SOON, NULL));
    fetch_answer_free(&kept.answer);
    fetch_start(b.fetch, &(struct fetch_request){ .url = url }, never, NULL); /* until bench_done */
    bench_done(&b);
    free(url);
}

/* Two transfers that fail in the same moment; the first to come back cancels the other. */
struct rivals {
    struct transfer *transfers[2];
    int came;
    bool done;
};

static void cancels_the_other(void *arg, struct fetch_answer **answer)
{
    struct rivals *r = arg;
    int mine = (*answer)->status == 0 && strstr((*answer)->url, "stall?0") ? 0 : 1;
    r->came++;
    r->done = true;
    fetch_answer_free(answer);
    fetch_cancel(&r->transfers[!mine]);
}

static void a_callback_may_cancel_any_other(void **state)
{
    (void)state;
    struct bench b = bench_new();
    struct rivals r = {0};
    for (int i = 0; i < 2; i++) {
        char path[24];
        snprintf(path, sizeof path, "/stall?%d", i);
        char *url = feed_server_url(&server, "127.0.0.1", path);
        r.transfers[i] =
            fetch_start(b.fetch, &(struct fetch_request){ .url = url }, cancels_the_other, &r);
        free(url);
    }
    assert_true(loop_wait(b.loop, &r.done, SOON, NULL));
    assert_int_equal(r.came, 1);
    assert_int_equal(fetch_running(b.fetch), 0);
    bench_done(&b);
}

static void a_cranked_clock_waits_for_transfers(void **state)
{
    (void)state;
    struct bench b = bench_new();
    struct waiting w = {0};
    char *url = feed_server_url(&server, "127.0.0.1", "/ok?delay=0.1");
    fetch_start(b.fetch, &(struct fetch_request){ .url = url }, take, &w);
    assert_true(loop_crank(b.loop, HOURS(24), SOON, NULL));
    assert_true(w.done);
    assert_int_equal(w.answer->problem, FETCH_OK);
    fetch_answer_free(&w.answer);
    bench_done(&b);
    free(url);
}

static void a_network_that_is_none_is_refused(void **state)
{
    (void)state;
    static const struct assay_text wrong[] = { { "everything", 10 } };
    struct fetch_settings s = tight();
    s.allow_private = (struct assay_texts){ wrong, 1 };
    struct loop *loop = loop_new(clock_real(), NULL);
    struct error err = {0};
    assert_null(fetch_new(loop, &s, &err));
    assert_int_equal(err.remedy, REFUSE);
    loop_free(&loop);
}

int main(void)
{
    server = feed_server_start();
    struct rows rows = {0};
    ADD_ROWS(&rows, answers, answers_with);
    ADD_ROWS(&rows, urls, refuses_urls);
    ADD_ROWS(&rows, guards, names_the_cause_of_a_refusal);
    ADD_ROWS(&rows, hint_rows, reports_hints);
    ADD_TEST(&rows, every_problem_has_a_name_and_a_sentence);
    ADD_TEST(&rows, all_hops_together_have_one_time);
    ADD_TEST(&rows, one_good_address_of_a_name_will_do);
    ADD_TEST(&rows, a_slow_resolver_holds_up_nobody);
    ADD_TEST(&rows, connecting_has_its_own_time);
    ADD_TEST(&rows, ten_bad_feeds_do_not_hurt_the_good);
    ADD_TEST(&rows, a_cancelled_transfer_does_not_come_back);
    ADD_TEST(&rows, a_callback_may_cancel_any_other);
    ADD_TEST(&rows, a_cranked_clock_waits_for_transfers);
    ADD_TEST(&rows, a_network_that_is_none_is_refused);
    int failed = rows_run("fetch", &rows);
    feed_server_stop(&server);
    return failed;
}
