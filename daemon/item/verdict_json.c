#include "item/verdict_json.h"

#include "base/mem.h"
#include "item/render.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Few messages reach them. */
static const struct render_limits generous = { .terms = 160, .spans = 8, .checks = 48, .tickers = 256,
                                               .signals = 256, .lexicons = 256, .exact = 300,
                                               .words = 512 };

static cJSON *authors(const struct article *a)
{
    cJSON *list = cJSON_CreateArray();
    for (size_t i = 0; i < a->authors_size && i < 32; i++) {
        cJSON *author = cJSON_CreateObject();
        render_slice(author, "name", (struct slice){ a->authors[i].ptr, a->authors[i].len });
        cJSON_AddItemToArray(list, author);
    }
    return list;
}

static cJSON *item(const struct render *r)
{
    const struct article *a = r->article;
    cJSON *o = cJSON_CreateObject();
    render_text(o, "id", a->id);
    render_text(o, "url", a->url);
    render_text(o, "title", a->title);
    cJSON_AddItemToObject(o, "authors", authors(a));
    render_text(o, "language", a->language);
    render_time(o, "date_published", a->published);
    render_time(o, "date_fetched", a->fetched);
    cJSON_AddBoolToObject(o, "date_clamped", a->date_clamped);
    render_text(o, "source", a->feed);
    render_text(o, "source_domain", a->domain);
    cJSON *text = cJSON_AddObjectToObject(o, "text");
    char sha256[65];
    article_sha256(a, sha256);
    cJSON_AddStringToObject(text, "sha256", sha256);
    cJSON_AddNumberToObject(text, "length", (double)utf8_length(text_slice(&a->text)));
    cJSON_AddStringToObject(text, "unit", "codepoint");
    cJSON_AddStringToObject(text, "normalizer", ARTICLE_NORMALIZER);
    cJSON_AddBoolToObject(text, "truncated", a->truncated);
    cJSON_AddStringToObject(text, "source", a->from_page ? "page" : "feed");
    render_text(text, "page_problem", a->page_problem);
    render_cut(text, "page_error", a->page_error, r->limits.words);
    return o;
}

/* How many figures other origins confirm, or give otherwise. */
static double figures(const struct assay_place *place, bool agreeing)
{
    size_t count = 0;
    for (uint32_t i = 0; i < place->figures_size; i++)
        count += place->figures[i].agrees == agreeing;
    return (double)count;
}

static void add_alone(cJSON *cluster)
{
    static const char *const keys[] = { "near_duplicate_of", "near_duplicate_similarity",
                                        "story_id", "story_size", "story_link", "novelty_score",
                                        "independent_origins", "figures_corroborated",
                                        "figures_conflicting", "first_seen" };
    for (size_t i = 0; i < count_of(keys); i++)
        cJSON_AddNullToObject(cluster, keys[i]);
}

/* Of the item copied the id of its first revision, which anybody who keeps items can look up. */
static void add_cluster(cJSON *data, const struct render *r)
{
    const struct cluster *c = r->article->cluster;
    cJSON *o = cJSON_AddObjectToObject(data, "cluster");
    if (!c) {
        add_alone(o);
        return;
    }
    char key[24], id[40];
    cluster_key_text(c->copy_of, key);
    snprintf(id, sizeof id, "%s#r1", key);
    render_text(o, "near_duplicate_of", c->copy_of ? id : NULL);
    cJSON_AddNumberToObject(o, "near_duplicate_similarity", c->similarity);
    snprintf(id, sizeof id, "st-%016" PRIx64, c->story);
    render_text(o, "story_id", id);
    cJSON_AddNumberToObject(o, "story_size", c->place.items);
    render_cut(o, "story_link", c->link.len ? text_string(&c->link) : NULL, r->limits.words);
    cJSON_AddNumberToObject(o, "novelty_score", c->novelty);
    cJSON_AddNumberToObject(o, "independent_origins", c->place.origins);
    cJSON_AddNumberToObject(o, "figures_corroborated", figures(&c->place, true));
    cJSON_AddNumberToObject(o, "figures_conflicting", figures(&c->place, false));
    render_time(o, "first_seen", c->first_seen);
}

static void add_provenance(cJSON *data, const struct render *r)
{
    cJSON *o = cJSON_AddObjectToObject(data, "provenance");
    cJSON_AddStringToObject(o, "assayd", ASSAYD_VERSION);
    cJSON_AddStringToObject(o, "config_sha256", r->provenance->config_sha256);
    cJSON_AddNumberToObject(o, "generation", (double)r->verdict->generation);
    cJSON *lexicons = cJSON_AddArrayToObject(o, "lexicons");
    for (size_t i = 0; i < r->provenance->lexicons_size && i < r->limits.lexicons; i++) {
        cJSON *lexicon = cJSON_CreateObject();
        cJSON_AddStringToObject(lexicon, "id", r->provenance->lexicons[i].name);
        cJSON_AddStringToObject(lexicon, "scorer", r->provenance->lexicons[i].scorer);
        cJSON_AddStringToObject(lexicon, "sha256", r->provenance->lexicons[i].sha256);
        cJSON_AddItemToArray(lexicons, lexicon);
    }
    cJSON *scorers = cJSON_AddArrayToObject(o, "scorers");
    for (size_t i = 0; i < r->verdict->opinions_size; i++) {
        cJSON *scorer = cJSON_CreateObject();
        cJSON_AddStringToObject(scorer, "id", r->verdict->opinions[i].scorer);
        cJSON_AddStringToObject(scorer, "version", r->verdict->opinions[i].version);
        cJSON_AddNumberToObject(scorer, "abi", ASSAY_ABI);
        render_cut(scorer, "broken", r->verdict->opinions[i].broken, RENDER_NAME);
        cJSON_AddItemToArray(scorers, scorer);
    }
    cJSON *feed = cJSON_AddObjectToObject(o, "feed");
    render_text(feed, "id", r->article->feed);
    cJSON_AddBoolToObject(feed, "backfilled", r->article->backfilled);
}

/* What it is a revision of, and why. */
static void add_revision(cJSON *data, const struct article *a)
{
    char before[ARTICLE_REVISION_ID];
    article_revision_id(a, a->revision - 1, before);
    cJSON_AddNumberToObject(data, "revision", a->revision);
    render_text(data, "supersedes", a->revision > 1 ? before : NULL);
    render_text(data, "cause", a->cause);
}

static cJSON *data(const struct render *r)
{
    cJSON *o = cJSON_CreateObject();
    cJSON_AddStringToObject(o, "schema_version", "0.1");
    add_revision(o, r->article);
    cJSON_AddItemToObject(o, "item", item(r));
    render_tone(o, r);
    render_reliability(o, r);
    render_tables(o, r);
    render_others(o, r);
    add_cluster(o, r);
    add_provenance(o, r);
    return o;
}

static cJSON *event(const struct render *r, struct instant judged)
{
    cJSON *o = cJSON_CreateObject();
    char id[ARTICLE_REVISION_ID];
    article_revision_id(r->article, r->article->revision, id);
    cJSON_AddStringToObject(o, "specversion", "1.0");
    cJSON_AddStringToObject(o, "id", id);
    HELD(text) source = {0}, subject = {0};
    text_printf(&source, "/assayd/%s", r->article->feed);
    text_printf(&subject, "%s/%s", r->article->feed, r->article->id);
    cJSON_AddStringToObject(o, "source", text_string(&source));
    cJSON_AddStringToObject(o, "type", "org.assayd.item.scored.v0");
    cJSON_AddStringToObject(o, "subject", text_string(&subject));
    render_time(o, "time", judged.ms);
    cJSON_AddStringToObject(o, "datacontenttype", "application/json");
    cJSON_AddStringToObject(o, "dataschema", "urn:assayd:schema:scored-item:0.1");
    cJSON_AddStringToObject(o, "sequence", VERDICT_JSON_SEQUENCE);
    cJSON_AddItemToObject(o, "data", data(r));
    return o;
}

static char *print(const struct render *r, struct instant judged)
{
    cJSON *tree = event(r, judged);
    char *made = cJSON_PrintUnformatted(tree);
    cJSON_Delete(tree);
    assert(made);
    return made;
}

/* Seven times at most, until one term is left. */
static void halve(struct render_limits *l)
{
    l->terms /= 2, l->checks /= 2, l->exact /= 2, l->words /= 2;
    l->tickers /= 2, l->signals /= 2, l->lexicons /= 2;
    l->spans = (l->spans + 1) / 2;
}

void verdict_json(struct text *out, const struct article *article, const struct verdict *verdict,
                  const struct provenance *provenance, struct instant judged)
{
    assert(article->finished && article->id && article->feed);
    struct render r = { article, verdict, provenance, ruler_new(text_slice(&article->text)),
                        generous };
    char *made = print(&r, judged);
    while (strlen(made) > VERDICT_JSON_MAX && r.limits.terms > 1) {
        cJSON_free(made);
        halve(&r.limits);
        made = print(&r, judged);
    }
    assert(strlen(made) <= VERDICT_JSON_MAX);
    text_add(out, slice_of(made));
    cJSON_free(made);
    ruler_done(&r.ruler);
}

void verdict_json_stamp(struct text *json, uint64_t sequence)
{
    static const char before[] = "\"sequence\":\"" VERDICT_JSON_SEQUENCE;
    size_t at = slice_find(text_slice(json), before);
    assert(at != SIZE_MAX);
    char digits[32];
    snprintf(digits, sizeof digits, "%020" PRIu64, sequence);
    memcpy(json->ptr + at + sizeof before - 1 - 20, digits, 20);
}
