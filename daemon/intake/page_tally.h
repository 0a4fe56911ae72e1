/* page_tally.h - do the pages of a feed's articles still give their text?
 *
 *     page_tally(poll);                          // once its pages are read, before it is committed
 *
 * A site that changes its pages, or refuses them, is not heard of otherwise: each item just keeps the
 * feed's own text. Where so many pages in a row gave nothing, or not a tenth of what is usual there, the
 * feed is told to have poor pages; and once one gives its text again, that this is over. Pages that were
 * not fetched for our own reasons (too many, too late, no room) count neither way. */
#ifndef INTAKE_PAGE_TALLY_H
#define INTAKE_PAGE_TALLY_H

#include "item/poll.h"

#define PAGE_TALLY_MOST 5 /* poor ones in a row, before that is told */

void page_tally(struct poll *);

#endif
