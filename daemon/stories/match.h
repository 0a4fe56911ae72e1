/* match.h - what an item shares with earlier ones, and whether that is enough. Stories' own.
 *
 *     struct match m;
 *     match_find(&m, memory, sketch, time);
 *     const struct match_copy *copy = match_copy(&m, memory, sketch);
 *     const struct match_story *story = match_story(&m, memory, sketch, time); */
#ifndef STORIES_MATCH_H
#define STORIES_MATCH_H

#include "stories/memory.h"
#include "stories/sketch.h"

#define MATCH_COPIES  64
#define MATCH_STORIES 128
#define MATCH_MEMBERS 128
#define MATCH_HOLDERS INDEX_SHARE /* looked at of one trait */
#define MATCH_SLOTS   256
#define MATCH_LINKS   6

struct match_copy {
    const struct member *member;       /* that has so much of the text */
    uint32_t lead, whole, all;         /* shingles in common: of either sample, of both together */
    double similarity;
};

/* What one member of a story shares; a trait of several members counts for the latest. */
struct match_member {
    uint32_t number, story;
    float weight[TRAIT_KINDS];
    float facts;                       /* of names, numbers and quotations together */
    uint16_t run, firm;                /* names and numbers of weight; a name counts once, however
                                          many words it has */
    float mention;                     /* weight of the name of that run so far */
};

struct match_story {
    uint32_t story;                    /* number of its first item */
    const struct match_member *best;   /* the member that shares most */
    float weight[TRAIT_KINDS];         /* over all members */
    uint16_t ours, theirs;             /* shared words of names in our headline, and in theirs */
    uint16_t links[MATCH_LINKS];       /* the weightiest shared traits */
    float links_weight[MATCH_LINKS];
    double odds;                       /* match_story's; of 0: even */
};

/* Who had a trait: members of different stories; any members for shingles. With INDEX_SHARE
 * stories it is common, and who they are was not asked. */
struct match_holders {
    const struct member *members[MATCH_HOLDERS];
    size_t size;
    bool notice;                       /* a shingle that many texts have */
};

struct match {
    struct match_copy copies[MATCH_COPIES];
    size_t copies_size;
    struct match_member members[MATCH_MEMBERS];
    size_t members_size;
    struct match_story stories[MATCH_STORIES];
    size_t stories_size;
    struct match_holders holders[SKETCH_TRAITS];
    uint16_t member_slots[MATCH_SLOTS], story_slots[MATCH_SLOTS]; /* by number; 0: empty */
    float weight;                      /* of all the item's names and numbers, by rarity */
    uint16_t headed;                   /* words of names in its headline that are not common */
};

void match_find(struct match *, const struct memory *, const struct sketch *, int64_t time);
/* NULL: no copy, or no story, that `least` (a setting, 1 as measured) allows. */
const struct match_copy *match_copy(struct match *, const struct memory *, const struct sketch *,
                                    double least);
const struct match_story *match_story(struct match *, const struct memory *, const struct sketch *,
                                      int64_t time, double least);

#endif
