/* subject.h - what a table is about: does a text near it speak of what its cells hold?
 *
 *     struct subject of = { article, &article->tables[0] };
 *     if (subject_has_figure(&of, sentence))       // "1,904 bicycles" stands in a cell
 *
 * Borrows. Linear in the table's cells for each figure of the text, of which the first few count.
 */
#ifndef RELIABILITY_SUBJECT_H
#define RELIABILITY_SUBJECT_H

#include "assay/scorer.h"
#include "giver.h"

struct subject {
    const struct assay_article *article;
    const struct assay_table *table;
};

struct assay_text subject_text(const struct subject *, struct assay_span);

/* What tables hold in general, or what this one's labels say: "Gusts: Met Institute". */
bool subject_is_data(const struct subject *, struct giver_word);
/* A word of this one's labels, however short: a town, a product. */
bool subject_is_label(const struct subject *, struct giver_word);
/* Holds the text a name that is none of the table's own? Of first words, which have capitals anyway,
 * those that stand alone: "Streamio, weekly top ten". */
bool subject_has_other_name(const struct subject *, struct assay_text);
/* Does the text speak of data, or of what the labels say? */
bool subject_is_spoken_of(const struct subject *, struct assay_text);
/* Stands a figure of the text in a cell? Years and single digits don't count. */
bool subject_has_figure(const struct subject *, struct assay_text);

#endif
