/* grid.h - a table as claims are checked against it: cells as figures, rows and columns as words,
 * periods and units.
 *
 *     struct grid *g = grid_new(article, 0);
 *     const struct grid_cell *cell = grid_cell(g, row, column);
 *     if (cell->kind == CELL_FIGURE) use(cell->figure.value);
 *     grid_free(&g);
 *
 * Lines are rows or columns. A row's words are its label's; `more` are those of the section it
 * stands in and of its other cells of text. A column's words are those of its lowest header;
 * `more` those of the headers above. Cost and memory are linear in the cells. */
#ifndef RELIABILITY_GRID_H
#define RELIABILITY_GRID_H

#include "assay/scorer.h"
#include "figure.h"
#include "period.h"

#define GRID_NONE UINT32_MAX
#define GRID_PERIODS 2

enum cell_kind {
    CELL_EMPTY,
    CELL_TEXT,
    CELL_FIGURE,
    CELL_DASH,            /* a dash: nothing, or zero */
};

struct grid_cell {
    struct figure figure;
    enum cell_kind kind;
    bool percent;         /* by its own sign, or that of the first figure of its column's run */
    bool estimate;        /* marked estimated, projected, target, preliminary or with * */
};

/* Words are ids into the grid's vocabulary. */
struct grid_words {
    uint32_t start, size; /* in grid->pool */
};

struct grid_line {
    struct grid_words words, more;
    uint64_t label;       /* hash of the words: rows alike but for their section share it */
    uint64_t kind;        /* hash of all words but periods: columns to compare share it */
    struct period periods[GRID_PERIODS];
    uint8_t periods_size;
    bool section_period;  /* the periods are those of the section or an upper header */
    bool header, section; /* of rows: names columns; names the rows below */
    bool total;           /* "Total", "All", "Average": no member of the column */
    bool change;          /* of columns: holds changes, "% change", "2019 over 2018" */
    bool label_column;    /* of columns: names rows */
    bool percent;         /* its label says % */
    double scale;         /* 1e6 from "(in millions)"; 0: not said */
    uint32_t parent;      /* row of the section, or GRID_NONE */
    uint32_t figures;     /* cells with one */
};

struct grid_word {
    uint64_t hash;
    uint32_t rows;        /* how many rows have it, columns for words of columns only */
    uint8_t kind;         /* enum stem_kind */
    bool cut;             /* stands for any word that begins like it */
};

struct grid {
    const struct assay_article *article;
    const struct assay_table *table;
    uint32_t index;       /* of the table in the article */
    uint32_t rows, columns, top; /* top: header rows */
    struct grid_cell *cells;
    struct grid_line *row, *column;
    uint32_t *pool;
    uint32_t pool_size, pool_cap;
    struct grid_word *words;
    uint32_t words_size, words_cap;
    uint32_t *slots;      /* hash table of word ids + 1 */
    uint32_t slots_size;  /* a power of two */
    struct grid_words around; /* caption, title row, corner cell, sentence that leads in */
    double scale;         /* of the whole table; 0: not said */
    uint32_t estimates;
};

struct grid *grid_new(const struct assay_article *, uint32_t table);
void grid_free(struct grid **);

const struct grid_cell *grid_cell(const struct grid *, uint32_t row, uint32_t column);
struct assay_text grid_text(const struct grid *, uint32_t row, uint32_t column);
/* What the row is called: its first cell of text, else its first cell. */
struct assay_text grid_row_name(const struct grid *, uint32_t row);
/* For "%.*s": how much of the text fits into so many bytes without cutting a code point. */
int grid_fit(struct assay_text, size_t most);

/* The id of a stem in the vocabulary, GRID_NONE if the table lacks it. */
uint32_t grid_word_id(const struct grid *, uint64_t hash);

#endif
