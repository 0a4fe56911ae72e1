/* bytes.h - numbers and strings in a row of bytes, and back out of one that nobody vouches for.
 *
 *     bytes_put_number(&out, 300);                  // two bytes
 *     bytes_put_string(&out, "Reuters");            // NULL stays NULL
 *
 *     struct bytes b = { slice, true };
 *     uint64_t n = bytes_take_number(&b);
 *     char *name = bytes_take_string(&b);           // to free
 *     if (!b.good)                                  // asked once, at the end
 *         return error_set(err, MEND, place, "it is damaged");
 *
 * Numbers take seven bits a byte, so that small ones are short. Once something is wrong or missing,
 * everything reads as 0, NULL or empty; sizes are never larger than what is left. */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include "base/text.h"

void bytes_put_number(struct text *, uint64_t);
void bytes_put_signed(struct text *, int64_t);  /* INT64_MIN is one byte */
void bytes_put_real(struct text *, double);     /* eight bytes, bit by bit */
void bytes_put_slice(struct text *, struct slice);
void bytes_put_string(struct text *, const char *);

struct bytes {
    struct slice left;
    bool good;
};

uint64_t bytes_take_number(struct bytes *);
int64_t bytes_take_signed(struct bytes *);
double bytes_take_real(struct bytes *);
/* A count of things of at least one byte each, at most `most` of them. */
size_t bytes_take_count(struct bytes *, size_t most);
struct slice bytes_take_slice(struct bytes *);
char *bytes_take_string(struct bytes *);        /* valid UTF-8 without NUL, or NULL */

#endif
