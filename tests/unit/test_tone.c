/* The tone scorer's rules, on a small lexicon of their own: no row depends on shipped words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "item/verdict.h"
#include "scoring/opinion.h"
#include "support/rows.h"
#include "support/stage.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

extern const struct assay_scorer assay_scorer_tone;

struct file {
    const char *name, *content;
};

static const struct file small[] = {
    { "irregular-en", "fall  v  fell,fallen\nrise  v  rose,risen\ncut  v  cut\nlose  v  lost" },
    { "general-en", "bad  -1.8  adj\ngood  1.8\ngloomy  -1.6  adj\nfear  -1.5  n,v\nhope  1.2  n\nimprove  1.5  v\n"
                    "crisis  -2  n\nflood  -2  n\nhalt  -1  v\nwin  1.8  v\npraise  1.8  v,n\nlawsuit  -1.6  n\nhappy  2" },
    { "finance-en", "upbeat  1.6\nslump  -1.9  v,n" },
    { "events-en", "layoff  -1.8  n" },
    { "judgement-en", "cautionary tale  -2.4  n" },
    { "expectations-en", "downgrade  -1.6  v,n\navoid * shares  -1.4  v" },
    { "neutral-en", "share  0  n" },
    { "directions-en", "rise  1  v,n\nfall  -1  v,n\nsoar  1.6  v,n\ncut  -1  n,v,trans\nraise  1  v,trans\n"
                       "drop  -1  v,n\nwiden  1  v,trans\nnarrow  -1  v,trans\nhigher  1\nup  1\ngrowth  1  n\n"
                       "trim  -1  v,trans\nimprove  1  v,trans\nfresh low  -1.7  n" },
    { "subjects-en", "profit  1.2  n\nsales  1.1\nloss  -1.2  n\ncost  -1  n\ndebt  -1  n\nshare  1  n\n"
                     "job  1.1  n\nguidance  1.1\nunemployment  -1\ncustomer  1  n\ndividend  1  n" },
    { "intensifiers-en", "very  0.3\nsharply  0.4\nslightly  -0.3" },
    { "negators-en", "not  -0.6\nno  -0.6\nhardly  -0.4\nnever  -0.6\navert  -0.7  v,relief\nease  -0.7  v,relief\nhalt  -0.7  v,relief\n"
                     "lose  -0.6  v,loss\nwithout  -0.6  loss" },
    { "names-en", "Good Energy  0" },
    { "cues-en", "but  0  contrast\nalthough  0  concession\ndespite  0  concession\nif  0  condition\n"
                 "in short  0  conclusion\nsay  0  attribution,v\nsign up  0  boilerplate\nsentiment  0  verdict\n"
                 "outlook  0  verdict\nwatch for  0  agenda\npatient  0  research,n\nplacebo  0  research\nwall  0  guard,n" },
};

/* A scorer with the small lexicon, or (files NULL) with the shipped ones. */
struct judge {
    struct stage stage;
    struct opened_scorer opened;
    struct assay_file files[sizeof small / sizeof *small];
};

static struct judge mine, shipped;

static void open_judge(struct judge *j, bool own)
{
    stage_open(&j->stage, &assay_scorer_tone);
    if (own) {
        for (size_t i = 0; i < sizeof small / sizeof *small; i++)
            j->files[i] = (struct assay_file){
                { small[i].name, strlen(small[i].name) },
                { small[i].content, strlen(small[i].content) } };
        assay_scorer_tone.close(j->stage.state);
        memcpy(j->stage.params, &(struct assay_files){ j->files, sizeof small / sizeof *small },
               sizeof(struct assay_files)); /* `lexicons` comes first */
        j->stage.state = assay_scorer_tone.open(j->stage.params, &j->stage.host);
    }
    assert_non_null(j->stage.state);
    j->opened = (struct opened_scorer){ .name = "tone", .scorer = &assay_scorer_tone,
                                        .state = j->stage.state };
    assay_scorer_tone.shape(j->stage.state, &j->opened.shape);
}

struct score {
    double overall, entities[2];
    bool present, entity_present[2];
    char rules[256]; /* of the reasons, in order, separated by spaces */
};

static void release(struct verdict_opinion *o)
{
    for (size_t i = 0; i < o->reasons_size; i++) {
        free(o->reasons[i].detail);
        free(o->reasons[i].why);
    }
    for (size_t i = 0; i < o->facts_size; i++)
        free(o->facts[i].text);
    free(o->entities);
    free(o->parts);
    free(o->reasons);
    free(o->facts);
    free(o->broken);
}

static size_t find_mentions(const struct assay_article *a, const char *name,
                            struct assay_span *out, size_t cap)
{
    size_t count = 0, len = strlen(name);
    for (const char *p = a->text.ptr; (p = strstr(p, name)) && count < cap; p += len)
        out[count++] = (struct assay_span){ (uint32_t)(p - a->text.ptr), (uint32_t)len };
    return count;
}

static void judge_article(const struct judge *j, const struct assay_article *article,
                          struct score *ret)
{
    struct verdict_opinion o = {0};
    opinion_ask(&j->opened, article, ASSAY_REASONS, NULL, &o);
    assert_null(o.broken);
    *ret = (struct score){ .overall = o.overall.value, .present = o.overall.present };
    double sum = 0;
    for (size_t i = 0; i < o.reasons_size; i++) {
        const struct verdict_reason *r = &o.reasons[i];
        size_t size = strlen(ret->rules);
        if (r->entity != ASSAY_OVERALL)
            continue;
        sum += r->contribution;
        snprintf(ret->rules + size, sizeof ret->rules - size, "%s%s", size ? " " : "", r->rule);
    }
    assert_float_equal(sum, o.overall.present ? o.overall.value : 0, 1e-9);
    for (uint32_t i = 0; i < article->entities_size && i < 2; i++) {
        ret->entities[i] = o.entities[i].value;
        ret->entity_present[i] = o.entities[i].present;
    }
    release(&o);
}

static struct score judge_text(const struct judge *j, const char *title, const char *text,
                               const char *const names[2])
{
    struct article *a = article_new();
    struct assay_span spans[2][32];
    struct assay_entity entities[2] = {0};
    struct score score;
    if (title)
        article_title(a, slice_of(title));
    article_plain(a, slice_of(text));
    article_finish(a);
    struct assay_article article = stage_article(a);
    for (int i = 0; names && i < 2 && names[i]; i++) {
        entities[i] = (struct assay_entity){ .ticker = STAGE_TEXT(names[i]),
                                             .name = STAGE_TEXT(names[i]), .mentions = spans[i],
                                             .relevance = 1 };
        entities[i].mentions_size = (uint32_t)find_mentions(&article, names[i], spans[i], 32);
        article.entities_size++;
    }
    article.entities = entities;
    judge_article(j, &article, &score);
    article_free(&a);
    return score;
}

/* ------------------------------------------------------------------ signs */

struct row {
    const char *name, *text;
    int sign;          /* of the score; 0: abstains or stays within 0.05 */
    const char *rules; /* that told it; NULL: any */
};

static const struct row rows[] = {
    { "a good word", "A good day", 1, "lexicon.general" },
    { "a bad word", "A bad day", -1, "lexicon.general" },
    { "not bad leans warm", "Not a bad quarter", 1, "lexicon.general" },
    { "not good leans cold", "Not a good quarter", -1, "lexicon.general" },
    { "hardly good", "Hardly good for anyone", -1, "lexicon.general" },
    { "a negation ends at a comma", "Not now, a crisis is here", -1, NULL },
    { "but goes on in a list", "No crisis, flood or lawsuit", 1, NULL },
    { "nothing found abstains", "The board met on Tuesday", 0, "" },

    { "profit that rises is good", "Profit rose", 1, "direction" },
    { "profit that falls is bad", "Profit fell 5 percent", -1, "direction" },
    { "debt that rises is bad", "Debt rose", -1, "direction" },
    { "losses that narrow are good", "Its losses narrowed", 1, "direction" },
    { "a nominal form", "A 12% drop in sales", -1, "direction" },
    { "a compound", "Job growth", 1, "direction" },
    { "an attribute", "Rising unemployment", -1, "direction" },
    { "an attribute with a word between", "Higher operating costs", -1, "direction" },
    { "a transitive verb", "The firm cut its costs", 1, "direction" },
    { "jobs that are cut", "The firm cuts 500 jobs", -1, "direction" },
    { "a passive", "Losses were trimmed", 1, "direction" },
    { "a passive with an adverb", "The dividend was sharply cut", -1, "direction" },
    { "the head moves, not what describes it", "Sales of the debt unit fell", -1, "direction" },
    { "fears that ease are good", "Fears eased", 1, NULL },
    { "a rise that does not come", "Profit did not rise", -1, "direction" },
    { "a market moves by itself", "Shares of Acme rose 3%", 1, "direction" },
    { "what improves is good even of a bad thing", "Debt improved", 1, "direction" },
    { "a bad thing that reaches its low is good", "Debt drops to a fresh low", 1, "direction direction.bare" },
    { "a level is good news", "Shares stood at a 52-week high", 1, "direction.level" },
    { "a level that is left behind is none", "Shares stood off a 52-week high", 0, "" },
    { "a low that is left behind is none", "Shares rose from a fresh low", 1, "direction" },

    { "from less to more", "Profit was EUR 4.1 mn versus EUR 3.0 mn", 1, "comparison" },
    { "from more to less", "Sales came to EUR 3 mn, compared with EUR 4 mn", -1, "comparison" },
    { "a loss after a profit", "A loss of EUR 2 mn compared with a profit of EUR 3 mn", -1, "comparison" },
    { "a profit after a loss", "A profit of EUR 2 mn versus a loss of EUR 3 mn", 1, "comparison" },
    { "a smaller loss", "The loss was $2 million versus $5 million", 1, "comparison" },
    { "years are no figures", "Sales in 2009 compared with 2008", 0, NULL },

    { "a crisis averted", "Crisis averted", 1, NULL },
    { "averting a crisis", "The plan averts a crisis", 1, NULL },
    { "averting all of a list", "The plan averts a crisis, flood and lawsuit", 1, NULL },
    { "losing customers", "It lost customers", -1, "relief" },
    { "without hope", "Left without hope", -1, NULL },

    { "behind but counts more", "A good start but a bad end", -1, NULL },
    { "although counts less", "Although costs rose, profit rose", 1, NULL },
    { "despite counts less", "Profit rose despite the crisis", 1, NULL },
    { "the head counts, not the cause", "Shares fall on higher guidance", -1, "direction direction" },
    { "where it ended is the news", "They went from gloomy to happy", 1, NULL },
    { "a ban that is halted is not bad twice", "The judge halts the crisis", 1, NULL },
    { "a title before a name", "For the bank, Hope Brandt signed", 0, NULL },
    { "names have no tone", "Good Energy opens an office", 0, "" },
    { "an invitation is no news", "Sign up for good news", 0, "" },
};

static void has_its_sign(void **state)
{
    const struct row *row = *state;
    struct score score = judge_text(&mine, NULL, row->text, NULL);
    int sign = score.overall > 0.05 ? 1 : score.overall < -0.05 ? -1 : 0;
    assert_int_equal(sign, row->sign);
    if (row->rules)
        assert_string_equal(score.rules, row->rules);
}

/* ------------------------------------------------------------------ order */

/* The first text sounds better than the second, by 0.01 at least. */
struct pair {
    const char *name, *better, *worse;
};

static const struct pair pairs[] = {
    { "very good is better than good", "A very good day", "A good day" },
    { "slightly bad is better than bad", "A slightly bad day", "A bad day" },
    { "sharply behind the verb", "Profit fell", "Profit fell sharply" },
    { "a big percentage says more", "Profit rose 40%", "Profit rose 1%" },
    { "soaring is more than rising", "Profit soared", "Profit rose" },
    { "a question claims less", "Is it a crisis?", "It is a crisis." },
    { "a condition claims less", "It helps if a crisis comes", "It helps as a crisis comes" },
    { "shouting is louder", "A GOOD day", "A good day" },
    { "exclamation marks as well", "A good day!!!", "A good day" },
    { "said again says less than said anew", "A good and happy day", "A good and good day" },
    { "a flood wall is no flood", "A flood wall stands", "A flood stands" },
    { "hardly turns less than not", "It is hardly good", "It is not good" },
};

static void is_better(void **state)
{
    const struct pair *row = *state;
    double better = judge_text(&mine, NULL, row->better, NULL).overall;
    double worse = judge_text(&mine, NULL, row->worse, NULL).overall;
    assert_true(better > worse + 0.01);
}

/* ------------------------------------------------------------------ stated grades */

/* What a text says of its own tone is its level, whatever else it tells. */
struct graded {
    const char *name, *text;
    double level;
    bool stated;
};

#define DARK "Layoffs followed. Profit fell. The board met on Tuesday. "
#define BRIGHT "Profit rose. Costs fell. The board met on Tuesday. "

static const struct graded graded[] = {
    { "mildly negative", DARK "Sentiment toward Acme is mildly negative.", -0.25, true },
    { "with words between", DARK "Sentiment remains, for now, slightly negative.", -0.25, true },
    { "with more in its clause", DARK "Sentiment is mildly negative and gloomy.", -0.25, true },
    { "behind a colon", DARK "Sentiment: mixed.", 0, true },
    { "strongly positive", BRIGHT "The outlook stays strongly positive.", 0.7, true },
    { "an attribute", BRIGHT "That leaves a mildly positive outlook.", 0.25, true },
    { "half-way", BRIGHT "Sentiment is neutral to mildly positive.", 0.125, true },
    { "first in the text", "Sentiment is mildly negative. " DARK, -0.25, true },
    { "what is not so is not stated", DARK "Sentiment is not positive.", 0, false },
    { "a question states nothing", DARK "Is sentiment mildly positive?", 0, false },
    { "a plain attribute states nothing", DARK "It has a positive outlook.", 0, false },
};

static void states_its_tone(void **state)
{
    const struct graded *row = *state;
    const char *const names[2] = { "Acme", NULL };
    struct score score = judge_text(&mine, NULL, row->text, names);
    assert_int_equal(strstr(score.rules, "verdict") != NULL, row->stated);
    if (row->stated)
        assert_float_equal(score.overall, row->level, 0.2);
    if (score.entity_present[0])
        assert_float_equal(score.entities[0], row->level, 0.2);
}

static void what_is_to_be_watched_is_no_news(void **state)
{
    (void)state;
    double watched = judge_text(&mine, NULL, "Watch for layoffs and a crisis", NULL).overall;
    double told = judge_text(&mine, NULL, "They see layoffs and a crisis", NULL).overall;
    assert_true(watched > told * 0.4);
}

/* The same sentence among words of research and among others. */
static void the_ills_that_research_studies_are_no_bad_news(void **state)
{
    (void)state;
    static const char ill[] = "It is a crisis. ";
    char study[2048] = "", other[2048] = "";
    for (int i = 0; i < 10; i++) { /* what is said twice counts once */
        char sentence[128];
        snprintf(sentence, sizeof sentence, "In room %d patients take a placebo as patients do. ", i);
        strcat(study, sentence);
        snprintf(sentence, sizeof sentence, "In room %d children take a pencil as children do. ", i);
        strcat(other, sentence);
    }
    double studied = judge_text(&mine, NULL, strcat(study, ill), NULL).overall;
    double plain = judge_text(&mine, NULL, strcat(other, ill), NULL).overall;
    assert_true(plain < -0.05);
    assert_true(studied > plain * 0.5);
}

static void one_sentence_proves_less_than_three(void **state)
{
    (void)state;
    double one = judge_text(&mine, NULL, "Profit rose.", NULL).overall;
    double three = judge_text(&mine, NULL, "Profit rose. Costs fell. Sales rose.", NULL).overall;
    assert_true(three > one + 0.05);
}

/* ------------------------------------------------------------------ entities */

struct owned {
    const char *name, *text;
    const char *names[2];
    int signs[2];
};

static const struct owned owned[] = {
    { "one company owns the sentence", "Acme profit rose", { "Acme", NULL }, { 1, 0 } },
    { "clauses have their owners", "Acme profit rose, Bolt sales fell", { "Acme", "Bolt" }, { 1, -1 } },
    { "while parts them too", "Acme shares rose while Bolt shares fell", { "Acme", "Bolt" }, { 1, -1 } },
    { "a list shares", "Acme and Bolt shares rose", { "Acme", "Bolt" }, { 1, 1 } },
    { "a list behind the verb", "Profit rose at Acme and Bolt", { "Acme", "Bolt" }, { 1, 1 } },
    { "to beat another", "Acme beats Bolt", { "Acme", "Bolt" }, { 1, -1 } },
    { "to lag another", "Acme lags Bolt", { "Acme", "Bolt" }, { -1, 1 } },
    { "to outperform somewhere beats no one", "Acme outperforms in Bolt", { "Acme", "Bolt" }, { 1, 0 } },
    { "a blow is said of the one it hits", "Acme downgrades Bolt", { "Acme", "Bolt" }, { 0, -1 } },
    { "who is hit may stand first", "Bolt downgraded by Acme", { "Acme", "Bolt" }, { 0, -1 } },
    { "or before the one who hits", "Bolt falls after Acme downgrade", { "Acme", "Bolt" }, { 0, -1 } },
    { "against another is not of the other", "Acme falls against Bolt", { "Acme", "Bolt" }, { -1, 0 } },
    { "a cause has no share", "Acme shares rise on Bolt order", { "Acme", "Bolt" }, { 1, 0 } },
    { "who says it is not meant", "Sales of steel fell sharply in May: Bolt", { "Bolt", NULL }, { 0, 0 } },
    { "nor is who is quoted at the end", "Acme faces a crisis, says Bolt", { "Acme", "Bolt" }, { -1, 0 } },
    { "a list behind a colon is meant", "In crisis: Bolt, Acme", { "Acme", "Bolt" }, { -1, -1 } },
    { "the company is the one named before", "Acme met analysts.\n\nThe company faces a crisis.",
      { "Acme", NULL }, { -1, 0 } },
};

static void belongs_to(void **state)
{
    const struct owned *row = *state;
    struct score score = judge_text(&mine, NULL, row->text, row->names);
    for (int i = 0; i < 2; i++) {
        int sign = score.entities[i] > 0.05 ? 1 : score.entities[i] < -0.05 ? -1 : 0;
        assert_int_equal(sign, row->signs[i]);
    }
}

static void the_words_of_a_watched_name_are_silent(void **state)
{
    (void)state;
    const char *const names[2] = { "Gloomy Capital", NULL };
    assert_false(judge_text(&mine, NULL, "Gloomy Capital opens an office", names).present);
    const char *const shares[2] = { "Profit Fair", NULL };
    assert_string_equal(judge_text(&mine, NULL, "Profit Fair rose", shares).rules, "direction.bare");
    assert_true(judge_text(&mine, NULL, "Analysts avoid Gloomy Capital shares", names).overall < 0);
}

/* ------------------------------------------------------------------ the door */

static void the_users_word_wins(void **state)
{
    (void)state;
    struct judge j;
    struct assay_number word = { { "gloomy", 6 }, 2 };
    open_judge(&j, true);
    assay_scorer_tone.close(j.stage.state);
    memcpy((char *)j.stage.params + assay_scorer_tone.params[1].offset,
           &(struct assay_numbers){ &word, 1 }, sizeof(struct assay_numbers));
    j.stage.state = assay_scorer_tone.open(j.stage.params, &j.stage.host);
    j.opened.state = j.stage.state;
    assert_true(judge_text(&j, NULL, "A gloomy day", NULL).overall > 0.2);
    stage_done(&j.stage);
}

static void a_bad_lexicon_is_refused_by_place(void **state)
{
    (void)state;
    struct judge j;
    open_judge(&j, true);
    j.files[1].content = (struct assay_text){ "good  1\nbad", 11 };
    assert_null(assay_scorer_tone.open(j.stage.params, &j.stage.host));
    assert_int_equal(j.stage.complaint_line, 2);
    stage_done(&j.stage);
}

/* Two threads' worth of desks: one scoring inside another's time must not share memory. */
static void scoring_repeats_itself(void **state)
{
    (void)state;
    double once = judge_text(&mine, NULL, "Profit rose but debt rose", NULL).overall;
    judge_text(&mine, NULL, "A crisis. A lawsuit. A good day.", NULL);
    assert_float_equal(judge_text(&mine, NULL, "Profit rose but debt rose", NULL).overall, once, 0);
}

int main(void)
{
    struct rows all = {0};
    open_judge(&mine, true);
    open_judge(&shipped, false);
    ADD_ROWS(&all, rows, has_its_sign);
    ADD_ROWS(&all, pairs, is_better);
    ADD_ROWS(&all, graded, states_its_tone);
    ADD_TEST(&all, what_is_to_be_watched_is_no_news);
    ADD_TEST(&all, the_ills_that_research_studies_are_no_bad_news);
    ADD_TEST(&all, one_sentence_proves_less_than_three);
    ADD_ROWS(&all, owned, belongs_to);
    ADD_TEST(&all, the_words_of_a_watched_name_are_silent);
    ADD_TEST(&all, the_users_word_wins);
    ADD_TEST(&all, a_bad_lexicon_is_refused_by_place);
    ADD_TEST(&all, scoring_repeats_itself);
    int failed = rows_run("tone", &all);
    stage_done(&mine.stage);
    stage_done(&shipped.stage);
    return failed;
}
