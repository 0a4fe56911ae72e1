#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "intake/opml.h"
#include "support/rows.h"

#include <string.h>

#define FEED(title, url) "<outline text=\"" title "\" xmlUrl=\"" url "\"/>"

/* Each outline as "line id url folder|", or "line refused: why|". */
struct read_row {
    const char *name, *body, *wants;
};

static const struct read_row read_rows[] = {
    { "an id is made from the title", FEED("Harbour Street: Markets!", "https://a.example/"),
      "1 harbour-street-markets https://a.example/ -|" },
    { "a title that no id can be made from leaves it to the host", FEED("\u4e16\u754c", "https://www.a.example/"),
      "1 a-example https://www.a.example/ -|" },
    { "no title at all, likewise", "<outline xmlUrl='https://a.example/'/>", "1 a-example https://a.example/ -|" },
    { "a host that no id can be made from, either", FEED("!", "https://\u4e16/"), "1 feed https://\u4e16/ -|" },
    { "equal ids are numbered, and meet no other",
      FEED("A b", "https://a.example/1") FEED("A B", "https://a.example/2") FEED("A b 2", "https://a.example/3"),
      "1 a-b https://a.example/1 -|1 a-b_2 https://a.example/2 -|1 a-b-2 https://a.example/3 -|" },
    { "folders have names, feeds are none",
      "<outline text='News'>\n<outline title='Markets'>" FEED("x1", "https://a.example/") "</outline>\n" FEED(
          "x2", "https://b.example/") "</outline>\n" FEED("x3", "https://c.example/"),
      "2 x1 https://a.example/ News / Markets|3 x2 https://b.example/ News|4 x3 https://c.example/ -|" },
    { "one address twice is one feed, whatever its spelling",
      FEED("one", "https://a.example/f") "\n" FEED("two", "HTTPS://A.example:443/f"),
      "1 one https://a.example/f -|2 refused: has the address of line 1, \"one\"|" },
    { "another scheme is refused", FEED("x1", "ftp://a.example/"),
      "1 refused: begins neither with http:// nor with https://|" },
    { "a space in it is refused", FEED("x1", "https://a.example/ b"),
      "1 refused: holds a space or a control character, at character 19|" },
    { "browsers' own schemes are http", FEED("x1", "feed://a.example/") FEED("x2", "feed:https://a.example/"),
      "1 x1 http://a.example/ -|1 x2 https://a.example/ -|" },
    { "attributes in any case", "<OUTLINE TEXT='x1' XMLURL='https://a.example/'/>", "1 x1 https://a.example/ -|" },
    { "a bare ampersand", FEED("AT&T", "https://a.example/?a=1&b=2"), "1 at-t https://a.example/?a=1&b=2 -|" },
    { "no entity from outside, and none that grows",
      "<!DOCTYPE opml [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>" "<opml>" FEED("a&e;b", "https://a.example/") "</opml>",
      "1 a-e-b https://a.example/ -|" },
    { "nothing in it", "", "" },
};

static void write_all(struct text *out, const struct opml *o)
{
    for (size_t i = 0; i < o->size; i++) {
        const struct opml_outline *x = &o->outlines[i];
        if (x->refused)
            text_printf(out, "%zu refused: %s|", x->line, x->refused);
        else
            text_printf(out, "%zu %s %s %s|", x->line, x->id, x->url, x->folder ? x->folder : "-");
    }
}

static void reads(void **state)
{
    const struct read_row *row = *state;
    HELD(text) bytes = {0};
    HELD(text) got = {0};
    bool own = slice_starts(slice_of(row->body), "<!DOCTYPE");
    text_printf(&bytes, "%s%s%s", own ? "" : "<?xml version='1.0'?><opml>", row->body, own ? "" : "</opml>");
    OWNED(opml) o = opml_read(text_slice(&bytes), NULL);
    assert_non_null(o);
    write_all(&got, o);
    assert_string_equal(text_string(&got), row->wants);
}

static void outlines_too_deep_count_as_those_they_are_in(void **state)
{
    (void)state;
    HELD(text) bytes = {0};
    text_add(&bytes, SLICE("<opml>"));
    for (int i = 1; i <= 100; i++)
        text_printf(&bytes, "<outline text='%d'>", i);
    text_add(&bytes, SLICE(FEED("x1", "https://a.example/")));
    OWNED(opml) o = opml_read(text_slice(&bytes), NULL);
    assert_non_null(o);
    assert_int_equal(o->size, 1);
    assert_string_equal(o->outlines[0].folder, "1 / 2 / 3 / 4 / 5 / 6 / 7 / 8 / 9 / 10 / 11 / 12 / 13 / 14 / 15 / 16");
}

static void what_is_no_opml_is_refused(void **state)
{
    (void)state;
    struct error err = {0};
    assert_null(opml_read(SLICE("<rss><channel/></rss>"), &err));
    assert_string_equal(err.text, "is no OPML: there is no <opml> in it");
}

static void so_many_equal_titles_take_no_time(void **state)
{
    (void)state;
    HELD(text) bytes = {0};
    text_add(&bytes, SLICE("<opml>"));
    for (int i = 0; i < OPML_MAX_FEEDS + 5; i++)
        text_printf(&bytes, FEED("Same", "https://a.example/%d"), i);
    OWNED(opml) o = opml_read(text_slice(&bytes), NULL);
    assert_non_null(o);
    assert_int_equal(o->size, OPML_MAX_FEEDS);
    assert_true(o->cut);
    assert_string_equal(o->outlines[OPML_MAX_FEEDS - 1].id, "same_100000");
}

static void what_is_written_is_read_again(void **state)
{
    (void)state;
    HELD(text) bytes = {0};
    opml_write_head(&bytes, "<Mine>");
    opml_write_feed(&bytes, "Tom & \"Jerry\" <x>", "https://a.example/?a=1&b=%22");
    opml_write_tail(&bytes);
    OWNED(opml) o = opml_read(text_slice(&bytes), NULL);
    assert_non_null(o);
    assert_int_equal(o->size, 1);
    assert_string_equal(o->outlines[0].title, "Tom & \"Jerry\" <x>");
    assert_string_equal(o->outlines[0].url, "https://a.example/?a=1&b=%22");
}

int main(void)
{
    struct rows rows = {0};
    ADD_ROWS(&rows, read_rows, reads);
    ADD_TEST(&rows, outlines_too_deep_count_as_those_they_are_in);
    ADD_TEST(&rows, what_is_no_opml_is_refused);
    ADD_TEST(&rows, so_many_equal_titles_take_no_time);
    ADD_TEST(&rows, what_is_written_is_read_again);
    return rows_run("opml", &rows);
}
