#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/fetching.h"
#include "support/rows.h"

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

int main(void)
{
    server = feed_server_start();
    struct rows rows = {0};
    ADD_ROWS(&rows, picky_rows, asks_a_picky_server);
    ADD_TEST(&rows, who_shows_no_certificate_is_not_let_in);
    ADD_ROWS(&rows, proxied, goes_through_a_proxy);
    ADD_TEST(&rows, the_users_name_goes_to_the_own_host);
    ADD_TEST(&rows, a_stranger_with_a_certificate_is_refused_cheaply);
    int failed = rows_run("fetch_connection", &rows);
    feed_server_stop(&server);
    return failed;
}
