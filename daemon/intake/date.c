#include "intake/date.h"

#include <string.h>
#include <strings.h>

#define LONGEST 128

/* What was read so far; the fields not found yet are -1. */
struct date {
    int year, month, day;
    int ordinal;                 /* day of the year, instead of month and day */
    int hour, minute, second, ms;
    int half;                    /* 0 a.m., 12 p.m. */
    int zone;                    /* minutes east */
    bool has_time, has_zone;
};

/* ------------------------------------------------------------------ names */

struct named {
    const char *name;
    int value;
};

/* clang-format off */
/* Beginnings of month names in lower case; the longest that fits counts. */
static const struct named months[] = {
    { "jan", 1 },  { "feb", 2 },  { "mar", 3 },  { "apr", 4 },  { "may", 5 },   { "jun", 6 },
    { "jul", 7 },  { "aug", 8 },  { "sep", 9 },  { "oct", 10 }, { "nov", 11 },  { "dec", 12 },
    /* German, Dutch, Scandinavian */
    { "jän", 1 },  { "mär", 3 },  { "mrt", 3 },  { "maa", 3 },  { "mai", 5 },   { "maj", 5 },
    { "mei", 5 },  { "okt", 10 }, { "dez", 12 }, { "des", 12 },
    /* French, Italian, Spanish, Portuguese */
    { "janv", 1 }, { "fév", 2 },  { "fev", 2 },  { "avr", 4 },  { "juin", 6 },  { "juil", 7 },
    { "aoû", 8 },  { "aou", 8 },  { "déc", 12 }, { "gen", 1 },  { "mag", 5 },   { "giu", 6 },
    { "lug", 7 },  { "ago", 8 },  { "set", 9 },  { "ott", 10 }, { "dic", 12 },  { "ene", 1 },
    { "abr", 4 },  { "out", 10 },
    /* Hungarian */
    { "már", 3 },  { "ápr", 4 },  { "máj", 5 },  { "máu", 5 },  { "jún", 6 },  { "júl", 7 },   { "sze", 9 },
    /* Polish, Czech */
    { "sty", 1 },  { "lut", 2 },  { "kwi", 4 },  { "cze", 6 },  { "lip", 7 },   { "sie", 8 },
    { "wrz", 9 },  { "paź", 10 }, { "lis", 11 }, { "gru", 12 },
    /* Greek */
    { "ιαν", 1 },  { "ιάν", 1 },  { "φεβ", 2 },  { "φέβ", 2 },  { "μαρ", 3 },   { "μάρ", 3 },
    { "απρ", 4 },   { "άπρ", 4 },  { "μαϊ", 5 },  { "μαι", 5 },   { "μάι", 5 },
    { "μάϊ", 5 },  { "ιουν", 6 }, { "ιούν", 6 }, { "ιουλ", 7 },  { "ιούλ", 7 },
    { "αυγ", 8 },  { "αύγ", 8 },  { "σεπ", 9 },  { "σέπ", 9 },   { "οκτ", 10 },
    { "νοε", 11 }, { "νοέ", 11 }, { "δεκ", 12 }, { "δέκ", 12 },
    /* Russian, Bulgarian */
    { "янв", 1 },  { "яну", 1 },  { "фев", 2 },  { "мар", 3 },  { "апр", 4 },   { "май", 5 },
    { "мая", 5 },  { "июн", 6 },  { "юни", 6 },  { "июл", 7 },  { "юли", 7 },   { "авг", 8 },
    { "сен", 9 },  { "сеп", 9 },  { "окт", 10 }, { "ноя", 11 }, { "ное", 11 },  { "дек", 12 },
    /* Turkish */
    { "oca", 1 },  { "şub", 2 },  { "nis", 4 },  { "haz", 6 },  { "tem", 7 },   { "ağu", 8 },
    { "eyl", 9 },  { "eki", 10 }, { "kas", 11 }, { "ara", 12 },
};

/* Offsets in minutes. Where one name means several zones (IST, BST), the one with more feeds. */
static const struct named zones[] = {
    { "z", 0 },       { "gmt", 0 },     { "utc", 0 },     { "ut", 0 },      { "wet", 0 },
    { "west", 60 },   { "bst", 60 },    { "cet", 60 },    { "met", 60 },    { "mez", 60 },
    { "cest", 120 },  { "mest", 120 },  { "mesz", 120 },  { "sast", 120 },  { "cat", 120 },
    { "eet", 120 },   { "eest", 180 },  { "msk", 180 },   { "trt", 180 },   { "eat", 180 },
    { "msd", 240 },   { "gst", 240 },   { "pkt", 300 },   { "ist", 330 },   { "npt", 345 },
    { "ict", 420 },   { "wib", 420 },   { "sgt", 480 },   { "hkt", 480 },   { "pht", 480 },
    { "awst", 480 },  { "jst", 540 },   { "kst", 540 },   { "acst", 570 },  { "acdt", 630 },
    { "aest", 600 },  { "aedt", 660 },  { "nzst", 720 },  { "nzdt", 780 },  { "nst", -210 },
    { "ndt", -150 },  { "brt", -180 },  { "art", -180 },  { "ast", -240 },  { "at", -240 },
    { "adt", -180 },  { "est", -300 },  { "et", -300 },   { "edt", -240 },  { "cst", -360 },
    { "ct", -360 },   { "cdt", -300 },  { "mst", -420 },  { "mt", -420 },   { "mdt", -360 },
    { "pst", -480 },  { "pt", -480 },   { "pdt", -420 },  { "akst", -540 }, { "akdt", -480 },
    { "hst", -600 },  { "a", -60 },     { "m", -720 },    { "n", 60 },      { "y", 720 },
};
/* clang-format on */

/* ASCII, Latin-1, Greek and Cyrillic capitals; the accents of month names are among them. */
static uint32_t fold_case(uint32_t c)
{
    if ((c >= 'A' && c <= 'Z') || (c >= 0xc0 && c <= 0xde && c != 0xd7) ||
        (c >= 0x391 && c <= 0x3a9) || (c >= 0x410 && c <= 0x42f))
        return c + 32;
    return c == 0x15e ? 0x15f : c;
}

/* word begins with name, whatever the case. */
static bool begins(struct slice word, const char *name)
{
    struct slice n = slice_of(name);
    size_t i = 0, j = 0;
    while (j < n.len)
        if (i >= word.len || fold_case(utf8_next(word, &i)) != utf8_next(n, &j))
            return false;
    return true;
}

/* Nearly all feeds write English: its twelve names stand first and are tried bytewise. */
static bool month_named(struct slice word, int *ret)
{
    size_t best = 0;
    for (size_t i = 0; i < 12 && word.len >= 3; i++)
        if (strncasecmp(word.ptr, months[i].name, 3) == 0) {
            *ret = months[i].value;
            best = 3;
            break;
        }
    if (best && word.len == 3)
        return true;
    for (size_t i = 12; i < count_of(months); i++) {
        size_t len = strlen(months[i].name);
        if (len > best && begins(word, months[i].name)) {
            *ret = months[i].value;
            best = len;
        }
    }
    return best > 0;
}

static bool zone_named(struct slice word, int *ret)
{
    for (size_t i = 0; i < count_of(zones); i++)
        if ((zones[i].name[0] | 32) == (word.ptr[0] | 32) && slice_is_nocase(word, zones[i].name)) {
            *ret = zones[i].value;
            return true;
        }
    return false;
}

/* ------------------------------------------------------------------ a cursor over the text */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char peek(struct slice s)
{
    return s.len ? s.ptr[0] : '\0';
}

static void skip(struct slice *s, size_t bytes)
{
    *s = slice_sub(*s, bytes, s->len);
}

static bool take(struct slice *s, const char *one_of)
{
    if (!s->len || !strchr(one_of, s->ptr[0]))
        return false;
    skip(s, 1);
    return true;
}

static size_t digits_ahead(struct slice s)
{
    size_t n = 0;
    while (n < s.len && is_digit(s.ptr[n]))
        n++;
    return n;
}

/* Reads the next `count` characters, known to be digits. */
static int take_digits(struct slice *s, size_t count)
{
    int value = 0;
    for (size_t i = 0; i < count; i++)
        value = value * 10 + (s->ptr[i] - '0');
    skip(s, count);
    return value;
}

/* A number of one to `most` digits. */
static bool take_number(struct slice *s, size_t most, int *ret)
{
    size_t n = digits_ahead(*s);
    if (n == 0 || n > most)
        return false;
    *ret = take_digits(s, n);
    return true;
}

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

static struct slice take_word(struct slice *s)
{
    size_t n = 0;
    while (n < s->len && is_word_byte(s->ptr[n]))
        n++;
    struct slice word = slice_sub(*s, 0, n);
    skip(s, n);
    return word;
}

static void skip_spaces(struct slice *s)
{
    while (take(s, " \t\r\n,"))
        ;
}

/* ------------------------------------------------------------------ time and zone */

/* "+02:00", "-0120", "+2", "GMT-01:01", "Etc/GMT", "CEST". */
static bool take_offset(struct slice *s, struct date *d)
{
    int sign = peek(*s) == '-' ? -1 : 1, hours, minutes = 0;
    skip(s, 1);
    size_t n = digits_ahead(*s);
    if (n == 4 || n == 3) {
        hours = take_digits(s, n - 2);
        minutes = take_digits(s, 2);
    } else if (!take_number(s, 2, &hours) || (take(s, ":") && !take_number(s, 2, &minutes))) {
        return false;
    }
    if (hours > 15 || minutes > 59)
        return false;
    d->zone = sign * (hours * 60 + minutes);
    d->has_zone = true;
    return true;
}

static bool take_fraction(struct slice *s, struct date *d)
{
    size_t n = digits_ahead(*s);
    d->ms = 0;
    for (size_t i = 0, scale = 100; i < n && scale; i++, scale /= 10)
        d->ms += (s->ptr[i] - '0') * (int)scale;
    skip(s, n);
    return n > 0;
}

/* Behind the hour and its colon. */
static bool take_clock(struct slice *s, struct date *d, int hour)
{
    d->hour = hour;
    d->second = 0;
    if (!take_number(s, 2, &d->minute))
        return false;
    if (take(s, ":") && !take_number(s, 2, &d->second))
        return false;
    if (d->second >= 0 && (peek(*s) == '.' || peek(*s) == ',') && s->len > 1 &&
        is_digit(s->ptr[1])) {
        skip(s, 1);
        take_fraction(s, d);
    }
    d->has_time = true;
    return peek(*s) != ':';
}

/* Halves of the day. Feeds that name them in Korean or Chinese mean their own time. */
static bool take_half(struct slice word, struct date *d)
{
    static const struct half {
        const char *name;
        int hours, zone;
    } halves[] = { { "am", 0, 0 },      { "pm", 12, 0 },     { "오전", 0, 540 }, { "오후", 12, 540 },
                   { "上午", 0, 480 }, { "下午", 12, 480 } };
    for (size_t i = 0; i < count_of(halves); i++) {
        if (!slice_is_nocase(word, halves[i].name))
            continue;
        d->half = halves[i].hours;
        if (halves[i].zone && !d->has_zone)
            d->zone = halves[i].zone, d->has_zone = true;
        return true;
    }
    return false;
}

/* ------------------------------------------------------------------ into an instant */

/* Days from 1970-01-01 to the first of March of `year`, counted by the Gregorian calendar. */
static int64_t days_until(int year, int month, int day)
{
    int64_t y = year - (month <= 2), era = (y >= 0 ? y : y - 399) / 400;
    int64_t of_era = y - era * 400, of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static int days_in(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

/* Two digits mean the years 1990 to 2089. */
static int whole_year(int year, size_t digits)
{
    return digits > 2 ? year : year < 90 ? year + 2000 : year + 1900;
}

static bool day_of(const struct date *d, int64_t *ret_day)
{
    if (d->year < 1 || d->year > 9999)
        return false;
    if (d->ordinal > 0) {
        *ret_day = days_until(d->year, 1, 1) + d->ordinal - 1;
        return d->ordinal <= 366;
    }
    int month = d->month < 0 ? 1 : d->month, day = d->day < 0 ? 1 : d->day;
    if (month < 1 || month > 12 || day < 1 || day > days_in(d->year, month))
        return false;
    *ret_day = days_until(d->year, month, day);
    return true;
}

static bool finish(const struct date *d, struct instant *ret)
{
    int64_t day;
    int hour = d->has_time ? d->hour : 0;
    if (d->half >= 0 && hour >= 1 && hour <= 12)
        hour = hour % 12 + d->half;
    int minute = d->has_time ? d->minute : 0, second = d->has_time ? d->second : 0;
    /* 24:00 ends a day; :60 is a leap second. */
    if (!day_of(d, &day) || hour > 24 || minute > 59 || second > 60)
        return false;
    int64_t minutes = (day * 24 + hour) * 60 + minute - (d->has_zone ? d->zone : 0);
    ret->ms = (minutes * 60 + second) * 1000 + (d->ms > 0 ? d->ms : 0);
    return true;
}

static bool is_linking(struct slice word)
{
    return slice_is_nocase(word, "t") || slice_is_nocase(word, "at");
}

/* What may follow a date: time, half of the day, zone, in any order met. Whatever is no such thing
 * spoils the date, unless it is the last word, which then is a zone nobody knows. */
static bool take_rest(struct slice *s, struct date *d)
{
    for (skip_spaces(s); s->len; skip_spaces(s)) {
        int value;
        char c = peek(*s);
        if ((c == '+' || c == '-') && d->has_time) {
            if (!take_offset(s, d))
                return false;
        } else if (is_digit(c) && !d->has_time) {
            int hour;
            if (!take_number(s, 2, &hour))
                return false;
            if (!take(s, ":") && !take(s, ".h"))
                return false;
            if (!take_clock(s, d, hour))
                return false;
        } else if (c == '(') { /* a comment */
            size_t end = slice_find_byte(*s, ')');
            skip(s, end == SIZE_MAX ? s->len : end + 1);
        } else if (is_word_byte(c)) {
            struct slice word = take_word(s);
            if (slice_is_nocase(word, "etc") && take(s, "/"))
                continue;
            if (take_half(word, d) || (!d->has_time && is_linking(word)))
                continue;
            if (zone_named(word, &value) && !d->has_zone)
                d->zone = value, d->has_zone = true;
            else if (s->len)
                return false;
        } else {
            return false;
        }
    }
    return true;
}

/* ------------------------------------------------------------------ year first */

/* "T10:14:55.123+02:00", "T1014Z", " 23:56:58". */
static bool take_iso_time(struct slice *s, struct date *d)
{
    if (!s->len)
        return true;
    bool strict = take(s, "Tt");
    size_t n = digits_ahead(*s);
    if (strict && (n == 4 || n == 6)) {
        d->hour = take_digits(s, 2);
        d->minute = take_digits(s, 2);
        d->second = n == 6 ? take_digits(s, 2) : 0;
        if (peek(*s) == '.' || peek(*s) == ',') {
            skip(s, 1);
            take_fraction(s, d);
        }
        d->has_time = true;
    } else if (strict && n > 0 && n <= 2 && (s->len == n || s->ptr[n] != ':')) {
        d->hour = take_digits(s, n); /* the hour alone */
        d->minute = d->second = 0;
        d->has_time = true;
    }
    return take_rest(s, d);
}

/* Behind the year: "-12", "-12-31", "-335", "/12/31", "-július-13", "년 05월 28일". */
static bool take_iso_day(struct slice *s, struct date *d)
{
    if (!s->len || peek(*s) == 'T')
        return true;
    char mark = peek(*s);
    if (!take(s, "-/."))
        return false;
    skip_spaces(s); /* "2006. 01. 04." */
    size_t n = digits_ahead(*s);
    if (n == 3 && (s->len == 3 || s->ptr[3] != mark)) {
        d->ordinal = take_digits(s, 3);
        return true;
    }
    if (n == 0) {
        if (!month_named(take_word(s), &d->month))
            return false;
    } else if (n == 4) { /* -MMDD */
        d->month = take_digits(s, 2);
        d->day = take_digits(s, 2);
        return true;
    } else if (!take_number(s, 3, &d->month)) {
        return false;
    }
    if (peek(*s) != mark)
        return true;
    skip(s, 1);
    skip_spaces(s);
    return take_number(s, 2, &d->day) && (mark != '.' || (take(s, "."), true));
}

/* Digits without separators: YYYYMMDD, YYYYDDD, YYMMDD, YYDDD. */
static bool take_packed_day(struct slice *s, struct date *d, size_t digits)
{
    size_t year = digits >= 7 ? 4 : 2;
    d->year = whole_year(take_digits(s, year), year);
    if (digits - year == 3) {
        d->ordinal = take_digits(s, 3);
        return true;
    }
    d->month = take_digits(s, 2);
    d->day = take_digits(s, 2);
    return true;
}

/* "-0312", "-03-12": the century is left out. */
static bool take_short_year(struct slice *s, struct date *d)
{
    skip(s, 1);
    size_t n = digits_ahead(*s);
    if (n != 4 && n != 2)
        return false;
    d->year = whole_year(take_digits(s, 2), 2);
    if (n == 4)
        d->month = take_digits(s, 2);
    else if (take(s, "-") && !take_number(s, 2, &d->month))
        return false;
    return true;
}

/* Korean and East Asian: 2004년 05월 28일, 2004年5月28日. Their feeds without a zone mean +09:00 or,
 * in Chinese characters, +08:00. */
static bool take_eastern_day(struct slice *s, struct date *d)
{
    static const char *const marks[] = { "년", "年", "월", "月", "일", "日" };
    int *into[] = { &d->month, &d->day };
    bool korean = slice_starts(*s, marks[0]);
    for (size_t i = 0; i < 3; i++) {
        const char *mark = marks[2 * i + !korean];
        if (!slice_starts(*s, mark))
            return false;
        skip(s, strlen(mark));
        skip_spaces(s);
        if (i < 2 && !take_number(s, 2, into[i]))
            return false;
    }
    d->zone = korean ? 540 : 480;
    return take_rest(s, d) && (d->has_zone = true);
}

/* "03-12-31", "03-365": anything longer reads as a day first. */
static bool is_short_form(struct slice s)
{
    bool month_and_day = s.len == 8 && s.ptr[2] == '-' && s.ptr[5] == '-';
    return month_and_day || (s.len == 6 && s.ptr[2] == '-' && digits_ahead(slice_sub(s, 3, 3)) == 3);
}

static bool year_first(struct slice s, struct date *d)
{
    size_t n = digits_ahead(s);
    if (peek(s) == '-')
        return take_short_year(&s, d) && take_iso_time(&s, d);
    if (n >= 5 && n <= 8)
        return take_packed_day(&s, d, n) && take_iso_time(&s, d);
    if (n == 14) { /* YYYYMMDDhhmmss */
        take_packed_day(&s, d, 8);
        d->hour = take_digits(&s, 2);
        d->minute = take_digits(&s, 2);
        d->second = take_digits(&s, 2);
        d->has_time = true;
        return take_rest(&s, d);
    }
    if (n == 2 && is_short_form(s))
        d->year = whole_year(take_digits(&s, 2), 2);
    else if (n == 4)
        d->year = take_digits(&s, 4);
    else
        return false;
    if ((unsigned char)peek(s) >= 0x80)
        return take_eastern_day(&s, d);
    return take_iso_day(&s, d) && take_iso_time(&s, d);
}

/* ------------------------------------------------------------------ the others */

/* "12/31/2003", "31.12.2003": Americans use slashes, the dotted form is European. */
static bool take_numeric_day(struct slice *s, struct date *d)
{
    int first, second;
    if (!take_number(s, 2, &first))
        return false;
    char mark = peek(*s);
    if (!take(s, "/.-") || !take_number(s, 2, &second) || peek(*s) != mark)
        return false;
    skip(s, 1);
    size_t n = digits_ahead(*s);
    if (n != 2 && n != 4)
        return false;
    d->year = whole_year(take_digits(s, n), n);
    bool day_first = mark != '/' ? first > 12 || mark == '.' : first > 12;
    d->day = day_first ? first : second;
    d->month = day_first ? second : first;
    return true;
}

/* A weekday in any language: a word before a comma, or one that is no month. */
static void skip_weekday(struct slice *s)
{
    struct slice ahead = *s, word = take_word(&ahead);
    int month;
    if (!word.len)
        return;
    take(&ahead, ".");
    if (peek(ahead) != ',' && month_named(word, &month))
        return;
    skip_spaces(&ahead);
    *s = ahead;
}

static bool take_year(struct slice *s, struct date *d)
{
    size_t n = digits_ahead(*s);
    if (n == 0 || n > 4 || (n < s->len && s->ptr[n] == ':'))
        return false;
    d->year = whole_year(take_digits(s, n), n);
    return true;
}

static bool take_day(struct slice *s, struct date *d)
{
    if (!take_number(s, 2, &d->day))
        return false;
    struct slice ahead = *s, suffix = take_word(&ahead);
    if (slice_is_nocase(suffix, "st") || slice_is_nocase(suffix, "nd") ||
        slice_is_nocase(suffix, "rd") || slice_is_nocase(suffix, "th"))
        *s = ahead;
    take(s, ".");
    return true;
}

static bool take_month(struct slice *s, struct date *d)
{
    struct slice word = take_word(s);
    if (slice_is_nocase(word, "de")) { /* 5 de mayo de 2012 */
        skip_spaces(s);
        word = take_word(s);
    }
    take(s, ".");
    return month_named(word, &d->month);
}

static void skip_between(struct slice *s)
{
    while (take(s, " \t\r\n,-/"))
        ;
    struct slice ahead = *s, word = take_word(&ahead);
    if (slice_is_nocase(word, "de") && peek(ahead) == ' ')
        *s = ahead, skip_spaces(s);
}

/* Clock, and a zone right behind it, where the year comes last: "16:29:06 +0000 2004". */
static bool take_clock_before_year(struct slice *s, struct date *d)
{
    int hour, zone;
    if (!take_number(s, 2, &hour) || !take(s, ":") || !take_clock(s, d, hour))
        return false;
    skip_spaces(s);
    if (peek(*s) == '+' || peek(*s) == '-')
        return take_offset(s, d);
    struct slice ahead = *s, word = take_word(&ahead);
    if (word.len && zone_named(word, &zone)) {
        d->zone = zone;
        d->has_zone = true;
        *s = ahead;
    }
    return true;
}

/* "01 Jan 2004 19:48:21 GMT", "Jan 4 16:29:06 2004", "January 4, 2004 4:29 pm". */
static bool by_name(struct slice s, struct date *d)
{
    bool day_first = is_digit(peek(s));
    if (day_first ? !take_day(&s, d) : !take_month(&s, d))
        return false;
    skip_between(&s);
    if (day_first ? !take_month(&s, d) : !take_day(&s, d))
        return false;
    skip_between(&s);
    struct slice ahead = s;
    if (!take_year(&ahead, d)) {
        ahead = s;
        if (!take_clock_before_year(&ahead, d))
            return false;
        skip_spaces(&ahead);
        if (!take_year(&ahead, d))
            return false;
    }
    take(&ahead, ".");
    return take_rest(&ahead, d);
}

static bool by_number(struct slice s, struct date *d)
{
    return take_numeric_day(&s, d) && take_rest(&s, d);
}

/* Ten digits are seconds, thirteen milliseconds since 1970. */
static bool since_1970(struct slice s, struct instant *ret)
{
    int64_t count;
    if ((s.len != 10 && s.len != 13) || digits_ahead(s) != s.len || !slice_to_int(s, &count))
        return false;
    ret->ms = s.len == 10 ? count * 1000 : count;
    return true;
}

bool date_parse(struct slice s, struct instant *ret)
{
    static bool (*const readers[])(struct slice, struct date *) = { year_first, by_name,
                                                                    by_number };
    const struct date nothing = { -1, -1, -1, -1, -1, -1, -1, -1, -1, 0, false, false };
    s = slice_trim(s);
    if (!s.len || s.len > LONGEST)
        return false;
    if (since_1970(s, ret))
        return true;
    skip_weekday(&s);
    for (size_t i = 0; i < count_of(readers); i++) {
        struct date d = nothing;
        if (readers[i](s, &d))
            return finish(&d, ret);
    }
    return false;
}
