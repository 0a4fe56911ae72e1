/* article_pack.h - a finished article in few bytes, and back out of them.
 *
 *     if (article_pack(article, &out))                   // appended; squeezed
 *         keep(text_slice(&out));
 *     struct article *same = article_unpack(kept, &err); // NULL: the bytes are damaged
 *
 * All that scorers, verdict_json and alerts see comes back, so that judging the unpacked article
 * gives the same bytes: text, blocks, tables, links, names, times, and its place among stories. What
 * is packed opens with a number for its form; a later form goes on reading the earlier ones.
 *
 * Bytes may be anything: article_unpack checks every count, span and string, and its memory is
 * bounded by ARTICLE_PACK_BYTES. */
#ifndef ITEM_ARTICLE_PACK_H
#define ITEM_ARTICLE_PACK_H

#include "base/error.h"
#include "item/article.h"

#define ARTICLE_PACK_BYTES (8 << 20) /* before it is squeezed */

/* False, and nothing appended: it is larger than ARTICLE_PACK_BYTES, by its links' addresses. */
MUST_USE bool article_pack(const struct article *, struct text *out);
/* Fails with MEND. */
struct article *article_unpack(struct slice packed, struct error *err);

#endif
