/* doorman.h - answers libzmq's question who may come in (ZAP), from a directory of public keys.
 *
 *     struct doorman *d = doorman_open("/etc/assayd/clients", &err);
 *     if (doorman_reread(d))                         // at a reload: somebody was put out
 *         // bind the sockets anew, so that open sessions end
 *     doorman_close(&d);
 *
 * Every file of the directory counts that is a certificate as CZMQ writes it, but those ending in
 * "_secret"; others are left alone, and a key that stands in two files is one key (CZMQ's own zauth
 * aborts on that). A key that is put in is let in at once. Only CURVE in the domain of keys.c is let in;
 * an empty directory lets nobody in. A thread of its own; at most one at a time in a process. */
#ifndef OUTLET_DOORMAN_H
#define OUTLET_DOORMAN_H

#include "base/error.h"

#define DOORMAN_DOMAIN "assayd"

struct doorman;
struct doorman *doorman_open(const char *directory, struct error *err);
void doorman_close(struct doorman **);
/* True when a key that was there is there no more. */
bool doorman_reread(struct doorman *);

#endif
