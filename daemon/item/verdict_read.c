#include "item/verdict_read.h"

#include "base/mem.h"

#include <cjson/cJSON.h>
#include <string.h>

/* Names are looked for with their quotes: inside of a JSON string a quote is escaped, so that no title
 * can hold one of these. */
#define PROVENANCE   "\"provenance\":{"
#define SETTINGS_END ",\"generation\":"
#define TOOLS        ",\"lexicons\":["
#define TOOLS_END    ",\"feed\":{"
#define TONE         "\"overall_sentiment_score\":"
#define RELIABILITY  "\"reliability\":{\"score\":"
#define ENTITIES     "\"ticker_sentiment\":"
#define ALL_ENTITIES "\"other_tickers\":0,"

/* ------------------------------------------------------------------ who made it */

/* What stands behind a name, to the end of the text; empty: it is not there. */
static struct slice behind(struct slice json, const char *name)
{
    size_t at = slice_find(json, name);
    return at == SIZE_MAX ? SLICE("") : slice_sub(json, at + strlen(name), json.len);
}

static struct slice until(struct slice text, const char *end)
{
    size_t at = slice_find(text, end);
    return at == SIZE_MAX ? SLICE("") : slice_sub(text, 0, at);
}

struct verdict_maker verdict_read_maker(struct slice json)
{
    struct slice provenance = behind(json, PROVENANCE);
    return (struct verdict_maker){ until(provenance, SETTINGS_END),
                                   until(behind(provenance, TOOLS), TOOLS_END) };
}

/* ------------------------------------------------------------------ what it says */

/* The JSON value behind a name; NULL: none. */
static cJSON *value_behind(struct slice json, const char *name)
{
    struct slice rest = behind(json, name);
    return cJSON_ParseWithLengthOpts(rest.ptr, rest.len, NULL, false);
}

static struct verdict_score score_of(const cJSON *value)
{
    bool present = cJSON_IsNumber(value);
    return (struct verdict_score){ .present = present, .value = present ? value->valuedouble : 0 };
}

static bool read_overall(struct slice json, const char *name, struct verdict_score *ret)
{
    cJSON *value = value_behind(json, name);
    bool read = cJSON_IsNumber(value) || cJSON_IsNull(value);
    *ret = score_of(value);
    cJSON_Delete(value);
    return read;
}

static void read_entity(const cJSON *said, struct verdict_entity *ret, struct verdict_score *ret_score)
{
    const char *ticker = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(said, "ticker"));
    const cJSON *relevance = cJSON_GetObjectItemCaseSensitive(said, "relevance_score");
    *ret = (struct verdict_entity){
        .ticker = mem_string(ticker ? ticker : ""),
        .name = mem_string(cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(said, "name"))),
        .relevance = cJSON_IsNumber(relevance) ? relevance->valuedouble : 0,
    };
    *ret_score = score_of(cJSON_GetObjectItemCaseSensitive(said, "ticker_sentiment_score"));
}

/* Reliability says nothing of single entities. */
static bool read_entities(struct slice json, struct verdict *v)
{
    cJSON *list = value_behind(json, ENTITIES);
    size_t size = (size_t)(cJSON_IsArray(list) ? cJSON_GetArraySize(list) : 0);
    v->entities = mem_array(size + 1, sizeof *v->entities);
    v->opinions[0].entities = mem_array(size + 1, sizeof *v->opinions[0].entities);
    v->opinions[1].entities = mem_array(size + 1, sizeof *v->opinions[1].entities);
    const cJSON *said;
    cJSON_ArrayForEach(said, list)
    {
        read_entity(said, &v->entities[v->entities_size], &v->opinions[0].entities[v->entities_size]);
        v->entities_size++;
    }
    bool read = cJSON_IsArray(list);
    cJSON_Delete(list);
    return read && slice_find(json, ALL_ENTITIES) != SIZE_MAX;
}

struct verdict *verdict_read(struct slice json)
{
    struct verdict *v = mem_new(sizeof *v);
    v->opinions = mem_array(2, sizeof *v->opinions);
    v->opinions_size = 2;
    v->opinions[0].scorer = "tone";
    v->opinions[1].scorer = "reliability";
    if (!read_overall(json, TONE, &v->opinions[0].overall) ||
        !read_overall(json, RELIABILITY, &v->opinions[1].overall) || !read_entities(json, v))
        verdict_free(&v);
    return v;
}
