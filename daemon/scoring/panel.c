#include "scoring/panel.h"

#include "base/mem.h"
#include "scoring/opinion.h"

#include <string.h>

struct panel {
    struct scorers *scorers;
    const struct watchlist *watchlist;
    struct bands tone, reliability;
    uint64_t generation;
};

struct panel *panel_new(struct scorers **scorers, const struct watchlist *watchlist,
                        const struct bands *tone, const struct bands *reliability,
                        uint64_t generation)
{
    struct panel *p = mem_new(sizeof *p);
    p->scorers = *scorers;
    p->watchlist = watchlist;
    p->tone = *tone;
    p->reliability = *reliability;
    p->generation = generation;
    *scorers = NULL;
    return p;
}

void panel_free(struct panel **p)
{
    if (!*p)
        return;
    scorers_free(&(*p)->scorers);
    mem_free(p);
}

const struct scorers *panel_scorers(const struct panel *p)
{
    return p->scorers;
}

static const struct bands *bands_for(const struct panel *p, const char *scorer)
{
    if (strcmp(scorer, "tone") == 0)
        return &p->tone;
    if (strcmp(scorer, "reliability") == 0)
        return &p->reliability;
    return NULL;
}

static char *copy(struct assay_text text)
{
    return slice_string((struct slice){ text.ptr, text.len });
}

static void name_entities(struct verdict *v, const struct entities *found)
{
    v->entities = mem_array(found->size + 1, sizeof *v->entities);
    v->entities_size = found->size;
    for (size_t i = 0; i < found->size; i++)
        v->entities[i] = (struct verdict_entity){
            .ticker = copy(found->items[i].ticker),
            .name = copy(found->items[i].name),
            .relevance = found->items[i].relevance,
            .mentions = found->items[i].mentions_size,
        };
}

struct verdict *panel_judge(const struct panel *p, const struct article *article,
                            enum assay_detail detail)
{
    HELD(entities) found = {0};
    watchlist_find(p->watchlist, article, &found);
    return panel_judge_beside(p, article, detail, &found, NULL, NULL);
}

/* What the other panel's verdict says by that very scorer; NULL: it has another one. */
static const struct verdict_opinion *shared_opinion(const struct opened_scorer *s,
                                                    const struct panel *other,
                                                    const struct verdict *known)
{
    for (size_t i = 0; other && i < other->scorers->size; i++)
        if (other->scorers->items[i].stocked == s->stocked &&
            strcmp(other->scorers->items[i].name, s->name) == 0)
            return &known->opinions[i];
    return NULL;
}

static void name_band(struct verdict_score *score, const struct bands *bands)
{
    if (score->present && bands)
        score->label = bands_label(bands, score->value, &score->margin);
}

static void take_over(const struct verdict_opinion *known, size_t entities,
                      const struct bands *bands, struct verdict_opinion *ret)
{
    verdict_opinion_copy(known, entities, ret);
    name_band(&ret->overall, bands);
    for (size_t i = 0; i < entities; i++)
        name_band(&ret->entities[i], bands);
}

struct verdict *panel_judge_beside(const struct panel *p, const struct article *article,
                                   enum assay_detail detail, const struct entities *found,
                                   const struct panel *other, const struct verdict *known)
{
    struct assay_article view;
    article_view(article, found->items, found->size, &view);

    struct verdict *v = mem_new(sizeof *v);
    v->generation = p->generation;
    name_entities(v, found);
    v->opinions = mem_array(p->scorers->size + 1, sizeof *v->opinions);
    v->opinions_size = p->scorers->size;
    for (size_t i = 0; i < p->scorers->size; i++) {
        const struct opened_scorer *s = &p->scorers->items[i];
        const struct verdict_opinion *same = shared_opinion(s, other, known);
        if (same)
            take_over(same, found->size, bands_for(p, s->name), &v->opinions[i]);
        else
            opinion_ask(s, &view, detail, bands_for(p, s->name), &v->opinions[i]);
    }
    return v;
}
