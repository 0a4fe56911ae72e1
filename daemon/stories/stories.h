/* stories.h - near copies, same stories, independent origins, over a rolling window.
 *
 *     OWNED(stories) s = stories_new(&settings);
 *     HELD(text) trace = {0};
 *     article->cluster = stories_place(s, article, &trace);   // finds its place, remembers it
 *     ...
 *     stories_restore(s, trace);                              // at the next start, as committed
 *
 * An item is a near copy when it shares most of the shorter text with an earlier one and gives the
 * same numbers and names on the same day; a recurring column shares its phrases only. It belongs to a
 * story when it shares enough that is rare in the window: names, numbers, quotations, topics; what
 * two texts have to share grows with the time between them, and where one outlet has put both under
 * like headlines. A story's items are of one origin when they are copies, print the same words of a
 * speaker, come from one press conference, credit the same outlet, or add nothing to a release.
 *
 * Memory is fixed by the settings; a look-up costs a cache line a trait, at most 160 of them. A
 * story is closed when the item that began it leaves the window. One thread at a time; the order in
 * which items are placed decides what they are. */
#ifndef STORIES_STORIES_H
#define STORIES_STORIES_H

#include "base/clock.h"
#include "item/article.h"
#include "item/cluster.h"
#include "settings/fields.h"

struct stories_settings {
    bool enabled;
    struct duration window;
    int64_t items, memory;   /* memory in bytes */
    double copy, same;
};
extern const struct field stories_fields[];
extern const size_t stories_fields_size;

struct stories;

struct stories *stories_new(const struct stories_settings *);
void stories_free(struct stories **);

/* The article's place among those before it; it is remembered for those to come. Appends what
 * stories_restore wants to ret_trace; nothing when the very same item (feed and id) is remembered,
 * whose place comes back as it is by now. NULL, and nothing is remembered: it is judged again (it has a
 * cause), but is forgotten; it keeps the place that it had. */
struct cluster *stories_place(struct stories *, const struct article *, struct text *ret_trace);

/* The same in two steps: most of the work is the sketch, which any thread may make. */
struct sketch;
struct sketch *stories_sketch(const struct article *);
/* Takes the sketch. */
struct cluster *stories_place_sketch(struct stories *, const struct article *, struct sketch **,
                                     struct text *ret_trace);
/* False when the bytes are no trace. */
bool stories_restore(struct stories *, struct slice trace);

size_t stories_items(const struct stories *);   /* remembered */

#endif
