/* full_text.h - an article's page takes the place of the teaser that its feed carries.
 *
 *     full_text_take(&item->article, answer, &room); // text, byline, links, quotations, tables
 *     if (!item->article->from_page)
 *         log(item->article->page_problem);      // "status"; the feed's own text stays
 *
 * Identity, title, address and dates stay the feed's; what the feed does not say (dates, language,
 * origin) is taken from the page, and so is the byline where the page has one. The page's text is taken
 * only when there is more of it than the feed has, and when it takes up the title's words: a consent
 * page, a front page or a "not found" that claims to be well is no article. Runs in a worker; several may
 * share the room. */
#ifndef INTAKE_FULL_TEXT_H
#define INTAKE_FULL_TEXT_H

#include "intake/pages.h"
#include "item/poll.h"

#include <stdatomic.h>

/* Of a poll's items those whose pages are to be asked for, the newest first, `most` of them; the
 * others are told that there were too many. To free; borrows the urls. */
struct page_wish *full_text_wishes(const struct poll *, const struct subscription *, size_t most,
                                   size_t *ret_size);

/* Replaces the article by a finished one that is fuller, or notes on it why not. room: bytes that pages
 * may still take; what this one takes is subtracted. */
void full_text_take(struct article **, const struct fetch_answer *, _Atomic size_t *room);

#endif
