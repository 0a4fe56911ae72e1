/* words.h - folded words and their numbers: the one look-up that every word of a text costs.
 *
 *     struct words *words = words_new();
 *     uint32_t id = words_add(words, "profit", 6);
 *     words_ready(words);                       // then read-only, for every thread
 *     assert(words_find(words, "Profit", 6, limit) == id);
 *
 * A key is the word's first 16 folded bytes, mixed with the rest of a longer one: no memory is
 * touched but the key's own slot, and a small bit map turns most unknown words away before that. */
#ifndef COMMON_WORDS_H
#define COMMON_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct words;

struct words_key {
    uint64_t low, high;
};

struct words *words_new(void);
void words_free(struct words **);

/* Numbers count from 1 in the order of adding; the same word gets the same number. The word is
 * folded already. */
uint32_t words_add(struct words *, const char *word, size_t len);
void words_ready(struct words *);
uint32_t words_size(const struct words *);

/* 0: unknown. The word need not be folded; bytes up to `limit` may be read. */
uint32_t words_find(const struct words *, const char *word, size_t len, const char *limit);

/* The same in two steps, for callers that know the word to be ASCII. */
struct words_key words_key_ascii(const char *word, size_t len, const char *limit);
struct words_key words_key_any(const char *word, size_t len);
uint32_t words_find_key(const struct words *, struct words_key);

#endif
