#include "outlet/slim.h"

#include "base/mem.h"

#include <cjson/cJSON.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define TITLE_MAX 300  /* bytes; longer ones are cut */
#define URL_MAX   2000 /* bytes; a longer one is left out, since half an address is none */

struct slim {
    cJSON *event, *data, *item;
    cJSON *tickers[SLIM_TICKERS_MAX]; /* of the event */
    size_t tickers_size;
};

static cJSON *get(const cJSON *object, const char *key)
{
    return cJSON_GetObjectItemCaseSensitive(object, key);
}

static const char *text_of(const cJSON *ticker)
{
    return cJSON_GetStringValue(get(ticker, "ticker"));
}

static cJSON *find(const struct slim *s, const char *topic)
{
    char own[TOPIC_MAX];
    for (size_t i = 0; i < s->tickers_size; i++) {
        slim_topic(s, i, own);
        if (strcmp(own, topic) == 0)
            return s->tickers[i];
    }
    return NULL;
}

static void add_ticker(struct slim *s, cJSON *ticker)
{
    char topic[TOPIC_MAX];
    const char *name = text_of(ticker);
    if (!name || !*name || s->tickers_size == SLIM_TICKERS_MAX)
        return;
    topic_make(topic, "ticker", slice_of(name));
    if (!find(s, topic))
        s->tickers[s->tickers_size++] = ticker;
}

struct slim *slim_new(struct slice json)
{
    cJSON *event = cJSON_ParseWithLength(json.ptr, json.len), *ticker;
    if (!event)
        return NULL;
    struct slim *s = mem_new(sizeof *s);
    s->event = event;
    s->data = get(event, "data");
    s->item = get(s->data, "item");
    cJSON_ArrayForEach(ticker, get(s->data, "ticker_sentiment")) add_ticker(s, ticker);
    return s;
}

void slim_free(struct slim **s)
{
    if (!*s)
        return;
    cJSON_Delete((*s)->event);
    mem_free(s);
}

const char *slim_id(const struct slim *s)
{
    return cJSON_GetStringValue(get(s->event, "id"));
}

size_t slim_tickers(const struct slim *s)
{
    return s->tickers_size;
}

void slim_topic(const struct slim *s, size_t ticker, char ret[TOPIC_MAX])
{
    topic_make(ret, "ticker", slice_of(text_of(s->tickers[ticker])));
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

static void add_sequence(cJSON *to, uint64_t sequence)
{
    char digits[24];
    snprintf(digits, sizeof digits, "%020" PRIu64, sequence);
    cJSON_AddStringToObject(to, "sequence", digits);
}

static cJSON *brief(const struct slim *s, const cJSON *ticker, uint64_t sequence)
{
    cJSON *o = cJSON_CreateObject();
    const cJSON *reliability = get(s->data, "reliability");
    copy(o, "id", s->event, "id");
    add_sequence(o, sequence);
    copy(o, "time", s->event, "time");
    copy(o, "feed", s->item, "source");
    add_bounded(o, "url", cJSON_GetStringValue(get(s->item, "url")), URL_MAX, true);
    add_bounded(o, "title", cJSON_GetStringValue(get(s->item, "title")), TITLE_MAX, false);
    copy(o, "ticker", ticker, "ticker");
    copy(o, "relevance_score", ticker, "relevance_score");
    copy(o, "ticker_sentiment_score", ticker, "ticker_sentiment_score");
    copy(o, "ticker_sentiment_label", ticker, "ticker_sentiment_label");
    copy(o, "reliability_score", reliability, "score");
    copy(o, "reliability_label", reliability, "label");
    return o;
}

bool slim_write(const struct slim *s, const char *topic, uint64_t sequence, struct text *out)
{
    const cJSON *ticker = find(s, topic);
    if (!ticker)
        return false;
    cJSON *o = brief(s, ticker, sequence);
    char *made = cJSON_PrintUnformatted(o);
    cJSON_Delete(o);
    text_add(out, slice_of(made));
    cJSON_free(made);
    return true;
}
