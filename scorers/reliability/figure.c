#include "figure.h"

#include "caseless.h"

#include <math.h>
#include <string.h>

#define DIGITS_MOST 24 /* longer runs of digits are no quantity */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static char at_or_zero(struct assay_text s, size_t at)
{
    return at < s.len ? s.ptr[at] : '\0';
}

static size_t skip_blanks(struct assay_text s, size_t at)
{
    while (at < s.len && (s.ptr[at] == ' ' || s.ptr[at] == '\t'))
        at++;
    return at;
}

/* Digits */

/* Bytes of the blank in "1 234" when exactly three digits follow; 0: none. Thin blanks and those that
 * don't break are made for it, a plain one means it only in a cell, behind fewer than three digits:
 * "512 547" may be two columns that were not told apart. */
static size_t gap_len(struct assay_text s, size_t at, bool in_cell)
{
    static const char *const gaps[] = { " ", "\u00a0", "\u2009", "\u202f" };
    for (size_t i = in_cell ? 0 : 1; i < sizeof gaps / sizeof *gaps; i++) {
        size_t next = at + strlen(gaps[i]);
        if (caseless_at(s, at, gaps[i]) && is_digit(at_or_zero(s, next)) &&
            is_digit(at_or_zero(s, next + 1)) && is_digit(at_or_zero(s, next + 2)) &&
            !is_digit(at_or_zero(s, next + 3)))
            return strlen(gaps[i]);
    }
    return 0;
}

/* "1,234.5", ".5", "1234": moves *at behind it. Commas must part groups of two or three, blanks
 * groups of three. */
static bool read_digits(struct assay_text s, size_t *at, bool in_cell, double *ret_value,
                        double *ret_half)
{
    double value = 0, unit = 1;
    size_t i = *at, digits = 0;
    bool point = false, gapped = false;
    for (; i < s.len; i++) {
        char c = s.ptr[i];
        if (is_digit(c)) {
            value = value * 10 + (c - '0');
            unit *= point ? 0.1 : 1;
            digits++;
        } else if (c == ',' && !point && digits && is_digit(at_or_zero(s, i + 1)) &&
                   is_digit(at_or_zero(s, i + 2)) &&
                   (is_digit(at_or_zero(s, i + 3)) || at_or_zero(s, i + 3) == ',')) {
            continue;
        } else if (c == '.' && !point && is_digit(at_or_zero(s, i + 1))) {
            point = true;
        } else if (!point && digits && (digits <= 3 || gapped) && gap_len(s, i, in_cell && (digits < 3 || gapped))) {
            i += gap_len(s, i, true) - 1;
            gapped = true;
        } else {
            break;
        }
    }
    if (!digits || digits > DIGITS_MOST)
        return false;
    *at = i;
    *ret_value = point ? value * unit : value;
    *ret_half = unit / 2;
    return true;
}

/* Signs and currencies in front */

static size_t sign_len(struct assay_text s, size_t at, bool *ret_minus)
{
    static const char *const minus[] = { "-", "\u2212", "\u2013", "\u2010", "\u2011" };
    for (size_t i = 0; i < sizeof minus / sizeof *minus; i++)
        if (caseless_at(s, at, minus[i])) {
            *ret_minus = true;
            return strlen(minus[i]);
        }
    *ret_minus = false;
    return caseless_at(s, at, "+") ? 1 : 0;
}

/* Longest first among those that begin alike. */
static const char *const currencies[] = {
    "US$",    "A$",     "C$",     "HK$",    "NZ$",    "S$",  "R$",  "$",   "\u20ac",
    "\u00a3", "\u00a5", "\u20b9", "\u20bd", "\u20a9", "USD", "EUR", "GBP", "RMB",
    "CNY",    "JPY",    "CHF",    "INR",    "Rs.",    "Rs",  "CAD", "AUD",
};

static size_t currency_len(struct assay_text s, size_t at)
{
    for (size_t i = 0; i < sizeof currencies / sizeof *currencies; i++)
        if (caseless_at(s, at, currencies[i]) &&
            !is_letter(at_or_zero(s, at + strlen(currencies[i]))))
            return strlen(currencies[i]);
    return 0;
}

/* Units and scales behind */

struct suffix {
    const char *text;
    double scale; /* 0: a unit */
    enum figure_unit unit;
    bool glued; /* only right behind the digits: "30M" */
    bool exact_case;
};

/* Longest first among those that begin alike. */
static const struct suffix suffixes[] = {
    { "percentage points", 0, FIGURE_POINTS, false, false },
    { "percentage point", 0, FIGURE_POINTS, false, false },
    { "percentage-point", 0, FIGURE_POINTS, false, false },
    { "percent points", 0, FIGURE_POINTS, false, false },
    { "% points", 0, FIGURE_POINTS, false, false },
    { "per cent", 0, FIGURE_PERCENT, false, false },
    { "percent", 0, FIGURE_PERCENT, false, false },
    { "pct", 0, FIGURE_PERCENT, false, false },
    { "%", 0, FIGURE_PERCENT, false, false },
    { "\uff05", 0, FIGURE_PERCENT, false, false },
    { "basis points", 0, FIGURE_BASIS_POINTS, false, false },
    { "basis point", 0, FIGURE_BASIS_POINTS, false, false },
    { "bps", 0, FIGURE_BASIS_POINTS, false, false },
    { "bp", 0, FIGURE_BASIS_POINTS, false, false },
    { "points", 0, FIGURE_POINTS, false, false },
    { "point", 0, FIGURE_POINTS, false, false },
    { "pts", 0, FIGURE_POINTS, false, false },
    { "ppts", 0, FIGURE_POINTS, false, false },
    { "pp", 0, FIGURE_POINTS, false, false },
    { "times", 0, FIGURE_TIMES, false, false },
    { "fold", 0, FIGURE_TIMES, false, false },
    { "x", 0, FIGURE_TIMES, true, false },
    { "thousand", 1e3, FIGURE_PLAIN, false, false },
    { "million", 1e6, FIGURE_PLAIN, false, false },
    { "millions", 1e6, FIGURE_PLAIN, false, false },
    { "billion", 1e9, FIGURE_PLAIN, false, false },
    { "trillion", 1e12, FIGURE_PLAIN, false, false },
    { "crore", 1e7, FIGURE_PLAIN, false, false },
    { "lakh", 1e5, FIGURE_PLAIN, false, false },
    { "mln", 1e6, FIGURE_PLAIN, false, false },
    { "bln", 1e9, FIGURE_PLAIN, false, false },
    { "mn", 1e6, FIGURE_PLAIN, false, false },
    { "bn", 1e9, FIGURE_PLAIN, false, false },
    { "tn", 1e12, FIGURE_PLAIN, false, false },
    { "k", 1e3, FIGURE_PLAIN, true, false },
    { "M", 1e6, FIGURE_PLAIN, true, true },
    { "B", 1e9, FIGURE_PLAIN, true, true },
    { "T", 1e12, FIGURE_PLAIN, true, true },
    { "m", 1e6, FIGURE_MONEY, true, true }, /* of money only: "5m" may be metres */
};

static const struct suffix *find_suffix(struct assay_text s, size_t at, bool glued)
{
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        const struct suffix *u = &suffixes[i];
        size_t len = strlen(u->text);
        if ((u->glued && !glued) || !caseless_at(s, at, u->text) ||
            is_letter(at_or_zero(s, at + len)) || is_digit(at_or_zero(s, at + len)))
            continue;
        if (!u->exact_case || memcmp(s.ptr + at, u->text, len) == 0)
            return u;
    }
    return NULL;
}

/* Scale, then unit, each behind at most one blank or hyphen. */
static size_t read_suffixes(struct assay_text s, size_t at, struct figure *f)
{
    for (int round = 0; round < 2; round++) {
        size_t next = at;
        char c = at_or_zero(s, at);
        if (c == ' ' || c == '-')
            next++;
        const struct suffix *u = find_suffix(s, next, next == at);
        if (!u || (u->unit == FIGURE_MONEY && f->unit != FIGURE_MONEY))
            break;
        if (u->scale > 0 && f->scale == 1)
            f->scale = u->scale;
        else if (u->scale == 0)
            f->unit = u->unit;
        at = next + strlen(u->text);
        if (u->scale == 0)
            break;
    }
    return at;
}

/* Prose */

static const char *const number_words[] = { "zero", "one",    "two",   "three", "four",
                                            "five", "six",    "seven", "eight", "nine",
                                            "ten",  "eleven", "twelve" };

static bool read_word(struct assay_text s, size_t at, size_t end, struct figure *f)
{
    for (size_t i = 0; i < sizeof number_words / sizeof *number_words; i++)
        if (strlen(number_words[i]) == end - at && caseless_at(s, at, number_words[i])) {
            *f = (struct figure){ .value = (double)i,
                                  .scale = 1,
                                  .word = true,
                                  .start = (uint32_t)at,
                                  .end = (uint32_t)end };
            f->end = (uint32_t)read_suffixes(s, end, f);
            return true;
        }
    return false;
}

/* What may stand before a sign or a number that is one; "OCO-2" is a name. */
static bool opens_number(struct assay_text s, size_t at)
{
    if (at == 0)
        return true;
    char c = s.ptr[at - 1];
    if (c == '-' && at >= 2 && is_letter(s.ptr[at - 2]))
        return false;
    return !is_letter(c) && !is_digit(c) && c != '.' && c != '_' && c != '#' && c != '\\';
}

/* "16.0g", "350GW": units of measure glued to their number. */
static size_t measure_len(struct assay_text s, size_t at)
{
    static const char *const units[] = { "km/h", "GWh", "MWh", "kWh", "TWh", "GHz", "MHz",
                                         "kHz",  "MPa", "GPa", "kPa", "GW",  "MW",  "kW",
                                         "GB",   "MB",  "TB",  "kg",  "mg",  "km",  "cm",
                                         "mm",   "nm",  "ml",  "ms",  "kV",  "mph", "lb",
                                         "lbs",  "ft",  "oz",  "mAh", "Hz",  "ha",  "g",
                                         "m",    "s",   "h",   "V",   "W",   "L",   "\u00b0" };
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t len = strlen(units[i]);
        if (at + len <= s.len && memcmp(s.ptr + at, units[i], len) == 0 &&
            !is_letter(at_or_zero(s, at + len)) && !is_digit(at_or_zero(s, at + len)))
            return len;
    }
    return 0;
}

/* "7 - 44", "3-5": what follows is the other end. */
static bool starts_range(struct assay_text s, size_t at)
{
    size_t next = skip_blanks(s, at);
    bool minus;
    size_t mark = sign_len(s, next, &minus);
    return mark && minus && is_digit(at_or_zero(s, skip_blanks(s, next + mark))) &&
           (next > at) == (at_or_zero(s, next + mark) == ' ');
}

static bool ends_range(struct assay_text s, size_t at)
{
    bool blank = at && s.ptr[at - 1] == ' ';
    at -= blank;
    if (!at || s.ptr[at - 1] != '-')
        return false;
    at--;
    return at > (size_t)blank && is_digit(s.ptr[at - 1 - blank]) &&
           (!blank || s.ptr[at - 1] == ' ');
}

/* "2nd", "5G", "3D", "12-month", "10:30", "3/4": no quantities. */
static bool is_code(struct assay_text s, size_t digits_end, const struct figure *f)
{
    char c = at_or_zero(s, digits_end);
    if (f->end != digits_end)
        return false;
    if (measure_len(s, digits_end))
        return false;
    if (is_letter(c) || c == '_' || (c == ':' && is_digit(at_or_zero(s, digits_end + 1))) ||
        (c == '/' && is_digit(at_or_zero(s, digits_end + 1))))
        return true;
    if (strchr("+*^=", c) && c && is_digit(at_or_zero(s, digits_end + 1)))
        return true;
    return c == '-' && is_letter(at_or_zero(s, digits_end + 1));
}

/* A number at `at`, where digits, a sign or a currency stand. */
static bool read_figure(struct assay_text s, size_t at, bool in_cell, struct figure *f)
{
    bool minus = false;
    *f = (struct figure){ .scale = 1, .start = (uint32_t)at };
    size_t sign = sign_len(s, at, &minus), i = at + sign;
    f->is_signed = sign > 0;
    size_t money = currency_len(s, i);
    if (money) {
        f->unit = FIGURE_MONEY;
        i = skip_blanks(s, i + money);
        if (!sign) {
            size_t inner = sign_len(s, i, &minus);
            f->is_signed = inner > 0;
            i += inner;
        }
    }
    size_t digits = i;
    if (!read_digits(s, &i, in_cell, &f->value, &f->half))
        return false;
    if (minus)
        f->value = -f->value;
    f->end = (uint32_t)read_suffixes(s, i, f);
    f->range = (digits == at && ends_range(s, at)) || starts_range(s, f->end);
    return !is_code(s, i, f);
}

/* A sign counts where a blank or bracket stands before it and a digit or currency behind it. */
static bool starts_figure(struct assay_text s, size_t at)
{
    bool minus;
    size_t sign = sign_len(s, at, &minus), next = at + sign;
    if (sign && at && s.ptr[at - 1] != ' ' && s.ptr[at - 1] != '(' && s.ptr[at - 1] != '[')
        return false;
    if (!opens_number(s, at))
        return false;
    if (is_digit(at_or_zero(s, next)))
        return true;
    if (at_or_zero(s, next) == '.' && is_digit(at_or_zero(s, next + 1)))
        return true;
    size_t money = currency_len(s, next);
    if (!money)
        return false;
    next = skip_blanks(s, next + money);
    next += sign_len(s, next, &minus);
    return is_digit(at_or_zero(s, next)) || at_or_zero(s, next) == '.';
}

static size_t word_end(struct assay_text s, size_t at)
{
    while (at < s.len && (is_letter(s.ptr[at]) || is_digit(s.ptr[at]) || (s.ptr[at] & 0x80)))
        at++;
    return at;
}

bool figure_next(struct assay_text s, size_t *at, struct figure *ret)
{
    while (*at < s.len) {
        size_t start = *at;
        if (starts_figure(s, start) && read_figure(s, start, false, ret)) {
            *at = ret->end;
            return true;
        }
        size_t end = word_end(s, start);
        bool joined = at_or_zero(s, end) == '-' && is_letter(at_or_zero(s, end + 1));
        if (is_letter(s.ptr[start]) && opens_number(s, start) && !joined && /* "one-stop" */
            read_word(s, start, end, ret)) {
            *at = ret->end;
            return true;
        }
        /* digits that were no figure go as a whole, with what is glued to them */
        *at = end > start ? end : start + 1;
    }
    return false;
}

/* Cells */

static size_t skip_markup(struct assay_text s, size_t at)
{
    while (at < s.len) {
        size_t before = at;
        at = skip_blanks(s, at);
        if (caseless_at(s, at, "<bold>"))
            at += 6;
        else if (caseless_at(s, at, "<italic>"))
            at += 8;
        else if (at < s.len && strchr("~<>=*", s.ptr[at]) && s.ptr[at])
            at++;
        else if (caseless_at(s, at, "\u2248") || caseless_at(s, at, "\u2264") ||
                 caseless_at(s, at, "\u2265"))
            at += 3;
        if (at == before)
            break;
    }
    return at;
}

/* Behind a cell's figure: another number joined to it makes it a range, a date, a score or a
 * formula. */
static bool is_joined(struct assay_text s, size_t at)
{
    at = skip_blanks(s, at);
    bool minus;
    if (is_digit(at_or_zero(s, at)))
        return true;
    size_t mark = sign_len(s, at, &minus);
    if (!mark && strchr(":/x", at_or_zero(s, at)) && at_or_zero(s, at))
        mark = 1;
    if (caseless_at(s, at, "to "))
        mark = 3;
    if (!mark)
        return false;
    size_t next = skip_blanks(s, at + mark);
    return is_digit(at_or_zero(s, next));
}

static bool is_only_marks(struct assay_text s, size_t at)
{
    for (; at < s.len; at++)
        if (is_letter(s.ptr[at]) || is_digit(s.ptr[at]))
            return false;
    return true;
}

/* "87.1 (target: 89.0)", "85 (93)" hold two figures; "130,000 (1)" has a note. */
static bool has_second(struct assay_text s, size_t at)
{
    for (; at < s.len; at++)
        if (is_digit(s.ptr[at]))
            return !(at && s.ptr[at - 1] == '(' && at_or_zero(s, at + 1) == ')');
    return false;
}

bool figure_of_cell(struct assay_text s, struct figure *ret)
{
    struct figure f;
    size_t at = skip_markup(s, 0), open = 0;
    size_t money = currency_len(s, at);
    if (money)
        at = skip_blanks(s, at + money);
    if (at_or_zero(s, at) == '(') {
        open = at + 1;
        at = skip_blanks(s, open);
        size_t inner = currency_len(s, at);
        money |= inner;
        at = skip_blanks(s, at + inner);
    }
    if (at >= s.len || !starts_figure((struct assay_text){ s.ptr + at, s.len - at }, 0))
        return false;
    struct assay_text tail = { s.ptr + at, s.len - at };
    if (!read_figure(tail, 0, true, &f) || f.range)
        return false;
    f.start += (uint32_t)at;
    f.end += (uint32_t)at;
    if (is_joined(s, f.end))
        return false;
    if (money && f.unit == FIGURE_PLAIN) {
        f.unit = FIGURE_MONEY;
        f.end = (uint32_t)read_suffixes(s, f.end, &f);
    }
    if (open) {
        size_t close = skip_blanks(s, f.end);
        if (at_or_zero(s, close) != ')')
            return false;
        f.end = (uint32_t)read_suffixes(s, close + 1, &f);
        f.value = -fabs(f.value);
        f.is_signed = true;
    }
    f.alone = is_only_marks(s, f.end);
    f.second = has_second(s, f.end);
    *ret = f;
    return true;
}

bool figure_is_missing(struct assay_text s, bool *ret_dash)
{
    static const char *const none[] = {
        "n/a", "na", "n.a.", "nm", "n.m.", "nil", "*", "none", "nt"
    };
    static const char *const dash[] = { "-",        "--", "\u2013",  "\u2014",   "\u2015",
                                        "\u2212",   "$-", "$\u2014", "$ \u2014", "\u2014%",
                                        "\u2014 %", "-%", "$\u2013", "$ -" };
    *ret_dash = false;
    for (size_t i = 0; i < sizeof dash / sizeof *dash; i++)
        if (s.len == strlen(dash[i]) && caseless_at(s, 0, dash[i]))
            return *ret_dash = true;
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        if (s.len == strlen(none[i]) && caseless_at(s, 0, none[i]))
            return true;
    return s.len == 0;
}
