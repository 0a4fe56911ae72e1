/* The scorer door from both sides: built in and loaded, honest and not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "assayer.h"
#include "base/mem.h"
#include "config.h"
#include "intake/document.h"
#include "support/rows.h"
#include "support/scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LOADED(name) BUILD_DIR "/lib/scorers/" name ".so"
#define TESTED(name) BUILD_DIR "/lib/test-scorers/" name ".so"

static struct config *config;

static int load_config(void **state)
{
    (void)state;
    OWNED(complaints) wrong = complaints_new();
    return config_load(SOURCE_DIR "/config/assayd.yaml", &config, wrong) ? 0 : -1;
}

static int free_config(void **state)
{
    (void)state;
    config_free(&config);
    return 0;
}

/* An assayer of one scorer, asked for by plugin, with `key: value` for a parameter. */
static struct assayer *assayer_of(const char *name, const char *plugin, const char *yaml,
                                  struct arena *arena, struct complaints *wrong)
{
    struct yaml_tree *tree = yaml_read(arena, "test.yaml", slice_of(yaml), wrong);
    struct yaml_tree *where = arena_alloc(arena, sizeof *where);
    *where = *tree;
    where->directory = SOURCE_DIR "/config";
    struct scorer_choice choice = { .name = name, .plugin = plugin, .tree = where,
                                    .params = tree->root };
    struct assayer_settings settings = { .scorers = &choice, .scorers_size = 1,
                                         .tickers = config->assayer.tickers,
                                         .tickers_size = config->assayer.tickers_size,
                                         .tone = bands_tone, .reliability = bands_reliability };
    return assayer_new(&settings, 1, wrong);
}

static void collect(void *context, struct article **a)
{
    struct article ***list = context;
    **list = *a;
    *a = NULL;
    (*list)++;
}

static size_t read_articles(const char *path, struct article **into)
{
    FILE *file = fopen(path, "re");
    assert_non_null(file);
    char *bytes = mem_new(1 << 20);
    size_t len = fread(bytes, 1, 1 << 20, file);
    fclose(file);
    struct article **end = into;
    struct error err = {0};
    assert_true(document_read((struct slice){ bytes, len },
                              &(struct document_hints){ .name = path }, collect, &end, &err));
    mem_free(&bytes);
    return (size_t)(end - into);
}

struct twin_row {
    const char *name, *scorer, *feed;
};

static const struct twin_row twins[] = {
    { "tone on a market brief", "tone", "market.xml" },
    { "tone on a long analysis", "tone", "analysis.atom" },
    { "reliability on an aggregator", "reliability", "aggregator.xml" },
    { "reliability on three tables", "reliability", "analysis.atom" },
    { "reliability on summaries", "reliability", "summaries.json" },
};

static void write_verdict(const struct assayer *assayer, const struct article *a,
                          struct text *json)
{
    OWNED(verdict) v = assayer_judge(assayer, a, ASSAY_REASONS);
    assert_null(v->opinions[0].broken);
    assayer_json(assayer, json, a, v, (struct instant){ 0 });
}

/* Built in or loaded: the same bytes. */
static void judges_alike(void **state)
{
    const struct twin_row *row = *state;
    OWNED(arena) arena = arena_new();
    OWNED(complaints) wrong = complaints_new();
    char path[512], feed[512];
    snprintf(path, sizeof path, BUILD_DIR "/lib/scorers/%s.so", row->scorer);
    snprintf(feed, sizeof feed, SOURCE_DIR "/demo/feeds/%s", row->feed);
    OWNED(assayer) inside = assayer_of(row->scorer, NULL, "{}", arena, wrong);
    OWNED(assayer) outside = assayer_of(row->scorer, path, "{}", arena, wrong);
    assert_non_null(inside);
    assert_non_null(outside);
    struct article *articles[16];
    size_t size = read_articles(feed, articles);
    assert_true(size > 0);
    for (size_t i = 0; i < size; i++) {
        HELD(text) a = {0}, b = {0};
        write_verdict(inside, articles[i], &a);
        write_verdict(outside, articles[i], &b);
        assert_string_equal(text_string(&a), text_string(&b));
        article_free(&articles[i]);
    }
}

static struct verdict *judge_headline(const struct assayer *assayer, const char *headline)
{
    OWNED(article) a = article_new();
    a->id = mem_string("1");
    a->feed = mem_string("-");
    article_title(a, slice_of(headline));
    article_finish(a);
    return assayer_judge(assayer, a, ASSAY_REASONS);
}

static void the_example_scores(void **state)
{
    (void)state;
    OWNED(arena) arena = arena_new();
    OWNED(complaints) wrong = complaints_new();
    OWNED(assayer) assayer = assayer_of("shouting", LOADED("example"), "{each: -0.1}", arena, wrong);
    assert_non_null(assayer);
    OWNED(verdict) v = judge_headline(assayer, "Wow! Really!");
    assert_true(v->opinions[0].overall.present);
    assert_true(v->opinions[0].overall.value > -0.2 - 1e-12);
    assert_true(v->opinions[0].overall.value < -0.2 + 1e-12);
    assert_int_equal(v->opinions[0].reasons_size, 2);
    assert_int_equal(v->opinions[0].reasons[0].span.start, 3);
}

struct refusal_row {
    const char *name, *plugin, *yaml, *complaint;
};

static const struct refusal_row refusals[] = {
    { "a file that is not there", "./no-such-scorer.so", "{}", "cannot open the scorer" },
    { "a file that is no library", SOURCE_DIR "/README.md", "{}", "cannot be loaded" },
    { "a scorer for another ABI", TESTED("liar-of-another-abi"), "{}", "scorer ABI 7" },
    { "a name that is not built in", "tune", "{}", "no built-in scorer \"tune\"" },
    { "a parameter out of bounds", LOADED("example"), "{each: 5}", "test.yaml:1:8: each: \"5\" is above 0" },
    { "a parameter that is not there", LOADED("example"), "{eech: -1}", "each" },
    { "a scorer that refuses to open", TESTED("liar"), "{lie: open}",
      "test.yaml:1:7: lie: this one cannot even be opened" },
};

static void refuses(void **state)
{
    const struct refusal_row *row = *state;
    OWNED(arena) arena = arena_new();
    OWNED(complaints) wrong = complaints_new();
    assert_null(assayer_of("mine", row->plugin, row->yaml, arena, wrong));
    assert_int_equal(complaints_size(wrong), 1);
    HELD(text) line = {0};
    complaint_write(&line, complaints_at(wrong, 0));
    if (!strstr(text_string(&line), row->complaint))
        fail_msg("it says: %s", text_string(&line));
}

struct lie_row {
    const char *name, *yaml;
    bool broken;
};

static const struct lie_row lies[] = {
    { "an honest one scores", "{lie: none}", false },
    { "a span out of the text", "{lie: span}", true },
    { "no number", "{lie: number}", true },
    { "a reason without a part", "{lie: part}", true },
    { "an entity that does not exist", "{lie: entity}", true },
};

static void abstains_when_it_lies(void **state)
{
    const struct lie_row *row = *state;
    OWNED(arena) arena = arena_new();
    OWNED(complaints) wrong = complaints_new();
    OWNED(assayer) assayer = assayer_of("mine", TESTED("liar"), row->yaml, arena, wrong);
    assert_non_null(assayer);
    OWNED(verdict) v = judge_headline(assayer, "A headline");
    assert_int_equal(v->opinions[0].broken != NULL, row->broken);
    assert_int_equal(v->opinions[0].overall.present, !row->broken);
}

static void copy_file(const char *from, const char *to)
{
    char command[2048];
    snprintf(command, sizeof command, "cp '%s' '%s.new' && mv '%s.new' '%s'", from, to, to, to);
    assert_int_equal(system(command), 0);
}

static void a_replaced_file_is_really_the_new_one(void **state)
{
    (void)state;
    char scratch[SCRATCH_MAX], path[SCRATCH_MAX + 16];
    scratch_make(scratch);
    snprintf(path, sizeof path, "%s/mine.so", scratch);
    static const char *const files[] = { TESTED("liar"), TESTED("liar-newer"), TESTED("liar") };
    static const char *const versions[] = { "1.0", "2.0", "1.0" };
    for (size_t i = 0; i < 3; i++) {
        const struct assay_scorer *scorer = NULL;
        struct error err = {0};
        copy_file(files[i], path);
        assert_true(scorers_load(path, &scorer, &err));
        assert_string_equal(scorer->version, versions[i]);
    }
    scratch_remove(scratch);
}

int main(void)
{
    struct rows rows = {0};
    ADD_ROWS(&rows, twins, judges_alike);
    ADD_TEST(&rows, the_example_scores);
    ADD_ROWS(&rows, refusals, refuses);
    ADD_ROWS(&rows, lies, abstains_when_it_lies);
    ADD_TEST(&rows, a_replaced_file_is_really_the_new_one);
    if (load_config(NULL) != 0)
        return 1;
    int failed = rows_run("scorers", &rows);
    free_config(NULL);
    return failed;
}
