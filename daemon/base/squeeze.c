#include "base/squeeze.h"

#include <assert.h>
#include <zstd.h>

/* zstd's own default; higher ones cost three times as much for a few percent of such short texts. */
#define LEVEL 3

void squeeze(struct text *out, struct slice raw)
{
    size_t room = ZSTD_compressBound(raw.len);
    text_reserve(out, room);
    size_t size = ZSTD_compress(out->ptr + out->len, room, raw.ptr, raw.len, LEVEL);
    assert(!ZSTD_isError(size)); /* there was room, and the level is valid */
    out->ptr[out->len + size] = '\0';
    out->len += size;
}

bool unsqueeze(struct text *out, struct slice packed, size_t most, struct error *err)
{
    unsigned long long raw = ZSTD_getFrameContentSize(packed.ptr, packed.len);
    if (raw == ZSTD_CONTENTSIZE_ERROR || raw == ZSTD_CONTENTSIZE_UNKNOWN || raw > most)
        return error_set(err, MEND, NULL, "it is not what was packed, or too large");
    text_reserve(out, raw);
    size_t size = ZSTD_decompress(out->ptr + out->len, raw, packed.ptr, packed.len);
    out->ptr[out->len + (size == raw ? raw : 0)] = '\0';
    if (size != raw)
        return error_set(err, MEND, NULL, "it cannot be unpacked");
    out->len += raw;
    return true;
}
