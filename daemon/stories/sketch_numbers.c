/* Numbers: amounts, counts, and tolls. */
#include "stories/sketch_parts.h"

#include <math.h>
#include <string.h>

/* A number as it stands: "$4.2 million", "twenty-three people", "14%". */
struct amount {
    double value;
    size_t first, count;     /* words */
    uint32_t unit;           /* hash of a sign or word before or behind it; 0: a bare number */
    bool scaled, spelt;
};

static double digits_value(struct slice s)
{
    double value = 0, place = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '.')
            place = 1;
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            continue;
        value = value * 10 + (s.ptr[i] - '0');
        place *= 10;
    }
    return place > 1 ? value / place : value;
}

/* "4.2m", "30bn", "14th": digits, then letters. */
static bool read_digits(const struct words *w, struct amount *a)
{
    struct slice s = sketch_word(w, a->first);
    size_t digits = 0;
    while (digits < s.len && (strchr("0123456789.,", s.ptr[digits]) != NULL))
        digits++;
    if (!digits || digits > 24)
        return false;
    a->value = digits_value(slice_sub(s, 0, digits));
    a->count = 1;
    struct slice tail = slice_sub(s, digits, s.len);
    double scale = tail.len && tail.len < 3 ? vocabulary_value(tail) : 0;
    if (scale >= 1000) {
        a->value *= scale;
        a->scaled = true;
    } else if (tail.len && !slice_is(tail, "th") && !slice_is(tail, "st") &&
               !slice_is(tail, "nd") && !slice_is(tail, "rd")) {
        a->unit = words_hash(tail.ptr, tail.len);
    }
    return true;
}

static void read_numeral(const struct words *w, struct amount *a)
{
    a->value = sketch_value(w, a->first);
    a->count = 1;
    a->spelt = true;
    if (a->value >= 20 && a->first + 1 < w->size) {
        double ones = sketch_value(w, a->first + 1);
        if (w->items[a->first + 1].class & VOCABULARY_NUMERAL && ones > 0 && ones < 10) {
            a->value += ones;
            a->count = 2;
        }
    }
    size_t next = a->first + a->count;
    if (sketch_has(w, next, "dozen")) {
        a->value *= 12;
        a->count++;
    }
}

static void read_scale(const struct words *w, struct amount *a)
{
    for (size_t at; (at = a->first + a->count) < w->size && a->count < 6; a->count++) {
        const struct word *word = &w->items[at];
        double scale = sketch_value(w, at);
        if (!(word->class & VOCABULARY_SCALE) || word->flags & (WORD_BREAK | WORD_FIRST))
            break;
        if (scale >= 100) {
            a->value *= scale;
            a->scaled = true;
        }
    }
}

/* A sign before or behind: $, pound, euro, percent. */
static void read_sign(const struct words *w, size_t text_end, struct amount *a)
{
    struct assay_span span = sketch_span(w, a->first, a->count);
    static const char *const before[] = { "$", "\xc2\xa3", "\xe2\x82\xac", "\xc2\xa5" };
    for (size_t i = 0; i < count_of(before); i++) {
        size_t len = strlen(before[i]);
        if (span.start >= len && memcmp(w->text + span.start - len, before[i], len) == 0)
            a->unit = words_hash("$", 1);
    }
    bool percent = sketch_has(w, a->first + a->count - 1, "percent") ||
                   sketch_has(w, a->first + a->count - 1, "pc") ||
                   sketch_has(w, a->first + a->count, "cent") ||
                   (span.start + span.len < text_end && w->text[span.start + span.len] == '%');
    if (percent)
        a->unit = words_hash("%", 1);
    static const char *const money[] = { "dollars", "pounds", "euros", "dollar", "euro", "yen" };
    for (size_t i = 0; i < count_of(money); i++)
        if (sketch_has(w, a->first + a->count, money[i]))
            a->unit = words_hash("$", 1);
}

static bool read_amount(const struct words *w, size_t at, size_t text_end, struct amount *ret)
{
    *ret = (struct amount){ .first = at };
    const struct word *word = &w->items[at];
    if (word->flags & WORD_NUMBER) {
        if (!read_digits(w, ret))
            return false;
    } else if (word->class & VOCABULARY_NUMERAL) {
        read_numeral(w, ret);
    } else {
        return false;
    }
    read_scale(w, ret);
    read_sign(w, text_end, ret);
    return true;
}

static int significant(double value)
{
    int digits = 0;
    if (value <= 0)
        return 0;
    while (value >= 1e6)
        value /= 10;
    double scaled = round(value * 100);
    while (scaled >= 10 && fmod(scaled, 10) == 0)
        scaled /= 10;
    for (; scaled >= 1; scaled /= 10)
        digits++;
    return digits;
}

/* The first word behind the number that can be counted; false: none near. */
static bool counted(const struct words *w, const struct amount *a, size_t *ret)
{
    size_t from = a->first + a->count;
    for (size_t at = from; at < w->size && at < from + 3; at++) {
        const struct word *word = &w->items[at];
        if (word->flags & (WORD_FIRST | WORD_BREAK | WORD_NUMBER))
            return false;
        if (word->flags & WORD_UPPER || word->class & (VOCABULARY_NUMERAL | VOCABULARY_SCALE))
            return false;
        if (word->len > 3 && (!(word->class & VOCABULARY_COMMON) || sketch_has(w, at, "people"))) {
            *ret = at;
            return true;
        }
    }
    return false;
}

static bool is_year(const struct amount *a, struct slice word)
{
    return word.len == 4 && !a->unit && !a->scaled && a->value >= 1900 && a->value <= 2100 &&
           a->value == floor(a->value);
}

static bool is_hedged(const struct words *w, size_t first)
{
    for (size_t i = first; i > 0 && i + 3 > first; i--)
        if (w->items[i - 1].class & VOCABULARY_ABOUT)
            return true;
    return false;
}

#define TOLL_NEAR 4 /* words between a number and its victims */

/* "26 people were killed", "killed 26", "toll rose to 71"; 0: no victims. */
static uint32_t toll_of(const struct words *w, const struct amount *a)
{
    if (a->first > 0 && w->items[a->first - 1].class & VOCABULARY_TOLL &&
        !(w->items[a->first].flags & (WORD_FIRST | WORD_BREAK)))
        return (uint32_t)sketch_value(w, a->first - 1);
    size_t from = a->first + a->count;
    for (size_t at = from; at < w->size && at < from + TOLL_NEAR; at++) {
        const struct word *word = &w->items[at];
        if (word->flags & (WORD_FIRST | WORD_BREAK | WORD_NUMBER))
            return 0;
        if (word->class & VOCABULARY_TOLL)
            return (uint32_t)sketch_value(w, at);
    }
    return 0;
}

/* "a 48-year-old actor", "15 years of marriage": time, and none of the things behind it. */
static bool is_time(const struct words *w, size_t at)
{
    static const char *const units[] = { "year", "years", "month",  "months", "week",   "weeks",
                                         "day",  "days",  "hour",   "hours",  "minute", "minutes" };
    for (size_t i = 0; i < count_of(units); i++)
        if (sketch_has(w, at, units[i]))
            return true;
    return false;
}

/* Only whole numbers of countable things, so that two reports can be held against each other. */
static void add_figure(struct sketch *s, const struct words *w, const struct amount *a, size_t what)
{
    if (a->unit || a->scaled || a->value != floor(a->value) || a->value < 2 ||
        is_hedged(w, a->first) || a->value >= 16777216 || is_time(w, a->first + a->count))
        return;
    uint32_t toll = toll_of(w, a), hash = toll ? toll : w->items[what].stem;
    for (size_t i = 0; i < s->figures_size; i++)
        if (s->figures[i].what == hash) {
            s->figures[i].once &= s->figures[i].value == (float)a->value;
            return;
        }
    if (s->figures_size < SKETCH_FIGURES)
        s->figures[s->figures_size++] = (struct figure){
            hash, (float)a->value, sketch_span(w, a->first, what - a->first + 1), true
        };
}

static void add_amount(struct sketch *s, const struct words *w, const struct amount *a)
{
    size_t what = 0;
    bool counts = counted(w, a, &what), year = is_year(a, sketch_word(w, a->first));
    int digits = significant(a->value);
    float value = (float)a->value;
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    if (counts && !year)
        add_figure(s, w, a, what);
    else if (!year && toll_of(w, a))
        add_figure(s, w, a, a->first + a->count - 1);
    double weight = year                                        ? 0.1
                    : digits >= 3                               ? 1
                    : digits == 2 && (a->unit || a->scaled)     ? 0.8
                    : digits == 2                               ? 0.6
                    : (a->unit && a->scaled) || a->value >= 100 ? 0.5
                                                                : 0.25;
    bool small = digits < 2 && !a->scaled && a->value < 100;
    if (a->spelt && a->value == 1)
        return;
    uint32_t hash = words_mix(bits, a->unit);
    if (small)
        hash = words_mix(hash, counts ? w->items[what].stem : 0x0ddu);
    if (small && !counts && !a->unit)
        return;
    sketch_add(s, TRAIT_NUMBER, hash, weight, true, 0,
               sketch_span(w, a->first, counts && small ? what - a->first + 1 : a->count));
}

void sketch_numbers(struct sketch *s, const struct words *w)
{
    size_t end = w->size ? w->items[w->size - 1].start + w->items[w->size - 1].len : 0;
    for (size_t at = 0; at < w->size;) {
        struct amount a;
        if (!read_amount(w, at, end, &a)) {
            at++;
            continue;
        }
        bool bare = !a.unit && !a.scaled && !a.spelt;
        if (!(bare && sketch_date(s, w, a.first, a.value)))
            add_amount(s, w, &a);
        at += a.count;
    }
}
