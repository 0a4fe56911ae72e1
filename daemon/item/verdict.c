#include "item/verdict.h"

#include "base/mem.h"

#include <string.h>

static void reasons_done(struct verdict_reason **reasons, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        mem_free(&(*reasons)[i].detail);
        mem_free(&(*reasons)[i].why);
    }
    mem_free(reasons);
}

void verdict_opinion_done(struct verdict_opinion *o)
{
    reasons_done(&o->reasons, o->reasons_size);
    reasons_done(&o->asides, o->asides_size);
    for (size_t i = 0; i < o->checks_size; i++) {
        mem_free(&o->checks[i].why);
        mem_free(&o->checks[i].cells);
    }
    for (size_t i = 0; i < o->facts_size; i++)
        mem_free(&o->facts[i].text);
    mem_free(&o->entities);
    mem_free(&o->parts);
    mem_free(&o->checks);
    mem_free(&o->facts);
    mem_free(&o->broken);
}

void verdict_free(struct verdict **v)
{
    if (!*v)
        return;
    for (size_t i = 0; i < (*v)->opinions_size; i++)
        verdict_opinion_done(&(*v)->opinions[i]);
    for (size_t i = 0; i < (*v)->entities_size; i++) {
        mem_free(&(*v)->entities[i].ticker);
        mem_free(&(*v)->entities[i].name);
    }
    mem_free(&(*v)->opinions);
    mem_free(&(*v)->entities);
    mem_free(v);
}

const struct verdict_opinion *verdict_opinion(const struct verdict *v, const char *scorer)
{
    for (size_t i = 0; i < v->opinions_size; i++)
        if (strcmp(v->opinions[i].scorer, scorer) == 0)
            return &v->opinions[i];
    return NULL;
}

const struct verdict_fact *verdict_fact(const struct verdict_opinion *o, const char *name)
{
    for (size_t i = 0; i < o->facts_size; i++)
        if (strcmp(o->facts[i].name, name) == 0)
            return &o->facts[i];
    return NULL;
}
