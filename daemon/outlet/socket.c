#include "outlet/socket.h"

#include "base/mem.h"

#include <arpa/inet.h>
#include <assert.h>
#include <czmq.h>
#include <errno.h>
#include <netdb.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define LINGER_MS   500       /* what a closing socket may take to hand over its last messages */
#define REQUEST_MAX 4096      /* bytes a peer may send us in one frame */
#define REPLY_MAX   (8 << 20) /* bytes a server may send to our own commands */
#define BACKLOG_MAX 100000    /* messages our own commands keep unread */
#define PENDING_MAX 2         /* pages that wait for a peer that does not read them */
#define REFUSALS_MAX 1000     /* counted at once */
#define REBINDS_MAX 100
#define REBIND_US   10000

struct socket {
    enum socket_kind kind;
    zsock_t *sock;
    void *monitor; /* of a guarded one: who was refused */
    char endpoint[256];
    bool bound;
    bool dropping; /* the rest of a message whose first frame was not taken */
};

/* CZMQ would catch SIGINT and SIGTERM, which belong to whoever runs us. */
static void start_czmq(void)
{
    zsys_handler_set(NULL);
    zsys_init();
}

/* Endpoints */

static bool is_loopback(struct slice host)
{
    struct in_addr address;
    char text[64];
    if (slice_is(host, "localhost") || slice_is(host, "[::1]"))
        return true;
    if (host.len >= sizeof text)
        return false;
    memcpy(text, host.ptr, host.len);
    text[host.len] = '\0';
    return inet_pton(AF_INET, text, &address) == 1 && ntohl(address.s_addr) >> 24 == 127;
}

static bool check_tcp(const char *endpoint, struct error *err)
{
    const char *host = endpoint + strlen("tcp://"), *colon = strrchr(host, ':');
    if (!colon || !colon[1])
        return error_set(err, REFUSE, NULL, "\"%s\" has no port; try tcp://127.0.0.1:5556",
                         endpoint);
    return true;
}

static bool check_ipc(const char *endpoint, struct error *err)
{
    const char *path = endpoint + strlen("ipc://");
    size_t most = sizeof((struct sockaddr_un *)0)->sun_path - 1;
    if (*path != '/')
        return error_set(err, REFUSE, NULL,
                         "\"%s\" is no absolute path; try ipc:///run/assayd/items.sock", endpoint);
    if (strlen(path) > most)
        return error_set(err, REFUSE, NULL, "\"%s\" is longer than a socket's path may be (%zu)",
                         endpoint, most);
    return true;
}

bool socket_check_endpoint(const char *endpoint, struct error *err)
{
    struct slice s = slice_of(endpoint);
    if (slice_starts(s, "ipc://"))
        return check_ipc(endpoint, err);
    if (slice_starts(s, "tcp://"))
        return check_tcp(endpoint, err);
    return error_set(err, REFUSE, NULL, "\"%s\" begins neither with ipc:// nor with tcp://",
                     endpoint);
}

bool socket_is_near(const char *endpoint)
{
    const char *host = endpoint + strlen("tcp://"), *colon = strrchr(endpoint, ':');
    return !slice_starts(slice_of(endpoint), "tcp://") ||
           is_loopback((struct slice){ host, (size_t)(colon - host) });
}

static bool check_reach(const char *endpoint, const struct keys *keys, struct error *err)
{
    return keys || socket_is_near(endpoint) || error_set(err, REFUSE, NULL, SOCKET_WITHIN_REACH, endpoint);
}

/* libzmq takes over whatever stands at the path, be it in use or not. */
static bool is_in_use(const char *endpoint)
{
    if (!slice_starts(slice_of(endpoint), "ipc://"))
        return false;
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    snprintf(address.sun_path, sizeof address.sun_path, "%s", endpoint + strlen("ipc://"));
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool used = fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) == 0;
    if (fd >= 0)
        close(fd);
    return used;
}

/* Opening */

static const int types[] = { [SOCKET_XPUB] = ZMQ_XPUB,
                             [SOCKET_ROUTER] = ZMQ_ROUTER,
                             [SOCKET_SUB] = ZMQ_SUB,
                             [SOCKET_DEALER] = ZMQ_DEALER };

static void set_int(struct socket *s, int option, int value)
{
    int failed = zmq_setsockopt(zsock_resolve(s->sock), option, &value, sizeof value);
    assert(!failed);
    (void)failed;
}

static void set_limit(struct socket *s, int64_t bytes)
{
    int failed = zmq_setsockopt(zsock_resolve(s->sock), ZMQ_MAXMSGSIZE, &bytes, sizeof bytes);
    assert(!failed);
    (void)failed;
}

static struct socket *socket_new(enum socket_kind kind, struct error *err)
{
    start_czmq();
    zsock_t *sock = zsock_new(types[kind]);
    if (!sock) {
        error_set(err, STOP, NULL, "ZeroMQ gives no socket: %s", zmq_strerror(zmq_errno()));
        return NULL;
    }
    struct socket *s = mem_new(sizeof *s);
    s->kind = kind;
    s->sock = sock;
    set_int(s, ZMQ_LINGER, LINGER_MS);
    set_int(s, ZMQ_TCP_KEEPALIVE, 1);
    set_int(s, ZMQ_TCP_KEEPALIVE_IDLE, 30);
    return s;
}

static void limit_peers(struct socket *s, int high_water)
{
    set_limit(s, REQUEST_MAX);
    if (s->kind == SOCKET_XPUB) {
        set_int(s, ZMQ_SNDHWM, high_water);
    } else {
        set_int(s, ZMQ_SNDHWM, PENDING_MAX);
        set_int(s, ZMQ_RCVHWM, PENDING_MAX);
        set_int(s, ZMQ_ROUTER_MANDATORY, 1); /* a full queue is told instead of hidden */
    }
}

/* What helps against a bind that failed. */
static const char *bind_remedy(int number)
{
    switch (number) {
    case ENOENT: return "; make its folder, or name another endpoint under publish:";
    case EACCES: return "; give this user the right to write there, or name another endpoint under publish:";
    case EADDRNOTAVAIL: return "; this machine has no such address";
    default: return "";
    }
}

static bool bind_at(struct socket *s, const char *endpoint, struct error *err)
{
    if (strchr(endpoint, '['))
        set_int(s, ZMQ_IPV6, 1);
    mode_t before = umask(0117); /* libzmq has no way to say the mode of an ipc socket */
    int failed = zmq_bind(zsock_resolve(s->sock), endpoint);
    int number = zmq_errno();
    umask(before);
    if (failed)
        return error_set(err, REFUSE, endpoint, "cannot bind: %s%s", zmq_strerror(number),
                         bind_remedy(number));
    s->bound = true;
    size_t size = sizeof s->endpoint;
    zmq_getsockopt(zsock_resolve(s->sock), ZMQ_LAST_ENDPOINT, s->endpoint, &size);
    return true;
}

static bool watch(struct socket *, struct error *err);

struct socket *socket_bind(enum socket_kind kind, const char *endpoint, int high_water,
                           const struct keys *keys, struct error *err)
{
    if (!socket_check_endpoint(endpoint, err) || !check_reach(endpoint, keys, err))
        return NULL;
    if (is_in_use(endpoint)) {
        error_set(err, REFUSE, endpoint, "another program listens here");
        return NULL;
    }
    struct socket *s = socket_new(kind, err);
    if (!s)
        return NULL;
    limit_peers(s, high_water);
    if ((keys && (!keys_guard(keys, zsock_resolve(s->sock), err) || !watch(s, err))) ||
        !bind_at(s, endpoint, err))
        socket_close(&s);
    return s;
}

/* libzmq lets go of an address in a thread of its own. */
bool socket_bind_again(struct socket *s, struct error *err)
{
    char endpoint[sizeof s->endpoint];
    struct error last;
    memcpy(endpoint, s->endpoint, sizeof endpoint);
    zmq_unbind(zsock_resolve(s->sock), endpoint);
    s->bound = false;
    for (int i = 0; i < REBINDS_MAX; i++) {
        last = (struct error){ 0 };
        if (bind_at(s, endpoint, &last))
            return true;
        usleep(REBIND_US);
    }
    return error_set(err, STOP, last.place, "%s", last.text);
}

/* Refusals: a refused peer is told nothing, so that whoever runs us has to be. */

static const struct {
    uint16_t event;
    const char *why;
} refusals[] = {
    { ZMQ_EVENT_HANDSHAKE_FAILED_AUTH, "its key is not admitted" },
    { ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL, "it speaks no CURVE, or has the wrong server key" },
    { ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL, "it broke off" },
};

static bool watch(struct socket *s, struct error *err)
{
    static _Atomic unsigned made;
    char address[64];
    int events = 0;
    for (size_t i = 0; i < count_of(refusals); i++)
        events |= refusals[i].event;
    snprintf(address, sizeof address, "inproc://assayd-refusals-%u", made++);
    if (zmq_socket_monitor(zsock_resolve(s->sock), address, events) == 0)
        s->monitor = zmq_socket(zsys_init(), ZMQ_PAIR);
    if (s->monitor && zmq_connect(s->monitor, address) == 0)
        return true;
    return error_set(err, STOP, NULL, "the socket cannot be watched: %s",
                     zmq_strerror(zmq_errno()));
}

static const char *why_refused(uint16_t event)
{
    for (size_t i = 0; i < count_of(refusals); i++)
        if (refusals[i].event == event)
            return refusals[i].why;
    return "unknown";
}

/* An event is two frames: its number and value, and an address that is our own. */
size_t socket_refusals(struct socket *s, const char **ret_why)
{
    size_t count = 0;
    char bytes[256];
    uint16_t event;
    while (s->monitor && count < REFUSALS_MAX) {
        int got = zmq_recv(s->monitor, bytes, sizeof bytes, ZMQ_DONTWAIT);
        if (got < (int)sizeof event)
            break;
        memcpy(&event, bytes, sizeof event);
        zmq_recv(s->monitor, bytes, sizeof bytes, ZMQ_DONTWAIT);
        *ret_why = why_refused(event);
        count++;
    }
    return count;
}

struct socket *socket_connect(enum socket_kind kind, const char *endpoint,
                              const struct socket_identity *who, struct error *err)
{
    struct socket *s = socket_new(kind, err);
    if (!s)
        return NULL;
    set_limit(s, REPLY_MAX);
    set_int(s, ZMQ_RCVHWM, BACKLOG_MAX);
    set_int(s, ZMQ_LINGER, 0);
    if (kind == SOCKET_SUB)
        set_int(s, ZMQ_SNDHWM, 0); /* else many filters lose some */
    snprintf(s->endpoint, sizeof s->endpoint, "%s", endpoint);
    bool known = !who || !who->key ||
                 keys_introduce(zsock_resolve(s->sock), who->key, who->server, err);
    if (known && zmq_connect(zsock_resolve(s->sock), endpoint) == 0)
        return s;
    error_set(err, REFUSE, endpoint, "cannot connect: %s", zmq_strerror(zmq_errno()));
    socket_close(&s);
    return NULL;
}

/* libzmq leaves the file of an ipc socket behind. It goes while we still listen, so that it cannot
 * be the file of whoever binds the path next. */
void socket_close(struct socket **s)
{
    if (!*s)
        return;
    if ((*s)->bound && slice_starts(slice_of((*s)->endpoint), "ipc://"))
        unlink((*s)->endpoint + strlen("ipc://"));
    if ((*s)->monitor) {
        zmq_socket_monitor(zsock_resolve((*s)->sock), NULL, 0);
        zmq_close((*s)->monitor);
    }
    zsock_destroy(&(*s)->sock);
    mem_free(s);
}

const char *socket_endpoint(const struct socket *s)
{
    return s->endpoint;
}

bool socket_subscribe(struct socket *s, const char *prefix)
{
    assert(s->kind == SOCKET_SUB);
    return zmq_setsockopt(zsock_resolve(s->sock), ZMQ_SUBSCRIBE, prefix, strlen(prefix)) == 0;
}

/* Messages */

bool socket_send(struct socket *s, struct slice frame, bool more)
{
    int flags = ZMQ_DONTWAIT | (more ? ZMQ_SNDMORE : 0);
    if (!s->dropping &&
        zmq_send(zsock_resolve(s->sock), frame.len ? frame.ptr : "", frame.len, flags) >= 0)
        return true;
    s->dropping = more;
    return false;
}

static void parts_clear(struct message *m)
{
    zmq_msg_t *parts = m->owned;
    for (size_t i = 0; i < m->size; i++)
        zmq_msg_close(&parts[i]);
    m->size = 0;
}

void message_done(struct message *m)
{
    parts_clear(m);
    mem_free(&m->owned);
    mem_free(&m->frames);
    *m = (struct message){ 0 };
}

static void parts_grow(struct message *m)
{
    if (m->size < m->cap)
        return;
    size_t cap = m->cap ? m->cap * 2 : 8;
    zmq_msg_t *parts = mem_array(cap, sizeof *parts), *old = m->owned;
    for (size_t i = 0; i < m->size; i++) {
        zmq_msg_init(&parts[i]);
        zmq_msg_move(&parts[i], &old[i]);
        zmq_msg_close(&old[i]);
    }
    mem_free(&m->owned);
    m->owned = parts;
    m->frames = mem_resize(m->frames, cap, sizeof *m->frames);
    m->cap = cap;
}

static bool receive_part(struct socket *s, struct message *m, bool *ret_more)
{
    parts_grow(m);
    zmq_msg_t *part = (zmq_msg_t *)m->owned + m->size;
    zmq_msg_init(part);
    if (zmq_msg_recv(part, zsock_resolve(s->sock), ZMQ_DONTWAIT) < 0) {
        zmq_msg_close(part);
        return false;
    }
    *ret_more = zmq_msg_more(part);
    if (m->size == SOCKET_FRAMES_MAX)
        zmq_msg_close(part);
    else
        m->size++;
    return true;
}

bool socket_receive(struct socket *s, struct message *m)
{
    bool more = true;
    do {
        parts_clear(m);
        while (more && receive_part(s, m, &more))
            continue;
        if (more)
            return false;
        more = true;
    } while (m->size == SOCKET_FRAMES_MAX);
    for (size_t i = 0; i < m->size; i++) {
        zmq_msg_t *part = (zmq_msg_t *)m->owned + i;
        m->frames[i] = (struct slice){ zmq_msg_data(part), zmq_msg_size(part) };
    }
    return true;
}

/* Peers */

void message_peer(const struct message *m, struct peer *ret)
{
    zmq_msg_t *first = m->owned;
    const char *address = zmq_msg_gets(first, "Peer-Address");
    *ret = (struct peer){ .fd = address ? zmq_msg_get(first, ZMQ_SRCFD) : -1 };
    snprintf(ret->address, sizeof ret->address, "%s", address ? address : "");
}

/* As libzmq writes it. */
static bool address_of(int fd, char *ret, size_t size)
{
    struct sockaddr_storage address;
    socklen_t len = sizeof address;
    struct ucred who;
    char host[sizeof ((struct peer *)0)->address - 40];
    if (getpeername(fd, (struct sockaddr *)&address, &len) != 0 ||
        getnameinfo((struct sockaddr *)&address, len, host, sizeof host, NULL, 0, NI_NUMERICHOST))
        return false;
    len = sizeof who;
    if (address.ss_family != AF_UNIX)
        snprintf(ret, size, "%s", host);
    else if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &len) == 0)
        snprintf(ret, size, "%s:%u:%u:%d", host, who.uid, who.gid, who.pid);
    else
        return false;
    return true;
}

/* The descriptor is libzmq's, and may be another's by now: it is looked at first. */
bool socket_cut(const struct peer *peer)
{
    char address[sizeof peer->address];
    return peer->fd >= 0 && address_of(peer->fd, address, sizeof address) &&
           strcmp(address, peer->address) == 0 && shutdown(peer->fd, SHUT_RDWR) == 0;
}

bool socket_wait(struct socket *const *sockets, size_t size, int fd, struct duration at_most,
                 bool *ret_ready, bool *ret_fd_ready)
{
    zmq_pollitem_t items[8] = { 0 };
    assert(size < count_of(items));
    for (size_t i = 0; i < size; i++)
        items[i] = (zmq_pollitem_t){ zsock_resolve(sockets[i]->sock), 0, ZMQ_POLLIN, 0 };
    size_t count = size;
    if (fd >= 0)
        items[count++] = (zmq_pollitem_t){ NULL, fd, ZMQ_POLLIN, 0 };
    int ready = zmq_poll(items, (int)count, at_most.ms < 0 ? 0 : (long)at_most.ms);
    for (size_t i = 0; i < size; i++)
        ret_ready[i] = ready > 0 && items[i].revents & ZMQ_POLLIN;
    if (ret_fd_ready)
        *ret_fd_ready = ready > 0 && fd >= 0 && items[size].revents & ZMQ_POLLIN;
    return ready >= 0;
}
