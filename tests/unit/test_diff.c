/* What `diff` adds up, what moved a score, and what CI may ask for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "commands/diff_report.h"
#include "support/rows.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Limits */

static const struct quantity quantities[] = {
    { .name = "items", .value = 200 },
    { .name = "changed", .value = 10, .whole = 200 },
    { .name = "mean", .value = 0.25 },
};

struct limit_row {
    const char *name, *text;
    bool holds;
};

static const struct limit_row limit_rows[] = {
    { "a share below", "changed > 5%", false },
    { "a share that is reached", "changed >= 5%", true },
    { "a share with a space", "changed >= 4.9 %", true },
    { "a count", "changed > 9", true },
    { "no spaces at all", "mean>0.2", true },
    { "at most is not below", "mean <= 0.25", true },
    { "below", "mean < 0.25", false },
    { "is", "items == 200", true },
    { "is not", "items != 200", false },
    { "white space around it", "  items == 200 ", true },
};

static void asks_a_limit(void **state)
{
    const struct limit_row *row = *state;
    struct limit limit;
    struct error err = { 0 };
    assert_true(limit_parse(row->text, quantities, count_of(quantities), &limit, &err));
    assert_true(limit_holds(&limit, quantities) == row->holds);
}

struct wrong_row {
    const char *name, *text, *complaint;
};

static const struct wrong_row wrong_rows[] = {
    { "nothing", "", "'' is no quantity" },
    { "an unknown name", "chnaged > 5", "'chnaged' is no quantity" },
    { "the beginning of a name", "chang > 5", "'chang' is no quantity" },
    { "no operator", "changed", "wants one of" },
    { "a lone equals sign", "changed = 5", "wants one of" },
    { "no number", "changed > ", "'' is no number" },
    { "a word for a number", "changed > five", "'five' is no number" },
    { "a percent sign alone", "changed > %", "'' is no number" },
    { "two limits in one", "changed > 5 and mean > 1", "is no number" },
    { "a share of what counts no items", "mean > 5%", "counts no items" },
};

static void refuses_a_limit(void **state)
{
    const struct wrong_row *row = *state;
    struct limit limit;
    struct error err = { 0 };
    assert_false(limit_parse(row->text, quantities, count_of(quantities), &limit, &err));
    if (!strstr(err.text, row->complaint))
        fail_msg("said: %s", err.text);
}

/* Shifts: "rule words contribution delta" on each side */

struct said {
    const char *rule;
    uint32_t start, len;
    double contribution, delta;
};

struct shift_row {
    const char *name;
    struct said before[3], after[3];
    const char *expected; /* "kind rule words difference;" */
};

#define TEXT "Heavy profit booking drags Acme lower, profit booking again"
#define FIRST  6, 14  /* "profit booking" */
#define SECOND 39, 14
#define DRAGS  21, 5

static const struct shift_row shift_rows[] = {
    { "nothing differs", { { "lexicon", FIRST, -0.2, -1 } }, { { "lexicon", FIRST, -0.2, -1 } }, "" },
    { "a word that is muted has gone", { { "lexicon", FIRST, -0.2, -1 } }, { { 0 } },
      "gone lexicon profit booking +0.20;" },
    { "a word that is added has come", { { 0 } }, { { "lexicon", DRAGS, -0.3, -1 } },
      "new lexicon drags -0.30;" },
    { "the same words twice are one reason",
      { { "lexicon", FIRST, -0.2, -1 }, { "lexicon", SECOND, -0.1, -1 } }, { { 0 } },
      "gone lexicon profit booking +0.30;" },
    { "half as many are a change",
      { { "lexicon", FIRST, -0.2, -1 }, { "lexicon", SECOND, -0.2, -1 } },
      { { "lexicon", FIRST, -0.2, -1 } }, "changed lexicon profit booking +0.20;" },
    { "another weight is a change", { { "lexicon", DRAGS, -0.2, -1 } }, { { "lexicon", DRAGS, -0.4, -2 } },
      "changed lexicon drags -0.20;" },
    { "the same weight beside fewer others is no change of its own",
      { { "lexicon", DRAGS, -0.2, -1 } }, { { "lexicon", DRAGS, -0.4, -1 } },
      "rescaled lexicon drags -0.20;" },
    { "another rule for the same words is another reason", { { "lexicon", DRAGS, -0.2, -1 } },
      { { "direction", DRAGS, -0.5, -2 } }, "new direction drags -0.50;gone lexicon drags +0.20;" },
    { "the largest comes first",
      { { "lexicon", DRAGS, -0.1, -1 }, { "lexicon", FIRST, -0.6, -1 } }, { { 0 } },
      "gone lexicon profit booking +0.60;gone lexicon drags +0.10;" },
};

static struct verdict_opinion opinion_of(const struct said said[3], struct verdict_reason reasons[3])
{
    struct verdict_opinion o = { .reasons = reasons };
    for (size_t i = 0; i < 3 && said[i].rule; i++)
        reasons[o.reasons_size++] = (struct verdict_reason){
            .rule = said[i].rule, .span = { said[i].start, said[i].len }, .entity = ASSAY_OVERALL,
            .delta = said[i].delta, .contribution = said[i].contribution };
    return o;
}

static void finds_what_moved_it(void **state)
{
    const struct shift_row *row = *state;
    struct verdict_reason old[3], new[3];
    struct verdict_opinion before = opinion_of(row->before, old), after = opinion_of(row->after, new);
    HELD(shifts) shifts = { 0 };
    HELD(text) said = { 0 };
    OWNED(article) a = article_new();
    article_plain(a, SLICE(TEXT));
    article_finish(a);
    shifts_find(&shifts, a, &before, &after);
    for (size_t i = 0; i < shifts.size; i++)
        text_printf(&said, "%s %s %s %+.2f;", shift_words[shifts.items[i].kind], shifts.items[i].rule,
                    shifts.items[i].words, shifts.items[i].after - shifts.items[i].before);
    assert_string_equal(text_string(&said), row->expected);
}

static void an_abstaining_side_is_welcome(void **state)
{
    (void)state;
    const struct said said[3] = { { "lexicon", DRAGS, -0.2, -1 } };
    struct verdict_reason reasons[3];
    struct verdict_opinion before = opinion_of(said, reasons);
    HELD(shifts) shifts = { 0 };
    OWNED(article) a = article_new();
    article_plain(a, SLICE(TEXT));
    article_finish(a);
    shifts_find(&shifts, a, &before, NULL);
    assert_int_equal(shifts.size, 1);
    assert_int_equal(shifts.items[0].kind, SHIFT_WENT);
}

/* Tallies: the same whichever thread an item went to */

struct stage {
    struct config before, after;
    struct pair pair;
};

static void stage_init(struct stage *s)
{
    *s = (struct stage){ 0 };
    s->before.assayer.tone = s->after.assayer.tone = bands_tone;
    s->before.assayer.reliability = s->after.assayer.reliability = bands_reliability;
    s->pair.before.config = &s->before;
    s->pair.after.config = &s->after;
}

static struct verdict_score tone_of(double value)
{
    return (struct verdict_score){ .present = true, .value = value,
                                   .label = bands_label(&bands_tone, value, NULL) };
}

/* Item i moves from (i % 7 - 3) / 4 by 1 / 10 or by nothing. */
static void add(struct tally *t, uint64_t i)
{
    double was = ((double)(i % 7) - 3) / 4, is = i % 3 ? was : was + 0.1;
    char feed[8];
    snprintf(feed, sizeof feed, "f%d", (int)(i % 5));
    struct article article = { .feed = feed };
    struct verdict_opinion old = { .scorer = "tone", .overall = tone_of(was) };
    struct verdict_opinion new = { .scorer = "tone", .overall = tone_of(is) };
    struct verdict before = { .opinions = &old, .opinions_size = 1 };
    struct verdict after = { .opinions = &new, .opinions_size = 1 };
    const struct judged silent = { 0 };
    struct rescored r = { i, { (int64_t)i }, &article, &before, &after, &silent, &silent };
    tally_add(t, &r);
}

static void print(const struct tally *t, struct text *out)
{
    const struct tally_score *s = &t->scores[TALLY_TONE];
    text_printf(out, "%d %d %d %d %d %.6f %.6f\n", (int)t->items, (int)t->changed, (int)s->changed,
                (int)s->moved, (int)s->flipped, s->total, s->largest);
    for (size_t i = 0; i < s->moves_size; i++)
        text_printf(out, "%d ", (int)s->moves[i].sequence);
    for (size_t i = 0; i < t->feeds.size; i++)
        text_printf(out, "%s %d %d %.6f\n", t->feeds.items[i]->name, (int)t->feeds.items[i]->items,
                    (int)t->feeds.items[i]->sums[TALLY_TONE].changed,
                    t->feeds.items[i]->sums[TALLY_TONE].sum);
}

static void threads_add_up_to_the_same(void **state)
{
    (void)state;
    struct stage s;
    HELD(text) alone = { 0 };
    HELD(text) apart = { 0 };
    stage_init(&s);
    OWNED(tally) one = tally_new(&s.pair, 5);
    OWNED(tally) even = tally_new(&s.pair, 5);
    OWNED(tally) odd = tally_new(&s.pair, 5);
    for (uint64_t i = 1; i <= 210; i++) {
        add(one, i);
        add(i % 2 ? odd : even, i);
    }
    tally_merge(odd, even);
    tally_finish(one);
    tally_finish(odd);
    print(one, &alone);
    print(odd, &apart);
    assert_string_equal(text_string(&alone), text_string(&apart));
    assert_int_equal(one->items, 210);
    assert_int_equal(one->scores[TALLY_TONE].moved, 70);
    assert_int_equal(one->scores[TALLY_TONE].moves_size, 5);
    assert_int_equal(one->scores[TALLY_TONE].moves[0].sequence % 3, 0);
    assert_int_equal(one->scores[TALLY_RELIABILITY].moved, 0);
    assert_int_equal(one->oldest.ms, 1);
    assert_int_equal(one->newest.ms, 210);
}

int main(void)
{
    struct rows rows = { 0 };
    ADD_ROWS(&rows, limit_rows, asks_a_limit);
    ADD_ROWS(&rows, wrong_rows, refuses_a_limit);
    ADD_ROWS(&rows, shift_rows, finds_what_moved_it);
    ADD_TEST(&rows, an_abstaining_side_is_welcome);
    ADD_TEST(&rows, threads_add_up_to_the_same);
    return rows_run("diff", &rows);
}
