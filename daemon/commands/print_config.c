#include "commands/command.h"
#include "commands/complaining.h"
#include "config.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

extern const struct command command_print_config;

static int print_text(const struct text *out)
{
    fwrite(text_string(out), 1, out->len, stdout);
    if (fflush(stdout) == 0)
        return 0;
    fprintf(stderr, "assayd print-config: cannot write: %s\n", strerror(errno));
    return EX_IOERR;
}

static int print_manual(void)
{
    HELD(text) out = {0};
    config_describe(&out);
    return print_text(&out);
}

static cJSON *json_of(const struct yaml_node *node)
{
    double number;
    if (node->kind == YAML_MAP) {
        cJSON *object = cJSON_CreateObject();
        for (const struct yaml_node *child = node->first; child; child = child->next)
            cJSON_AddItemToObject(object, child->key.ptr, json_of(child));
        return object;
    }
    if (node->kind == YAML_LIST) {
        cJSON *list = cJSON_CreateArray();
        for (const struct yaml_node *child = node->first; child; child = child->next)
            cJSON_AddItemToArray(list, json_of(child));
        return list;
    }
    if (node->empty)
        return cJSON_CreateNull();
    if (!node->quoted && slice_to_real(node->text, &number))
        return cJSON_CreateNumber(number);
    if (!node->quoted && (slice_is(node->text, "true") || slice_is(node->text, "false")))
        return cJSON_CreateBool(slice_is(node->text, "true"));
    return cJSON_CreateString(node->text.ptr);
}

/* What is printed as YAML says by its quotes which values are text. Fails only on a configuration
 * that is larger in print than YAML_MAX_NODES. */
static bool to_json(struct text *yaml)
{
    OWNED(arena) arena = arena_new();
    OWNED(complaints) wrong = complaints_new();
    const struct yaml_tree *tree = yaml_read(arena, "", text_slice(yaml), wrong);
    if (!tree || !tree->root) {
        complaints_print(wrong, stderr, true);
        return false;
    }
    cJSON *all = json_of(tree->root);
    char *line = cJSON_PrintUnformatted(all);
    text_clear(yaml);
    text_add(yaml, slice_of(line));
    text_add_byte(yaml, '\n');
    cJSON_free(line);
    cJSON_Delete(all);
    return true;
}

static void add_heading(struct text *out, const struct config *config)
{
    text_printf(out, "# in effect, from these files (sha256 %s):\n", config->sha256);
    for (const struct source *s = sources_first(config->sources); s; s = s->next) {
        text_add(out, SLICE("#   "));
        text_add_printable(out, slice_of(s->path), false);
        text_add_byte(out, '\n');
    }
}

static int print_effective(const char *path, bool json)
{
    OWNED(complaints) wrong = complaints_new();
    OWNED(config) config = NULL;
    if (!config_load(path, &config, wrong)) {
        complaints_print(wrong, stderr, json);
        return EX_CONFIG;
    }
    HELD(text) out = {0};
    add_heading(&out, config);
    config_print(config, &out);
    if (json && !to_json(&out))
        return EX_SOFTWARE;
    return print_text(&out);
}

static int run(int argc, char **argv)
{
    static const struct option options[] = { { "json", no_argument, NULL, 'j' },
                                             { "manual", no_argument, NULL, 'm' },
                                             { NULL, 0, NULL, 0 } };
    bool json = false, manual = false;
    opterr = 0;
    optind = 1;
    for (int c; (c = getopt_long(argc, argv, "jm", options, NULL)) != -1;) {
        if (c == '?')
            return command_misused(&command_print_config, "what is '%s'?", argv[optind - 1]);
        json = json || c == 'j';
        manual = manual || c == 'm';
    }
    if (argc - optind > 1)
        return command_misused(&command_print_config, "prints one configuration at a time");
    return manual ? print_manual() : print_effective(argv[optind], json);
}

const struct command command_print_config = {
    "print-config", "[--json|--manual] [FILE]",
    "Print the configuration in effect, defaults included, secrets masked", run,
    "  FILE        the main file; without it $ASSAYD_CONFIG, the installed or the shipped one\n"
    "  --manual    print the manual of all settings instead, in Markdown\n"
    "  --json      one JSON object in one line; complaints too, one object a line\n"
};
