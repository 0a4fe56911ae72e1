#include "item/gist.h"

#include "base/mem.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const cJSON *get(const cJSON *object, const char *key)
{
    return cJSON_GetObjectItemCaseSensitive(object, key);
}

static const char *words(const cJSON *object, const char *key)
{
    const char *text = cJSON_GetStringValue(get(object, key));
    return text ? text : "-";
}

struct lines {
    char **items;
    size_t size, cap;
};

static void add(struct lines *l, char *line)
{
    mem_grow(l->items, l->size, l->cap);
    l->items[l->size++] = line;
}

static void add_table(struct lines *l, const cJSON *table)
{
    const cJSON *check;
    int index = cJSON_IsNumber(get(table, "index")) ? get(table, "index")->valueint : 0;
    add(l, mem_printf("table %d %s", index, cJSON_IsTrue(get(table, "sourced")) ? "sourced" : "-"));
    cJSON_ArrayForEach(check, get(table, "checks"))
        add(l, mem_printf("table %d %s %s %s", index, words(check, "check"), words(check, "status"),
                          words(check, "error")));
}

static int by_words(const void *one, const void *other)
{
    return strcmp(*(char *const *)one, *(char *const *)other);
}

/* Lists come in orders that scores decide, which is no news. */
static void write_sorted(struct lines *l, struct text *out)
{
    if (l->size)
        qsort(l->items, l->size, sizeof *l->items, by_words);
    for (size_t i = 0; i < l->size; i++) {
        text_printf(out, "%s\n", l->items[i]);
        mem_free(&l->items[i]);
    }
    mem_free(&l->items);
}

static void read_place(const cJSON *cluster, struct gist *ret)
{
    const char *link = cJSON_GetStringValue(get(cluster, "story_link"));
    ret->novelty = cJSON_GetNumberValue(get(cluster, "novelty_score"));
    ret->similarity = cJSON_GetNumberValue(get(cluster, "near_duplicate_similarity"));
    if (link)
        text_add(&ret->link, slice_of(link));
}

static void read_text(const cJSON *text, struct gist *ret)
{
    ret->from_page = strcmp(words(text, "source"), "page") == 0;
    snprintf(ret->sha256, sizeof ret->sha256, "%s", words(text, "sha256"));
}

static void read_labels(const cJSON *data, struct text *out)
{
    struct lines l = { 0 };
    const cJSON *one;
    add(&l, mem_printf("tone %s", words(data, "overall_sentiment_label")));
    add(&l, mem_printf("reliability %s", words(get(data, "reliability"), "label")));
    cJSON_ArrayForEach(one, get(data, "ticker_sentiment"))
        add(&l, mem_printf("ticker %s %s", words(one, "ticker"),
                           words(one, "ticker_sentiment_label")));
    cJSON_ArrayForEach(one, get(data, "tables"))
        add_table(&l, one);
    write_sorted(&l, out);
}

bool gist_read(struct slice json, struct gist *ret)
{
    cJSON *event = cJSON_ParseWithLength(json.ptr, json.len);
    const cJSON *data = get(event, "data"), *revision = get(data, "revision");
    bool good = cJSON_IsNumber(revision) && revision->valueint > 0 &&
                instant_parse(slice_of(words(event, "time")), &ret->time);
    if (good) {
        ret->revision = (unsigned)revision->valueint;
        ret->backfilled = cJSON_IsTrue(get(get(get(data, "provenance"), "feed"), "backfilled"));
        read_text(get(get(data, "item"), "text"), ret);
        read_place(get(data, "cluster"), ret);
        read_labels(data, &ret->labels);
    }
    cJSON_Delete(event);
    return good;
}

void gist_done(struct gist *g)
{
    text_done(&g->link);
    text_done(&g->labels);
}
