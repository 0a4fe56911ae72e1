/* published.h - the scores of a verdict out of the JSON that was published, where it was made by the very
 * configuration that would judge it again now.
 *
 *     struct published p;
 *     published_open(&p, config, assayer);
 *     struct verdict *v = published_verdict(&p, body);  // NULL: made by something else, judge it again
 *     published_close(&p);
 *
 * The very same: program version, digests of the YAML files and of each lexicon, versions of the scorers.
 * Where feeds or domains are judged by scorers of their own, or a scorer of the user's own has its say,
 * nothing is taken over. A verdict holds
 * scores, labels and entities, no reasons. After published_open any thread may ask. */
#ifndef COMMANDS_PUBLISHED_H
#define COMMANDS_PUBLISHED_H

#include "assayer.h"
#include "config.h"

struct published {
    const struct assayer_settings *settings;
    char *maker, *tools; /* as they stand in its messages; NULL: takes nothing over */
};

void published_open(struct published *, const struct config *, const struct assayer *);
void published_close(struct published *);
struct verdict *published_verdict(const struct published *, struct slice body);

#endif
