#include "words.h"

#include "fold.h"
#include "grow.h"

struct slot {
    struct words_key key;
    uint32_t id; /* 0: free */
};

struct words {
    struct slot *slots; /* a power of two, at most half full */
    size_t slots_size, size;
    unsigned shift;
    uint64_t *filter;   /* a power of two of bits, eight or more to a word */
    unsigned filter_shift;
};

static uint64_t hash_of(struct words_key key)
{
    uint64_t mixed = key.low ^ (key.high * UINT64_C(0x9e3779b97f4a7c15));
    return (mixed ^ mixed >> 29) * UINT64_C(0xbf58476d1ce4e5b9);
}

struct words *words_new(void)
{
    struct words *words = grow_new(1, sizeof *words);
    words->slots_size = 1024;
    words->shift = 64 - 10;
    words->slots = grow_new(words->slots_size, sizeof *words->slots);
    return words;
}

void words_free(struct words **words)
{
    if (!*words)
        return;
    free((*words)->slots);
    free((*words)->filter);
    free(*words);
    *words = NULL;
}

static struct slot *slot_of(const struct words *words, struct words_key key)
{
    size_t at = hash_of(key) >> words->shift;
    while (words->slots[at].id &&
           (words->slots[at].key.low != key.low || words->slots[at].key.high != key.high))
        at = (at + 1) & (words->slots_size - 1);
    return &words->slots[at];
}

static void enlarge(struct words *words)
{
    struct slot *old = words->slots;
    size_t old_size = words->slots_size;
    words->slots_size *= 2;
    words->shift--;
    words->slots = grow_new(words->slots_size, sizeof *words->slots);
    for (size_t i = 0; i < old_size; i++)
        if (old[i].id)
            *slot_of(words, old[i].key) = old[i];
    free(old);
}

uint32_t words_add(struct words *words, const char *word, size_t len)
{
    struct words_key key = words_key_any(word, len);
    struct slot *slot = slot_of(words, key);
    if (slot->id)
        return slot->id;
    if (++words->size * 2 > words->slots_size) {
        enlarge(words);
        slot = slot_of(words, key);
    }
    *slot = (struct slot){ key, (uint32_t)words->size };
    return slot->id;
}

void words_ready(struct words *words)
{
    unsigned bits = 12;
    while (bits < 20 && (size_t)1 << bits < words->size * 8)
        bits++;
    words->filter_shift = 64 - bits;
    free(words->filter);
    words->filter = grow_new(((size_t)1 << bits) / 64, sizeof *words->filter);
    for (size_t i = 0; i < words->slots_size; i++)
        if (words->slots[i].id) {
            uint64_t bit = hash_of(words->slots[i].key) >> words->filter_shift;
            words->filter[bit / 64] |= UINT64_C(1) << (bit % 64);
        }
}

uint32_t words_size(const struct words *words)
{
    return (uint32_t)words->size;
}

/* ------------------------------------------------------------------ keys */

static uint64_t load(const char *from, size_t len)
{
    uint64_t word = 0;
    memcpy(&word, from, len < 8 ? len : 8);
    return word;
}

static uint64_t low_bytes(size_t len)
{
    return len >= 8 ? ~UINT64_C(0) : (UINT64_C(1) << (len * 8)) - 1;
}

/* Setting bit 5 folds A-Z and leaves a-z, digits, apostrophe and full stop as they are. */
#define CASE_BITS UINT64_C(0x2020202020202020)

static uint64_t fold_eight(const char *from, size_t len, const char *limit)
{
    uint64_t word;
    if (limit - from >= 8)
        memcpy(&word, from, 8);
    else
        word = load(from, len);
    return (word | CASE_BITS) & low_bytes(len);
}

struct words_key words_key_ascii(const char *word, size_t len, const char *limit)
{
    struct words_key key = { fold_eight(word, len, limit), 0 };
    if (len <= 8)
        return key;
    key.high = fold_eight(word + 8, len - 8, limit);
    for (size_t at = 16; at < len; at += 8)
        key.high = (key.high ^ fold_eight(word + at, len - at, limit)) *
                   UINT64_C(0x9e3779b97f4a7c15);
    return key;
}

struct words_key words_key_any(const char *word, size_t len)
{
    char folded[256];
    size_t size = fold_text(word, len, folded, sizeof folded);
    return words_key_ascii(folded, size, folded + size);
}

uint32_t words_find_key(const struct words *words, struct words_key key)
{
    uint64_t bit = hash_of(key) >> words->filter_shift;
    if (!(words->filter[bit / 64] >> (bit % 64) & 1))
        return 0;
    return slot_of(words, key)->id;
}

uint32_t words_find(const struct words *words, const char *word, size_t len, const char *limit)
{
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)word[i] >= 0x80)
            return words_find_key(words, words_key_any(word, len));
    return words_find_key(words, words_key_ascii(word, len, limit));
}
