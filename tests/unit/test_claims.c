/* How figures, periods and words are read, and what a sentence claims; see test_tables.c for what
 * becomes of it before a table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/text.h"
#include "reliability/claim.h"
#include "support/rows.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static struct assay_text text_of(const char *s)
{
    return (struct assay_text){ s, strlen(s) };
}

struct prose_row {
    const char *name, *text, *figures; /* "value*scale unit", joined by "; " */
};

static const char *const units[] = { "", "$", "%", "pt", "bp", "x" };

static const struct prose_row prose[] = {
    { "percent and money with a scale", "fell 12% to $4.5 billion", "12%; 4.5*1e+09$" },
    { "percentage points", "up 3.5 percentage points", "3.5pt" },
    { "basis points", "cut by 25 bps", "25bp" },
    { "grouped thousands", "some 1,234,567 people", "1234567" },
    { "blanks that don't break", "some 1\u00a0234\u202f567 people in 2024 300 of them",
      "1234567; 2024; 300" },
    { "a sign behind a blank", "was -12.04% of", "-12.04%" },
    { "a typographic minus", "was \u221227 points", "-27pt" },
    { "a hyphen in a word is no sign", "the OCO-2 probe and Q1 and H100", "" },
    { "ordinals and joined words are none", "the 2nd 12-month plan of 5G", "" },
    { "a multiple", "grew 3x, or 2.5 times", "3x; 2.5x" },
    { "units of measure stay on", "16.0g and 350GW", "16; 350" },
    { "words count", "two of three", "2; 3" },
    { "currencies by code", "USD 5m and EUR 1,200.5 mn", "5*1e+06$; 1200.5*1e+06$" },
    { "a compound is no count", "one-stop shops", "" },
    { "nothing", "no figures here.", "" },
};

static void reads_figures_of_prose(void **state)
{
    const struct prose_row *row = *state;
    HELD(text) found = {0};
    struct figure f;
    size_t at = 0;
    while (figure_next(text_of(row->text), &at, &f)) {
        text_printf(&found, "%s%.10g", found.len ? "; " : "", f.value);
        if (f.scale > 1)
            text_printf(&found, "*%g", f.scale);
        text_printf(&found, "%s", units[f.unit]);
    }
    assert_string_equal(text_string(&found), row->figures);
}

struct cell_row {
    const char *name, *text;
    double value; /* NAN: no figure */
    double half;
};

static const struct cell_row cells[] = {
    { "plain", "42", 42, 0.5 },
    { "blanks between groups of three", "12 345 678", 12345678, 0.5 },
    { "thin blanks", "1\u2009240", 1240, 0.5 },
    { "two figures are none", "12 34", NAN, 0 },
    { "money in brackets is negative", "$(1,234)", -1234, 0.5 },
    { "percent behind the bracket", "(38)%", -38, 0.5 },
    { "a currency inside of it", "($ 5.0)", -5, 0.05 },
    { "a remark behind", "78 (estimated)", 78, 0.5 },
    { "markup in front", "<bold>0.939</bold>", 0.939, 0.0005 },
    { "about", "~30%", 30, 0.5 },
    { "a range is none", "3-5", NAN, 0 },
    { "a score is none", "117 - 122", NAN, 0 },
    { "a date is none", "2007 - 04 - 01", NAN, 0 },
    { "a time is none", "2:09:04.2", NAN, 0 },
    { "a formula is none", "1 2 + 1 4 k", NAN, 0 },
    { "words are none", "High (95%)", NAN, 0 },
    { "deviations stay off", "72.0 +/- 13.3", 72, 0.05 },
    { "broken thousands end early", "2.978,478", 2.978, 0.0005 },
};

static void reads_figures_of_cells(void **state)
{
    const struct cell_row *row = *state;
    struct figure f = { .value = 7 };
    assert_int_equal(figure_of_cell(text_of(row->text), &f), !isnan(row->value));
    if (isnan(row->value)) {
        assert_true(f.value == 7);
        return;
    }
    assert_true(fabs(f.value - row->value) < 1e-12);
    assert_true(fabs(f.half - row->half) < 1e-12);
}

struct period_row {
    const char *name, *text, *periods; /* "from/year qN mN", joined by "; " */
};

static const struct period_row periods[] = {
    { "years", "from 2018 to 2019", "2018; 2019" },
    { "fiscal years", "FY18 and FY 2019 and F20", "2018; 2019; 2020" },
    { "split years", "2017/18 and 2017/2018", "2017/2018; 2017/2018" },
    { "ranges", "2021-2022 and 2020 \u2013 2024", "2021/2022; 2020/2024" },
    { "quarters", "Q1 2024, the second quarter of 2023, 3Q19", "2024 q1; 2023 q2; 2019 q3" },
    { "halves", "H1 2024 and the second half of 2023", "2024 q5; 2023 q6" },
    { "dates", "June 30, 2019 and 31 December 2018", "2019 m6; 2018 m12" },
    { "months without a year", "at 1 April", "0 m4" },
    { "a modal verb is no month", "It may 5 times", "" },
    { "a price is no year", "$2019 and 2,019 and 2019.5 and 12019", "" },
    { "a header that says May", "May", "0 m5" },
};

static void reads_periods(void **state)
{
    const struct period_row *row = *state;
    HELD(text) found = {0};
    struct period p;
    size_t at = 0;
    while (period_next(text_of(row->text), &at, &p)) {
        text_printf(&found, "%s", found.len ? "; " : "");
        if (p.from_year)
            text_printf(&found, "%d/", p.from_year);
        text_printf(&found, "%d", p.year);
        if (p.quarter)
            text_printf(&found, " q%d", p.quarter);
        if (p.month)
            text_printf(&found, " m%d", p.month);
    }
    assert_string_equal(text_string(&found), row->periods);
}

struct stem_row {
    const char *name, *one, *other;
    bool same;
};

static const struct stem_row stems[] = {
    { "plurals", "Leases", "lease", true },
    { "-ing and -ed", "leasing", "leased", true },
    { "-ies", "companies", "company", true },
    { "a possessive", "Meta's", "Meta", true },
    { "case", "EBITDA", "ebitda", true },
    { "-ss stays", "loss", "los", false },
    { "non- is part of its word", "non-current", "noncurrent", true },
    { "short words keep their ends", "bed", "be", false },
    { "numbers lose their commas", "1,234", "1234", true },
    { "but not their points", "4.11", "411", false },
};

static void stems_alike(void **state)
{
    const struct stem_row *row = *state;
    struct stem a, b;
    size_t at = 0, again = 0;
    assert_true(stem_next(text_of(row->one), &at, &a));
    assert_true(stem_next(text_of(row->other), &again, &b));
    assert_int_equal(a.hash == b.hash, row->same);
}

struct claim_row {
    const char *name, *text, *claims; /* "op figure", joined by "; " */
};

static const char *const ops[] = {
    [CLAIM_VALUE] = "value",     [CLAIM_CHANGE] = "change",   [CLAIM_DIFFERENCE] = "difference",
    [CLAIM_TIMES] = "times",     [CLAIM_AVERAGE] = "average", [CLAIM_SUM] = "sum",
    [CLAIM_RATIO] = "ratio",     [CLAIM_EXTREME] = "extreme", [CLAIM_COUNT] = "count",
    [CLAIM_COMPARE] = "compare", [CLAIM_JUDGEMENT] = "judgement", [CLAIM_MIXED] = "mixed",
};

static const struct claim_row claims[] = {
    { "a change and where it led", "Revenue rose 12% to $4.5 billion.", "change 12; value 4.5" },
    { "a fall has its sign", "Profit fell 3%.", "change -3" },
    { "points are a difference", "The rate fell 3 points.", "difference -3" },
    { "two noun changes", "A 44% drop in output and a 58% decline in papers.",
      "change -44; change -58" },
    { "an average", "The average price was 20.", "average 20" },
    { "a total", "Total costs were 20.", "sum 20" },
    { "a ratio", "The ratio of debt to assets was 0.4.", "ratio 0.4" },
    { "a share", "Cars accounted for 40% of sales.", "ratio 40" },
    { "a superlative", "Ash has the highest yield.", "extreme" },
    { "two superlatives in one", "Ash has the highest yield and rating.", "extreme; extreme" },
    { "a range is its two ends", "Yields range from 2 to 9.", "extreme 2; extreme 9" },
    { "a comparison", "Ash yields more than Elm.", "compare" },
    { "a count", "There are five banks.", "count 5" },
    { "a change of an average", "The change in the average price was 4.", "mixed 4" },
    { "a judgement", "Ash looked competitive.", "judgement" },
    { "a number in a name is none", "Llama 4 is late.", "" },
    { "a table's number is none", "See Table 3.", "" },
    { "a year is none", "In 2024 it was late.", "" },
    { "an aside is none", "It was 51.5 (50.2 - 52.7).", "value 51.5" },
};

static void reads_claims(void **state)
{
    const struct claim_row *row = *state;
    HELD(text) found = {0};
    struct claim all[CLAIMS_OF_SENTENCE];
    size_t count = claims_read(text_of(row->text), all, CLAIMS_OF_SENTENCE);
    for (size_t i = 0; i < count; i++) {
        double sign = all[i].direction < 0 && all[i].op != CLAIM_VALUE ? -1 : 1;
        text_printf(&found, "%s%s", found.len ? "; " : "", ops[all[i].op]);
        if (all[i].has_figure)
            text_printf(&found, " %g", sign * all[i].figure.value);
    }
    assert_string_equal(text_string(&found), row->claims);
}

int main(void)
{
    struct rows rows = {0};
    ADD_ROWS(&rows, prose, reads_figures_of_prose);
    ADD_ROWS(&rows, cells, reads_figures_of_cells);
    ADD_ROWS(&rows, periods, reads_periods);
    ADD_ROWS(&rows, stems, stems_alike);
    ADD_ROWS(&rows, claims, reads_claims);
    return rows_run("claims", &rows);
}
