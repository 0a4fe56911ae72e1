/* words.h - folded words and their numbers: the one look-up that every word of a text costs.
 *
 *     struct words *words = words_new();
 *     uint32_t id = words_add(words, "profit", 6);
 *     assert(words_find(words, words_print("Profit", 6, limit)) == id);
 *
 * A word is known by its print, a hash of its folded bytes of which 44 bits are compared: among
 * 40,000 words an unknown one is taken for a known one by a chance of 1 in 400 million. A small
 * bit map turns most unknown words away before the table is touched; a slot is eight bytes. Once all
 * words are added, every thread may look them up. */
#ifndef COMMON_WORDS_H
#define COMMON_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define WORDS_MOST ((1u << 20) - 1)

struct words;

struct words *words_new(void);
void words_free(struct words **);

/* Numbers count from 1 in the order of adding; the same word gets the same number; beyond
 * WORDS_MOST, 0. The word is folded already. */
uint32_t words_add(struct words *, const char *word, size_t len);
uint32_t words_size(const struct words *);

/* The print of a word that need not be folded. */
uint64_t words_print_any(const char *word, size_t len);

/* ------------------------------------------------------------------ the hot path */

#define WORDS_CASE UINT64_C(0x2020202020202020)

static inline uint64_t words_mix(uint64_t low, uint64_t high)
{
    uint64_t mixed = (low ^ high * UINT64_C(0x9e3779b97f4a7c15)) * UINT64_C(0xbf58476d1ce4e5b9);
    return mixed ^ mixed >> 32;
}

/* The bytes past len are read and ignored; `left` bytes may be read. Setting bit 5 folds A-Z and
 * leaves a-z, digits, apostrophe and full stop as they are. */
static inline uint64_t words_eight(const char *from, size_t len, size_t left)
{
    uint64_t bytes = 0;
    if (left >= 8)
        memcpy(&bytes, from, 8);
    else
        memcpy(&bytes, from, left);
    bytes |= WORDS_CASE;
    return len >= 8 ? bytes : bytes & ~(~UINT64_C(0) << len * 8);
}

/* Of an ASCII word; bytes up to `limit` may be read. */
static inline uint64_t words_print(const char *word, size_t len, const char *limit)
{
    size_t left = (size_t)(limit - word);
    uint64_t low = words_eight(word, len, left), high = 0;
    for (size_t at = 8; at < len; at += 8)
        high = high * UINT64_C(0xff51afd7ed558ccd) + words_eight(word + at, len - at, left - at);
    return words_mix(low, high);
}

/* 0: unknown. */
uint32_t words_find(const struct words *, uint64_t print);

/* The same for many at once; print 0 is no word. The numbers go `stride` bytes apart, where zeros
 * stand already. */
void words_find_all(const struct words *, const uint64_t *prints, size_t count, uint32_t *numbers,
                    size_t stride);

#endif
