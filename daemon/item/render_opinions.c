#include "item/render.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The reasons of one score. */

static int by_weight(const void *a, const void *b)
{
    const struct verdict_reason *const *x = a, *const *y = b;
    double left = fabs((*x)->contribution), right = fabs((*y)->contribution);
    if (left != right)
        return left < right ? 1 : -1;
    return (*x)->span.start < (*y)->span.start ? -1 : (*x)->span.start > (*y)->span.start;
}

static int by_place(const void *a, const void *b)
{
    const struct verdict_reason *const *x = a, *const *y = b;
    if ((*x)->entity != (*y)->entity)
        return (*x)->entity < (*y)->entity ? -1 : 1;
    if ((*x)->span.start != (*y)->span.start)
        return (*x)->span.start < (*y)->span.start ? -1 : 1;
    return *x < *y ? -1 : *x > *y;
}

static const struct verdict_reason **sorted(const struct verdict_opinion *o)
{
    const struct verdict_reason **list = mem_array(o->reasons_size + 1, sizeof *list);
    for (size_t i = 0; i < o->reasons_size; i++)
        list[i] = &o->reasons[i];
    qsort(list, o->reasons_size, sizeof *list, by_weight);
    return list;
}

static cJSON *term(const struct render *r, const struct verdict_reason *reason)
{
    cJSON *o = cJSON_CreateObject();
    HELD(text) rule = {0};
    text_printf(&rule, "%s%s%s", reason->rule, reason->detail ? ":" : "",
                reason->detail ? reason->detail : "");
    render_cut(o, "rule", text_string(&rule), RENDER_NAME + r->limits.words);
    render_span(o, r, reason->span);
    cJSON_AddNumberToObject(o, "weight", reason->weight);
    cJSON_AddNumberToObject(o, "contribution", reason->contribution);
    render_cut(o, "ticker",
            reason->entity >= 0 ? r->verdict->entities[reason->entity].ticker : NULL, RENDER_NAME);
    if (reason->why)
        render_cut(o, "why", reason->why, r->limits.words);
    return o;
}

/* The weightiest reasons in the order of the text; what is cut is summed by entity: others[0]
 * overall, others[1 + i] of entity i. */
static cJSON *explanation(const struct render *r, const struct verdict_opinion *o,
                          double *others)
{
    const struct verdict_reason **list = sorted(o);
    size_t shown = o->reasons_size < r->limits.terms ? o->reasons_size : r->limits.terms;
    for (size_t i = shown; i < o->reasons_size; i++)
        others[1 + list[i]->entity] += list[i]->contribution;
    qsort(list, shown, sizeof *list, by_place);
    cJSON *x = cJSON_CreateObject();
    cJSON_AddStringToObject(x, "method", "additive");
    cJSON_AddNumberToObject(x, "hits", (double)o->reasons_size);
    cJSON *terms = cJSON_AddArrayToObject(x, "terms");
    for (size_t i = 0; i < shown; i++)
        cJSON_AddItemToArray(terms, term(r, list[i]));
    cJSON_AddNumberToObject(x, "other_terms", others[0]);
    cJSON_AddBoolToObject(x, "truncated", shown < o->reasons_size);
    mem_free(&list);
    return x;
}

static int by_relevance(const void *a, const void *b)
{
    const struct verdict_entity *const *x = a, *const *y = b;
    if ((*x)->relevance != (*y)->relevance)
        return (*x)->relevance < (*y)->relevance ? 1 : -1;
    return *x < *y ? -1 : *x > *y;
}

static int by_order(const void *a, const void *b)
{
    const struct verdict_entity *const *x = a, *const *y = b;
    return *x < *y ? -1 : *x > *y;
}

/* The most relevant in the order of the verdict; the rest only counts. */
static const struct verdict_entity **choose(const struct verdict *v, size_t shown)
{
    const struct verdict_entity **list = mem_array(v->entities_size + 1, sizeof *list);
    for (size_t i = 0; i < v->entities_size; i++)
        list[i] = &v->entities[i];
    qsort(list, v->entities_size, sizeof *list, by_relevance);
    qsort(list, shown, sizeof *list, by_order);
    return list;
}

static cJSON *ticker(const struct verdict_entity *e, struct verdict_score score, double others)
{
    cJSON *o = cJSON_CreateObject();
    render_cut(o, "ticker", e->ticker, RENDER_NAME);
    render_cut(o, "name", e->name, RENDER_NAME);
    cJSON_AddNumberToObject(o, "relevance_score", e->relevance);
    render_score(o, "ticker_sentiment_score", "ticker_sentiment_label", score);
    cJSON_AddNumberToObject(o, "mentions", (double)e->mentions);
    cJSON_AddNumberToObject(o, "other_terms", others);
    return o;
}

static void add_tickers(cJSON *data, const struct render *r, const struct verdict_opinion *tone,
                        const double *others)
{
    const struct verdict *v = r->verdict;
    size_t shown = v->entities_size < r->limits.tickers ? v->entities_size : r->limits.tickers;
    const struct verdict_entity **list = choose(v, shown);
    cJSON *array = cJSON_AddArrayToObject(data, "ticker_sentiment");
    for (size_t i = 0; i < shown; i++) {
        size_t at = (size_t)(list[i] - v->entities);
        struct verdict_score score = tone ? tone->entities[at] : (struct verdict_score){0};
        cJSON_AddItemToArray(array, ticker(list[i], score, others[1 + at]));
    }
    cJSON_AddNumberToObject(data, "other_tickers", (double)(v->entities_size - shown));
    mem_free(&list);
}

static double number_of(const struct verdict_opinion *o, const char *name)
{
    const struct verdict_fact *fact = o ? verdict_fact(o, name) : NULL;
    return fact && !fact->text ? fact->number : NAN;
}

void render_tone(cJSON *data, const struct render *r)
{
    const struct verdict_opinion *tone = verdict_opinion(r->verdict, "tone");
    double *others = mem_array(r->verdict->entities_size + 1, sizeof *others);
    struct verdict_score overall = tone ? tone->overall : (struct verdict_score){0};
    const struct verdict_fact *domain = tone ? verdict_fact(tone, "domain") : NULL;
    render_score(data, "overall_sentiment_score", "overall_sentiment_label", overall);
    cJSON_AddStringToObject(data, "sentiment_scale", "plain-5");
    render_number(data, "label_margin", overall.present ? overall.margin : NAN);
    render_number(data, "confidence", number_of(tone, "confidence"));
    render_cut(data, "domain", domain ? domain->text : NULL, RENDER_NAME);
    cJSON *why = tone ? explanation(r, tone, others) : NULL;
    add_tickers(data, r, tone, others);
    if (why)
        cJSON_AddItemToObject(data, "explanation", why);
    mem_free(&others);
}

/* Signals: the reasons of one rule together. */

static cJSON *find_signal(cJSON *signals, const char *id)
{
    cJSON *signal;
    cJSON_ArrayForEach(signal, signals)
        if (strcmp(cJSON_GetObjectItemCaseSensitive(signal, "id")->valuestring, id) == 0)
            return signal;
    return NULL;
}

static cJSON *add_signal(cJSON *signals, const struct render *r, const char *id, const char *why)
{
    cJSON *o = cJSON_CreateObject();
    cJSON_AddStringToObject(o, "id", id);
    cJSON_AddNumberToObject(o, "value", 0);
    cJSON_AddNumberToObject(o, "points", 0);
    render_cut(o, "why", why, RENDER_NAME + r->limits.words);
    cJSON_AddArrayToObject(o, "spans");
    cJSON_AddItemToArray(signals, o);
    return o;
}

static void bump(cJSON *signal, const char *key, double by)
{
    cJSON *number = cJSON_GetObjectItemCaseSensitive(signal, key);
    cJSON_SetNumberValue(number, number->valuedouble + by);
}

/* The signal of that reason; past the limit the one that stands for all others. */
static cJSON *signal_of(cJSON *signals, const struct render *r, const struct verdict_reason *reason)
{
    HELD(text) id = {0};
    text_add(&id, utf8_cut(slice_of(reason->rule), RENDER_NAME));
    cJSON *signal = find_signal(signals, text_string(&id));
    if (signal)
        return signal;
    if ((size_t)cJSON_GetArraySize(signals) < r->limits.signals)
        return add_signal(signals, r, text_string(&id), reason->why ? reason->why : reason->rule);
    signal = find_signal(signals, "other");
    return signal ? signal : add_signal(signals, r, "other", "signals for which there was no room");
}

static cJSON *signals(const struct render *r, const struct verdict_opinion *o)
{
    cJSON *list = cJSON_CreateArray();
    for (size_t i = 0; i < o->reasons_size; i++) {
        const struct verdict_reason *reason = &o->reasons[i];
        if (reason->entity != ASSAY_OVERALL)
            continue;
        cJSON *signal = signal_of(list, r, reason);
        bump(signal, "value", 1);
        bump(signal, "points", reason->contribution);
        cJSON *spans = cJSON_GetObjectItemCaseSensitive(signal, "spans");
        if (reason->span.len && (size_t)cJSON_GetArraySize(spans) < r->limits.spans) {
            cJSON *span = cJSON_CreateObject();
            render_span(span, r, reason->span);
            cJSON_AddItemToArray(spans, span);
        }
    }
    return list;
}

void render_reliability(cJSON *data, const struct render *r)
{
    const struct verdict_opinion *o = verdict_opinion(r->verdict, "reliability");
    cJSON *reliability = cJSON_AddObjectToObject(data, "reliability");
    render_score(reliability, "score", "label", o ? o->overall : (struct verdict_score){0});
    render_number(reliability, "confidence", number_of(o, "confidence"));
    cJSON_AddItemToObject(reliability, "signals", o ? signals(r, o) : cJSON_CreateArray());
}

/* Scorers beside tone and reliability, under their own names. */
void render_others(cJSON *data, const struct render *r)
{
    cJSON *scores = cJSON_AddArrayToObject(data, "scores");
    for (size_t i = 0; i < r->verdict->opinions_size; i++) {
        const struct verdict_opinion *o = &r->verdict->opinions[i];
        if (strcmp(o->scorer, "tone") == 0 || strcmp(o->scorer, "reliability") == 0)
            continue;
        double *others = mem_array(r->verdict->entities_size + 1, sizeof *others);
        cJSON *x = cJSON_CreateObject();
        cJSON_AddStringToObject(x, "scorer", o->scorer);
        render_number(x, "score", o->overall.present ? o->overall.value : NAN);
        render_cut(x, "broken", o->broken, RENDER_NAME);
        cJSON_AddItemToObject(x, "explanation", explanation(r, o, others));
        cJSON_AddItemToArray(scores, x);
        mem_free(&others);
    }
}
