#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "intake/crowd.h"
#include "intake/feed.h"
#include "intake/page.h"
#include "intake/plain.h"
#include "support/rows.h"

#include <string.h>
#include <time.h>

/* "%" in a row stands for so many attributes. */
static void expand(struct text *out, const char *pattern, size_t attributes)
{
    for (; *pattern; pattern++)
        if (*pattern != '%')
            text_add_byte(out, *pattern);
        else
            for (size_t i = 0; i < attributes; i++)
                text_printf(out, " a%zu=\"%zu\"", i, i);
}

struct html_row {
    const char *name, *html;
    size_t attributes;
    bool thinned;
};

static const struct html_row htmls[] = {
    { "as many as allowed stay", "<p%>text</p>", CROWD_MOST, false },
    { "one more is left out", "<p%>text</p>", CROWD_MOST + 1, true },
    { "a tag that never ends", "<p%", 1000, true },
    { "an end of a tag inside a value is none", "<p t='>'%>text</p>", CROWD_MOST, true },
    { "a slash does not end it", "<p / %/>text", 1000, true },
    { "values without quotes count", "<p x=1 y=2%>text", CROWD_MOST - 1, true },
    { "so do attributes without a value", "<p x y%>text", CROWD_MOST - 1, true },
    { "rubbish between them does not", "<p \"\" = &%>text", CROWD_MOST, false },
    { "the second tag counts as well", "<p>text</p><b%>more</b>", 300, true },
    { "a comment is none of it", "<!-- <p%> --><p>text</p>", 300, false },
    { "nor is a script", "<script>if (a<b%)</script><p>text</p>", 300, false },
    { "nor is text", "<p>1 < 2%</p>", 300, false },
};

static void thins_html(void **state)
{
    const struct html_row *row = *state;
    HELD(text) html = {0};
    HELD(text) out = {0};
    HELD(text) again = {0};
    expand(&html, row->html, row->attributes);
    assert_int_equal(crowd_thin_html(text_slice(&html), &out), row->thinned);
    if (row->thinned) {
        assert_true(out.len < html.len);
        assert_false(crowd_thin_html(text_slice(&out), &again));
    } else {
        assert_int_equal(out.len, 0);
    }
}

static void keeps_the_first_and_the_text(void **state)
{
    (void)state;
    HELD(text) html = {0};
    HELD(text) out = {0};
    HELD(text) expected = {0};
    expand(&html, "<i>a</i><p%>text</p>", 300);
    expand(&expected, "<i>a</i><p%>text</p>", CROWD_MOST);
    assert_true(crowd_thin_html(text_slice(&html), &out));
    assert_string_equal(text_string(&out), text_string(&expected));
}

static const struct html_row xmls[] = {
    { "as many as allowed", "<rss%/>", CROWD_MOST, false },
    { "one more", "<rss%/>", CROWD_MOST + 1, true },
    { "declarations of namespaces count", "<rss xmlns:a='b'%/>", CROWD_MOST, true },
    { "text that looks like a tag and never ends does not", "<rss>a <b than %</rss>", 300, false },
    { "CDATA does not", "<rss><![CDATA[<p%>]]></rss>", 300, false },
    { "a comment does not", "<rss><!-- <p%> --></rss>", 300, false },
    { "behind CDATA it does", "<rss><![CDATA[<p>]]><p%/></rss>", 300, true },
};

static void finds_crowds_in_xml(void **state)
{
    const struct html_row *row = *state;
    HELD(text) xml = {0};
    expand(&xml, row->html, row->attributes);
    assert_int_equal(crowd_in_xml(text_slice(&xml)) != SIZE_MAX, row->thinned);
}

/* --- the doors behind it --- */

static double cpu_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void a_page_with_a_million_attributes_is_read(void **state)
{
    (void)state;
    HELD(text) html = {0};
    expand(&html, "<html><title>T</title><body%><p>Shares of Corley Mills slump.</p></body>", 500000);
    struct page_source source = { .url = SLICE("https://a.example/") };
    double began = cpu_seconds();
    struct article *a = page_read(text_slice(&html), &source, NULL);
    assert_true(cpu_seconds() - began < 5);
    assert_non_null(a);
    assert_true(a->truncated);
    assert_non_null(strstr(text_string(&a->text), "Corley Mills slump"));
    article_free(&a);
}

static void so_is_html_in_a_feed(void **state)
{
    (void)state;
    HELD(text) html = {0};
    struct article *a = article_new();
    expand(&html, "<p%>Shares of Corley Mills slump.</p>", 100000);
    double began = cpu_seconds();
    plain_html(a, text_slice(&html), SLICE(""));
    assert_true(cpu_seconds() - began < 2);
    assert_true(a->truncated);
    assert_non_null(strstr(text_string(&a->text), "Corley Mills slump"));
    article_free(&a);
}

static void so_is_a_feed_and_the_ceiling_is_named(void **state)
{
    (void)state;
    HELD(text) xml = {0};
    expand(&xml, "<rss version='2.0'><channel><item%><title>Slump</title></item></channel></rss>",
           300000);
    double began = cpu_seconds();
    struct feed_source source = {0};
    OWNED(feed_document) d = feed_read(text_slice(&xml), &source, &feed_limits_default, NULL);
    assert_true(cpu_seconds() - began < 5);
    assert_non_null(d);
    assert_int_equal(d->entries_size, 1);
    assert_string_equal(d->entries[0].title, "Slump");
    assert_non_null(strstr(d->breach.text, "more than 256 attributes"));
}

int main(void)
{
    struct rows rows = {0};
    ADD_ROWS(&rows, htmls, thins_html);
    ADD_TEST(&rows, keeps_the_first_and_the_text);
    ADD_ROWS(&rows, xmls, finds_crowds_in_xml);
    ADD_TEST(&rows, a_page_with_a_million_attributes_is_read);
    ADD_TEST(&rows, so_is_html_in_a_feed);
    ADD_TEST(&rows, so_is_a_feed_and_the_ceiling_is_named);
    return rows_run("crowd", &rows);
}
