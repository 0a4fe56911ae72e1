/* The scanner once more, for machines with AVX2 and the BMI. */
#define scan_text scan_text_avx2
#include "scan.c"
