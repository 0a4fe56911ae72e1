/* table.h - tables inside normalised text: Markdown pipes and aligned columns.
 *
 * HTML tables arrive as pipes too (intake writes them so), which leaves one way to read cells. */
#ifndef ITEM_TABLE_H
#define ITEM_TABLE_H

#include "assay/scorer.h"
#include "base/text.h"

#define TABLE_MAX_ROWS 5000
#define TABLE_MAX_COLUMNS 256
#define TABLE_MAX_CELLS 100000

/* True when the first lines of `lines` are a table; *ret_len is the bytes that belong to it,
 * without the last newline. Linear in what it looks at. */
bool table_starts(struct slice lines, size_t *ret_len);

/* Reads the table block at `span` of text: sets rows, columns, header_rows, cells (to be freed
 * with table_done) and truncated; block is left alone. */
void table_read(struct slice text, struct assay_span span, struct assay_table *ret_table);
void table_done(struct assay_table *);

/* Appends cells as pipe lines, with the |---| line behind header_rows (when that is not 0).
 * A pipe inside a cell becomes "\|", a newline a space. */
void table_write(struct text *out, const struct slice *cells, size_t rows, size_t columns,
                 size_t header_rows);

#endif
