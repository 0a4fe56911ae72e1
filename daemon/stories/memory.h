/* memory.h - the items remembered: a ring of the latest, and the index of their traits. Stories'
 * own.
 *
 *     struct memory *m = memory_new(100000, 32 << 20, HOURS(168));
 *     memory_keep(m, &trace);
 *     const struct member *one = memory_at(m, number);     // NULL: forgotten
 *
 * Numbers count all items ever placed and wrap after four thousand million. */
#ifndef STORIES_MEMORY_H
#define STORIES_MEMORY_H

#include "base/clock.h"
#include "stories/index.h"
#include "stories/trace.h"

struct member {
    uint64_t key;                   /* 0: nobody */
    uint32_t number, seconds;       /* since 1970 */
    uint32_t story, copy_of, origin;
    uint32_t like;                  /* slot plus one of the next of its chain by key; 0: the last */
    uint32_t before;                /* the member before it of its story; of the first: the last */
    uint32_t items;                 /* of the story; kept by its first member, as are its origins */
    uint16_t origins;
    uint16_t shingles;              /* at most UINT16_MAX */
    uint16_t lead_top, whole_top;   /* high bits */
    float weight;
    uint8_t period, numbers;
    bool looks_back, dated, release;
    uint8_t weekday;
    uint16_t day;
    uint32_t owner;                 /* these as in the sketch */
    uint64_t title, places;
    struct trace_figure figures[SKETCH_FIGURES]; /* what 0: none */
};

struct memory {
    struct member *members;
    uint32_t *chains;               /* by key: slot plus one of the latest; 0: none */
    uint32_t mask, next;            /* number of the next item */
    size_t size;
    struct duration window;
    struct index *index;
};

struct memory *memory_new(size_t items, size_t bytes, struct duration window);
void memory_free(struct memory **);

struct member *memory_at(const struct memory *, uint32_t number);
/* The item of that key; NULL: forgotten, or never placed. */
const struct member *memory_find(const struct memory *, uint64_t key);
/* The same for a number that the index gave, when its time lies within the window of `time`. */
const struct member *memory_near(const struct memory *, uint32_t slot, int64_t time);
void memory_keep(struct memory *, const struct trace *);
/* The keys of the story's members, latest first. */
size_t memory_story(const struct memory *, uint32_t story, uint64_t *ret, size_t most);
/* The member that stands for the origin of that one. */
uint32_t memory_origin(const struct memory *, uint32_t number);

/* Traits that mean something within one story only. */
uint32_t memory_mark(uint32_t mark, uint32_t story);
uint32_t memory_figure(uint32_t what, uint32_t story);

#endif
