#include "stories/index.h"

#include "base/mem.h"

#include <string.h>

#define NUMBER_BITS 20
#define NUMBER_MASK (INDEX_ITEMS - 1)
#define EMPTY       0

/* A posting: 12 bits of the hash above 20 bits of the item's number. */
struct bucket {
    _Alignas(64) uint32_t postings[INDEX_WAYS];
};

struct index {
    void *room;             /* zeroed, so that it takes memory only as it is used */
    struct bucket *buckets; /* within */
    uint64_t size;
};

struct index *index_new(size_t bytes)
{
    struct index *x = mem_new(sizeof *x);
    x->size = bytes / sizeof *x->buckets + 1;
    x->room = mem_array(x->size + 1, sizeof *x->buckets);
    size_t beyond = (uintptr_t)x->room % _Alignof(struct bucket);
    x->buckets = (void *)((char *)x->room + (_Alignof(struct bucket) - beyond));
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

bool index_post(struct index *x, uint32_t hash, uint32_t number, index_same *same, void *context)
{
    struct bucket *b = bucket_of(x, hash);
    uint32_t tag = tag_of(hash), posting = tag | (number & NUMBER_MASK);
    for (size_t i = 0; i < INDEX_WAYS; i++)
        if ((b->postings[i] & ~NUMBER_MASK) == tag && same(context, b->postings[i] & NUMBER_MASK)) {
            b->postings[i] = posting;
            return true;
        }
    b->postings[victim(b, tag, number)] = posting;
    return false;
}
