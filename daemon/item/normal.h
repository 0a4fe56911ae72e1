/* normal.h - one spelling for any text from outside: "assay-text/1".
 *
 *     HELD(text) t = {0};
 *     normal_add(&t, SLICE("caf\x65\xcc\x81\t\n now"));     // "café now"
 *
 * Valid UTF-8 in NFC. Every kind of white space folds to one space and none stands at either
 * end; control, bidirectional and zero-width characters and soft hyphens are gone; malformed
 * bytes are U+FFFD. Of more than 30 combining marks in a row the rest is dropped, which keeps
 * the cost linear. */
#ifndef ITEM_NORMAL_H
#define ITEM_NORMAL_H

#include "base/text.h"

/* Appends raw to out, normalised. What out held before is left alone. */
void normal_add(struct text *out, struct slice raw);

/* A normalised copy to free; NULL when nothing is left. */
char *normal_string(struct slice raw);

#endif
