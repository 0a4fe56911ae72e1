/* dials.h - the weights of a scorer that tuning may turn, and a YAML overlay with some of them turned.
 *
 *     HELD(dials) dials = {0};
 *     dials_find(params, &dials);
 *     dials_write(&out, 4, &dials, turned);      // "rules:\n  negation: 0.8"
 *
 * Dials are found in a scorer's table of parameters, whatever the scorer: reals below "rules." or that
 * end in "_weight"; signals, with their caps; and, where there is a mapping "layers", the factor of each
 * file. A dial is turned by a factor between half and double, within the bounds of the table: a weight
 * never changes its sign, and what is switched off stays off. */
#ifndef TUNING_DIALS_H
#define TUNING_DIALS_H

#include "base/text.h"
#include "settings/params.h"

#define DIAL_LEAST 0.5 /* factors */
#define DIAL_MOST  2.0

struct dial {
    const char *param;     /* "rules.negation", "layers" */
    char *key;             /* of the mapping: "general-en"; NULL: none */
    char *name;            /* both, for people: "layers.general-en" */
    bool is_signal;
    double value, cap;     /* in effect now */
    double least, most;    /* factors */
};

struct dials {
    struct dial *items;
    size_t size, cap;
};

void dials_find(const struct params *, struct dials *);
void dials_done(struct dials *);

/* What a dial turned by that factor says: two digits, in bounds. */
double dial_value(const struct dial *, double factor);
/* Is what it says then worth writing down? */
bool dial_is_turned(const struct dial *, double factor);
/* The scorer's parameters that are turned, one a line; notes (one a dial, may be NULL, and each may
 * be) stand as comments above. */
void dials_write(struct text *out, int indent, const struct dials *, const double *factors,
                 char *const *notes);

#endif
