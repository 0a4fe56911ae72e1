#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "intake/sanitize.h"
#include "support/rows.h"

struct row {
    const char *name, *html, *clean;
};

static const struct row cleanings[] = {
    { "text stays", "a b", "a b" },
    { "harmless markup stays", "<p class=\"x\">a <em>b</em></p>",
      "<p class=\"x\">a <em>b</em></p>" },
    { "capitals are lowered", "<P ALIGN=left>a</P>", "<p align=\"left\">a</p>" },
    { "void elements end themselves", "a<br>b<hr/>", "a<br />b<hr />" },
    { "an empty element is opened and closed", "<b/>", "<b></b>" },
    { "an unknown element goes, its text stays", "<blink>a</blink>", "a" },
    { "a script goes with its content", "a<script>if (1 < 2) x('</b>')</script>b", "ab" },
    { "a style goes with its content", "a<style>p { color: red }</style>b", "ab" },
    { "a script without an end takes all", "a<script>b</scrip>c", "a" },
    { "handlers go", "<a onclick=x() href=/a>b</a>", "<a href=\"https://h.example/a\">b</a>" },
    { "an unclosed quotation mark", "<a href=\"/a>b</a>", "<a href=\"https://h.example/a\">b</a>" },
    { "links become absolute", "<img src=p.png alt='x'>",
      "<img src=\"https://h.example/d/p.png\" alt=\"x\" />" },
    { "harmful schemes leave an empty link", "<a href=javascript:x()>a</a>", "<a href=\"\">a</a>" },
    { "so do escaped ones", "<a href='java&#115;cript:x()'>a</a>", "<a href=\"\">a</a>" },
    { "and broken ones", "<a href='java\nscript:x()'>a</a>", "<a href=\"\">a</a>" },
    { "and encoded documents", "<img src='data:image/svg+xml,x'>", "<img src=\"\" />" },
    { "comments go", "a<!-- <b> -->b", "ab" },
    { "a comment without an end hides the rest", "a<!-- b", "a" },
    { "a declaration goes", "<!DOCTYPE html>a<?php x ?>b", "ab" },
    { "a lone less-than sign is text", "1 < 2 <3 << <", "1 &lt; 2 &lt;3 &lt;&lt; &lt;" },
    { "an ampersand is text", "a & b &amp; c &nosuch; d", "a &amp; b &amp; c &amp;nosuch; d" },
    { "references become characters", "&eacute;&#233;&#xE9;&#150;",
      "\xc3\xa9\xc3\xa9\xc3\xa9\xe2\x80\x93" },
    { "escaped markup stays escaped", "&lt;script&gt;", "&lt;script&gt;" },
    { "quotation marks in attributes are escaped", "<b title='\"<>&'>",
      "<b title=\"&quot;&lt;&gt;&amp;\">" },
    { "a harmless style stays", "<p style=\"color: red; width:10px\">a</p>",
      "<p style=\"color: red; width: 10px;\">a</p>" },
    { "a property that could cover the page goes", "<p style='position: fixed; color: red'>",
      "<p style=\"color: red;\">" },
    { "a style that fetches goes", "<p style='background: url(https://x.example/)'>", "<p>" },
    { "a style that computes goes", "<p style='width: expression(x())'>", "<p>" },
    { "a huge margin goes", "<p style='margin: 99999px'>", "<p>" },
    { "pictures of lines keep their names' case", "<svg viewbox='0 0 1 1'><lineargradient/></svg>",
      "<svg viewBox=\"0 0 1 1\" xmlns=\"http://www.w3.org/2000/svg\"><linearGradient /></svg>" },
    { "but run no scripts", "<svg><script>x()</script><circle onload=x() r=1 /></svg>",
      "<svg xmlns=\"http://www.w3.org/2000/svg\"><circle r=\"1\" /></svg>" },
    { "formulas", "<math><mi onclick=x()>a</mi></math>",
      "<math xmlns=\"http://www.w3.org/1998/Math/MathML\"><mi>a</mi></math>" },
    { "a tag inside a tag ends it", "<a <b>c", "<a><b>c" },
    { "a slash between attributes", "<img/src=p/onerror=x()>",
      "<img src=\"https://h.example/d/p/onerror=x()\" />" },
};

static void cleans(void **state)
{
    const struct row *row = *state;
    HELD(text) clean = {0};
    sanitize_html(&clean, slice_of(row->html), SLICE("https://h.example/d/"));
    assert_string_equal(text_string(&clean), row->clean);
}

static const struct row texts[] = {
    { "markup goes", "<b>a</b> &amp; b", "a & b" },
    { "a break is a space", "a<br>b", "a b" },
    { "a script leaves nothing", "a<script>b</script>", "a" },
};

static void leaves_text(void **state)
{
    const struct row *row = *state;
    HELD(text) clean = {0};
    sanitize_to_text(&clean, slice_of(row->html));
    assert_string_equal(text_string(&clean), row->clean);
}

struct look_row {
    const char *name, *text;
    bool html;
};

static const struct look_row looks[] = {
    { "an end tag", "<b>a</b>", true },
    { "a reference", "a &amp; b", true },
    { "a number", "a &#8212; b", true },
    { "words", "a & b", false },
    { "a start tag alone", "a <b> c", false },
    { "a tag of no language", "vector<int> </int>", false },
    { "a reference of no language", "&nosuch; </b>", false },
    { "comparisons", "1 < 2 > 0", false },
};

static void looks_like_html(void **state)
{
    const struct look_row *row = *state;
    assert_int_equal(sanitize_looks_like_html(slice_of(row->text)), row->html);
}

int main(void)
{
    struct rows rows = {0};
    ADD_ROWS(&rows, cleanings, cleans);
    ADD_ROWS(&rows, texts, leaves_text);
    ADD_ROWS(&rows, looks, looks_like_html);
    return rows_run("sanitize", &rows);
}
