/* date_parts.h - what date's files share: a date half read, a cursor over its text, and names.
 *
 * Readers take what they know off the front of the text and say whether they knew it. */
#ifndef INTAKE_DATE_PARTS_H
#define INTAKE_DATE_PARTS_H

#include "base/text.h"

#include <string.h>

/* What was read so far; the fields not found yet are -1. */
struct date {
    int year, month, day;
    int ordinal;                 /* day of the year, instead of month and day */
    int week, weekday;           /* of ISO 8601, Monday is 1; instead of month and day */
    int hour, minute, second, ms;
    int half;                    /* 0 a.m., 12 p.m. */
    int zone;                    /* minutes east */
    bool has_time, has_zone;
};

/* --- a cursor over the text --- */

static inline bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline char peek(struct slice s)
{
    return s.len ? s.ptr[0] : '\0';
}

static inline void skip(struct slice *s, size_t bytes)
{
    *s = slice_sub(*s, bytes, s->len);
}

static inline bool take(struct slice *s, const char *one_of)
{
    if (!s->len || !s->ptr[0] || !strchr(one_of, s->ptr[0]))
        return false;
    skip(s, 1);
    return true;
}

static inline size_t digits_ahead(struct slice s)
{
    size_t n = 0;
    while (n < s.len && is_digit(s.ptr[n]))
        n++;
    return n;
}

/* Reads the next `count` characters, known to be digits. */
static inline int take_digits(struct slice *s, size_t count)
{
    int value = 0;
    for (size_t i = 0; i < count; i++)
        value = value * 10 + (s->ptr[i] - '0');
    skip(s, count);
    return value;
}

/* A number of one to `most` digits. */
static inline bool take_number(struct slice *s, size_t most, int *ret)
{
    size_t n = digits_ahead(*s);
    if (n == 0 || n > most)
        return false;
    *ret = take_digits(s, n);
    return true;
}

static inline bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

static inline struct slice take_word(struct slice *s)
{
    size_t n = 0;
    while (n < s->len && is_word_byte(s->ptr[n]))
        n++;
    struct slice word = slice_sub(*s, 0, n);
    skip(s, n);
    return word;
}

static inline void skip_spaces(struct slice *s)
{
    while (take(s, " \t\r\n,"))
        ;
}

/* --- names (date_names.c) --- */

bool month_named(struct slice word, int *ret);
bool zone_named(struct slice word, int *ret);
/* "eastern", "pacific" with "standard time" or the like behind it. */
bool region_named(struct slice word, int *ret);
/* Halves of the day, in any spelling; takes it. */
bool take_half(struct slice *, struct date *);
/* "de", "of": between day, month and year. */
bool is_between(struct slice word);
/* "at", "um", "Uhr": before a time or behind it, and behind a year. */
bool is_idle(struct slice word);

/* --- clock and zone (date_clock.c) --- */

/* Behind the hour and its colon. */
bool take_clock(struct slice *, struct date *, int hour);
bool take_fraction(struct slice *, struct date *);
/* "+02:00", "-0120", "+2". */
bool take_offset(struct slice *, struct date *);
/* What may follow a date: time, half of the day, zone, in any order met. Whatever is no such thing
 * spoils the date, unless it is the last word, which then is a zone nobody knows. */
bool take_rest(struct slice *, struct date *);

#endif
