#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "item/gist.h"
#include "support/rows.h"

#include <math.h>

#define EVENT(revision, data) \
    "{\"time\":\"2026-11-22T10:00:00Z\",\"data\":{\"revision\":" revision "," data "}}"
#define TONE(label, score) \
    "\"overall_sentiment_label\":\"" label "\",\"overall_sentiment_score\":" score
#define TICKERS(list) "\"ticker_sentiment\":[" list "]"
#define TICKER(name, label) \
    "{\"ticker\":\"" name "\",\"ticker_sentiment_label\":" label "}"
#define CHECKED(status) \
    "\"tables\":[{\"index\":0,\"sourced\":true,\"checks\":[{\"check\":\"claim\",\"status\":\"" status "\",\"why\":\"x\"}]}]"

struct row {
    const char *name, *one, *other;
    bool same;
};

static const struct row rows[] = {
    { "a score within its label is no news", EVENT("1", TONE("negative", "-0.5")),
      EVENT("2", TONE("negative", "-0.6")), true },
    { "a label is", EVENT("1", TONE("negative", "-0.36")),
      EVENT("2", TONE("mildly negative", "-0.34")), false },
    { "an abstention is", EVENT("1", TONE("neutral", "0")),
      EVENT("2", "\"overall_sentiment_label\":null"), false },
    { "the reliability's label is", EVENT("1", "\"reliability\":{\"label\":\"caution\"}"),
      EVENT("2", "\"reliability\":{\"label\":\"good\"}"), false },
    { "a ticker's label is", EVENT("1", TICKERS(TICKER("ON", "\"neutral\""))),
      EVENT("2", TICKERS(TICKER("ON", "\"negative\""))), false },
    { "the order of tickers is not",
      EVENT("1", TICKERS(TICKER("A", "null") "," TICKER("B", "null"))),
      EVENT("2", TICKERS(TICKER("B", "null") "," TICKER("A", "null"))), true },
    { "a table's check is", EVENT("1", CHECKED("supported")), EVENT("2", CHECKED("contradicted")),
      false },
    { "the same check is not", EVENT("1", CHECKED("supported")), EVENT("2", CHECKED("supported")),
      true },
};

static void compares(void **state)
{
    const struct row *row = *state;
    struct gist one = { 0 }, other = { 0 };
    assert_true(gist_read(slice_of(row->one), &one));
    assert_true(gist_read(slice_of(row->other), &other));
    assert_int_equal(slice_same(text_slice(&one.labels), text_slice(&other.labels)), row->same);
    assert_int_equal(one.revision, 1);
    assert_int_equal(other.revision, 2);
    gist_done(&one);
    gist_done(&other);
}

struct bad_row {
    const char *name, *json;
};

static const struct bad_row bad_rows[] = {
    { "nothing is no item", "" },
    { "an alert is none", "{\"alert\":\"gloom\",\"item\":{}}" },
    { "nor is one without a revision", "{\"time\":\"2026-11-22T10:00:00Z\",\"data\":{}}" },
    { "nor one without a time", "{\"data\":{\"revision\":1}}" },
};

static void refuses(void **state)
{
    const struct bad_row *row = *state;
    struct gist gist = { 0 };
    assert_false(gist_read(slice_of(row->json), &gist));
    gist_done(&gist);
}

static void knows_the_place(void **state)
{
    (void)state;
    struct gist gist = { 0 };
    assert_true(gist_read(SLICE(EVENT("3", "\"cluster\":{\"novelty_score\":0.25,\"story_link\":\"14 boats\"},"
                                           "\"provenance\":{\"feed\":{\"backfilled\":true}}")), &gist));
    assert_true(gist.novelty == 0.25 && gist.backfilled);
    assert_string_equal(text_string(&gist.link), "14 boats");
    assert_int_equal(gist.time.ms, 1795341600000);
    gist_done(&gist);
    gist = (struct gist){ 0 };
    assert_true(gist_read(SLICE(EVENT("1", "\"cluster\":{\"novelty_score\":null}")), &gist));
    assert_true(isnan(gist.novelty));
    gist_done(&gist);
}

int main(void)
{
    struct rows tests = { 0 };
    ADD_ROWS(&tests, rows, compares);
    ADD_ROWS(&tests, bad_rows, refuses);
    ADD_TEST(&tests, knows_the_place);
    return rows_run("gist", &tests);
}
