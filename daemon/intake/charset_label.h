/* charset_label.h - the names people give encodings, and how iconv calls them; not for others than
 * charset.c.
 *
 *     struct charset_label l;
 *     charset_label_find(SLICE("X-SJIS"), &l);       // l.iconv "CP932", l.name "shift_jis"
 *
 * Labels are compared without case and punctuation. Where the WHATWG's standard takes a label for
 * more than it says (gb2312, iso-8859-1), so do we. */
#ifndef INTAKE_CHARSET_LABEL_H
#define INTAKE_CHARSET_LABEL_H

#include "intake/charset.h"

struct charset_label {
    char iconv[CHARSET_NAME], name[CHARSET_NAME]; /* name: for people, lower case */
};

bool charset_label_find(struct slice label, struct charset_label *ret);

/* Encodings that iconv lacks. Appends bytes decoded; what has no meaning becomes U+FFFD. */
bool charset_label_is_table(const char *iconv);
void charset_label_decode(const char *iconv, struct slice bytes, struct text *out);

#endif
