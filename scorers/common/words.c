#include "words.h"

#include "fold.h"
#include "grow.h"

struct words *words_new(void)
{
    struct words *words = grow_new(1, sizeof *words);
    words->mask = 255;
    words->buckets = grow_new(words->mask + 1, sizeof *words->buckets);
    return words;
}

void words_free(struct words **words)
{
    if (!*words)
        return;
    free((*words)->buckets);
    free((*words)->prints);
    free(*words);
    *words = NULL;
}

const struct words *words_none(void)
{
    static struct words_bucket bucket;
    static const struct words none = { .buckets = &bucket };
    return &none;
}

uint32_t words_look_far(const struct words *words, uint64_t print)
{
    for (size_t at = print & words->mask;; at = (at + 1) & words->mask) {
        const struct words_bucket *bucket = &words->buckets[at];
        uint32_t number = words_in_bucket(bucket, (uint32_t)(print >> 32));
        if (number || !bucket->numbers[WORDS_WAYS - 1])
            return number;
    }
}

static void put(struct words *words, uint64_t print, uint32_t number)
{
    for (size_t at = print & words->mask;; at = (at + 1) & words->mask)
        for (int way = 0; way < WORDS_WAYS; way++)
            if (!words->buckets[at].numbers[way]) {
                words->buckets[at].tags[way] = (uint32_t)(print >> 32);
                words->buckets[at].numbers[way] = number;
                return;
            }
}

static void enlarge(struct words *words)
{
    words->mask = words->mask * 2 + 1;
    free(words->buckets);
    words->buckets = grow_new(words->mask + 1, sizeof *words->buckets);
    for (uint32_t i = 0; i < words->size; i++)
        put(words, words->prints[i], i + 1);
}

uint32_t words_add(struct words *words, const char *word, size_t len)
{
    uint64_t print = words_print_any(word, len);
    uint32_t known = words_find(words, print);
    if (known || words->size == WORDS_MOST)
        return known;
    *GROW(words->prints, words->size, words->prints_cap) = print;
    if (words->size > words->mask + words->mask / 2) /* of four ways: then few are full */
        enlarge(words);
    else
        put(words, print, (uint32_t)words->size);
    return (uint32_t)words->size;
}

void words_set_traits(struct words *words, uint32_t number, uint32_t traits)
{
    uint64_t print = words->prints[number - 1];
    for (size_t at = print & words->mask;; at = (at + 1) & words->mask)
        for (int way = 0; way < WORDS_WAYS; way++)
            if ((words->buckets[at].numbers[way] & WORDS_MOST) == number) {
                words->buckets[at].numbers[way] = number | traits << WORDS_TRAITS_SHIFT;
                return;
            }
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
