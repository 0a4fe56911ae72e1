#include "commands/published.h"

#include "base/mem.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

/* Names are looked for with their quotes: inside of a JSON string a quote is escaped, so that no title
 * can hold one of these. */
#define MAKER      "\"provenance\":{"
#define MAKER_END  ",\"generation\":"
#define TOOLS      ",\"lexicons\":["
#define TOOLS_END  ",\"feed\":{"

/* What stands between the two; empty: nothing. */
static struct slice between(struct slice json, const char *start, const char *end)
{
    size_t from = slice_find(json, start);
    struct slice rest = from == SIZE_MAX ? SLICE("") : slice_sub(json, from, json.len);
    size_t to = slice_find(rest, end);
    return to == SIZE_MAX ? SLICE("") : slice_sub(rest, 0, to);
}

static struct slice provenance_of(struct slice json)
{
    size_t from = slice_find(json, MAKER);
    return from == SIZE_MAX ? SLICE("") : slice_sub(json, from, json.len);
}

/* What a message of this configuration says of its making, found out by making one. */
void published_open(struct published *p, const struct config *config, const struct assayer *assayer)
{
    *p = (struct published){ .settings = &config->assayer };
    if (config->assayer.feeds_size || config->assayer.domains_size)
        return;
    HELD(text) json = { 0 };
    OWNED(article) a = article_new();
    a->id = mem_string("1");
    a->feed = mem_string("-");
    article_finish(a);
    OWNED(verdict) v = assayer_judge(assayer, a, ASSAY_SCORE);
    assayer_json(assayer, &json, a, v, (struct instant){ 0 });
    struct slice provenance = provenance_of(text_slice(&json));
    p->maker = slice_string(between(provenance, MAKER, MAKER_END));
    p->tools = slice_string(between(provenance, TOOLS, TOOLS_END));
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
    struct slice provenance = provenance_of(body);
    return slice_is(between(provenance, MAKER, MAKER_END), p->maker) &&
           slice_is(between(provenance, TOOLS, TOOLS_END), p->tools);
}

/* The JSON value behind a name; NULL: none. */
static cJSON *value_behind(struct slice body, const char *name)
{
    size_t at = slice_find(body, name);
    if (at == SIZE_MAX)
        return NULL;
    at += strlen(name);
    return cJSON_ParseWithLengthOpts(body.ptr + at, body.len - at, NULL, false);
}

static struct verdict_score score_of(const cJSON *value, const struct bands *bands)
{
    struct verdict_score score = { .present = cJSON_IsNumber(value) };
    if (!score.present)
        return score;
    score.value = value->valuedouble;
    score.label = bands_label(bands, score.value, &score.margin);
    return score;
}

static bool read_overall(struct slice body, const char *name, const struct bands *bands,
                         struct verdict_score *ret)
{
    cJSON *value = value_behind(body, name);
    *ret = score_of(value, bands);
    bool read = value != NULL;
    cJSON_Delete(value);
    return read;
}

static void read_entity(const cJSON *said, const struct bands *bands, struct verdict_entity *ret,
                        struct verdict_score *ret_score)
{
    *ret = (struct verdict_entity){
        .ticker = mem_string(cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(said, "ticker"))),
        .name = mem_string(cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(said, "name"))),
    };
    const cJSON *relevance = cJSON_GetObjectItemCaseSensitive(said, "relevance_score");
    ret->relevance = cJSON_IsNumber(relevance) ? relevance->valuedouble : 0;
    *ret_score = score_of(cJSON_GetObjectItemCaseSensitive(said, "ticker_sentiment_score"), bands);
    if (!ret->ticker)
        ret->ticker = mem_string("");
}

/* Reliability says nothing of single entities. */
static bool read_entities(struct slice body, const struct bands *bands, struct verdict *v)
{
    cJSON *list = value_behind(body, "\"ticker_sentiment\":");
    size_t size = (size_t)(cJSON_IsArray(list) ? cJSON_GetArraySize(list) : 0);
    v->entities = mem_array(size + 1, sizeof *v->entities);
    v->opinions[0].entities = mem_array(size + 1, sizeof *v->opinions[0].entities);
    v->opinions[1].entities = mem_array(size + 1, sizeof *v->opinions[1].entities);
    const cJSON *said;
    cJSON_ArrayForEach(said, list)
    {
        read_entity(said, bands, &v->entities[v->entities_size],
                    &v->opinions[0].entities[v->entities_size]);
        v->entities_size++;
    }
    bool read = cJSON_IsArray(list);
    cJSON_Delete(list);
    return read && slice_find(body, "\"other_tickers\":0,") != SIZE_MAX;
}

struct verdict *published_verdict(const struct published *p, struct slice body)
{
    if (!is_ours(p, body))
        return NULL;
    struct verdict *v = mem_new(sizeof *v);
    v->opinions = mem_array(2, sizeof *v->opinions);
    v->opinions_size = 2;
    v->opinions[0].scorer = "tone";
    v->opinions[1].scorer = "reliability";
    if (!read_overall(body, "\"overall_sentiment_score\":", &p->settings->tone,
                      &v->opinions[0].overall) ||
        !read_overall(body, "\"reliability\":{\"score\":", &p->settings->reliability,
                      &v->opinions[1].overall) ||
        !read_entities(body, &p->settings->tone, v))
        verdict_free(&v);
    return v;
}
