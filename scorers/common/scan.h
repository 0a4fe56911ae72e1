/* scan.h - the two twins behind tokens_scan; see tokens.h.
 *
 *     scan_text(&tokens, words, text, start, len);
 *
 * scan_text_avx2 is the same source compiled for machines with AVX2 and the BMI (cpu.h). */
#ifndef COMMON_SCAN_H
#define COMMON_SCAN_H

#include "tokens.h"

typedef void scan(struct tokens *, const struct words *, const char *text, size_t start, size_t len);

scan scan_text, scan_text_avx2;

#endif
