/* plain.h - HTML into an article's blocks.
 *
 *     plain_html(a, SLICE("<p>Up <b>3 %</b>, <a href=/q2>as reported</a>.</p>"), base);
 *
 * Paragraphs, headings, list items, quotations, captions, and links with the words they stand on.
 * Data tables become pipe tables with rowspan and colspan written out; tables that only lay out a
 * page dissolve into paragraphs, and so does whatever else has no meaning here. Preformatted text
 * and lines kept apart by <br> may hold tables of their own. Scripts, forms, pictures and hidden
 * elements leave nothing.
 *
 * Elements nested deeper than 200 dissolve into the one that holds them; the 257th attribute of an
 * element and those behind it fall away, and the article counts as `truncated`, as it does where its
 * own ceilings cut it. Linear time. */
#ifndef INTAKE_PLAIN_H
#define INTAKE_PLAIN_H

#include "item/article.h"

void plain_html(struct article *, struct slice html, struct slice base_url);

#endif
