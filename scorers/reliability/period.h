/* period.h - the years, quarters and months that claims and headers speak of.
 *
 *     struct period p;
 *     size_t at = 0;
 *     while (period_next(text, &at, &p)) ...    // "Q1 2024", "FY18", "June 30, 2019", "2017/18"
 *
 * A four-digit number counts as a year from 1900 to 2100. Offsets are of the text given. */
#ifndef RELIABILITY_PERIOD_H
#define RELIABILITY_PERIOD_H

#include "assay/scorer.h"

struct period {
    int16_t year;          /* 0: none was said */
    int16_t from_year;     /* of "2017/18" and "2021-2022"; 0: a single year */
    int8_t quarter;        /* 1 to 4; 5 and 6: first and second half; 0: none */
    int8_t month;          /* 1 to 12; 0: none */
    uint32_t start, end;
};

bool period_next(struct assay_text, size_t *at, struct period *ret);

/* Does a line labelled `label` stand for what the claim calls `said`? */
bool period_fits(const struct period *said, const struct period *label);
/* The same, and the label says no more than what was said ("Q1 2024" is not all of 2024). */
bool period_is(const struct period *said, const struct period *label);

/* Negative when a is before b. */
int period_order(const struct period *a, const struct period *b);

#endif
