#include "period.h"

#include "caseless.h"

#include <string.h>

struct scan {
    struct assay_text text;
    size_t at;
};

static char peek(const struct scan *s, size_t ahead)
{
    return s->at + ahead < s->text.len ? s->text.ptr[s->at + ahead] : '\0';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_alnum(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80);
}

/* Moves over `word` when it stands here as a whole word. */
static bool take(struct scan *s, const char *word)
{
    if (!caseless_at(s->text, s->at, word))
        return false;
    size_t len = strlen(word);
    if (is_alnum(word[len - 1]) && is_alnum(peek(s, len)))
        return false;
    s->at += len;
    return true;
}

static void blanks(struct scan *s)
{
    while (peek(s, 0) == ' ' || peek(s, 0) == '\t')
        s->at++;
}

static size_t digits_here(const struct scan *s)
{
    size_t count = 0;
    while (is_digit(peek(s, count)))
        count++;
    return count;
}

static int number_here(const struct scan *s, size_t digits)
{
    int value = 0;
    for (size_t i = 0; i < digits; i++)
        value = value * 10 + (peek(s, i) - '0');
    return value;
}

/* Four digits that no decimals, groups or percent sign follow. */
static bool take_year(struct scan *s, int16_t *ret)
{
    if (digits_here(s) != 4)
        return false;
    int year = number_here(s, 4);
    char next = peek(s, 4);
    if (year < 1900 || year > 2100 || next == '%' ||
        (is_alnum(next) && next != 'E' && next != 'e') ||
        ((next == '.' || next == ',') && is_digit(peek(s, 5))))
        return false;
    *ret = (int16_t)year;
    s->at += 4;
    return true;
}

/* Behind "FY", "F", "Q1", an apostrophe: two digits will do. */
static bool take_short_year(struct scan *s, int16_t *ret)
{
    if (take_year(s, ret))
        return true;
    if (digits_here(s) != 2)
        return false;
    int year = number_here(s, 2);
    *ret = (int16_t)(year < 70 ? 2000 + year : 1900 + year);
    s->at += 2;
    return true;
}

/* "2017/18", "2017/2018", "2021-2022": the years of one label. */
static void take_second_year(struct scan *s, struct period *p)
{
    struct scan ahead = *s;
    bool apart = peek(&ahead, 0) == ' '; /* "2020 - 2024": only between whole years */
    ahead.at += apart;
    char mark = peek(&ahead, 0);
    int16_t second;
    bool dash =
        strncmp(ahead.text.ptr + ahead.at, "\u2013", ahead.text.len - ahead.at < 3 ? 0 : 3) == 0 &&
        ahead.text.len - ahead.at >= 3;
    if (mark != '/' && mark != '-' && !dash)
        return;
    ahead.at += dash ? 3 : 1;
    if (apart && (mark == '/' || peek(&ahead, 0) != ' '))
        return;
    ahead.at += apart;
    size_t digits = digits_here(&ahead);
    if ((digits != 2 && digits != 4) || (apart && digits != 4) ||
        !take_short_year(&ahead, &second) || is_alnum(peek(&ahead, 0)))
        return;
    if (second <= p->year || second - p->year > 9)
        return;
    p->from_year = p->year;
    p->year = second;
    *s = ahead;
}

static const char *const months[] = { "january",   "february", "march",    "april",
                                      "may",       "june",     "july",     "august",
                                      "september", "october",  "november", "december" };
static const char *const short_months[] = { "jan", "feb", "mar", "apr", "may", "jun",
                                            "jul", "aug", "sep", "oct", "nov", "dec" };

static bool take_month(struct scan *s, int8_t *ret)
{
    for (int8_t i = 0; i < 12; i++) {
        if (!take(s, months[i]) && !take(s, short_months[i]) && !(i == 8 && take(s, "sept")))
            continue;
        *ret = (int8_t)(i + 1);
        if (peek(s, 0) == '.')
            s->at++;
        return true;
    }
    return false;
}

/* "June 30, 2019", "June 2019", "June 30": "May" alone is no month. */
static bool take_date(struct scan *s, struct period *p)
{
    struct scan ahead = *s;
    size_t start = s->at;
    bool day = false, year = false;
    bool capital = peek(s, 0) >= 'A' && peek(s, 0) <= 'Z';
    if (!take_month(&ahead, &p->month) || (!capital && (p->month == 5 || p->month == 3)))
        return false; /* "may" and "march" are verbs */
    *s = ahead;
    blanks(&ahead);
    size_t digits = digits_here(&ahead);
    if (digits && digits < 3 && number_here(&ahead, digits) <= 31) {
        ahead.at += digits;
        day = true;
        *s = ahead;
        if (peek(&ahead, 0) == ',')
            ahead.at++;
        blanks(&ahead);
    } else if (peek(&ahead, 0) == ',') {
        ahead.at++;
        blanks(&ahead);
    }
    year = take_year(&ahead, &p->year);
    if (year)
        *s = ahead;
    bool alone = start == 0 && s->at == s->text.len; /* a header that says "May" */
    return year || day || alone || (capital && p->month != 5 && p->month != 3);
}

/* "31 December 2019", "1 April". */
static bool take_day_first(struct scan *s, struct period *p)
{
    struct scan ahead = *s;
    size_t digits = digits_here(&ahead);
    if (digits < 1 || digits > 2 || number_here(&ahead, digits) > 31)
        return false;
    ahead.at += digits;
    if (peek(&ahead, 0) != ' ')
        return false;
    blanks(&ahead);
    if (!take_month(&ahead, &p->month))
        return false;
    *s = ahead;
    if (peek(&ahead, 0) == ',')
        ahead.at++;
    blanks(&ahead);
    if (take_year(&ahead, &p->year))
        *s = ahead;
    return true;
}

static const char *const quarters[] = { "first", "second", "third", "fourth" };

static bool take_quarter_name(struct scan *s, int8_t *ret)
{
    char c = peek(s, 0), n = peek(s, 1);
    if ((c == 'Q' || c == 'q') && n >= '1' && n <= '4' && !is_digit(peek(s, 2))) {
        s->at += 2;
        *ret = (int8_t)(n - '0');
        return true;
    }
    if ((c == 'H' || c == 'h') && (n == '1' || n == '2') && !is_alnum(peek(s, 2))) {
        s->at += 2;
        *ret = (int8_t)(n - '0' + 4);
        return true;
    }
    if (c >= '1' && c <= '4' && (n == 'Q' || n == 'q')) {
        s->at += 2;
        *ret = (int8_t)(c - '0');
        return true;
    }
    for (int8_t i = 0; i < 4; i++) {
        struct scan ahead = *s;
        if (!take(&ahead, quarters[i]) || (peek(&ahead, 0) != ' ' && peek(&ahead, 0) != '-'))
            continue;
        ahead.at++;
        bool half = i < 2 && (take(&ahead, "half"));
        if (!half && !take(&ahead, "quarter"))
            continue;
        *ret = (int8_t)(half ? i + 5 : i + 1);
        *s = ahead;
        return true;
    }
    return false;
}

static void take_filler(struct scan *s)
{
    for (;;) {
        blanks(s);
        if (!take(s, "of") && !take(s, "in") && !take(s, "fiscal") && !take(s, "year") &&
            !take(s, "FY") && !take(s, "the") && !take(s, ",") && !take(s, "'"))
            break;
    }
}

static bool take_quarter(struct scan *s, struct period *p)
{
    if (!take_quarter_name(s, &p->quarter))
        return false;
    struct scan ahead = *s;
    take_filler(&ahead);
    if (take_short_year(&ahead, &p->year))
        *s = ahead;
    return true;
}

/* "FY18", "FY 2018", "F19", "fiscal year 2019" (the last by its year alone). */
static bool take_fiscal(struct scan *s, struct period *p)
{
    char c = peek(s, 0), n = peek(s, 1);
    if (c != 'F' && c != 'f')
        return false;
    struct scan ahead = *s;
    bool long_form = n == 'Y' || n == 'y';
    ahead.at += long_form ? 2 : 1;
    if (long_form && (peek(&ahead, 0) == ' ' || peek(&ahead, 0) == '\''))
        ahead.at++;
    if (!is_digit(peek(&ahead, 0)) || !take_short_year(&ahead, &p->year) ||
        (is_alnum(peek(&ahead, 0)) && peek(&ahead, 0) != 'E'))
        return false;
    *s = ahead;
    take_second_year(s, p);
    return true;
}

static bool take_period(struct scan *s, struct period *p)
{
    if (take_date(s, p) || take_day_first(s, p) || take_quarter(s, p) || take_fiscal(s, p))
        return true;
    if (!take_year(s, &p->year))
        return false;
    take_second_year(s, p);
    return true;
}

bool period_next(struct assay_text text, size_t *at, struct period *ret)
{
    struct scan s = { text, *at };
    while (s.at < text.len) {
        bool opens = s.at == 0 || !(is_alnum(text.ptr[s.at - 1]) || text.ptr[s.at - 1] == '.' ||
                                    text.ptr[s.at - 1] == ',' || text.ptr[s.at - 1] == '$');
        struct period p = { .start = (uint32_t)s.at };
        struct scan before = s;
        if (opens && is_alnum(text.ptr[s.at]) && take_period(&s, &p)) {
            p.end = (uint32_t)s.at;
            *at = s.at;
            *ret = p;
            return true;
        }
        s = before;
        s.at++;
    }
    *at = s.at;
    return false;
}

bool period_fits(const struct period *said, const struct period *label)
{
    if (said->year && label->year && said->year != label->year)
        return false;
    if (said->year && !label->year)
        return false;
    if (said->from_year && said->from_year != label->from_year)
        return false;
    if (said->quarter && said->quarter != label->quarter)
        return false;
    if (said->month && label->month && said->month != label->month)
        return false;
    return said->year || said->quarter || (said->month && label->month);
}

bool period_is(const struct period *said, const struct period *label)
{
    return period_fits(said, label) && said->quarter == label->quarter &&
           said->from_year == label->from_year;
}

int period_order(const struct period *a, const struct period *b)
{
    if (a->year != b->year)
        return a->year - b->year;
    if (a->quarter != b->quarter)
        return a->quarter - b->quarter;
    return a->month - b->month;
}
