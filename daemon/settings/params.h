/* params.h - a scorer's own parameters: YAML against its table, into its struct, with places.
 *
 *     const struct params *p = params_read(tree, settings, feed_override, scorer, arena, wrong);
 *     if (p)
 *         scorer->open(p->values, host);
 *     // in host->complain:
 *     params_complain(p, param, row, line, text, wrong);
 *     -> my-words.tsv:17: lexicons: "exodus" is there twice
 *
 * Dots in a parameter's name nest: "rules.negation" is reached as rules: {negation: 1}, as
 * "rules.negation": 1, or in any mixture of both. What is filled lives in the arena. */
#ifndef SETTINGS_PARAMS_H
#define SETTINGS_PARAMS_H

#include "assay/scorer.h"
#include "settings/arena.h"
#include "settings/complaints.h"
#include "settings/yaml_tree.h"

struct params {
    const struct assay_scorer *scorer;
    void *values;                          /* the scorer's struct, params_bytes long */
    const struct yaml_node *node;          /* the whole mapping; NULL: nothing was said */
    const struct yaml_node *const *nodes;  /* one for each row of the table; NULL: its fallback */
    const struct sources *sources;
};

/* tree and both nodes may be NULL; what `over` says (a feed's own settings) wins over `base`. The table
 * itself is vetted too, since it may come from a loaded file. NULL when anything was complained
 * of. */
const struct params *params_read(const struct yaml_tree *, const struct yaml_node *base,
                                 const struct yaml_node *over, const struct assay_scorer *,
                                 struct arena *, struct complaints *);

/* The scorer's complaint (struct assay_host), at the place of what it complains of. */
void params_complain(const struct params *, const char *param, size_t row, size_t line,
                     const char *text, struct complaints *);
/* The same for its doubts. */
void params_doubt(const struct params *, const char *param, size_t row, size_t line,
                  const char *text, struct complaints *);

#endif
