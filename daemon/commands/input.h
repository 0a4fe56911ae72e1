/* input.h - a file, or standard input, as a command reads it: whole, up to a ceiling.
 *
 *     HELD(text) bytes = {0};
 *     if (!input_read(path, PAGE_MAX_BYTES, &bytes, &err)) ...    // "-" is standard input
 *
 * What is longer is cut one chunk behind the ceiling, so that whoever takes the bytes can tell. */
#ifndef COMMANDS_INPUT_H
#define COMMANDS_INPUT_H

#include "base/error.h"
#include "base/text.h"

/* Fails with REFUSE. */
MUST_USE bool input_read(const char *path, size_t ceiling, struct text *out, struct error *err);

#endif
