#include "scoring/opinion.h"

#include "base/mem.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* Enough for a long article with every word a reason; a scorer that wants more is broken. */
#define MAX_PARTS   200000
#define MAX_REASONS 1000000
#define MAX_CHECKS  20000
#define MAX_FACTS   1000

/* What a scorer talks to; the door comes first so that one pointer serves both. */
struct ear {
    struct assay_host door;
    const struct assay_article *article;
    struct verdict_opinion *opinion;
};

static void broke_its_word(struct ear *ear, const char *how)
{
    if (!ear->opinion->broken)
        ear->opinion->broken = mem_string(how);
}

static bool is_boundary(struct assay_text text, uint32_t at)
{
    return at == text.len || ((unsigned char)text.ptr[at] & 0xc0) != 0x80;
}

static bool is_span_good(const struct ear *ear, struct assay_span span)
{
    struct assay_text text = ear->article->text;
    return span.start <= text.len && span.len <= text.len - span.start &&
           is_boundary(text, span.start) && is_boundary(text, span.start + span.len);
}

static char *copy_text(struct assay_text text)
{
    if (!text.len)
        return NULL;
    HELD(text) clean = {0};
    text_add_utf8(&clean, (struct slice){ text.ptr, text.len });
    return text_take(&clean);
}

static void hear_part(struct assay_host *host, const struct assay_part *part)
{
    struct ear *ear = (struct ear *)host;
    struct verdict_opinion *o = ear->opinion;
    if (o->broken)
        return;
    if (!is_span_good(ear, part->span))
        broke_its_word(ear, "a part's span lies outside of the text");
    else if (!isfinite(part->weight) || part->weight < 0)
        broke_its_word(ear, "a part's weight is no number from 0 up");
    else if (!isfinite(part->low) || !isfinite(part->high) || part->low > 0 ||
             part->high < 0)
        broke_its_word(ear, "a part's cap is no range around 0");
    else if (part->entity < ASSAY_OVERALL || part->entity >= (int)ear->article->entities_size)
        broke_its_word(ear, "a part names an entity that does not exist");
    else if (o->parts_size >= MAX_PARTS)
        broke_its_word(ear, "more parts than an article can have");
    if (o->broken)
        return;
    mem_grow(o->parts, o->parts_size, o->parts_cap);
    o->parts[o->parts_size++] = (struct verdict_part){
        .name = part->name,
        .span = part->span,
        .entity = part->entity,
        .weight = part->weight,
        .low = part->low,
        .high = part->high,
    };
}

static void hear_reason(struct assay_host *host, const struct assay_reason *reason)
{
    struct ear *ear = (struct ear *)host;
    struct verdict_opinion *o = ear->opinion;
    if (o->broken)
        return;
    if (!o->parts_size)
        broke_its_word(ear, "a reason came before any part");
    else if (!reason->rule)
        broke_its_word(ear, "a reason has no rule");
    else if (!is_span_good(ear, reason->span))
        broke_its_word(ear, "a reason's span lies outside of the text");
    else if (!isfinite(reason->delta) || !isfinite(reason->weight))
        broke_its_word(ear, "a reason's delta is no number");
    else if (o->reasons_size >= MAX_REASONS)
        broke_its_word(ear, "more reasons than an article can have");
    if (o->broken)
        return;
    struct verdict_part *part = &o->parts[o->parts_size - 1];
    part->sum += reason->delta;
    if (!isfinite(part->sum)) {
        broke_its_word(ear, "a part's reasons sum to no number");
        return;
    }
    if (ear->door.detail < ASSAY_REASONS)
        return;
    mem_grow(o->reasons, o->reasons_size, o->reasons_cap);
    o->reasons[o->reasons_size++] = (struct verdict_reason){
        .rule = reason->rule,
        .detail = copy_text(reason->detail),
        .why = copy_text(reason->why),
        .span = reason->span,
        .part = (uint32_t)(o->parts_size - 1),
        .entity = part->entity,
        .weight = reason->weight,
        .delta = reason->delta,
    };
}

static void hear_check(struct assay_host *host, const struct assay_check *check)
{
    struct ear *ear = (struct ear *)host;
    struct verdict_opinion *o = ear->opinion;
    if (o->broken)
        return;
    if ((unsigned)check->status > ASSAY_WARNING)
        broke_its_word(ear, "a check has no known status");
    else if (check->table >= ear->article->tables_size)
        broke_its_word(ear, "a check names a table that does not exist");
    else if (!check->name)
        broke_its_word(ear, "a check has no name");
    else if (!is_span_good(ear, check->span))
        broke_its_word(ear, "a check's span lies outside of the text");
    else if (o->checks_size >= MAX_CHECKS)
        broke_its_word(ear, "more checks than an article can have");
    const struct assay_table *table = o->broken ? NULL : &ear->article->tables[check->table];
    for (uint32_t i = 0; !o->broken && i < check->cells_size; i++)
        if (check->cells[i].row >= table->rows || check->cells[i].column >= table->columns)
            broke_its_word(ear, "a check names a cell that does not exist");
    if (o->broken)
        return;
    mem_grow(o->checks, o->checks_size, o->checks_cap);
    o->checks[o->checks_size++] = (struct verdict_check){
        .table = check->table,
        .name = check->name,
        .error = check->error,
        .status = check->status,
        .why = copy_text(check->why),
        .span = check->span,
        .claimed = check->claimed,
        .computed = check->computed,
        .cells = mem_copy(check->cells, check->cells_size * sizeof *check->cells),
        .cells_size = check->cells_size,
    };
}

static void hear_fact(struct assay_host *host, const struct assay_fact *fact)
{
    struct ear *ear = (struct ear *)host;
    struct verdict_opinion *o = ear->opinion;
    if (o->broken)
        return;
    if (!fact->name || !isfinite(fact->number))
        broke_its_word(ear, "a fact has no name or no number");
    else if (o->facts_size >= MAX_FACTS)
        broke_its_word(ear, "more facts than an article can have");
    if (o->broken)
        return;
    mem_grow(o->facts, o->facts_size, o->facts_cap);
    o->facts[o->facts_size++] = (struct verdict_fact){
        .name = fact->name,
        .text = copy_text(fact->text),
        .number = fact->number,
    };
}

static void hear_aside(struct assay_host *host, const struct assay_reason *aside)
{
    struct ear *ear = (struct ear *)host;
    struct verdict_opinion *o = ear->opinion;
    if (o->broken || ear->door.detail < ASSAY_TRACE)
        return;
    if (!aside->rule)
        broke_its_word(ear, "an aside has no rule");
    else if (!is_span_good(ear, aside->span))
        broke_its_word(ear, "an aside's span lies outside of the text");
    else if (o->asides_size >= MAX_REASONS)
        broke_its_word(ear, "more asides than an article can have");
    if (o->broken)
        return;
    mem_grow(o->asides, o->asides_size, o->asides_cap);
    o->asides[o->asides_size++] = (struct verdict_reason){
        .rule = aside->rule,
        .detail = copy_text(aside->detail),
        .why = copy_text(aside->why),
        .span = aside->span,
        .entity = ASSAY_OVERALL,
        .weight = isfinite(aside->weight) ? aside->weight : 0,
    };
}

static void hear_complaint(struct assay_host *host, const char *param, size_t row, size_t line,
                           const char *text)
{
    (void)param, (void)row, (void)line, (void)text;
    broke_its_word((struct ear *)host, "it complained of its parameters while scoring");
}

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

static void forget_everything(struct verdict_opinion *o, size_t entities)
{
    char *broken = o->broken;
    struct verdict_score *scores = o->entities;
    struct verdict_opinion heard = *o;
    heard.broken = NULL, heard.entities = NULL;
    *o = (struct verdict_opinion){ .scorer = heard.scorer, .version = heard.version,
                                   .entities = scores, .broken = broken };
    memset(scores, 0, entities * sizeof *scores);
    verdict_opinion_done(&heard);
}

void opinion_ask(const struct opened_scorer *s, const struct assay_article *article,
                 enum assay_detail detail, const struct bands *bands,
                 struct verdict_opinion *ret)
{
    size_t entities = article->entities_size;
    *ret = (struct verdict_opinion){ .scorer = s->name, .version = s->scorer->version };
    ret->entities = mem_array(entities + 1, sizeof *ret->entities);
    struct ear ear = {
        .door = { .abi = ASSAY_ABI, .size = sizeof ear.door, .detail = detail,
                  .part = hear_part, .because = hear_reason, .check = hear_check,
                  .fact = hear_fact, .complain = hear_complaint, .doubt = hear_complaint,
                  .aside = hear_aside },
        .article = article,
        .opinion = ret,
    };
    bool said = s->scorer->score(s->state, article, &ear.door);
    if (ret->broken) {
        forget_everything(ret, entities);
        return;
    }
    if (!said)
        return;
    ret->overall = score_of(ret, s, ASSAY_OVERALL, bands, detail);
    for (size_t i = 0; i < entities; i++)
        ret->entities[i] = score_of(ret, s, (int)i, bands, detail);
}
