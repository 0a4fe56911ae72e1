/* What the panel does with what scorers say: sums, caps, bends, and scorers that break their word. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "scoring/opinion.h"
#include "support/rows.h"

#include <math.h>
#include <string.h>

static const char text[] = "caf\xc3\xa9 shares fall";
static const struct assay_block blocks[] = { { ASSAY_PARAGRAPH, { 0, sizeof text - 1 } } };
static const struct assay_entity entities[] = { { .ticker = { "A", 1 }, .name = { "A", 1 } } };
static const struct assay_article article = {
    .abi = ASSAY_ABI, .size = sizeof article, .text = { text, sizeof text - 1 },
    .blocks = blocks, .blocks_size = 1, .entities = entities, .entities_size = 1, .prior = NAN,
};

/* A script of what a scorer says: parts and the deltas in them. */
struct said {
    enum { END, PART, REASON, CHECK, FACT } what;
    int entity;
    double weight, low, high, delta;
    struct assay_span span;
};

struct row {
    const char *name;
    enum assay_join join;
    struct assay_shape shape;
    struct said said[8];
    bool present;
    double overall;         /* expected */
    const char *broken;     /* part of the complaint, or NULL */
};

static const struct row *playing;

static bool play(const void *state, const struct assay_article *a, struct assay_host *host)
{
    (void)state, (void)a;
    for (const struct said *s = playing->said; s->what != END; s++) {
        if (s->what == PART)
            host->part(host, &(struct assay_part){ "part", s->span, s->weight, s->low, s->high,
                                                   s->entity });
        else if (s->what == REASON)
            host->because(host, &(struct assay_reason){ .rule = "rule", .span = s->span,
                                                        .delta = s->delta });
        else if (s->what == CHECK)
            host->check(host, &(struct assay_check){ .name = "source", .table = 0,
                                                    .status = (enum assay_status)s->entity });
        else
            host->fact(host, &(struct assay_fact){ .name = "confidence", .number = s->delta });
    }
    return true;
}

static void *open_nothing(const void *params, struct assay_host *host)
{
    (void)params;
    return host;
}

#define PART_(w)     { PART, ASSAY_OVERALL, w, 0, 0, 0, { 0, 0 } }
#define OF_A(w)      { PART, 0, w, 0, 0, 0, { 0, 0 } }
#define CAPPED(l, h) { PART, ASSAY_OVERALL, 1, l, h, 0, { 0, 0 } }
#define BY(d)        { REASON, 0, 0, 0, 0, d, { 0, 0 } }
#define AT(d, s, l)  { REASON, 0, 0, 0, 0, d, { s, l } }
#define STRAIGHT     { 0, 1, 0 }

static const struct row scripts[] = {
    { "a sum adds up", ASSAY_SUM, STRAIGHT, { PART_(1), BY(0.5), BY(-0.2), PART_(1), BY(0.1) },
      true, 0.4, NULL },
    { "a mean weighs its parts", ASSAY_MEAN, STRAIGHT,
      { PART_(3), BY(0.4), PART_(1), BY(-0.4) }, true, 0.2, NULL },
    { "an empty part counts in a mean", ASSAY_MEAN, STRAIGHT, { PART_(1), BY(0.4), PART_(1) },
      true, 0.2, NULL },
    { "a cap cuts a part", ASSAY_SUM, STRAIGHT, { CAPPED(-0.1, 0.1), BY(0.4), BY(0.4) }, true,
      0.1, NULL },
    { "a sum beyond the range is cut", ASSAY_SUM, STRAIGHT, { PART_(1), BY(0.9), BY(0.9) }, true,
      1.0, NULL },
    { "reasons that cancel still sum", ASSAY_SUM, { 2, 1, 0 },
      { PART_(1), BY(0.4), BY(-0.4) }, true, 0, NULL },
    { "a part bends", ASSAY_MEAN, { 15, 1, 0 }, { PART_(1), BY(2), BY(1) }, true,
      0.61237243569579452, NULL },
    { "the whole bends", ASSAY_MEAN, { 0, 2, 1 }, { PART_(1), BY(0.5) }, true,
      0.70710678118654752, NULL },
    { "another's part is not in the overall score", ASSAY_SUM, STRAIGHT,
      { PART_(1), BY(0.3), OF_A(1), BY(-0.6) }, true, 0.3, NULL },
    { "no part is an abstention", ASSAY_SUM, STRAIGHT, { { END, 0, 0, 0, 0, 0, { 0, 0 } } },
      false, 0, NULL },
    { "a span that ends at the text's end is good", ASSAY_SUM, STRAIGHT,
      { PART_(1), AT(0.1, 13, 4) }, true, 0.1, NULL },
    { "a span out of the text", ASSAY_SUM, STRAIGHT, { PART_(1), AT(0.1, 13, 5) }, false, 0,
      "outside of the text" },
    { "a span that overflows", ASSAY_SUM, STRAIGHT, { PART_(1), AT(0.1, 2, UINT32_MAX) }, false,
      0, "outside of the text" },
    { "a span that cuts a letter", ASSAY_SUM, STRAIGHT, { PART_(1), AT(0.1, 0, 4) }, false, 0,
      "outside of the text" },
    { "no number", ASSAY_SUM, STRAIGHT, { PART_(1), BY(NAN) }, false, 0, "no number" },
    { "an infinite number", ASSAY_SUM, STRAIGHT, { PART_(1), BY(INFINITY) }, false, 0,
      "no number" },
    { "a sum beyond all numbers", ASSAY_SUM, STRAIGHT, { PART_(1), BY(1e308), BY(1e308) }, false, 0,
      "no number" },
    { "a check of no known status", ASSAY_SUM, STRAIGHT,
      { PART_(1), BY(0.1), { CHECK, 7, 0, 0, 0, 0, { 0, 0 } } }, false, 0, "status" },
    { "a reason before any part", ASSAY_SUM, STRAIGHT, { BY(0.1) }, false, 0, "before any part" },
    { "a weight below nothing", ASSAY_SUM, STRAIGHT, { PART_(-1), BY(0.1) }, false, 0,
      "weight" },
    { "an entity that is none", ASSAY_SUM, STRAIGHT,
      { { PART, 1, 1, 0, 0, 0, { 0, 0 } }, BY(0.1) }, false, 0, "entity" },
    { "a table that is none", ASSAY_SUM, STRAIGHT,
      { PART_(1), BY(0.1), { CHECK, 0, 0, 0, 0, 0, { 0, 0 } } }, false, 0, "table" },
    { "a fact without a number", ASSAY_SUM, STRAIGHT,
      { PART_(1), { FACT, 0, 0, 0, 0, NAN, { 0, 0 } } }, false, 0, "fact" },
};

static double contributions(const struct verdict_opinion *o, int entity)
{
    double sum = 0;
    for (size_t i = 0; i < o->reasons_size; i++)
        if (o->reasons[i].entity == entity)
            sum += o->reasons[i].contribution;
    return sum;
}

static void adds_up(void **state)
{
    const struct row *row = playing = *state;
    struct assay_scorer scorer = { .abi = ASSAY_ABI, .size = sizeof scorer, .name = "played",
                                   .version = "1", .help = "", .low = -1, .high = 1,
                                   .join = row->join, .open = open_nothing, .score = play };
    struct opened_scorer opened = { "played", &scorer, row->shape, NULL, NULL, NULL };
    struct verdict_opinion o;
    opinion_ask(&opened, &article, ASSAY_REASONS, NULL, &o);
    assert_int_equal(o.overall.present, row->present);
    if (row->broken) {
        assert_non_null(o.broken);
        assert_non_null(strstr(o.broken, row->broken));
        assert_int_equal(o.reasons_size, 0);
        assert_false(o.entities[0].present);
    } else {
        assert_null(o.broken);
        assert_true(fabs(o.overall.value - row->overall) < 1e-12);
        assert_true(fabs(contributions(&o, ASSAY_OVERALL) - o.overall.value) < 1e-9);
        if (o.entities[0].present)
            assert_true(fabs(contributions(&o, 0) - o.entities[0].value) < 1e-9);
    }
    verdict_opinion_done(&o);

    /* Less detail, same score. */
    opinion_ask(&opened, &article, ASSAY_SCORE, NULL, &o);
    assert_int_equal(o.overall.present, row->present);
    assert_true(fabs(o.overall.value - row->overall) < 1e-12);
    verdict_opinion_done(&o);
}

int main(void)
{
    struct rows rows = {0};
    ADD_ROWS(&rows, scripts, adds_up);
    return rows_run("opinion", &rows);
}
