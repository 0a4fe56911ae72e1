#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/csv.h"
#include "support/rows.h"

struct csv_row {
    const char *name, *text, *records; /* "line: field|field", one a line */
};

static const struct csv_row texts[] = {
    { "nothing", "", "" },
    { "blank lines and remarks alone", "\n# a remark\n  \n", "" },
    { "plain", "a,b\nc,d\n", "1: a|b\n2: c|d\n" },
    { "no end of line at the end", "a,b", "1: a|b\n" },
    { "CRLF", "a,b\r\nc,d\r\n", "1: a|b\n2: c|d\n" },
    { "a byte order mark", "\xef\xbb\xbf" "a,b\n", "1: a|b\n" },
    { "semicolons", "a;0,9\nb;1\n", "1: a|0,9\n2: b|1\n" },
    { "tabs, and fields that are empty", "a\t\tb\n\tc\t\n", "1: a||b\n2: |c|\n" },
    { "empty fields", ",\na,,b\n", "1: |\n2: a||b\n" },
    { "white space around", " a , b \n", "1: a|b\n" },
    { "quotes", "\"a,b\",\"say \"\"x\"\"\"\n", "1: a,b|say \"x\"\n" },
    { "a line break in quotes moves the count", "\"a\nb\",c\nd,e\n", "1: a\nb|c\n3: d|e\n" },
    { "text behind a closing quote goes", "\"a\" x,b\n", "1: a|b\n" },
    { "a quote in the middle is a letter", "a\"b,c\n", "1: a\"b|c\n" },
    { "a quote never closed", "a,b\nc,\"d\ne\n", "1: a|b\n2: c|d\ne\n (open)\n" },
    { "remarks between records", "a,b\n# c,d\n\ne,f\n", "1: a|b\n4: e|f\n" },
};

static void reads(void **state)
{
    const struct csv_row *row = *state;
    struct csv c = csv_of(slice_of(row->text));
    HELD(text) found = {0};
    while (csv_next(&c)) {
        text_printf(&found, "%zu: ", c.line);
        for (size_t i = 0; i < c.size; i++)
            text_printf(&found, "%s%.*s", i ? "|" : "", SLICE_ARGS(c.fields[i]));
        text_printf(&found, c.open ? " (open)\n" : "\n");
    }
    csv_done(&c);
    assert_string_equal(text_string(&found), row->records);
}

static void leaves_out_what_is_too_much(void **state)
{
    (void)state;
    HELD(text) line = {0};
    for (int i = 0; i < 3 * CSV_FIELDS; i++)
        text_printf(&line, "%d,", i);
    text_printf(&line, "last\nnext\n");
    struct csv c = csv_of(text_slice(&line));
    assert_true(csv_next(&c));
    assert_int_equal(c.size, CSV_FIELDS);
    assert_true(slice_is(c.fields[CSV_FIELDS - 1], "63"));
    assert_true(csv_next(&c));
    assert_true(slice_is(c.fields[0], "next"));
    assert_int_equal(c.line, 2);
    csv_done(&c);
}

int main(void)
{
    struct rows rows = {0};
    ADD_ROWS(&rows, texts, reads);
    ADD_TEST(&rows, leaves_out_what_is_too_much);
    return rows_run("csv", &rows);
}
