#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "intake/fetch.h"
#include "support/feed_server.h"
#include "support/requests.h"
#include "support/rows.h"

#include <dlfcn.h>
#include <netdb.h>
#include <string.h>
#include <time.h>

#define SOON SECONDS(20) /* real time that no test should need */

static struct feed_server server;

static const struct assay_text allowed[] = { { "127.0.0.1", 9 }, { "127.0.0.2", 9 } };

/* Tight ceilings, so that the tests are quick. */
static struct fetch_settings tight(void)
{
    struct fetch_settings s = fetch_defaults;
    s.connect_timeout = (struct duration){ 1000 };
    s.first_byte_timeout = (struct duration){ 800 };
    s.total_timeout = (struct duration){ 4000 };
    s.min_speed = 1000;
    s.slow_timeout = (struct duration){ 800 };
    s.max_bytes = 100000;
    s.max_wire_bytes = 50000;
    s.max_redirects = 3;
    s.allow_private = (struct assay_texts){ allowed, count_of(allowed) };
    return s;
}

struct bench {
    struct clock *clock; /* cranked: transfers must not care */
    struct loop *loop;
    struct fetch *fetch;
};

static struct bench bench_with(struct fetch_settings settings)
{
    struct bench b = { .clock = clock_cranked((struct instant){0}) };
    b.loop = loop_new(b.clock, NULL);
    b.fetch = fetch_new(b.loop, &settings, NULL);
    assert_non_null(b.fetch);
    return b;
}

static struct bench bench_new(void)
{
    return bench_with(tight());
}

static void bench_done(struct bench *b)
{
    fetch_free(&b->fetch);
    loop_free(&b->loop);
    clock_free(&b->clock);
}

struct waiting {
    struct fetch_answer *answer;
    bool done;
};

static void take(void *arg, struct fetch_answer **answer)
{
    struct waiting *w = arg;
    assert_false(w->done);
    w->answer = *answer;
    *answer = NULL;
    w->done = true;
}

static struct fetch_answer *ask(struct bench *b, const struct fetch_request *request)
{
    struct waiting w = {0};
    fetch_start(b->fetch, request, take, &w);
    assert_false(w.done); /* never from within fetch_start */
    assert_true(loop_wait(b->loop, &w.done, SOON, NULL));
    return w.answer;
}

static struct fetch_answer *ask_path(struct bench *b, const char *path)
{
    char *url = feed_server_url(&server, "127.0.0.1", path);
    struct fetch_answer *a = ask(b, &(struct fetch_request){ .url = url });
    free(url);
    return a;
}

/* --- names of our own, in place of the resolver's --- */

static const struct name {
    const char *name, *addresses[2];
} names[] = {
    { "news.example", { "127.0.0.1" } },
    { "other.example", { "127.0.0.1" } },
    { "inside.example", { "10.0.0.1", "fd00::1" } },
    { "metadata.example", { "169.254.169.254" } },
    { "mixed.example", { "127.0.0.3", "127.0.0.1" } }, /* the first is not allowed */
};

typedef int resolve(const char *, const char *, const struct addrinfo *, struct addrinfo **);

static int resolve_address(const char *address, const char *service, const struct addrinfo *hints,
                           struct addrinfo **ret)
{
    resolve *real = (resolve *)dlsym(RTLD_NEXT, "getaddrinfo");
    struct addrinfo any = *hints;
    any.ai_family = AF_UNSPEC;
    return real(address, service, &any, ret);
}

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints,
                struct addrinfo **ret)
{
    if (strcmp(name, "slow.example") == 0) {
        nanosleep(&(struct timespec){ .tv_sec = 3 }, NULL);
        return EAI_AGAIN;
    }
    for (size_t i = 0; i < count_of(names); i++) {
        if (strcmp(name, names[i].name) != 0)
            continue;
        int failed = resolve_address(names[i].addresses[0], service, hints, ret);
        if (!failed && names[i].addresses[1])
            failed = resolve_address(names[i].addresses[1], service, hints, &(*ret)->ai_next);
        return failed;
    }
    return strstr(name, ".example") ? EAI_NONAME : resolve_address(name, service, hints, ret);
}

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

/* --- what is sent --- */

/* What the last request for path carried; "" when it carried none. */
static char *sent(const char *path, const char *header)
{
    cJSON *log = requests_for(&server, path);
    cJSON *last = cJSON_GetArrayItem(log, cJSON_GetArraySize(log) - 1);
    cJSON *value = cJSON_GetObjectItem(cJSON_GetObjectItem(last, "headers"), header);
    char *copy = strdup(value ? value->valuestring : "");
    cJSON_Delete(log);
    return copy;
}

static void assert_sent(const char *path, const char *header, const char *expected)
{
    char *value = sent(path, header);
    assert_string_equal(value, expected);
    free(value);
}

static const struct field_pair own_headers[] = {
    { { "X-Api-Key", 9 }, { "k3y", 3 } },
    { { "Accept", 6 }, { "text/x-mine", 11 } },
};
static const struct field_pair secret_headers[] = { { { "X-Token", 7 }, { "s3cret", 6 } } };

static struct fetch_answer *ask_with_secrets(struct bench *b, const char *path)
{
    char *url = NULL;
    assert_true(asprintf(&url, "http://me:p%%40ss@127.0.0.1:%d%s", server.port, path) > 0);
    struct fetch_answer *a = ask(
        b,
        &(struct fetch_request){ .url = url,
                                 .headers = { own_headers, count_of(own_headers) },
                                 .secret_headers = { secret_headers, count_of(secret_headers) } });
    free(url);
    return a;
}

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

static void own_headers_go_to_the_own_host(void **state)
{
    (void)state;
    struct bench b = bench_new();
    struct fetch_answer *a = ask_with_secrets(&b, "/redirect?to=/ok");
    assert_int_equal(a->problem, FETCH_OK);
    assert_null(strstr(a->url, "me:"));
    assert_sent("/ok", "x-api-key", "k3y");
    assert_sent("/ok", "x-token", "s3cret");
    assert_sent("/ok", "accept", "text/x-mine");
    assert_sent("/ok", "authorization", "Basic bWU6cEBzcw==");
    fetch_answer_free(&a);
    bench_done(&b);
}

static void own_headers_never_go_to_another_host(void **state)
{
    (void)state;
    struct bench b = bench_new();
    char *path = NULL;
    assert_true(asprintf(&path, "/redirect?to=http://127.0.0.2:%d/ok", server.port) > 0);
    struct fetch_answer *a = ask_with_secrets(&b, path);
    assert_int_equal(a->problem, FETCH_OK);
    assert_sent("/redirect", "x-api-key", "k3y");
    assert_sent("/ok", "x-api-key", "");
    assert_sent("/ok", "x-token", "");
    assert_sent("/ok", "authorization", "");
    fetch_answer_free(&a);
    bench_done(&b);
    free(path);
}

static void nor_to_another_name_of_the_address(void **state)
{
    (void)state;
    struct bench b = bench_new();
    char *path = NULL;
    assert_true(asprintf(&path, "/redirect?to=http://other.example:%d/ok", server.port) > 0);
    struct fetch_answer *a = ask_with_secrets(&b, path);
    assert_int_equal(a->problem, FETCH_OK);
    assert_sent("/ok", "x-api-key", "");
    assert_sent("/ok", "authorization", "");
    fetch_answer_free(&a);
    bench_done(&b);
    free(path);
}

static void nor_to_another_port_of_the_host(void **state)
{
    (void)state;
    struct feed_server other = feed_server_start();
    struct bench b = bench_new();
    char *path = NULL;
    assert_true(asprintf(&path, "/redirect?to=http://127.0.0.1:%d/ok", other.port) > 0);
    struct fetch_answer *a = ask_with_secrets(&b, path);
    assert_int_equal(a->problem, FETCH_OK);
    char *log = feed_server_ask(&other, "GET", "/_/log", "");
    assert_non_null(strstr(log, "\"/ok\""));
    assert_null(strstr(log, "k3y"));
    free(log);
    fetch_answer_free(&a);
    bench_done(&b);
    feed_server_stop(&other);
    free(path);
}

static void credentials_in_a_redirect_are_dropped(void **state)
{
    (void)state;
    struct bench b = bench_new();
    char *path = NULL;
    assert_true(asprintf(&path, "/redirect?to=http://a:b@127.0.0.2:%d/ok%%23top", server.port) > 0);
    struct fetch_answer *a = ask_path(&b, path);
    assert_int_equal(a->problem, FETCH_OK);
    assert_sent("/ok", "authorization", "");
    char *plain = feed_server_url(&server, "127.0.0.2", "/ok");
    assert_string_equal(a->url, plain);
    free(plain);
    fetch_answer_free(&a);
    bench_done(&b);
    free(path);
}

static void a_header_that_breaks_the_request_is_refused(void **state)
{
    (void)state;
    static const struct field_pair broken[] = { { { "X-A", 3 }, { "a\r\nX-B: b", 9 } } };
    struct bench b = bench_new();
    char *url = feed_server_url(&server, "127.0.0.1", "/ok");
    struct fetch_answer *a =
        ask(&b, &(struct fetch_request){ .url = url, .headers = { broken, 1 } });
    assert_int_equal(a->problem, FETCH_BAD_REQUEST);
    free(url);
    fetch_answer_free(&a);
    bench_done(&b);
}

struct agent_row {
    const char *name;
    char *user_agent, *contact;
    const char *starts, *ends;
};

static char own_agent[] = "newsroom/2", contact[] = "https://desk.example/bot", none[] = "";
static const struct agent_row agents[] = {
    { "our name and the contact", NULL, contact, "assayd/",
      " (feed reader; +https://desk.example/bot)" },
    { "our name alone", NULL, none, "assayd/", " (feed reader)" },
    { "the user's own", own_agent, contact, "newsroom/2", "newsroom/2" },
};

static void says_who_asks(void **state)
{
    const struct agent_row *row = *state;
    struct fetch_settings s = tight();
    s.user_agent = row->user_agent;
    s.contact = row->contact;
    struct bench b = bench_with(s);
    struct fetch_answer *a = ask_path(&b, "/ok");
    char *said = sent("/ok", "user-agent");
    assert_true(slice_starts(slice_of(said), row->starts));
    assert_true(slice_ends(slice_of(said), row->ends));
    free(said);
    fetch_answer_free(&a);
    bench_done(&b);
}

static void proxies_of_the_environment_are_ignored(void **state)
{
    (void)state;
    setenv("http_proxy", "http://127.0.0.1:1/", 1);
    setenv("ALL_PROXY", "http://127.0.0.1:1/", 1);
    struct bench b = bench_new();
    struct fetch_answer *a = ask_path(&b, "/ok");
    assert_int_equal(a->problem, FETCH_OK);
    fetch_answer_free(&a);
    bench_done(&b);
    unsetenv("http_proxy");
    unsetenv("ALL_PROXY");
}

/* --- validators, hints, redirects --- */

static void unchanged_is_told_by_304(void **state)
{
    (void)state;
    struct bench b = bench_new();
    struct fetch_answer *first = ask_path(&b, "/ok");
    assert_true(first->etag.len > 0 && first->last_modified.len > 0);
    struct fetch_request again = { .url = first->url,
                                   .etag = text_slice(&first->etag),
                                   .last_modified = text_slice(&first->last_modified) };
    struct fetch_answer *second = ask(&b, &again);
    assert_int_equal(second->problem, FETCH_OK);
    assert_int_equal(second->status, 304);
    assert_string_equal(text_string(&second->etag), text_string(&first->etag));
    assert_sent("/ok", "if-none-match", text_string(&first->etag));
    assert_sent("/ok", "if-modified-since", text_string(&first->last_modified));
    fetch_answer_free(&first);
    fetch_answer_free(&second);
    bench_done(&b);
}

static void validators_go_only_where_they_came_from(void **state)
{
    (void)state;
    struct bench b = bench_new();
    char *url = feed_server_url(&server, "127.0.0.1", "/redirect?to=/ok");
    char *ok = feed_server_url(&server, "127.0.0.1", "/ok");
    struct fetch_request request = { .url = url, .etag = SLICE("\"x\""), .validated = ok };
    struct fetch_answer *a = ask(&b, &request);
    assert_sent("/redirect", "if-none-match", "");
    assert_sent("/ok", "if-none-match", "\"x\"");
    fetch_answer_free(&a);
    free(url);
    free(ok);
    bench_done(&b);
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

/* --- TLS --- */

static void ask_tls(struct bench *b, const struct feed_server *tls)
{
    char *url = NULL;
    assert_true(asprintf(&url, "https://127.0.0.1:%d/ok", tls->port) > 0);
    struct fetch_answer *a = ask(b, &(struct fetch_request){ .url = url });
    assert_int_equal(a->problem, FETCH_TLS);
    assert_int_equal(a->body.len, 0);
    fetch_answer_free(&a);
    free(url);
}

static double cpu_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* Where CURLOPT_CAPATH is set, curl parses all trusted certificates for each connection: 20 ms. */
static void a_stranger_with_a_certificate_is_refused_cheaply(void **state)
{
    (void)state;
    enum { TIMES = 10 };
    struct feed_server tls = feed_server_start_tls();
    struct bench b = bench_new();
    ask_tls(&b, &tls); /* parses them once */
    double before = cpu_ms();
    for (int i = 0; i < TIMES; i++)
        ask_tls(&b, &tls);
    double each = (cpu_ms() - before) / TIMES;
    if (each > 12)
        fail_msg("a new TLS connection takes %.1f ms of CPU", each);
    bench_done(&b);
    feed_server_stop(&tls);
}

/* --- a feed's own connection --- */

static char own_pem[] = FEED_SERVER_PEM;

static const struct connection_row {
    const char *name;
    struct connection connection;
    enum fetch_problem problem;
} picky_rows[] = {
    { "who shows a certificate is let in",
      { .certificate = own_pem, .authorities = own_pem, .http2 = false }, FETCH_OK },
    { "its key may be named",
      { .certificate = own_pem, .key = own_pem, .authorities = own_pem }, FETCH_OK },
    { "who offers HTTP/2 gets what calls itself so",
      { .certificate = own_pem, .authorities = own_pem, .http2 = true },
      FETCH_PROBLEMS /* any */ },
    { "an authority that was not named is not trusted", { .certificate = own_pem }, FETCH_TLS },
};

static struct fetch_answer *ask_picky(struct bench *b, const struct feed_server *s,
                                      const struct connection *connection)
{
    char *url = NULL;
    assert_true(asprintf(&url, "https://127.0.0.1:%d/ok", s->port) > 0);
    struct fetch_answer *a =
        ask(b, &(struct fetch_request){ .url = url, .connection = connection });
    free(url);
    return a;
}

static void asks_a_picky_server(void **state)
{
    const struct connection_row *row = *state;
    struct feed_server s = feed_server_start_picky();
    struct bench b = bench_new();
    struct fetch_answer *a = ask_picky(&b, &s, &row->connection);
    if (row->problem == FETCH_PROBLEMS ? a->problem == FETCH_OK : row->problem != a->problem)
        fail_msg("%s", a->err.text);
    fetch_answer_free(&a);
    bench_done(&b);
    feed_server_stop(&s);
}

static void who_shows_no_certificate_is_not_let_in(void **state)
{
    (void)state;
    struct feed_server s = feed_server_start_picky();
    struct bench b = bench_new();
    struct fetch_answer *a = ask_picky(&b, &s, &(struct connection){ .authorities = own_pem });
    assert_int_not_equal(a->problem, FETCH_OK);
    fetch_answer_free(&a);
    bench_done(&b);
    feed_server_stop(&s);
}

/* A proxy is asked whatever the host; 127.0.0.1 is nobody's proxy but the user's. */
static const struct proxy_row {
    const char *name, *url;
    enum fetch_problem problem;
} proxied[] = {
    { "a name that only the proxy knows", "http://nowhere.example/ok", FETCH_OK },
    { "a redirect goes through it again", "http://nowhere.example/redirect?to=http://b.example/ok",
      FETCH_OK },
    { "an inner address that is written out", "http://10.0.0.1/ok", FETCH_ADDRESS },
    { "the metadata service as a number", "http://2852039166/ok", FETCH_ADDRESS },
    { "an inner address of IPv6", "http://[fd00::1]/ok", FETCH_ADDRESS },
    { "the proxy itself", "http://localhost/ok", FETCH_ADDRESS },
    { "a redirect to an inner address", "http://nowhere.example/redirect?to=http://10.0.0.1/",
      FETCH_ADDRESS },
};

static void goes_through_a_proxy(void **state)
{
    const struct proxy_row *row = *state;
    struct fetch_settings strict = tight();
    strict.allow_private = (struct assay_texts){0};
    struct bench b = bench_with(strict);
    char *proxy = feed_server_url(&server, "127.0.0.1", "");
    struct connection connection = { .proxy = proxy };
    struct fetch_answer *a =
        ask(&b, &(struct fetch_request){ .url = row->url, .connection = &connection });
    if (a->problem != row->problem)
        fail_msg("%s", a->err.text);
    fetch_answer_free(&a);
    bench_done(&b);
    free(proxy);
}

static void the_users_name_goes_to_the_own_host(void **state)
{
    (void)state;
    struct bench b = bench_new();
    char user[] = "me", password[] = "p@ss", *url = NULL;
    struct connection connection = { .user = user, .password = password };
    assert_true(asprintf(&url, "http://other:wrong@127.0.0.1:%d/redirect?to="
                               "http://127.0.0.2:%d/ok", server.port, server.port) > 0);
    struct fetch_answer *a =
        ask(&b, &(struct fetch_request){ .url = url, .connection = &connection });
    assert_int_equal(a->problem, FETCH_OK);
    assert_sent("/redirect", "authorization", "Basic bWU6cEBzcw==");
    assert_sent("/ok", "authorization", "");
    fetch_answer_free(&a);
    bench_done(&b);
    free(url);
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
    ADD_TEST(&rows, every_problem_has_a_name_and_a_sentence);
    ADD_TEST(&rows, all_hops_together_have_one_time);
    ADD_TEST(&rows, one_good_address_of_a_name_will_do);
    ADD_TEST(&rows, a_slow_resolver_holds_up_nobody);
    ADD_TEST(&rows, connecting_has_its_own_time);
    ADD_ROWS(&rows, guards, names_the_cause_of_a_refusal);
    ADD_ROWS(&rows, picky_rows, asks_a_picky_server);
    ADD_TEST(&rows, who_shows_no_certificate_is_not_let_in);
    ADD_ROWS(&rows, proxied, goes_through_a_proxy);
    ADD_TEST(&rows, the_users_name_goes_to_the_own_host);
    ADD_TEST(&rows, own_headers_go_to_the_own_host);
    ADD_TEST(&rows, own_headers_never_go_to_another_host);
    ADD_TEST(&rows, nor_to_another_name_of_the_address);
    ADD_TEST(&rows, nor_to_another_port_of_the_host);
    ADD_TEST(&rows, credentials_in_a_redirect_are_dropped);
    ADD_TEST(&rows, a_header_that_breaks_the_request_is_refused);
    ADD_ROWS(&rows, agents, says_who_asks);
    ADD_TEST(&rows, proxies_of_the_environment_are_ignored);
    ADD_TEST(&rows, unchanged_is_told_by_304);
    ADD_TEST(&rows, validators_go_only_where_they_came_from);
    ADD_ROWS(&rows, hint_rows, reports_hints);
    ADD_TEST(&rows, a_stranger_with_a_certificate_is_refused_cheaply);
    ADD_TEST(&rows, ten_bad_feeds_do_not_hurt_the_good);
    ADD_TEST(&rows, a_cancelled_transfer_does_not_come_back);
    ADD_TEST(&rows, a_callback_may_cancel_any_other);
    ADD_TEST(&rows, a_cranked_clock_waits_for_transfers);
    ADD_TEST(&rows, a_network_that_is_none_is_refused);
    int failed = rows_run("fetch", &rows);
    feed_server_stop(&server);
    return failed;
}
