#include "scoring/hearing.h"

#include "base/mem.h"

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

/* Of what a scorer that broke its word had said. */
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

bool hearing(const struct opened_scorer *s, const struct assay_article *article,
             enum assay_detail detail, struct verdict_opinion *opinion)
{
    struct ear ear = {
        .door = { .abi = ASSAY_ABI, .size = sizeof ear.door, .detail = detail,
                  .part = hear_part, .because = hear_reason, .check = hear_check,
                  .fact = hear_fact, .complain = hear_complaint, .doubt = hear_complaint,
                  .aside = hear_aside },
        .article = article,
        .opinion = opinion,
    };
    bool said = s->scorer->score(s->state, article, &ear.door);
    if (opinion->broken)
        forget_everything(opinion, article->entities_size);
    return said && !opinion->broken;
}
