#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "intake/full_text.h"
#include "support/rows.h"

#include <string.h>

/* --- is it a teaser? --- */

#define HUNDRED                                                                                      \
    "The harbour board decided on Tuesday, after a long debate, what to do about the quay by the sea. "  \
    "So."
#define SIX_HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED
#define LONG SIX_HUNDRED SIX_HUNDRED

struct teaser_row {
    const char *name, *description, *content;
    bool is_teaser;
};

static const struct teaser_row teaser_rows[] = {
    { "a title alone is a teaser", "", NULL, true },
    { "a line of description is a teaser", HUNDRED, NULL, true },
    { "six hundred characters of description are a teaser", SIX_HUNDRED, NULL, true },
    { "a long description is the text", LONG, NULL, false },
    { "a long description that breaks off is a teaser", LONG " And then...", NULL, true },
    { "so is one that ends in an ellipsis in brackets", LONG " And then [\u2026]", NULL, true },
    { "so is one that leads on", LONG " <a href='/x'>Continue reading</a>", NULL, true },
    { "an ellipsis in the midst is none", "And then... " LONG, NULL, false },
    { "six hundred characters of content are the text", HUNDRED, SIX_HUNDRED, false },
    { "content that breaks off is a teaser", HUNDRED, SIX_HUNDRED " And then...", true },
    { "a line of content is a teaser", HUNDRED, HUNDRED, true },
    { "a table is no teaser",
      "<table><tr><th>Year</th><th>Cases</th></tr><tr><td>2030</td><td>12</td></tr></table>", NULL, false },
};

static struct article *article_of(const char *description, const char *content)
{
    HELD(text) body = {0};
    struct error err = {0};
    text_add(&body, SLICE("<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'>"
                          "<channel><item><guid>g</guid><title>Harbour board decides about quay</title>"
                          "<link>https://courier.example/quay</link>"));
    text_printf(&body, "<description><![CDATA[%s]]></description>", description);
    if (content)
        text_printf(&body, "<content:encoded><![CDATA[%s]]></content:encoded>", content);
    text_add(&body, SLICE("</item></channel></rss>"));
    OWNED(feed_document) d = feed_read(text_slice(&body), &(struct feed_source){0}, &feed_limits_default, &err);
    assert_non_null(d);
    return feed_article(d, 0, (struct instant){ 1000 });
}

static void tells_teasers(void **state)
{
    const struct teaser_row *row = *state;
    OWNED(article) a = article_of(row->description, row->content);
    assert_int_equal(a->is_teaser, row->is_teaser);
}

/* --- which pages are wanted? --- */

struct wish_row {
    const char *name;
    int full_text;
    const char *description, *url;
    size_t most, wishes;
};

static const struct wish_row wish_rows[] = {
    { "auto asks for a teaser's page", FULL_TEXT_AUTO, HUNDRED, "https://a.example/", 9, 2 },
    { "auto leaves alone what is whole", FULL_TEXT_AUTO, LONG, "https://a.example/", 9, 0 },
    { "always asks for either", FULL_TEXT_ALWAYS, LONG, "https://a.example/", 9, 2 },
    { "never asks for neither", FULL_TEXT_NEVER, HUNDRED, "https://a.example/", 9, 0 },
    { "no link, no page", FULL_TEXT_ALWAYS, HUNDRED, NULL, 9, 0 },
    { "a link of another scheme is none", FULL_TEXT_ALWAYS, HUNDRED, "ftp://a.example/", 9, 0 },
    { "no more than allowed", FULL_TEXT_ALWAYS, HUNDRED, "https://a.example/", 1, 1 },
};

static void wishes_for_pages(void **state)
{
    const struct wish_row *row = *state;
    struct subscription s = { .full_text = row->full_text };
    OWNED(poll) poll = poll_new("a");
    for (int i = 0; i < 2; i++) {
        struct article *a = article_of(row->description, NULL);
        mem_free(&a->url);
        a->url = mem_string(row->url);
        poll_add(poll, &a);
    }
    size_t size;
    struct page_wish *wishes = full_text_wishes(poll, &s, row->most, &size);
    assert_int_equal(size, row->wishes);
    if (size)
        assert_int_equal(wishes[0].item, 1); /* the newest first */
    if (size && size < 2)
        assert_string_equal(poll->items[0].article->page_problem, "too-many");
    mem_free(&wishes);
}

/* --- taking a page --- */

#define PAGE(words)                                                                                \
    "<html><head><title>Another headline</title></head><body><nav><a href='/'>Home</a></nav><article>" words \
    "</article></body></html>"

struct take_row {
    const char *name, *body;
    enum fetch_problem problem;
    const char *ret_problem; /* NULL: taken */
};

static const struct take_row take_rows[] = {
    { "a fuller page is taken", PAGE("<p>" LONG "</p>"), FETCH_OK, NULL },
    { "a page that failed is not", PAGE("<p>" LONG "</p>"), FETCH_CONNECT, "connect" },
    { "a page without more is not", PAGE("<p>" HUNDRED "</p>"), FETCH_OK, "no-more" },
    { "an empty page is not", "", FETCH_OK, "no-more" },
    { "a page about something else is not",
      PAGE("<p>We and our partners store information on your device, and read it, to show you things. "
           "You can agree to that now, or choose in detail what you would like to agree to. Or not.</p>"),
      FETCH_OK, "other" },
    { "a PDF that claims to be a page is not", "%PDF-1.7 harbour board quay", FETCH_OK, "type" },
};

static void takes_a_page(void **state)
{
    const struct take_row *row = *state;
    struct fetch_answer answer = { .problem = row->problem };
    char url[] = "https://courier.example/quay";
    answer.url = url;
    text_add(&answer.body, slice_of(row->body));
    error_set(&answer.err, RETRY, NULL, "so it is");
    struct article *a = article_of(HUNDRED, NULL);
    a->feed = mem_string("courier");
    a->topic = mem_string("courier-of-the-pier");
    a->prior = 0.8;
    a->backfilled = true;
    a->cause = "text";
    article_finish(a);
    _Atomic size_t room = SIZE_MAX;
    full_text_take(&a, &answer, &room);
    assert_int_equal(a->from_page, !row->ret_problem);
    assert_true(a->finished);
    assert_string_equal(a->title, "Harbour board decides about quay");
    assert_string_equal(a->id, "g");
    assert_string_equal(a->feed, "courier");
    assert_string_equal(a->domain, "courier.example");
    assert_string_equal(a->topic, "courier-of-the-pier");
    assert_float_equal(a->prior, 0.8, 1e-9);
    assert_true(a->backfilled);
    assert_string_equal(a->cause, "text");
    if (row->ret_problem) {
        assert_string_equal(a->page_problem, row->ret_problem);
        assert_true(a->page_error[0] != '\0');
    }
    article_free(&a);
    text_done(&answer.body);
}

/* A page's date is believed up to now; the feed's own goes before it. */
struct date_row {
    const char *name;
    int64_t feed, page;
    int64_t published;
    bool clamped;
};

#define NOW INT64_C(981173106000) /* 2001-02-03T04:05:06Z */

static const struct date_row date_rows[] = {
    { "the page's date is taken where the feed has none", ASSAY_UNKNOWN_TIME, NOW - 1000, NOW - 1000, false },
    { "the feed's goes before it", NOW - 5000, NOW - 1000, NOW - 5000, false },
    { "a page from the future is of now", ASSAY_UNKNOWN_TIME, NOW + 86400000, NOW, true },
};

static void takes_a_date(void **state)
{
    const struct date_row *row = *state;
    struct fetch_answer answer = { .problem = FETCH_OK };
    char url[] = "https://courier.example/quay", when[INSTANT_TEXT];
    answer.url = url;
    instant_text((struct instant){ row->page }, when);
    text_printf(&answer.body, "<html><head><meta property='article:published_time' content='%s'></head><body>"
                              "<article><h1>Harbour board decides about quay</h1><p>%s</p></article></body></html>",
                when, LONG);
    struct article *a = article_of(HUNDRED, NULL);
    a->published = row->feed;
    a->fetched = NOW;
    article_finish(a);
    _Atomic size_t room = SIZE_MAX;
    full_text_take(&a, &answer, &room);
    assert_true(a->from_page);
    assert_int_equal(a->published, row->published);
    assert_int_equal(a->date_clamped, row->clamped);
    article_free(&a);
    text_done(&answer.body);
}

static void a_page_adds_what_the_feed_does_not_say(void **state)
{
    (void)state;
    struct fetch_answer answer = { .problem = FETCH_OK };
    char url[] = "https://courier.example/quay";
    answer.url = url;
    text_add(&answer.body,
             SLICE("<html lang='en'><head><meta name='author' content='Ada Quill'>"
                   "<meta property='article:published_time' content='2001-02-03T04:05:06Z'></head><body>"
                   "<article><h1>Harbour board decides about quay</h1><p>" LONG "</p>"
                   "<blockquote><p>It will be rebuilt by next spring, and not a day later.</p></blockquote>"
                   "<p>What it will cost is in <a href='/minutes'>the minutes of the board</a>, which names a sum "
                   "that three of its members, all of them from the fishing port, called far too low.</p>"
                   "<table><tr><th>Year</th><th>Ships</th></tr><tr><td>2030</td><td>12</td></tr></table>"
                   "</article></body></html>"));
    struct article *a = article_of(HUNDRED, NULL);
    a->feed = mem_string("courier");
    a->fetched = INT64_C(2000000000000);
    article_finish(a);
    _Atomic size_t room = SIZE_MAX;
    full_text_take(&a, &answer, &room);
    assert_true(a->from_page);
    assert_string_equal(a->language, "en");
    assert_int_equal(a->authors_size, 1);
    assert_int_equal(a->published, INT64_C(981173106000));
    assert_int_equal(a->fetched, INT64_C(2000000000000));
    assert_int_equal(a->tables_size, 1);
    assert_int_equal(a->links_size, 1);
    bool quoted = false;
    for (size_t i = 0; i < a->blocks_size; i++)
        quoted |= a->blocks[i].kind == ASSAY_QUOTE;
    assert_true(quoted);
    article_free(&a);
    text_done(&answer.body);
}

/* Takes a page where so much room is left; returns how much is left then. */
static size_t take_within(size_t bytes, struct article **ret)
{
    struct fetch_answer answer = { .problem = FETCH_OK };
    char url[] = "https://courier.example/quay";
    _Atomic size_t room = bytes;
    answer.url = url;
    text_add(&answer.body, SLICE(PAGE("<p>" LONG "</p>")));
    *ret = article_of(HUNDRED, NULL);
    article_finish(*ret);
    full_text_take(ret, &answer, &room);
    text_done(&answer.body);
    return room;
}

static void a_page_takes_of_the_room_that_is_left(void **state)
{
    (void)state;
    OWNED(article) first = NULL;
    OWNED(article) second = NULL;
    OWNED(article) third = NULL;
    size_t taken = SIZE_MAX - take_within(SIZE_MAX, &first);
    assert_true(first->from_page);
    assert_true(taken > first->text.len);
    assert_int_equal(take_within(taken, &second), 0);
    assert_true(second->from_page);
    assert_int_equal(take_within(taken - 1, &third), taken - 1);
    assert_false(third->from_page);
    assert_string_equal(third->page_problem, "no-room");
}

int main(void)
{
    struct rows rows = {0};
    ADD_ROWS(&rows, teaser_rows, tells_teasers);
    ADD_ROWS(&rows, wish_rows, wishes_for_pages);
    ADD_ROWS(&rows, take_rows, takes_a_page);
    ADD_ROWS(&rows, date_rows, takes_a_date);
    ADD_TEST(&rows, a_page_adds_what_the_feed_does_not_say);
    ADD_TEST(&rows, a_page_takes_of_the_room_that_is_left);
    return rows_run("full_text", &rows);
}
