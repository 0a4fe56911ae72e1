/* agreement.h - how far annotators agree beyond chance: Krippendorff's alpha, ordinal.
 *
 *     HELD(agreement) a = { .bands = 5 };
 *     for each item: agreement_add(&a, bands_given, how_many);
 *     double alpha = agreement_alpha(&a);         // 1: always; 0: as chance would; NAN: nothing to compare
 *
 *     alpha = 1 - (n - 1) * sum_{c<k} o[c][k] d(c, k) / sum_{c<k} n[c] n[k] d(c, k)
 *     d(c, k) = (sum_{g=c..k} n[g] - (n[c] + n[k]) / 2) ^ 2
 *
 * o is the coincidence matrix: an item that m annotators judged adds 1 / (m - 1) for each ordered pair
 * of their values; n[c] are its sums, n their total. Items judged by one alone count for nothing. After
 * K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), whose example (four observers, twelve
 * units, gaps among them; ordinal alpha 0.815) tests/unit/test_agreement.c works out. */
#ifndef TUNING_AGREEMENT_H
#define TUNING_AGREEMENT_H

#include "base/defs.h"

#define AGREEMENT_BANDS 16

struct agreement {
    int bands;             /* values are 0 to bands - 1 */
    double pairs[AGREEMENT_BANDS][AGREEMENT_BANDS];
    size_t items, values;  /* that could be compared */
};

void agreement_add(struct agreement *, const int *values, size_t count);
double agreement_alpha(const struct agreement *);

#endif
