#include "base/squeeze.h"

#include "base/mem.h"

#include <assert.h>
#include <pthread.h>
#include <zstd.h>

/* zstd's own default; higher ones cost three times as much for a few percent of such short texts. */
#define LEVEL 3

/* zstd's working memory, a few hundred KiB: kept with its thread, since giving so much back each time
 * makes the allocator tidy up each time, which costs more than the work. */
struct bench {
    ZSTD_CCtx *in;
    ZSTD_DCtx *out;
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key; /* frees it with the thread */
static _Thread_local struct bench *bench;

static void bench_free(void *it)
{
    struct bench *b = it;
    ZSTD_freeCCtx(b->in);
    ZSTD_freeDCtx(b->out);
    mem_free(&b);
}

static void make_key(void)
{
    int failed = pthread_key_create(&key, bench_free);
    assert(!failed);
    (void)failed;
}

static struct bench *mine(void)
{
    if (bench)
        return bench;
    pthread_once(&once, make_key);
    bench = mem_new(sizeof *bench);
    bench->in = ZSTD_createCCtx();
    bench->out = ZSTD_createDCtx();
    assert(bench->in && bench->out);
    pthread_setspecific(key, bench);
    return bench;
}

void squeeze(struct text *out, struct slice raw)
{
    size_t room = ZSTD_compressBound(raw.len);
    text_reserve(out, room);
    size_t size = ZSTD_compressCCtx(mine()->in, out->ptr + out->len, room, raw.ptr, raw.len,
                                    LEVEL);
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
    size_t size = ZSTD_decompressDCtx(mine()->out, out->ptr + out->len, raw, packed.ptr,
                                      packed.len);
    out->ptr[out->len + (size == raw ? raw : 0)] = '\0';
    if (size != raw)
        return error_set(err, MEND, NULL, "it cannot be unpacked");
    out->len += raw;
    return true;
}
