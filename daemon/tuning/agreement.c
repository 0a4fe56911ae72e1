#include "tuning/agreement.h"

#include <assert.h>
#include <math.h>

void agreement_add(struct agreement *a, const int *values, size_t count)
{
    if (count < 2)
        return;
    a->items++;
    a->values += count;
    for (size_t i = 0; i < count; i++) {
        assert(values[i] >= 0 && values[i] < a->bands && a->bands <= AGREEMENT_BANDS);
        for (size_t k = 0; k < count; k++)
            if (k != i)
                a->pairs[values[i]][values[k]] += 1.0 / (double)(count - 1);
    }
}

/* How far two bands lie apart, in values given between them. */
static double distance(const double *given, int low, int high)
{
    double between = 0;
    for (int g = low; g <= high; g++)
        between += given[g];
    between -= (given[low] + given[high]) / 2;
    return between * between;
}

double agreement_alpha(const struct agreement *a)
{
    double given[AGREEMENT_BANDS] = { 0 }, n = 0, seen = 0, chance = 0;
    for (int c = 0; c < a->bands; c++) {
        for (int k = 0; k < a->bands; k++)
            given[c] += a->pairs[c][k];
        n += given[c];
    }
    for (int c = 0; c < a->bands; c++)
        for (int k = c + 1; k < a->bands; k++) {
            double apart = distance(given, c, k);
            seen += a->pairs[c][k] * apart;
            chance += given[c] * given[k] * apart;
        }
    return chance > 0 ? 1 - (n - 1) * seen / chance : NAN;
}
