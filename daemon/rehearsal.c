#include "rehearsal.h"

#include "base/mem.h"
#include "intake/document.h"
#include "settings/nearest.h"
#include "stored.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------ settings */

static bool check_label(const char *label, struct error *err)
{
    for (size_t i = 0; i < bands_tone.size; i++)
        if (strcmp(bands_tone.items[i].name, label) == 0)
            return true;
    return error_set(err, REFUSE, NULL, "\"%s\" is no label of the tone; there are negative, mildly "
                     "negative, neutral, mildly positive and positive", label);
}

static bool check_reliability_label(const char *label, struct error *err)
{
    for (size_t i = 0; i < bands_reliability.size; i++)
        if (strcmp(bands_reliability.items[i].name, label) == 0)
            return true;
    return error_set(err, REFUSE, NULL, "\"%s\" is no label of the reliability; there are "
                     "unreliable, caution, fair and good", label);
}

static const char *const statuses[] = { "supported", "contradicted", "unverifiable", "warning" };

/* "claim.change: contradicted" */
static bool check_table(const char *pair, struct error *err)
{
    const char *colon = strstr(pair, ": ");
    for (size_t i = 0; colon && i < count_of(statuses); i++)
        if (strcmp(colon + 2, statuses[i]) == 0)
            return true;
    return error_set(err, REFUSE, NULL, "\"%s\" is none of supported, contradicted, unverifiable, "
                     "warning", colon ? colon + 2 : pair);
}

#define EXPECT(member) offsetof(struct expectation, member)
static const struct field expectation_fields[] = {
    { "tone", FIELD_SPAN, NULL, EXPECT(tone), .low = -1, .high = 1, .help = "Tone, from and to." },
    { "label", FIELD_TEXT, NULL, EXPECT(label), .check = check_label, .help = "The tone's label." },
    { "reliability", FIELD_SPAN, NULL, EXPECT(reliability), .low = 0, .high = 1,
      .help = "Reliability, from and to." },
    { "reliability_label", FIELD_TEXT, NULL, EXPECT(reliability_label),
      .check = check_reliability_label, .help = "The reliability's label." },
    { "signals", FIELD_TEXTS, NULL, EXPECT(signals), .low = 0, .high = 100,
      .help = "Rules or signals that must be among the reasons: attribution.anonymous; a "
              "beginning (attribution) stands for all below it." },
    { "no_signals", FIELD_TEXTS, NULL, EXPECT(no_signals), .low = 0, .high = 100,
      .help = "Rules or signals that must not be." },
    { "tables", FIELD_PAIRS, NULL, EXPECT(tables), .check = check_table,
      .help = "Checks of the text's tables, each with its verdict: claim.change: contradicted." },
};
static const size_t expectation_fields_size = count_of(expectation_fields);

#define TEST(member) offsetof(struct rehearsal_test, member)
const struct field rehearsal_fields[] = {
    { "name", FIELD_TEXT, NULL, TEST(name), .required = true,
      .help = "What the test is about; check-config --only NAME runs it alone." },
    { "text", FIELD_TEXT, NULL, TEST(text),
      .help = "The item: plain text or Markdown; a first line \"# words\" is its headline." },
    { "item", FIELD_TEXT, NULL, TEST(item),
      .help = "A stored item instead, by its number or id; once it is not kept any more, the test is "
              "left out with a warning." },
    { "url", FIELD_TEXT, NULL, TEST(url), .check = subscription_url_check,
      .help = "Where it would stand." },
    { "feed", FIELD_TEXT, NULL, TEST(feed),
      .help = "Judged as an item of this feed: with its prior, domain and scorers." },
    { "ticker", FIELD_TEXT, NULL, TEST(ticker),
      .help = "Tone and label are those of this ticker." },
    { "expect", FIELD_GROUP, NULL, TEST(expect), FIELDS(expectation), .required = true,
      .help = "What must come out." },
};
const size_t rehearsal_fields_size = count_of(rehearsal_fields);

/* ------------------------------------------------------------------ one test */

struct trying {
    const struct rehearsal *rehearsal;
    const struct stored_feeds *feeds;
    const struct rehearsal_test *test;
    const struct yaml_node *node, *expect; /* the test's mapping, and its expectations */
    const struct article *article;
    const struct verdict *verdict;
    int entity;
    struct complaints *complaints;
};

/* At what was expected, or its row'th entry (SIZE_MAX: the whole); without such a line, at the
 * test. */
static void fail(const struct trying *t, const char *key, size_t row, const char *what)
{
    const struct yaml_node *said = yaml_get(t->expect, key);
    const struct yaml_node *at = row == SIZE_MAX ? said : yaml_row(said, row);
    if (!at)
        at = t->node;
    complain(t->complaints, at->file, at->line, at->column, "tests: \"%s\": %s", t->test->name, what);
}

static int by_weight(const void *a, const void *b)
{
    const struct verdict_reason *const *x = a, *const *y = b;
    double left = fabs((*x)->contribution), right = fabs((*y)->contribution);
    return left > right ? -1 : left < right ? 1 : *x < *y ? -1 : *x > *y;
}

/* "; because +0.24 lexicon.finance "profit", -0.11 ...": what moved the score most. */
static void add_reasons(struct text *out, const struct trying *t, const struct verdict_opinion *o,
                        int entity)
{
    enum { TOLD = 3 };
    const struct verdict_reason **list = mem_array(o->reasons_size + 1, sizeof *list);
    size_t size = 0;
    for (size_t i = 0; i < o->reasons_size; i++)
        if (o->reasons[i].entity == entity && o->reasons[i].contribution != 0)
            list[size++] = &o->reasons[i];
    qsort(list, size, sizeof *list, by_weight);
    for (size_t i = 0; i < size && i < TOLD; i++) {
        struct slice words = slice_sub(text_slice(&t->article->text), list[i]->span.start,
                                       list[i]->span.len);
        text_printf(out, "%s%+.2f %s", i ? ", " : "; because ", list[i]->contribution, list[i]->rule);
        if (words.len)
            text_printf(out, " \"%.*s\"", SLICE_ARGS(utf8_cut(words, 40)));
    }
    mem_free(&list);
}

static bool is_said(struct range r)
{
    return r.low != 0 || r.high != 0;
}

static void check_score(const struct trying *t, const struct verdict_opinion *o,
                        struct verdict_score score, int entity, const char *key, struct range wanted)
{
    HELD(text) what = {0};
    if (!is_said(wanted) || (score.present && score.value >= wanted.low && score.value <= wanted.high))
        return;
    if (score.present)
        text_printf(&what, "%s is %.2f, expected %g to %g", key, score.value, wanted.low,
                    wanted.high);
    else
        text_printf(&what, "%s abstains, expected %g to %g", key, wanted.low, wanted.high);
    add_reasons(&what, t, o, entity);
    fail(t, key, SIZE_MAX, text_string(&what));
}

static void check_words(const struct trying *t, const struct verdict_opinion *o,
                        struct verdict_score score, int entity, const char *key, const char *wanted)
{
    HELD(text) what = {0};
    if (!wanted || (score.present && score.label && strcmp(score.label, wanted) == 0))
        return;
    if (score.present)
        text_printf(&what, "%s is \"%s\" (%.2f), expected \"%s\"", key, score.label, score.value, wanted);
    else
        text_printf(&what, "%s: it abstains, expected \"%s\"", key, wanted);
    add_reasons(&what, t, o, entity);
    fail(t, key, SIZE_MAX, text_string(&what));
}

static void check_tone(const struct trying *t)
{
    const struct verdict_opinion *o = verdict_opinion(t->verdict, "tone");
    struct verdict_score score = t->entity == ASSAY_OVERALL ? o->overall : o->entities[t->entity];
    check_score(t, o, score, t->entity, "tone", t->test->expect.tone);
    check_words(t, o, score, t->entity, "label", t->test->expect.label);
}

static void check_reliability(const struct trying *t)
{
    const struct verdict_opinion *o = verdict_opinion(t->verdict, "reliability");
    const struct expectation *e = &t->test->expect;
    check_score(t, o, o->overall, ASSAY_OVERALL, "reliability", e->reliability);
    check_words(t, o, o->overall, ASSAY_OVERALL, "reliability_label", e->reliability_label);
}

/* ------------------------------------------------------------------ signals and tables */

/* "attribution" covers attribution.anonymous. */
static bool is_below(const char *rule, struct assay_text wanted)
{
    return strncmp(rule, wanted.ptr, wanted.len) == 0 &&
           (rule[wanted.len] == '\0' || rule[wanted.len] == '.');
}

static const struct verdict_reason *find_signal(const struct verdict *v, struct assay_text wanted)
{
    for (size_t i = 0; i < v->opinions_size; i++)
        for (size_t k = 0; k < v->opinions[i].reasons_size; k++) {
            const struct verdict_reason *r = &v->opinions[i].reasons[k];
            if (r->contribution != 0 && is_below(r->rule, wanted))
                return r;
        }
    return NULL;
}

static void check_signals(const struct trying *t)
{
    const struct expectation *e = &t->test->expect;
    for (size_t i = 0; i < e->signals.size; i++) {
        HELD(text) what = {0};
        text_printf(&what, "no signal %s", e->signals.items[i].ptr);
        if (!find_signal(t->verdict, e->signals.items[i]))
            fail(t, "signals", i, text_string(&what));
    }
    for (size_t i = 0; i < e->no_signals.size; i++) {
        const struct verdict_reason *r = find_signal(t->verdict, e->no_signals.items[i]);
        HELD(text) what = {0};
        if (!r)
            continue;
        struct slice words = slice_sub(text_slice(&t->article->text), r->span.start, r->span.len);
        text_printf(&what, "%s was not expected: %+.2f", r->rule, r->contribution);
        if (words.len)
            text_printf(&what, " \"%.*s\"", SLICE_ARGS(utf8_cut(words, 60)));
        fail(t, "no_signals", i, text_string(&what));
    }
}

static void check_pair(const struct trying *t, const struct verdict_opinion *o, size_t row)
{
    const struct field_pair *wanted = &t->test->expect.tables.items[row];
    HELD(text) what = {0};
    const struct verdict_check *other = NULL;
    for (size_t i = 0; i < o->checks_size; i++) {
        if (strcmp(o->checks[i].name, wanted->key.ptr) != 0)
            continue;
        if (strcmp(statuses[o->checks[i].status], wanted->value.ptr) == 0)
            return;
        other = &o->checks[i];
    }
    if (other)
        text_printf(&what, "%s is %s, expected %s; %s", wanted->key.ptr, statuses[other->status],
                    wanted->value.ptr, other->why ? other->why : "");
    else if (t->article->tables_size)
        text_printf(&what, "the text's tables get no check %s", wanted->key.ptr);
    else
        text_printf(&what, "the text has no table");
    fail(t, "tables", row, text_string(&what));
}

static void check_tables(const struct trying *t)
{
    const struct verdict_opinion *o = verdict_opinion(t->verdict, "reliability");
    for (size_t i = 0; i < t->test->expect.tables.size; i++)
        check_pair(t, o, i);
}

/* ------------------------------------------------------------------ running */

static void take_article(void *context, struct article **article)
{
    struct article **kept = context;
    *kept = *article;
    *article = NULL;
}

/* NULL after a complaint or a doubt. */
static struct article *read_article(const struct trying *t)
{
    struct article *a = NULL;
    struct error err = {0};
    struct document_hints hints = { .name = t->test->name, .url = t->test->url, .plain = true };
    if (t->test->item) {
        const struct yaml_node *at = yaml_get(t->node, "item");
        a = stored_article(t->rehearsal->journal, t->test->item, &err);
        if (!a)
            doubt(t->complaints, at->file, at->line, at->column, "tests: \"%s\" was left out: %s",
                  t->test->name, error_line(&err));
        else
            stored_settle(t->feeds, a);
    } else if (!document_read(slice_of(t->test->text), &hints, take_article, &a, &err)) {
        fail(t, "", 0, err.text);
    }
    return a;
}

/* As an item of that feed. */
static bool place_in_feed(const struct trying *t, struct article *a)
{
    struct nearest near = nearest_to(slice_of(t->test->feed));
    if (map_get(&t->feeds->by_id, t->test->feed)) {
        mem_free(&a->feed);
        a->feed = mem_string(t->test->feed);
        stored_settle(t->feeds, a);
        return true;
    }
    for (size_t i = 0; i < t->rehearsal->feeds_size; i++)
        nearest_offer(&near, t->rehearsal->feeds[i].id);
    const struct yaml_node *at = yaml_get(t->node, "feed");
    complain(t->complaints, at->file, at->line, at->column,
             near.best ? "feed: there is no feed \"%s\"; did you mean \"%s\"?"
                       : "feed: there is no feed \"%s\"", t->test->feed, near.best);
    return false;
}

static struct article *article_of(const struct trying *t)
{
    if (!t->test->text == !t->test->item) {
        complain(t->complaints, t->node->file, t->node->line, t->node->column,
                 "tests: \"%s\" wants either a text or a stored item", t->test->name);
        return NULL;
    }
    struct article *a = read_article(t);
    if (a && t->test->feed && !place_in_feed(t, a))
        article_free(&a);
    return a;
}

static bool find_entity(struct trying *t)
{
    t->entity = ASSAY_OVERALL;
    if (!t->test->ticker)
        return true;
    for (size_t i = 0; i < t->verdict->entities_size; i++)
        if (strcmp(t->verdict->entities[i].ticker, t->test->ticker) == 0) {
            t->entity = (int)i;
            return true;
        }
    const struct yaml_node *at = yaml_get(t->node, "ticker");
    complain(t->complaints, at->file, at->line, at->column,
             "tests: \"%s\": %s does not occur in the text, or is not among the tickers",
             t->test->name, t->test->ticker);
    return false;
}

static void run_test(struct trying *t, const struct assayer *assayer)
{
    OWNED(article) a = article_of(t);
    if (!a)
        return;
    OWNED(verdict) v = assayer_judge(assayer, a, ASSAY_REASONS);
    t->article = a;
    t->verdict = v;
    if (find_entity(t))
        check_tone(t);
    check_reliability(t);
    check_signals(t);
    check_tables(t);
}

void rehearsal_run(const struct rehearsal *r, const struct assayer *assayer, const char *only,
                   struct complaints *complaints)
{
    struct nearest near = nearest_to(slice_of(only));
    const struct yaml_node *node = r->node ? r->node->first : NULL;
    bool found = !only;
    struct stored_feeds feeds;
    stored_feeds_init(&feeds, r->feeds, r->feeds_size);
    for (size_t i = 0; i < r->tests_size; i++, node = node->next) {
        struct trying t = { .rehearsal = r, .feeds = &feeds, .test = &r->tests[i], .node = node,
                            .expect = yaml_get(node, "expect"), .complaints = complaints };
        nearest_offer(&near, t.test->name);
        if (only && strcmp(only, t.test->name) != 0)
            continue;
        found = true;
        run_test(&t, assayer);
    }
    stored_feeds_done(&feeds);
    if (!found)
        complain(complaints, "", 0, 0,
                 near.best ? "there is no test \"%s\"; did you mean \"%s\"?"
                           : "there is no test \"%s\"", only, near.best);
}
