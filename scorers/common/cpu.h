/* cpu.h - what this machine can do beyond the least that the program is compiled for.
 *
 *     if (cpu_is_wide())
 *         scan_text_avx2(...);     // from scan_avx2.c, compiled for AVX2 and the BMI
 *
 * Both ways must say the same, and a test holds them to it. Costs a load and a comparison or two. */
#ifndef COMMON_CPU_H
#define COMMON_CPU_H

#include <stdbool.h>

static inline bool cpu_is_wide(void)
{
#ifdef __x86_64__
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
#else
    return false;
#endif
}

#endif
