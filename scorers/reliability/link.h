/* link.h - which rows and columns of a table a stretch of prose speaks of.
 *
 *     struct link *l = link_new(grid);
 *     link_words(l, &claim, claim.subject, claim.subject_end);
 *     if (!(link_unknown(l) ...)) use(l->rows[r].score);
 *     link_free(&l);
 *
 * Words become bits of a mask: a line's mask says which of the prose's words its label explains.
 * One link serves all claims against its grid, one after the other. A look costs time linear in
 * the words of the table's labels. */
#ifndef RELIABILITY_LINK_H
#define RELIABILITY_LINK_H

#include "claim.h"
#include "grid.h"

struct link_line {
    uint64_t mask;        /* words of the prose in its label */
    uint64_t more;        /* those in its section or other cells of text */
    float score;          /* weight explained, less what of the label the prose does not say */
    float missed;         /* weight of the label's words that the prose does not say */
};

struct link {
    const struct grid *grid;
    struct link_line *rows, *columns;
    uint8_t *bit;         /* of each word of the vocabulary: its bit + 1, or 0 */
    uint64_t content;     /* words that must be explained */
    uint64_t soft;        /* "total", "change": need not be */
    uint64_t numbers;
    uint64_t known;       /* words that the table has anywhere */
    uint64_t around;      /* words of its caption and corner */
    uint64_t loose;       /* explained by a synonym or an abbreviation only */
    float weight[64];
    uint32_t at[64];      /* where the word of each bit stands in the sentence */
    uint32_t work;        /* lines looked at so far */
};

struct link *link_new(const struct grid *);
void link_free(struct link **);

/* Looks the words of claim between start and end up; what went before is forgotten. */
void link_words(struct link *, const struct claim *, uint32_t start, uint32_t end);

/* The words of mask that stand between start and end. */
uint64_t link_between(const struct link *, uint64_t mask, uint32_t start, uint32_t end);
/* Where the first word of mask stands. */
uint32_t link_first(const struct link *, uint64_t mask);

float link_weight(const struct link *, uint64_t mask);

#endif
