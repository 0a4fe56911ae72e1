/* classes.h - 64 bytes of text as bit masks: which are letters, digits, white space.
 *
 *     struct classes c;
 *     classes_read(text, &c);             // reads 65 bytes
 *     size_t run = __builtin_ctzll(~(c.letter | c.digit));
 *
 * Bit i speaks of byte i. With SSE2 sixteen bytes at a time, elsewhere byte by byte; both say the
 * same, and a test holds them to it. */
#ifndef COMMON_CLASSES_H
#define COMMON_CLASSES_H

#include <stdint.h>

#define CLASSES_BYTES 64
#define CLASSES_NEED (CLASSES_BYTES + 1)

struct classes {
    uint64_t letter, upper, digit, space;
    uint64_t high;  /* 0x80 and above */
    uint64_t twice; /* like the byte behind it, but for case */
};

void classes_read(const char *bytes, struct classes *);
void classes_read_scalar(const char *bytes, struct classes *);

#endif
