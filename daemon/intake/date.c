#include "intake/date_parts.h"

#include "intake/date.h"

#define LONGEST 128

/* --- into an instant --- */

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

/* Two digits mean the years 1990 to 2089; what lies centuries ahead counts from Buddha's death. */
static int whole_year(int year, size_t digits)
{
    if (digits > 2)
        return year > 2500 && year < 2700 ? year - 543 : year;
    return year < 90 ? year + 2000 : year + 1900;
}

/* The week of ISO 8601: the first of a year is that of its 4 January. 1970 began on a Thursday. */
static bool day_of_week(const struct date *d, int64_t *ret_day)
{
    int64_t fourth = days_until(d->year, 1, 4), monday = fourth - ((fourth + 3) % 7 + 7) % 7;
    int weekday = d->weekday < 0 ? 1 : d->weekday;
    *ret_day = monday + (d->week - 1) * 7 + weekday - 1;
    return d->week >= 1 && d->week <= 53 && weekday >= 1 && weekday <= 7;
}

static bool day_of(const struct date *d, int64_t *ret_day)
{
    if (d->year < 2 || d->year > 9999) /* the year 1 is the zero of .NET, Go and PHP */
        return false;
    if (d->ordinal > 0) {
        *ret_day = days_until(d->year, 1, 1) + d->ordinal - 1;
        return d->ordinal <= 366;
    }
    if (d->week >= 0)
        return day_of_week(d, ret_day);
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

/* --- year first --- */

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

/* "W10", "W10-2", "W102". */
static bool take_week(struct slice *s, struct date *d)
{
    skip(s, 1);
    size_t n = digits_ahead(*s);
    if (n != 2 && n != 3)
        return false;
    d->week = take_digits(s, 2);
    if (n == 3)
        d->weekday = take_digits(s, 1);
    else if (peek(*s) == '-' && digits_ahead(slice_sub(*s, 1, 2)) == 1)
        skip(s, 1), d->weekday = take_digits(s, 1);
    return true;
}

static bool take_dotted_day(struct slice *s, struct date *d)
{
    skip_spaces(s);
    bool found = take_number(s, 2, &d->day);
    take(s, ".");
    return found;
}

/* Behind the year: "-12", "-12-31", "-335", "/12/31", "-július-13", "년 05월 28일". */
static bool take_iso_day(struct slice *s, struct date *d)
{
    if (!s->len || peek(*s) == 'T')
        return true;
    if (peek(*s) == 'W')
        return take_week(s, d);
    char mark = peek(*s);
    if (!take(s, "-/."))
        return false;
    if (peek(*s) == 'W')
        return take_week(s, d);
    skip_spaces(s); /* "2006. 01. 04." */
    size_t n = digits_ahead(*s);
    if (n == 3 && (s->len == 3 || s->ptr[3] != mark)) {
        d->ordinal = take_digits(s, 3);
        return true;
    }
    if (n == 0) {
        if (!month_named(take_word(s), &d->month))
            return false;
        if (peek(*s) == ' ') /* "2026. március 3." */
            return take_dotted_day(s, d);
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
    if (mark == '.')
        return take_dotted_day(s, d);
    return take_number(s, 2, &d->day);
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
    bool japanese = peek(*s) == '('; /* a weekday: the Chinese write it out */
    if (!take_rest(s, d))
        return false;
    if (!d->has_zone)
        d->zone = korean || japanese ? 540 : 480;
    return d->has_zone = true;
}

/* "03-12-31", "03-365": anything longer reads as a day first. */
static bool is_short_form(struct slice s)
{
    if (s.len < 6 || s.ptr[2] != '-')
        return false;
    return s.len == 8 ? s.ptr[5] == '-' : s.len == 6 && digits_ahead(slice_sub(s, 3, 3)) == 3;
}

static bool year_first(struct slice s, struct date *d)
{
    size_t n = digits_ahead(s);
    if (peek(s) == '-')
        return take_short_year(&s, d) && take_iso_time(&s, d);
    if (n >= 5 && n <= 8)
        return take_packed_day(&s, d, n) && take_iso_time(&s, d);
    if (n == 14 || n == 12) { /* YYYYMMDDhhmmss */
        take_packed_day(&s, d, 8);
        d->hour = take_digits(&s, 2);
        d->minute = take_digits(&s, 2);
        d->second = n == 14 ? take_digits(&s, 2) : 0;
        d->has_time = true;
        return take_rest(&s, d);
    }
    if (n == 2 && is_short_form(s))
        d->year = whole_year(take_digits(&s, 2), 2);
    else if (n == 4)
        d->year = whole_year(take_digits(&s, 4), 4);
    else
        return false;
    if ((unsigned char)peek(s) >= 0x80)
        return take_eastern_day(&s, d);
    return take_iso_day(&s, d) && take_iso_time(&s, d);
}

/* --- the others --- */

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

/* Words before a comma, in front of any digit. */
static bool skip_words_and_comma(struct slice *s)
{
    struct slice ahead = *s;
    size_t words = 0;
    for (; take_word(&ahead).len; words++)
        while (take(&ahead, " -."))
            ;
    if (words < 2 || !take(&ahead, ",:"))
        return false;
    skip_spaces(&ahead);
    *s = ahead;
    return true;
}

/* A weekday in any language: words before a comma, or one that is no month. */
static void skip_weekday(struct slice *s)
{
    if (skip_words_and_comma(s))
        return;
    struct slice ahead = *s, word = take_word(&ahead);
    int month;
    if (!word.len)
        return;
    take(&ahead, ".");
    if (peek(ahead) != ',' && month_named(word, &month))
        return;
    take(&ahead, ":");
    skip_spaces(&ahead);
    *s = ahead;
}

static bool take_year(struct slice *s, struct date *d)
{
    size_t n = digits_ahead(*s);
    if (n == 0 || n > 4 || (n < 4 && n < s->len && s->ptr[n] == ':'))
        return false;
    d->year = whole_year(take_digits(s, n), n);
    return true;
}

static bool is_ordinal(struct slice suffix)
{
    static const char *const all[] = { "st", "nd", "rd", "th", "er", "re", "º", "ª", "°" };
    size_t at = 0;
    while (at < count_of(all) && !slice_is_nocase(suffix, all[at]))
        at++;
    return at < count_of(all);
}

static bool take_day(struct slice *s, struct date *d)
{
    if (!take_number(s, 2, &d->day))
        return false;
    struct slice ahead = *s;
    if (is_ordinal(take_word(&ahead)))
        *s = ahead;
    take(s, ".");
    return true;
}

/* "de", "of", "d'"; at most two in a row. */
static void skip_between(struct slice *s)
{
    for (int i = 0; i < 3; i++) {
        while (take(s, " \t\r\n,-/'"))
            ;
        struct slice ahead = *s, word = take_word(&ahead);
        if (!is_between(word))
            return;
        *s = ahead;
    }
}

/* Its name, or its number in Vietnamese. */
static bool take_month(struct slice *s, struct date *d)
{
    if (is_digit(peek(*s)))
        return d->year < 0 && take_number(s, 2, &d->month);
    struct slice word = take_word(s);
    take(s, ".");
    return month_named(word, &d->month);
}

/* Clock, and a zone right behind it, where the year comes last: "16:29:06 +0000 2004". */
static bool take_clock_before_year(struct slice *s, struct date *d)
{
    int hour, zone;
    if (!take_number(s, 2, &hour) || !take(s, ":") || !take_clock(s, d, hour))
        return false;
    skip_spaces(s);
    struct slice ahead = *s, word = take_word(&ahead);
    if (word.len && zone_named(word, &zone)) {
        d->zone = zone;
        d->has_zone = true;
        *s = ahead;
    }
    return (peek(*s) != '+' && peek(*s) != '-') || take_offset(s, d);
}

/* The year, or a clock and then the year. */
static bool take_end(struct slice *s, struct date *d)
{
    struct slice ahead = *s;
    if (take_year(&ahead, d)) {
        *s = ahead;
        return true;
    }
    if (!take_clock_before_year(s, d))
        return false;
    skip_spaces(s);
    return take_year(s, d);
}

/* "01 Jan 2004 19:48:21 GMT", "Jan 4 16:29:06 2004", "January 4, 2004 4:29 pm", "January 2004". */
static bool by_name(struct slice s, struct date *d)
{
    bool day_first = is_digit(peek(s));
    if (day_first ? !take_day(&s, d) : !take_month(&s, d))
        return false;
    struct slice before = s;
    skip_between(&s);
    before.len -= s.len;
    if (day_first && is_digit(peek(s)) && slice_find(before, "tháng") == SIZE_MAX)
        return false; /* numbers of months are by_number's, but for Vietnamese */
    bool month_alone = !day_first && digits_ahead(s) == 4;
    if (!month_alone && (day_first ? !take_month(&s, d) : !take_day(&s, d)))
        return false;
    skip_between(&s);
    if (!take_end(&s, d))
        return false;
    take(&s, ".");
    return take_rest(&s, d);
}

static bool by_number(struct slice s, struct date *d)
{
    return take_numeric_day(&s, d) && take_rest(&s, d);
}

/* Seconds by ten digits, milliseconds by thirteen, microseconds by sixteen. */
static bool take_count(struct slice *s, struct instant *ret)
{
    size_t n = digits_ahead(*s);
    int64_t count;
    if ((n != 10 && n != 13 && n != 16) || !slice_to_int(slice_sub(*s, 0, n), &count))
        return false;
    skip(s, n);
    ret->ms = n == 10 ? count * 1000 : n == 13 ? count : count / 1000;
    if (n == 10 && s->len > 1 && take(s, ".,")) {
        struct date fraction;
        if (!take_fraction(s, &fraction))
            return false;
        ret->ms += fraction.ms;
    }
    return true;
}

/* "1772530200", "@1772530200.25", .NET's "/Date(1772530200000+0100)/", its zone for show. */
static bool since_1970(struct slice s, struct instant *ret)
{
    struct instant at;
    bool dotnet = slice_starts(s, "/Date(");
    skip(&s, dotnet ? 6 : peek(s) == '@');
    if (!take_count(&s, &at) || (dotnet ? slice_find_byte(s, ')') == SIZE_MAX : s.len != 0))
        return false;
    *ret = at;
    return true;
}

/* --- the whole --- */

/* Digits of other scripts by their zeros. */
static uint32_t plain_digit(uint32_t c)
{
    static const uint32_t zeros[] = { 0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0x17e0, 0xff10 };
    for (size_t i = 0; i < count_of(zeros); i++)
        if (c >= zeros[i] && c < zeros[i] + 10)
            return '0' + c - zeros[i];
    return c;
}

/* What looks like ASCII counts as ASCII; 0: marks that nobody sees. */
static uint32_t plain_char(uint32_t c)
{
    if (c == 0xa0 || (c >= 0x2000 && c <= 0x200a) || c == 0x202f || c == 0x3000 || c == '"')
        return ' ';
    if ((c >= 0x200b && c <= 0x200f) || c == 0xfeff)
        return 0;
    if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212)
        return '-';
    if (c == 0x2018 || c == 0x2019)
        return '\'';
    if (c > 0xff00 && c < 0xff5f) /* full width */
        return c - 0xff00 + ' ';
    return c == 0x60c || c == 0x3001 ? ',' : c == 0xb7 ? '-' : plain_digit(c);
}

static bool is_plain(struct slice s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] >= 0x80 || s.ptr[i] == '"')
            return false;
    return true;
}

/* Copies into room, which is as long as s: nothing gets longer. */
static struct slice make_plain(struct slice s, char *room)
{
    size_t len = 0, at = 0;
    while (at < s.len) {
        size_t before = at;
        uint32_t c = utf8_next(s, &at), plain = plain_char(c);
        if (plain != c && plain)
            room[len++] = (char)plain;
        if (plain != c)
            continue;
        memcpy(room + len, s.ptr + before, at - before);
        len += at - before;
    }
    return slice_trim((struct slice){ room, len });
}

/* "09:30, 3 March 2026", "9:30 AM, March 3, 2026". */
static void take_leading_clock(struct slice *s, struct date *d)
{
    struct date found = *d;
    struct slice ahead = *s;
    int hour;
    if (!take_number(&ahead, 2, &hour) || !take(&ahead, ":") || !take_clock(&ahead, &found, hour))
        return;
    skip_spaces(&ahead);
    take_half(&ahead, &found);
    skip_spaces(&ahead);
    if (peek(ahead) == '-' || peek(ahead) == '|')
        skip(&ahead, 1), skip_spaces(&ahead);
    if (!ahead.len)
        return;
    *d = found;
    *s = ahead;
}

static bool read_as(struct slice s, const struct date *start, struct instant *ret, bool *known)
{
    static bool (*const readers[])(struct slice, struct date *) = { year_first, by_name,
                                                                    by_number };
    for (size_t i = 0; i < count_of(readers); i++) {
        struct date d = *start;
        *known = readers[i](s, &d);
        if (*known)
            return finish(&d, ret);
    }
    return false;
}

static bool read_date(struct slice s, struct instant *ret)
{
    struct date start = { -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 0, false, false };
    bool known;
    skip_spaces(&s);
    take_leading_clock(&s, &start);
    skip_weekday(&s);
    if (read_as(s, &start, ret, &known))
        return true;
    if (known || !take_word(&s).len)
        return false;
    skip_spaces(&s); /* "mardi 3 mars 2026": a weekday that could have been a month */
    return is_digit(peek(s)) && read_as(s, &start, ret, &known);
}

bool date_parse(struct slice s, struct instant *ret)
{
    char room[LONGEST];
    s = slice_trim(s);
    if (!s.len || s.len > LONGEST)
        return false;
    if (!is_plain(s))
        s = make_plain(s, room);
    struct instant at;
    if (!since_1970(s, &at) && !read_date(s, &at))
        return false;
    if (at.ms == 0) /* nobody's date, but a field that was never filled */
        return false;
    *ret = at;
    return true;
}
