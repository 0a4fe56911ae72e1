#include "intake/fetch.h"

#include "base/mem.h"
#include "intake/address.h"
#include "intake/place.h"
#include "intake/response.h"

#include <arpa/inet.h>
#include <assert.h>
#include <curl/curl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#define LOOK_EVERY       ((struct duration){ 200 }) /* at speeds and first bytes, while any runs */
#define MAX_OTHER_BODY   ((size_t)16 * 1024)         /* bytes kept of a body that is no 200's */
#define IDLE_CONNECTIONS 32 /* at least; fewer than run at once would close what is wanted again */

static char no_contact[] = "";

const struct fetch_settings fetch_defaults = {
    .concurrency = 32,
    .connect_timeout = { 10000 },
    .first_byte_timeout = { 20000 },
    .total_timeout = { 60000 },
    .min_speed = 256,
    .slow_timeout = { 15000 },
    .max_bytes = 8 << 20,
    .max_wire_bytes = 8 << 20,
    .max_redirects = 5,
    .contact = no_contact,
};

struct fetch {
    struct loop *loop;
    CURLM *multi;
    struct loop_timer *curl_timer, *look_timer;
    struct transfer *first; /* all that run */
    size_t running;
    struct fetch_settings settings; /* numbers only; the texts are below */
    char *user_agent;
    struct networks allowed;
};

struct transfer {
    struct fetch *fetch;
    struct transfer *next, *prev;
    fetch_done done;
    void *arg;

    /* the request */
    struct place *origin;
    char *validated;
    struct text etag, last_modified;
    struct curl_slist *own_headers;
    char *user, *password, *certificate, *key; /* for the origin only; NULL: none */
    bool proxied, page, robots, stay;
    size_t max_bytes;
    int64_t started; /* real, monotonic, ms */

    /* the hop */
    CURL *easy;
    bool added; /* to the multi handle */
    struct place *at;
    struct curl_slist *headers;
    struct response response;
    struct loop_timer *late; /* for what failed before it began */
    int64_t hop_started, window_started;
    int64_t window_bytes;
    size_t hop_bytes;     /* of body, decompressed */
    struct error refused; /* the last address that was */
    char curl_says[CURL_ERROR_SIZE];

    struct fetch_answer *answer;
};

/* --- problems --- */

static void FORMAT(3, 4)
    fail(struct transfer *t, enum fetch_problem problem, const char *format, ...)
{
    char detail[CURL_ERROR_SIZE + 128];
    va_list args;
    va_start(args, format);
    vsnprintf(detail, sizeof detail, format, args);
    va_end(args);
    fetch_answer_fail(t->answer, problem, detail);
}

static int64_t monotonic_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* --- the life of a transfer --- */

static void drop_easy(struct transfer *t)
{
    if (t->added)
        curl_multi_remove_handle(t->fetch->multi, t->easy);
    t->added = false;
}

static void unlink_transfer(struct transfer *t)
{
    struct fetch *f = t->fetch;
    if (t->prev)
        t->prev->next = t->next;
    else
        f->first = t->next;
    if (t->next)
        t->next->prev = t->prev;
    f->running--;
    loop_release(f->loop);
    if (!f->first)
        loop_timer_stop(f->look_timer);
}

static void link_transfer(struct transfer *t)
{
    struct fetch *f = t->fetch;
    t->next = f->first;
    if (t->next)
        t->next->prev = t;
    else
        loop_timer_in(f->look_timer, LOOK_EVERY);
    f->first = t;
    f->running++;
    loop_hold(f->loop);
}

static void transfer_free(struct transfer *t)
{
    drop_easy(t);
    unlink_transfer(t);
    curl_easy_cleanup(t->easy);
    curl_slist_free_all(t->headers);
    curl_slist_free_all(t->own_headers);
    place_free(&t->origin);
    place_free(&t->at);
    response_done(&t->response);
    mem_free(&t->validated);
    mem_free(&t->user);
    mem_free(&t->password);
    mem_free(&t->certificate);
    mem_free(&t->key);
    text_done(&t->etag);
    text_done(&t->last_modified);
    loop_timer_free(&t->late);
    fetch_answer_free(&t->answer);
    mem_free(&t);
}

static void finish(struct transfer *t)
{
    struct fetch_answer *answer = t->answer;
    struct instant now = clock_now(clock_real());
    fetch_answer_judge(answer);
    answer->etag = t->response.etag;
    answer->last_modified = t->response.last_modified;
    answer->content_type = t->response.content_type;
    t->response.etag = t->response.last_modified = t->response.content_type = (struct text){0};
    answer->fresh = response_fresh(&t->response, now);
    answer->retry_after = response_retry_after(&t->response, now);
    answer->took.ms = monotonic_ms() - t->started;
    fetch_done done = t->done;
    void *arg = t->arg;
    t->answer = NULL;
    transfer_free(t);
    done(arg, &answer);
}

static void finish_late(void *arg)
{
    finish(arg);
}

/* --- what curl calls back --- */

static curl_socket_t open_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *to)
{
    struct transfer *t = arg;
    (void)purpose;
    /* Of several addresses another may do: a refusal counts only when no connection comes about. The
     * proxy that the user named is where he says it is. */
    if (!t->proxied && !address_may_connect(&to->addr, &t->fetch->allowed, &t->refused))
        return CURL_SOCKET_BAD;
    return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

static size_t take_header(char *data, size_t one, size_t count, void *arg)
{
    struct transfer *t = arg;
    size_t len = one * count;
    if (response_line(&t->response, (struct slice){ data, len }))
        return len;
    fail(t, FETCH_HEADERS_TOO_LARGE, "%zu bytes", RESPONSE_MAX_HEADERS);
    return 0;
}

static int64_t hop_wire_bytes(const struct transfer *t)
{
    curl_off_t bytes = 0;
    curl_easy_getinfo(t->easy, CURLINFO_SIZE_DOWNLOAD_T, &bytes);
    return bytes;
}

static int hop_status(const struct transfer *t)
{
    long status = 0;
    curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
    return (int)status;
}

static bool wire_is_within(struct transfer *t)
{
    int64_t most = t->fetch->settings.max_wire_bytes;
    if (t->answer->wire_bytes + hop_wire_bytes(t) > most)
        fail(t, FETCH_WIRE_TOO_LARGE, "%lld bytes", (long long)most);
    return t->answer->problem == FETCH_OK;
}

static bool is_page_type(struct slice type)
{
    static const char *const types[] = { "text/html", "application/xhtml+xml", "text/plain" };
    for (size_t i = 0; i < count_of(types); i++)
        if (slice_is_nocase(slice_trim(slice_sub(type, 0, slice_find_byte(type, ';'))), types[i]))
            return true;
    return type.len == 0;
}

static void check_type(struct transfer *t)
{
    struct slice type = text_slice(&t->response.content_type);
    if (t->page && fetch_status_is_document(hop_status(t)) && !is_page_type(type))
        fail(t, FETCH_TYPE, "\"%.*s\"", SLICE_ARGS(type));
}

static size_t take_body(char *data, size_t one, size_t count, void *arg)
{
    struct transfer *t = arg;
    size_t len = one * count;
    struct slice bytes = { data, len };
    if (!t->hop_bytes)
        check_type(t);
    t->hop_bytes += len;
    if (t->hop_bytes > t->max_bytes)
        fail(t, FETCH_TOO_LARGE, "%zu bytes", t->max_bytes);
    if (t->answer->problem != FETCH_OK || !wire_is_within(t))
        return 0;
    if (!fetch_status_is_document(hop_status(t)))
        bytes = slice_sub(bytes, 0, MAX_OTHER_BODY - t->answer->body.len);
    text_add(&t->answer->body, bytes);
    return len;
}

/* --- one hop --- */

static bool has_header(const struct curl_slist *list, const char *name)
{
    size_t len = strlen(name);
    for (; list; list = list->next)
        if (strncasecmp(list->data, name, len) == 0 && strchr(":;", list->data[len]))
            return true;
    return false;
}

static void add_header(struct curl_slist **list, const char *name, struct slice value)
{
    /* curl sends a header without a value only in this form. */
    char *line =
        value.len ? mem_printf("%s: %.*s", name, SLICE_ARGS(value)) : mem_printf("%s;", name);
    struct curl_slist *longer = curl_slist_append(*list, line);
    assert(longer);
    *list = longer;
    mem_free(&line);
}

static const char *accepted(const struct transfer *t)
{
    if (t->page)
        return "text/html, application/xhtml+xml, text/plain;q=0.5";
    if (t->robots)
        return "text/plain, */*;q=0.5";
    return "application/atom+xml, application/rss+xml, application/feed+json, "
           "application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5";
}

static void set_headers(struct transfer *t, bool same_host)
{
    struct curl_slist *list = NULL;
    for (const struct curl_slist *own = same_host ? t->own_headers : NULL; own; own = own->next)
        list = curl_slist_append(list, own->data);
    if (!has_header(list, "Accept"))
        add_header(&list, "Accept", slice_of(accepted(t)));
    if (t->etag.len && strcmp(t->validated, t->answer->url) == 0)
        add_header(&list, "If-None-Match", text_slice(&t->etag));
    if (t->last_modified.len && strcmp(t->validated, t->answer->url) == 0)
        add_header(&list, "If-Modified-Since", text_slice(&t->last_modified));
    curl_easy_setopt(t->easy, CURLOPT_HTTPHEADER, list);
    curl_slist_free_all(t->headers);
    t->headers = list;
}

static bool is_local_name(const char *host)
{
    return strcmp(host, "localhost") == 0 || slice_ends(slice_of(host), ".localhost");
}

/* A proxy connects for us, so no connection of ours shows where to. What the URL itself says is
 * looked at all the same. */
static bool may_ask_proxy(struct transfer *t)
{
    char host[64];
    struct sockaddr_in v4 = { .sin_family = AF_INET };
    struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };
    const struct networks *allowed = &t->fetch->allowed;
    struct slice name = slice_of(place_host(t->at));
    if (slice_starts(name, "["))
        name = slice_sub(name, 1, name.len - 2);
    snprintf(host, sizeof host, "%.*s", SLICE_ARGS(name));
    if (inet_pton(AF_INET, host, &v4.sin_addr) == 1)
        return address_may_connect((struct sockaddr *)&v4, allowed, &t->refused);
    if (inet_pton(AF_INET6, host, &v6.sin6_addr) == 1)
        return address_may_connect((struct sockaddr *)&v6, allowed, &t->refused);
    return !is_local_name(place_host(t->at)) ||
           error_set(&t->refused, REFUSE, NULL, "%s is the proxy itself", place_host(t->at));
}

/* Who we are: for the URL's own host only. */
static void set_identity(struct transfer *t, bool same_host)
{
    curl_easy_setopt(t->easy, CURLOPT_USERNAME, same_host ? t->user : NULL);
    curl_easy_setopt(t->easy, CURLOPT_PASSWORD, same_host ? t->password : NULL);
    curl_easy_setopt(t->easy, CURLOPT_SSLCERT, same_host ? t->certificate : NULL);
    curl_easy_setopt(t->easy, CURLOPT_SSLKEY, same_host ? t->key : NULL);
}

/* False: it failed before it began. */
static bool begin_hop(struct transfer *t)
{
    const struct fetch_settings *s = &t->fetch->settings;
    mem_free(&t->answer->url);
    t->answer->url = mem_string(place_url(t->at));
    if (!t->validated)
        t->validated = mem_string(t->answer->url);
    int64_t left = s->total_timeout.ms - (monotonic_ms() - t->started);
    if (!place_is_http(t->at))
        fail(t, FETCH_SCHEME, "not \"%s\"", place_scheme(t->at));
    else if (left <= 0)
        fail(t, FETCH_TOTAL_TIME, "%lld ms", (long long)s->total_timeout.ms);
    else if (t->proxied && !may_ask_proxy(t))
        fail(t, FETCH_ADDRESS, "%s", t->refused.text);
    if (t->answer->problem != FETCH_OK)
        return false;
    bool same_host = place_shares_host(t->origin, t->at);
    response_done(&t->response);
    text_clear(&t->answer->body);
    t->hop_bytes = 0;
    t->hop_started = monotonic_ms();
    t->window_started = 0;
    set_headers(t, same_host);
    curl_easy_setopt(t->easy, CURLOPT_URL, t->answer->url);
    set_identity(t, same_host);
    curl_easy_setopt(t->easy, CURLOPT_TIMEOUT_MS, (long)left);
    t->added = curl_multi_add_handle(t->fetch->multi, t->easy) == CURLM_OK;
    assert(t->added);
    return true;
}

static bool is_redirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

static bool follow(struct transfer *t)
{
    struct fetch_answer *a = t->answer;
    const char *location = text_string(&t->response.location);
    bool for_good = a->status == 301 || a->status == 308;
    struct place *next = location[0] ? place_resolve(t->at, location) : NULL;
    if (a->redirects >= t->fetch->settings.max_redirects)
        fail(t, FETCH_REDIRECTS, "%d", a->redirects);
    else if (!next)
        fail(t, FETCH_BAD_REDIRECT, "to \"%s\"", location);
    else if (t->stay && !place_shares_host(t->at, next)) {
        fail(t, FETCH_ELSEWHERE, "%s", place_host(next));
        mem_free(&a->url);
        a->url = mem_string(place_url(next));
    }
    if (a->problem != FETCH_OK) {
        place_free(&next);
        return false;
    }
    place_free(&t->at);
    t->at = next;
    a->moved = for_good && (a->redirects == 0 || a->moved);
    a->redirects++;
    return begin_hop(t);
}

/* --- how a hop ended --- */

static void timed_out(struct transfer *t)
{
    const struct fetch_settings *s = &t->fetch->settings;
    curl_off_t connected = 0;
    curl_easy_getinfo(t->easy, CURLINFO_PRETRANSFER_TIME_T, &connected);
    if (monotonic_ms() - t->started >= s->total_timeout.ms || connected)
        fail(t, FETCH_TOTAL_TIME, "%lld ms", (long long)s->total_timeout.ms);
    else
        fail(t, FETCH_CONNECT_TIME, "%lld ms", (long long)s->connect_timeout.ms);
}

static enum fetch_problem problem_of(CURLcode code)
{
    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST: return FETCH_RESOLVE;
    case CURLE_COULDNT_CONNECT: return FETCH_CONNECT;
    case CURLE_FILESIZE_EXCEEDED: return FETCH_WIRE_TOO_LARGE;
    case CURLE_PARTIAL_FILE: return FETCH_CUT_SHORT;
    case CURLE_WRITE_ERROR: /* not ours: that has its own problem by now */
    case CURLE_BAD_CONTENT_ENCODING: return FETCH_BAD_ENCODING;
    case CURLE_URL_MALFORMAT: return FETCH_BAD_REQUEST;
    case CURLE_UNSUPPORTED_PROTOCOL: /* HTTP/0.9, which is: anything */
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM: return FETCH_NO_HTTP;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION: return FETCH_TLS;
    default: return FETCH_BROKEN;
    }
}

static void name_failure(struct transfer *t, CURLcode code)
{
    if (code == CURLE_OPERATION_TIMEDOUT)
        timed_out(t);
    else if (code == CURLE_COULDNT_CONNECT && error_is_set(&t->refused))
        fail(t, FETCH_ADDRESS, "%s", t->refused.text);
    else
        fail(t, problem_of(code), "%s", t->curl_says[0] ? t->curl_says : curl_easy_strerror(code));
}

static void hop_done(struct transfer *t, CURLcode code)
{
    struct fetch_answer *a = t->answer;
    wire_is_within(t); /* it may have ended between two looks */
    a->wire_bytes += hop_wire_bytes(t);
    a->status = hop_status(t);
    if (code != CURLE_OK)
        name_failure(t, code);
    drop_easy(t);
    if (a->problem == FETCH_OK && is_redirect(a->status) && follow(t))
        return;
    finish(t);
}

/* --- curl on the loop --- */

static void collect(struct fetch *f)
{
    int left;
    for (CURLMsg *m; (m = curl_multi_info_read(f->multi, &left));) {
        struct transfer *t = NULL;
        if (m->msg != CURLMSG_DONE)
            continue;
        curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &t);
        hop_done(t, m->data.result);
    }
}

static void act(struct fetch *f, curl_socket_t fd, int what)
{
    int running;
    curl_multi_socket_action(f->multi, fd, what, &running);
    collect(f);
}

static void on_ready(void *arg, int fd, unsigned ready)
{
    act(arg, fd,
        (ready & LOOP_READ ? CURL_CSELECT_IN : 0) | (ready & LOOP_WRITE ? CURL_CSELECT_OUT : 0) |
            (ready & LOOP_BROKEN ? CURL_CSELECT_ERR : 0));
}

static void on_curl_time(void *arg)
{
    act(arg, CURL_SOCKET_TIMEOUT, 0);
}

static int watch_socket(CURL *easy, curl_socket_t fd, int what, void *arg, void *watch)
{
    struct fetch *f = arg;
    struct loop_watch *w = watch;
    unsigned wanted =
        (what & CURL_POLL_IN ? LOOP_READ : 0u) | (what & CURL_POLL_OUT ? LOOP_WRITE : 0u);
    (void)easy;
    if (what == CURL_POLL_REMOVE)
        loop_watch_free(&w);
    else if (w)
        loop_watch_want(w, wanted);
    else
        curl_multi_assign(f->multi, fd, loop_watch_new(f->loop, fd, wanted, on_ready, f));
    return 0;
}

static int set_timer(CURLM *multi, long ms, void *arg)
{
    struct fetch *f = arg;
    (void)multi;
    if (ms < 0)
        loop_timer_stop(f->curl_timer);
    else
        loop_timer_in(f->curl_timer, (struct duration){ ms });
    return 0;
}

/* --- what curl does not watch --- */

static void check_first_byte(struct transfer *t, int64_t now)
{
    struct duration most = t->fetch->settings.first_byte_timeout;
    curl_off_t connected = 0; /* microseconds */
    curl_easy_getinfo(t->easy, CURLINFO_PRETRANSFER_TIME_T, &connected);
    if (connected && now - t->hop_started - connected / 1000 > most.ms)
        fail(t, FETCH_FIRST_BYTE_TIME, "%lld ms", (long long)most.ms);
}

static void check_speed(struct transfer *t, int64_t now)
{
    const struct fetch_settings *s = &t->fetch->settings;
    int64_t bytes = hop_wire_bytes(t);
    if (t->window_started && now - t->window_started < s->slow_timeout.ms)
        return;
    if (t->window_started &&
        (bytes - t->window_bytes) * 1000 < s->min_speed * (now - t->window_started))
        fail(t, FETCH_TOO_SLOW, "%lld bytes a second over %lld ms", (long long)s->min_speed,
             (long long)s->slow_timeout.ms);
    t->window_started = now;
    t->window_bytes = bytes;
}

static void check(struct transfer *t, int64_t now)
{
    if (!t->response.bytes)
        check_first_byte(t, now);
    else if (wire_is_within(t))
        check_speed(t, now);
}

/* A done callback may cancel any other transfer, so each find starts anew. */
static struct transfer *first_failed(const struct fetch *f)
{
    struct transfer *t = f->first;
    while (t && !(t->added && t->answer->problem != FETCH_OK))
        t = t->next;
    return t;
}

static void look(void *arg)
{
    struct fetch *f = arg;
    int64_t now = monotonic_ms();
    for (struct transfer *t = f->first; t; t = t->next)
        if (t->added)
            check(t, now);
    for (struct transfer *t; (t = first_failed(f));)
        hop_done(t, CURLE_ABORTED_BY_CALLBACK);
    if (f->first)
        loop_timer_in(f->look_timer, LOOK_EVERY);
}

/* --- the request --- */

static bool is_header_safe(struct assay_text text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] < 0x20 || text.ptr[i] == 0x7f)
            return false;
    return true;
}

static bool take_own_headers(struct transfer *t, const struct field_pairs *pairs)
{
    for (size_t i = 0; i < pairs->size; i++) {
        struct assay_text name = pairs->items[i].key, value = pairs->items[i].value;
        if (!name.len || memchr(name.ptr, ':', name.len) || !is_header_safe(name) ||
            !is_header_safe(value)) {
            fail(t, FETCH_BAD_REQUEST, "header %zu is none", i + 1);
            return false;
        }
        char *copy = slice_string((struct slice){ name.ptr, name.len });
        add_header(&t->own_headers, copy, (struct slice){ value.ptr, value.len });
        mem_free(&copy);
    }
    return true;
}

static void take_connection(struct transfer *t, const struct connection *c)
{
    t->certificate = mem_string(c->certificate);
    t->key = mem_string(c->key ? c->key : c->certificate);
    t->proxied = c->proxy != NULL;
    if (c->user || c->password) {
        t->user = mem_string(c->user ? c->user : "");
        t->password = mem_string(c->password ? c->password : "");
    }
    if (c->proxy)
        curl_easy_setopt(t->easy, CURLOPT_PROXY, c->proxy);
    if (c->authorities)
        curl_easy_setopt(t->easy, CURLOPT_CAINFO, c->authorities);
    if (!c->http2)
        curl_easy_setopt(t->easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
}

static void take_request(struct transfer *t, const struct fetch_request *r)
{
    if (r->connection)
        take_connection(t, r->connection);
    t->page = r->page;
    t->robots = r->robots;
    t->stay = r->stay;
    t->max_bytes = (size_t)t->fetch->settings.max_bytes;
    if (r->max_bytes && (size_t)r->max_bytes < t->max_bytes)
        t->max_bytes = (size_t)r->max_bytes;
    text_add(&t->etag, r->etag);
    text_add(&t->last_modified, r->last_modified);
    t->validated = mem_string(r->validated);
    if (!take_own_headers(t, &r->headers) || !take_own_headers(t, &r->secret_headers))
        return;
    t->origin = place_parse(r->url);
    t->at = place_parse(r->begin_at ? r->begin_at : r->url);
    if (t->origin && !t->user) {
        t->user = mem_string(place_user(t->origin));
        t->password = mem_string(place_password(t->origin));
    }
    if (t->origin && t->at)
        begin_hop(t);
    else
        fail(t, FETCH_BAD_REQUEST, "no URL");
}

/* What is the same for every hop of every transfer. */
static CURL *easy_new(struct transfer *t)
{
    const struct fetch *f = t->fetch;
    CURL *easy = curl_easy_init();
    assert(easy);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, t);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, t->curl_says);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, t);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, t);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, t);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");           /* not even the environment's */
    curl_easy_setopt(easy, CURLOPT_NOPROXY, "");         /* nor its exceptions */
    curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, ""); /* all that curl can */
    curl_easy_setopt(easy, CURLOPT_USERAGENT, f->user_agent);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)f->settings.connect_timeout.ms);
    curl_easy_setopt(easy, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)f->settings.max_wire_bytes);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L); /* never wait for a resolver's thread */
    /* With a directory of certificates, curl 7.88 parses the whole bundle for each connection. */
    curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
    return easy;
}

struct transfer *fetch_start(struct fetch *f, const struct fetch_request *request, fetch_done done,
                             void *arg)
{
    struct transfer *t = mem_new(sizeof *t);
    *t = (struct transfer){ .fetch = f, .done = done, .arg = arg, .started = monotonic_ms() };
    t->answer = mem_new(sizeof *t->answer);
    t->easy = easy_new(t);
    link_transfer(t);
    take_request(t, request);
    if (t->answer->problem == FETCH_OK)
        return t;
    t->late = loop_timer_new(f->loop, LOOP_REAL, finish_late, t);
    loop_timer_in(t->late, (struct duration){0});
    return t;
}

void fetch_cancel(struct transfer **t)
{
    if (*t)
        transfer_free(*t);
    *t = NULL;
}

/* --- the whole --- */

static char *user_agent(const struct fetch_settings *s)
{
    if (s->user_agent)
        return mem_string(s->user_agent);
    if (s->contact && s->contact[0])
        return mem_printf("assayd/" ASSAYD_VERSION " (feed reader; +%s)", s->contact);
    return mem_string("assayd/" ASSAYD_VERSION " (feed reader)");
}

const char *fetch_user_agent(const struct fetch *f)
{
    return f->user_agent;
}

struct fetch *fetch_new(struct loop *loop, const struct fetch_settings *settings, struct error *err)
{
    struct networks allowed;
    if (!networks_parse(settings->allow_private, &allowed, err))
        return NULL;
    struct fetch *f = mem_new(sizeof *f);
    *f = (struct fetch){ .loop = loop, .settings = *settings, .allowed = allowed };
    f->user_agent = user_agent(settings);
    f->curl_timer = loop_timer_new(loop, LOOP_REAL, on_curl_time, f);
    f->look_timer = loop_timer_new(loop, LOOP_REAL, look, f);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    f->multi = curl_multi_init();
    assert(f->multi);
    curl_multi_setopt(f->multi, CURLMOPT_SOCKETFUNCTION, watch_socket);
    curl_multi_setopt(f->multi, CURLMOPT_SOCKETDATA, f);
    curl_multi_setopt(f->multi, CURLMOPT_TIMERFUNCTION, set_timer);
    curl_multi_setopt(f->multi, CURLMOPT_TIMERDATA, f);
    int64_t idle = settings->concurrency > IDLE_CONNECTIONS ? settings->concurrency : IDLE_CONNECTIONS;
    curl_multi_setopt(f->multi, CURLMOPT_MAXCONNECTS, (long)idle);
    return f;
}

void fetch_free(struct fetch **fetch)
{
    struct fetch *f = *fetch;
    if (!f)
        return;
    while (f->first)
        transfer_free(f->first);
    curl_multi_cleanup(f->multi);
    loop_timer_free(&f->curl_timer);
    loop_timer_free(&f->look_timer);
    mem_free(&f->user_agent);
    networks_done(&f->allowed);
    mem_free(fetch);
    curl_global_cleanup();
}

size_t fetch_running(const struct fetch *f)
{
    return f->running;
}

const char *fetch_authorities(void)
{
    return curl_version_info(CURLVERSION_NOW)->cainfo;
}
