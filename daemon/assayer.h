/* assayer.h - one generation of the configuration, ready to judge: scorers opened, tickers
 * indexed, versions known.
 *
 *     struct assayer *assayer = assayer_new(&settings, 1, complaints);
 *     struct verdict *v = assayer_judge(assayer, article, ASSAY_REASONS);
 *     assayer_json(assayer, &json, article, v, clock_now(clock));
 *
 * Immutable: every worker uses the same one. What the settings point to outlives it. */
#ifndef ASSAYER_H
#define ASSAYER_H

#include "base/clock.h"
#include "item/article.h"
#include "item/verdict.h"
#include "scoring/alerts.h"
#include "scoring/bands.h"
#include "scoring/entities.h"
#include "scoring/scorers.h"

struct assayer_settings {
    const struct scorer_choice *scorers;
    size_t scorers_size;
    const struct ticker *tickers;
    size_t tickers_size;
    struct bands tone, reliability;
    const char *config_sha256;
    const struct alert_settings *alerts;
    size_t alerts_size;
    const struct yaml_node *alerts_node; /* where they stand, for complaints */
    /* Feeds that want a scorer otherwise: each has the whole list of its own. */
    const struct assayer_feed {
        const char *id;
        const struct scorer_choice *scorers; /* scorers_size of them */
    } *feeds;
    size_t feeds_size;
    /* Where on the web an item stands counts before its feed. */
    const struct assayer_domain {
        const char *name;
        double prior;                        /* NAN: the feed's */
        const struct scorer_choice *scorers; /* scorers_size of them; NULL: the feed's */
    } *domains;
    size_t domains_size;
};

struct assayer;

/* NULL after complaints. */
struct assayer *assayer_new(const struct assayer_settings *, uint64_t generation,
                            struct complaints *);
void assayer_free(struct assayer **);
/* Those that judge where neither feed nor domain wants them otherwise. */
const struct scorers *assayer_scorers(const struct assayer *);

struct verdict *assayer_judge(const struct assayer *, const struct article *, enum assay_detail);
/* The same by two that watch the same tickers, each on the article as it sees it (its feed's prior and
 * domain may differ): entities are looked for once, and what both would say alike is asked once. */
void assayer_judge_both(const struct assayer *, const struct article *, const struct assayer *other,
                        const struct article *others, enum assay_detail, struct verdict **ret,
                        struct verdict **ret_other);
void assayer_json(const struct assayer *, struct text *out, const struct article *,
                  const struct verdict *, struct instant judged);
/* Notes which of the user's alerts the judged item meets. */
void assayer_alert(const struct assayer *, struct judged *);

#endif
