#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "intake/date.h"
#include "support/rows.h"

#include <string.h>

struct row {
    const char *name, *text, *instant; /* NULL: refused */
};

static const struct row rows_822[] = {
    { "RFC 822 as it should be", "Tue, 03 Mar 2026 09:30:00 GMT", "2026-03-03T09:30:00Z" },
    { "a numeric zone is taken off", "Tue, 03 Mar 2026 09:30:00 +0530", "2026-03-03T04:00:00Z" },
    { "two digits of a year", "Tue, 03 Mar 26 09:30:00 GMT", "2026-03-03T09:30:00Z" },
    { "ninety-five is the last century", "Fri, 03 Mar 95 09:30:00 GMT", "1995-03-03T09:30:00Z" },
    { "no weekday", "3 Mar 2026 09:30 EST", "2026-03-03T14:30:00Z" },
    { "no time", "Tue, 3 Mar 2026", "2026-03-03T00:00:00Z" },
    { "no zone is UTC", "Tue, 3 Mar 2026 09:30:00", "2026-03-03T09:30:00Z" },
    { "an unknown zone is UTC", "Tue, 3 Mar 2026 09:30:00 XYZ", "2026-03-03T09:30:00Z" },
    { "summer time by name", "Tue, 07 Jul 2026 09:30:00 CEST", "2026-07-07T07:30:00Z" },
    { "a zone with an offset behind", "Tue, 07 Jul 2026 09:30:00 GMT+02:00",
      "2026-07-07T07:30:00Z" },
    { "a zone as a comment", "Tue, 07 Jul 2026 09:30:00 +0200 (CEST)", "2026-07-07T07:30:00Z" },
    { "the whole month", "Tuesday, 07 July 2026 09:30:00 Z", "2026-07-07T09:30:00Z" },
    { "no space after the comma", "Tue,07 Jul 2026 09:30:00 Z", "2026-07-07T09:30:00Z" },
    { "dashes between", "Tue, 07-Jul-2026 09:30:00 GMT", "2026-07-07T09:30:00Z" },
    { "a leap second", "Sat, 31 Dec 2016 23:59:60 GMT", "2017-01-01T00:00:00Z" },
    { "midnight at the day's end", "Tue, 03 Mar 2026 24:00:00 GMT", "2026-03-04T00:00:00Z" },
    { "day 31 of June is refused", "Tue, 31 Jun 2026 09:30:00 GMT", NULL },
    { "the 29th of a common February is refused", "29 Feb 2026", NULL },
    { "the 29th of a leap February", "29 Feb 2028", "2028-02-29T00:00:00Z" },
    { "an unknown month is refused", "Tue, 03 Foo 2026 09:30:00 GMT", NULL },
    { "hour 25 is refused", "Tue, 03 Mar 2026 25:30:00 GMT", NULL },
    { "minute 61 is refused", "Tue, 03 Mar 2026 09:61:00 GMT", NULL },
    { "four parts of a time are refused", "Tue, 03 Mar 2026 9:3:0:1 GMT", NULL },
    { "letters in a zone are refused", "Tue, 03 Mar 2026 09:30:00 +0z:00", NULL },
};

static const struct row rows_8601[] = {
    { "RFC 3339", "2026-03-03T09:30:00Z", "2026-03-03T09:30:00Z" },
    { "fractions", "2026-03-03T09:30:00.25+01:00", "2026-03-03T08:30:00.250Z" },
    { "a space for the T", "2026-03-03 09:30:00 -00:30", "2026-03-03T10:00:00Z" },
    { "no seconds", "2026-03-03T09:30Z", "2026-03-03T09:30:00Z" },
    { "an hour alone", "2026-03-03T09Z", "2026-03-03T09:00:00Z" },
    { "a day alone", "2026-03-03", "2026-03-03T00:00:00Z" },
    { "a month alone", "2026-03", "2026-03-01T00:00:00Z" },
    { "a year alone", "2026", "2026-01-01T00:00:00Z" },
    { "a packed day", "20260303", "2026-03-03T00:00:00Z" },
    { "a packed day and time", "20260303T093000Z", "2026-03-03T09:30:00Z" },
    { "fourteen digits", "20260303093000", "2026-03-03T09:30:00Z" },
    { "a day of the year", "2026-062", "2026-03-03T00:00:00Z" },
    { "a packed day of the year", "2026062", "2026-03-03T00:00:00Z" },
    { "day 366 of a common year is the next first", "2026-367", NULL },
    { "a short year and day of the year", "26-062", "2026-03-03T00:00:00Z" },
    { "a short year, month and day", "26-03-03", "2026-03-03T00:00:00Z" },
    { "slashes, weekday, zone name", "Tue, 2026/03/03 09:30:00 PST", "2026-03-03T17:30:00Z" },
    { "dots and spaces", "2026. 03. 03. 09:30:00", "2026-03-03T09:30:00Z" },
    { "month 13 is refused", "2026-13-01", NULL },
    { "three digits are refused", "026", NULL },
    { "before 1970", "1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z" },
    { "the year 99", "0099-12-31T23:00:01Z", "0099-12-31T23:00:01Z" },
};

static const struct row rows_wild[] = {
    { "asctime", "Tue Mar  3 09:30:00 2026", "2026-03-03T09:30:00Z" },
    { "asctime with a zone before the year", "Tue Mar 3 09:30:00 +0100 2026",
      "2026-03-03T08:30:00Z" },
    { "date(1)", "Tue Mar  3 09:30:00 CET 2026", "2026-03-03T08:30:00Z" },
    { "JavaScript", "Tue Mar 03 2026 09:30:00 GMT+0100 (Central European Standard Time)",
      "2026-03-03T08:30:00Z" },
    { "American words", "March 3, 2026 9:30 pm EST", "2026-03-04T02:30:00Z" },
    { "noon", "March 3, 2026 at 12:05 PM", "2026-03-03T12:05:00Z" },
    { "midnight", "March 3, 2026, 12:05 a.m.", NULL },
    { "an ordinal", "3rd March 2026", "2026-03-03T00:00:00Z" },
    { "American numbers", "3/4/2026 09:30", "2026-03-04T09:30:00Z" },
    { "numbers that can only be European", "31/03/2026 09:30", "2026-03-31T09:30:00Z" },
    { "dots are European", "04.03.2026 09:30", "2026-03-04T09:30:00Z" },
    { "German", "Di, 03 Mär 2026 09:30:00 +0100", "2026-03-03T08:30:00Z" },
    { "French", "mar., 3 févr. 2026 09:30:00 +0100", "2026-02-03T08:30:00Z" },
    { "Spanish", "3 de marzo de 2026", "2026-03-03T00:00:00Z" },
    { "Russian", "3 марта 2026 09:30", "2026-03-03T09:30:00Z" },
    { "Greek capitals", "ΤΡΊ, 03 ΜΑΡ 2026 09:30:00 EET", "2026-03-03T07:30:00Z" },
    { "Korean", "2026년 03월 03일 09:30:00", "2026-03-03T00:30:00Z" },
    { "Korean afternoon", "2026-03-03 오후 09:30:00", "2026-03-03T12:30:00Z" },
    { "Chinese", "2026年3月3日 09:30", "2026-03-03T01:30:00Z" },
    { "seconds since 1970", "1772530200", "2026-03-03T09:30:00Z" },
    { "milliseconds since 1970", "1772530200250", "2026-03-03T09:30:00.250Z" },
    { "white space around", "\n  2026-03-03T09:30:00Z\t", "2026-03-03T09:30:00Z" },
    { "words are refused", "yesterday", NULL },
    { "nothing is refused", "", NULL },
};

static void reads_a_date(void **state)
{
    const struct row *row = *state;
    struct instant at = { 42 };
    char out[INSTANT_TEXT];
    bool read = date_parse(slice_of(row->text), &at);
    if (!row->instant) {
        assert_false(read);
        assert_int_equal(at.ms, 42);
        return;
    }
    assert_true(read);
    instant_text(at, out);
    assert_string_equal(out, row->instant);
}

static void does_not_read_past_its_end(void **state)
{
    (void)state;
    static const char whole[] = "Tue Mar  3 09:30:00 +0100 2026";
    struct instant at;
    for (size_t len = 0; len <= strlen(whole); len++) {
        char *exact = malloc(len + 1);
        memcpy(exact, whole, len);
        date_parse((struct slice){ exact, len }, &at);
        free(exact);
    }
}

int main(void)
{
    struct rows rows = {0};
    ADD_ROWS(&rows, rows_822, reads_a_date);
    ADD_ROWS(&rows, rows_8601, reads_a_date);
    ADD_ROWS(&rows, rows_wild, reads_a_date);
    ADD_TEST(&rows, does_not_read_past_its_end);
    return rows_run("date", &rows);
}
