/* numbers.h - quantities in prose: "$4.1 mn", "5.2 %", "EUR 1,200.5m", "30 crore".
 *
 *     struct quantity q;
 *     if (quantity_read(text, tokens, size, at, &q))   // tokens[at] is a number
 *         ratio = q.value / other.value;
 *
 * Values are in units: 4.1 mn is 4100000. Commas group thousands unless the number is written the
 * European way ("4,1"). Years and days of a month are told apart, not left out. */
#ifndef COMMON_NUMBERS_H
#define COMMON_NUMBERS_H

#include "tokens.h"

enum quantity_unit {
    QUANTITY_PLAIN,
    QUANTITY_MONEY,
    QUANTITY_PERCENT,
    QUANTITY_POINTS, /* percentage or basis points, in percentage points */
};

struct quantity {
    double value;
    enum quantity_unit unit;
    char currency[4];    /* "EUR", "$"; empty where none was said */
    bool scaled;         /* million, crore ... was said */
    bool year;           /* plain, four digits, 1900 to 2100 */
    size_t first, last;  /* its tokens, with currency and unit */
};

bool quantity_read(const char *text, const struct token *tokens, size_t size, size_t at,
                   struct quantity *ret);

#endif
