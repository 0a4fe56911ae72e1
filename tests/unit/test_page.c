/* tests/pages/<case>/: input.html, expected.txt, and content_type where the case is about that.
 * ASSAYD_PAGES_WRITE=1 writes what came out as expected.txt, to be read before it is believed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/clock.h"
#include "intake/document.h"
#include "intake/page.h"
#include "support/rows.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

#define ADDRESS "https://news.example/money/story.html"

static bool read_file(const char *path, struct text *out)
{
    FILE *from = fopen(path, "rb");
    char part[4096];
    if (!from)
        return false;
    for (size_t got; (got = fread(part, 1, sizeof part, from)) > 0;)
        text_add(out, (struct slice){ part, got });
    fclose(from);
    return true;
}

static void write_file(const char *path, const struct text *t)
{
    FILE *to = fopen(path, "wb");
    assert_non_null(to);
    fwrite(t->ptr, 1, t->len, to);
    assert_int_equal(fclose(to), 0);
}

/* ------------------------------------------------------------------ an article, to be read */

static void say(struct text *out, const char *name, const char *value)
{
    if (value)
        text_printf(out, "%s: %s\n", name, value);
}

static void say_time(struct text *out, const char *name, int64_t ms)
{
    char date[INSTANT_TEXT];
    if (ms == ASSAY_UNKNOWN_TIME)
        return;
    instant_text((struct instant){ ms }, date);
    say(out, name, date);
}

/* T title P paragraph H heading I item Q quotation | table C caption N notice */
static void say_article(struct text *out, const struct article *a)
{
    for (size_t i = 0; i < a->authors_size; i++)
        text_printf(out, "author: %.*s\n", (int)a->authors[i].len, a->authors[i].ptr);
    say_time(out, "published", a->published);
    say_time(out, "updated", a->updated);
    say(out, "language", a->language);
    say(out, "url", a->url);
    say(out, "origin", a->origin);
    for (size_t i = 0; i < a->blocks_size; i++) {
        struct slice text = slice_sub(text_slice(&a->text), a->blocks[i].span.start, a->blocks[i].span.len);
        text_printf(out, "\n%c ", "TPHIQ|CN"[a->blocks[i].kind]);
        text_add(out, text);
        text_add_byte(out, '\n');
    }
    if (a->links_size)
        text_add_byte(out, '\n');
    for (size_t i = 0; i < a->links_size; i++) {
        struct slice words = slice_sub(text_slice(&a->text), a->links[i].span.start, a->links[i].span.len);
        text_printf(out, "link: %.*s -> %.*s\n", SLICE_ARGS(words), (int)a->links[i].url.len, a->links[i].url.ptr);
    }
}

static struct article *read_page(struct slice bytes, const char *content_type)
{
    struct page_source source = { .url = SLICE(ADDRESS), .content_type = slice_of(content_type) };
    struct error err = {0};
    struct article *a = page_read(bytes, &source, &err);
    assert_non_null(a);
    article_finish(a);
    return a;
}

/* ------------------------------------------------------------------ cases */

struct page_case {
    char name[256];
};
static struct page_case cases[200];

static void reads_as_expected(void **state)
{
    const struct page_case *c = *state;
    HELD(text) path = {0};
    HELD(text) html = {0};
    HELD(text) type = {0};
    HELD(text) expected = {0};
    HELD(text) actual = {0};
    text_printf(&path, "%s/pages/%s/", TESTS_DIR, c->name);
    size_t folder = path.len;
    text_add(&path, SLICE("content_type"));
    read_file(text_string(&path), &type);
    text_cut(&path, folder);
    text_add(&path, SLICE("input.html"));
    assert_true(read_file(text_string(&path), &html));
    struct article *a = read_page(text_slice(&html), text_string(&type));
    say_article(&actual, a);
    article_free(&a);
    text_cut(&path, folder);
    text_add(&path, SLICE("expected.txt"));
    if (getenv("ASSAYD_PAGES_WRITE"))
        write_file(text_string(&path), &actual);
    assert_true(read_file(text_string(&path), &expected));
    assert_string_equal(text_string(&actual), text_string(&expected));
}

static int is_case(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static void add_cases(struct rows *rows)
{
    struct dirent **entries;
    int size = scandir(TESTS_DIR "/pages", &entries, is_case, alphasort);
    assert(size > 0 && (size_t)size <= count_of(cases));
    for (int i = 0; i < size; i++) {
        snprintf(cases[i].name, sizeof cases[i].name, "%s", entries[i]->d_name);
        rows_add(rows, cases[i].name, reads_as_expected, &cases[i]);
        free(entries[i]);
    }
    free(entries);
}

/* ------------------------------------------------------------------ ceilings and odd bytes */

/* The part again and again. */
static void repeat(struct text *out, const char *part, size_t times)
{
    for (size_t i = 0; i < times; i++)
        text_add(out, slice_of(part));
}

struct odd {
    const char *name, *before, *part;
    size_t times;
    const char *behind, *holds;    /* what must be in the text; NULL: nothing */
};

static const struct odd odd_rows[] = {
    { "nothing", "", "", 0, "", NULL },
    { "no element at all", "", "", 0, "just words", "just words" },
    { "elements nested without end", "<p>first words of it</p>", "<div>", 100000, "<p>inner</p>", "first words of it" },
    { "a thousand headings", "", "<h2>a<h2>", 1000, "", "a" },
    { "attributes without end", "<p ", "a1=b ", 20000, ">inner words</p>", "inner words" },
    { "end tags without a beginning", "<p>words</p>", "</b></div>", 20000, "", "words" },
    { "a table without end", "<p>words</p><table>", "<tr><td rowspan=65534 colspan=1000>x", 2000, "", "x" },
    { "text hidden until a script shows it", "<div style='display:none'><p>", "words ", 10, "</p></div>", "words" },
    { "a page of links alone", "", "<p><a href=/x>somewhere</a></p>", 20, "", "somewhere" },
    { "an open comment", "<p>words</p><!-- ", "x", 10000, "", "words" },
    { "an open tag", "<p>words</p><div class='", "x", 10000, "", "words" },
};

static void survives(void **state)
{
    const struct odd *row = *state;
    HELD(text) html = {0};
    text_add(&html, slice_of(row->before));
    repeat(&html, row->part, row->times);
    text_add(&html, slice_of(row->behind));
    struct article *a = read_page(text_slice(&html), "");
    if (row->holds)
        assert_true(slice_find(text_slice(&a->text), row->holds) != SIZE_MAX);
    else
        assert_int_equal(a->blocks_size, 0);
    article_free(&a);
}

static void refuses_what_is_too_long(void **state)
{
    (void)state;
    struct error err = {0};
    HELD(text) html = {0};
    repeat(&html, "0123456789abcdef", PAGE_MAX_BYTES / 16 + 1);
    assert_null(page_read(text_slice(&html), &(struct page_source){0}, &err));
    assert_int_equal(err.remedy, SKIP);
    assert_string_equal(err.text, "the page is longer than 16 MiB");
}

/* ------------------------------------------------------------------ as a document */

static void keep(void *context, struct article **a)
{
    *(struct article **)context = *a;
    *a = NULL;
}

static void demo_page_is_judged_by_its_text(void **state)
{
    (void)state;
    static const char *const elsewhere[] = { "World", "cookies", "miracle diet", "Monster storm", "vanfan77",
                                             "All rights reserved" };
    HELD(text) html = {0};
    struct article *a = NULL;
    struct error err = {0};
    assert_true(read_file(SOURCE_DIR "/demo/pages/aggregator.html", &html));
    assert_true(document_read(text_slice(&html), &(struct document_hints){ .name = "aggregator.html" }, keep, &a, &err));
    assert_int_equal(a->authors_size, 1);
    assert_string_equal(a->authors[0].ptr, "Staff");
    assert_int_equal(a->published, INT64_C(1795169100000));
    assert_int_equal(a->blocks[a->blocks_size - 1].kind, ASSAY_NOTICE);
    struct assay_span last = a->blocks[a->blocks_size - 1].span;
    assert_true(slice_starts(slice_sub(text_slice(&a->text), last.start, last.len), "Disclaimer: SwiftWire"));
    assert_int_equal(a->blocks_size, 6); /* title, four paragraphs, notice */
    for (size_t i = 0; i < count_of(elsewhere); i++)
        assert_true(slice_find(text_slice(&a->text), elsewhere[i]) == SIZE_MAX);
    article_free(&a);
}

int main(void)
{
    struct rows rows = {0};
    add_cases(&rows);
    ADD_ROWS(&rows, odd_rows, survives);
    ADD_TEST(&rows, refuses_what_is_too_long);
    ADD_TEST(&rows, demo_page_is_judged_by_its_text);
    return rows_run("page", &rows);
}
