#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/text.h"
#include "item/article.h"
#include "item/normal.h"
#include "item/table.h"
#include "support/rows.h"

#include <time.h>

struct normal_row {
    const char *name, *raw, *clean;
};

static const struct normal_row normals[] = {
    { "white space folds", " a\t b\r\n\n c ", "a b c" },
    { "a no-break space is a space", "5\u00a0%", "5 %" },
    { "control characters go", "a\x01\x1b[1mb\x7f", "a[1mb" },
    { "bidirectional marks go", "a\u202eb\u2066c\u200e", "abc" },
    { "soft hyphens and zero widths go", "lay\u00adoffs la\u200byoffs\ufeff", "layoffs layoffs" },
    { "a joiner inside an English word goes", "lay\u200doffs", "layoffs" },
    { "a joiner inside an emoji stays", "\U0001f469\u200d\U0001f4bb", "\U0001f469\u200d\U0001f4bb" },
    { "composed", "cafe\u0301", "caf\u00e9" },
    { "typographic quotes stay", "\u201cso\u201d \u2013 \u20ac5", "\u201cso\u201d \u2013 \u20ac5" },
    { "bad bytes become marks", "a\xff\xc3(", "a\ufffd\ufffd(" },
    { "the ideographic space folds", "\u4e2d\u3000\u6587", "\u4e2d \u6587" },
    { "nothing stays nothing", " \u200b\n", "" },
};

static void normalises(void **state)
{
    const struct normal_row *row = *state;
    HELD(text) t = {0};
    normal_add(&t, slice_of(row->raw));
    assert_string_equal(text_string(&t), row->clean);
}

/* Whole blocks of bytes are passed over at once: what is folded is found wherever it stands. */
static void normalises_at_any_place(void **state)
{
    static const struct { const char *raw, *clean; } odd[] = {
        { "  ", " " }, { "\t", " " }, { "\x01", "" }, { "\xc2\xa0", " " }, { "\x7f", "" }, { " x ", " x " },
        { "\xff", "\xef\xbf\xbd" },
    };
    (void)state;
    for (size_t k = 0; k < count_of(odd); k++)
        for (size_t before = 1; before < 40; before++) {
            HELD(text) raw = {0};
            HELD(text) want = {0};
            HELD(text) got = {0};
            for (size_t i = 0; i < before + 20; i++) {
                text_add(&raw, i == before ? slice_of(odd[k].raw) : SLICE("a"));
                text_add(&want, i == before ? slice_of(odd[k].clean) : SLICE("a"));
            }
            normal_add(&got, text_slice(&raw));
            assert_string_equal(text_string(&got), text_string(&want));
            assert_int_equal(utf8_length(text_slice(&want)),
                             before + 19 + (k == 5 ? 3 : odd[k].clean[0] != '\0'));
        }
}

/* The same of links in plain text. */
static void links_are_read_at_any_place(void **state)
{
    (void)state;
    for (size_t before = 0; before < 40; before++) {
        OWNED(article) a = article_new();
        HELD(text) raw = {0};
        for (size_t i = 0; i < before; i++)
            text_add(&raw, SLICE("a "));
        text_add(&raw, SLICE("[here](https://example.org/x) and http://example.net/y then ![not](https://example.com/z) **so** the h"));
        article_plain(a, text_slice(&raw));
        article_finish(a);
        assert_int_equal(a->links_size, 2);
        assert_true(slice_ends(text_slice(&a->text), "here and http://example.net/y then so the h"));
    }
}

static void normalising_twice_changes_nothing(void **state)
{
    const struct normal_row *row = *state;
    HELD(text) t = {0};
    normal_add(&t, slice_of(row->clean));
    assert_string_equal(text_string(&t), row->clean);
}

/* A block a line: its kind's letter, a blank, its text; newlines in tables as " / ". */
static void describe(const struct article *a, struct text *out)
{
    static const char letters[] = "tphiqTcn";
    for (size_t i = 0; i < a->blocks_size; i++) {
        struct slice words = slice_sub(text_slice(&a->text), a->blocks[i].span.start,
                                       a->blocks[i].span.len);
        text_printf(out, "%c ", letters[a->blocks[i].kind]);
        for (struct slice line; slice_next(&words, '\n', &line);)
            text_printf(out, "%.*s%s", SLICE_ARGS(line), words.ptr ? " / " : "\n");
    }
}

struct plain_row {
    const char *name, *raw, *blocks;
};

#define LONG                                                                                    \
    "Acme said on Tuesday that it would close two of its five plants before the end of the "    \
    "year, and that it expected no more than a small charge in the quarter to come."

static const struct plain_row plains[] = {
    { "a blank line parts paragraphs", "One.\n\nTwo.", "p One.\np Two.\n" },
    { "wrapped lines join",
      "The company said that profit for the year\nrose by a tenth, more than it had hoped\nfor.\n",
      "p The company said that profit for the year rose by a tenth, more than it had hoped for.\n" },
    { "a line that ends early ends its paragraph",
      "The company said that profit for the year\nrose.\nNobody at the exchange was surprised by it\nat all.\n",
      "p The company said that profit for the year rose.\n"
      "p Nobody at the exchange was surprised by it at all.\n" },
    { "each line is a paragraph where lines are long", LONG "\n" LONG "\nShort.",
      "p " LONG "\np " LONG "\np Short.\n" },
    { "a short line above a long one is a heading there", "What Happened Next\n" LONG,
      "h What Happened Next\np " LONG "\n" },
    { "Markdown headings", "# One #\ntext\n## Two", "h One\np text\nh Two\n" },
    { "a heading by underline", "One\n===\ntext", "h One\np text\n" },
    { "a rule parts, and is not text", "One.\n\n---\n\nTwo.", "p One.\np Two.\n" },
    { "lists of both kinds", "- one\n- two\n  more\n3. three\n\u2022 four",
      "i one\ni two more\ni three\ni four\n" },
    { "a minus sign is no bullet", "-5% was the result", "p -5% was the result\n" },
    { "quotes", "> one\n> > deeper\n\nthen", "q one deeper\np then\n" },
    { "a table between paragraphs", "Before:\n| a | b |\n|---|---|\n| 1 | 2 |\nAfter.",
      "p Before:\nT | a | b | / |---|---| / | 1 | 2 |\np After.\n" },
    { "an aligned table comes out as pipes", "Before:\n\nName    Score\nAnn         5\nBo         12\n\nAfter.",
      "p Before:\nT | Name | Score | / |---|---| / | Ann | 5 | / | Bo | 12 |\np After.\n" },
    { "links keep their words", "See [the filing](https://sec.example/1) now.",
      "p See the filing now.\n" },
    { "emphasis goes, a note's mark stays", "**Sales** rose 5** or so", "p Sales rose 5** or so\n" },
    { "fences go", "```\ncode\n```", "p code\n" },
    { "carriage returns", "One.\r\n\r\nTwo.\r\n", "p One.\np Two.\n" },
    { "nothing", "\n \n", "" },
};

static void reads_plain_text(void **state)
{
    const struct plain_row *row = *state;
    struct article *a = article_new();
    HELD(text) out = {0};
    article_plain(a, slice_of(row->raw));
    article_finish(a);
    describe(a, &out);
    assert_string_equal(text_string(&out), row->blocks);
    article_free(&a);
}

static struct slice words_at(const struct article *a, struct assay_span span)
{
    return slice_sub(text_slice(&a->text), span.start, span.len);
}

static void blocks_and_one_blank_line_make_up_the_text(void **state)
{
    (void)state;
    struct article *a = article_new();
    article_title(a, SLICE(" A  title "));
    assert_int_equal(article_block(a, ASSAY_PARAGRAPH, SLICE("  ")).len, 0);
    struct assay_span one = article_block(a, ASSAY_PARAGRAPH, SLICE("One\u00a0 two"));
    assert_string_equal(text_string(&a->text), "A title\n\nOne two");
    assert_true(slice_is(words_at(a, one), "One two"));
    assert_string_equal(a->title, "A title");
    assert_int_equal(a->blocks[0].kind, ASSAY_TITLE);
    article_free(&a);
}

static void links_point_at_their_words(void **state)
{
    (void)state;
    struct article *a = article_new();
    article_plain(a, SLICE("First.\n\nSee [the  filing](https://sec.example/1 \"t\") and "
                           "https://b.example/x.\n\n| a | b |\n|---|---|\n| [x](http://c.example) | 2 |"));
    assert_int_equal(a->links_size, 3);
    assert_true(slice_is(words_at(a, a->links[0].span), "the filing"));
    assert_string_equal(a->links[0].url.ptr, "https://sec.example/1");
    assert_true(slice_is(words_at(a, a->links[1].span), "https://b.example/x"));
    assert_true(slice_is(words_at(a, a->links[2].span), "x"));
    assert_string_equal(a->links[2].url.ptr, "http://c.example");
    struct assay_span found = article_find(a, a->blocks[1].span, SLICE("filing \n and"));
    assert_true(slice_is(words_at(a, found), "filing and"));
    assert_int_equal(article_find(a, a->blocks[0].span, SLICE("filing")).len, 0);
    article_free(&a);
}

static void cells_point_into_the_text(void **state)
{
    (void)state;
    struct article *a = article_new();
    struct slice cells[] = { SLICE("Name"), SLICE("Score"), SLICE(" Ann\n"), SLICE("5") };
    article_block(a, ASSAY_PARAGRAPH, SLICE("Before."));
    article_table(a, cells, 2, 2, TABLE_HEADER_BY_LOOK);
    assert_int_equal(a->tables_size, 1);
    const struct assay_table *t = &a->tables[0];
    assert_int_equal(t->block, 1);
    assert_int_equal(t->header_rows, 1);
    assert_true(slice_is(words_at(a, t->cells[2]), "Ann"));
    assert_true(slice_is(words_at(a, t->cells[3]), "5"));
    article_free(&a);
}

struct domain_row {
    const char *name, *url, *domain;
};

static const struct domain_row domains[] = {
    { "a plain host", "https://example.com/a", "example.com" },
    { "www goes, case folds, the port goes", "http://WWW.Example.COM:8080?x", "example.com" },
    { "a user is not the host", "https://bank.example@evil.example/", "evil.example" },
    { "an IPv6 host", "http://[::1]:80/", "[::1]" },
    { "no host, no domain", "mailto:a@b", NULL },
};

static void knows_the_domain(void **state)
{
    const struct domain_row *row = *state;
    struct article *a = article_new();
    a->url = slice_string(slice_of(row->url));
    article_finish(a);
    if (row->domain)
        assert_string_equal(a->domain, row->domain);
    else
        assert_null(a->domain);
    article_free(&a);
}

static void the_limit_cuts_at_a_character(void **state)
{
    (void)state;
    struct article *a = article_new();
    article_limit(a, 8);
    article_block(a, ASSAY_PARAGRAPH, SLICE("abcdefg\u20ac"));
    article_block(a, ASSAY_PARAGRAPH, SLICE("more"));
    assert_string_equal(text_string(&a->text), "abcdefg");
    assert_true(a->truncated);
    article_free(&a);
}

static void hashes_are_stable(void **state)
{
    (void)state;
    char hex[65], key[24];
    struct article *a = article_new();
    article_sha256(a, hex);
    assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    a->feed = slice_string(SLICE("a"));
    a->id = slice_string(SLICE("b"));
    article_key(a, key); /* of "a\0b" */
    assert_string_equal(key, "sha256:59b271ae1bbcb1d3");
    article_free(&a);
}

static void the_view_shows_what_is_there(void **state)
{
    (void)state;
    struct assay_article view;
    struct article *a = article_new();
    a->url = slice_string(SLICE("https://example.com/"));
    article_author(a, SLICE(" Ann  Lee "));
    article_plain(a, SLICE("Hello."));
    article_finish(a);
    article_view(a, NULL, 0, &view);
    assert_int_equal(view.text.len, 6);
    assert_int_equal(view.blocks_size, 1);
    assert_memory_equal(view.authors[0].ptr, "Ann Lee", 7);
    assert_memory_equal(view.domain.ptr, "example.com", 11);
    assert_non_null(view.origin.ptr);
    assert_int_equal(view.origin.len, 0);
    article_free(&a);
}

/* Walls of one thing: whatever comes, the cost stays linear and the spans stay inside. */
struct wall_row {
    const char *name, *brick;
    size_t count;
};

static const struct wall_row walls[] = {
    { "a megabyte of pipes", "|", 1000000 },
    { "pipe lines that are no table", "a|b\n", 250000 },
    { "tables of two lines", "|a|b|\n|1|2|\n\n", 80000 },
    { "ten thousand nested quotes", ">", 10000 },
    { "quotes on lines of their own", "> x\n", 250000 },
    { "brackets that never close", "[a](", 250000 },
    { "brackets that close at once", "[](", 300000 },
    { "aligned lines without a number", "a  b\n", 200000 },
    { "aligned lines", "a  5\n", 200000 },
    { "tabs", "\t", 1000000 },
    { "combining marks", "\u0301\u0323", 250000 },
    { "empty lines under a heading", "Heading\n\n\n\n", 100000 },
    { "backslashes", "|\\", 400000 },
    { "broken bytes", "\xff\xfe\x80", 300000 },
};

/* CPU seconds for so many bricks. */
static double build_wall(const struct wall_row *row, size_t count)
{
    HELD(text) raw = {0};
    for (size_t i = 0; i < count; i++)
        text_add(&raw, slice_of(row->brick));
    struct article *a = article_new();
    clock_t before = clock();
    article_plain(a, text_slice(&raw));
    double seconds = (double)(clock() - before) / CLOCKS_PER_SEC;
    assert_true(utf8_is_valid(text_slice(&a->text)));
    assert_true(a->text.len <= ARTICLE_TEXT_BYTES);
    for (size_t i = 0; i < a->blocks_size; i++)
        assert_in_range(a->blocks[i].span.start + a->blocks[i].span.len, 1, a->text.len);
    article_free(&a);
    return seconds;
}

/* Four times the wall: four times the time if the cost is linear, sixteen if it is quadratic, which
 * shows once it takes long at all. */
static void stays_linear(void **state)
{
    const struct wall_row *row = *state;
    double quarter = build_wall(row, row->count / 4), whole = build_wall(row, row->count);
    assert_true(whole < 1 || whole < 10 * quarter);
}

int main(void)
{
    struct rows rows = {0};
    ADD_ROWS(&rows, normals, normalises);
    ADD_ROWS(&rows, normals, normalising_twice_changes_nothing);
    ADD_ROWS(&rows, plains, reads_plain_text);
    ADD_TEST(&rows, blocks_and_one_blank_line_make_up_the_text);
    ADD_TEST(&rows, normalises_at_any_place);
    ADD_TEST(&rows, links_are_read_at_any_place);
    ADD_TEST(&rows, links_point_at_their_words);
    ADD_TEST(&rows, cells_point_into_the_text);
    ADD_ROWS(&rows, domains, knows_the_domain);
    ADD_TEST(&rows, the_limit_cuts_at_a_character);
    ADD_TEST(&rows, hashes_are_stable);
    ADD_TEST(&rows, the_view_shows_what_is_there);
    ADD_ROWS(&rows, walls, stays_linear);
    return rows_run("article", &rows);
}
