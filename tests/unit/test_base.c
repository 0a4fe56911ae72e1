#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/clock.h"
#include "base/text.h"
#include "support/rows.h"

#include <string.h>

struct duration_row {
    const char *name, *text;
    int64_t ms; /* -1: refused */
};

static const struct duration_row durations[] = {
    { "ten minutes", "10m", 600000 },
    { "mixed units add up", "1h30m", 5400000 },
    { "milliseconds are not minutes", "500ms", 500 },
    { "thirty days", "30d", 2592000000 },
    { "an unknown unit is refused", "5x", -1 },
    { "a bare number is refused", "5", -1 },
    { "nothing is refused", "", -1 },
    { "what does not fit is refused", "99999999999999999w", -1 },
};

static void reads_a_duration(void **state)
{
    const struct duration_row *row = *state;
    struct duration d = { -1 };
    assert_int_equal(duration_parse(slice_of(row->text), &d), row->ms >= 0);
    assert_int_equal(d.ms, row->ms);
}

struct instant_row {
    const char *name, *text, *again; /* again NULL: refused */
};

static const struct instant_row instants[] = {
    { "UTC", "2026-11-22T00:43:10Z", "2026-11-22T00:43:10Z" },
    { "an offset is taken off", "2026-11-22T02:00:00+02:00", "2026-11-22T00:00:00Z" },
    { "milliseconds stay", "2026-11-22T00:43:10.125Z", "2026-11-22T00:43:10.125Z" },
    { "before 1970", "1969-12-31T23:59:59.500Z", "1969-12-31T23:59:59.500Z" },
    { "month 13 is refused", "2026-13-22T00:43:10Z", NULL },
    { "no zone is refused", "2026-11-22T00:43:10", NULL },
};

static void reads_an_instant(void **state)
{
    const struct instant_row *row = *state;
    struct instant at;
    char out[INSTANT_TEXT];
    assert_int_equal(instant_parse(slice_of(row->text), &at), row->again != NULL);
    if (row->again) {
        instant_text(at, out);
        assert_string_equal(out, row->again);
    }
}

struct utf8_row {
    const char *name, *bytes, *clean;
};

static const struct utf8_row utf8_rows[] = {
    { "ASCII stays", "abc", "abc" },
    { "a surrogate is three bad bytes", "\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
    { "an overlong slash is no slash", "\xc0\xaf", "\xef\xbf\xbd\xef\xbf\xbd" },
    { "a cut sequence ends in one mark", "a\xe2\x82", "a\xef\xbf\xbd\xef\xbf\xbd" },
    { "four bytes stay", "\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80" },
};

static void cleans_utf8(void **state)
{
    const struct utf8_row *row = *state;
    HELD(text) t = {0};
    text_add_utf8(&t, slice_of(row->bytes));
    assert_string_equal(text_string(&t), row->clean);
    assert_true(utf8_is_valid(text_slice(&t)));
}

static void hides_what_drives_a_terminal(void **state)
{
    (void)state;
    HELD(text) t = {0};
    text_add_printable(&t, slice_of("a\x1b[31m\xe2\x80\xae" "b\nc"), false);
    assert_string_equal(text_string(&t), "a [31mb c");
}

int main(void)
{
    struct rows rows = {0};
    ADD_ROWS(&rows, durations, reads_a_duration);
    ADD_ROWS(&rows, instants, reads_an_instant);
    ADD_ROWS(&rows, utf8_rows, cleans_utf8);
    ADD_TEST(&rows, hides_what_drives_a_terminal);
    return rows_run("base", &rows);
}
