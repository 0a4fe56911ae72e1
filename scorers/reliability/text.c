/* text.c - what a text does to its own facts: says them twice, forgets their hedges, slips. */
#include "groups.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHINGLE      4    /* words that count as said again */
#define MIN_SHINGLES 5    /* of a sentence that can be a repetition */
#define NEAR_HEDGE   5    /* words from a hedge to its number */
#define LOOK_BACK    64   /* numbers before one that are compared with it */
#define MAX_COMPARED 1000 /* pairs of mentions in one article */

/* ------------------------------------------------------------------ repetition */

/* Rolls over the words: sixteen bits of each, so that those before the last four are out. */
static uint64_t roll(uint64_t hash, const struct word *word)
{
    return (hash << 16) + (word->hash * UINT64_C(0xBF58476D1CE4E5B9) >> 48);
}

static bool may_be_repetition(const struct reading *r, const struct sentence *s)
{
    return !reading_is_title(r, s->first) && s->words >= SHINGLE;
}

static bool is_repetition(const struct sentence *s, uint32_t again)
{
    uint32_t count = s->words - SHINGLE + 1;
    return count >= MIN_SHINGLES && again * 2 > count;
}

/* Sixteen bits for each shingle, one of them set: an article in which no sentence seems to be said
 * again by these, which mistake few shingles for others, has none, as most have. */
static bool any_repetition(const struct reading *r)
{
    size_t size = 64;
    while (size < r->words_size * 2)
        size *= 2;
    unsigned shift = 61 - (unsigned)__builtin_ctzll(size);
    unsigned char *seen = calloc(size, 1);
    bool any = false;
    if (!seen)
        abort();
    for (uint32_t s = 0; s < r->sentences_size; s++) {
        const struct sentence *sentence = &r->sentences[s];
        const struct word *word = &r->words[sentence->first];
        uint64_t hash = 0;
        uint32_t again = 0;
        if (!may_be_repetition(r, sentence))
            continue;
        for (uint32_t i = 0; i < SHINGLE - 1; i++)
            hash = roll(hash, &word[i]);
        for (uint32_t i = SHINGLE - 1; i < sentence->words; i++) {
            hash = roll(hash, &word[i]);
            uint64_t bit = hash * UINT64_C(0x9E3779B97F4A7C15) >> shift;
            again += seen[bit / 8] >> bit % 8 & 1;
            seen[bit / 8] |= (unsigned char)(1u << bit % 8);
        }
        any |= is_repetition(sentence, again);
    }
    free(seen);
    return any;
}

struct shingles {
    uint64_t *slots; /* 0: free */
    size_t capacity;
};

/* True when it was there before. */
static bool shingle_add(struct shingles *s, uint64_t hash)
{
    hash |= 1;
    size_t slot = (hash >> 20) & (s->capacity - 1);
    while (s->slots[slot] && s->slots[slot] != hash)
        slot = (slot + 1) & (s->capacity - 1);
    if (s->slots[slot])
        return true;
    s->slots[slot] = hash;
    return false;
}

static void weigh_repetition(const struct weighing *w)
{
    const struct reading *r = w->reading;
    struct shingles seen = { .capacity = 64 };
    if (!any_repetition(r))
        return;
    while (seen.capacity < r->words_size * 2)
        seen.capacity *= 2;
    seen.slots = calloc(seen.capacity, sizeof *seen.slots);
    if (!seen.slots)
        abort();
    for (uint32_t s = 0; s < r->sentences_size; s++) {
        const struct sentence *sentence = &r->sentences[s];
        if (!may_be_repetition(r, sentence))
            continue;
        uint64_t hash = 0;
        uint32_t again = 0;
        for (uint32_t i = 0; i < sentence->words; i++) {
            hash = roll(hash, &r->words[sentence->first + i]);
            if (i + 1 >= SHINGLE)
                again += shingle_add(&seen, hash * UINT64_C(0x9E3779B97F4A7C15));
        }
        if (is_repetition(sentence, again))
            ledger_add_share(w->ledger, SIGNAL_text_repetition, sentence->span, w->dilution, NULL);
    }
    free(seen.slots);
}

/* ------------------------------------------------------------------ lost hedges */

/* A number that identifies a fact: two digits or more, no year. */
static bool is_telling(const struct reading *r, const struct word *word)
{
    if (!(word->flags & WORD_NUMBER) || word->len < 2)
        return false;
    const char *s = r->text + word->start;
    bool year = word->len == 4 && (s[0] == '1' || s[0] == '2') && !(word->flags & WORD_MONEY) &&
                memchr("0123456789", s[1], 10);
    return !year;
}

static bool is_hedged_number(const struct reading *r, uint32_t at)
{
    uint32_t first = r->sentences[r->words[at].sentence].first;
    for (uint32_t i = at; i > first && at - i < NEAR_HEDGE; i--)
        if (r->words[i - 1].lists & (LIST(HEDGE) | LIST(HEARSAY)))
            return true;
    return false;
}

static bool is_content(const struct word *word)
{
    return word->len > 3 && !(word->lists & (LIST(FUNCTION) | LIST(HEDGE) | LIST(HEARSAY)));
}

/* Content words that two sentences share, up to `enough`. */
static bool share_words(const struct reading *r, const struct sentence *a, const struct sentence *b,
                        uint32_t enough)
{
    uint32_t shared = 0;
    for (uint32_t i = a->first; i < a->first + a->words && i < a->first + 60; i++) {
        if (!is_content(&r->words[i]))
            continue;
        for (uint32_t k = b->first; k < b->first + b->words && k < b->first + 60; k++)
            if (r->words[k].hash == r->words[i].hash) {
                if (++shared == enough)
                    return true;
                break;
            }
    }
    return false;
}

/* Compares a number's mention with the nearest earlier one, if there is one. */
static bool compare_mentions(const struct weighing *w, const uint32_t *numbers, uint32_t count)
{
    const struct reading *r = w->reading;
    uint32_t at = numbers[count - 1];
    uint32_t oldest = count > LOOK_BACK ? count - LOOK_BACK : 0;
    for (uint32_t i = count - 1; i-- > oldest;) {
        uint32_t other = numbers[i];
        if (r->words[other].hash != r->words[at].hash ||
            r->words[other].sentence == r->words[at].sentence)
            continue;
        const struct sentence *a = &r->sentences[r->words[other].sentence];
        const struct sentence *b = &r->sentences[r->words[at].sentence];
        bool hedge_a = is_hedged_number(r, other), hedge_b = is_hedged_number(r, at);
        if (hedge_a != hedge_b && share_words(r, a, b, 3)) {
            uint32_t bare = hedge_a ? at : other;
            ledger_add(w->ledger, SIGNAL_text_hedge_lost, reading_span(r, bare, 1));
        }
        return true;
    }
    return false;
}

static void weigh_lost_hedges(const struct weighing *w)
{
    const struct reading *r = w->reading;
    uint32_t compared = 0, size = 0, *numbers = malloc((r->figures_size + 1) * sizeof *numbers);
    if (!numbers)
        abort();
    for (uint32_t i = 0; i < r->figures_size && compared < MAX_COMPARED; i++) {
        uint32_t at = r->figures[i];
        if (at < r->body || !is_telling(r, &r->words[at]))
            continue;
        numbers[size++] = at;
        compared += compare_mentions(w, numbers, size);
    }
    free(numbers);
}

/* ------------------------------------------------------------------ slips */

/* "end.Next": a full stop glued between two words. */
static bool is_glued(const struct reading *r, const struct word *word)
{
    if (word->start < 3)
        return false;
    const char *s = r->text + word->start;
    return word->flags & WORD_UPPER && s[-1] == '.' && s[-2] >= 'a' && s[-2] <= 'z' &&
           s[-3] >= 'a' && s[-3] <= 'z' && word->len > 1 && s[1] >= 'a' && s[1] <= 'z';
}

static void weigh_slips(const struct weighing *w)
{
    const struct reading *r = w->reading;
    for (uint32_t i = 0; i < r->marks_size; i++)
        if (r->marks[i].list == LIST_SLOPPY &&
            !(r->words[r->marks[i].first].flags & (WORD_UPPER | WORD_QUOTED)))
            ledger_add_share(w->ledger, SIGNAL_text_sloppy,
                             reading_span(r, r->marks[i].first, r->marks[i].words), w->dilution,
                             NULL);
    for (uint32_t i = r->body + 1; i < r->words_size; i++) {
        const struct word *word = &r->words[i];
        bool twice = word->hash == word[-1].hash, lone = word->len == 1, upper = word->flags & WORD_UPPER;
        if (__builtin_expect(!(twice | lone | upper), 1))
            continue;
        twice = twice && word->len < 4 && word->flags == 0 && word[-1].flags == 0 &&
                word->lists & LIST(FUNCTION);
        lone = lone && r->text[word->start] == 'i' && r->text[word->start + 1] == ' ';
        if (twice || lone || is_glued(r, word))
            ledger_add_share(w->ledger, SIGNAL_text_sloppy, reading_span(r, i, 1), w->dilution,
                             NULL);
    }
}

static void weigh_limits(const struct weighing *w)
{
    const struct reading *r = w->reading;
    for (uint32_t i = 0; i < r->marks_size; i++)
        if (r->marks[i].list == LIST_LIMITS)
            ledger_add(w->ledger, SIGNAL_text_limits,
                       reading_span(r, r->marks[i].first, r->marks[i].words));
}

static void weigh_length(const struct weighing *w)
{
    double share = 1 - w->reading->body_words / w->short_words;
    char why[80];
    if (share <= 0)
        return;
    snprintf(why, sizeof why, "%u words of text: little to rest on", w->reading->body_words);
    ledger_add_share(w->ledger, SIGNAL_text_short, (struct assay_span){ 0, 0 }, share, why);
}

void text_weigh(struct weighing *w)
{
    ledger_open(w->ledger, GROUP_text);
    weigh_repetition(w);
    weigh_lost_hedges(w);
    weigh_slips(w);
    weigh_limits(w);
    weigh_length(w);
}
