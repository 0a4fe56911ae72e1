/* figure.h - numbers as people write them in prose and in cells.
 *
 *     size_t at = 0;
 *     struct figure f;
 *     while (figure_next(text, &at, &f))        // "fell 12% to $4.5 billion": 12 %, 4.5 * 1e9
 *         use(f.value, f.half);
 *     figure_of_cell(cell, &f);                 // "$(1,234)", "(38)%", "78 (estimated)", "30M"
 *
 * Numbers glued to letters (H100, Q1, CO2), ordinals, times and codes are no figures. Offsets
 * are of the text given. Cost is linear. */
#ifndef RELIABILITY_FIGURE_H
#define RELIABILITY_FIGURE_H

#include "assay/scorer.h"

enum figure_unit {
    FIGURE_PLAIN,
    FIGURE_MONEY,
    FIGURE_PERCENT,
    FIGURE_POINTS,        /* percentage points, or points */
    FIGURE_BASIS_POINTS,
    FIGURE_TIMES,         /* "3x", "3 times" */
};

struct figure {
    double value;         /* as written, with its sign */
    double scale;         /* 1e9 for "4.5 billion"; 1 when nothing was written */
    double half;          /* half a unit of the last digit, in value's terms */
    enum figure_unit unit;
    bool is_signed;       /* a sign or bracket was written */
    bool word;            /* written out: "three" */
    bool alone;           /* of a cell: nothing but figure and unit in it */
    bool second;          /* of a cell: another figure stands behind it */
    bool range;           /* one end of a range, "3-5" */
    uint32_t start, end;
};

/* The next figure from *at on; moves *at behind it. False at the end. */
bool figure_next(struct assay_text, size_t *at, struct figure *ret);

/* The figure a cell leads with. False: the cell holds words, a code, a date or nothing. */
bool figure_of_cell(struct assay_text, struct figure *ret);

/* "-", "n/a", "NM": a cell that says it has no figure; a dash may mean zero. */
bool figure_is_missing(struct assay_text, bool *ret_dash);

#endif
