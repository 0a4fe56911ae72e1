/* verdict.h - what the scorers said of one article: scores and their reasons.
 *
 * Filled by scoring/opinion.c for scoring/panel.c, read by verdict_json.c and the commands. Owns all of its memory;
 * spans refer to the article it was made from. */
#ifndef ITEM_VERDICT_H
#define ITEM_VERDICT_H

#include "assay/scorer.h"
#include "base/defs.h"
#include "base/text.h"

struct verdict_score {
    bool present;          /* false: the scorer abstained, null on the wire */
    double value;
    const char *label;     /* the band's name; NULL when absent */
    double margin;         /* distance to the nearest edge of that band */
};

struct verdict_part {
    const char *name;
    struct assay_span span;
    int entity;
    double weight;         /* as the scorer opened it */
    double share;          /* of the joined score: weight / sum of weights, or the weight */
    double low, high;      /* cap on the sum; both 0: none */
    double sum, value;     /* before and after cap and bend */
    double contribution;   /* to the score it belongs to */
};

struct verdict_reason {
    const char *rule;
    char *detail, *why;    /* NULL when empty */
    struct assay_span span;
    uint32_t part;
    int entity;
    double weight, delta;
    double contribution;   /* sums to the score of its entity, to 1e-9 */
};

struct verdict_check {
    uint32_t table;
    const char *name, *error; /* error may be NULL */
    enum assay_status status;
    char *why;
    struct assay_span span;
    double claimed, computed; /* NAN: none */
    struct assay_cell *cells;
    size_t cells_size;
};

struct verdict_fact {
    const char *name;
    char *text;            /* NULL: the number counts */
    double number;
};

/* One scorer's word. */
struct verdict_opinion {
    const char *scorer, *version;
    struct verdict_score overall;
    struct verdict_score *entities;   /* one for each entity of the verdict */
    struct verdict_part *parts;
    size_t parts_size, parts_cap;
    struct verdict_reason *reasons;
    size_t reasons_size, reasons_cap;
    struct verdict_check *checks;
    size_t checks_size, checks_cap;
    struct verdict_fact *facts;
    size_t facts_size, facts_cap;
    struct verdict_reason *asides;    /* with ASSAY_TRACE: what counted for nothing, and why */
    size_t asides_size, asides_cap;
    char *broken;          /* how the scorer broke its word; NULL: it kept it */
};

struct verdict_entity {
    char *ticker, *name;
    double relevance;
    size_t mentions;
};

struct verdict {
    struct verdict_entity *entities;  /* all that were looked for and found */
    size_t entities_size;
    struct verdict_opinion *opinions; /* in the order of the configuration */
    size_t opinions_size;
    uint64_t generation;   /* of the configuration that judged it */
};

void verdict_free(struct verdict **);
void verdict_opinion_done(struct verdict_opinion *);
/* entities: how many the verdict has. ret is overwritten. */
void verdict_opinion_copy(const struct verdict_opinion *, size_t entities,
                          struct verdict_opinion *ret);

/* NULL when no such scorer took part. */
const struct verdict_opinion *verdict_opinion(const struct verdict *, const char *scorer);
/* NULL when not stated. */
const struct verdict_fact *verdict_fact(const struct verdict_opinion *, const char *name);

#endif
