/* text.h - borrowed slices, growing buffers, UTF-8.
 *
 *     HELD(text) t = {0};
 *     text_add(&t, slice_of("<b>"));
 *     text_printf(&t, "%d items", n);
 *     puts(text_string(&t));
 *
 * A slice borrows bytes and need not end in NUL. A text owns its bytes and always keeps a NUL
 * behind them, not counted in len. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/defs.h"

struct slice {
    const char *ptr;
    size_t len;
};

#define SLICE(literal) ((struct slice){ "" literal, sizeof(literal) - 1 })
/* For printf("%.*s", SLICE_ARGS(s)). */
#define SLICE_ARGS(s) (int)(s).len, (s).ptr

struct slice slice_of(const char *string); /* NULL becomes empty */
struct slice slice_sub(struct slice, size_t start, size_t len); /* clamped */
struct slice slice_trim(struct slice);     /* ASCII white space off both ends */
bool slice_is(struct slice, const char *string);
bool slice_same(struct slice, struct slice);
bool slice_is_nocase(struct slice, const char *string);    /* ASCII case only */
bool slice_starts(struct slice, const char *prefix);
bool slice_starts_nocase(struct slice, const char *prefix);
bool slice_ends(struct slice, const char *suffix);
/* Offset of the first needle, or SIZE_MAX. */
size_t slice_find(struct slice, const char *needle);
size_t slice_find_nocase(struct slice, const char *needle);
size_t slice_find_byte(struct slice, char byte);
/* Cuts *rest at the first separator; returns what stood before it. False when *rest is used up. */
bool slice_next(struct slice *rest, char separator, struct slice *ret_part);
char *slice_string(struct slice); /* a NUL-terminated copy to free */
bool slice_to_int(struct slice, int64_t *ret_value);  /* whole slice, decimal, optional sign */
bool slice_to_real(struct slice, double *ret_value);  /* whole slice, finite, C locale */

struct text {
    char *ptr;
    size_t len, cap;
};

void text_done(struct text *);
void text_clear(struct text *);            /* keeps the memory */
void text_add(struct text *, struct slice);
void text_add_byte(struct text *, char);
void text_add_char(struct text *, uint32_t code_point);
void text_printf(struct text *, const char *format, ...) FORMAT(2, 3);
void text_cut(struct text *, size_t len);  /* shortens to len */
void text_reserve(struct text *, size_t more);
struct slice text_slice(const struct text *);
const char *text_string(const struct text *); /* never NULL */
char *text_take(struct text *);            /* the bytes to free; t is empty afterwards */

/* UTF-8. Decodes one code point at *at and moves past it; malformed bytes yield U+FFFD and
 * move by one. Asserts *at < s.len. */
uint32_t utf8_next(struct slice s, size_t *at);
bool utf8_is_valid(struct slice);
size_t utf8_length(struct slice);          /* code points */
/* Code points before byte offset `at`; at must not lie inside a code point. */
size_t utf8_offset(struct slice, size_t at);
/* The longest prefix of at most `bytes` bytes that cuts no code point. */
struct slice utf8_cut(struct slice, size_t bytes);
/* Copies s with malformed bytes replaced by U+FFFD. */
void text_add_utf8(struct text *, struct slice s);
/* Copies s without what could drive or deceive a terminal: control characters and
 * bidirectional marks become spaces or vanish; newlines stay when keep_lines is set. */
void text_add_printable(struct text *, struct slice s, bool keep_lines);

#endif
