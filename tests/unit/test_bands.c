#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "scoring/bands.h"
#include "support/rows.h"

#include <math.h>

struct row {
    const char *name;
    const struct bands *bands;
    double value;
    const char *label;
    double margin;
};

static const struct row labels[] = {
    { "-0.30 is mildly negative", &bands_tone, -0.30, "mildly negative", 0.05 },
    { "zero is neutral", &bands_tone, 0, "neutral", 0.15 },
    { "an edge below zero belongs to the lower band", &bands_tone, -0.35, "negative", 0 },
    { "the other edge below zero too", &bands_tone, -0.15, "mildly negative", 0 },
    { "an edge above zero belongs to the upper band", &bands_tone, 0.15, "mildly positive", 0 },
    { "so does the highest", &bands_tone, 0.35, "positive", 0 },
    { "the last band has one edge", &bands_tone, 1, "positive", 0.65 },
    { "the first band has one edge", &bands_tone, -1, "negative", 0.65 },
    { "reliability's edge belongs to the better band", &bands_reliability, 0.3, "caution", 0 },
    { "nothing is unreliable", &bands_reliability, 0, "unreliable", 0.3 },
};

static void names_the_band(void **state)
{
    const struct row *row = *state;
    double margin;
    assert_string_equal(bands_label(row->bands, row->value, &margin), row->label);
    assert_true(fabs(margin - row->margin) < 1e-12);
}

int main(void)
{
    struct rows rows = {0};
    ADD_ROWS(&rows, labels, names_the_band);
    return rows_run("bands", &rows);
}
