/* What the reliability scorer finds, and on which words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "settings/params.h"
#include "support/rows.h"
#include "support/stage.h"

#include <math.h>

extern const struct assay_scorer assay_scorer_reliability;

static struct stage stage;

/* One text, one signal: on these words, or (words NULL) not at all. */
struct row {
    const char *name, *title, *text, *rule, *words;
};

/* A body long enough to be held against its headline. */
#define FILLER \
    "The yard lies at the mouth of the river. Two cranes stand there, and a shed of brick. " \
    "Boats are lifted in spring and set down in autumn. The road to it was paved when the " \
    "bridge was built. Gulls sit on the roof in the evening. Nobody has painted the doors for " \
    "a long time. The ferry leaves from the other side of the river."

static const struct row rows[] = {
    { "a named speaker", "Plant to close",
      "The plant will close in May, Dana Whitlock said on Tuesday.", "attribution.named",
      "Dana Whitlock said" },
    { "a speaker behind the quotation", "Plant to close",
      "\"We looked at every other choice first,\" said Dana Whitlock, who runs it.",
      "attribution.named", "said Dana Whitlock" },
    { "an apposition keeps its name", "Plant to close",
      "Dana Whitlock, a friend of the founder, said the plant will close.", "attribution.named",
      "Dana Whitlock, a friend of the founder, said" },
    { "a verb inside of a quotation attributes nothing", "Plant to close",
      "\"Dana Whitlock said it would close, and now it has,\" read the sign.", "attribution.named",
      NULL },
    { "to say is not said", "Plant to close", "Dana Whitlock had nothing to say.",
      "attribution.named", NULL },
    { "an office speaks", "Plant to close", "A spokesman for the plant said it will close.",
      "attribution.official", "spokesman for the plant said" },
    { "according to a body", "Plant to close",
      "Output fell by 4%, according to Statistics Iceland.", "attribution.named",
      "according to Statistics Iceland" },
    { "a quotation with its speaker", "Plant to close",
      "\"We looked at every other choice first,\" Whitlock said.", "attribution.quotation",
      "\"We looked at every other choice first,\"" },
    { "typographic marks quote as well", "Plant to close",
      "\xe2\x80\x9cWe looked at every other choice first,\xe2\x80\x9d Whitlock said.",
      "attribution.quotation",
      "\xe2\x80\x9cWe looked at every other choice first,\xe2\x80\x9d" },
    { "so do marks broken by a conversion", "Plant to close",
      "\xef\xbf\xbdWe looked at every other choice first,\xef\xbf\xbd Whitlock said.",
      "attribution.quotation",
      "\xef\xbf\xbdWe looked at every other choice first,\xef\xbf\xbd" },
    { "a quotation of nobody", "Plant to close",
      "\"We looked at every other choice first and found none.\" The gates are shut.",
      "attribution.orphan_quotation",
      "\"We looked at every other choice first and found none.\"" },
    { "a document", "Plant to close", "The sum stands in the company's annual report.",
      "attribution.document", "annual report" },
    { "a day", "Plant to close", "The gates were shut on Tuesday.", "attribution.date", "Tuesday" },
    { "a date", "Plant to close", "The gates were shut on March 3.", "attribution.date", "March" },
    { "a month alone is no date", "Plant to close", "The gates may be shut by March or so.",
      "attribution.date", NULL },
    { "a number with its source", "Plant to close",
      "The closure will cost $40 million, Whitlock said.", "attribution.number", "40" },
    { "a number alone", "Plant to close", "The closure will cost $40 million.",
      "attribution.number", NULL },
    { "insiders", "Plant to close", "The plant is doomed, insiders say.", "attribution.anonymous",
      "insiders say" },
    { "people familiar with the matter", "Plant to close",
      "People familiar with the matter expect the plant to close.", "attribution.anonymous",
      "People familiar with the matter" },
    { "what is quoted does not speak", "Plant to close",
      "\"They met with Dana Whitlock,\" says a source.", "attribution.anonymous",
      "says a source" },
    { "a source close to a name is still a source", "Plant to close",
      "A source close to Dana Whitlock told the paper of the closure.", "attribution.anonymous",
      "source close to Dana Whitlock told" },
    { "former employees", "Plant to close", "Two former employees described the meeting.",
      "attribution.anonymous", "former employees" },
    { "reportedly", "Plant to close", "The plant will reportedly close.", "attribution.hearsay",
      "reportedly" },
    { "a hedge is not hearsay", "Plant to close", "The plant may close, which could cost jobs.",
      "attribution.hearsay", NULL },

    { "the other side was asked", "Plant to close",
      "The plant will close. The owner declined to comment.", "attribution.asked",
      "declined to comment" },
    { "a claim was denied", "Plant to close", "The owner denied that it will close.",
      "attribution.checked", "denied" },
    { "how it was found out", "Plant to close",
      "A survey of 1,200 workers found that most expect it.", "attribution.method", "A survey of" },
    { "a name in full", "Plant to close", "The plant belongs to Dana Whitlock and others.",
      "attribution.people", "Dana Whitlock" },
    { "a name behind an initial", "Plant to close", "The plant belongs to Dana J. Whitlock now.",
      "attribution.people", "Dana J. Whitlock" },
    { "a single name is not in full", "Plant to close", "The plant belongs to Whitlock now.",
      "attribution.people", NULL },
    { "a figure", "Plant to close", "It employs 312 people.", "attribution.figure", "312" },
    { "a year dates", "Plant to close", "It was opened in 1998.", "attribution.date", "in 1998" },
    { "an office before a name", "Plant to close", "They met with Senator Whitlock again.",
      "attribution.capacity", "Senator Whitlock" },
    { "a post that can be looked up", "Plant to close", "It will close, wrote @harbourplant there.",
      "attribution.handle", "harbourplant" },
    { "brackets spell a term out", "Plant to close",
      "The Safety Board (NHSB) looked at the plant.", "attribution.gloss", "NHSB" },
    { "brackets complete a quotation", "Plant to close",
      "\"They [the owners] never asked,\" Whitlock said.", "attribution.gloss", "the" },
    { "a picture's credit is no gloss", "Plant to close", "The plant (Photo: Whitlock) is old.",
      "attribution.gloss", NULL },
    { "a work's title is no quotation", "Plant to close",
      "They sang \"Never Walk Alone At Night\" at the gates.",
      "attribution.orphan_quotation", NULL },
    { "a report that is his, not a statement", "Plant to close",
      "Whitlock's reported stake is small.", "attribution.named", NULL },

    { "no byline", "Plant to close", "The plant will close.", "identity.no_byline", "" },
    { "a byline in the text", "Plant to close", "By Dana Whitlock\n\nThe plant will close.",
      "identity.byline", "By Dana Whitlock" },
    { "a dateline", "Plant to close", "OSLO (Reuters) - The plant will close.",
      "identity.dateline", "Reuters" },
    { "no date", "Plant to close", "The plant will close.", "identity.no_date", "" },
    { "a correction", "Plant to close", "An earlier version of this article named another plant.",
      "identity.correction", "An earlier version of this" },

    { "a loud headline", "Shocking end for plant", "The plant will close.",
      "language.sensation_title", "Shocking" },
    { "a loud word in a quotation is the speaker's", "Plant to close",
      "\"This is shocking and outrageous news,\" Whitlock said.", "language.sensation", NULL },
    { "capitals for emphasis", "Plant to close", "The plant will NOT open again.",
      "language.capitals", "NOT" },
    { "an acronym is no shouting", "Plant to close", "NASA and the FBI looked at it.",
      "language.capitals", NULL },
    { "an exclamation", "Plant to close", "The plant will close!! Nobody knew.",
      "language.exclamation", "!!" },
    { "an exclamation in a quotation", "Plant to close",
      "\"Close the plant for good!\" Whitlock said.", "language.exclamation", NULL },
    { "a headline that shouts", "Plant WILL NOT EVER open again", "The plant will close.",
      "language.capitals_title", "WILL NOT EVER" },
    { "a text that raises its voice", "Plant to close",
      "A shocking scene: the plant will close.", "language.sensation", "shocking" },
    { "clickbait in the text", "Plant to close",
      "The plant will close. You won't believe what comes next there.", "language.clickbait",
      "You won't believe" },
    { "clickbait", "You won't believe which plant will close", "The plant will close.",
      "language.clickbait_title", "You won't believe" },
    { "the reader addressed", "Plant to close", "Your town may be next.", "language.second_person",
      "Your" },
    { "scare quotes", "Plant to close", "The \"experts\" closed the plant.",
      "language.scare_quotes", "\"experts\"" },

    { "the reader addressed late is an idiom", "Plant to close",
      "One two three four five six seven eight nine ten. One two three four five six seven eight "
      "nine ten. One two three four five six seven eight nine ten. One two three four five six "
      "seven eight nine ten. One two three four five six seven eight nine ten. One two three four "
      "five six seven eight nine ten. As you do.", "language.second_person", NULL },
    { "an insult", "Plant to close", "The morons in charge will close the plant.",
      "language.loaded", "morons" },
    { "promotion", "Plant to close", "The yard offers world-class service to the fleet.",
      "language.promotional", "world-class" },
    { "certainty without need", "Plant to close", "The plant will absolutely close.",
      "language.absolute", "absolutely" },
    { "title case", "Harbour Plant Will Close Before Winter Comes", "The plant will close.",
      "language.title_case", "Harbour Plant Will Close Before Winter Comes" },
    { "a sentence is not title case", "Harbour plant will close before winter comes",
      "The plant will close.", "language.title_case", NULL },

    { "a headline that crowds",
      "The plant in the harbour will close and three hundred people must find new work",
      "The plant will close.", "headline.long",
      "The plant in the harbour will close and three hundred people must find new work" },
    { "a headline surer than its text", "Plant to close",
      "The plant will reportedly close before the winter. " FILLER, "headline.overstates",
      "reportedly" },
    { "a headline that says whose word it is", "Plant to close, owner says",
      "The plant will reportedly close before the winter. " FILLER, "headline.overstates", NULL },
    { "a number only in the headline", "Plant to cut 400 jobs",
      "The plant will cut jobs before the winter. " FILLER, "headline.unsupported", "400" },
    { "a number in both", "Plant to cut 400 jobs",
      "The plant will cut 400 jobs before the winter. " FILLER, "headline.unsupported", NULL },
    { "a headline that asks", "Will the plant close?", "The plant will close.",
      "headline.question", "Will the plant close?" },

    { "a fact twice", "Plant to close",
      "The plant will close at the end of May and three hundred people lose their work. It is old. "
      "The plant will close at the end of May and three hundred people lose their work.",
      "text.repetition",
      "The plant will close at the end of May and three hundred people lose their work." },
    { "a hedge that is lost", "Plant to close",
      "The owner put a reported $40 million into the old plant last year. "
      "Years went by. The $40 million that the owner put into the plant is gone.",
      "text.hedge_lost", "40" },
    { "a hedge that is kept", "Plant to close",
      "The owner put a reported $40 million into the old plant last year. "
      "Years went by. The reported $40 million that the owner put into the plant is gone.",
      "text.hedge_lost", NULL },
    { "an unedited slip", "Plant to close", "They dont want the plant.", "text.sloppy", "dont" },

    { "a full stop glued to the next word", "Plant to close", "They left the plant.Then it closed.",
      "text.sloppy", "Then" },
    { "limits are named", "Plant to close", "It remains unclear when the plant will close.",
      "text.limits", "remains unclear" },
    { "a short text", "Plant to close", "The plant will close.", "text.short", "" },

    { "whose money it is", "Plant to close", "The study was funded by the plant's owner.",
      "disclosure.interests", "study was funded by" },
    { "satire that says so", "Plant to close", "Be warned that this site is satire.",
      "disclosure.satire", "this site is satire" },
    { "satire of somebody else", "Plant to close", "He drew for a satirical magazine.",
      "disclosure.satire", NULL },
    { "machines as a topic", "Plant to close", "AI-generated images were shown at the fair.",
      "disclosure.machine_made", NULL },
    { "an honest gap is no disclaimer", "Plant to close",
      "The video could not be independently verified.", "disclosure.disclaimer", NULL },
    { "a slip of the speaker's", "Plant to close", "\"They dont want it any more,\" he said.",
      "text.sloppy", NULL },
    { "satire as a topic", "Plant to close", "He wrote a satire about the plant.",
      "disclosure.satire", NULL },
    { "no guarantee", "Plant to close",
      "This publication does not guarantee the accuracy of what it prints.",
      "disclosure.disclaimer", "does not guarantee the accuracy" },
    { "made by a machine", "Plant to close", "This summary was automatically generated.",
      "disclosure.machine_made", "This summary was automatically generated" },
    { "advertising", "Plant to close", "The plant will close. Subscribe to our newsletter.",
      "disclosure.advertising", "Subscribe to our newsletter" },
    { "a call to buy", "Plant to close", "This is a stock to buy before the crowd comes.",
      "disclosure.call_to_buy", "stock to buy" },

    { "published elsewhere", "Plant to close",
      "This story was originally published by the Harbour Post.", "secondary.republished",
      "originally published by" },
    { "known from another outlet", "Plant to close",
      "The plant will close, according to the Harbour Post.", "secondary.outlet",
      "according to the Harbour Post" },

    { "a table of unknown origin", "Plant to close",
      "Orders fell.\n\n| Year | Orders |\n|---|---|\n| 2023 | 40 |\n| 2024 | 30 |\n\nIt is old.",
      "tables.unsourced", "| Year | Orders |\n|---|---|\n| 2023 | 40 |\n| 2024 | 30 |" },
    { "a text that misstates its table", "Plant to close",
      "| Year | Orders |\n|---|---|\n| 2023 | 40 |\n| 2024 | 30 |\n\n"
      "Orders rose by 25% from 2023 to 2024.", "tables.contradicted",
      "Orders rose by 25% from 2023 to 2024" },
    { "a text that reads its table well", "Plant to close",
      "| Year | Orders |\n|---|---|\n| 2023 | 40 |\n| 2024 | 30 |\n\n"
      "Orders fell by 25% from 2023 to 2024.", "tables.contradicted", NULL },
    { "a table with its source", "Plant to close",
      "Orders fell.\n\n| Year | Orders |\n|---|---|\n| 2023 | 40 |\n| 2024 | 30 |\n\n"
      "Source: Harbour Statistics Office", "tables.unsourced", NULL },
    { "an estimated cell", "Plant to close",
      "Orders fell.\n\n| Year | Orders |\n|---|---|\n| 2023 | 40 |\n| 2024 | 30 (estimated) |",
      "tables.estimated",
      "| Year | Orders |\n|---|---|\n| 2023 | 40 |\n| 2024 | 30 (estimated) |" },
    { "no table", "Plant to close", "Orders fell.", "tables.unsourced", NULL },
    { "a claim that its table bears out only softens", "Plant to close",
      "| Year | Orders |\n|---|---|\n| 2023 | 40 |\n| 2024 | 30 |\n\n"
      "Orders fell by 25% from 2023 to 2024.", "tables.supported",
      "| Year | Orders |\n|---|---|\n| 2023 | 40 |\n| 2024 | 30 |" },
    { "points under a percent sign", "Plant to close",
      "| Yard | 2023 | 2024 | Change |\n|---|---|---|---|\n| North | 80% | 60% | -20% |\n"
      "| South | 50% | 45% | -5% |\n| West | 40% | 48% | 8% |", "tables.mixed_units",
      "| Yard | 2023 | 2024 | Change |\n|---|---|---|---|\n| North | 80% | 60% | -20% |\n"
      "| South | 50% | 45% | -5% |\n| West | 40% | 48% | 8% |" },
    { "a total that does not add up", "Plant to close",
      "| Yard | 2023 | 2024 |\n|---|---|---|\n| North | 40 | 35 |\n| South | 10 | 12 |\n"
      "| Total | 50 | 74 |", "tables.wrong_sum",
      "| Yard | 2023 | 2024 |\n|---|---|---|\n| North | 40 | 35 |\n| South | 10 | 12 |\n"
      "| Total | 50 | 74 |" },
};

static struct article *article_of(const struct row *row)
{
    struct article *a = article_new();
    article_title(a, slice_of(row->title));
    article_plain(a, slice_of(row->text));
    article_finish(a);
    return a;
}

/* Rules that were found so far, by the test of every signal at the end. */
static char met[128][64];
static size_t met_size;

static const struct stage_said *find(const char *rule)
{
    for (size_t i = 0; i < stage.said_size; i++)
        if (strcmp(stage.said[i].rule, rule) == 0) {
            bool known = false;
            for (size_t k = 0; k < met_size; k++)
                known |= strcmp(met[k], rule) == 0;
            if (!known && met_size < count_of(met))
                snprintf(met[met_size++], sizeof met[0], "%s", rule);
            return &stage.said[i];
        }
    return NULL;
}

/* Runs last: a signal that no test above found is one that nobody would miss. */
static void test_every_signal(void **state)
{
    (void)state;
    static const char prefix[] = "signals.";
    for (size_t i = 0; i < stage.scorer->params_size; i++) {
        const char *name = stage.scorer->params[i].name;
        bool found = strncmp(name, prefix, sizeof prefix - 1) != 0;
        for (size_t k = 0; k < met_size && !found; k++)
            found = strcmp(met[k], name + sizeof prefix - 1) == 0;
        if (!found)
            fail_msg("no test finds %s", name);
    }
}

static void check_row(void **state)
{
    const struct row *row = *state;
    struct article *a = article_of(row);
    struct assay_article seen = stage_article(a);
    assert_true(stage_play(&stage, &seen));
    const struct stage_said *said = find(row->rule);
    if (!row->words) {
        if (said)
            fail_msg("%s was found on \"%s\"", row->rule, said->words);
    } else {
        if (!said)
            fail_msg("%s was not found", row->rule);
        assert_string_equal(said->words, row->words);
        assert_true(said->delta != 0 && said->why[0]);
    }
    article_free(&a);
}

/* ------------------------------------------------------------------ around the signals */

static void test_prior(void **state)
{
    (void)state;
    struct article *a = article_of(&rows[0]);
    a->prior = 0.85;
    struct assay_article seen = stage_article(a);
    stage_play(&stage, &seen);
    assert_string_equal(stage.said[0].rule, "source.prior");
    assert_true(stage.said[0].delta == 0.85);
    seen.prior = NAN;
    stage_play(&stage, &seen);
    assert_true(stage.said[0].delta == 0.5);
    assert_string_equal(stage.said[0].why, "no prior set: the base");
    article_free(&a);
}

static double *param_of(const char *name)
{
    for (size_t i = 0; i < stage.scorer->params_size; i++)
        if (strcmp(stage.scorer->params[i].name, name) == 0)
            return (double *)((char *)stage.params + stage.scorer->params[i].offset);
    fail_msg("no parameter %s", name);
    return NULL;
}

/* Half of a prior's distance from the base, or none. What the host is told of the reach agrees. */
static void test_prior_strength(void **state)
{
    (void)state;
    struct article *a = article_of(&rows[0]);
    a->prior = 0.9;
    struct assay_article seen = stage_article(a);
    double *strength = param_of("prior_strength"), low[2], high[2], known[2];
    for (int i = 0; i < 2; i++) {
        *strength = i ? 0 : 0.5;
        stage_play(&stage, &seen);
        assert_true(fabs(stage.said[0].delta - (i ? 0.5 : 0.7)) < 1e-12);
        known[i] = stage.confidence;
        stage.scorer->reach(stage.state, 0.9, &low[0], &high[0]);
        stage.scorer->reach(stage.state, NAN, &low[1], &high[1]);
        assert_true(fabs(low[0] - low[1] - (i ? 0 : 0.2)) < 1e-12);
    }
    assert_string_equal(stage.said[0].why, "priors are switched off: the base");
    assert_true(known[0] > known[1]);
    *strength = 1;
    article_free(&a);
}

static void test_bylines(void **state)
{
    (void)state;
    static const struct {
        const char *author, *rule;
    } bylines[] = {
        { "Dana Whitlock", "identity.byline" },
        { "Staff", "identity.staff" },
        { "News Desk", "identity.staff" },
        { "Harbour News", "identity.staff" },
        { "Please Enter Your Name Here", "identity.staff" },
        { "Reuters", "identity.byline" },
        { "Ludwig van Dyk", "identity.byline" },
        { "harbourpost.example", "identity.staff" },
    };
    for (size_t i = 0; i < count_of(bylines); i++) {
        struct article *a = article_of(&rows[0]);
        article_author(a, slice_of(bylines[i].author));
        a->domain = strdup("harbourpost.example");
        struct assay_article seen = stage_article(a);
        stage_play(&stage, &seen);
        assert_non_null(find(bylines[i].rule));
        article_free(&a);
    }
}

static void test_primary_link(void **state)
{
    (void)state;
    struct article *a = article_of(&rows[0]);
    article_link(a, (struct assay_span){ 0, 5 }, slice_of("https://www.sec.gov/edgar/1"));
    struct assay_article seen = stage_article(a);
    stage_play(&stage, &seen);
    assert_string_equal(find("attribution.primary_link")->words, "Plant");
    article_free(&a);
}

/* Signals never pass their caps, whatever the text; every reason lies in its own group. */
static void test_caps(void **state)
{
    (void)state;
    HELD(text) body = {0};
    for (size_t i = 0; i < 40; i++)
        for (size_t k = 0; k < count_of(rows); k++)
            text_printf(&body, "%s\n\n", rows[k].text);
    struct row row = { .title = "YOU WON'T BELIEVE THIS SHOCKING END!!!", .text = body.ptr };
    struct article *a = article_of(&row);
    struct assay_article seen = stage_article(a);
    stage_play(&stage, &seen);
    for (size_t i = 0; i < stage.scorer->params_size; i++) {
        const struct assay_param *p = &stage.scorer->params[i];
        if (p->kind != ASSAY_SIGNAL)
            continue;
        const struct assay_signal *signal =
            (const struct assay_signal *)((const char *)stage.params + p->offset);
        double sum = 0;
        for (size_t k = 0; k < stage.said_size; k++)
            if (strcmp(stage.said[k].rule, p->name + strlen("signals.")) == 0) {
                sum += stage.said[k].delta;
                assert_memory_equal(stage.said[k].part, stage.said[k].rule,
                                    strlen(stage.said[k].part));
            }
        if (fabs(sum) > fabs(signal->cap) + 1e-12)
            fail_msg("%s: %g is beyond %g", p->name, sum, signal->cap);
    }
    article_free(&a);
}

/* German capitalises nouns: no names, no title case, and little confidence. */
static void test_other_language(void **state)
{
    (void)state;
    static const struct row row = { .title = "Werft Schließt Tore Wegen Neuer Auflagen",
                                    .text = "Die Werft Am Hafen schließt. " FILLER };
    struct article *a = article_of(&row);
    struct assay_article seen = stage_article(a);
    stage_play(&stage, &seen);
    double english = stage.confidence;
    assert_non_null(find("language.title_case"));
    seen.language = (struct assay_text){ "de", 2 };
    stage_play(&stage, &seen);
    assert_null(find("language.title_case"));
    assert_null(find("attribution.people"));
    assert_true(stage.confidence < english / 2);
    article_free(&a);
}

static void test_origin(void **state)
{
    (void)state;
    struct article *a = article_of(&rows[0]);
    a->origin = strdup("Harbour Post");
    struct assay_article seen = stage_article(a);
    stage_play(&stage, &seen);
    assert_string_equal(find("secondary.origin")->why, "says that it comes from Harbour Post");
    article_free(&a);
}

/* A tenth of a second each, where quadratic work would take minutes. */
/* Other reports of the story: each further origin, a count that agrees, one that does not. */
static void test_place(void **state)
{
    (void)state;
    OWNED(article) a = article_new();
    article_title(a, SLICE("Ferry hits rocks"));
    article_block(a, ASSAY_PARAGRAPH, SLICE("The ferry with 214 passengers hit 3 rocks."));
    article_finish(a);
    struct assay_article seen = stage_article(a);
    stage_play(&stage, &seen);
    assert_null(find("stories.corroborated"));
    struct assay_figure figures[] = {
        { .span = { 33, 14 }, .agrees = true, .origins = 1, .value = 214, .other = 214 },
        { .span = { 52, 7 }, .origins = 2, .value = 3, .other = 5 },
    };
    struct assay_place place = { .items = 4, .origins = 3, .figures = figures, .figures_size = 2 };
    seen.place = &place;
    stage_play(&stage, &seen);
    size_t corroborated = 0;
    for (size_t i = 0; i < stage.said_size; i++)
        corroborated += strcmp(stage.said[i].rule, "stories.corroborated") == 0;
    assert_int_equal(corroborated, 2);
    assert_non_null(find("stories.corroborated"));
    assert_string_equal(find("stories.figure")->words, "214 passengers");
    assert_string_equal(find("stories.conflict")->words, "3 rocks");
    assert_string_equal(find("stories.conflict")->why, "gives 3 where independent reports give 5");
    assert_true(find("stories.conflict")->delta < 0);
    place.origins = 1;
    stage_play(&stage, &seen);
    assert_null(find("stories.corroborated"));
}

static void test_hostile(void **state)
{
    (void)state;
    static const char *const pieces[] = { "12 said. ", "\"", "(", "!", "A ", "@a ", "a. ", "' ",
                                          "source said \"one two three four\" ", "40 may be. " };
    for (size_t i = 0; i < count_of(pieces); i++) {
        HELD(text) body = {0};
        while (body.len < 1 << 20)
            text_add(&body, slice_of(pieces[i]));
        struct assay_block block = { ASSAY_PARAGRAPH, { 0, (uint32_t)body.len } };
        struct assay_article seen = { .abi = ASSAY_ABI, .size = sizeof seen,
                                      .text = { body.ptr, body.len }, .blocks = &block,
                                      .blocks_size = 1, .prior = NAN,
                                      .published = ASSAY_UNKNOWN_TIME };
        assert_true(stage_play(&stage, &seen));
    }
}

static void test_headline_alone(void **state)
{
    (void)state;
    static const struct row row = { .title = "Plant to close", .text = "" };
    struct article *a = article_of(&row);
    struct assay_article seen = stage_article(a);
    assert_true(stage_play(&stage, &seen));
    assert_true(stage.confidence < 0.05);
    article_free(&a);
}

static const char config_file[] = SOURCE_DIR "/config/scorers/reliability.yaml";

static struct slice read_config(char *bytes, size_t cap)
{
    FILE *file = fopen(config_file, "rb");
    assert_non_null(file);
    struct slice read = { bytes, fread(bytes, 1, cap, file) };
    fclose(file);
    return read;
}

/* What ships says nothing but the defaults, so that either can be read for the other. */
static void test_shipped_settings(void **state)
{
    (void)state;
    static char bytes[1 << 16];
    OWNED(arena) arena = arena_new();
    OWNED(complaints) wrong = complaints_new();
    const struct yaml_tree *tree =
        yaml_read(arena, config_file, read_config(bytes, sizeof bytes), wrong);
    assert_non_null(tree);
    struct yaml_tree shipped = *tree;
    shipped.shipped = SOURCE_DIR "/config";
    const struct params *p =
        params_read(&shipped, tree->root, NULL, &assay_scorer_reliability, arena, wrong);
    if (!p)
        fail_msg("%s", complaints_at(wrong, 0)->text);
    for (size_t i = 0; i < stage.scorer->params_size; i++) {
        const struct assay_param *param = &stage.scorer->params[i];
        size_t size = param->kind == ASSAY_REAL ? sizeof(double)
                    : param->kind == ASSAY_SIGNAL ? sizeof(struct assay_signal) : 0;
        if (!p->nodes[i])
            fail_msg("%s is missing", param->name);
        if (memcmp((char *)p->values + param->offset, (char *)stage.params + param->offset, size))
            fail_msg("%s is not the default", param->name);
    }
}

/* Bad lines are named by their number; nothing opens. */
static void test_bad_lexicon(void **state)
{
    (void)state;
    static const struct {
        const char *content;
        size_t line;
    } bad[] = {
        { "say\tsaid\nsay said\n", 2 },
        { "shout\tsaid\n", 1 },
        { "# fine\n\nsay\t\n", 3 },
        { "say\tone two three four five six seven eight nine\n", 1 },
    };
    for (size_t i = 0; i < count_of(bad); i++) {
        struct stage other;
        stage_open(&other, &assay_scorer_reliability);
        struct assay_file file = { { "mine", 4 }, { bad[i].content, strlen(bad[i].content) } };
        *(struct assay_files *)other.params = (struct assay_files){ &file, 1 };
        assert_null(other.scorer->open(other.params, &other.host));
        assert_int_equal(other.complaint_line, bad[i].line);
        stage_done(&other);
    }
}

int main(void)
{
    struct rows tests = {0};
    stage_open(&stage, &assay_scorer_reliability);
    if (!stage.state) {
        print_error("line %zu: %s\n", stage.complaint_line, stage.complaint);
        return 1;
    }
    ADD_ROWS(&tests, rows, check_row);
    ADD_TEST(&tests, test_prior);
    ADD_TEST(&tests, test_prior_strength);
    ADD_TEST(&tests, test_bylines);
    ADD_TEST(&tests, test_primary_link);
    ADD_TEST(&tests, test_caps);
    ADD_TEST(&tests, test_other_language);
    ADD_TEST(&tests, test_origin);
    ADD_TEST(&tests, test_place);
    ADD_TEST(&tests, test_hostile);
    ADD_TEST(&tests, test_headline_alone);
    ADD_TEST(&tests, test_shipped_settings);
    ADD_TEST(&tests, test_bad_lexicon);
    ADD_TEST(&tests, test_every_signal);
    int failed = rows_run("reliability", &tests);
    stage_done(&stage);
    return failed;
}
