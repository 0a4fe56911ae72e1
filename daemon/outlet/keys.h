/* keys.h - who may connect from afar: CURVE keys, and the directory of clients' public ones.
 *
 *     struct keys *k = keys_open(&settings, &err);   // NULL without an error: no CURVE is wanted
 *     keys_guard(k, zmq_socket);                     // before it is bound
 *     if (keys_reread(k))                            // at a reload: somebody was put out
 *         // bind the sockets anew, so that open sessions end
 *
 * A certificate is a text file as CZMQ writes it (ZPL): `assayd keygen` makes a pair of them. The
 * server's holds both keys and must be readable by nobody else. Who may come in is doorman.h's business;
 * a key that is taken out of the clients' directory loses its open sessions at the next reload. Fails
 * closed: where nobody answers for keys, nobody gets in. At most one at a time in a process. */
#ifndef OUTLET_KEYS_H
#define OUTLET_KEYS_H

#include "base/error.h"
#include "settings/fields.h"

struct keys_settings {
    char *secret;  /* the server's certificate; NULL: no CURVE */
    char *clients; /* directory of public certificates */
};
extern const struct field keys_fields[];
extern const size_t keys_fields_size;

struct keys;
MUST_USE bool keys_open(const struct keys_settings *, struct keys **ret, struct error *err);
void keys_close(struct keys **);
MUST_USE bool keys_guard(const struct keys *, void *zmq_socket, struct error *err);
/* True when a key that was there is there no more. */
bool keys_reread(struct keys *);

/* A client's end: its own certificate and the server's public one. */
MUST_USE bool keys_introduce(void *zmq_socket, const char *own, const char *server,
                             struct error *err);

/* Writes path (both keys, mode 0600) and path.pub (the public one); refuses to overwrite either. */
MUST_USE bool keys_generate(const char *path, struct error *err);

#endif
