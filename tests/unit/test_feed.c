#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/mem.h"
#include "intake/feed.h"
#include "support/rows.h"

#include <string.h>

#define RSS(items) "<rss version='2.0'><channel><title>T</title>" items "</channel></rss>"
#define NOW ((struct instant){ INT64_C(1772530200000) }) /* 2026-03-03T09:30:00Z */

static struct feed_document *read_with(const char *bytes, const struct feed_limits *limits,
                                       struct error *err)
{
    struct feed_source source = { .url = SLICE("https://a.example/feed") };
    return feed_read(slice_of(bytes), &source, limits, err);
}

static struct feed_document *read_all(const char *bytes)
{
    struct error err = {0};
    struct feed_document *d = read_with(bytes, &feed_limits_default, &err);
    if (!d)
        fail_msg("%s", error_line(&err));
    return d;
}

/* ------------------------------------------------------------------ ceilings */

struct ceiling_row {
    const char *name, *bytes;
    struct feed_limits limits;
    size_t entries;           /* kept */
    const char *breach;       /* a part of its sentence */
};

#define LIMITS(most_bytes, most_entries, most_depth)                                      \
    {                                                                                     \
        .body = most_bytes, .entries = most_entries, .depth = most_depth, .attribute = 100, \
        .text = 200, .list = 3                                                            \
    }
#define TWO "<item><title>one</title></item><item><title>two</title></item>"
#define HUNDRED_BYTES "0123456789012345678901234567890123456789012345678901234567890123456789" \
                      "012345678901234567890123456789"

#define TEN_NUMBERS "0,0,0,0,0,0,0,0,0,0"
#define SIXTY_TAGS TEN_NUMBERS "," TEN_NUMBERS "," TEN_NUMBERS "," TEN_NUMBERS "," TEN_NUMBERS "," TEN_NUMBERS

static const struct ceiling_row ceilings[] = {
    { "within all ceilings nothing is cut", RSS(TWO), LIMITS(4096, 100, 16), 2, NULL },
    { "too many entries", RSS(TWO TWO), LIMITS(4096, 3, 16), 3, "more than 3 entries" },
    { "too deep", RSS(TWO "<item><title>x</title><a><b><c><d/></c></b></a></item>"),
      LIMITS(4096, 100, 6), 2, "deeper than 6" },
    { "too long an attribute", RSS(TWO "<item><a b='" HUNDRED_BYTES "0'/></item>" TWO),
      LIMITS(4096, 100, 16), 2, "attribute is longer than 100" },
    { "too long a text",
      RSS(TWO "<item><title>" HUNDRED_BYTES HUNDRED_BYTES "0</title></item>" TWO),
      LIMITS(4096, 100, 16), 2, "text of one element is longer than 200" },
    { "too long an inline text",
      RSS(TWO "<item><body><p>" HUNDRED_BYTES "</p><p>" HUNDRED_BYTES "</p></body></item>" TWO),
      LIMITS(4096, 100, 16), 2, "text of one element is longer than 200" },
    { "too long a document keeps its beginning", RSS(TWO TWO), LIMITS(120, 100, 16), 2,
      "longer than 120 bytes" },
    { "too many entries of a broken feed", "<rss><channel>" TWO TWO "&", LIMITS(4096, 3, 16), 3,
      "more than 3 entries" },
    { "JSON: too many entries", "{\"items\":[{\"id\":\"1\"},{\"id\":\"2\"}]}", LIMITS(4096, 1, 16),
      1, "more than 1 entries" },
    { "JSON: one entry wanted of many values",
      "{\"items\":[{\"id\":\"1\",\"tags\":[" SIXTY_TAGS "]},{\"id\":\"2\",\"tags\":[" SIXTY_TAGS "]}]}",
      LIMITS(4096, 1, 16), 1, "more than 1 entries" },
    { "JSON: too long a text",
      "{\"items\":[{\"id\":\"1\",\"content_text\":\"" HUNDRED_BYTES HUNDRED_BYTES "0\"}]}",
      LIMITS(4096, 100, 16), 1, "longer than 200" },
};

static void keeps_a_ceiling(void **state)
{
    const struct ceiling_row *row = *state;
    struct error err = {0};
    struct feed_document *d = read_with(row->bytes, &row->limits, &err);
    assert_non_null(d);
    assert_int_equal(d->entries_size, row->entries);
    assert_int_equal(error_is_set(&d->breach), row->breach != NULL);
    if (row->breach)
        assert_non_null(strstr(d->breach.text, row->breach));
    feed_document_free(&d);
}

static void keeps_no_more_names_than_the_list_holds(void **state)
{
    (void)state;
    static const struct feed_limits limits = LIMITS(4096, 100, 16);
    struct feed_document *d = read_with(
        RSS("<item><category>a</category><category>b</category><category>a</category>"
            "<category>c</category><category>d</category></item>"), &limits, NULL);
    assert_non_null(d);
    assert_int_equal(d->entries[0].categories.size, 3);
    assert_string_equal(d->entries[0].categories.items[2], "c");
    feed_document_free(&d);
}

/* ------------------------------------------------------------------ what is no feed */

struct refusal_row {
    const char *name, *bytes, *why;
    enum remedy remedy;
};

static const struct refusal_row refusals[] = {
    { "nothing", "", "no element", REFUSE },
    { "words", "404 not found", "no element", REFUSE },
    { "a page", "<!doctype html><html><head><title>Blog</title></head></html>", "<html>", REFUSE },
    { "a broken page", "<html><head><title>Blog<p>", "<html>", REFUSE },
    { "a list of subscriptions", "<opml version='2.0'><head><title>x</title></head></opml>",
      "<opml>", REFUSE },
    { "a sitemap", "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url/></urlset>",
      "<urlset>", REFUSE },
    { "XML of another kind", "<config><a/></config>", "<config>", REFUSE },
    { "a configuration of items", "<config><item>a</item><item><title>b</title></item></config>",
      "<config>", REFUSE },
    { "JSON of another kind", "{\"error\":\"no\"}", "list of items", REFUSE },
    { "broken JSON", "{\"items\":[", "well-formed", REFUSE },
    { "JSON nested without end",
      "{\"items\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
      "nested", SKIP },
};

static void refuses(void **state)
{
    const struct refusal_row *row = *state;
    struct error err = {0};
    assert_null(read_with(row->bytes, &feed_limits_default, &err));
    assert_int_equal(err.remedy, row->remedy);
    if (!strstr(err.text, row->why))
        fail_msg("it says: %s", err.text);
}

/* ------------------------------------------------------------------ articles */

static void identity_is_the_guid(void **state)
{
    (void)state;
    struct feed_document *d = read_all(
        RSS("<item><guid isPermaLink='false'>g 1</guid><link>/x?utm_source=rss</link></item>"));
    OWNED(article) a = feed_article(d, 0, NOW);
    assert_string_equal(a->id, "g 1");
    assert_string_equal(a->url, "https://a.example/x");
    feed_document_free(&d);
}

/* The same three items, from a place the feed moved to. */
static const struct guid_row {
    const char *name, *item, *id;
} guids[] = {
    { "a relative permalink stays what it is", RSS("<item><guid>/news/1</guid></item>"), "/news/1" },
    { "an absolute one as well",
      RSS("<item><guid> http://Old.example/1 </guid><link>/1</link></item>"),
      "http://Old.example/1" },
    { "a relative id of Atom",
      "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='/deep/'><entry><id>17</id>"
      "<title>t</title></entry></feed>", "17" },
    { "a number of JSON", "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":"
      "[{\"id\":17,\"title\":\"t\"}]}", "17" },
};

static void a_guid_is_taken_as_it_came(void **state)
{
    static const char *const places[] = { "https://a.example/feed", "http://b.example/x/y" };
    const struct guid_row *row = *state;
    for (size_t i = 0; i < count_of(places); i++) {
        struct feed_source source = { .url = slice_of(places[i]) };
        OWNED(feed_document) d =
            feed_read(slice_of(row->item), &source, &feed_limits_default, NULL);
        assert_non_null(d);
        OWNED(article) a = feed_article(d, 0, NOW);
        assert_string_equal(a->id, row->id);
    }
}

static void without_a_guid_identity_is_the_canonical_link(void **state)
{
    (void)state;
    struct feed_document *d =
        read_all(RSS("<item><link>HTTPS://A.example:443/x?utm_source=rss</link></item>"));
    OWNED(article) a = feed_article(d, 0, NOW);
    assert_string_equal(a->id, "https://a.example/x");
    feed_document_free(&d);
}

static void without_a_link_identity_is_the_text(void **state)
{
    (void)state;
    struct feed_document *d =
        read_all(RSS("<item><title>a</title></item><item><title>b</title></item>"
                     "<item><title> a </title></item>"));
    OWNED(article) a = feed_article(d, 0, NOW);
    OWNED(article) b = feed_article(d, 1, NOW);
    OWNED(article) again = feed_article(d, 2, NOW);
    assert_true(strncmp(a->id, "sha256:", 7) == 0);
    assert_string_not_equal(a->id, b->id);
    assert_string_equal(a->id, again->id);
    feed_document_free(&d);
}

static void an_id_that_every_entry_has_tells_nothing(void **state)
{
    (void)state;
    struct feed_document *d = read_all(
        RSS("<item><guid isPermaLink='false'>x</guid><link>/1</link></item>"
            "<item><guid isPermaLink='false'>x</guid><link>/2</link></item>"
            "<item><guid isPermaLink='false'>y</guid><link>/3</link></item>"
            "<item><guid isPermaLink='false'>y</guid><link>/3</link></item>"));
    static const char *const ids[] = { "https://a.example/1", "https://a.example/2", "y", "y" };
    for (size_t i = 0; i < count_of(ids); i++) {
        OWNED(article) a = feed_article(d, i, NOW);
        assert_string_equal(a->id, ids[i]);
    }
    feed_document_free(&d);
}

static void an_article_carries_what_the_entry_says(void **state)
{
    (void)state;
    struct feed_document *d = read_all(
        "<feed xmlns='http://www.w3.org/2005/Atom' "
        "xml:lang='en'><title>F</title><author><name>Desk</name></author>"
        "<entry><title>Up &amp;amp; away</title><category term='air'/><link href='/1'/>"
        "<published>2026-03-03T08:00:00Z</published><source><title>Elsewhere</title></source>"
        "<summary>short</summary><content type='html'>&lt;p>One &lt;a "
        "href='/n'>note&lt;/a>.&lt;p>Two.</content></entry></feed>");
    OWNED(article) a = feed_article(d, 0, NOW);
    assert_string_equal(a->title, "Up &amp; away");
    assert_string_equal(text_string(&a->text), "Up &amp; away\n\nOne note.\n\nTwo.");
    assert_int_equal(a->authors_size, 1);
    assert_int_equal(a->categories_size, 1);
    assert_string_equal(a->language, "en");
    assert_string_equal(a->origin, "Elsewhere");
    assert_int_equal(a->links_size, 1);
    assert_string_equal(a->links[0].url.ptr, "https://a.example/n");
    assert_int_equal(a->published, NOW.ms - 5400000);
    feed_document_free(&d);
}

static void a_picture_alone_leaves_the_summary(void **state)
{
    (void)state;
    struct feed_document *d = read_all(RSS("<item><title>t</title><description>words</description>"
        "<content:encoded>&lt;img src='/x.png'></content:encoded></item>"));
    OWNED(article) a = feed_article(d, 0, NOW);
    assert_string_equal(text_string(&a->text), "t\n\nwords");
    feed_document_free(&d);
}

static void lines_of_text_that_was_called_html_stay(void **state)
{
    (void)state;
    struct feed_document *d = read_all(RSS("<item><title>t</title><description>A table:\n\n"
        "| firm | sales |\n|---|---|\n| A &amp;amp; B | 3 |\n</description></item>"));
    OWNED(article) a = feed_article(d, 0, NOW);
    article_finish(a);
    assert_int_equal(a->tables_size, 1);
    assert_non_null(strstr(text_string(&a->text), "A & B"));
    feed_document_free(&d);
}

struct time_row {
    const char *name, *published;
    int64_t ms;
    bool clamped;
};

static const struct time_row times[] = {
    { "a clock that is minutes ahead is believed", "Tue, 03 Mar 2026 09:35:00 GMT",
      INT64_C(1772530500000), false },
    { "a date of next year is taken for now, and flagged", "Wed, 03 Mar 2027 09:35:00 GMT",
      INT64_C(1772530200000), true },
    { "the past stays", "Mon, 03 Mar 2025 09:30:00 GMT", INT64_C(1740994200000), false },
    { "no date is none", "soon", ASSAY_UNKNOWN_TIME, false },
};

static void dates_an_article(void **state)
{
    const struct time_row *row = *state;
    char *feed =
        mem_printf(RSS("<item><title>t</title><pubDate>%s</pubDate></item>"), row->published);
    struct feed_document *d = read_all(feed);
    OWNED(article) a = feed_article(d, 0, NOW);
    assert_int_equal(a->published, row->ms);
    assert_int_equal(a->date_clamped, row->clamped);
    feed_document_free(&d);
    mem_free(&feed);
}

/* ------------------------------------------------------------------ robustness */

/* Every beginning of a feed is read without a fault, as a cut transfer would deliver it. */
static void survives_being_cut_anywhere(void **state)
{
    (void)state;
    static const char whole[] =
        "\xef\xbb\xbf<?xml version='1.0' encoding='utf-8'?><!DOCTYPE rss [<!ENTITY a 'b'>]>"
        "<rss version='2.0' "
        "xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>&a;&eacute;\xc3\xa9</title>"
        "<item xml:lang='en'><title><![CDATA[x]]></title><body><p "
        "class='y'>z<br/></p></body><dc:date>2026-03-03</dc:date>"
        "<enclosure url='u' length='1'/></item></channel></rss>";
    for (size_t len = 0; len < sizeof whole; len++) {
        char *exact = mem_copy(whole, len);
        struct feed_source source = {0};
        struct feed_document *d =
            feed_read((struct slice){ exact, len }, &source, &feed_limits_default, NULL);
        feed_document_free(&d);
        mem_free(&exact);
    }
}

int main(void)
{
    struct rows rows = {0};
    ADD_ROWS(&rows, ceilings, keeps_a_ceiling);
    ADD_TEST(&rows, keeps_no_more_names_than_the_list_holds);
    ADD_ROWS(&rows, refusals, refuses);
    ADD_TEST(&rows, identity_is_the_guid);
    ADD_ROWS(&rows, guids, a_guid_is_taken_as_it_came);
    ADD_TEST(&rows, without_a_guid_identity_is_the_canonical_link);
    ADD_TEST(&rows, without_a_link_identity_is_the_text);
    ADD_TEST(&rows, an_id_that_every_entry_has_tells_nothing);
    ADD_TEST(&rows, an_article_carries_what_the_entry_says);
    ADD_TEST(&rows, a_picture_alone_leaves_the_summary);
    ADD_TEST(&rows, lines_of_text_that_was_called_html_stay);
    ADD_ROWS(&rows, times, dates_an_article);
    ADD_TEST(&rows, survives_being_cut_anywhere);
    return rows_run("feed", &rows);
}
