#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "scoring/condition.h"
#include "support/rows.h"

#include <string.h>

/* An item on META (tone -0.5, relevance 0.9) and ON (no tone, relevance 0.2): overall -0.2, novelty
 * 0.5; the reliability scorer abstained. */
static struct article *article;
static struct verdict *verdict;

static struct verdict_score score(double value, const char *label)
{
    return (struct verdict_score){ true, value, label, 0 };
}

static void make(void)
{
    article = article_new();
    article_title(article, SLICE("Recall of 5,000 mills"));
    article_block(article, ASSAY_PARAGRAPH, SLICE("Meta said \"no\" to ON."));
    article->id = mem_string("1");
    article->feed = mem_string("acme");
    article->domain = mem_string("mills.example");
    article_finish(article);
    article->cluster = mem_new(sizeof *article->cluster);
    article->cluster->novelty = 0.5;
    verdict = mem_new(sizeof *verdict);
    verdict->entities = mem_array(2, sizeof *verdict->entities);
    verdict->entities_size = 2;
    verdict->entities[0] = (struct verdict_entity){ mem_string("META"), mem_string("Meta"), 0.9, 1 };
    verdict->entities[1] = (struct verdict_entity){ mem_string("ON"), mem_string("On"), 0.2, 1 };
    verdict->opinions = mem_array(2, sizeof *verdict->opinions);
    verdict->opinions_size = 2;
    for (int i = 0; i < 2; i++)
        verdict->opinions[i].entities = mem_array(2, sizeof(struct verdict_score));
    verdict->opinions[0].scorer = "tone";
    verdict->opinions[0].overall = score(-0.2, "mildly negative");
    verdict->opinions[0].entities[0] = score(-0.5, "negative");
    verdict->opinions[1].scorer = "reliability";
}

static void unmake(void)
{
    verdict_free(&verdict);
    article_free(&article);
}

enum { ON_THE_WHOLE, ON_META = 1, ON_ON = 2 };

struct holds_row {
    const char *name, *text;
    unsigned holds; /* bits; ON_THE_WHOLE with `whole` */
    bool whole;
};

static const struct holds_row holds_rows[] = {
    { "a number below", "tone < -0.1", 0, true },
    { "a number not below", "tone < -0.2", 0, false },
    { "at most includes the edge", "tone <= -0.2", 0, true },
    { "equal", "novelty == 0.5", 0, true },
    { "a ticker asks of each", "ticker == META", ON_META, false },
    { "tone is then that ticker's", "ticker == META and tone <= -0.35", ON_META, false },
    { "the whole's tone has a name of its own", "ticker == META and overall_tone <= -0.35", 0, false },
    { "relevance asks of each too", "relevance > 0.1", ON_META | ON_ON, false },
    { "what a scorer did not say is not below", "reliability < 0.6", 0, false },
    { "nor above", "reliability >= 0.6", 0, false },
    { "nor is the contrary sure", "not (reliability < 0.6)", 0, false },
    { "but another reason may be", "reliability < 0.6 or tone < 0", 0, true },
    { "unknown and false is false, so not of it is true", "not (reliability < 0.6 and tone > 0)", 0, true },
    { "a ticker without a tone is left alone", "relevance > 0 and tone < 0", ON_META, false },
    { "and binds closer than or", "tone > 0 and tone > 0 or tone < 0", 0, true },
    { "parentheses bind closer", "tone > 0 and (tone > 0 or tone < 0)", 0, false },
    { "not binds closest", "not tone > 0 and tone < 0", 0, true },
    { "contains minds no case", "title contains recall", 0, true },
    { "and finds words in quotes", "title contains 'of 5,000'", 0, true },
    { "text is title and body", "text contains \"to ON\"", 0, true },
    { "a label of two words", "label == 'mildly negative'", 0, true },
    { "equal texts are equal to the letter", "feed == Acme", 0, false },
    { "unequal", "feed != other and domain == mills.example", 0, true },
    { "an unknown language is not unequal", "language != en", 0, false },
    { "signs need no spaces", "tone<0 and(novelty>=0.5)", 0, true },
};

static void holds(void **state)
{
    const struct holds_row *row = *state;
    struct error err = { 0 };
    size_t at;
    make();
    struct condition *c = condition_compile(row->text, &at, &err);
    if (!c)
        fail_msg("%zu: %s", at, err.text);
    assert_int_equal(condition_holds(c, article, verdict, ENTITY_NONE), row->whole);
    unsigned got = 0;
    for (int i = 0; condition_wants_entity(c) && i < 2; i++)
        got |= condition_holds(c, article, verdict, i) ? 1u << i : 0;
    assert_int_equal(got, row->holds);
    condition_free(&c);
    unmake();
}

struct wrong_row {
    const char *name, *text;
    size_t at;
    const char *said;
};

static const struct wrong_row wrong_rows[] = {
    { "nothing", "", 0, "ends where" },
    { "no such field", "mood < 0", 0, "\"mood\" is nothing to compare" },
    { "a relation is missing", "tone 3", 5, "after tone" },
    { "a text has no order", "title < 3", 6, "title takes" },
    { "a number has no parts", "tone contains 3", 5, "tone takes" },
    { "no number", "tone < low", 7, "\"low\" is no number" },
    { "infinity is no number", "tone < inf", 7, "no number" },
    { "a number in quotes is none", "tone < '3'", 7, "wants a number" },
    { "an open parenthesis", "(tone < 0", 9, "wants \")\"" },
    { "a parenthesis too many", "tone < 0)", 8, "and" },
    { "two conditions", "tone < 0 tone > 0", 9, "and" },
    { "an open quote", "title == 'x", 9, "wants a text" },
    { "a sign of another language", "tone < 0 && tone > 1", 9, "and" },
};

static void is_wrong(void **state)
{
    const struct wrong_row *row = *state;
    struct error err = { 0 };
    size_t at = 99;
    assert_null(condition_compile(row->text, &at, &err));
    assert_int_equal(at, row->at);
    if (!strstr(err.text, row->said))
        fail_msg("said: %s", err.text);
}

/* Whatever is written there, compiling ends, with a condition or an error. */
static void any_nesting_ends(void **state)
{
    (void)state;
    static const char *const pieces[] = { "(", "not ", "tone<0 or ", "tone<0 and (" };
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        char text[5000] = "";
        struct error err = { 0 };
        size_t at;
        while (strlen(text) < sizeof text - 20)
            strcat(text, pieces[i]);
        assert_null(condition_compile(text, &at, &err));
        assert_true(error_is_set(&err));
        text[4000] = '\0';
        err = (struct error){ 0 };
        assert_null(condition_compile(text, &at, &err));
    }
}

int main(void)
{
    struct rows rows = { 0 };
    ADD_ROWS(&rows, holds_rows, holds);
    ADD_ROWS(&rows, wrong_rows, is_wrong);
    ADD_TEST(&rows, any_nesting_ends);
    return rows_run("condition", &rows);
}
