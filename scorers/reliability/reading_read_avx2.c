/* An article cut into words once more, for machines with AVX2 and the BMI. */
#define reading_read reading_read_avx2
#include "reading_read.c"
