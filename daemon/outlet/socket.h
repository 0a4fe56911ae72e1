/* socket.h - ZeroMQ sockets, made in CZMQ's context so that a doorman can guard them.
 *
 *     struct socket *s = socket_bind(SOCKET_XPUB, "ipc:///run/assayd/items.sock", 10000, keys, &err);
 *     socket_send(s, SLICE("item/a/"), true);
 *     socket_send(s, body, false);
 *     socket_close(&s);
 *
 * Who may connect: with keys, who has one of those that are admitted, whatever the address. Without,
 * an ipc socket is made with mode 0660, and its directory and group decide; tcp is then bound to
 * loopback only, since nothing asks a peer who it is. Abstract ipc addresses have no mode and are
 * refused. Neither sending nor receiving ever blocks.
 *
 * A socket may move to another thread once, when that thread is started. */
#ifndef OUTLET_SOCKET_H
#define OUTLET_SOCKET_H

#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"
#include "outlet/keys.h"

enum socket_kind { SOCKET_XPUB, SOCKET_ROUTER, SOCKET_SUB, SOCKET_DEALER };

struct socket;

/* high_water: messages kept for a peer that does not read; then live ones are dropped for it. */
struct socket *socket_bind(enum socket_kind, const char *endpoint, int high_water,
                           const struct keys *, struct error *err);
/* Ends all sessions and takes new ones at the same address; STOP when it is gone: better none than one
 * who was put out. */
MUST_USE bool socket_bind_again(struct socket *, struct error *err);
/* How many peers were refused since the last call, and why the last of them was. */
size_t socket_refusals(struct socket *, const char **ret_why);

/* What our own commands need where the daemon asks for keys. */
struct socket_identity {
    const char *key, *server; /* certificates: ours, the server's public one; NULL: none needed */
};
/* Succeeds although nobody is there yet. */
struct socket *socket_connect(enum socket_kind, const char *endpoint,
                              const struct socket_identity *, struct error *err);
void socket_close(struct socket **);

/* For whoever refuses an endpoint that is not near; takes the endpoint. */
#define SOCKET_WITHIN_REACH                                                                        \
    "\"%s\" is within reach of other machines, and nothing would ask them who they are; use "      \
    "ipc:// or tcp://127.0.0.1, or set publish.curve"

/* Checks without binding, for the settings. */
bool socket_check_endpoint(const char *endpoint, struct error *err);
/* Only whoever is on this machine can reach it. */
bool socket_is_near(const char *endpoint);
/* Where it is bound, with the port that "tcp://127.0.0.1:*" chose. */
const char *socket_endpoint(const struct socket *);

bool socket_subscribe(struct socket *, const char *prefix); /* SOCKET_SUB */

/* False when the peer is gone or its queue full; then the rest of the message is dropped too. */
bool socket_send(struct socket *, struct slice frame, bool more);

#define SOCKET_FRAMES_MAX 1024

/* A received message; the frames are borrowed from it until the next receive or done. */
struct message {
    struct slice *frames;
    size_t size, cap;
    void *owned;
};
void message_done(struct message *);
/* False when nothing waits. A message of SOCKET_FRAMES_MAX frames or more is dropped. */
bool socket_receive(struct socket *, struct message *);

/* Who sent it, as far as the system knows: an address, or a process on this machine. */
struct peer {
    int fd;           /* of his session; -1: libzmq itself speaks for one that ended */
    char address[96];
};
void message_peer(const struct message *, struct peer *ret);
/* Ends his session and no other; he may connect again. False when it has ended already. */
bool socket_cut(const struct peer *);

/* Waits until one of the sockets or the descriptor (-1: none) can be read, at most so long.
 * ready[i] tells of sockets[i]. False when a signal came between. */
bool socket_wait(struct socket *const *sockets, size_t size, int fd, struct duration at_most,
                 bool *ret_ready, bool *ret_fd_ready);

#endif
