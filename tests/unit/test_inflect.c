/* English forms by rule and by exception. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "common/inflect.h"
#include "support/rows.h"

#include <stdio.h>
#include <string.h>

struct row {
    const char *name, *base;
    enum inflect_class word_class;
    const char *except, *forms;
};

static const struct row rows[] = {
    { "a plain verb", "gain", INFLECT_VERB, NULL, "gain gains gained gaining" },
    { "a silent e goes before -ing", "plunge", INFLECT_VERB, NULL, "plunge plunges plunged plunging" },
    { "one short syllable doubles", "drop", INFLECT_VERB, NULL, "drop drops dropped dropping" },
    { "qu counts as a consonant", "quip", INFLECT_VERB, NULL, "quip quips quipped quipping" },
    { "two vowels do not double", "soar", INFLECT_VERB, NULL, "soar soars soared soaring" },
    { "w does not double", "slow", INFLECT_VERB, NULL, "slow slows slowed slowing" },
    { "two syllables do not double", "plummet", INFLECT_VERB, NULL,
      "plummet plummets plummeted plummeting" },
    { "y behind a consonant", "rally", INFLECT_VERB, NULL, "rally rallies rallied rallying" },
    { "y behind a vowel", "decay", INFLECT_VERB, NULL, "decay decays decayed decaying" },
    { "hissing sounds take -es", "crash", INFLECT_VERB, NULL, "crash crashes crashed crashing" },
    { "ee stays", "agree", INFLECT_VERB, NULL, "agree agrees agreed agreeing" },
    { "ie becomes y", "untie", INFLECT_VERB, NULL, "untie unties untied untying" },
    { "listed pasts replace the rule's", "fall", INFLECT_VERB, "fell,fallen",
      "fall fell fallen falls falling" },
    { "a past like its base comes all the same", "cut", INFLECT_VERB, "cut", "cut cut cuts cutting" },
    { "a listed -ing replaces the rule's", "die", INFLECT_VERB, "died,dying", "die died dying dies" },
    { "a listed third person as well", "have", INFLECT_VERB, "had,has", "have had has having" },
    { "a plain noun", "layoff", INFLECT_NOUN, NULL, "layoff layoffs" },
    { "a noun in y", "bankruptcy", INFLECT_NOUN, NULL, "bankruptcy bankruptcies" },
    { "nouns in o only take s", "photo", INFLECT_NOUN, NULL, "photo photos" },
    { "verbs in o take es", "veto", INFLECT_VERB, NULL, "veto vetoes vetoed vetoing" },
    { "a listed plural", "crisis", INFLECT_NOUN, "crises", "crisis crises" },
    { "an adjective in y", "gloomy", INFLECT_ADJECTIVE, NULL, "gloomy gloomier gloomiest" },
    { "an adjective in e", "safe", INFLECT_ADJECTIVE, NULL, "safe safer safest" },
    { "a short adjective doubles", "grim", INFLECT_ADJECTIVE, NULL, "grim grimmer grimmest" },
    { "a long one is compared with more", "terrible", INFLECT_ADJECTIVE, NULL, "terrible" },
    { "listed comparisons", "good", INFLECT_ADJECTIVE, "better,best", "good better best" },
    { "no class, no forms", "beyond", INFLECT_NONE, NULL, "beyond" },
};

struct joined {
    char text[256];
};

static void join(void *data, const char *word, size_t len, enum inflect_form form)
{
    struct joined *j = data;
    size_t size = strlen(j->text);
    (void)form;
    snprintf(j->text + size, sizeof j->text - size, "%s%.*s", size ? " " : "", (int)len, word);
}

static void inflects(void **state)
{
    const struct row *row = *state;
    struct inflect *in = inflect_new();
    struct joined j = { "" };
    if (row->except)
        inflect_except(in, row->base, row->word_class, row->except, strlen(row->except));
    inflect_each(in, row->base, strlen(row->base), row->word_class, join, &j);
    inflect_free(&in);
    assert_string_equal(j.text, row->forms);
}

struct adverb {
    const char *name, *base, *form;
};

static const struct adverb adverbs[] = {
    { "gloomily", "gloomy", "gloomily" },     { "terribly", "terrible", "terribly" },
    { "drastically", "drastic", "drastically" }, { "sharply", "sharp", "sharply" },
    { "fully", "full", "fully" },             { "truly", "true", "truly" },
    { "safely", "safe", "safely" },
};

static void makes_adverbs(void **state)
{
    const struct adverb *row = *state;
    char out[INFLECT_MAX + 8];
    size_t len = inflect_adverb(row->base, strlen(row->base), out);
    out[len] = '\0';
    assert_string_equal(out, row->form);
}

static void a_class_keeps_its_exceptions(void **state)
{
    (void)state;
    struct inflect *in = inflect_new();
    struct joined j = { "" };
    inflect_except(in, "lead", INFLECT_VERB, "led", 3);
    inflect_each(in, "lead", 4, INFLECT_NOUN, join, &j);
    inflect_free(&in);
    assert_string_equal(j.text, "lead leads");
}

static void a_word_too_long_stays_alone(void **state)
{
    (void)state;
    char base[INFLECT_MAX + 2];
    struct joined j = { "" };
    memset(base, 'a', sizeof base);
    inflect_each(NULL, base, sizeof base, INFLECT_VERB, join, &j);
    assert_int_equal(strlen(j.text), sizeof base);
}

int main(void)
{
    struct rows all = {0};
    ADD_ROWS(&all, rows, inflects);
    ADD_ROWS(&all, adverbs, makes_adverbs);
    ADD_TEST(&all, a_class_keeps_its_exceptions);
    ADD_TEST(&all, a_word_too_long_stays_alone);
    return rows_run("inflect", &all);
}
