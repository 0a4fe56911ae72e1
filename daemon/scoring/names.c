#include "scoring/names.h"

#include "base/mem.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* A letter or digit; bytes beyond ASCII are neither here. */
static inline bool is_ascii_word(unsigned char c)
{
    return (unsigned char)((c | 32) - 'a') < 26 || (unsigned char)(c - '0') < 10;
}

/* U+2010..U+203F are dashes, quotes, bullets: E2 80 90..BF; their tail bytes too. */
static bool is_mark_beyond_ascii(struct slice s, size_t at)
{
    size_t lead = at;
    while (lead > 0 && ((unsigned char)s.ptr[lead] & 0xc0) == 0x80 && at - lead < 3)
        lead--;
    return (unsigned char)s.ptr[lead] == 0xe2 && lead + 1 < s.len &&
           (unsigned char)s.ptr[lead + 1] == 0x80;
}

/* Letters, digits and everything beyond ASCII but dashes and quotation marks. */
static inline bool is_word_at(struct slice s, size_t at)
{
    if (at >= s.len)
        return false;
    unsigned char c = (unsigned char)s.ptr[at];
    if (c < 0x80)
        return is_ascii_word(c);
    return !is_mark_beyond_ascii(s, at);
}

static size_t word_end(struct slice s, size_t at)
{
    while (is_word_at(s, at))
        at++;
    return at;
}

/* Of its first eight bytes without their case; other bytes fall where they like. */
static uint32_t word_hash(struct slice s, size_t start, size_t end)
{
    uint64_t bytes = 0;
    size_t len = end - start;
    if (s.len - start >= 8) { /* one load, and what is too much shifted out */
        memcpy(&bytes, s.ptr + start, 8);
        bytes = len < 8 ? bytes & ~(~UINT64_C(0) << len * 8) : bytes;
    } else {
        memcpy(&bytes, s.ptr + start, len);
    }
    bytes = (bytes | UINT64_C(0x2020202020202020)) * UINT64_C(0x9e3779b97f4a7c15);
    return (uint32_t)(bytes >> 32);
}

void names_add(struct names *x, const struct name *name)
{
    if (!name->words.len || !is_word_at(name->words, 0))
        return;
    mem_grow(x->items, x->size, x->cap);
    x->items[x->size++] = *name;
}

/* The byte, and the other case's where that fits too. */
static void note_first(struct names *x, const struct name *p)
{
    unsigned char first = (unsigned char)p->words.ptr[0];
    x->begins[first] = true;
    if (p->loose && isupper(first))
        x->begins[tolower(first)] = true;
    if (!p->exact && !p->symbol && islower(first))
        x->begins[toupper(first)] = true;
    x->begins_small |= islower(first) || (p->loose && isupper(first));
}

/* Of the word behind the byte that ends the first one; `first` where no word stands there. */
static uint32_t key_of_two(struct slice s, size_t end, uint32_t first)
{
    if (!is_word_at(s, end + 1))
        return first;
    return first * 31 + word_hash(s, end + 1, word_end(s, end + 1));
}

static size_t filter_at(uint32_t hash)
{
    return hash / 64 % (NAMES_FILTER_BITS / 64);
}

void names_build(struct names *x)
{
    uint32_t count = 16;
    while (count < x->size * 2)
        count *= 2;
    x->mask = count - 1;
    x->buckets = mem_array(count, sizeof *x->buckets);
    memset(x->buckets, 0xff, count * sizeof *x->buckets);
    for (size_t i = 0; i < x->size; i++) {
        struct slice words = x->items[i].words;
        size_t end = word_end(words, 0);
        uint32_t hash = word_hash(words, 0, end);
        int32_t *bucket = &x->buckets[key_of_two(words, end, hash) & x->mask];
        x->filter[filter_at(hash)] |= UINT64_C(1) << hash % 64;
        x->items[i].next = *bucket;
        *bucket = (int32_t)i;
        note_first(x, &x->items[i]);
    }
}

void names_done(struct names *x)
{
    mem_free(&x->items);
    mem_free(&x->buckets);
}

static bool same_letter(unsigned char want, unsigned char got, const struct name *p)
{
    if (want == got)
        return true;
    if (p->exact || p->symbol || want >= 0x80)
        return false;
    if (!p->loose && isupper(want))
        return false;
    return tolower(want) == tolower(got);
}

/* The end of the name's occurrence at `at`, or 0. Any white space or hyphen fits another. */
static size_t match_at(const struct name *p, struct slice s, size_t at)
{
    size_t i = 0;
    while (i < p->words.len && at < s.len) {
        unsigned char want = (unsigned char)p->words.ptr[i], got = (unsigned char)s.ptr[at];
        bool gap = (want == ' ' || want == '-') && (got == ' ' || got == '-' || got == '\n');
        if (!gap && !same_letter(want, got, p))
            return 0;
        i++, at++;
    }
    if (i < p->words.len || (is_word_at(s, at) && is_word_at(s, at - 1)))
        return 0;
    return at;
}

/* The longest name at the word [at, end), or NULL: of one word, or that goes on as the text does. */
static const struct name *longest_at(const struct names *x, struct slice s, size_t at,
                                        size_t end, size_t *ret_end)
{
    const struct name *best = NULL;
    uint32_t hash = word_hash(s, at, end), keys[2] = { hash, 0 };
    *ret_end = 0;
    if (!(x->filter[filter_at(hash)] >> hash % 64 & 1))
        return NULL;
    keys[1] = key_of_two(s, end, hash);
    for (int k = 0; k < 1 + (keys[1] != hash); k++)
        for (int32_t i = x->buckets[keys[k] & x->mask]; i >= 0; i = x->items[i].next) {
            size_t stop = match_at(&x->items[i], s, at);
            if (stop > *ret_end)
                *ret_end = stop, best = &x->items[i];
        }
    return best;
}

/* How many bytes are looked at together. */
#define STEP 16

/* Which of them are letters and digits of ASCII, a bit for each, which are small letters, and which
 * lie beyond it. */
struct step {
    uint32_t wordy, lower, high;
};

/* Of the last bytes of a text, and of all where there is no SSE2. */
static struct step read_bytes(const char *bytes, size_t count)
{
    struct step step = {0};
    for (size_t i = 0; i < count; i++) {
        step.wordy |= (uint32_t)is_ascii_word((unsigned char)bytes[i]) << i;
        step.lower |= (uint32_t)(bytes[i] >= 'a' && bytes[i] <= 'z') << i;
        step.high |= (uint32_t)((unsigned char)bytes[i] >= 0x80) << i;
    }
    return step;
}

#ifdef __SSE2__

/* Moved so that last becomes the greatest signed byte, one comparison tells the range. */
static __m128i within(__m128i v, char first, char last)
{
    __m128i moved = _mm_add_epi8(v, _mm_set1_epi8((char)(127 - last)));
    return _mm_cmpgt_epi8(moved, _mm_set1_epi8((char)(127 - (last - first) - 1)));
}

static struct step read_step(const char *bytes)
{
    __m128i v = _mm_loadu_si128((const __m128i *)bytes);
    __m128i letter = within(_mm_or_si128(v, _mm_set1_epi8(32)), 'a', 'z');
    __m128i wordy = _mm_or_si128(letter, within(v, '0', '9'));
    return (struct step){ .wordy = (uint32_t)_mm_movemask_epi8(wordy),
                          .lower = (uint32_t)_mm_movemask_epi8(within(v, 'a', 'z')),
                          .high = (uint32_t)_mm_movemask_epi8(v) };
}

#else

static struct step read_step(const char *bytes)
{
    return read_bytes(bytes, STEP);
}

#endif

/* Where the word at this bit ends, if the step's masks tell; else looked for. */
static size_t end_in_step(struct slice s, size_t base, const struct step *step, unsigned bit)
{
    unsigned end = bit + (unsigned)__builtin_ctz(~(step->wordy >> bit));
    bool told = end > bit && end < STEP && !(step->high >> end & 1);
    return told ? base + end : word_end(s, base + bit);
}

/* Who wants to know of a place, and where it is written down. */
struct finder {
    const struct names *names;
    struct slice text;
    names_accept *accept;
    void *data;
    struct sightings *seen;
};

/* Notes the longest name at the word [at, end); returns where to look on. */
static size_t look_at(const struct finder *f, size_t at, size_t end)
{
    size_t stop;
    const struct name *name = longest_at(f->names, f->text, at, end, &stop);
    if (!name)
        return at + 1;
    struct sighting s = { name->entity, (uint32_t)at, (uint32_t)(stop - at), name->symbol, false };
    if (f->accept && !f->accept(f->data, f->text, &s))
        return at + 1;
    mem_grow(f->seen->items, f->seen->size, f->seen->cap);
    f->seen->items[f->seen->size++] = s;
    return stop;
}

/* Most words of a text are passed by with a look at their first byte, since names are written with
 * capitals. */
static void walk(const struct finder *f)
{
    const struct names *x = f->names;
    struct slice s = f->text;
    uint32_t before = 0; /* was the byte before this step a letter or digit of ASCII? */
    for (size_t base = 0, next = 0; base < s.len; base += STEP) {
        size_t left = s.len - base;
        struct step step = left < STEP ? read_bytes(s.ptr + base, left) : read_step(s.ptr + base);
        uint32_t begins = (step.wordy & ~(step.wordy << 1 | before)) | step.high;
        begins &= x->begins_small ? ~UINT32_C(0) : ~step.lower;
        before = step.wordy >> (STEP - 1) & 1;
        for (; begins; begins &= begins - 1) {
            unsigned bit = (unsigned)__builtin_ctz(begins);
            size_t at = base + bit;
            if (x->begins[(unsigned char)s.ptr[at]] && at >= next && is_word_at(s, at) &&
                !(at > 0 && is_word_at(s, at - 1)))
                next = look_at(f, at, end_in_step(s, base, &step, bit));
        }
    }
}

/* By entity, then by place. */
static int compare_sightings(const void *a, const void *b)
{
    const struct sighting *x = a, *y = b;
    if (x->entity != y->entity)
        return x->entity < y->entity ? -1 : 1;
    return x->start < y->start ? -1 : 1;
}

void names_find(const struct names *names, struct slice text, names_accept *accept, void *data,
                struct sightings *ret)
{
    walk(&(struct finder){ names, text, accept, data, ret });
    if (ret->size > 1)
        qsort(ret->items, ret->size, sizeof *ret->items, compare_sightings);
}

void sightings_done(struct sightings *seen)
{
    mem_free(&seen->items);
    *seen = (struct sightings){0};
}

bool names_is_word(struct slice text, size_t at)
{
    return is_word_at(text, at);
}
