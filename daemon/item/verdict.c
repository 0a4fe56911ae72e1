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

static void *copy_array(const void *items, size_t size, size_t each, size_t *ret_cap)
{
    void *copy = mem_array(size + 1, each);
    if (size)
        memcpy(copy, items, size * each);
    *ret_cap = size + 1;
    return copy;
}

static struct verdict_reason *copy_reasons(const struct verdict_reason *from, size_t size,
                                           size_t *ret_cap)
{
    struct verdict_reason *copy = copy_array(from, size, sizeof *copy, ret_cap);
    for (size_t i = 0; i < size; i++) {
        copy[i].detail = mem_string(from[i].detail);
        copy[i].why = mem_string(from[i].why);
    }
    return copy;
}

void verdict_opinion_copy(const struct verdict_opinion *from, size_t entities,
                          struct verdict_opinion *ret)
{
    struct verdict_opinion o = *from;
    size_t ignored;
    o.entities = copy_array(from->entities, entities, sizeof *o.entities, &ignored);
    o.parts = copy_array(from->parts, from->parts_size, sizeof *o.parts, &o.parts_cap);
    o.reasons = copy_reasons(from->reasons, from->reasons_size, &o.reasons_cap);
    o.asides = copy_reasons(from->asides, from->asides_size, &o.asides_cap);
    o.checks = copy_array(from->checks, from->checks_size, sizeof *o.checks, &o.checks_cap);
    for (size_t i = 0; i < o.checks_size; i++) {
        o.checks[i].why = mem_string(from->checks[i].why);
        o.checks[i].cells = copy_array(from->checks[i].cells, o.checks[i].cells_size,
                                       sizeof *o.checks[i].cells, &ignored);
    }
    o.facts = copy_array(from->facts, from->facts_size, sizeof *o.facts, &o.facts_cap);
    for (size_t i = 0; i < o.facts_size; i++)
        o.facts[i].text = mem_string(from->facts[i].text);
    o.broken = mem_string(from->broken);
    *ret = o;
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
