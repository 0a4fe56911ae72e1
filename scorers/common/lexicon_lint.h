/* lexicon_lint.h - what a list of the user's own may say, but hardly means.
 *
 *     lexicon_lint_roles(lexicon, content, len, doubt, data);          // before lexicon_ready
 *     lexicon_lint_reach(lexicon, weight, content, len, doubt, data);  // from then on
 *     if ((text = lexicon_lint_entry(lexicon, "drag*", 5)))            // likewise
 *         doubt(data, 0, text);
 *
 * The first two read the file that lexicon_read has read. At most LEXICON_LINT_MOST doubts of each, then one
 * without a line that counts the rest. A line whose comment begins with `unlike` says that it is meant. */
#ifndef COMMON_LEXICON_LINT_H
#define COMMON_LEXICON_LINT_H

#include "lexicon.h"

#define LEXICON_LINT_MOST 12

/* Entries that the shipped layers read the other way round, or as something else than a valence. */
void lexicon_lint_roles(struct lexicon *, const char *content, size_t len, lexicon_complain *doubt,
                        void *data);

/* Entries that stand twice, can never match, or for which another value counts. weight: of the file. */
void lexicon_lint_reach(const struct lexicon *, double weight, const char *content, size_t len,
                        lexicon_complain *doubt, void *data);

/* Why this entry will hardly ever be found; NULL: it will. */
const char *lexicon_lint_entry(const struct lexicon *, const char *entry, size_t len);

#endif
