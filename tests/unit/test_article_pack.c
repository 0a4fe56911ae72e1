/* What is packed comes back as it was, and bytes that are damaged come back as an error. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/squeeze.h"
#include "generation.h"
#include "item/article_pack.h"
#include "support/rows.h"
#include "support/scratch.h"

#include <stdio.h>
#include <string.h>

/* Numbers and strings */

struct number_row {
    const char *name;
    int64_t value;
    size_t bytes;
};

static const struct number_row number_rows[] = {
    { "nought is one byte", 0, 1 },
    { "a small debt is one byte", -63, 1 },
    { "a larger number takes two", 100, 2 },
    { "an unknown time is one byte", ASSAY_UNKNOWN_TIME, 1 },
    { "the largest number comes back", INT64_MAX, 10 },
    { "a time of ours takes six", INT64_C(1795000000000), 6 },
};

static void a_number_comes_back(void **state)
{
    const struct number_row *row = *state;
    HELD(text) t = { 0 };
    bytes_put_signed(&t, row->value);
    assert_int_equal(t.len, row->bytes);
    struct bytes b = { text_slice(&t), true };
    assert_true(bytes_take_signed(&b) == row->value);
    assert_true(b.good);
    assert_int_equal(b.left.len, 0);
    assert_int_equal(bytes_take_number(&b), 0);
    assert_false(b.good);
}

struct broken_row {
    const char *name;
    struct slice bytes;
};

static const struct broken_row broken_rows[] = {
    { "a string longer than what is left", SLICE("\x05" "abc") },
    { "a string with a NUL", SLICE("\x04" "a\0c") },
    { "a string that is no UTF-8", SLICE("\x03" "\xc3\x28") },
    { "a number without an end", SLICE("\xff\xff\xff") },
    { "a number of too many bytes", SLICE("\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01") },
    { "nothing at all", SLICE("") },
};

static void refuses_a_string(void **state)
{
    const struct broken_row *row = *state;
    struct bytes b = { row->bytes, true };
    assert_null(bytes_take_string(&b));
    assert_false(b.good);
}

/* Articles */

static void fill_plain(struct article *a)
{
    article_title(a, SLICE("Profit of Acme falls"));
    article_plain(a, SLICE("Acme said on Monday that profit fell by 12 %.\n\nShares slumped."));
}

static void fill_tables(struct article *a)
{
    article_title(a, SLICE("Sales by region"));
    article_plain(a, SLICE("Sales rose by 10 % in Europe.\n\n"
                           "| Region | 2023 | 2024 |\n|---|---|---|\n| Europe | 100 | 110 |\n"
                           "| Asia | 90 \\| 95 | 80 |\n\nSource: the company.\n\n"
                           "| a | b |\n|---|---|\n| 1 | 2 |\n"));
}

static void fill_names(struct article *a)
{
    struct assay_span body;
    article_title(a, SLICE("Caf\xc3\xa9 owners \xe2\x80\x9cworried\xe2\x80\x9d"));
    body = article_block(a, ASSAY_PARAGRAPH, SLICE("According to the ministry, 14 owners gave up."));
    article_link(a, article_find(a, body, SLICE("the ministry")), SLICE("https://gov.example/r"));
    article_link(a, (struct assay_span){ 0, 0 }, SLICE("https://else.example/"));
    article_author(a, SLICE("A. Writer"));
    article_category(a, SLICE("economy"));
    article_entity(a, SLICE("META"));
    a->url = mem_string("https://news.example/a");
    a->language = mem_string("en");
    a->origin = mem_string("Other Paper");
    a->topic = mem_string("finance");
    a->published = INT64_C(1795000000000);
    a->updated = a->published + 1000;
    a->fetched = a->published + 2000;
    a->prior = 0.7;
    a->backfilled = a->date_clamped = a->from_page = true;
    a->page_problem = mem_string("status");
    a->page_error = mem_string("the server answered: 404");
}

static void fill_cluster(struct article *a)
{
    fill_names(a);
    struct cluster *c = a->cluster = mem_new(sizeof *c);
    c->story = 0xfedcba9876543210;
    c->copy_of = 7;
    c->similarity = 0.93;
    c->novelty = 0.1;
    c->first_seen = INT64_C(1794000000000);
    c->place = (struct assay_place){ true, 4, 2, c->figures, 1 };
    c->figures[0] = (struct assay_figure){ { 0, 5 }, true, 2, 14, 0 };
    text_add(&c->link, SLICE("names Caf\xc3\xa9"));
}

static void fill_nothing(struct article *a)
{
    (void)a;
}

struct article_row {
    const char *name;
    void (*fill)(struct article *);
};

static const struct article_row article_rows[] = {
    { "plain text", fill_plain },
    { "tables with their cells", fill_tables },
    { "links, names, dates and a prior", fill_names },
    { "a place among stories", fill_cluster },
    { "an empty article", fill_nothing },
};

static struct article *article_of(const struct article_row *row)
{
    struct article *a = article_new();
    a->id = mem_string("guid-1");
    a->feed = mem_string("acme");
    row->fill(a);
    article_finish(a);
    return a;
}

struct bench {
    char dir[SCRATCH_MAX];
    struct generation *generation;
};

/* A ticker and an alert, so that both are looked for in what came back. */
static void bench_init(struct bench *b)
{
    char path[SCRATCH_MAX + 16];
    OWNED(complaints) wrong = complaints_new();
    scratch_make(b->dir);
    snprintf(path, sizeof path, "%s/assayd.yaml", b->dir);
    FILE *f = fopen(path, "w");
    fputs("tickers: {ACME: {names: [Acme]}}\n", f);
    fclose(f);
    b->generation = generation_open(path, 1, wrong);
    for (size_t i = 0; i < complaints_size(wrong); i++)
        print_message("%s\n", complaints_at(wrong, i)->text);
    assert_non_null(b->generation);
}

static void bench_done(struct bench *b)
{
    generation_free(&b->generation);
    scratch_remove(b->dir);
}

static void judge(const struct bench *b, const struct article *a, struct text *ret)
{
    struct verdict *v = assayer_judge(b->generation->assayer, a, ASSAY_TRACE);
    assayer_json(b->generation->assayer, ret, a, v, (struct instant){ 0 });
    verdict_free(&v);
}

static void judging_it_again_gives_the_same_bytes(void **state)
{
    struct bench b;
    HELD(text) packed = { 0 };
    HELD(text) before = { 0 };
    HELD(text) after = { 0 };
    bench_init(&b);
    OWNED(article) a = article_of(*state);
    assert_true(article_pack(a, &packed));
    struct error err = { 0 };
    OWNED(article) same = article_unpack(text_slice(&packed), &err);
    assert_non_null(same);
    judge(&b, a, &before);
    judge(&b, same, &after);
    assert_string_equal(text_string(&before), text_string(&after));
    assert_true(same->backfilled == a->backfilled && same->tables_size == a->tables_size);
    text_clear(&after);
    assert_true(article_pack(same, &after));
    assert_true(slice_same(text_slice(&packed), text_slice(&after)));
    bench_done(&b);
}

/* Damage */

static void read_damaged(struct slice raw)
{
    HELD(text) packed = { 0 };
    struct error err = { 0 };
    squeeze(&packed, raw);
    OWNED(article) a = article_unpack(text_slice(&packed), &err);
    if (!a)
        assert_int_equal(err.remedy, MEND);
}

/* Each byte of what was packed, wrong in several ways: an article or an error, never a crash. */
static void damage_is_an_error_at_most(void **state)
{
    HELD(text) packed = { 0 };
    HELD(text) raw = { 0 };
    OWNED(article) a = article_of(*state);
    assert_true(article_pack(a, &packed));
    assert_true(unsqueeze(&raw, text_slice(&packed), ARTICLE_PACK_BYTES, NULL));
    for (size_t i = 0; i < raw.len; i++) {
        static const unsigned char flips[] = { 1, 2, 0x40, 0x80, 0xff };
        for (size_t k = 0; k < count_of(flips); k++) {
            raw.ptr[i] = (char)((unsigned char)raw.ptr[i] ^ flips[k]);
            read_damaged(text_slice(&raw));
            raw.ptr[i] = (char)((unsigned char)raw.ptr[i] ^ flips[k]);
        }
        read_damaged(slice_sub(text_slice(&raw), 0, i));
    }
}

static void a_shortened_row_is_an_error(void **state)
{
    HELD(text) packed = { 0 };
    OWNED(article) a = article_of(*state);
    assert_true(article_pack(a, &packed));
    for (size_t len = 0; len < packed.len; len++) {
        struct error err = { 0 };
        assert_null(article_unpack(slice_sub(text_slice(&packed), 0, len), &err));
        assert_int_equal(err.remedy, MEND);
    }
}

/* As the first form wrote it; journals keep such rows for a month. */
static void an_older_form_is_read(void **state)
{
    (void)state;
    HELD(text) packed = { 0 };
    char part[4096];
    struct error err = { 0 };
    FILE *f = fopen(SOURCE_DIR "/tests/fuzz/seeds/article/squeezed", "rb");
    assert_non_null(f);
    text_add(&packed, (struct slice){ part, fread(part, 1, sizeof part, f) });
    fclose(f);
    OWNED(article) a = article_unpack(text_slice(&packed), &err);
    assert_non_null(a);
    assert_string_equal(a->title, "Sales by region");
    assert_int_equal(a->tables_size, 1);
    assert_null(a->page_problem);
}

static void what_unpacks_to_too_much_is_refused(void **state)
{
    (void)state;
    HELD(text) raw = { 0 };
    HELD(text) packed = { 0 };
    struct error err = { 0 };
    text_reserve(&raw, 1 << 20);
    memset(raw.ptr, 'x', 1 << 20);
    raw.len = 1 << 20;
    squeeze(&packed, text_slice(&raw));
    text_clear(&raw);
    assert_false(unsqueeze(&raw, text_slice(&packed), (1 << 20) - 1, &err));
    assert_int_equal(raw.len, 0);
    assert_true(unsqueeze(&raw, text_slice(&packed), 1 << 20, NULL));
    assert_int_equal(raw.len, 1 << 20);
}

int main(void)
{
    struct rows rows = { 0 };
    ADD_ROWS(&rows, number_rows, a_number_comes_back);
    ADD_ROWS(&rows, broken_rows, refuses_a_string);
    ADD_ROWS(&rows, article_rows, judging_it_again_gives_the_same_bytes);
    ADD_ROWS(&rows, article_rows, damage_is_an_error_at_most);
    ADD_ROWS(&rows, article_rows, a_shortened_row_is_an_error);
    ADD_TEST(&rows, an_older_form_is_read);
    ADD_TEST(&rows, what_unpacks_to_too_much_is_refused);
    return rows_run("article_pack", &rows);
}
