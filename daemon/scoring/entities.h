/* entities.h - the tickers a user watches, found in an article.
 *
 *     OWNED(watchlist) w = watchlist_new(tickers, count);
 *     HELD(entities) found = {0};
 *     watchlist_find(w, article, &found);   // the tickers that occur, with their mentions
 *
 * A ticker is found by its names and by its symbol ($META, (NASDAQ: META), a bare META). A symbol
 * that is also a common word (ON, COST) counts only beside one of the names, or as $ON. Words in
 * not_if_near rule out a match within 60 bytes of them: whole words of any case, also with an s. Longest match
 * wins.
 * Immutable after watchlist_new: any thread may search. */
#ifndef SCORING_ENTITIES_H
#define SCORING_ENTITIES_H

#include "assay/scorer.h"
#include "base/defs.h"
#include "item/article.h"

struct ticker {
    const char *symbol;
    struct assay_texts names, not_if_near;
    bool case_sensitive;    /* names match to the letter; else only their capitals must be ones */
};

/* Would a reader take the symbol for a word? Then it needs a name beside it to count. */
bool ticker_is_common_word(struct slice symbol);
/* How near a word of not_if_near has to stand, in bytes. */
#define TICKER_NEAR 60

struct watchlist;
struct watchlist *watchlist_new(const struct ticker *, size_t count); /* copies */
void watchlist_free(struct watchlist **);

struct entities {
    struct assay_entity *items;
    size_t size, cap;
};

void entities_done(struct entities *);

/* The watched tickers that occur in the text, then every entity named with the article itself
 * (also when it does not occur: relevance 0). */
void watchlist_find(const struct watchlist *, const struct article *, struct entities *ret);

#endif
