#include "assay/scorer.h"
#include "commands/command.h"
#include "item/article.h"

#include <stdio.h>

static int run(int argc, char **argv)
{
    (void)argc, (void)argv;
    printf("assayd %s (scorer ABI %d, text %s)\n", ASSAYD_VERSION, ASSAY_ABI,
           ARTICLE_NORMALIZER);
    return 0;
}

const struct command command_version = { "version", "", "Print the version", run, NULL };
