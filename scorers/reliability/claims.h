/* claims.h - the article's prose against its tables.
 *
 *     claims_check(article, grids, count, host, &result);
 *
 * Sentences that state figures, changes, extremes or comparisons are tried (trial.h) against
 * each table; a check is reported for those that a table speaks of. At most TABLES_MAX_CLAIMS
 * claims and TABLES_MAX_TRIES lines looked at: beyond, result->cut is set. */
#ifndef RELIABILITY_CLAIMS_H
#define RELIABILITY_CLAIMS_H

#include "grid.h"
#include "tables.h"

/* grids: one for each table looked at, NULL where it was too large. */
void claims_check(const struct assay_article *, struct grid *const *grids, size_t count,
                  struct assay_host *, struct tables_result *);

#endif
