/* fold.h - text as words are compared: lower case, straight quotes, plain dashes.
 *
 *     char out[64];
 *     size_t len = fold_text("Don’t PANIC", 14, out, sizeof out);   // "don't panic"
 *
 * Case folds beyond ASCII for Latin, Greek and Cyrillic letters, one code point to one code
 * point. Any bytes are welcome: malformed ones count as U+FFFD and move by one. */
#ifndef COMMON_FOLD_H
#define COMMON_FOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Decodes one code point of at most `len` bytes; *ret_len is how many it took, at least 1. */
uint32_t fold_decode(const char *text, size_t len, size_t *ret_len);
size_t fold_encode(uint32_t code_point, char out[4]);

/* One code point folded; 0 for those that vanish (soft hyphen, zero-width marks). */
uint32_t fold_char(uint32_t code_point);
bool fold_is_upper(uint32_t code_point);

/* Folds at most `cap` bytes into out (no NUL); returns the length. Cuts no code point. */
size_t fold_text(const char *text, size_t len, char *out, size_t cap);

#endif
