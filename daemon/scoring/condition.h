/* condition.h - "ticker == META and tone <= -0.35 and not (reliability < 0.6)": compiled, then asked.
 *
 *     struct condition *c = condition_compile("tone < 0", &at, &err);   // err at byte `at` of it
 *     if (condition_holds(c, article, verdict, ENTITY_NONE))
 *
 * Numbers: tone, reliability, relevance, novelty, overall_tone; with < <= == != >= >. Texts: ticker,
 * feed, domain, language, label, reliability_label, title, text; with == != and contains (any case).
 * and, or, not, parentheses. A text is a word, or stands in "quotes" or 'quotes'.
 *
 * Who names ticker or relevance asks of each watched entity in the item by itself: tone and label are
 * then those towards it. What has no value (a scorer abstained) is neither above nor below anything:
 * the condition holds only where it surely does. Bounded: 4 KiB, 100 comparisons, 20 deep. Immutable. */
#ifndef SCORING_CONDITION_H
#define SCORING_CONDITION_H

#include "base/error.h"
#include "item/article.h"
#include "item/verdict.h"

#define ENTITY_NONE (-1)

struct condition;
struct condition *condition_compile(const char *text, size_t *ret_at, struct error *err);
void condition_free(struct condition **);
/* It asks of one entity, an index into verdict->entities. */
bool condition_wants_entity(const struct condition *);
bool condition_holds(const struct condition *, const struct article *, const struct verdict *,
                     int entity);

#endif
