/* aside.h - what an article holds that counts for nothing, and why: for those who ask why not.
 *
 * Told to the host with ASSAY_TRACE only; see assay_host.aside. */
#ifndef TONE_ASIDE_H
#define TONE_ASIDE_H

#include "desk.h"

/* Entries of the lexicon that made no reason in this sentence, or none of their own. */
void aside_of_sentence(const struct desk *, const struct reading *, struct assay_host *);
/* Blocks and sentences that no rule read: tables, notices, invitations, what was said before. */
void aside_of_rest(const struct desk *, struct assay_host *);

#endif
