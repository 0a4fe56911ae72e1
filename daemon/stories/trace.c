#include "stories/trace.h"

#include <string.h>

#define FORM     2
#define OLD_FORM 1 /* ends with the traits */

static void put(struct text *out, uint64_t value, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        text_add_byte(out, (char)(value >> 8 * i));
}

static void put_float(struct text *out, float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    put(out, bits, sizeof bits);
}

static void put_numbers(struct text *out, const uint32_t *numbers, size_t size)
{
    put(out, size, 1);
    for (size_t i = 0; i < size; i++)
        put(out, numbers[i], 4);
}

void trace_write(const struct trace *t, struct text *out)
{
    const uint32_t plain[] = { t->number, t->story, t->copy_of, t->origin, t->items, t->origins,
                               t->lead_top, t->whole_top, t->shingles };
    put(out, FORM, 1);
    put(out, t->key, 8);
    put(out, (uint64_t)t->time, 8);
    put_numbers(out, plain, count_of(plain));
    put_numbers(out, t->merged, t->merged_size);
    put_numbers(out, t->marks, t->marks_size);
    put_float(out, t->weight);
    put(out, t->period, 1);
    put(out, t->looks_back, 1);
    put(out, t->numbers, 1);
    put(out, t->figures_size, 1);
    for (size_t i = 0; i < t->figures_size; i++) {
        put(out, t->figures[i].what, 4);
        put_float(out, t->figures[i].value);
    }
    put(out, t->traits_size, 1);
    for (size_t i = 0; i < t->traits_size; i++) {
        put(out, t->traits[i].hash, 4);
        put(out, t->traits[i].kind, 1);
    }
    put(out, t->owner, 4);
    put(out, t->title, 8);
    put(out, t->places, 8);
    put(out, t->day, 2);
    put(out, t->weekday, 1);
    put(out, t->dated, 1);
    put(out, t->release, 1);
}

/* Bytes being read; once too few are left, everything reads as 0. */
struct source {
    struct slice left;
    bool good;
};

static uint64_t take(struct source *s, size_t bytes)
{
    uint64_t value = 0;
    s->good &= s->left.len >= bytes;
    if (!s->good)
        return 0;
    for (size_t i = 0; i < bytes; i++)
        value |= (uint64_t)(unsigned char)s->left.ptr[i] << 8 * i;
    s->left = slice_sub(s->left, bytes, s->left.len);
    return value;
}

static float take_float(struct source *s)
{
    uint32_t bits = (uint32_t)take(s, 4);
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static size_t take_size(struct source *s, size_t most)
{
    size_t size = take(s, 1);
    s->good &= size <= most;
    return s->good ? size : 0;
}

static size_t take_numbers(struct source *s, uint32_t *ret, size_t most)
{
    size_t size = take_size(s, most);
    for (size_t i = 0; i < size; i++)
        ret[i] = (uint32_t)take(s, 4);
    return size;
}

static void take_traits(struct source *s, struct trace *t)
{
    t->traits_size = take_size(s, SKETCH_TRAITS);
    for (size_t i = 0; i < t->traits_size; i++) {
        t->traits[i].hash = (uint32_t)take(s, 4);
        t->traits[i].kind = (uint8_t)take(s, 1);
        s->good &= t->traits[i].kind < TRAIT_KINDS;
    }
}

static void take_headline(struct source *s, struct trace *t)
{
    t->owner = (uint32_t)take(s, 4);
    t->title = take(s, 8);
    t->places = take(s, 8);
    t->day = (uint16_t)take(s, 2);
    t->weekday = (uint8_t)take(s, 1);
    t->dated = take(s, 1) != 0;
    t->release = take(s, 1) != 0;
}

bool trace_read(struct slice bytes, struct trace *ret)
{
    struct source s = { bytes, true };
    struct trace t = { .key = 0 };
    uint32_t plain[9];
    uint64_t form = take(&s, 1);
    s.good &= form == FORM || form == OLD_FORM;
    t.key = take(&s, 8);
    t.time = (int64_t)take(&s, 8);
    s.good &= take_numbers(&s, plain, count_of(plain)) == count_of(plain);
    t.merged_size = (uint32_t)take_numbers(&s, t.merged, TRACE_MERGED);
    t.marks_size = take_numbers(&s, t.marks, SKETCH_MARKS);
    t.weight = take_float(&s);
    t.period = (uint8_t)take(&s, 1);
    t.looks_back = take(&s, 1) != 0;
    if (form == OLD_FORM)
        take(&s, 1); /* how many names it had */
    t.numbers = (uint8_t)take(&s, 1);
    t.figures_size = take_size(&s, SKETCH_FIGURES);
    for (size_t i = 0; i < t.figures_size; i++) {
        t.figures[i].what = (uint32_t)take(&s, 4);
        t.figures[i].value = take_float(&s);
    }
    take_traits(&s, &t);
    if (form == FORM)
        take_headline(&s, &t);
    if (!s.good || s.left.len)
        return false;
    t.number = plain[0], t.story = plain[1], t.copy_of = plain[2], t.origin = plain[3];
    t.items = plain[4], t.origins = plain[5];
    t.lead_top = plain[6], t.whole_top = plain[7], t.shingles = plain[8];
    *ret = t;
    return true;
}
