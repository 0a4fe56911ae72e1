#include "base/checksum.h"

#include <sodium.h>

void checksum_mix(struct text *t, uint64_t value)
{
    char bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (char)(value >> 8 * i);
    text_add(t, (struct slice){ bytes, sizeof bytes });
}

uint64_t checksum(struct slice bytes)
{
    static const unsigned char key[crypto_shorthash_KEYBYTES] = "assayd journal";
    unsigned char out[crypto_shorthash_BYTES];
    uint64_t value = 0;
    crypto_shorthash(out, (const unsigned char *)bytes.ptr, bytes.len, key);
    for (int i = 7; i >= 0; i--)
        value = value << 8 | out[i];
    return value;
}
