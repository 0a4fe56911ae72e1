#include "stories/sketch_parts.h"

#include "base/mem.h"

#include <string.h>

#define SHINGLE 4   /* words */

/* How many of each kind are kept. */
static const uint8_t shares[TRAIT_KINDS] = {
    [TRAIT_LEAD] = SKETCH_SAMPLE, [TRAIT_WHOLE] = SKETCH_SAMPLE, [TRAIT_NAME] = 32,
    [TRAIT_NUMBER] = 14,          [TRAIT_QUOTE] = 40,            [TRAIT_WORD] = 36,
};

struct trait *sketch_add(struct sketch *s, enum trait_kind kind, uint32_t hash, double weight,
                         bool posted, uint16_t run, struct assay_span span)
{
    hash = words_mix(hash, 0x51ed27u + (kind == TRAIT_WHOLE ? TRAIT_LEAD : kind));
    for (size_t i = 0; i < s->size; i++)
        if (s->traits[i].hash == hash) {
            s->traits[i].both = kind == TRAIT_WHOLE;
            if (posted && !s->traits[i].posted) { /* sure by now */
                s->traits[i].posted = true;
                s->traits[i].run = run;
                s->traits[i].weight = (float)weight;
            }
            return &s->traits[i];
        }
    if (s->counts[kind] >= shares[kind] || s->size == SKETCH_TRAITS)
        return NULL;
    s->counts[kind]++;
    s->traits[s->size] = (struct trait){
        .hash = hash, .kind = (uint8_t)kind, .posted = posted, .run = run, .weight = (float)weight,
        .span = span,
    };
    return &s->traits[s->size++];
}

struct assay_span sketch_span(const struct words *w, size_t first, size_t count)
{
    const struct word *last = &w->items[first + count - 1];
    uint32_t start = w->items[first].start;
    return (struct assay_span){ start, last->start + last->len - start };
}

struct slice sketch_word(const struct words *w, size_t at)
{
    return (struct slice){ w->text + w->items[at].start, w->items[at].len };
}

static struct slice small_of(const struct words *w, size_t at, char out[16])
{
    struct slice s = sketch_word(w, at);
    size_t len = s.len < 16 ? s.len : 0;
    for (size_t i = 0; i < len; i++)
        out[i] = (char)(s.ptr[i] >= 'A' && s.ptr[i] <= 'Z' ? s.ptr[i] + 32 : s.ptr[i]);
    return (struct slice){ out, len };
}

double sketch_value(const struct words *w, size_t at)
{
    char small[16];
    return vocabulary_value(small_of(w, at, small));
}

bool sketch_has(const struct words *w, size_t at, const char *word)
{
    char small[16];
    return at < w->size && w->items[at].len == strlen(word) &&
           slice_is(small_of(w, at, small), word);
}

bool sketch_is_opening(const struct words *w, size_t at)
{
    return at < w->body + SKETCH_OPENING / 2;
}

/* Shingles */

/* The lowest hashes seen so far, ascending. */
struct sample {
    uint32_t hashes[SKETCH_SAMPLE];
    size_t size;
    bool full;   /* something was left out */
};

static void sample_offer(struct sample *s, uint32_t hash)
{
    size_t at = s->size;
    while (at > 0 && s->hashes[at - 1] > hash)
        at--;
    if (at > 0 && s->hashes[at - 1] == hash)
        return;
    if (s->size == SKETCH_SAMPLE) {
        s->full = true;
        if (at == SKETCH_SAMPLE)
            return;
        s->size--;
    }
    memmove(s->hashes + at + 1, s->hashes + at, (s->size - at) * sizeof *s->hashes);
    s->hashes[at] = hash;
    s->size++;
}

static uint32_t sample_top(const struct sample *s)
{
    return s->full ? s->hashes[s->size - 1] : UINT32_MAX;
}

static uint32_t shingle_at(const struct words *w, size_t at)
{
    uint32_t h = 0;
    for (size_t i = 0; i < SHINGLE; i++)
        h = words_mix(h, w->items[at + i].hash);
    return h;
}

static void add_sample(struct sketch *s, const struct sample *sample, enum trait_kind kind)
{
    for (size_t i = 0; i < sample->size; i++)
        sketch_add(s, kind, sample->hashes[i], 1, true, (uint16_t)(sample->hashes[i] >> 16),
                   (struct assay_span){ 0, 0 });
}

static bool is_quoted(const struct words *w, size_t at)
{
    for (size_t i = at; i < at + SHINGLE; i++)
        if (!(w->items[i].flags & WORD_QUOTED))
            return false;
    return true;
}

#define OWN_WORDS 12 /* shingles outside of quotations, from which those alone count */

/* Whoever quotes a speaker copies no one. Only a text that is little else is known by what it
 * quotes. */
static bool has_own_words(const struct words *w)
{
    size_t own = 0;
    for (size_t at = w->body; at + SHINGLE <= w->size && own < OWN_WORDS; at++)
        own += !is_quoted(w, at);
    return own == OWN_WORDS;
}

static void add_shingles(struct sketch *s, const struct words *w)
{
    struct sample lead = { .size = 0 }, whole = { .size = 0 };
    bool own_only = has_own_words(w);
    for (size_t at = w->body; at + SHINGLE <= w->size; at++) {
        if (own_only && is_quoted(w, at))
            continue;
        uint32_t hash = shingle_at(w, at);
        if (at < w->body + SKETCH_OPENING)
            sample_offer(&lead, hash);
        sample_offer(&whole, hash);
        s->shingles++;
    }
    s->lead_top = sample_top(&lead);
    s->whole_top = sample_top(&whole);
    add_sample(s, &lead, TRAIT_LEAD);
    add_sample(s, &whole, TRAIT_WHOLE);
}

/* Words of the opening */

#define WORD_LETTERS 4  /* shorter ones say little */
#define WORDS_POSTED 14 /* the others are only looked up */

static void add_words(struct sketch *s, const struct words *w)
{
    const uint16_t dull = VOCABULARY_COMMON | VOCABULARY_RANK | VOCABULARY_CALENDAR |
                          VOCABULARY_NUMERAL | VOCABULARY_SCALE | VOCABULARY_RELAY;
    for (size_t at = 0; at < w->size && s->counts[TRAIT_WORD] < shares[TRAIT_WORD]; at++) {
        const struct word *word = &w->items[at];
        bool known = word->class & VOCABULARY_CONCEPT;
        if ((word->len < WORD_LETTERS && !known) || word->class & dull || word->flags & WORD_NUMBER)
            continue;
        bool opening = sketch_is_opening(w, at);
        double weight = (word->flags & WORD_TITLE ? 1 : opening ? 0.6 : 0.4) * (known ? 0.7 : 1);
        sketch_add(s, TRAIT_WORD, word->topic, weight,
                   opening && s->counts[TRAIT_WORD] < WORDS_POSTED, 0, sketch_span(w, at, 1));
    }
}

uint8_t sketch_bit(uint32_t hash)
{
    return hash >> 26;
}

static void read_headline(struct sketch *s, const struct words *w)
{
    for (size_t at = 0; at < w->body; at++)
        s->title |= UINT64_C(1) << sketch_bit(w->items[at].hash);
}

static void read_places(struct sketch *s, const struct words *w)
{
    for (size_t at = 0; at < w->size && at < w->body + SKETCH_OPENING; at++)
        if (w->items[at].country)
            s->places |= UINT64_C(1) << w->items[at].country;
}

struct sketch *sketch_new(const struct article *article)
{
    struct sketch *s = mem_new(sizeof *s);
    HELD(words) words = { 0 };
    words_read(&words, article);
    s->words = (uint32_t)words.size;
    read_headline(s, &words);
    read_places(s, &words);
    sketch_credits(s, &words, article);
    add_shingles(s, &words);
    sketch_names(s, &words);
    sketch_dates(s, &words, article);
    sketch_numbers(s, &words);
    sketch_quotes(s, &words);
    add_words(s, &words);
    return s;
}

void sketch_free(struct sketch **s)
{
    mem_free(s);
}

double sketch_weight(const struct sketch *s)
{
    double sum = 0;
    for (size_t i = 0; i < s->size; i++)
        if ((s->traits[i].kind == TRAIT_NAME || s->traits[i].kind == TRAIT_NUMBER) &&
            s->traits[i].posted)
            sum += s->traits[i].weight;
    return sum;
}
