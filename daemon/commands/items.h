/* items.h - items that a command needs all at once: from JSON lines or the journal, kept in order.
 *
 *     HELD(items) items = {0};
 *     if (items_read("items.jsonl", &items, &err))
 *         ...items.list[i]->title...
 *
 * One JSON Feed item a line (intake/item_json.h); one without an id is known by what it
 * says. An item that is there twice, by feed and id, is kept once: its latest
 * revision, else the first. At most ITEMS_MAX. */
#ifndef COMMANDS_ITEMS_H
#define COMMANDS_ITEMS_H

#include "base/error.h"
#include "base/map.h"
#include "config.h"
#include "item/article.h"
#include "tuning/labels.h"

#define ITEMS_MAX      200000
#define ITEM_LINE_MAX  (4 << 20) /* bytes */

struct items {
    struct article **list;
    size_t size, cap;
    char **keys;             /* of the map */
    size_t keys_cap;
    struct map places;       /* index + 1, by feed and id */
    const struct labels *labelled; /* not NULL: only what somebody labelled is kept */
};

/* "-" is stdin. False at the first line that is no item. */
MUST_USE bool items_read(const char *path, struct items *, struct error *err);
/* Of the newest articles that the journal keeps those of that feed, settled as that configuration (NULL:
 * none) has their feeds. Beside a running daemon, with a progress bar; damaged ones are left out. */
struct items_stored {
    const char *journal;   /* its path */
    const char *what;      /* for the progress bar */
    const char *feed;      /* NULL: any */
    struct instant since;
    uint64_t last;         /* 0: all */
};
MUST_USE bool items_read_stored(const struct items_stored *, const struct config *, struct items *,
                                struct error *err);
void items_done(struct items *);
#define ITEMS_NOWHERE SIZE_MAX
/* Its place in the list. */
size_t items_place(const struct items *, const char *feed, const char *id);
/* Takes it; lets it go if it is there already, or is not wanted. */
void items_add(struct items *, struct article **);

#endif
