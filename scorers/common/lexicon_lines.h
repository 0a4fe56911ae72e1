/* lexicon_lines.h - the rows of a lexicon file, whoever wrote it.
 *
 *     struct lexicon_lines lines = lexicon_lines_of(content, len);
 *     struct lexicon_line row;
 *     while (lexicon_lines_next(&lines, &row))
 *         use(row.entry, row.value);
 *
 * Recognised by their look: our own columns (docs/lexicons.md), two columns of TSV or CSV, AFINN
 * (the same), VADER (word, mean, deviation, ratings) and Loughran-McDonald's CSV with a header.
 * A row that can't be read comes with `wrong` set, a sentence for the user. */
#ifndef COMMON_LEXICON_LINES_H
#define COMMON_LEXICON_LINES_H

#include <stdbool.h>
#include <stddef.h>

enum lexicon_form {
    LEXICON_COLUMNS,  /* our own; also two columns of TSV, and AFINN's */
    LEXICON_COMMAS,
    LEXICON_VADER,
    LEXICON_LOUGHRAN,
};

struct lexicon_cell {
    const char *ptr;
    size_t len;
};

struct lexicon_lines {
    enum lexicon_form form;
    const char *at, *end;
    size_t line;              /* of the row read last, from 1 */
    struct lexicon_cell comment; /* of that row */
    int negative, positive;   /* columns of Loughran-McDonald's */
};

struct lexicon_line {
    struct lexicon_cell entry, second, tags;
    struct lexicon_cell comment; /* behind the columns, of our own form */
    double value;             /* of second, 0 where that is no number */
    bool number;              /* second is one */
    const char *wrong;        /* NULL: nothing */
};

struct lexicon_lines lexicon_lines_of(const char *content, size_t len);
bool lexicon_lines_next(struct lexicon_lines *, struct lexicon_line *);

#endif
