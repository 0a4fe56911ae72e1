/* trace.h - what placing one item left behind: enough to do it again without the text.
 *
 *     struct trace t = {...};
 *     trace_write(&t, &bytes);                  // into the journal, with the verdict
 *     if (trace_read(bytes, &t))                // at the next start
 *         stories remember it
 *
 * A trace holds the decision and not its grounds, so that remembering needs no look-up and ends in
 * the same place. About 300 bytes. */
#ifndef STORIES_TRACE_H
#define STORIES_TRACE_H

#include "stories/sketch.h"

#define TRACE_MERGED 4

struct trace {
    uint64_t key;
    int64_t time;                  /* ms since 1970 */
    uint32_t number;               /* of the item among all ever placed */
    uint32_t story, copy_of, origin; /* numbers; the item's own where it begins one */
    uint32_t merged[TRACE_MERGED]; /* origins that turned out to be this one */
    uint32_t merged_size;
    uint32_t items, origins;       /* of the story, with this item */
    uint32_t lead_top, whole_top, shingles;
    float weight;
    uint32_t owner;                /* these as in the sketch */
    uint64_t title, places;
    uint16_t day;
    uint8_t weekday, period, numbers;
    bool looks_back;
    bool dated;                    /* the publisher said when */
    bool release;
    struct trace_trait {
        uint32_t hash;
        uint8_t kind;              /* enum trait_kind */
    } traits[SKETCH_TRAITS];
    size_t traits_size;
    uint32_t marks[SKETCH_MARKS];
    size_t marks_size;
    struct trace_figure {
        uint32_t what;
        float value;
    } figures[SKETCH_FIGURES];
    size_t figures_size;
};

/* Appends. */
void trace_write(const struct trace *, struct text *out);
/* False when the bytes are none of ours. */
bool trace_read(struct slice bytes, struct trace *ret);

#endif
