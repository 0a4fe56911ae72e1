/* table_facts.h - what a table says of itself: its source, its estimates, its units, its sums.
 *
 *     table_facts_check(grid, params, host, &finding);
 *
 * Reports the checks "source" (supported or warning), "estimates", "units", "sources" and
 * "arithmetic", and counts them in the finding. Linear in the cells. */
#ifndef RELIABILITY_TABLE_FACTS_H
#define RELIABILITY_TABLE_FACTS_H

#include "grid.h"
#include "tables.h"

/* Needs no grid: also for tables too large for one. */
void table_facts_source(const struct assay_article *, uint32_t table,
                        const struct tables_params *, struct assay_host *,
                        struct tables_finding *);

void table_facts_check(const struct grid *, const struct tables_params *, struct assay_host *,
                       struct tables_finding *);

#endif
