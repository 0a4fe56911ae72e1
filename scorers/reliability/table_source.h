/* table_source.h - where a table comes from, as the blocks around it say.
 *
 *     struct assay_span says;
 *     if (table_source_find(article, table, 2, &says))
 *         quote(says);                       // "Source: Weather Service, monthly summary"
 *
 * A source is a line that begins so, a citation, a link, or a sentence that names who counted or
 * published these figures; "insiders say" is none, nor is a button. English. Linear in the table's
 * cells and in the blocks beside it. */
#ifndef RELIABILITY_TABLE_SOURCE_H
#define RELIABILITY_TABLE_SOURCE_H

#include "assay/scorer.h"

/* Looks at the table's own cells and at the `reach` blocks on either side, up to another table. */
bool table_source_find(const struct assay_article *, uint32_t table, uint32_t reach,
                       struct assay_span *ret);

#endif
