#include "words.h"

#include "fold.h"
#include "grow.h"

/* A slot: the print's upper 44 bits and the number; 0 is free. Four slots are a bucket, so that a
 * look-up reads half a cache line and seldom a second one. The uppermost bits choose the bucket,
 * the lowest the bit of the filter. */
#define NUMBER_MASK ((uint64_t)WORDS_MOST)
#define WAYS 4

/* 32 KiB: at 40,000 words it lets one unknown word in seven through. */
#define FILTER_BITS (UINT64_C(1) << 18)

struct bucket {
    uint64_t slots[WAYS];
};

struct words {
    struct bucket *buckets; /* a power of two */
    size_t buckets_size, size;
    unsigned shift;
    uint64_t filter[FILTER_BITS / 64];
};

struct words *words_new(void)
{
    struct words *words = grow_new(1, sizeof *words);
    words->buckets_size = 256;
    words->shift = 64 - 8;
    words->buckets = grow_new(words->buckets_size, sizeof *words->buckets);
    return words;
}

void words_free(struct words **words)
{
    if (!*words)
        return;
    free((*words)->buckets);
    free(*words);
    *words = NULL;
}

/* The slot that holds the print, or the free one where it would go. */
static uint64_t *slot_of(const struct words *words, uint64_t print)
{
    for (size_t at = print >> words->shift;; at = (at + 1) & (words->buckets_size - 1))
        for (int way = 0; way < WAYS; way++) {
            uint64_t *slot = &words->buckets[at].slots[way];
            if (!*slot || !((*slot ^ print) & ~NUMBER_MASK))
                return slot;
        }
}

static void enlarge(struct words *words)
{
    struct bucket *old = words->buckets;
    size_t old_size = words->buckets_size;
    words->buckets_size *= 2;
    words->shift--;
    words->buckets = grow_new(words->buckets_size, sizeof *words->buckets);
    for (size_t i = 0; i < old_size * WAYS; i++) {
        uint64_t slot = old[i / WAYS].slots[i % WAYS];
        if (slot)
            *slot_of(words, slot) = slot;
    }
    free(old);
}

static uint64_t filter_bit(uint64_t print)
{
    return UINT64_C(1) << print % 64;
}

static size_t filter_word(uint64_t print)
{
    return print / 64 % (FILTER_BITS / 64);
}

uint32_t words_add(struct words *words, const char *word, size_t len)
{
    uint64_t print = words_print_any(word, len);
    uint64_t *slot = slot_of(words, print);
    if (*slot)
        return (uint32_t)(*slot & NUMBER_MASK);
    if (words->size == WORDS_MOST)
        return 0;
    if (++words->size * 2 > words->buckets_size * WAYS) {
        enlarge(words);
        slot = slot_of(words, print);
    }
    *slot = (print & ~NUMBER_MASK) | words->size;
    words->filter[filter_word(print)] |= filter_bit(print);
    return (uint32_t)words->size;
}

uint32_t words_size(const struct words *words)
{
    return (uint32_t)words->size;
}

uint64_t words_print_any(const char *word, size_t len)
{
    char folded[256];
    size_t size = fold_text(word, len, folded, sizeof folded);
    return words_print(folded, size, folded + size);
}

/* The print's number if the slot holds it, else 0; without a branch, since none could be
 * foretold. */
static inline uint64_t held(uint64_t slot, uint64_t print)
{
    return ((slot ^ print) & ~NUMBER_MASK) ? 0 : slot & NUMBER_MASK;
}

static bool passes(const struct words *words, uint64_t print)
{
    return (words->filter[filter_word(print)] & filter_bit(print)) != 0;
}

static inline uint32_t find(const struct words *words, uint64_t print)
{
    const uint64_t *slots = words->buckets[print >> words->shift].slots;
    uint64_t number = held(slots[0], print) | held(slots[1], print) | held(slots[2], print) |
                      held(slots[3], print);
    if (__builtin_expect(!number & (slots[WAYS - 1] != 0), 0)) /* a full bucket */
        return (uint32_t)(*slot_of(words, print) & NUMBER_MASK);
    return (uint32_t)number;
}

uint32_t words_find(const struct words *words, uint64_t print)
{
    return passes(words, print) ? find(words, print) : 0;
}

/* First the filter for all, then the table for those that pass: what is looked up there is mostly
 * common words, whose buckets are warm. */
void words_find_all(const struct words *words, const uint64_t *prints, size_t count,
                    uint32_t *numbers, size_t stride)
{
    uint8_t passed[256];
    for (size_t from = 0; from < count; from += sizeof passed) {
        size_t most = count - from < sizeof passed ? count - from : sizeof passed, found = 0;
        for (size_t i = 0; i < most; i++) {
            passed[found] = (uint8_t)i;
            found += passes(words, prints[from + i]);
        }
        for (size_t i = 0; i < found; i++) {
            size_t at = from + passed[i];
            *(uint32_t *)((char *)numbers + at * stride) = find(words, prints[at]);
        }
    }
}
