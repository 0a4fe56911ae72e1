#include "scoring/alerts.h"

#include "base/mem.h"
#include "item/verdict_json.h"
#include "scoring/condition.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <string.h>

#define NAME_MAX_LENGTH 64
#define COUNT_MAX       1000
#define PERIOD_MAX      HOURS(24 * 366)

/* Settings */

static bool check_name(const char *name, struct error *err)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789._-";
    size_t len = strlen(name);
    if (len == 0 || len > NAME_MAX_LENGTH || strspn(name, allowed) < len)
        return error_set(err, REFUSE, NULL,
                         "\"%s\" may hold 1 to %d of a-z, 0-9, dot, dash and underscore", name,
                         NAME_MAX_LENGTH);
    return true;
}

static bool parse_at_most(const char *text, int64_t *ret_count, struct duration *ret_per)
{
    struct slice rest = slice_of(text);
    size_t per = slice_find(rest, " per ");
    return per != SIZE_MAX && slice_to_int(slice_sub(rest, 0, per), ret_count) &&
           *ret_count >= 1 && *ret_count <= COUNT_MAX &&
           duration_parse(slice_trim(slice_sub(rest, per + 5, rest.len)), ret_per) &&
           ret_per->ms > 0 && ret_per->ms <= PERIOD_MAX.ms;
}

static bool check_at_most(const char *text, struct error *err)
{
    int64_t count;
    struct duration per;
    return parse_at_most(text, &count, &per) ||
           error_set(err, REFUSE, NULL, "\"%s\" is no number per time; try \"1 per 30m\"", text);
}

#define AT(member) offsetof(struct alert_settings, member)
const struct field alert_fields[] = {
    { "name", FIELD_TEXT, NULL, AT(name), .required = true, .check = check_name,
      .help = "Names the alert in topics: alert/NAME/." },
    { "when", FIELD_TEXT, NULL, AT(when), .required = true,
      .help = "The condition: \"ticker == META and tone <= -0.35 and novelty >= 0.5\"; "
              "docs/alerts.md tells more." },
    { "at_most", FIELD_TEXT, NULL, AT(at_most), .check = check_at_most,
      .help = "How often it may go out, \"1 per 30m\"; default: each time." },
};
const size_t alert_fields_size = count_of(alert_fields);

/* Opening */

struct alert {
    char *name, *when;
    int64_t at_most;
    struct duration per;
    struct condition *condition;
};

struct alerts {
    struct alert *items;
    size_t size;
};

static const struct yaml_node *node_of(const struct yaml_node *list, const char *name)
{
    const struct yaml_node *one = list && list->kind == YAML_LIST ? list->first : NULL;
    for (; one; one = one->next) {
        const struct yaml_node *named = yaml_get(one, "name");
        if (named && slice_is(named->text, name))
            return yaml_get(one, "when");
    }
    return NULL;
}

/* A byte of the condition as a column of its line; of text over several lines only the first. */
static void blame(const struct yaml_node *node, size_t at, const char *text,
                  struct complaints *complaints)
{
    complain(complaints, node ? node->file : "", node ? node->line : 0,
             node ? node->column + node->quoted + at : 0, "when: %s", text);
}

static bool alert_open(struct alert *a, const struct alert_settings *s,
                       const struct yaml_node *node, struct complaints *complaints)
{
    struct error err = { 0 };
    size_t at = 0;
    *a = (struct alert){ .name = mem_string(s->name), .when = mem_string(s->when) };
    if (s->at_most)
        parse_at_most(s->at_most, &a->at_most, &a->per);
    a->condition = condition_compile(s->when, &at, &err);
    if (!a->condition)
        blame(node, at, err.text, complaints);
    return a->condition != NULL;
}

struct alerts *alerts_new(const struct alert_settings *settings, size_t count,
                          const struct yaml_node *list, struct complaints *complaints)
{
    struct alerts *a = mem_new(sizeof *a);
    bool good = true;
    a->items = mem_array(count + 1, sizeof *a->items);
    for (size_t i = 0; i < count; i++) {
        if (!settings[i].name || !settings[i].when) /* complained of already */
            continue;
        const struct yaml_node *node = node_of(list, settings[i].name);
        good &= alert_open(&a->items[a->size++], &settings[i], node, complaints);
    }
    if (!good)
        alerts_free(&a);
    return a;
}

void alerts_free(struct alerts **alerts)
{
    struct alerts *a = *alerts;
    if (!a)
        return;
    for (size_t i = 0; i < a->size; i++) {
        mem_free(&a->items[i].name);
        mem_free(&a->items[i].when);
        condition_free(&a->items[i].condition);
    }
    mem_free(&a->items);
    mem_free(alerts);
}

/* Raising */

static void add_text(cJSON *o, const char *key, const char *text)
{
    if (text)
        cJSON_AddStringToObject(o, key, text);
    else
        cJSON_AddNullToObject(o, key);
}

static void add_score(cJSON *o, const char *key, const struct verdict_score *s)
{
    if (s && s->present)
        cJSON_AddNumberToObject(o, key, s->value);
    else
        cJSON_AddNullToObject(o, key);
}

static cJSON *ticker(const struct verdict *v, size_t entity)
{
    const struct verdict_opinion *tone = verdict_opinion(v, "tone");
    cJSON *o = cJSON_CreateObject();
    cJSON_AddStringToObject(o, "ticker", v->entities[entity].ticker);
    cJSON_AddNumberToObject(o, "relevance_score", v->entities[entity].relevance);
    add_score(o, "ticker_sentiment_score", tone ? &tone->entities[entity] : NULL);
    return o;
}

/* The alert's number comes first, where the outlet stamps it, and then the item's. */
static cJSON *describe(const struct alert *a, const struct judged *judged, cJSON *tickers)
{
    const struct article *article = judged->article;
    const struct verdict_opinion *tone = verdict_opinion(judged->verdict, "tone");
    const struct verdict_opinion *trust = verdict_opinion(judged->verdict, "reliability");
    char id[ARTICLE_REVISION_ID];
    article_revision_id(article, article->revision, id);
    cJSON *o = cJSON_CreateObject();
    cJSON_AddStringToObject(o, "sequence", VERDICT_JSON_SEQUENCE);
    cJSON_AddStringToObject(o, "alert", a->name);
    cJSON_AddStringToObject(o, "when", a->when);
    cJSON_AddItemToObject(o, "tickers", tickers);
    cJSON *item = cJSON_AddObjectToObject(o, "item");
    cJSON_AddStringToObject(item, "id", id);
    cJSON_AddStringToObject(item, "sequence", VERDICT_JSON_SEQUENCE);
    add_text(item, "feed", article->feed);
    add_text(item, "title", article->title);
    add_text(item, "url", article->url);
    add_score(o, "overall_sentiment_score", tone ? &tone->overall : NULL);
    add_score(o, "reliability_score", trust ? &trust->overall : NULL);
    if (article->cluster)
        cJSON_AddNumberToObject(o, "novelty_score", article->cluster->novelty);
    else
        cJSON_AddNullToObject(o, "novelty_score");
    return o;
}

static void note(struct judged *judged, const struct alert *a, cJSON *tickers)
{
    mem_grow(judged->alarms, judged->alarms_size, judged->alarms_cap);
    struct alarm *alarm = &judged->alarms[judged->alarms_size++];
    char key[24];
    article_key(judged->article, key);
    *alarm = (struct alarm){ .name = mem_string(a->name), .id = mem_printf("%s!%s", key, a->name),
                             .at_most = a->at_most, .per = a->per };
    cJSON *o = describe(a, judged, tickers);
    char *made = cJSON_PrintUnformatted(o);
    text_add(&alarm->json, slice_of(made));
    cJSON_free(made);
    cJSON_Delete(o);
}

static void ask(const struct alert *a, struct judged *judged)
{
    const struct verdict *v = judged->verdict;
    bool each = condition_wants_entity(a->condition);
    bool raised = !each && condition_holds(a->condition, judged->article, v, ENTITY_NONE);
    cJSON *tickers = cJSON_CreateArray();
    for (size_t i = 0; each && i < v->entities_size; i++)
        if (condition_holds(a->condition, judged->article, v, (int)i)) {
            cJSON_AddItemToArray(tickers, ticker(v, i));
            raised = true;
        }
    if (raised)
        note(judged, a, tickers);
    else
        cJSON_Delete(tickers);
}

void alerts_raise(const struct alerts *alerts, struct judged *judged)
{
    if (judged->article->backfilled)
        return;
    for (size_t i = 0; i < alerts->size; i++)
        ask(&alerts->items[i], judged);
}
