#include "commands/judge.h"
#include "commands/show.h"

static void print_one(struct judge *j, const struct article *a)
{
    OWNED(verdict) v = assayer_judge(j->assayer, a, j->json || j->jsonl ? ASSAY_REASONS : ASSAY_SCORE);
    if (j->json || j->jsonl)
        judge_print_json(j, a, v);
    else
        show_line(a, v);
}

static int run(int argc, char **argv);

const struct command command_score = {
    "score", "[OPTIONS] FILE|URL|- ...",
    "Judge text, a page, a feed or JSON lines: one line a result", run, JUDGE_OPTIONS
};

static int run(int argc, char **argv)
{
    struct judge j;
    int status = judge_open(&j, &command_score, argc, argv);
    if (status == 0)
        status = judge_inputs(&j, print_one);
    judge_done(&j);
    return status;
}
