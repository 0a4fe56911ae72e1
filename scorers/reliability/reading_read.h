/* reading_read.h - the two twins behind reading_new; see reading.h.
 *
 *     struct reading *r = reading_read(article, phrases);
 *
 * reading_read_avx2 is the same source compiled for machines with AVX2 and the BMI (common/cpu.h). */
#ifndef RELIABILITY_READING_READ_H
#define RELIABILITY_READING_READ_H

#include "reading.h"

struct reading *reading_read(const struct assay_article *, const struct phrasebook *);
struct reading *reading_read_avx2(const struct assay_article *, const struct phrasebook *);

#endif
