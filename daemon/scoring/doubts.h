/* doubts.h - what a configuration may say, but hardly means: tickers that are common words, bands
 * that no score can reach.
 *
 *     doubts_of_tickers(tickers, count, yaml_get(root, "tickers"), complaints);
 *     -> assayd.yaml:9:3: warning: tickers: "ON" is a common word and counts only as $ON ...
 *
 * Warnings with places; they refuse nothing. */
#ifndef SCORING_DOUBTS_H
#define SCORING_DOUBTS_H

#include "scoring/bands.h"
#include "scoring/entities.h"
#include "scoring/scorers.h"
#include "settings/complaints.h"
#include "settings/yaml_tree.h"

/* node: what stands behind `tickers:`. */
void doubts_of_tickers(const struct ticker *, size_t count, const struct yaml_node *node,
                       struct complaints *);

/* scale: "tone", "reliability"; node: what stands behind `bands:`, may be NULL; prior: the highest
 * and the lowest trust that any source has, NAN: none. */
void doubts_of_bands(const char *scale, const struct bands *, const struct opened_scorer *,
                     const double priors[2], const struct yaml_node *node, struct complaints *);

#endif
