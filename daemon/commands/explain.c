#include "commands/judge.h"
#include "commands/show.h"

#include <stdio.h>

static void print_one(struct judge *j, const struct article *a)
{
    OWNED(verdict) v = assayer_judge(j->assayer, a, ASSAY_TRACE);
    if (j->json) {
        judge_print_json(j, a, v);
        return;
    }
    show_line(a, v);
    printf("\n");
    show_explanation(a, v);
}

static int run(int argc, char **argv);

const struct command command_explain = {
    "explain", "[OPTIONS] FILE|URL|- ...",
    "Show the text with every contributing word, the sums, the signals and the table checks", run,
    JUDGE_OPTIONS
};

static int run(int argc, char **argv)
{
    struct judge j;
    int status = judge_open(&j, &command_explain, argc, argv);
    if (status == 0)
        status = judge_inputs(&j, print_one);
    judge_done(&j);
    return status;
}
