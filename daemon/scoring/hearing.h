/* hearing.h - one scorer heard on one article: what it says through the scorer door, vetted and written down.
 *
 * A scorer is somebody else's code. What it may not say (spans outside of the text, no numbers, entities and
 * tables that do not exist, more than an article can have) makes the opinion `broken`, with the reason in words,
 * and everything else that it said is forgotten. Used by opinion.c only. */
#ifndef SCORING_HEARING_H
#define SCORING_HEARING_H

#include "item/verdict.h"
#include "scoring/scorers.h"

/* Fills the opinion's parts with the sums of their reasons, reasons (where the detail asks for them), checks,
 * facts and asides; scores are made of them by opinion.c. False: it has no opinion, or is broken. */
bool hearing(const struct opened_scorer *, const struct assay_article *, enum assay_detail,
             struct verdict_opinion *opinion);

#endif
