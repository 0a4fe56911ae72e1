#include "assay/scorer.h"
#include "commands/command.h"
#include "commands/json_line.h"
#include "item/article.h"

#include <stdio.h>
#include <string.h>

extern const struct command command_version;

static int run(int argc, char **argv)
{
    if (argc > 2 || (argc == 2 && strcmp(argv[1], "--json") != 0))
        return command_misused(&command_version, "what is '%s'?", argv[argc - 1]);
    if (argc == 2) {
        cJSON *o = cJSON_CreateObject();
        cJSON_AddStringToObject(o, "assayd", ASSAYD_VERSION);
        cJSON_AddNumberToObject(o, "scorer_abi", ASSAY_ABI);
        cJSON_AddStringToObject(o, "text", ARTICLE_NORMALIZER);
        json_line_print_tree(o);
        return 0;
    }
    printf("assayd %s (scorer ABI %d, text %s)\n", ASSAYD_VERSION, ASSAY_ABI,
           ARTICLE_NORMALIZER);
    return 0;
}

const struct command command_version = {
    "version", "[--json]", "Print the version", run, NULL
};
