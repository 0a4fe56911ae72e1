/* say.h - the sentence that goes with a reason. */
#ifndef TONE_SAY_H
#define TONE_SAY_H

#include "tone.h"

/* Writes at most cap - 1 bytes and a NUL; returns the length. Cuts no code point. */
size_t say_why(const struct reading *, const struct signal *, char *out, size_t cap);

#endif
