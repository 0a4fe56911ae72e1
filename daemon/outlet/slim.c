#include "outlet/slim.h"

#include "base/mem.h"
#include "item/verdict_json.h"

#include <cjson/cJSON.h>
#include <string.h>

#define TITLE_MAX 300  /* bytes; longer ones are cut */
#define URL_MAX   2000 /* bytes; a longer one is left out, since half an address is none */

struct brief {
    char topic[TOPIC_MAX];
    struct text json; /* its "sequence" is 20 zeros */
};

struct slim {
    char *id; /* NULL: none */
    struct brief *briefs;
    size_t size, cap;
};

/* What of an item goes into each of them. */
struct whole {
    const cJSON *event, *data, *item;
};

static cJSON *get(const cJSON *object, const char *key)
{
    return cJSON_GetObjectItemCaseSensitive(object, key);
}

static const struct brief *find(const struct slim *s, const char *topic)
{
    for (size_t i = 0; i < s->size; i++)
        if (strcmp(s->briefs[i].topic, topic) == 0)
            return &s->briefs[i];
    return NULL;
}

/* Copies from[key] as to[as]; what is missing becomes null. */
static void copy(cJSON *to, const char *as, const cJSON *from, const char *key)
{
    const cJSON *value = get(from, key);
    cJSON_AddItemToObject(to, as, value ? cJSON_Duplicate(value, false) : cJSON_CreateNull());
}

static void add_bounded(cJSON *to, const char *key, const char *text, size_t bytes, bool whole)
{
    struct slice all = slice_of(text), cut = utf8_cut(all, bytes);
    if (!text || (whole && cut.len < all.len)) {
        cJSON_AddNullToObject(to, key);
        return;
    }
    char *string = slice_string(cut);
    cJSON_AddStringToObject(to, key, string);
    mem_free(&string);
}

static cJSON *describe(const struct whole *w, const cJSON *ticker)
{
    cJSON *o = cJSON_CreateObject();
    const cJSON *reliability = get(w->data, "reliability");
    copy(o, "id", w->event, "id");
    cJSON_AddStringToObject(o, "sequence", VERDICT_JSON_SEQUENCE);
    copy(o, "time", w->event, "time");
    copy(o, "feed", w->item, "source");
    add_bounded(o, "url", cJSON_GetStringValue(get(w->item, "url")), URL_MAX, true);
    add_bounded(o, "title", cJSON_GetStringValue(get(w->item, "title")), TITLE_MAX, false);
    copy(o, "ticker", ticker, "ticker");
    copy(o, "relevance_score", ticker, "relevance_score");
    copy(o, "ticker_sentiment_score", ticker, "ticker_sentiment_score");
    copy(o, "ticker_sentiment_label", ticker, "ticker_sentiment_label");
    copy(o, "reliability_score", reliability, "score");
    copy(o, "reliability_label", reliability, "label");
    return o;
}

static void add_brief(struct slim *s, const struct whole *w, const cJSON *ticker)
{
    char topic[TOPIC_MAX];
    const char *name = cJSON_GetStringValue(get(ticker, "ticker"));
    if (!name || !*name || s->size == SLIM_TICKERS_MAX)
        return;
    topic_make(topic, "ticker", slice_of(name));
    if (find(s, topic))
        return;
    mem_grow(s->briefs, s->size, s->cap);
    struct brief *b = &s->briefs[s->size++];
    *b = (struct brief){ 0 };
    memcpy(b->topic, topic, sizeof topic);
    cJSON *o = describe(w, ticker);
    char *made = cJSON_PrintUnformatted(o);
    text_add(&b->json, slice_of(made));
    cJSON_free(made);
    cJSON_Delete(o);
}

struct slim *slim_new(struct slice json)
{
    cJSON *event = cJSON_ParseWithLength(json.ptr, json.len), *ticker;
    if (!event)
        return NULL;
    struct slim *s = mem_new(sizeof *s);
    const cJSON *data = get(event, "data");
    struct whole whole = { event, data, get(data, "item") };
    const char *id = cJSON_GetStringValue(get(event, "id"));
    s->id = id ? mem_string(id) : NULL;
    cJSON_ArrayForEach(ticker, get(data, "ticker_sentiment")) add_brief(s, &whole, ticker);
    cJSON_Delete(event);
    return s;
}

void slim_free(struct slim **s)
{
    if (!*s)
        return;
    for (size_t i = 0; i < (*s)->size; i++)
        text_done(&(*s)->briefs[i].json);
    mem_free(&(*s)->briefs);
    mem_free(&(*s)->id);
    mem_free(s);
}

const char *slim_id(const struct slim *s)
{
    return s->id;
}

size_t slim_tickers(const struct slim *s)
{
    return s->size;
}

void slim_topic(const struct slim *s, size_t ticker, char ret[TOPIC_MAX])
{
    memcpy(ret, s->briefs[ticker].topic, TOPIC_MAX);
}

bool slim_write(const struct slim *s, const char *topic, uint64_t sequence, struct text *out)
{
    const struct brief *b = find(s, topic);
    if (!b)
        return false;
    HELD(text) stamped = { 0 };
    text_add(&stamped, text_slice(&b->json));
    verdict_json_stamp(&stamped, sequence);
    text_add(out, text_slice(&stamped));
    return true;
}
