/* slim.h - a scored item in short, for one ticker: what goes out on ticker/<T>/.
 *
 *     OWNED(slim) s = slim_new(json);               // NULL when the JSON is none of an item
 *     slim_write(s, "ticker/META/", sequence, &out);
 *
 * Parsed and rendered once, and lean: a few hundred bytes a ticker, not the whole item.
 * Always derived from the whole item, live as well as in replay, so that both say the same. */
#ifndef OUTLET_SLIM_H
#define OUTLET_SLIM_H

#include "outlet/topic.h"

#define SLIM_TICKERS_MAX 256 /* of one item; a whole item has room for no more */

struct slim;
struct slim *slim_new(struct slice json);
void slim_free(struct slim **);

const char *slim_id(const struct slim *); /* the item's; NULL: it has none */
size_t slim_tickers(const struct slim *); /* at most SLIM_TICKERS_MAX, without repeats */
void slim_topic(const struct slim *, size_t ticker, char ret[TOPIC_MAX]);
/* Appends one line of JSON; false when the item does not concern that topic. */
bool slim_write(const struct slim *, const char *topic, uint64_t sequence, struct text *out);

#endif
