#include "commands/change.h"
#include "commands/dissection.h"
#include "commands/judge.h"
#include "commands/rules.h"
#include "commands/show.h"
#include "commands/whynot.h"

#include <stdio.h>

struct explaining {
    struct judge judge;              /* first: judge_inputs hands it back */
    struct config *config;           /* the same without the changes of --set; NULL: there are none */
    struct assayer *unchanged;
    struct rules *rules;             /* --rules; else NULL */
    struct html page;                /* --html; else empty */
};

static int open_others(struct explaining *e)
{
    const struct judge *j = &e->judge;
    if (j->html)
        html_open(&e->page, "assayd explain");
    if (j->changes_size && !(e->unchanged = judge_another(j, (struct overlays){0}, &e->config)))
        return EX_CONFIG;
    return j->rules && !(e->rules = rules_open(j)) ? EX_CONFIG : 0;
}

static int save_page(struct explaining *e)
{
    struct error err = {0};
    if (!e->judge.html || html_save(&e->page, e->judge.html, &err))
        return 0;
    fprintf(stderr, "assayd explain: %s\n", error_line(&err));
    return EX_CANTCREAT;
}

static void explaining_done(struct explaining *e)
{
    html_done(&e->page);
    rules_close(&e->rules);
    assayer_free(&e->unchanged);
    config_free(&e->config);
    judge_done(&e->judge);
}

static void print_change(const struct explaining *e, const struct article *a,
                         const struct verdict *v)
{
    struct article seen = e->judge.stored ? judge_seen(e->config, e->judge.stored) : *a;
    OWNED(verdict) before = assayer_judge(e->unchanged, &seen, ASSAY_REASONS);
    for (size_t i = 0; i < e->judge.changes_size; i++)
        printf("%s%s\n", i ? " and " : "with ", e->judge.changes[i]);
    change_show(a, before, v);
    printf("\n");
}

static void print_one(struct judge *j, const struct article *a)
{
    struct explaining *e = (struct explaining *)j;
    OWNED(verdict) v = assayer_judge(j->assayer, a, ASSAY_TRACE);
    if (j->html) {
        dissection_write(&e->page, a, v, &j->config->assayer);
        return;
    }
    if (j->json) {
        judge_print_json(j, a, v);
        return;
    }
    show_line(a, v);
    printf("\n");
    if (e->unchanged)
        print_change(e, a, v);
    if (j->why_not)
        whynot_show(a, v, j->why_not);
    else
        show_explanation(a, v);
    if (e->rules)
        rules_show(e->rules, a, v);
}

static int run(int argc, char **argv);

const struct command command_explain = {
    "explain", "[OPTIONS] FILE|URL|- ...",
    "Show the text with every contributing word, the sums, the signals and the table checks", run,
    JUDGE_OPTIONS
    "  --why-not WORD   why this word does not count, wherever it stands in the text\n"
    "  --rules          what each rule did: the score without it\n"
    "  --html FILE      a page for any browser instead, all of it in one file\n"
};

static int run(int argc, char **argv)
{
    struct explaining e = {0};
    int status = judge_open(&e.judge, &command_explain, argc, argv);
    if (status == 0)
        status = open_others(&e);
    if (status == 0)
        status = judge_inputs(&e.judge, print_one);
    if (status == 0 || status == EX_DATAERR)
        status = save_page(&e) ? EX_CANTCREAT : status;
    explaining_done(&e);
    return status;
}
