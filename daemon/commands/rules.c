#include "commands/rules.h"

#include "base/mem.h"
#include "commands/paint.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define PREFIX "rules."
#define UNMOVED 0.00005

struct trial {
    const char *rule;          /* the parameter's name without PREFIX */
    struct config *config;
    struct assayer *assayer;
};

struct rules {
    struct trial *trials;
    size_t size;
};

static bool open_trial(const struct judge *j, const char *param, struct trial *ret)
{
    HELD(text) change = {0};
    const char **changes = mem_array(j->changes_size + 1, sizeof *changes);
    for (size_t i = 0; i < j->changes_size; i++)
        changes[i] = j->changes[i];
    text_printf(&change, "scorers.tone.%s=0", param);
    changes[j->changes_size] = text_string(&change);
    ret->rule = param + strlen(PREFIX);
    ret->assayer = judge_another(j, (struct overlays){ changes, j->changes_size + 1 }, &ret->config);
    mem_free(&changes);
    return ret->assayer != NULL;
}

struct rules *rules_open(const struct judge *j)
{
    const struct assay_scorer *tone = scorers_built_in("tone");
    struct rules *rules = mem_new(sizeof *rules);
    rules->trials = mem_array(tone->params_size + 1, sizeof *rules->trials);
    bool good = true;
    for (size_t i = 0; i < tone->params_size && good; i++)
        if (slice_starts(slice_of(tone->params[i].name), PREFIX))
            good = open_trial(j, tone->params[i].name, &rules->trials[rules->size++]);
    if (!good)
        rules_close(&rules);
    return rules;
}

void rules_close(struct rules **rules)
{
    if (!*rules)
        return;
    for (size_t i = 0; i < (*rules)->size; i++) {
        assayer_free(&(*rules)->trials[i].assayer);
        config_free(&(*rules)->trials[i].config);
    }
    mem_free(&(*rules)->trials);
    mem_free(rules);
}

static void print_effect(const char *rule, struct verdict_score with, struct verdict_score without)
{
    printf("  %-16s ", rule);
    if (with.present && without.present)
        printf("%s%+.4f%s", paint(paint_of_sign(with.value - without.value)),
               with.value - without.value, paint(PAINT_PLAIN));
    else
        printf("%7s", with.present ? "speaks" : "silences");
    if (without.present)
        printf("   without it %+.4f %s\n", without.value, without.label ? without.label : "");
    else
        printf("   without it the tone abstains\n");
}

void rules_show(const struct rules *rules, const struct article *a, const struct verdict *v)
{
    struct verdict_score with = verdict_opinion(v, "tone")->overall;
    size_t told = 0;
    printf("\nWhat each rule did\n");
    for (size_t i = 0; i < rules->size; i++) {
        OWNED(verdict) other = assayer_judge(rules->trials[i].assayer, a, ASSAY_SCORE);
        struct verdict_score without = verdict_opinion(other, "tone")->overall;
        if (with.present == without.present && fabs(with.value - without.value) < UNMOVED)
            continue;
        print_effect(rules->trials[i].rule, with, without);
        told++;
    }
    if (!told)
        printf("  nothing: without any one of them the score stays\n");
}
