#include "commands/published.h"

#include "base/mem.h"
#include "item/verdict_read.h"

#include <string.h>

static bool has_own_scorers(const struct assayer_settings *s)
{
    for (size_t i = 0; i < s->scorers_size; i++)
        if (strcmp(s->scorers[i].name, "tone") != 0 && strcmp(s->scorers[i].name, "reliability") != 0)
            return true;
    return false;
}

/* What a message of this configuration says of its making, found out by making one. */
void published_open(struct published *p, const struct config *config, const struct assayer *assayer)
{
    *p = (struct published){ .settings = &config->assayer };
    if (config->assayer.feeds_size || config->assayer.domains_size || has_own_scorers(p->settings))
        return;
    HELD(text) json = { 0 };
    OWNED(article) a = article_new();
    a->id = mem_string("1");
    a->feed = mem_string("-");
    article_finish(a);
    OWNED(verdict) v = assayer_judge(assayer, a, ASSAY_SCORE);
    assayer_json(assayer, &json, a, v, (struct instant){ 0 });
    struct verdict_maker maker = verdict_read_maker(text_slice(&json));
    p->maker = slice_string(maker.settings);
    p->tools = slice_string(maker.tools);
}

void published_close(struct published *p)
{
    mem_free(&p->maker);
    mem_free(&p->tools);
}

static bool is_ours(const struct published *p, struct slice body)
{
    if (!p->maker || !*p->maker || !*p->tools)
        return false;
    struct verdict_maker maker = verdict_read_maker(body);
    return slice_is(maker.settings, p->maker) && slice_is(maker.tools, p->tools);
}

static void label(struct verdict_score *score, const struct bands *bands)
{
    if (score->present)
        score->label = bands_label(bands, score->value, &score->margin);
}

struct verdict *published_verdict(const struct published *p, struct slice body)
{
    struct verdict *v = is_ours(p, body) ? verdict_read(body) : NULL;
    if (!v)
        return NULL;
    label(&v->opinions[0].overall, &p->settings->tone);
    label(&v->opinions[1].overall, &p->settings->reliability);
    for (size_t i = 0; i < v->entities_size; i++)
        label(&v->opinions[0].entities[i], &p->settings->tone);
    return v;
}
