/* limit.h - "labels_changed > 5%": what CI does not want to happen, and whether it did.
 *
 *     struct limit limit;
 *     if (!limit_parse("labels_changed > 5%", quantities, size, &limit, &err)) ...   // REFUSE
 *     if (limit_holds(&limit, quantities))                                           // it happened
 *
 * NAME OPERATOR NUMBER, with < <= > >= == !=; a number with % is a share of the items, of counts only. */
#ifndef COMMANDS_LIMIT_H
#define COMMANDS_LIMIT_H

#include "base/error.h"

struct quantity {
    const char *name;
    double value;
    double whole; /* of which it is a share; 0: it is no count of items */
};

enum limit_operator { LIMIT_BELOW, LIMIT_AT_MOST, LIMIT_ABOVE, LIMIT_AT_LEAST, LIMIT_IS, LIMIT_IS_NOT };

struct limit {
    size_t quantity; /* index */
    enum limit_operator operator;
    double value;
    bool percent;
    const char *text; /* as written; borrowed */
};

MUST_USE bool limit_parse(const char *text, const struct quantity *, size_t size, struct limit *ret,
                          struct error *err);
bool limit_holds(const struct limit *, const struct quantity *);

#endif
