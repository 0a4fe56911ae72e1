/* header.h - the second frame of every message: five 64-bit words, big-endian.
 *
 *     version   of this header; a reader leaves messages of another version alone
 *     epoch     of the journal; numbers compare within one epoch only
 *     sequence  the journal entry's number; on a heartbeat the head, the last one sent
 *     previous  number of the entry before on exactly this topic; 0: none. A reader who saw a
 *               smaller one missed something. 0 on heartbeats
 *     time      of the entry, ms since 1970
 *
 * Later versions may append words; a reader must not mind them. */
#ifndef OUTLET_HEADER_H
#define OUTLET_HEADER_H

#include "base/clock.h"
#include "base/text.h"

#define HEADER_VERSION 1
#define HEADER_SIZE    40

struct header {
    uint64_t version, epoch, sequence, previous;
    struct instant time;
};

void header_write(const struct header *, unsigned char ret[HEADER_SIZE]);
/* False when too short or of another version. */
bool header_read(struct slice, struct header *ret);

#endif
