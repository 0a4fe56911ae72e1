#include "stories/index.h"

#include "base/mem.h"

#include <string.h>

#define NUMBER_BITS 20
#define NUMBER_MASK (INDEX_ITEMS - 1)
#define EMPTY       0

#define FIRST_BUCKETS (UINT64_C(1) << 14) /* at most, at the start: 1 MiB */
#define GROWTH        4
#define FULL          (INDEX_WAYS / 2) /* postings a bucket, on average, at which it grows */

/* A posting: 12 bits of the hash above 20 bits of the item's number. */
struct bucket {
    _Alignas(64) uint32_t postings[INDEX_WAYS];
};

struct index {
    void *room;
    struct bucket *buckets; /* within */
    uint64_t size, most;    /* buckets; most: a power of GROWTH times the first size */
    uint64_t posted;        /* that took a place of their own */
};

static void make_room(struct index *x, uint64_t size)
{
    x->size = size;
    x->room = mem_array(size + 1, sizeof *x->buckets);
    size_t beyond = (uintptr_t)x->room % _Alignof(struct bucket);
    x->buckets = (void *)((char *)x->room + (_Alignof(struct bucket) - beyond));
}

struct index *index_new(size_t bytes)
{
    struct index *x = mem_new(sizeof *x);
    uint64_t size = bytes / sizeof *x->buckets + 1, stages = 1;
    for (; size > FIRST_BUCKETS; stages *= GROWTH)
        size /= GROWTH;
    x->most = size * stages;
    make_room(x, size);
    return x;
}

void index_free(struct index **x)
{
    if (!*x)
        return;
    mem_free(&(*x)->room);
    mem_free(x);
}

/* The high bits choose the bucket, all of them the tag. */
static struct bucket *bucket_of(const struct index *x, uint32_t hash)
{
    return &x->buckets[(uint64_t)hash * x->size >> 32];
}

/* Never the tag of EMPTY. */
static uint32_t tag_of(uint32_t hash)
{
    uint32_t tag = hash * UINT32_C(0x9e3779b1) >> NUMBER_BITS;
    return (tag == 0xfff ? tag : tag + 1) << NUMBER_BITS;
}

void index_prefetch(const struct index *x, uint32_t hash)
{
    __builtin_prefetch(bucket_of(x, hash));
}

/* Four postings at once; a trait that nobody had is the usual case. */
typedef uint32_t four __attribute__((vector_size(16)));

static bool has_tag(const struct bucket *b, uint32_t tag)
{
    const four mask = { ~NUMBER_MASK, ~NUMBER_MASK, ~NUMBER_MASK, ~NUMBER_MASK };
    const four tags = { tag, tag, tag, tag }, *postings = (const four *)b->postings;
    four any = { 0 };
    for (size_t i = 0; i < INDEX_WAYS / 4; i++)
        any |= (four)((postings[i] & mask) == tags);
    uint64_t halves[2];
    memcpy(halves, &any, sizeof halves);
    return halves[0] | halves[1];
}

size_t index_find(const struct index *x, uint32_t hash, uint32_t ret[INDEX_WAYS])
{
    const struct bucket *b = bucket_of(x, hash);
    uint32_t tag = tag_of(hash);
    size_t found = 0;
    if (!has_tag(b, tag))
        return 0;
    for (size_t i = 0; i < INDEX_WAYS; i++)
        if ((b->postings[i] & ~NUMBER_MASK) == tag)
            ret[found++] = b->postings[i] & NUMBER_MASK;
    return found;
}

/* The trait's own oldest when it has its share, else an empty place, else the oldest of all. */
static size_t victim(const struct bucket *b, uint32_t tag, uint32_t number)
{
    size_t oldest = 0, own_oldest = 0, own = 0;
    uint32_t age = 0, own_age = 0;
    for (size_t i = 0; i < INDEX_WAYS; i++) {
        bool empty = b->postings[i] == EMPTY;
        uint32_t one = empty ? INDEX_ITEMS : (number - b->postings[i]) & NUMBER_MASK;
        if (one >= age) {
            age = one;
            oldest = i;
        }
        if ((b->postings[i] & ~NUMBER_MASK) != tag)
            continue;
        own++;
        if (one >= own_age) {
            own_age = one;
            own_oldest = i;
        }
    }
    return own >= INDEX_SHARE ? own_oldest : oldest;
}

/* A posting does not know which part of its bucket's hashes it belongs to, so each new bucket gets them
 * all. Those in the wrong one answer to nobody, and are the first to be forgotten there. */
static void grow(struct index *x)
{
    struct index old = *x;
    make_room(x, old.size * GROWTH);
    for (uint64_t i = 0; i < x->size; i++)
        x->buckets[i] = old.buckets[i / GROWTH];
    mem_free(&old.room);
}

bool index_post(struct index *x, uint32_t hash, uint32_t number, index_same *same, void *context)
{
    if (x->posted >= FULL * x->size && x->size < x->most)
        grow(x);
    struct bucket *b = bucket_of(x, hash);
    uint32_t tag = tag_of(hash), posting = tag | (number & NUMBER_MASK);
    for (size_t i = 0; i < INDEX_WAYS; i++)
        if ((b->postings[i] & ~NUMBER_MASK) == tag && same(context, b->postings[i] & NUMBER_MASK)) {
            b->postings[i] = posting;
            return true;
        }
    b->postings[victim(b, tag, number)] = posting;
    x->posted++;
    return false;
}
