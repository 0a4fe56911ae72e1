/* Reading lexicons of every dialect, and finding their entries in text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "common/lexicon.h"
#include "support/rows.h"

#include <stdio.h>
#include <string.h>

struct row {
    const char *name;
    const char *layer, *file, *text, *found; /* found: "words=value ..." */
};

static const struct row rows[] = {
    { "an entry", "general-en", "gloomy  -1.6", "A gloomy day", "gloomy=-1.6" },
    { "tabs part columns too", "general-en", "gloomy\t-1.6\tadj", "Gloomier", "Gloomier=-1.6" },
    { "comments", "general-en", "# all of it\ngloomy  -1.6  # mood", "gloomy", "gloomy=-1.6" },
    { "case does not matter", "general-en", "gloomy  -1.6", "GLOOMY", "GLOOMY=-1.6" },
    { "verbs inflect", "general-en", "plunge  -2.2  v", "plunged, plunging", "plunged=-2.2 plunging=-2.2" },
    { "a phrase's noun inflects at its end", "events-en", "profit warning  -2.4  n",
      "Two profit warnings", "profit warnings=-2.4" },
    { "a phrase's verb inflects at its beginning", "events-en", "cut jobs  -1.5  v",
      "Cutting jobs", "Cutting jobs=-1.5" },
    { "the longest wins", "general-en", "out  1\nout of  2\nout of order  3", "out of order, out of",
      "out of order=3.0 out of=2.0" },
    { "an attempt that fails leaves the shorter", "general-en", "out  1\nout of order  3", "out of town",
      "out=1.0" },
    { "a hyphen matches a space", "general-en", "short-lived  -1", "short lived", "short lived=-1.0" },
    { "and a space a hyphen", "general-en", "short lived  -1", "short-lived", "short-lived=-1.0" },
    { "a gap of none", "general-en", "put * at risk  -1.5", "put at risk", "put at risk=-1.5" },
    { "a gap of two", "general-en", "put * at risk  -1.5", "put many jobs at risk",
      "put many jobs at risk=-1.5" },
    { "no gap of three", "general-en", "put * at risk  -1.5", "put very many jobs at risk", "" },
    { "no gap across a comma", "general-en", "put * at risk  -1.5", "put, at risk", "" },
    { "typographic apostrophes", "general-en", "can't wait  1", "can\xe2\x80\x99t wait",
      "can\xe2\x80\x99t wait=1.0" },
    { "an adverb on request", "general-en", "gloomy  -1.6  adj,ly", "gloomily", "gloomily=-1.6" },
    { "a form spelled out outranks one by rule", "general-en", "found  1  \nfind  -1  v", "found", "found=1.0" },
    { "the later file line wins", "general-en", "bold  1\nbold  2", "bold", "bold=2.0" },
    { "a face", "social-en", ":-)  2\n:(  -2", "Well :-) or :(", ":-)=2.0 :(=-2.0" },
    { "a face in a list of one's own", "mine.txt", ":-)\t2\n:(\t-2", "Well :-) or :(", ":-)=2.0 :(=-2.0" },
    { "an emoji", "social-en", "\xf0\x9f\x9a\x80  2", "go\xf0\x9f\x9a\x80", "\xf0\x9f\x9a\x80=2.0" },
    { "VADER's file", "mine.txt", "$:\t-1.5\t0.80623\t[-1, -1, -1, -1, -3, -1, -3, -1, -2, -1]\nabuse\t-3.2\t0.6\t[-3, -3]",
      "abuse", "abuse=-3.2" },
    { "AFINN's file", "mine.txt", "abandon\t-2\nabductions\t-2\ncan't stand\t-3", "I can't stand it",
      "can't stand=-3.0" },
    { "two columns of CSV", "mine.csv", "dreary,-1.5\n\"well made\",2", "well made but dreary",
      "well made=2.0 dreary=-1.5" },
    { "CSV with titles", "mine.csv", "word,value\ndreary,-1.5", "dreary", "dreary=-1.5" },
    { "Loughran-McDonald's", "lm.csv",
      "Word,Seq_num,Word Count,Negative,Positive,Source\nABANDON,1,3,2009,0,x\nABLE,2,9,0,2009,x\n"
      "ABOUT,3,9,0,0,x\nACQUIT,4,1,-2020,0,x", "able to abandon about acquit", "able=1.6 abandon=-1.6" },
    { "windows line ends", "general-en", "gloomy  -1.6\r\ndull  -1\r\n", "gloomy dull",
      "gloomy=-1.6 dull=-1.0" },
    { "a byte order mark", "general-en", "\xef\xbb\xbfgloomy  -1.6", "gloomy", "gloomy=-1.6" },
};

static void found_in(const struct lexicon *l, const char *text, char *out, size_t cap)
{
    struct tokens t = {0};
    out[0] = '\0';
    tokens_scan(&t, lexicon_words(l), text, 0, strlen(text));
    for (size_t at = 0; at < t.size;) {
        const struct meaning *m;
        size_t n = lexicon_match(l, text, t.items, at, t.size, &m);
        if (n) {
            const struct token *last = &t.items[at + n - 1];
            size_t size = strlen(out);
            snprintf(out + size, cap - size, "%s%.*s=%.1f", size ? " " : "",
                     (int)(last->start + last->len - t.items[at].start), text + t.items[at].start,
                     (double)m->general);
        }
        at += n ? n : 1;
    }
    tokens_done(&t);
}

static void finds(void **state)
{
    const struct row *row = *state;
    struct lexicon *l = lexicon_new();
    char out[256];
    assert_true(lexicon_read(l, lexicon_layer_of(row->layer, strlen(row->layer)), 1, row->file,
                             strlen(row->file), NULL, NULL));
    lexicon_ready(l);
    found_in(l, row->text, out, sizeof out);
    lexicon_free(&l);
    assert_string_equal(out, row->found);
}

struct complaint {
    const char *name, *layer, *file;
    size_t line;
    const char *text;
};

static const struct complaint complaints[] = {
    { "no value", "general-en", "# x\ngloomy", 2, "no value behind the entry; two spaces or a tab part columns" },
    { "one space is not two", "general-en", "gloomy -1.6", 1, "no value behind the entry; two spaces or a tab part columns" },
    { "a value out of range", "general-en", "gloomy  -16", 1, "the value is out of range" },
    { "intensifiers are small", "intensifiers-en", "very  3", 1, "the value is out of range" },
    { "an unknown tag", "general-en", "gloomy  -1  adjective", 1, "an unknown tag" },
    { "a phrase too long", "general-en", "a b c d e f g h i j k l m  1", 1, "not a word or a phrase of up to twelve words" },
    { "a gap at the end", "general-en", "put *  1", 1, "not a word or a phrase of up to twelve words" },
    { "a bad number in CSV", "mine.csv", "dull,-1\ngood,x", 2, "the second column is no number" },
    { "irregular without forms", "irregular-en", "fall  v", 1, "not a base, its class (v, n or adj) and its forms" },
};

struct heard {
    size_t line, count;
    char text[128];
};

static void hear(void *data, size_t line, const char *text)
{
    struct heard *heard = data;
    heard->line = line;
    heard->count++;
    snprintf(heard->text, sizeof heard->text, "%s", text);
}

static void complains(void **state)
{
    const struct complaint *row = *state;
    struct lexicon *l = lexicon_new();
    struct heard heard = {0};
    bool fine = lexicon_read(l, lexicon_layer_of(row->layer, strlen(row->layer)), 1, row->file,
                             strlen(row->file), hear, &heard);
    lexicon_free(&l);
    assert_false(fine);
    assert_int_equal(heard.count, 1);
    assert_int_equal(heard.line, row->line);
    assert_string_equal(heard.text, row->text);
}

#define READ(l, layer, text) \
    assert_true(lexicon_read(l, layer, 1, text, strlen(text), NULL, NULL))

static const struct meaning *only(const struct lexicon *l, const char *text)
{
    static const struct meaning *m;
    struct tokens t = {0};
    tokens_scan(&t, lexicon_words(l), text, 0, strlen(text));
    size_t n = lexicon_match(l, text, t.items, 0, t.size, &m);
    tokens_done(&t);
    return n ? m : NULL;
}

static void layers_have_their_order(void **state)
{
    (void)state;
    struct lexicon *l = lexicon_new();
    READ(l, LEXICON_GENERAL, "share  1.2\ngross  -2\nbeat  -1.5");
    READ(l, LEXICON_NEUTRAL, "share  0\ngross  0");
    READ(l, LEXICON_FINANCE, "beat  1.5");
    lexicon_ready(l);
    assert_float_equal(only(l, "beat")->general, -1.5, 1e-6);
    assert_float_equal(only(l, "beat")->finance, 1.5, 1e-6);
    assert_float_equal(only(l, "gross")->general, -2, 1e-6);
    assert_float_equal(only(l, "gross")->finance, 0, 1e-6);
    lexicon_free(&l);
}

static void the_users_word_counts_for_all_forms(void **state)
{
    (void)state;
    struct lexicon *l = lexicon_new();
    assert_true(lexicon_override(l, "layoff", 6, 0));
    assert_true(lexicon_override(l, "probe", 5, -3));
    READ(l, LEXICON_EVENTS, "layoff  -1.8  n\nprobe  -1.2  n,v");
    lexicon_ready(l);
    assert_true(only(l, "layoffs")->bits & MEANS_MUTED);
    assert_float_equal(only(l, "probed")->general, -3, 1e-6);
    lexicon_free(&l);
}

static void names_are_written_as_names(void **state)
{
    (void)state;
    struct lexicon *l = lexicon_new();
    READ(l, LEXICON_GENERAL, "grace  1.5\nbest  2");
    READ(l, LEXICON_NAMES, "Grace  0\nBest Buy  0");
    lexicon_ready(l);
    assert_int_equal(only(l, "Grace")->bits, MEANS_NAME);
    assert_float_equal(only(l, "grace")->general, 1.5, 1e-6);
    assert_int_equal(only(l, "Best Buy")->bits, MEANS_NAME);
    assert_float_equal(only(l, "best buy")->general, 2, 1e-6);
    lexicon_free(&l);
}

static void irregular_forms_replace_regular_ones(void **state)
{
    (void)state;
    struct lexicon *l = lexicon_new();
    READ(l, LEXICON_IRREGULAR, "fall  v  fell,fallen");
    READ(l, LEXICON_DIRECTIONS, "fall  -1  v,n");
    lexicon_ready(l);
    assert_true(only(l, "fell")->bits & MEANS_PAST);
    assert_true(only(l, "falls")->bits & MEANS_VERB);
    assert_true(only(l, "falls")->bits & MEANS_NOUN);
    assert_null(only(l, "falled"));
    lexicon_free(&l);
}

int main(void)
{
    struct rows all = {0};
    ADD_ROWS(&all, rows, finds);
    ADD_ROWS(&all, complaints, complains);
    ADD_TEST(&all, layers_have_their_order);
    ADD_TEST(&all, the_users_word_counts_for_all_forms);
    ADD_TEST(&all, names_are_written_as_names);
    ADD_TEST(&all, irregular_forms_replace_regular_ones);
    return rows_run("lexicon", &all);
}
