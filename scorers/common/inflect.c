#include "inflect.h"

#include "grow.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct exception {
    char base[INFLECT_MAX + 1];
    enum inflect_class word_class;
    char *forms;
};

struct inflect {
    struct exception *exceptions;
    size_t size, cap;
    uint32_t *slots; /* index + 1 into exceptions; a power of two of them */
    size_t slots_size;
};

struct inflect *inflect_new(void)
{
    return grow_new(1, sizeof(struct inflect));
}

void inflect_free(struct inflect **in)
{
    if (!*in)
        return;
    for (size_t i = 0; i < (*in)->size; i++)
        free((*in)->exceptions[i].forms);
    free((*in)->exceptions);
    free((*in)->slots);
    free(*in);
    *in = NULL;
}

static uint32_t hash_of(const char *base, size_t len, enum inflect_class word_class)
{
    uint32_t hash = 2166136261u ^ (uint32_t)word_class;
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ (unsigned char)base[i]) * 16777619u;
    return hash ^ hash >> 15;
}

/* The slot that holds the word, or the empty one where it would go. */
static uint32_t *slot_of(const struct inflect *in, const char *base, size_t len,
                         enum inflect_class word_class)
{
    size_t at = hash_of(base, len, word_class) & (in->slots_size - 1);
    for (; in->slots[at]; at = (at + 1) & (in->slots_size - 1)) {
        const struct exception *e = &in->exceptions[in->slots[at] - 1];
        if (e->word_class == word_class && strlen(e->base) == len && !memcmp(e->base, base, len))
            break;
    }
    return &in->slots[at];
}

static void rehash(struct inflect *in)
{
    if (in->size * 2 < in->slots_size)
        return;
    in->slots_size = in->slots_size ? in->slots_size * 2 : 256;
    free(in->slots);
    in->slots = grow_new(in->slots_size, sizeof *in->slots);
    for (size_t i = 0; i < in->size; i++) {
        const struct exception *e = &in->exceptions[i];
        *slot_of(in, e->base, strlen(e->base), e->word_class) = (uint32_t)i + 1;
    }
}

void inflect_except(struct inflect *in, const char *base, enum inflect_class word_class,
                    const char *forms, size_t forms_len)
{
    size_t len = strlen(base);
    if (len > INFLECT_MAX)
        return;
    rehash(in);
    uint32_t *slot = slot_of(in, base, len, word_class);
    struct exception *e;
    if (*slot) {
        e = &in->exceptions[*slot - 1];
        free(e->forms);
    } else {
        e = GROW(in->exceptions, in->size, in->cap);
        *slot = (uint32_t)in->size;
        memcpy(e->base, base, len + 1);
        e->word_class = word_class;
    }
    e->forms = grow_new(forms_len + 1, 1);
    memcpy(e->forms, forms, forms_len);
}

/* ------------------------------------------------------------------ spelling */

static bool is_vowel(char c)
{
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
}

static size_t vowel_groups(const char *s, size_t len)
{
    size_t groups = 0;
    for (size_t i = 0; i < len; i++) {
        bool here = is_vowel(s[i]) || (s[i] == 'y' && i > 0);
        bool before = i > 0 && (is_vowel(s[i - 1]) || (s[i - 1] == 'y' && i > 1));
        groups += here && !before;
    }
    return groups;
}

static bool ends(const char *s, size_t len, const char *tail)
{
    size_t n = strlen(tail);
    return len >= n && !memcmp(s + len - n, tail, n);
}

/* "cut", "big", "plan": one syllable, one vowel, one consonant behind it. */
static bool doubles(const char *s, size_t len)
{
    if (len < 3 || vowel_groups(s, len) != 1)
        return false;
    char last = s[len - 1], vowel = s[len - 2], first = s[len - 3];
    if (is_vowel(last) || last == 'w' || last == 'x' || last == 'y' || !is_vowel(vowel))
        return false;
    return !is_vowel(first) || (first == 'u' && len > 3 && s[len - 4] == 'q');
}

static bool consonant_y(const char *s, size_t len)
{
    return len > 1 && s[len - 1] == 'y' && !is_vowel(s[len - 2]);
}

/* Writes base without its last `drop` letters, the last one twice if asked, and the tail. */
static size_t join(char *out, const char *base, size_t len, size_t drop, bool twice,
                   const char *tail)
{
    size_t kept = len - drop, size = 0;
    memcpy(out, base, kept);
    size = kept;
    if (twice)
        out[size++] = base[len - 1];
    size_t tail_len = strlen(tail);
    memcpy(out + size, tail, tail_len);
    return size + tail_len;
}

static size_t s_form(const char *base, size_t len, bool verb, char *out)
{
    if (consonant_y(base, len))
        return join(out, base, len, 1, false, "ies");
    bool hissing = ends(base, len, "s") || ends(base, len, "x") || ends(base, len, "z") ||
                   ends(base, len, "ch") || ends(base, len, "sh");
    bool go = verb && len > 1 && base[len - 1] == 'o' && !is_vowel(base[len - 2]);
    return join(out, base, len, 0, false, hissing || go ? "es" : "s");
}

static size_t past_form(const char *base, size_t len, char *out)
{
    if (ends(base, len, "e"))
        return join(out, base, len, 0, false, "d");
    if (consonant_y(base, len))
        return join(out, base, len, 1, false, "ied");
    return join(out, base, len, 0, doubles(base, len), "ed");
}

static size_t ing_form(const char *base, size_t len, char *out)
{
    if (ends(base, len, "ie"))
        return join(out, base, len, 2, false, "ying");
    bool keeps = ends(base, len, "ee") || ends(base, len, "oe") || ends(base, len, "ye");
    if (ends(base, len, "e") && len > 2 && !keeps)
        return join(out, base, len, 1, false, "ing");
    return join(out, base, len, 0, doubles(base, len), "ing");
}

/* Long adjectives are compared with "more", which is an intensifier's business. */
static bool compares(const char *base, size_t len)
{
    size_t syllables = vowel_groups(base, len) - (len > 3 && ends(base, len, "e") &&
                                                  !ends(base, len, "le"));
    return syllables <= 1 || (syllables == 2 && (consonant_y(base, len) || ends(base, len, "le") ||
                                                 ends(base, len, "ow")));
}

static size_t compared(const char *base, size_t len, const char *tail, char *out)
{
    if (ends(base, len, "e"))
        return join(out, base, len, 1, false, tail);
    if (consonant_y(base, len)) {
        size_t size = join(out, base, len, 1, false, "i");
        memcpy(out + size, tail, strlen(tail));
        return size + strlen(tail);
    }
    return join(out, base, len, 0, doubles(base, len), tail);
}

size_t inflect_adverb(const char *base, size_t len, char *out)
{
    if (len > INFLECT_MAX)
        len = INFLECT_MAX;
    if (consonant_y(base, len))
        return join(out, base, len, 1, false, "ily");
    if (ends(base, len, "le") && len > 3 && !is_vowel(base[len - 3]))
        return join(out, base, len, 1, false, "y");
    if (ends(base, len, "ll"))
        return join(out, base, len, 0, false, "y");
    if (ends(base, len, "ue"))
        return join(out, base, len, 1, false, "ly");
    return join(out, base, len, 0, false, ends(base, len, "ic") ? "ally" : "ly");
}

/* ------------------------------------------------------------------ all forms */

struct forms {
    inflect_sink *sink;
    void *data;
    const char *base;
    size_t base_len;
    enum inflect_class word_class;
    bool has_s, has_past, has_ing;
};

static enum inflect_form resembles(const struct forms *f, const char *word, size_t len)
{
    if (f->word_class == INFLECT_NOUN)
        return INFLECT_S;
    if (f->word_class == INFLECT_ADJECTIVE)
        return INFLECT_MORE;
    if (ends(word, len, "ing"))
        return INFLECT_ING;
    bool third = word[len - 1] == 's' && f->base[f->base_len - 1] != 's';
    return third ? INFLECT_S : INFLECT_PAST;
}

static void listed(struct forms *f, const char *forms)
{
    while (*forms) {
        size_t len = strcspn(forms, ",");
        if (len) {
            enum inflect_form form = resembles(f, forms, len);
            f->has_s |= form == INFLECT_S;
            f->has_past |= form == INFLECT_PAST || form == INFLECT_MORE;
            f->has_ing |= form == INFLECT_ING;
            f->sink(f->data, forms, len, form);
        }
        forms += len + (forms[len] == ',');
    }
}

static void regular(const struct forms *f)
{
    char out[INFLECT_MAX + 8];
    const char *base = f->base;
    size_t len = f->base_len;
    if (f->word_class == INFLECT_ADJECTIVE) {
        if (f->has_past || !compares(base, len))
            return;
        f->sink(f->data, out, compared(base, len, "er", out), INFLECT_MORE);
        f->sink(f->data, out, compared(base, len, "est", out), INFLECT_MORE);
        return;
    }
    if (!f->has_s)
        f->sink(f->data, out, s_form(base, len, f->word_class == INFLECT_VERB, out), INFLECT_S);
    if (f->word_class == INFLECT_NOUN)
        return;
    if (!f->has_past)
        f->sink(f->data, out, past_form(base, len, out), INFLECT_PAST);
    if (!f->has_ing)
        f->sink(f->data, out, ing_form(base, len, out), INFLECT_ING);
}

void inflect_each(const struct inflect *in, const char *base, size_t len,
                  enum inflect_class word_class, inflect_sink *sink, void *data)
{
    struct forms f = { .sink = sink, .data = data, .base = base, .base_len = len,
                       .word_class = word_class };
    sink(data, base, len, INFLECT_BASE);
    if (word_class == INFLECT_NONE || len < 2 || len > INFLECT_MAX)
        return;
    uint32_t index = in && in->slots_size ? *slot_of(in, base, len, word_class) : 0;
    if (index)
        listed(&f, in->exceptions[index - 1].forms);
    regular(&f);
}
