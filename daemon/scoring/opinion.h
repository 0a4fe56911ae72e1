/* opinion.h - one scorer's word on one article: hears it (hearing.h) and turns the sums of its reasons into
 * scores. Used by panel.c only. */
#ifndef SCORING_OPINION_H
#define SCORING_OPINION_H

#include "item/verdict.h"
#include "scoring/bands.h"
#include "scoring/scorers.h"

/* Asks the scorer. bands may be NULL: no labels. ret has room for the article's entities. */
void opinion_ask(const struct opened_scorer *, const struct assay_article *, enum assay_detail,
                 const struct bands *, struct verdict_opinion *ret);

#endif
