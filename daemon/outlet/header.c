#include "outlet/header.h"

static void put(unsigned char *to, uint64_t word)
{
    for (int i = 7; i >= 0; i--, word >>= 8)
        to[i] = (unsigned char)word;
}

static uint64_t get(const char *from)
{
    uint64_t word = 0;
    for (int i = 0; i < 8; i++)
        word = word << 8 | (unsigned char)from[i];
    return word;
}

void header_write(const struct header *h, unsigned char ret[HEADER_SIZE])
{
    const uint64_t words[] = { h->version, h->epoch, h->sequence, h->previous,
                               (uint64_t)h->time.ms };
    for (size_t i = 0; i < count_of(words); i++)
        put(ret + 8 * i, words[i]);
}

bool header_read(struct slice bytes, struct header *ret)
{
    if (bytes.len < HEADER_SIZE || get(bytes.ptr) != HEADER_VERSION)
        return false;
    *ret = (struct header){ HEADER_VERSION,
                            get(bytes.ptr + 8),
                            get(bytes.ptr + 16),
                            get(bytes.ptr + 24),
                            { (int64_t)get(bytes.ptr + 32) } };
    return true;
}
