/* What verdict_json writes is read back: a name that moves there, or is named otherwise, fails here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "item/verdict_json.h"
#include "item/verdict_read.h"
#include "support/rows.h"

#include <math.h>
#include <string.h>

/* Of the plain message: what this one differs in. */
struct row {
    const char *name, *title;
    bool mute;                 /* the tone abstains */
    size_t entities;
    bool other_maker, unreadable;
    const char *config, *lexicon, *version, *broken, *feed;
    uint64_t generation;
};

static const struct row rows[] = {
    { .name = "scores of a plain one" },
    { .name = "an abstention", .mute = true },
    { .name = "scores of entities", .entities = 3 },
    { .name = "as many entities as there is room for", .entities = 256 },
    { .name = "not where entities were cut", .entities = 257, .unreadable = true },
    { .name = "a title that looks like what is looked for",
      .title = "\"provenance\":{\"assayd\":\"9\",\"generation\":1,\"lexicons\":[],\"feed\":{ "
               "\"overall_sentiment_score\":1,\"reliability\":{\"score\":1,\"ticker_sentiment\":[1], "
               "\"other_tickers\":0," },
    { .name = "another generation is the same maker", .generation = 7 },
    { .name = "another feed is the same maker", .feed = "other" },
    { .name = "another configuration is none", .config = "fe", .other_maker = true },
    { .name = "another lexicon is none", .lexicon = "ba", .other_maker = true },
    { .name = "another version of a scorer is none", .version = "2", .other_maker = true },
    { .name = "a scorer that broke its word is none", .broken = "it did", .other_maker = true },
};

static const char *either(const char *one, const char *other)
{
    return one ? one : other;
}

static double value_of(size_t entity)
{
    return -0.7 + (double)entity / 300;
}

static struct verdict *make_verdict(const struct row *row)
{
    struct verdict *v = mem_new(sizeof *v);
    v->generation = row->generation;
    v->entities_size = row->entities;
    v->entities = mem_array(row->entities + 1, sizeof *v->entities);
    v->opinions_size = 2;
    v->opinions = mem_array(2, sizeof *v->opinions);
    for (size_t i = 0; i < 2; i++) {
        struct verdict_opinion *o = &v->opinions[i];
        o->scorer = i ? "reliability" : "tone";
        o->version = either(row->version, "1");
        o->overall = (struct verdict_score){ i || !row->mute, i ? 0.1 + 0.2 : -1.0 / 3, "label", 0.5 };
        o->entities = mem_array(row->entities + 1, sizeof *o->entities);
    }
    if (row->broken)
        v->opinions[1].broken = mem_string(row->broken);
    for (size_t i = 0; i < row->entities; i++) {
        v->entities[i] = (struct verdict_entity){ mem_printf("T%zu", i), mem_printf("Name %zu", i),
                                                  1.0 / (double)(i + 1), 1 };
        v->opinions[0].entities[i] = (struct verdict_score){ i != 1, value_of(i), "label", 0.5 };
    }
    return v;
}

static struct verdict *write_json(const struct row *row, struct text *out)
{
    OWNED(article) a = article_new();
    char scorer[] = "tone", name[] = "words";
    struct lexicon_version lexicon = { scorer, name, "" };
    strcpy(lexicon.sha256, either(row->lexicon, "ab"));
    struct provenance provenance = { either(row->config, "ef"), &lexicon, 1 };
    article_title(a, slice_of(either(row->title, "Shares slump")));
    a->id = mem_string("1");
    a->feed = mem_string(either(row->feed, "feed"));
    article_finish(a);
    struct verdict *v = make_verdict(row);
    verdict_json(out, a, v, &provenance, (struct instant){ 0 });
    return v;
}

/* To the last digit that cJSON writes. */
static bool is_same(double written, double read)
{
    return fabs(written - read) < 1e-14;
}

static void check_score(struct verdict_score written, struct verdict_score read)
{
    assert_int_equal(written.present, read.present);
    assert_true(!read.present || is_same(written.value, read.value));
}

static void check_entity(const struct verdict *written, const struct verdict *read, size_t i)
{
    assert_string_equal(written->entities[i].ticker, read->entities[i].ticker);
    assert_string_equal(written->entities[i].name, read->entities[i].name);
    assert_true(is_same(written->entities[i].relevance, read->entities[i].relevance));
    check_score(written->opinions[0].entities[i], read->opinions[0].entities[i]);
    assert_false(read->opinions[1].entities[i].present);
}

static void comes_back(void **state)
{
    const struct row *row = *state;
    HELD(text) json = { 0 };
    OWNED(verdict) written = write_json(row, &json);
    OWNED(verdict) read = verdict_read(text_slice(&json));
    assert_int_equal(read == NULL, row->unreadable);
    if (!read)
        return;
    for (size_t i = 0; i < 2; i++) {
        assert_string_equal(written->opinions[i].scorer, read->opinions[i].scorer);
        check_score(written->opinions[i].overall, read->opinions[i].overall);
    }
    assert_int_equal(written->entities_size, read->entities_size);
    for (size_t i = 0; i < read->entities_size; i++)
        check_entity(written, read, i);
}

static void tells_its_maker(void **state)
{
    const struct row *row = *state, plain = { 0 };
    HELD(text) ours = { 0 };
    HELD(text) theirs = { 0 };
    OWNED(verdict) one = write_json(&plain, &ours);
    OWNED(verdict) other = write_json(row, &theirs);
    struct verdict_maker a = verdict_read_maker(text_slice(&ours));
    struct verdict_maker b = verdict_read_maker(text_slice(&theirs));
    assert_true(slice_find(a.settings, "\"ef\"") != SIZE_MAX && slice_find(a.settings, "assayd") != SIZE_MAX);
    assert_true(slice_find(a.tools, "\"ab\"") != SIZE_MAX && slice_find(a.tools, "reliability") != SIZE_MAX);
    bool same = slice_same(a.settings, b.settings) && slice_same(a.tools, b.tools);
    assert_int_equal(same, !row->other_maker);
}

/* What is no message of ours. */
struct foreign_row {
    const char *name, *json;
};

static const struct foreign_row foreign_rows[] = {
    { "nothing", "" },
    { "another object", "{\"a\":1}" },
    { "a name at the very end", "{\"overall_sentiment_score\":" },
    { "a score that is text", "{\"overall_sentiment_score\":\"1\",\"reliability\":{\"score\":1},"
                              "\"ticker_sentiment\":[],\"other_tickers\":0,\"x\":1}" },
    { "no reliability", "{\"overall_sentiment_score\":1,\"ticker_sentiment\":[],\"other_tickers\":0,\"x\":1}" },
    { "no entities", "{\"overall_sentiment_score\":1,\"reliability\":{\"score\":1},\"other_tickers\":0,\"x\":1}" },
    { "entities that are no list", "{\"overall_sentiment_score\":1,\"reliability\":{\"score\":1},"
                                   "\"ticker_sentiment\":{},\"other_tickers\":0,\"x\":1}" },
};

static void is_not_read(void **state)
{
    const struct foreign_row *row = *state;
    assert_null(verdict_read(slice_of(row->json)));
    struct verdict_maker maker = verdict_read_maker(slice_of(row->json));
    assert_int_equal(maker.settings.len + maker.tools.len, 0);
}

int main(void)
{
    struct rows tests = { 0 };
    ADD_ROWS(&tests, rows, comes_back);
    ADD_ROWS(&tests, rows, tells_its_maker);
    ADD_ROWS(&tests, foreign_rows, is_not_read);
    return rows_run("verdict_read", &tests);
}
