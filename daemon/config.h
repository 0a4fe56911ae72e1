/* config.h - the whole configuration: assayd.yaml and what it includes, checked and filled.
 *
 *     OWNED(complaints) wrong = complaints_new();
 *     OWNED(config) config = NULL;
 *     if (!config_load(path, &config, wrong))
 *         ...every complaint, by file, line and column
 *
 * Files that `include:` names are laid over the main one (settings/layers.h); feeds inherit from
 * `defaults:`. A configuration never changes; a reload makes a new one. */
#ifndef CONFIG_H
#define CONFIG_H

#include "assayer.h"
#include "intake/edits.h"
#include "intake/fetch.h"
#include "intake/pages.h"
#include "intake/schedule.h"
#include "intake/subscription.h"
#include "outlet/health.h"
#include "outlet/journal.h"
#include "outlet/publish.h"
#include "rehearsal.h"
#include "settings/complaints.h"
#include "settings/layers.h"
#include "stories/stories.h"

struct config {
    struct arena *arena;              /* all that follows lives in it */
    const char *path;                 /* of the main file */
    char sha256[65];                  /* of the YAML files; lexicons have digests of their own */
    const struct sources *sources;    /* the files, lexicons included once scorers were opened */

    struct publish_settings publish;
    struct journal_settings journal;
    struct health_settings http;
    struct fetch_settings fetch;
    struct schedule_settings schedule;
    struct pages_settings pages;
    struct stories_settings stories;
    struct edits_settings revisions;
    const struct subscription *feeds;
    size_t feeds_size;
    int64_t workers;                  /* threads that score, at least 1 */
    struct assayer_settings assayer;  /* scorers, tickers, bands */

    struct rehearsal rehearsal;       /* tests that stand in it */
    const struct yaml_node *root;     /* all files laid over each other; for places */
    const struct config_written *written; /* as filled from YAML; for config_print */
};

/* path NULL: $ASSAYD_CONFIG, else /etc/assayd/assayd.yaml, else the shipped configuration. False
 * after complaints. */
MUST_USE bool config_load(const char *path, struct config **ret, struct complaints *);
/* The same with changes laid over all files, as explain --set has them. */
MUST_USE bool config_load_changed(const char *path, struct overlays changes, struct config **ret,
                                  struct complaints *);
/* The same, but opens every scorer too, so that what they say of their parameters is among the
 * complaints; all that can be said is said, whatever else is wrong. When all is well the tests that
 * stand in the configuration are run, or `only` the one of that name. */
MUST_USE bool config_check(const char *path, const char *only, struct config **ret,
                           struct complaints *);
void config_free(struct config **);

/* Appends the configuration in effect, defaults included (the scorers' too), as YAML; secrets
 * masked. */
void config_print(const struct config *, struct text *out);
/* Appends the manual of all settings, in Markdown. */
void config_describe(struct text *out);

/* The directory of the shipped configuration: of the build tree that the program runs from, else
 * the installed one. */
const char *config_shipped_directory(struct arena *);

#endif
