#include "intake/date_parts.h"

#define FOREIGN_MOST 3 /* words behind a date that say nothing: a weekday, "Uhr", "Standard Time" */

/* --- zones --- */

bool take_offset(struct slice *s, struct date *d)
{
    int sign = peek(*s) == '-' ? -1 : 1, hours, minutes = 0, seconds;
    skip(s, 1);
    size_t n = digits_ahead(*s);
    if (n == 4 || n == 3) {
        hours = take_digits(s, n - 2);
        minutes = take_digits(s, 2);
    } else if (!take_number(s, 2, &hours) || (take(s, ":") && !take_number(s, 2, &minutes))) {
        return false;
    }
    if (take(s, ":") && !take_number(s, 2, &seconds))
        return false;
    if (hours > 15 || minutes > 59)
        return false;
    d->zone = sign * (hours * 60 + minutes);
    d->has_zone = true;
    return true;
}

static void set_zone(struct date *d, int minutes)
{
    if (d->has_zone)
        return;
    d->zone = minutes;
    d->has_zone = true;
}

/* "Eastern Standard Time", "Pacific Time". */
static bool take_region(struct slice *s, struct slice word, struct date *d)
{
    int minutes;
    struct slice ahead = *s, next;
    if (!region_named(word, &minutes))
        return false;
    skip_spaces(&ahead);
    next = take_word(&ahead);
    bool summer = slice_is_nocase(next, "daylight") || slice_is_nocase(next, "summer");
    if (summer || slice_is_nocase(next, "standard")) {
        skip_spaces(&ahead);
        next = take_word(&ahead);
    }
    if (!slice_is_nocase(next, "time"))
        return false;
    set_zone(d, minutes + summer * 60);
    *s = ahead;
    return true;
}

/* "PST", "Etc/GMT", "Pacific Time"; a city's zone is one that nobody here knows. */
static bool take_zone(struct slice *s, struct slice word, struct date *d)
{
    int minutes;
    if (take_region(s, word, d))
        return true;
    if (peek(*s) == '/') {
        bool etc = slice_is_nocase(word, "etc");
        skip(s, 1);
        if (!etc)
            while (take_word(s).len && take(s, "/_"))
                ;
        return true;
    }
    if (!zone_named(word, &minutes))
        return false;
    set_zone(d, minutes);
    return true;
}

/* --- clocks --- */

bool take_fraction(struct slice *s, struct date *d)
{
    size_t n = digits_ahead(*s);
    d->ms = 0;
    for (size_t i = 0, scale = 100; i < n && scale; i++, scale /= 10)
        d->ms += (s->ptr[i] - '0') * (int)scale;
    skip(s, n);
    return n > 0;
}

bool take_clock(struct slice *s, struct date *d, int hour)
{
    d->hour = hour;
    d->second = 0;
    if (!take_number(s, 2, &d->minute))
        return false;
    if (take(s, ":") && !take_number(s, 2, &d->second))
        return false;
    if ((peek(*s) == '.' || peek(*s) == ',') && s->len > 1 && is_digit(s->ptr[1])) {
        skip(s, 1);
        take_fraction(s, d);
    } else if (peek(*s) == '.') { /* "09:30:00.Z", "9.30." */
        skip(s, 1);
    }
    d->has_time = true;
    return peek(*s) != ':';
}

static bool take_mark(struct slice *s, const char *const *marks, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (slice_starts(*s, marks[i])) {
            skip(s, strlen(marks[i]));
            skip_spaces(s);
            return true;
        }
    return false;
}
#define TAKE_MARK(s, ...)                                                                          \
    take_mark(s, (const char *const[]){ __VA_ARGS__ },                                             \
              sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

/* Behind the hour's mark: "30分15秒", or nothing. */
static bool take_eastern_clock(struct slice *s, struct date *d, int hour)
{
    d->hour = hour;
    d->minute = d->second = 0;
    d->has_time = true;
    if (!digits_ahead(*s))
        return true;
    if (!take_number(s, 2, &d->minute) || !TAKE_MARK(s, "分", "분"))
        return false;
    return !digits_ahead(*s) || (take_number(s, 2, &d->second) && TAKE_MARK(s, "秒", "초"));
}

/* "093000", "0930" */
static bool take_packed_time(struct slice *s, struct date *d)
{
    size_t n = digits_ahead(*s);
    if (n != 4 && n != 6)
        return false;
    d->hour = take_digits(s, 2);
    d->minute = take_digits(s, 2);
    d->second = n == 6 ? take_digits(s, 2) : 0;
    return d->has_time = true;
}

/* Behind an hour alone: "9 PM", "14h", "14 Uhr". */
static bool take_hour_mark(struct slice *s, struct date *d)
{
    struct slice ahead = *s;
    skip_spaces(&ahead);
    if (!take_half(&ahead, d)) {
        struct slice word = take_word(&ahead);
        if (digits_ahead(ahead) || (!slice_is_nocase(word, "h") && !slice_is_nocase(word, "uhr")))
            return false;
    }
    *s = ahead;
    return true;
}

/* "09:30:15.25", "9.30", "9h30", "14h", "9 PM", "9時30分". */
static bool take_time(struct slice *s, struct date *d)
{
    int hour;
    if (take_packed_time(s, d))
        return true;
    if (!take_number(s, 2, &hour))
        return false;
    if (TAKE_MARK(s, "時", "时", "点", "시"))
        return take_eastern_clock(s, d, hour);
    if (!take_hour_mark(s, d))
        return take(s, ":.hH") && take_clock(s, d, hour);
    d->hour = hour;
    d->minute = d->second = 0;
    return d->has_time = true;
}

/* --- all that follows --- */

/* A comment, or a city's zone in brackets. False: it is neither. */
static bool take_comment(struct slice *s)
{
    if (peek(*s) != '(' && peek(*s) != '[')
        return false;
    size_t end = slice_find_byte(*s, peek(*s) == '(' ? ')' : ']');
    skip(s, end == SIZE_MAX ? s->len : end + 1);
    return true;
}

static bool take_one_word(struct slice *s, struct date *d, int *foreign)
{
    if (take_half(s, d))
        return true;
    struct slice word = take_word(s);
    bool idle = is_idle(word);
    if (idle && !d->has_time) { /* behind it, "at" and "a" are zones */
        take(s, ".");
        return true;
    }
    if (take_zone(s, word, d))
        return true;
    take(s, ".");
    if (idle)
        return true;
    skip_spaces(s);
    bool number_ahead = d->has_time && is_digit(peek(*s));
    return !number_ahead && ++*foreign <= FOREIGN_MOST;
}

/* What separates a date from its time: "2026-03-03 - 09:30", "… | 09:30". */
static bool take_separator(struct slice *s, const struct date *d)
{
    if (d->has_time)
        return false;
    if (peek(*s) == '-' && s->len > 1 && s->ptr[1] == ' ')
        skip(s, 1);
    else
        return take(s, "|_:;");
    return true;
}

bool take_rest(struct slice *s, struct date *d)
{
    int foreign = 0;
    for (skip_spaces(s); s->len; skip_spaces(s)) {
        char c = peek(*s);
        if (take_separator(s, d) || take_comment(s))
            continue;
        bool good = false;
        if ((c == '+' || c == '-') && d->has_time)
            good = take_offset(s, d);
        else if (is_digit(c) && !d->has_time)
            good = take_time(s, d);
        else if (is_word_byte(c))
            good = take_one_word(s, d, &foreign);
        if (!good)
            return false;
    }
    return true;
}
