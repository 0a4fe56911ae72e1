#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/fetching.h"
#include "support/rows.h"

/* --- what is sent --- */

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

/* --- validators --- */

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

int main(void)
{
    server = feed_server_start();
    struct rows rows = {0};
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
    int failed = rows_run("fetch_sent", &rows);
    feed_server_stop(&server);
    return failed;
}
