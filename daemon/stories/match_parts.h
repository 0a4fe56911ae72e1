/* match_parts.h - the inside of a match, for match*.c alone. */
#ifndef STORIES_MATCH_PARTS_H
#define STORIES_MATCH_PARTS_H

#include "stories/match.h"

/* NULL: nothing in common with that story. */
struct match_story *match_of_story(struct match *, uint32_t story);
/* One outlet has put it under most of the words of a headline that it had. */
bool match_is_column(const struct sketch *, const struct member *);
/* Both name their own day, and not the same. NULL has none. */
bool match_other_day(const struct sketch *, const struct member *);

#endif
