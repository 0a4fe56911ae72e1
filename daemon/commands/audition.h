/* audition.h - the same articles judged again and again by one scorer, with some of its parameters
 * laid over the configured ones.
 *
 *     OWNED(audition) r = audition_new(config, "tone", articles, size, complaints);
 *     audition_run(r, SLICE("rules:\n  negation: 0.5\n"), scores, complaints);
 *
 * What a feed or a domain wants otherwise stays as it wants it. */
#ifndef COMMANDS_AUDITION_H
#define COMMANDS_AUDITION_H

#include "config.h"

struct audition;

/* Borrows config and articles. NULL after complaints, or when there is no such scorer. */
struct audition *audition_new(const struct config *, const char *scorer,
                              const struct article *const *articles, size_t size,
                              struct complaints *);
void audition_free(struct audition **);

/* As configured. */
const struct params *audition_params(const struct audition *);
/* over: YAML of the scorer's parameters, may be empty. ret_scores: one an article, NAN where it
 * abstained. False after complaints. */
MUST_USE bool audition_run(const struct audition *, struct slice over, double *ret_scores,
                           struct complaints *);

#endif
