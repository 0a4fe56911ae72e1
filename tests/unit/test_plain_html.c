#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "intake/plain.h"
#include "support/rows.h"

#include <string.h>

struct row {
    const char *name, *html, *text;
    const char *kinds; /* T title P paragraph H heading I item Q quotation | table C caption */
};

static const struct row rows_text[] = {
    { "paragraphs", "<p>a</p><p>b <b>c</b></p>", "a\n\nb c", "PP" },
    { "text without elements", "a &amp; b", "a & b", "P" },
    { "headings, lists, quotations",
      "<h2>h</h2><ul><li>i<li>j</ul><blockquote><p>q</p></blockquote>", "h\n\ni\n\nj\n\nq",
      "HIIQ" },
    { "one break is a space, two make a paragraph", "a<br>b<br><br>c<br/> <br/>d", "a b\n\nc\n\nd",
      "PPP" },
    { "elements side by side", "<div>a<div>b</div>c</div>", "a\n\nb\n\nc", "PPP" },
    { "scripts, styles, forms and hidden things are silent",
      "a<script>x</script><style>x</style><p hidden>x</p><p style='color:red;display : none'>x</p>"
      "<select><option>x</select>b",
      "a\n\nb", "PP" },
    { "white space folds", "<p>\n a\n\n  b </p>", "a b", "P" },
    { "a caption", "<figure><img src=x><figcaption>c</figcaption></figure>", "c", "C" },
    { "definitions", "<dl><dt>a<dd>b</dl>", "a\n\nb", "II" },
    { "a table of data", "<table><tr><th>k<th>v<tr><td>a<td>1<tr><td>b<td>2</table>",
      "| k | v |\n|---|---|\n| a | 1 |\n| b | 2 |", "|" },
    { "its caption stands before it",
      "<table><caption>c</caption><tr><td>a<td>1<tr><td>b<td>2</table>",
      "c\n\n| a | 1 |\n| b | 2 |", "C|" },
    { "colspan repeats a cell",
      "<table><thead><tr><th colspan=2>k<th>v</thead><tr><td>a<td>b<td>1</table>",
      "| k | k | v |\n|---|---|---|\n| a | b | 1 |", "|" },
    { "rowspan repeats a cell",
      "<table><tr><th>k<th>v<tr><td rowspan=2>a<td>1<tr><td>2<tr><td>b<td>3</table>",
      "| k | v |\n|---|---|\n| a | 1 |\n| a | 2 |\n| b | 3 |", "|" },
    { "a rowspan beyond the table ends with it",
      "<table><tr><th>k<th>v<tr><td rowspan=999999999>a<td>1</table>",
      "| k | v |\n|---|---|\n| a | 1 |", "|" },
    { "a pipe in a cell", "<table><tr><th>k<th>v<tr><td>a|b<td>1</table>",
      "| k | v |\n|---|---|\n| a\\|b | 1 |", "|" },
    { "a table that lays out a page", "<table><tr><td><p>a</p><td><table><tr><td>b</table></table>",
      "a\n\nb", "PP" },
    { "a table of one column", "<table><tr><td>a<tr><td>b</table>", "a\n\nb", "PP" },
    { "a table that says it is none",
      "<table role=presentation><tr><td>a<td>b<tr><td>c<td>d</table>", "a\n\nb\n\nc\n\nd", "PPPP" },
    { "a table of pipes on lines kept apart", "<p>| k | v |<br>|---|---|<br>| a | 1 |</p>",
      "| k | v |\n|---|---|\n| a | 1 |", "|" },
    { "a table of pipes between elements", "<b>x</b><p>\n| k | v |\n|---|---|\n| a | 1 |\n</p>",
      "x\n\n| k | v |\n|---|---|\n| a | 1 |", "P|" },
    { "a table in preformatted text", "<pre>k    v\na    1\nb    2\n</pre>",
      "| k | v |\n|---|---|\n| a | 1 |\n| b | 2 |", "|" },
    { "a broken page", "<p>a<b>b</p><p>c</i></div>d", "ab\n\ncd", "PP" },
    { "nothing", "", "", "" },
};

static char letter_of(enum assay_block_kind kind)
{
    return "TPHIQ|CN"[kind];
}

static void makes_blocks(void **state)
{
    const struct row *row = *state;
    OWNED(article) a = article_new();
    char kinds[32] = "";
    plain_html(a, slice_of(row->html), SLICE("https://h.example/d/"));
    article_finish(a);
    for (size_t i = 0; i < a->blocks_size && i + 1 < sizeof kinds; i++)
        kinds[i] = letter_of(a->blocks[i].kind);
    assert_string_equal(text_string(&a->text), row->text);
    assert_string_equal(kinds, row->kinds);
}

struct link_row {
    const char *name, *html, *links; /* "words>url" each, by spaces */
};

static const struct link_row rows_links[] = {
    { "a link and its words", "<p>see <a href=/a>this</a> now", "this>https://h.example/a" },
    { "two links on one word are two", "<p><a href=a>x</a> x <a href=b>x</a>",
      "x>https://h.example/d/a x>https://h.example/d/b" },
    { "a link around paragraphs", "<a href=/a><p>x</p><p>y</p></a>",
      "x>https://h.example/a y>https://h.example/a" },
    { "a link in a table", "<table><tr><th>k<th>v<tr><td><a href=/a>x</a><td>1</table>",
      "x>https://h.example/a" },
    { "a link that harms is none", "<p><a href=javascript:x()>y</a>", "" },
    { "an anchor is no link", "<p><a name=x>y</a>", "" },
    { "a place in the same text is none", "<p>y<a href='#1'>1</a>", "" },
};

static void keeps_links(void **state)
{
    const struct link_row *row = *state;
    OWNED(article) a = article_new();
    HELD(text) links = {0};
    plain_html(a, slice_of(row->html), SLICE("https://h.example/d/"));
    article_finish(a);
    uint32_t last = 0;
    for (size_t i = 0; i < a->links_size; i++) {
        struct assay_span s = a->links[i].span;
        assert_true(s.start >= last);
        last = s.start + s.len;
        text_printf(&links, "%s%.*s>%.*s", i ? " " : "", (int)s.len, a->text.ptr + s.start,
                    (int)a->links[i].url.len, a->links[i].url.ptr);
    }
    assert_string_equal(text_string(&links), row->links);
}

/* Time and memory stay bounded: these would take minutes if anything were quadratic. */
static void survives(const char *unit, size_t times)
{
    OWNED(article) a = article_new();
    HELD(text) html = {0};
    for (size_t i = 0; i < times; i++)
        text_add(&html, slice_of(unit));
    plain_html(a, text_slice(&html), SLICE("https://h.example/"));
    article_finish(a);
}

static void survives_deep_and_wide(void **state)
{
    (void)state;
    survives("<div>", 100000);
    survives("<table><tr><td>", 30000);
    survives("<td rowspan=9999 colspan=9999>x", 30000);
    survives("<table><tr><td rowspan=9999>x<td>y<tr><td>z</table>", 10000);
    survives("<a href=x>here</a> ", 50000);
    survives("a<br><br>", 100000);
    survives("|<br>", 100000);
}

int main(void)
{
    struct rows rows = {0};
    ADD_ROWS(&rows, rows_text, makes_blocks);
    ADD_ROWS(&rows, rows_links, keeps_links);
    ADD_TEST(&rows, survives_deep_and_wide);
    return rows_run("plain_html", &rows);
}
