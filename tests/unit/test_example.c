/* Scorers as files: the example is opened by path as a user's own would be, and a built-in says the
 * same when it is loaded. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "scoring/scorers.h"
#include "support/rows.h"
#include "support/stage.h"

#define SCORER(name) BUILD_DIR "/lib/scorers/" name ".so"

static struct stage stage;

struct row {
    const char *name, *title;
    size_t reasons;
    double sum;
};

static const struct row rows[] = {
    { "a calm headline costs nothing", "Plant to close", 0, 0 },
    { "each mark counts", "Plant to close!!", 2, -0.5 },
    { "a part keeps its cap", "Plant!!!!!! to close!!!!!!", 12, -1 },
};

static struct article *article_of(const char *title)
{
    struct article *a = article_new();
    if (title)
        article_title(a, slice_of(title));
    article_plain(a, SLICE("The plant will close! Dana Whitlock said so on Tuesday."));
    article_finish(a);
    return a;
}

static void check_row(void **state)
{
    const struct row *row = *state;
    struct article *a = article_of(row->title);
    struct assay_article seen = stage_article(a);
    assert_true(stage_play(&stage, &seen));
    assert_int_equal(stage.said_size, row->reasons);
    assert_true(stage_sum(&stage) == row->sum);
    article_free(&a);
}

static void test_no_headline_abstains(void **state)
{
    (void)state;
    struct article *a = article_of(NULL);
    struct assay_article seen = stage_article(a);
    assert_false(stage_play(&stage, &seen));
    article_free(&a);
}

static void test_built_in_and_loaded_agree(void **state)
{
    (void)state;
    const struct assay_scorer *loaded;
    struct error err = {0};
    if (!scorers_load(SCORER("reliability"), &loaded, &err))
        fail_msg("%s", error_line(&err));
    assert_ptr_not_equal(loaded, scorers_built_in("reliability"));
    static struct stage one, two;
    stage_open(&one, scorers_built_in("reliability"));
    stage_open(&two, loaded);
    struct article *a = article_of("You won't believe which plant will close");
    struct assay_article seen = stage_article(a);
    assert_true(stage_play(&one, &seen) && stage_play(&two, &seen));
    assert_int_equal(one.said_size, two.said_size);
    for (size_t i = 0; i < one.said_size; i++) {
        assert_string_equal(one.said[i].rule, two.said[i].rule);
        assert_string_equal(one.said[i].words, two.said[i].words);
        assert_true(one.said[i].delta == two.said[i].delta);
    }
    article_free(&a);
    stage_done(&one);
    stage_done(&two);
}

int main(void)
{
    const struct assay_scorer *example;
    struct error err = {0};
    struct rows tests = {0};
    if (!scorers_load(SCORER("example"), &example, &err)) {
        print_error("%s\n", error_line(&err));
        return 1;
    }
    stage_open(&stage, example);
    ADD_ROWS(&tests, rows, check_row);
    ADD_TEST(&tests, test_no_headline_abstains);
    ADD_TEST(&tests, test_built_in_and_loaded_agree);
    int failed = rows_run("example", &tests);
    stage_done(&stage);
    return failed;
}
