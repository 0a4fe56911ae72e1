/* address.h - which addresses a feed may lead this machine to.
 *
 *     struct networks allowed = {0};
 *     if (!networks_parse(settings->allow_private, &allowed, &err)) ...
 *     if (!address_may_connect((struct sockaddr *)&peer, &allowed, &err)) ...
 *
 * Whatever is not the public internet is refused: loopback, private, link-local (and with it the
 * metadata services of clouds), shared, multicast, documentation and reserved ranges, and IPv6
 * forms that carry such an IPv4 address inside. It is asked about the address of each connection,
 * after names were resolved, so that no name and no redirect can lead around it. */
#ifndef INTAKE_ADDRESS_H
#define INTAKE_ADDRESS_H

#include "assay/scorer.h"
#include "base/error.h"

#include <sys/socket.h>

struct network {
    unsigned char address[16]; /* IPv6; IPv4 as ::ffff:a.b.c.d */
    unsigned prefix;           /* bits that count */
};

struct networks {
    struct network *items;
    size_t size;
};

/* "127.0.0.0/8", "fd00::/8", "192.168.1.7". Fails with REFUSE and names the first that is none. */
MUST_USE bool networks_parse(struct assay_texts, struct networks *ret, struct error *err);
void networks_done(struct networks *);

/* Fails with REFUSE; err says which range it is and what lets it through. */
bool address_may_connect(const struct sockaddr *, const struct networks *allowed,
                         struct error *err);

#endif
