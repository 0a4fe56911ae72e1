#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "outlet/health.h"
#include "outlet/notify.h"
#include "support/rows.h"
#include "support/scratch.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* HTTP */

struct app {
    bool live, ready;
};

static bool app_is_live(void *context)
{
    return ((struct app *)context)->live;
}

static bool app_is_ready(void *context, struct text *why)
{
    const struct app *app = context;
    if (!app->ready)
        text_add(why, SLICE("journal: the disk is full\n"));
    return app->ready;
}

/* One request, answered whole. */
static void ask(uint16_t port, const char *request, char *ret, size_t size)
{
    struct sockaddr_in to = { .sin_family = AF_INET,
                              .sin_port = htons(port),
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
    assert_int_equal(write(fd, request, strlen(request)), strlen(request));
    size_t len = 0;
    ssize_t got;
    while (len + 1 < size && (got = read(fd, ret + len, size - len - 1)) > 0)
        len += (size_t)got;
    ret[len] = '\0';
    close(fd);
}

struct page_row {
    const char *name, *method, *path;
    bool live, ready;
    const char *status, *body;
};

static const struct page_row page_rows[] = {
    { "live while there is progress", "GET", "/livez", true, false, " 200 ", "live\n" },
    { "not live without", "GET", "/livez", false, true, " 503 ", "stuck\n" },
    { "ready while it works", "GET", "/readyz", true, true, " 200 ", "ready\n" },
    { "not ready, and why", "GET", "/readyz", true, false, " 503 ", "the disk is full\n" },
    { "the counters", "GET", "/metrics", true, true, " 200 ", "# TYPE assayd_items_total counter" },
    { "which program it is", "GET", "/metrics", true, true, " 200 ",
      "assayd_info{version=\"" },
    { "HEAD has no body", "HEAD", "/livez", true, true, " 200 ", "" },
    { "nothing else is there", "GET", "/secrets", true, true, " 404 ", "/metrics" },
    { "nothing can be posted", "POST", "/livez", true, true, " 405 ", "only GET" },
};

static void answers_a_page(void **state)
{
    const struct page_row *row = *state;
    struct app app = { row->live, row->ready };
    struct health_source source = { &app, app_is_live, app_is_ready };
    struct health_settings settings = { (char *)"127.0.0.1:0", NULL };
    struct error err = { 0 };
    struct health *h = health_open(&settings, &source, &err);
    if (!h)
        fail_msg("%s", error_line(&err));
    char request[256], got[16384];
    snprintf(request, sizeof request,
             "%s %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
             row->method, row->path);
    ask(health_port(h), request, got, sizeof got);
    const char *body = strstr(got, "\r\n\r\n");
    assert_non_null(body);
    if (!strstr(got, row->status) || !strstr(body, row->body))
        fail_msg("got %s", got);
    if (!*row->body)
        assert_string_equal(body, "\r\n\r\n");
    health_close(&h);
}

#define TOKEN "a-token-of-sixteen-and-more"

struct token_row {
    const char *name, *header, *status;
};

static const struct token_row token_rows[] = {
    { "the token opens the page", "Authorization: Bearer " TOKEN "\r\n", " 200 " },
    { "the scheme's case is none of ours", "authorization: bearer " TOKEN "\r\n", " 200 " },
    { "no token", "", " 401 " },
    { "another token", "Authorization: Bearer a-token-of-sixteen-and-morf\r\n", " 401 " },
    { "half of the token", "Authorization: Bearer a-token-of-sixteen\r\n", " 401 " },
    { "more than the token", "Authorization: Bearer " TOKEN "e\r\n", " 401 " },
    { "an empty token", "Authorization: Bearer \r\n", " 401 " },
    { "another scheme", "Authorization: Basic " TOKEN "\r\n", " 401 " },
    { "the token alone", "Authorization: " TOKEN "\r\n", " 401 " },
};

static void wants_a_token(void **state)
{
    const struct token_row *row = *state;
    struct app app = { true, true };
    struct health_source source = { &app, app_is_live, app_is_ready };
    struct health_settings settings = { (char *)"127.0.0.1:0", (char *)TOKEN };
    struct error err = { 0 };
    struct health *h = health_open(&settings, &source, &err);
    assert_non_null(h);
    static const char *const paths[] = { "/metrics", "/livez", "/readyz" };
    for (size_t i = 0; i < count_of(paths); i++) {
        char request[512], got[16384];
        snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n%s\r\n",
                 paths[i], row->header);
        ask(health_port(h), request, got, sizeof got);
        if (!strstr(got, row->status))
            fail_msg("got %s", got);
        assert_int_equal(strstr(got, "WWW-Authenticate: Bearer") != NULL, strstr(got, " 401 ") != NULL);
        assert_int_equal(strstr(got, "assayd_items_total") != NULL, i == 0 && !strstr(got, " 401 "));
    }
    health_close(&h);
}

struct listen_row {
    const char *name, *listen, *complaint; /* NULL: welcome */
    const char *token;
};

static const struct listen_row listen_rows[] = {
    { "loopback", "127.0.0.1:0", NULL, NULL },
    { "localhost", "localhost:0", NULL, NULL },
    { "off", "off", NULL, NULL },
    { "all addresses", "0.0.0.0:0", "other machines", NULL },
    { "all IPv6 addresses", "[::]:0", "other machines", NULL },
    { "all addresses, with a token", "0.0.0.0:0", NULL, TOKEN },
    { "no port", "127.0.0.1", "no address with a port", NULL },
    { "a port too large", "127.0.0.1:70000", "no address with a port", NULL },
    { "a host name", "example.org:80", "no address with a port", NULL },
    { "nothing", "", "no address with a port", NULL },
};

static void listens(void **state)
{
    const struct listen_row *row = *state;
    struct app app = { true, true };
    struct health_source source = { &app, app_is_live, app_is_ready };
    struct health_settings settings = { (char *)row->listen, (char *)row->token };
    struct error err = { 0 };
    struct health *h = health_open(&settings, &source, &err);
    assert_int_equal(h != NULL, row->complaint == NULL);
    if (row->complaint && !strstr(err.text, row->complaint))
        fail_msg("said: %s", err.text);
    health_close(&h);
}

/* systemd's end of the line */

struct notify_row {
    const char *name;
    int64_t since_ms;  /* since the second pulse beat */
    const char *heard; /* NULL: nothing */
};

static const struct notify_row notify_rows[] = {
    { "progress everywhere feeds the watchdog", 0, "WATCHDOG=1" },
    { "one that stands still leaves it hungry", 200, NULL },
};

static int listen_as_systemd(const char *path)
{
    struct sockaddr_un at = { .sun_family = AF_UNIX };
    snprintf(at.sun_path, sizeof at.sun_path, "%s", path);
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof at), 0);
    setenv("NOTIFY_SOCKET", path, 1);
    return fd;
}

static void feeds_the_watchdog(void **state)
{
    const struct notify_row *row = *state;
    char dir[SCRATCH_MAX], path[SCRATCH_MAX + 16], heard[512] = "";
    struct pulse loop = PULSE("loop"), outlet = PULSE("outlet");
    struct error stuck = { 0 };
    struct duration every;
    scratch_make(dir);
    snprintf(path, sizeof path, "%s/notify", dir);
    int fd = listen_as_systemd(path);
    setenv("WATCHDOG_USEC", "100000", 1);
    assert_true(notify_is_watched(&every));
    assert_int_equal(every.ms, 50);
    pulse_beat(&outlet);
    usleep((useconds_t)row->since_ms * 1000);
    pulse_beat(&loop);
    assert_int_equal(notify_alive((struct pulse *[]){ &loop, &outlet }, 2, &stuck),
                     row->heard != NULL);
    ssize_t got = recv(fd, heard, sizeof heard - 1, 0);
    assert_int_equal(got > 0, row->heard != NULL);
    if (row->heard)
        assert_string_equal(heard, row->heard);
    else
        assert_non_null(strstr(stuck.text, "outlet made no progress"));
    close(fd);
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
    scratch_remove(dir);
}

static void without_systemd_nothing_is_asked(void **state)
{
    (void)state;
    struct duration every;
    struct pulse never = PULSE("never");
    assert_false(notify_is_watched(&every));
    assert_true(notify_alive((struct pulse *[]){ &never }, 1, NULL));
    notify_ready("1 feed");
}

static void tells_systemd_that_it_is_ready(void **state)
{
    (void)state;
    char dir[SCRATCH_MAX], path[SCRATCH_MAX + 16], heard[512] = "";
    scratch_make(dir);
    snprintf(path, sizeof path, "%s/notify", dir);
    int fd = listen_as_systemd(path);
    notify_ready("2 feeds");
    assert_true(recv(fd, heard, sizeof heard - 1, 0) > 0);
    assert_string_equal(heard, "READY=1\nSTATUS=2 feeds");
    notify_reloading();
    memset(heard, 0, sizeof heard);
    assert_true(recv(fd, heard, sizeof heard - 1, 0) > 0);
    assert_non_null(strstr(heard, "RELOADING=1\nMONOTONIC_USEC="));
    close(fd);
    unsetenv("NOTIFY_SOCKET");
    scratch_remove(dir);
}

int main(void)
{
    struct rows rows = { 0 };
    ADD_ROWS(&rows, page_rows, answers_a_page);
    ADD_ROWS(&rows, token_rows, wants_a_token);
    ADD_ROWS(&rows, listen_rows, listens);
    ADD_ROWS(&rows, notify_rows, feeds_the_watchdog);
    ADD_TEST(&rows, without_systemd_nothing_is_asked);
    ADD_TEST(&rows, tells_systemd_that_it_is_ready);
    return rows_run("health", &rows);
}
