#include "scoring/opinion.h"

#include "base/mem.h"
#include "scoring/hearing.h"

#include <math.h>

/* x / sqrt(x * x + b): VADER's normalisation (Hutto and Gilbert 2014). Its slope at 0 is
 * 1 / sqrt(b); b = 0 leaves x alone. */
static double bend(double x, double b)
{
    return b > 0 ? x / sqrt(x * x + b) : x;
}

/* What 1 of x became: y / x, or the slope where x is too small to divide by. */
static double factor(double x, double y, double slope)
{
    return fabs(x) > 1e-12 ? y / x : slope;
}

static double slope_at_zero(double b)
{
    return b > 0 ? 1 / sqrt(b) : 1;
}

static double capped(const struct verdict_part *p)
{
    return p->low == 0 && p->high == 0 ? p->sum : fmin(fmax(p->sum, p->low), p->high);
}

/* The parts of one entity joined: *ret_weights is the sum of their weights. False: no parts. */
static bool join(struct verdict_opinion *o, const struct opened_scorer *s, int entity,
                 double *ret_joined)
{
    double weights = 0, total = 0;
    bool any = false;
    for (size_t i = 0; i < o->parts_size; i++) {
        struct verdict_part *p = &o->parts[i];
        if (p->entity != entity)
            continue;
        any = true;
        p->value = bend(capped(p), s->shape.part_bend);
        weights += p->weight;
        total += p->weight * p->value;
    }
    bool mean = s->scorer->join == ASSAY_MEAN;
    double unit = mean ? (weights > 0 ? 1 / weights : 0) : 1;
    for (size_t i = 0; i < o->parts_size; i++)
        if (o->parts[i].entity == entity)
            o->parts[i].share = o->parts[i].weight * unit;
    *ret_joined = total * unit;
    return any;
}

/* Scales parts and reasons of one entity by what became of the joined sum. */
static void scale(struct verdict_opinion *o, const struct opened_scorer *s, int entity,
                  double by)
{
    for (size_t i = 0; i < o->parts_size; i++)
        if (o->parts[i].entity == entity)
            o->parts[i].contribution = o->parts[i].share * o->parts[i].value * by;
    for (size_t i = 0; i < o->reasons_size; i++) {
        struct verdict_reason *r = &o->reasons[i];
        if (r->entity != entity)
            continue;
        const struct verdict_part *p = &o->parts[r->part];
        double within = factor(p->sum, p->value, slope_at_zero(s->shape.part_bend));
        r->contribution = r->delta * within * p->share * by;
    }
}

/* A sum that leaves the range is cut; the cut is a reason of its own. */
static void limit(struct verdict_opinion *o, int entity, double cut)
{
    mem_grow(o->parts, o->parts_size, o->parts_cap);
    o->parts[o->parts_size++] = (struct verdict_part){
        .name = "range", .entity = entity, .share = 1, .sum = cut, .value = cut,
        .contribution = cut,
    };
    mem_grow(o->reasons, o->reasons_size, o->reasons_cap);
    o->reasons[o->reasons_size++] = (struct verdict_reason){
        .rule = "range.limit",
        .why = mem_string("the sum leaves the score's range and is cut there"),
        .part = (uint32_t)(o->parts_size - 1),
        .entity = entity,
        .delta = cut,
        .contribution = cut,
    };
}

static struct verdict_score score_of(struct verdict_opinion *o, const struct opened_scorer *s,
                                     int entity, const struct bands *bands,
                                     enum assay_detail detail)
{
    struct verdict_score score = {0};
    double joined;
    if (!join(o, s, entity, &joined))
        return score;
    const struct assay_shape *shape = &s->shape;
    double bent = bend(shape->gain * joined, shape->bend);
    scale(o, s, entity, factor(joined, bent, shape->gain * slope_at_zero(shape->bend)));
    score.present = true;
    score.value = fmin(fmax(bent, s->scorer->low), s->scorer->high);
    if (score.value != bent && detail >= ASSAY_REASONS)
        limit(o, entity, score.value - bent);
    if (bands)
        score.label = bands_label(bands, score.value, &score.margin);
    return score;
}

void opinion_ask(const struct opened_scorer *s, const struct assay_article *article,
                 enum assay_detail detail, const struct bands *bands,
                 struct verdict_opinion *ret)
{
    size_t entities = article->entities_size;
    *ret = (struct verdict_opinion){ .scorer = s->name, .version = s->scorer->version };
    ret->entities = mem_array(entities + 1, sizeof *ret->entities);
    if (!hearing(s, article, detail, ret))
        return;
    ret->overall = score_of(ret, s, ASSAY_OVERALL, bands, detail);
    for (size_t i = 0; i < entities; i++)
        ret->entities[i] = score_of(ret, s, (int)i, bands, detail);
}
