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
    { "midnight", "March 3, 2026, 12:05 a.m.", "2026-03-03T00:05:00Z" },
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

/* Month names with what else their language writes around them. */
static const struct row rows_languages[] = {
    { "German with o'clock", "Dienstag, 3. März 2026 um 09:30 Uhr", "2026-03-03T09:30:00Z" },
    { "German without umlauts, the hour alone", "Di, 3. Maerz 2026, 14 Uhr",
      "2026-03-03T14:00:00Z" },
    { "Dutch", "3 maart 2026 om 09:30", "2026-03-03T09:30:00Z" },
    { "French, the first", "1er mars 2026 à 14h30", "2026-03-01T14:30:00Z" },
    { "French, a Tuesday like the month", "mardi 3 mars 2026 à 14h", "2026-03-03T14:00:00Z" },
    { "Italian", "martedì, 3 marzo 2026 ore 09:30", "2026-03-03T09:30:00Z" },
    { "Portuguese, a weekday of two words", "terça-feira, 3 de março de 2026 às 09:30",
      "2026-03-03T09:30:00Z" },
    { "Spanish, half of the day apart", "3 de marzo del 2026, 9:30 p. m.", "2026-03-03T21:30:00Z" },
    { "Catalan", "3 d’abril de 2026", "2026-04-03T00:00:00Z" },
    { "Swedish", "3 mars 2026 kl. 09:30", "2026-03-03T09:30:00Z" },
    { "Danish, dots in the time", "tirsdag 3. marts 2026 kl. 09.30", "2026-03-03T09:30:00Z" },
    { "Finnish", "3. maaliskuuta 2026 klo 9.30", "2026-03-03T09:30:00Z" },
    { "Finnish November is no March", "3. marraskuuta 2026", "2026-11-03T00:00:00Z" },
    { "Estonian", "3. juuli 2026", "2026-07-03T00:00:00Z" },
    { "Polish", "3 października 2026, 09:30", "2026-10-03T09:30:00Z" },
    { "Czech June", "3. června 2026", "2026-06-03T00:00:00Z" },
    { "Czech July", "3. července 2026", "2026-07-03T00:00:00Z" },
    { "Czech, a capital with a hook", "3. ŘÍJNA 2026", "2026-10-03T00:00:00Z" },
    { "Croatian", "3. siječnja 2026", "2026-01-03T00:00:00Z" },
    { "Hungarian", "2026. március 3., kedd 9:30", "2026-03-03T09:30:00Z" },
    { "Romanian", "3 iulie 2026, ora 09:30", "2026-07-03T09:30:00Z" },
    { "Turkish, the weekday behind the year", "3 Mart 2026 Salı 09:30", "2026-03-03T09:30:00Z" },
    { "Russian, the year abbreviated", "3 марта 2026 г. 09:30", "2026-03-03T09:30:00Z" },
    { "Ukrainian", "3 березня 2026", "2026-03-03T00:00:00Z" },
    { "Serbian in capitals", "3. ЈУН 2026", "2026-06-03T00:00:00Z" },
    { "Greek", "3 Μαρτίου 2026", "2026-03-03T00:00:00Z" },
    { "Indonesian", "Selasa, 3 Agustus 2026 09:30 WIB", "2026-08-03T02:30:00Z" },
    { "Vietnamese by name", "3 tháng 3, 2026", "2026-03-03T00:00:00Z" },
    { "Vietnamese by number", "Thứ ba, 03/03/2026 - 09:30", "2026-03-03T09:30:00Z" },
    { "Arabic with its own digits and comma", "الثلاثاء، ٣ مارس ٢٠٢٦", "2026-03-03T00:00:00Z" },
    { "Hebrew", "3 במרץ 2026", "2026-03-03T00:00:00Z" },
    { "Hindi", "3 मार्च 2026", "2026-03-03T00:00:00Z" },
    { "Thai, by Buddha's years", "3 มีนาคม 2569", "2026-03-03T00:00:00Z" },
    { "Japanese by its weekday", "2026年03月03日(火) 09:30", "2026-03-03T00:30:00Z" },
    { "Japanese afternoon", "2026年3月3日 午後9時30分15秒", "2026-03-03T12:30:15Z" },
    { "Chinese hours and minutes", "2026年3月3日 9时30分", "2026-03-03T01:30:00Z" },
    { "digits of full width", "２０２６／０３／０３　０９：３０", "2026-03-03T09:30:00Z" },
};

static const struct row rows_odd[] = {
    { "RFC 850", "Tuesday, 03-Mar-26 09:30:00 GMT", "2026-03-03T09:30:00Z" },
    { "a military zone is one nobody agrees on", "Tue, 03 Mar 2026 09:30:00 B",
      "2026-03-03T09:30:00Z" },
    { "24:00 in ISO 8601", "2026-03-03T24:00:00Z", "2026-03-04T00:00:00Z" },
    { "a comma before the fraction", "2026-03-03T09:30:00,25Z", "2026-03-03T09:30:00.250Z" },
    { "a point without a fraction", "2026-03-03T09:30:00.Z", "2026-03-03T09:30:00Z" },
    { "seven digits of a second", "2026-03-03T09:30:00.2500000+01:00", "2026-03-03T08:30:00.250Z" },
    { "seconds of an offset", "2026-03-03T09:30:00+01:00:00", "2026-03-03T08:30:00Z" },
    { "a true minus sign", "2026-03-03T09:30:00\u221205:00", "2026-03-03T14:30:00Z" },
    { "a narrow space before PM", "March 3, 2026 at 9:30\u202fPM", "2026-03-03T21:30:00Z" },
    { "a.m. with a zone", "March 3, 2026 9:30 a.m. ET", "2026-03-03T14:30:00Z" },
    { "an hour alone", "March 3, 2026 9pm EST", "2026-03-04T02:00:00Z" },
    { "Atlantic time is no preposition", "Tue, 03 Mar 2026 09:30:00 AT", "2026-03-03T13:30:00Z" },
    { "a zone in words", "Tue, 03 Mar 2026 09:30:00 Eastern Standard Time",
      "2026-03-03T14:30:00Z" },
    { "summer time in words", "Tue, 03 Mar 2026 09:30:00 Eastern Daylight Time",
      "2026-03-03T13:30:00Z" },
    { "a city behind the offset", "2026-03-03T09:30:00+01:00[Europe/Berlin]",
      "2026-03-03T08:30:00Z" },
    { "a city alone is UTC", "2026-03-03 09:30:00 America/New_York", "2026-03-03T09:30:00Z" },
    { "a zone in quotes", "Tue, 03 Mar 2026 09:30:00 \"EST\"", "2026-03-03T14:30:00Z" },
    { "a name and an offset before the year", "Tue Mar 03 09:30:00 UTC+0100 2026",
      "2026-03-03T08:30:00Z" },
    { "a web server's log", "03/Mar/2026:09:30:00 +0100", "2026-03-03T08:30:00Z" },
    { "a dash before the time", "March 3rd, 2026 - 9:30pm", "2026-03-03T21:30:00Z" },
    { "a bar before the time", "03.03.2026 | 09:30", "2026-03-03T09:30:00Z" },
    { "an underscore before the time", "2026-03-03_09:30:00", "2026-03-03T09:30:00Z" },
    { "packed, with a space", "20260303 093000", "2026-03-03T09:30:00Z" },
    { "twelve digits", "202603030930", "2026-03-03T09:30:00Z" },
    { "the time first", "9:30 PM, March 3, 2026", "2026-03-03T21:30:00Z" },
    { "the time first, numbers behind", "09:30 03.03.2026", "2026-03-03T09:30:00Z" },
    { "a label before it", "Published: March 3, 2026", "2026-03-03T00:00:00Z" },
    { "the third of", "Tuesday, the 3rd of March, 2026", "2026-03-03T00:00:00Z" },
    { "an apostrophe for the century", "3 Mar '26", "2026-03-03T00:00:00Z" },
    { "a month and a year", "March 2026", "2026-03-01T00:00:00Z" },
    { "a week", "2026-W10", "2026-03-02T00:00:00Z" },
    { "a day of a week", "2026-W10-2T09:30:00Z", "2026-03-03T09:30:00Z" },
    { "a packed day of a week", "2026W102", "2026-03-03T00:00:00Z" },
    { "a week that ends in the next year", "2020-W53-7", "2021-01-03T00:00:00Z" },
    { "week 54 is refused", "2026-W54-1", NULL },
    { "day 8 of a week is refused", "2026-W10-8", NULL },
    { "a fraction since 1970", "1772530200.25", "2026-03-03T09:30:00.250Z" },
    { "microseconds since 1970", "1772530200250000", "2026-03-03T09:30:00.250Z" },
    { "an at sign before the seconds", "@1772530200", "2026-03-03T09:30:00Z" },
    { ".NET's milliseconds", "/Date(1772530200250+0100)/", "2026-03-03T09:30:00.250Z" },
    { "Go's zero is refused", "0001-01-01T00:00:00Z", NULL },
    { "PHP's zero is refused", "Mon, 30 Nov -0001 00:00:00 +0000", NULL },
    { "the zero of Unix is refused", "Wed, 31 Dec 1969 19:00:00 -0500", NULL },
    { "the second after it is none", "1970-01-01T00:00:01Z", "1970-01-01T00:00:01Z" },
    { "MySQL's zero is refused", "0000-00-00 00:00:00", NULL },
    { "two times are refused", "Tue, 03 Mar 2026 09:30:00 10:30:00", NULL },
    { "a range is refused", "3 March 2026 to 5 March 2026", NULL },
    { "a quarter is refused", "2026 Q1", NULL },
    { "a version is refused", "12.30", NULL },
    { "a time alone is refused", "09:30", NULL },
    { "too many words behind it are refused", "2026-03-03 09:30 and what was said of it since",
      NULL },
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
    ADD_ROWS(&rows, rows_languages, reads_a_date);
    ADD_ROWS(&rows, rows_odd, reads_a_date);
    ADD_TEST(&rows, does_not_read_past_its_end);
    return rows_run("date", &rows);
}
