#include "commands/audition.h"

#include "base/mem.h"
#include "settings/layers.h"

#include <math.h>
#include <string.h>

struct audition {
    const struct config *config;
    size_t index;                 /* of the scorer among the configured ones */
    const char *name;
    const struct article *const *articles;
    size_t size;
    struct scorers *opened;       /* as configured, for its parameters */
};

struct audition *audition_new(const struct config *config, const char *scorer,
                              const struct article *const *articles, size_t size,
                              struct complaints *complaints)
{
    const struct assayer_settings *s = &config->assayer;
    struct audition *r = mem_new(sizeof *r);
    *r = (struct audition){ .config = config, .name = scorer, .articles = articles, .size = size };
    while (r->index < s->scorers_size && strcmp(s->scorers[r->index].name, scorer) != 0)
        r->index++;
    if (r->index < s->scorers_size)
        r->opened = scorers_open(&s->scorers[r->index], 1, complaints);
    if (!r->opened)
        audition_free(&r);
    return r;
}

void audition_free(struct audition **r)
{
    if (!*r)
        return;
    scorers_free(&(*r)->opened);
    mem_free(r);
}

const struct params *audition_params(const struct audition *r)
{
    return r->opened->items[0].params;
}

/* ------------------------------------------------------------------ one run */

/* The configured choice with `over` laid on top, as one more file of the configuration would be. */
static bool lay_over(const struct audition *r, struct slice over, struct arena *arena,
                     struct scorer_choice *ret, struct complaints *complaints)
{
    *ret = r->config->assayer.scorers[r->index];
    if (!over.len)
        return true;
    const struct yaml_tree *tree =
        yaml_read_layer(arena, "tuned", over, LAYERS_MAX_FILES + 1, complaints);
    if (!tree)
        return false;
    ret->params = yaml_merge(arena, ret->params, tree->root);
    return true;
}

/* Settings of an assayer in which that scorer sits alone. */
static struct assayer_settings alone(const struct audition *r, const struct scorer_choice *choice,
                                     struct arena *arena)
{
    struct assayer_settings s = r->config->assayer;
    struct assayer_feed *feeds = arena_array(arena, s.feeds_size + 1, sizeof *feeds);
    struct assayer_domain *domains = arena_array(arena, s.domains_size + 1, sizeof *domains);
    for (size_t i = 0; i < s.feeds_size; i++)
        feeds[i] = (struct assayer_feed){ s.feeds[i].id, &s.feeds[i].scorers[r->index] };
    for (size_t i = 0; i < s.domains_size; i++) {
        domains[i] = s.domains[i];
        if (domains[i].scorers)
            domains[i].scorers = &s.domains[i].scorers[r->index];
    }
    s.scorers = choice;
    s.scorers_size = 1;
    s.feeds = feeds;
    s.domains = domains;
    s.alerts_size = 0;
    return s;
}

static void judge_all(const struct audition *r, const struct assayer *assayer, double *ret_scores)
{
    for (size_t i = 0; i < r->size; i++) {
        OWNED(verdict) v = assayer_judge(assayer, r->articles[i], ASSAY_SCORE);
        const struct verdict_opinion *o = verdict_opinion(v, r->name);
        ret_scores[i] = o && o->overall.present ? o->overall.value : NAN;
    }
}

bool audition_run(const struct audition *r, struct slice over, double *ret_scores,
                  struct complaints *complaints)
{
    struct arena *arena = arena_new();
    struct scorer_choice choice;
    struct assayer *assayer = NULL;
    if (lay_over(r, over, arena, &choice, complaints)) {
        struct assayer_settings settings = alone(r, &choice, arena);
        assayer = assayer_new(&settings, 1, complaints);
    }
    bool good = assayer != NULL;
    if (good)
        judge_all(r, assayer, ret_scores);
    assayer_free(&assayer);
    arena_free(&arena);
    return good;
}
