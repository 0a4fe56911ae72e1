/* panel.h - asks each scorer about an article and adds up what they say.
 *
 * Scorers report reasons in parts; opinion.h, the one place where deltas become scores, sums each
 * part, caps and bends it, joins the parts (mean or sum), bends the whole, and scales every reason
 * by what happened to its part, so that contributions sum to the score.
 *
 * Immutable after panel_new: every worker uses the same one. */
#ifndef SCORING_PANEL_H
#define SCORING_PANEL_H

#include "item/article.h"
#include "item/verdict.h"
#include "scoring/bands.h"
#include "scoring/entities.h"
#include "scoring/scorers.h"

struct panel;

/* Takes the scorers; the watch list must outlive it. bands are copied. */
struct panel *panel_new(struct scorers **, const struct watchlist *, const struct bands *tone,
                        const struct bands *reliability, uint64_t generation);
void panel_free(struct panel **);
const struct scorers *panel_scorers(const struct panel *);

/* The article must be finished. Never NULL: a scorer that breaks its word or has nothing to say
 * abstains, and the opinion says which. */
struct verdict *panel_judge(const struct panel *, const struct article *, enum assay_detail);

/* The same with the entities that were found in it by another panel's list, which watches the same. What
 * a scorer said that `other` shares (scoring/stock.h) is taken over from `known`, the other's verdict on the
 * very same article in the same detail; labels are named anew. NULL: nothing is taken over. */
struct verdict *panel_judge_beside(const struct panel *, const struct article *, enum assay_detail,
                                   const struct entities *found, const struct panel *other,
                                   const struct verdict *known);

#endif
