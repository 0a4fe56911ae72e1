/* sample.h - items together with what people made of them, for one scorer.
 *
 *     HELD(sample) s = {0};
 *     sample_gather(&items, &labels, SAMPLE_TONE, &scales.tone, NULL, &s);
 *     sample_group(&s, &config->stories);
 *
 * Of several annotators each counts alike: goals hold their shares, labels the middle one (of two
 * middle ones the one nearer to the scale's centre). A label whose text has changed since is left out. */
#ifndef COMMANDS_SAMPLE_H
#define COMMANDS_SAMPLE_H

#include "commands/items.h"
#include "stories/stories.h"
#include "tuning/labels.h"

enum sample_of { SAMPLE_TONE, SAMPLE_RELIABILITY };

struct sample {
    const struct article **items; /* in the order of the items */
    int *labels;                  /* band of each */
    double *goals;                /* each * edges: share of annotators above the edge */
    size_t *groups;               /* story of each, as the place of its first item in this list */
    size_t size, edges;
    size_t missing, changed;      /* labels without their item; of another text */
};

/* as NULL: all annotators. */
void sample_gather(const struct items *, const struct labels *, enum sample_of, const struct scale *,
                   const char *as, struct sample *);
/* Finds the stories; until then each item is a group of its own. */
void sample_group(struct sample *, const struct stories_settings *);
void sample_done(struct sample *);

#endif
