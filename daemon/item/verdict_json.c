#include "item/verdict_json.h"

#include "base/mem.h"

#include <assert.h>
#include <cjson/cJSON.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How long lists may be; halved until the message fits. */
struct limits {
    size_t terms, spans, checks, tickers, signals, lexicons;
    size_t exact, words; /* bytes: of a span, of a sentence that a scorer wrote */
};

static const struct limits generous = { .terms = 160, .spans = 8, .checks = 48, .tickers = 256,
                                        .signals = 256, .lexicons = 256, .exact = 300,
                                        .words = 512 };

/* Bytes that identify: the same at every size of message. */
enum { NAME = 128 };

/* Code points before every 64th byte, so that a span costs 64 bytes and not the whole text. */
struct ruler {
    struct slice text;
    uint32_t *marks;
};

enum { STEP = 64 };

static struct ruler ruler_new(struct slice text)
{
    struct ruler r = { text, mem_array(text.len / STEP + 2, sizeof *r.marks) };
    uint32_t count = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (i % STEP == 0)
            r.marks[i / STEP] = count;
        count += ((unsigned char)text.ptr[i] & 0xc0) != 0x80;
    }
    if (text.len % STEP == 0)
        r.marks[text.len / STEP] = count;
    return r;
}

static double ruler_at(const struct ruler *r, size_t byte)
{
    size_t mark = byte / STEP;
    return r->marks[mark] +
           (double)utf8_offset(slice_sub(r->text, mark * STEP, STEP), byte - mark * STEP);
}

/* Everything that rendering one message needs. */
struct render {
    const struct article *article;
    const struct verdict *verdict;
    const struct provenance *provenance;
    struct ruler ruler;
    struct limits limits;
};

static void add_text(cJSON *o, const char *key, const char *text)
{
    if (text)
        cJSON_AddStringToObject(o, key, text);
    else
        cJSON_AddNullToObject(o, key);
}

static void add_slice(cJSON *o, const char *key, struct slice s)
{
    char *copy = slice_string(s);
    cJSON_AddStringToObject(o, key, copy);
    mem_free(&copy);
}

/* At most so many bytes of text. */
static void add_cut(cJSON *o, const char *key, const char *text, size_t bytes)
{
    if (text)
        add_slice(o, key, utf8_cut(slice_of(text), bytes));
    else
        cJSON_AddNullToObject(o, key);
}

static void add_time(cJSON *o, const char *key, int64_t ms)
{
    char out[INSTANT_TEXT];
    if (ms != ASSAY_UNKNOWN_TIME)
        instant_text((struct instant){ ms }, out);
    add_text(o, key, ms != ASSAY_UNKNOWN_TIME ? out : NULL);
}

static void add_number(cJSON *o, const char *key, double number)
{
    if (isfinite(number))
        cJSON_AddNumberToObject(o, key, number);
    else
        cJSON_AddNullToObject(o, key);
}

/* "exact", "start", "end" in code points; a span longer than the limit ends earlier. */
static void add_span(cJSON *o, const struct render *r, struct assay_span span)
{
    struct slice text = text_slice(&r->article->text);
    struct slice exact = utf8_cut(slice_sub(text, span.start, span.len), r->limits.exact);
    add_slice(o, "exact", exact);
    cJSON_AddNumberToObject(o, "start", ruler_at(&r->ruler, span.start));
    cJSON_AddNumberToObject(o, "end", ruler_at(&r->ruler, span.start + exact.len));
}

static cJSON *authors(const struct article *a)
{
    cJSON *list = cJSON_CreateArray();
    for (size_t i = 0; i < a->authors_size && i < 32; i++) {
        cJSON *author = cJSON_CreateObject();
        add_slice(author, "name", (struct slice){ a->authors[i].ptr, a->authors[i].len });
        cJSON_AddItemToArray(list, author);
    }
    return list;
}

static cJSON *item(const struct render *r)
{
    const struct article *a = r->article;
    cJSON *o = cJSON_CreateObject();
    add_text(o, "id", a->id);
    add_text(o, "url", a->url);
    add_text(o, "title", a->title);
    cJSON_AddItemToObject(o, "authors", authors(a));
    add_text(o, "language", a->language);
    add_time(o, "date_published", a->published);
    add_time(o, "date_fetched", a->fetched);
    cJSON_AddBoolToObject(o, "date_clamped", a->date_clamped);
    add_text(o, "source", a->feed);
    add_text(o, "source_domain", a->domain);
    cJSON *text = cJSON_AddObjectToObject(o, "text");
    char sha256[65];
    article_sha256(a, sha256);
    cJSON_AddStringToObject(text, "sha256", sha256);
    cJSON_AddNumberToObject(text, "length", (double)utf8_length(text_slice(&a->text)));
    cJSON_AddStringToObject(text, "unit", "codepoint");
    cJSON_AddStringToObject(text, "normalizer", ARTICLE_NORMALIZER);
    cJSON_AddBoolToObject(text, "truncated", a->truncated);
    cJSON_AddStringToObject(text, "source", a->from_page ? "page" : "feed");
    add_text(text, "page_problem", a->page_problem);
    add_cut(text, "page_error", a->page_error, r->limits.words);
    return o;
}

static void add_score(cJSON *o, const char *score, const char *label, struct verdict_score s)
{
    add_number(o, score, s.present ? s.value : NAN);
    add_text(o, label, s.present ? s.label : NULL);
}

/* Explanations */

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
    add_cut(o, "rule", text_string(&rule), NAME + r->limits.words);
    add_span(o, r, reason->span);
    cJSON_AddNumberToObject(o, "weight", reason->weight);
    cJSON_AddNumberToObject(o, "contribution", reason->contribution);
    add_cut(o, "ticker",
            reason->entity >= 0 ? r->verdict->entities[reason->entity].ticker : NULL, NAME);
    if (reason->why)
        add_cut(o, "why", reason->why, r->limits.words);
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
    add_cut(o, "ticker", e->ticker, NAME);
    add_cut(o, "name", e->name, NAME);
    cJSON_AddNumberToObject(o, "relevance_score", e->relevance);
    add_score(o, "ticker_sentiment_score", "ticker_sentiment_label", score);
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

static void add_tone(cJSON *data, const struct render *r)
{
    const struct verdict_opinion *tone = verdict_opinion(r->verdict, "tone");
    double *others = mem_array(r->verdict->entities_size + 1, sizeof *others);
    struct verdict_score overall = tone ? tone->overall : (struct verdict_score){0};
    const struct verdict_fact *domain = tone ? verdict_fact(tone, "domain") : NULL;
    add_score(data, "overall_sentiment_score", "overall_sentiment_label", overall);
    cJSON_AddStringToObject(data, "sentiment_scale", "plain-5");
    add_number(data, "label_margin", overall.present ? overall.margin : NAN);
    add_number(data, "confidence", number_of(tone, "confidence"));
    add_cut(data, "domain", domain ? domain->text : NULL, NAME);
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
    add_cut(o, "why", why, NAME + r->limits.words);
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
    text_add(&id, utf8_cut(slice_of(reason->rule), NAME));
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
            add_span(span, r, reason->span);
            cJSON_AddItemToArray(spans, span);
        }
    }
    return list;
}

static void add_reliability(cJSON *data, const struct render *r)
{
    const struct verdict_opinion *o = verdict_opinion(r->verdict, "reliability");
    cJSON *reliability = cJSON_AddObjectToObject(data, "reliability");
    add_score(reliability, "score", "label", o ? o->overall : (struct verdict_score){0});
    add_number(reliability, "confidence", number_of(o, "confidence"));
    cJSON_AddItemToObject(reliability, "signals", o ? signals(r, o) : cJSON_CreateArray());
}

/* Tables */

static const char *const status_names[] = { "supported", "contradicted", "unverifiable",
                                            "warning" };

static cJSON *cells(const struct render *r, const struct verdict_check *check)
{
    cJSON *list = cJSON_CreateArray();
    const struct assay_table *t = &r->article->tables[check->table];
    for (size_t i = 0; i < check->cells_size && i < r->limits.spans; i++) {
        struct assay_cell at = check->cells[i];
        struct assay_span span = t->cells[(size_t)at.row * t->columns + at.column];
        cJSON *o = cJSON_CreateObject();
        cJSON_AddNumberToObject(o, "row", at.row);
        cJSON_AddNumberToObject(o, "column", at.column);
        add_span(o, r, span);
        cJSON_AddItemToArray(list, o);
    }
    return list;
}

static cJSON *check_json(const struct render *r, const struct verdict_check *check)
{
    cJSON *o = cJSON_CreateObject();
    add_cut(o, "check", check->name, NAME);
    cJSON_AddStringToObject(o, "status", status_names[check->status]);
    add_cut(o, "error", check->error, NAME);
    add_cut(o, "why", check->why, r->limits.words);
    if (check->span.len)
        add_span(o, r, check->span);
    add_number(o, "claimed", check->claimed);
    add_number(o, "computed", check->computed);
    cJSON_AddItemToObject(o, "cells", cells(r, check));
    return o;
}

static bool is_sourced(const struct verdict_opinion *o, uint32_t table)
{
    for (size_t i = 0; i < o->checks_size; i++)
        if (o->checks[i].table == table && strcmp(o->checks[i].name, "source") == 0)
            return o->checks[i].status == ASSAY_SUPPORTED;
    return false;
}

/* What is said of the table itself, and what it contradicts, goes before claims that it bears out. */
static bool is_weighty(const struct verdict_check *check)
{
    return strncmp(check->name, "claim.", 6) != 0 || check->status == ASSAY_CONTRADICTED;
}

/* The checks of one table in their order; those that are left out are counted. */
static size_t add_checks(const struct render *r, const struct verdict_opinion *o, uint32_t index,
                         cJSON *list, size_t *left)
{
    size_t weighty = 0, dropped = 0;
    for (size_t i = 0; i < o->checks_size; i++)
        weighty += o->checks[i].table == index && is_weighty(&o->checks[i]);
    size_t others = *left > weighty ? *left - weighty : 0;
    for (size_t i = 0; i < o->checks_size; i++) {
        if (o->checks[i].table != index)
            continue;
        size_t *room = is_weighty(&o->checks[i]) ? left : &others;
        if (!*left || !*room) {
            dropped++;
            continue;
        }
        cJSON_AddItemToArray(list, check_json(r, &o->checks[i]));
        others -= room == &others;
        --*left;
    }
    return dropped;
}

static cJSON *table(const struct render *r, const struct verdict_opinion *o, uint32_t index,
                    size_t *left)
{
    const struct assay_table *t = &r->article->tables[index];
    cJSON *x = cJSON_CreateObject();
    cJSON_AddNumberToObject(x, "index", index);
    cJSON_AddNumberToObject(x, "rows", t->rows);
    cJSON_AddNumberToObject(x, "columns", t->columns);
    cJSON_AddNumberToObject(x, "header_rows", t->header_rows);
    cJSON_AddNumberToObject(x, "start", ruler_at(&r->ruler, t->span.start));
    cJSON_AddNumberToObject(x, "end", ruler_at(&r->ruler, t->span.start + t->span.len));
    cJSON_AddBoolToObject(x, "sourced", o && is_sourced(o, index));
    cJSON *checks = cJSON_AddArrayToObject(x, "checks");
    size_t dropped = o ? add_checks(r, o, index, checks, left) : 0;
    cJSON_AddNumberToObject(x, "other_checks", (double)dropped);
    return x;
}

static void add_tables(cJSON *data, const struct render *r)
{
    const struct verdict_opinion *o = verdict_opinion(r->verdict, "reliability");
    size_t left = r->limits.checks, shown = r->article->tables_size;
    if (shown > r->limits.checks)
        shown = r->limits.checks;
    cJSON *list = cJSON_AddArrayToObject(data, "tables");
    for (size_t i = 0; i < shown; i++)
        cJSON_AddItemToArray(list, table(r, o, (uint32_t)i, &left));
    cJSON_AddNumberToObject(data, "other_tables", (double)(r->article->tables_size - shown));
}

/* Scorers beside tone and reliability, under their own names. */
static void add_others(cJSON *data, const struct render *r)
{
    cJSON *scores = cJSON_AddArrayToObject(data, "scores");
    for (size_t i = 0; i < r->verdict->opinions_size; i++) {
        const struct verdict_opinion *o = &r->verdict->opinions[i];
        if (strcmp(o->scorer, "tone") == 0 || strcmp(o->scorer, "reliability") == 0)
            continue;
        double *others = mem_array(r->verdict->entities_size + 1, sizeof *others);
        cJSON *x = cJSON_CreateObject();
        cJSON_AddStringToObject(x, "scorer", o->scorer);
        add_number(x, "score", o->overall.present ? o->overall.value : NAN);
        add_cut(x, "broken", o->broken, NAME);
        cJSON_AddItemToObject(x, "explanation", explanation(r, o, others));
        cJSON_AddItemToArray(scores, x);
        mem_free(&others);
    }
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
    add_text(o, "near_duplicate_of", c->copy_of ? id : NULL);
    cJSON_AddNumberToObject(o, "near_duplicate_similarity", c->similarity);
    snprintf(id, sizeof id, "st-%016" PRIx64, c->story);
    add_text(o, "story_id", id);
    cJSON_AddNumberToObject(o, "story_size", c->place.items);
    add_cut(o, "story_link", c->link.len ? text_string(&c->link) : NULL, r->limits.words);
    cJSON_AddNumberToObject(o, "novelty_score", c->novelty);
    cJSON_AddNumberToObject(o, "independent_origins", c->place.origins);
    cJSON_AddNumberToObject(o, "figures_corroborated", figures(&c->place, true));
    cJSON_AddNumberToObject(o, "figures_conflicting", figures(&c->place, false));
    add_time(o, "first_seen", c->first_seen);
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
        add_cut(scorer, "broken", r->verdict->opinions[i].broken, NAME);
        cJSON_AddItemToArray(scorers, scorer);
    }
    cJSON *feed = cJSON_AddObjectToObject(o, "feed");
    add_text(feed, "id", r->article->feed);
    cJSON_AddBoolToObject(feed, "backfilled", r->article->backfilled);
}

/* What it is a revision of, and why. */
static void add_revision(cJSON *data, const struct article *a)
{
    char before[ARTICLE_REVISION_ID];
    article_revision_id(a, a->revision - 1, before);
    cJSON_AddNumberToObject(data, "revision", a->revision);
    add_text(data, "supersedes", a->revision > 1 ? before : NULL);
    add_text(data, "cause", a->cause);
}

static cJSON *data(const struct render *r)
{
    cJSON *o = cJSON_CreateObject();
    cJSON_AddStringToObject(o, "schema_version", "0.1");
    add_revision(o, r->article);
    cJSON_AddItemToObject(o, "item", item(r));
    add_tone(o, r);
    add_reliability(o, r);
    add_tables(o, r);
    add_others(o, r);
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
    add_time(o, "time", judged.ms);
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
static void halve(struct limits *l)
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
    mem_free(&r.ruler.marks);
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
