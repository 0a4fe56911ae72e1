/* filters.h - who asked for how many topic prefixes, so that who hoards them loses his session alone.
 *
 *     struct filters *f = filters_new();
 *     if (!filters_add(f, prefix, &peer))           // more than his share
 *         socket_cut(&peer);
 *     filters_remove(f, prefix);                    // nobody asks for it any more
 *     while (filters_size(f) > MAX && filters_greediest(f, &peer))
 *         socket_cut(&peer);
 *
 * libzmq tells of a prefix when the first peer asks for it and when the last has let go, so each is
 * laid to the account of that first one. Who was cut comes again with all that he asked for; for a
 * minute, what shares his address has to do with less. Holds hashes, not texts: 16 bytes a prefix. */
#ifndef OUTLET_FILTERS_H
#define OUTLET_FILTERS_H

#include "outlet/socket.h"

#define FILTERS_EACH     20000 /* of one session */
#define FILTERS_HOARDER  1000  /* of one that comes again */
#define FILTERS_CUT_MS   60000 /* for so long */

struct filters;
struct filters *filters_new(void);
void filters_free(struct filters **);

/* False when this makes more than the peer may have; it is counted all the same, and so are those
 * that still come of a session that is cut. */
bool filters_add(struct filters *, struct slice prefix, const struct peer *);
void filters_remove(struct filters *, struct slice prefix);
/* Without those of sessions that are being cut; with them. */
size_t filters_size(const struct filters *);
size_t filters_held(const struct filters *);
/* Who has most; he counts as cut from now on. False when nobody has any. */
bool filters_greediest(struct filters *, struct peer *ret);
/* All sessions were cut: they come anew. */
void filters_clear(struct filters *);

#endif
