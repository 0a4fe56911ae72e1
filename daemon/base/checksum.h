/* checksum.h - finds decay on a disk, not forgery: SipHash under a key that everybody knows.
 *
 *     HELD(text) t = {0};
 *     checksum_mix(&t, entry->sequence);            // numbers, the same on every machine
 *     text_add(&t, topic);
 *     uint64_t sum = checksum(text_slice(&t)); */
#ifndef BASE_CHECKSUM_H
#define BASE_CHECKSUM_H

#include "base/text.h"

void checksum_mix(struct text *, uint64_t);
uint64_t checksum(struct slice);

#endif
