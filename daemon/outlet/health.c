#include "outlet/health.h"

#include "base/counter.h"
#include "base/mem.h"

#include <arpa/inet.h>
#include <assert.h>
#include <microhttpd.h>
#include <signal.h>
#include <sodium.h>
#include <string.h>
#include <strings.h>

#define CONNECTIONS_MAX 16
#define TIMEOUT_SECONDS 10
#define TOKEN_MIN       16
#define MEMORY_MAX      16384 /* bytes of a request's head */

struct address {
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    };
    bool is_v6;
};

static bool parse_host(struct slice host, uint16_t port, struct address *ret)
{
    char text[64] = "";
    *ret = (struct address){ .is_v6 = slice_starts(host, "[") && slice_ends(host, "]") };
    if (slice_is(host, "localhost"))
        host = SLICE("127.0.0.1");
    if (ret->is_v6)
        host = slice_sub(host, 1, host.len - 2);
    if (host.len >= sizeof text)
        return false;
    memcpy(text, host.ptr, host.len);
    if (ret->is_v6) {
        ret->v6.sin6_family = AF_INET6;
        ret->v6.sin6_port = htons(port);
        return inet_pton(AF_INET6, text, &ret->v6.sin6_addr) == 1;
    }
    ret->v4.sin_family = AF_INET;
    ret->v4.sin_port = htons(port);
    return inet_pton(AF_INET, text, &ret->v4.sin_addr) == 1;
}

static bool is_loopback(const struct address *a)
{
    return a->is_v6 ? IN6_IS_ADDR_LOOPBACK(&a->v6.sin6_addr)
                    : ntohl(a->v4.sin_addr.s_addr) >> 24 == 127;
}

static bool parse(const char *listen, struct address *ret, struct error *err)
{
    const char *colon = strrchr(listen, ':');
    int64_t port;
    if (!colon || !slice_to_int(slice_of(colon + 1), &port) || port < 0 || port > 65535 ||
        !parse_host((struct slice){ listen, (size_t)(colon - listen) }, (uint16_t)port, ret))
        return error_set(err, REFUSE, NULL,
                         "\"%s\" is no address with a port; try 127.0.0.1:8577, or off", listen);
    return true;
}

bool health_is_near(const char *listen)
{
    struct address address;
    return !parse(listen, &address, NULL) || is_loopback(&address);
}

static bool check_listen(const char *text, struct error *err)
{
    struct address address;
    return strcmp(text, "off") == 0 || parse(text, &address, err);
}

/* What a header can carry, and nobody guesses; never repeated in the complaint. */
static bool check_token(const char *text, struct error *err)
{
    size_t len = strlen(text);
    for (size_t i = 0; i < len; i++)
        if (text[i] <= ' ' || text[i] > '~')
            return error_set(err, REFUSE, NULL, "wants printable characters without blanks");
    return len >= TOKEN_MIN ||
           error_set(err, REFUSE, NULL, "wants %d characters or more; try 'openssl rand -hex 16'",
                     TOKEN_MIN);
}

const struct field health_fields[] = {
    { "listen", FIELD_TEXT, "127.0.0.1:8577", offsetof(struct health_settings, listen),
      .check = check_listen,
      .help = "Address and port of /metrics, /livez and /readyz, or off; on loopback unless a token "
              "is asked for." },
    { "token", FIELD_TEXT, NULL, offsetof(struct health_settings, token), .check = check_token,
      .secret = true,
      .help = "Who does not send it (Authorization: Bearer) gets nothing; "
              "\"${file:/run/credentials/assayd.service/http}\" with systemd's LoadCredential. HTTP "
              "does not hide it: beyond this machine put it behind TLS." },
};
const size_t health_fields_size = count_of(health_fields);

struct health {
    struct health_source source;
    struct MHD_Daemon *daemon; /* NULL: off */
    bool guarded;
    unsigned char token[crypto_generichash_BYTES]; /* its digest */
};

/* Who asks */

static void digest(const char *token, unsigned char ret[crypto_generichash_BYTES])
{
    crypto_generichash(ret, crypto_generichash_BYTES, (const unsigned char *)token, strlen(token),
                       NULL, 0);
}

/* Takes as long for a token that is nearly right as for one that is all wrong. */
static bool is_admitted(const struct health *h, struct MHD_Connection *connection)
{
    const char *shown =
        MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_AUTHORIZATION);
    unsigned char theirs[crypto_generichash_BYTES];
    if (!h->guarded)
        return true;
    if (!shown || strncasecmp(shown, "Bearer ", strlen("Bearer ")) != 0)
        return false;
    digest(shown + strlen("Bearer "), theirs);
    return sodium_memcmp(theirs, h->token, sizeof theirs) == 0;
}

/* Pages */

static unsigned metrics(struct health *h, struct text *out)
{
    (void)h;
    text_printf(out,
                "# HELP assayd_info The running program.\n# TYPE assayd_info gauge\n"
                "assayd_info{version=\"%s\"} 1\n",
                ASSAYD_VERSION);
    counter_print(out);
    return MHD_HTTP_OK;
}

static unsigned livez(struct health *h, struct text *out)
{
    bool live = h->source.is_live(h->source.context);
    text_add(out, live ? SLICE("live\n") : SLICE("stuck\n"));
    return live ? MHD_HTTP_OK : MHD_HTTP_SERVICE_UNAVAILABLE;
}

static unsigned readyz(struct health *h, struct text *out)
{
    HELD(text) why = { 0 };
    bool ready = h->source.is_ready(h->source.context, &why);
    text_add(out, ready ? SLICE("ready\n") : SLICE("not ready\n"));
    text_add_printable(out, text_slice(&why), true);
    return ready ? MHD_HTTP_OK : MHD_HTTP_SERVICE_UNAVAILABLE;
}

static const struct page {
    const char *path, *type;
    unsigned (*print)(struct health *, struct text *out);
} pages[] = {
    { "/metrics", "text/plain; version=0.0.4; charset=utf-8", metrics },
    { "/livez", "text/plain; charset=utf-8", livez },
    { "/readyz", "text/plain; charset=utf-8", readyz },
};

static unsigned print_page(struct health *h, const char *path, const char *method,
                           const char **ret_type, struct text *out)
{
    *ret_type = "text/plain; charset=utf-8";
    if (strcmp(method, MHD_HTTP_METHOD_GET) != 0 && strcmp(method, MHD_HTTP_METHOD_HEAD) != 0) {
        text_add(out, SLICE("only GET and HEAD\n"));
        return MHD_HTTP_METHOD_NOT_ALLOWED;
    }
    for (size_t i = 0; i < count_of(pages); i++)
        if (strcmp(path, pages[i].path) == 0) {
            *ret_type = pages[i].type;
            return pages[i].print(h, out);
        }
    text_add(out, SLICE("there are /metrics, /livez and /readyz\n"));
    return MHD_HTTP_NOT_FOUND;
}

static unsigned print_refusal(const char **ret_type, struct text *out)
{
    *ret_type = "text/plain; charset=utf-8";
    text_add(out, SLICE("this wants a token\n"));
    counter_add(COUNT_HTTP_REFUSED, 1);
    return MHD_HTTP_UNAUTHORIZED;
}

static enum MHD_Result answer(void *arg, struct MHD_Connection *connection, const char *path,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_size, void **state)
{
    (void)version, (void)upload, (void)state;
    struct health *h = arg;
    const char *type;
    HELD(text) body = { 0 };
    *upload_size = 0;
    bool admitted = is_admitted(h, connection);
    unsigned status = admitted ? print_page(h, path, method, &type, &body)
                               : print_refusal(&type, &body);
    struct MHD_Response *response =
        MHD_create_response_from_buffer(body.len, body.ptr, MHD_RESPMEM_MUST_COPY);
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type);
    if (!admitted)
        MHD_add_response_header(response, MHD_HTTP_HEADER_WWW_AUTHENTICATE, "Bearer");
    enum MHD_Result queued = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return queued;
}

/* Signals are the main thread's business. */
static struct MHD_Daemon *start(struct health *h, const struct address *address)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    struct MHD_Daemon *daemon = MHD_start_daemon(
        MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_AUTO | (address->is_v6 ? MHD_USE_IPv6 : 0), 0,
        NULL, NULL, answer, h, MHD_OPTION_SOCK_ADDR, &address->any, MHD_OPTION_CONNECTION_LIMIT,
        CONNECTIONS_MAX, MHD_OPTION_CONNECTION_TIMEOUT, TIMEOUT_SECONDS,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)MEMORY_MAX, MHD_OPTION_LISTENING_ADDRESS_REUSE,
        1u, MHD_OPTION_END);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return daemon;
}

struct health *health_open(const struct health_settings *settings,
                           const struct health_source *source, struct error *err)
{
    struct address address;
    bool off = strcmp(settings->listen, "off") == 0;
    if (!off && !parse(settings->listen, &address, err))
        return NULL;
    if (!settings->token && !health_is_near(settings->listen)) {
        error_set(err, REFUSE, NULL, HEALTH_WITHIN_REACH, settings->listen);
        return NULL;
    }
    struct health *h = mem_new(sizeof *h);
    h->source = *source;
    h->guarded = settings->token != NULL;
    if (h->guarded)
        digest(settings->token, h->token);
    if (off)
        return h;
    h->daemon = start(h, &address);
    if (!h->daemon) {
        error_errno(err, REFUSE, settings->listen, "cannot listen for HTTP");
        health_close(&h);
    }
    return h;
}

void health_close(struct health **h)
{
    if (!*h)
        return;
    if ((*h)->daemon)
        MHD_stop_daemon((*h)->daemon);
    mem_free(h);
}

uint16_t health_port(const struct health *h)
{
    const union MHD_DaemonInfo *info =
        h->daemon ? MHD_get_daemon_info(h->daemon, MHD_DAEMON_INFO_BIND_PORT) : NULL;
    return info ? info->port : 0;
}
