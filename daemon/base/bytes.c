#include "base/bytes.h"

#include <string.h>

/* Writing */

void bytes_put_number(struct text *out, uint64_t value)
{
    for (; value > 127; value >>= 7)
        text_add_byte(out, (char)(value | 128));
    text_add_byte(out, (char)value);
}

/* Sign in the lowest bit; one more, by which the farthest number wraps around to 0. */
void bytes_put_signed(struct text *out, int64_t value)
{
    bytes_put_number(out, (((uint64_t)value << 1) ^ (value < 0 ? UINT64_MAX : 0)) + 1);
}

void bytes_put_real(struct text *out, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    for (unsigned shift = 0; shift < 64; shift += 8)
        text_add_byte(out, (char)(bits >> shift));
}

void bytes_put_slice(struct text *out, struct slice s)
{
    bytes_put_number(out, s.len);
    text_add(out, s);
}

void bytes_put_string(struct text *out, const char *string)
{
    bytes_put_number(out, string ? strlen(string) + 1 : 0);
    text_add(out, slice_of(string));
}

/* Reading */

static struct slice take(struct bytes *b, uint64_t size)
{
    b->good &= size <= b->left.len;
    if (!b->good)
        return SLICE("");
    struct slice taken = slice_sub(b->left, 0, size);
    b->left = slice_sub(b->left, size, b->left.len);
    return taken;
}

uint64_t bytes_take_number(struct bytes *b)
{
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        struct slice byte = take(b, 1);
        if (!b->good)
            return 0;
        value |= (uint64_t)(byte.ptr[0] & 127) << shift;
        if (!(byte.ptr[0] & 128))
            return value;
    }
    b->good = false;
    return 0;
}

int64_t bytes_take_signed(struct bytes *b)
{
    uint64_t value = bytes_take_number(b);
    if (!b->good)
        return 0;
    value--;
    return (int64_t)((value >> 1) ^ (value & 1 ? UINT64_MAX : 0));
}

double bytes_take_real(struct bytes *b)
{
    struct slice eight = take(b, 8);
    uint64_t bits = 0;
    double value;
    for (size_t i = 0; i < eight.len; i++)
        bits |= (uint64_t)(unsigned char)eight.ptr[i] << 8 * i;
    memcpy(&value, &bits, sizeof value);
    return value;
}

size_t bytes_take_count(struct bytes *b, size_t most)
{
    uint64_t count = bytes_take_number(b);
    b->good &= count <= most && count <= b->left.len;
    return b->good ? count : 0;
}

struct slice bytes_take_slice(struct bytes *b)
{
    return take(b, bytes_take_number(b));
}

char *bytes_take_string(struct bytes *b)
{
    uint64_t size = bytes_take_number(b);
    struct slice s = take(b, size ? size - 1 : 0);
    b->good &= !memchr(s.ptr, '\0', s.len) && utf8_is_valid(s);
    return b->good && size ? slice_string(s) : NULL;
}
