/* table.h - tables inside text: Markdown pipes, boxes of +---+, aligned columns, tabs.
 *
 *     size_t len;
 *     if (table_starts(lines, &len)) {
 *         struct table_grid grid;
 *         table_split(slice_sub(lines, 0, len), &grid);    // raw text into cells
 *         table_write(&out, grid.cells, grid.rows, grid.columns, grid.header_rows);
 *         table_grid_done(&grid);
 *     }
 *
 * In an article every table stands as pipe lines, whatever it came as (table_write), which
 * leaves one way to read cells there (table_read). Cost is linear in the bytes looked at; rows
 * and columns beyond the ceilings are left out and `truncated` says so. */
#ifndef ITEM_TABLE_H
#define ITEM_TABLE_H

#include "assay/scorer.h"
#include "base/text.h"

#define TABLE_MAX_ROWS 5000
#define TABLE_MAX_COLUMNS 256
#define TABLE_MAX_CELLS 100000

/* For header_rows: nobody said; table_header_rows decides by the look of the cells. */
#define TABLE_HEADER_BY_LOOK SIZE_MAX

/* Cells borrow the text they were split from; rows * columns of them, row by row. */
struct table_grid {
    struct slice *cells;
    size_t rows, columns, header_rows;
    bool truncated;
};

/* True when the first lines of `lines` are a table; *ret_len is the bytes that belong to it,
 * without the last newline. When false, no more than a few lines were looked at. */
bool table_starts(struct slice lines, size_t *ret_len);

/* Splits what table_starts found. */
void table_split(struct slice lines, struct table_grid *ret);
void table_grid_done(struct table_grid *);

/* How many rows at the top name the columns: words and years above rows with numbers; one when
 * the table has no numbers at all. At most 3. */
size_t table_header_rows(const struct slice *cells, size_t rows, size_t columns);

/* Reads the table block at `span` of text, as table_write left it: sets span, rows, columns,
 * header_rows, cells and truncated; block is left alone. */
void table_read(struct slice text, struct assay_span span, struct assay_table *ret_table);
void table_done(struct assay_table *);

/* Appends cells as pipe lines, with the |---| line behind header_rows (when that is not 0).
 * Cells are normalised; a pipe inside one becomes "\|". False when a ceiling left some out. */
bool table_write(struct text *out, const struct slice *cells, size_t rows, size_t columns,
                 size_t header_rows);

#endif
