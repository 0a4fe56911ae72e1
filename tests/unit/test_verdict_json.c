/* However large an article or a verdict is, its message is not: 64 KiB, and it parses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/mem.h"
#include "item/verdict_json.h"
#include "support/rows.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* How much there is of everything; bytes each of a name, a sentence. */
struct row {
    const char *name;
    size_t title, id, url, authors, entities, tables, reasons, rules, checks, lexicons, words;
    const char *filler; /* of every text; NULL: "x" */
};

static const struct row rows[] = {
    { "little", 10, 10, 10, 1, 1, 1, 1, 1, 1, 1, 10, NULL },
    { "a title of 300 kB", .title = 300000 },
    { "a title of 300 kB beyond ASCII", .title = 300000, .filler = "\xe2\x82\xac" },
    { "a title of quotation marks", .title = 300000, .filler = "\"" },
    { "an id of 300 kB", .id = 300000 },
    { "an id just short enough", .id = 512 },
    { "an id just too long", .id = 513 },
    { "a url of 300 kB", .url = 300000 },
    { "a url just short enough", .url = 2000 },
    { "5,000 authors", .authors = 5000, .words = 1000 },
    { "3,000 entities", .entities = 3000, .words = 20 },
    { "3,000 entities with long names", .entities = 3000, .words = 5000 },
    { "2,000 tables", .tables = 2000, .words = 2 },
    { "2,000 tables with checks", .tables = 2000, .checks = 5000, .words = 400 },
    { "20,000 reasons", .reasons = 20000, .rules = 10, .words = 500 },
    { "5,000 rules", .reasons = 5000, .rules = 5000, .words = 500 },
    { "2,000 lexicons", .lexicons = 2000 },
    { "all at once", 300000, 300000, 300000, 5000, 3000, 2000, 5000, 5000, 5000, 2000, 5000, "\"" },
};

static char *fill(const struct row *row, size_t bytes, size_t number)
{
    HELD(text) t = {0};
    text_printf(&t, "%zu ", number);
    while (t.len < bytes)
        text_add(&t, slice_of(row->filler ? row->filler : "x"));
    return text_take(&t);
}

static struct article *make_article(const struct row *row)
{
    struct article *a = article_new();
    char *title = fill(row, row->title, 1);
    article_title(a, slice_of(title));
    mem_free(&title);
    a->id = fill(row, row->id, 1);
    char *path = fill(row, row->url > 17 ? row->url - 17 : 0, 1);
    a->url = mem_printf("http://a.example/%s", path);
    mem_free(&path);
    a->feed = mem_string("feed");
    for (size_t i = 0; i < row->authors; i++) {
        char *name = fill(row, row->words, i);
        article_author(a, slice_of(name));
        mem_free(&name);
    }
    struct slice cells[] = { SLICE("Year"), SLICE("Sales"), SLICE("2024"), SLICE("7") };
    for (size_t i = 0; i < row->tables; i++)
        article_table(a, cells, 2, 2, 1);
    article_finish(a);
    return a;
}

static void add_reasons(struct verdict_opinion *o, const struct row *row)
{
    o->reasons_size = row->reasons;
    o->reasons = mem_array(row->reasons + 1, sizeof *o->reasons);
    for (size_t i = 0; i < row->reasons; i++) {
        char *rule = mem_printf("rule-%zu", i % row->rules);
        o->reasons[i] = (struct verdict_reason){
            .rule = rule, .why = fill(row, row->words, i), .detail = fill(row, row->words, i),
            .span = { 0, 1 }, .entity = ASSAY_OVERALL, .weight = 1,
            .contribution = 1.0 / (double)row->reasons,
        };
    }
}

static void add_checks(struct verdict_opinion *o, const struct row *row)
{
    o->checks_size = row->checks;
    o->checks = mem_array(row->checks + 1, sizeof *o->checks);
    for (size_t i = 0; i < row->checks; i++)
        o->checks[i] = (struct verdict_check){
            .table = (uint32_t)(i % row->tables), .name = "sum", .status = ASSAY_CONTRADICTED,
            .why = fill(row, row->words, i), .claimed = 1, .computed = NAN };
}

static struct verdict *make_verdict(const struct row *row)
{
    struct verdict *v = mem_new(sizeof *v);
    v->entities_size = row->entities;
    v->entities = mem_array(row->entities + 1, sizeof *v->entities);
    for (size_t i = 0; i < row->entities; i++)
        v->entities[i] = (struct verdict_entity){ fill(row, row->words, i), fill(row, row->words, i),
                                                  1.0 / (double)(i + 1), 1 };
    v->opinions_size = 2;
    v->opinions = mem_array(2, sizeof *v->opinions);
    for (size_t i = 0; i < 2; i++) {
        struct verdict_opinion *o = &v->opinions[i];
        *o = (struct verdict_opinion){ .scorer = i ? "reliability" : "tone", .version = "1" };
        o->overall = (struct verdict_score){ true, 1, "high", 0.5 };
        o->entities = mem_array(row->entities + 1, sizeof *o->entities);
        add_reasons(o, row);
        if (i)
            add_checks(o, row);
    }
    return v;
}

/* A rule belongs to its scorer; here it is ours. */
static void free_verdict(struct verdict **v)
{
    for (size_t i = 0; i < (*v)->opinions_size; i++)
        for (size_t k = 0; k < (*v)->opinions[i].reasons_size; k++) {
            char *rule = (char *)(*v)->opinions[i].reasons[k].rule;
            mem_free(&rule);
        }
    verdict_free(v);
}

static double sum_of(const cJSON *list, const char *key)
{
    double sum = 0;
    const cJSON *each;
    cJSON_ArrayForEach(each, list)
        sum += cJSON_GetNumberValue(cJSON_GetObjectItemCaseSensitive(each, key));
    return sum;
}

static const cJSON *get(const cJSON *o, const char *key)
{
    return cJSON_GetObjectItemCaseSensitive(o, key);
}

/* What was cut is counted, and the sums are whole. */
static void check_rests(const cJSON *data, const struct row *row)
{
    size_t shown = (size_t)cJSON_GetArraySize(get(data, "ticker_sentiment"));
    assert_int_equal(shown + (size_t)cJSON_GetNumberValue(get(data, "other_tickers")), row->entities);
    shown = (size_t)cJSON_GetArraySize(get(data, "tables"));
    assert_int_equal(shown + (size_t)cJSON_GetNumberValue(get(data, "other_tables")), row->tables);
    if (!row->reasons)
        return;
    const cJSON *why = get(data, "explanation");
    double sum = sum_of(get(why, "terms"), "contribution") +
                 cJSON_GetNumberValue(get(why, "other_terms"));
    assert_true(fabs(sum - 1) < 1e-9);
    assert_true(fabs(sum_of(get(get(data, "reliability"), "signals"), "points") - 1) < 1e-9);
}

static void fits_a_message(void **state)
{
    const struct row *row = *state;
    struct article *a = make_article(row);
    struct verdict *v = make_verdict(row);
    char scorer[] = "tone", name[] = "a-lexicon";
    struct lexicon_version *lexicons = mem_array(row->lexicons + 1, sizeof *lexicons);
    for (size_t i = 0; i < row->lexicons; i++)
        lexicons[i] = (struct lexicon_version){ scorer, name, "0123" };
    struct provenance provenance = { "", lexicons, row->lexicons };
    HELD(text) json = {0};
    verdict_json(&json, a, v, &provenance, (struct instant){ 0 });
    assert_in_range(json.len, 1, VERDICT_JSON_MAX);
    assert_true(utf8_is_valid(text_slice(&json)));
    cJSON *event = cJSON_Parse(text_string(&json));
    assert_non_null(event);
    check_rests(get(event, "data"), row);
    const char *id = cJSON_GetStringValue(get(get(get(event, "data"), "item"), "id"));
    assert_int_equal(strncmp(id, "sha256:", 7) == 0, row->id > 512);
    bool known = cJSON_IsString(get(get(get(event, "data"), "item"), "url"));
    assert_int_equal(known, row->url <= 2000);
    cJSON_Delete(event);
    mem_free(&lexicons);
    free_verdict(&v);
    article_free(&a);
}

int main(void)
{
    struct rows tests = {0};
    ADD_ROWS(&tests, rows, fits_a_message);
    return rows_run("verdict_json", &tests);
}
