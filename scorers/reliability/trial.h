/* trial.h - one claim before one table: every sensible reading is computed.
 *
 *     struct finding found;
 *     trial_hear(link, &claim, &found);
 *     if (found.status == ASSAY_CONTRADICTED) report(found.error, found.why);
 *
 * Supported when one reading fits at the claim's own rounding. Contradicted only when none does,
 * all that the claim speaks of was found in the table, one row and the cells meant are beyond
 * doubt, and the figure is out of reach even of the cells' own rounding. Else unverifiable. */
#ifndef RELIABILITY_TRIAL_H
#define RELIABILITY_TRIAL_H

#include "claim.h"
#include "link.h"

#define FINDING_CELLS 12

struct finding {
    enum assay_status status;
    const char *check;         /* "claim.change" */
    const char *error;         /* a contradiction's name, or NULL */
    double claimed, computed;  /* NAN: none */
    struct assay_cell cells[FINDING_CELLS];
    uint32_t cells_size;
    char why[320];
    float strength;            /* weight of the claim's words that the table explains */
    bool linked;               /* the table has half of the claim's words or more */
    uint32_t tries;
};

void trial_hear(struct link *, const struct claim *, struct finding *ret);

#endif
