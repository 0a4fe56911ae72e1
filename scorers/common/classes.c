#include "classes.h"

static uint64_t bit_if(int condition, int at)
{
    return (uint64_t)(condition != 0) << at;
}

struct classes classes_read_scalar(const char *bytes)
{
    struct classes ret = {0};
    for (int i = 0; i < CLASSES_BYTES; i++) {
        unsigned char c = (unsigned char)bytes[i], low = c | 32;
        ret.letter |= bit_if(low >= 'a' && low <= 'z', i);
        ret.upper |= bit_if(c >= 'A' && c <= 'Z', i);
        ret.digit |= bit_if(c >= '0' && c <= '9', i);
        ret.space |= bit_if(c == ' ', i);
        ret.odd |= bit_if(c >= 0x80 || c == '\'', i);
        ret.dot |= bit_if(c == '.', i);
        ret.quote |= bit_if(c == '"', i);
        ret.comma |= bit_if(c == ',' || c == ')', i);
        ret.twice |= bit_if(low == ((unsigned char)bytes[i + 1] | 32), i);
    }
    return ret;
}
