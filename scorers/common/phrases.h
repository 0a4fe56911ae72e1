/* phrases.h - sequences of words and the value of each; finds the longest in a text.
 *
 *     *phrases_slot(phrases, (uint32_t[]){ back, to, PHRASES_GAP, wall }, 4) = 7;
 *     phrases_ready(phrases);
 *     size_t covered = phrases_longest(phrases, tokens, at, end, accept, data, &value);
 *
 * Words are numbers from words.h; a gap stands for up to PHRASES_GAP_MAX words. Look-ups cost
 * one hash probe a word, gaps a few more. */
#ifndef COMMON_PHRASES_H
#define COMMON_PHRASES_H

#include "tokens.h"

#define PHRASES_GAP UINT32_MAX
#define PHRASES_GAP_MAX 2
#define PHRASES_MAX 12 /* words and gaps of a phrase; at most two gaps */

struct phrases;

struct phrases *phrases_new(void);
void phrases_free(struct phrases **);

/* The value of this sequence, 0 at first; valid until the next call. */
uint32_t *phrases_slot(struct phrases *, const uint32_t *words, size_t size);
void phrases_ready(struct phrases *, uint32_t words_size);

/* What is known of a word alone: its own value, and which words may follow in a longer phrase, a
 * bit for each by phrases_bit; a gap sets all of them. */
struct phrases_state {
    uint32_t value, nexts;
};

#define PHRASES_GAP_FOLLOWS UINT32_MAX /* in nexts */

/* None for 0, which is no word. */
static inline uint32_t phrases_bit(uint32_t word)
{
    return (uint32_t)(word != 0) << (word * UINT32_C(0x9e3779b1) >> 27);
}

/* By number of word; from phrases_ready on. */
const struct phrases_state *phrases_words(const struct phrases *);

/* Two words in a row that begin a phrase, as bits by their hash: a no is certain, a yes wrong one
 * time in twenty. */
struct phrases_pairs {
    uint8_t bits[1u << 17];
};

const struct phrases_pairs *phrases_pairs(const struct phrases *);

#define PHRASES_FIRST UINT32_C(0x9e3779b1)
#define PHRASES_SECOND UINT32_C(0x85ebca6b)

static inline uint32_t phrases_pair_hash(uint32_t first, uint32_t second)
{
    return first * PHRASES_FIRST ^ second * PHRASES_SECOND;
}

static inline bool phrases_pair(const struct phrases_pairs *pairs, uint32_t first, uint32_t second)
{
    uint32_t hash = phrases_pair_hash(first, second);
    return pairs->bits[hash >> 15] >> (hash >> 12 & 7) & 1;
}

/* Of two words that begin a phrase: are they one, or does the third word or a gap lead on? The words
 * behind the token must be readable; a no is certain. */
bool phrases_goes_on(const struct phrases *, const struct token *);

/* False: no phrase of more than the word at `at` begins there. True: look. */
bool phrases_may_begin(const struct phrases *, const struct token *tokens, size_t at, size_t end);

/* May the phrase with this value stand at tokens [at, end)? */
typedef bool phrases_accept(const void *data, uint32_t value, size_t at, size_t end);

/* How many tokens the longest accepted phrase at `at` covers; 0: none. */
size_t phrases_longest(const struct phrases *, const struct token *tokens, size_t at, size_t end,
                       phrases_accept *, const void *data, uint32_t *ret_value);

#endif
