#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "intake/response.h"
#include "support/rows.h"

#include <string.h>

/* 2026-11-22T10:00:00Z, where a response has no Date of its own. */
static const struct instant now = { INT64_C(1795341600000) };

struct hint_row {
    const char *name, *lines;   /* parted by | */
    int64_t fresh, retry_after; /* seconds */
};

static const struct hint_row hints[] = {
    { "nothing said", "HTTP/1.1 200 OK|Server: x", 0, 0 },
    { "max-age", "Cache-Control: max-age=300", 300, 0 },
    { "max-age among others", "cache-control: public , Max-Age = 300, immutable", 300, 0 },
    { "max-age in quotes", "Cache-Control: max-age=\"60\"", 60, 0 },
    { "directives over two lines", "Cache-Control: public|Cache-Control: max-age=60", 60, 0 },
    { "age is taken off", "Cache-Control: max-age=300|Age: 100", 200, 0 },
    { "an age beyond max-age leaves nothing", "Cache-Control: max-age=300|Age: 400", 0, 0 },
    { "no-cache wins over max-age", "Cache-Control: max-age=300, no-cache", 0, 0 },
    { "an endless max-age is cut", "Cache-Control: max-age=99999999999999999999999", 316224000, 0 },
    { "a negative max-age is none", "Cache-Control: max-age=-5", 0, 0 },
    { "s-maxage is for others", "Cache-Control: s-maxage=300", 0, 0 },
    { "Expires by the publisher's clock",
      "Date: Sun, 22 Nov 2020 10:00:00 GMT|Expires: Sun, 22 Nov 2020 10:05:00 GMT", 300, 0 },
    { "Expires without Date goes by ours", "Expires: Sun, 22 Nov 2026 10:05:00 GMT", 300, 0 },
    { "Expires in a date's older forms", "Expires: Sunday, 22-Nov-26 10:05:00 GMT", 300, 0 },
    { "Expires in asctime's form", "Expires: Sun Nov 22 10:05:00 2026", 300, 0 },
    { "Expires in the past", "Expires: Sun, 22 Nov 2020 10:05:00 GMT", 0, 0 },
    { "Expires: 0", "Expires: 0", 0, 0 },
    { "max-age wins over Expires",
      "Expires: Sun, 22 Nov 2026 10:05:00 GMT|Cache-Control: max-age=60", 60, 0 },
    { "Retry-After in seconds", "Retry-After: 120", 0, 120 },
    { "Retry-After as a date", "Retry-After: Sun, 22 Nov 2026 10:02:00 GMT", 0, 120 },
    { "Retry-After in the past", "Retry-After: Sun, 22 Nov 2020 10:02:00 GMT", 0, 0 },
    { "Retry-After that is rubbish", "Retry-After: soon", 0, 0 },
    { "an interim response is forgotten",
      "HTTP/1.1 103 Early Hints|Cache-Control: max-age=60|HTTP/1.1 200 OK", 0, 0 },
};

static void read_lines(struct response *r, const char *lines)
{
    struct slice rest = slice_of(lines), line;
    while (rest.len && slice_next(&rest, '|', &line))
        assert_true(response_line(r, line));
}

static void reads_hints(void **state)
{
    const struct hint_row *row = *state;
    HELD(response) r = {0};
    read_lines(&r, row->lines);
    assert_int_equal(response_fresh(&r, now).ms, row->fresh * 1000);
    assert_int_equal(response_retry_after(&r, now).ms, row->retry_after * 1000);
}

static void keeps_validators_byte_for_byte(void **state)
{
    (void)state;
    HELD(response) r = {0};
    read_lines(&r, "HTTP/2 200|ETAG:  W/\"a b\xff,c\" |Last-Modified: yesterday, about noon\r\n");
    assert_string_equal(text_string(&r.etag), "W/\"a b\xff,c\"");
    assert_string_equal(text_string(&r.last_modified), "yesterday, about noon");
}

static void a_giant_validator_is_none(void **state)
{
    (void)state;
    HELD(response) r = {0};
    HELD(text) line = {0};
    text_add(&line, SLICE("ETag: \""));
    while (line.len < RESPONSE_MAX_VALIDATOR + 10)
        text_add_byte(&line, 'x');
    assert_true(response_line(&r, text_slice(&line)));
    assert_int_equal(r.etag.len, 0);
}

static void headers_end_at_their_ceiling(void **state)
{
    (void)state;
    HELD(response) r = {0};
    char line[1024];
    memset(line, 'x', sizeof line);
    int lines = 0;
    while (response_line(&r, (struct slice){ line, sizeof line }))
        assert_true(++lines <= 64);
    assert_int_equal(lines, 64);
    assert_false(
        response_line(&r, SLICE("HTTP/1.1 100 Continue"))); /* interim ones do not reset it */
}

int main(void)
{
    struct rows rows = {0};
    ADD_ROWS(&rows, hints, reads_hints);
    ADD_TEST(&rows, keeps_validators_byte_for_byte);
    ADD_TEST(&rows, a_giant_validator_is_none);
    ADD_TEST(&rows, headers_end_at_their_ceiling);
    return rows_run("response", &rows);
}
