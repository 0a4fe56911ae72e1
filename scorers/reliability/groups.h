/* groups.h - one function a group of signals: reads the article, adds what it finds.
 *
 * Each opens its group in the ledger and adds to that group only. */
#ifndef RELIABILITY_GROUPS_H
#define RELIABILITY_GROUPS_H

#include "reading.h"
#include "signals.h"
#include "tables.h"

/* What the groups may know beside the article. */
struct weighing {
    const struct reading *reading;
    const struct phrasebook *phrases;
    struct ledger *ledger;
    const struct assay_texts *primary;  /* hosts of primary documents, "sec.gov" */
    const struct tables_params *tables;
    bool english;                       /* or unknown: capitals mean names */
    double dilution;                    /* of language findings in a long text, 0 to 1 */
    double short_words;                 /* below this many words a text is short */
};

void attribution_weigh(struct weighing *);
void identity_weigh(struct weighing *);
void language_weigh(struct weighing *);
void headline_weigh(struct weighing *);
void text_weigh(struct weighing *);
void disclosure_weigh(struct weighing *);
void secondary_weigh(struct weighing *);
void tables_weigh(struct weighing *);
void stories_weigh(struct weighing *);

#endif
