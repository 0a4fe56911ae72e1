/* scorers.h - finds, vets and opens scorers: built in by name, or loaded from a file.
 *
 * A loaded file is opened through its descriptor, so that a file replaced at the same path is
 * really the new one after a reload; it is never unloaded. Opened scorers are shared, see stock.h.
 * Any thread. */
#ifndef SCORING_SCORERS_H
#define SCORING_SCORERS_H

#include "assay/scorer.h"
#include "base/error.h"
#include "scoring/stock.h"
#include "settings/params.h"

/* One entry of `scorers:` in the configuration. */
struct scorer_choice {
    const char *name;                 /* what the configuration calls it: "tone" */
    const char *plugin;               /* a built-in's name, or a path; NULL: same as name */
    const struct yaml_tree *tree;     /* where params stand, for complaints; may be NULL */
    const struct yaml_node *params;   /* NULL: all defaults */
    const struct yaml_node *over;     /* what one feed wants otherwise; NULL: nothing */
};

/* An opened scorer: immutable, used by every worker. */
struct opened_scorer {
    const char *name;
    const struct assay_scorer *scorer;
    struct assay_shape shape;
    const struct params *params;
    void *state;
    const struct stocked *stocked;    /* whose shape and state these are */
};

struct scorers {
    struct opened_scorer *items;
    size_t size;
    struct arena *arena;              /* names and parameters */
};

/* The built-in scorer of that name, or NULL. */
const struct assay_scorer *scorers_built_in(const char *name);

/* Asks a file for its scorer and vets abi, size and table; paths are the user's. */
MUST_USE bool scorers_load(const char *path, const struct assay_scorer **ret, struct error *err);

/* All or nothing: NULL after complaints. */
struct scorers *scorers_open(const struct scorer_choice *, size_t count, struct complaints *);
void scorers_free(struct scorers **);

#endif
