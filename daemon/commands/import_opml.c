/* import-opml FILE: subscriptions of a feed reader into YAML to include. */
#include "commands/command.h"

#include "base/mem.h"
#include "commands/input.h"
#include "commands/json_line.h"
#include "intake/opml.h"
#include "settings/print.h"

#include <stdio.h>
#include <string.h>

const struct command command_import_opml;

static const char *words_of(const char *text)
{
    return text ? text : "";
}

/* A plain "${" is written "$${" in a configuration. */
static void add_url(struct text *out, const char *url)
{
    HELD(text) value = {0};
    for (const char *c = url; *c; c++) {
        if (c[0] == '$' && c[1] == '{')
            text_add_byte(&value, '$');
        text_add_byte(&value, *c);
    }
    yaml_print_text(out, text_slice(&value));
}

static void print_yaml(const struct opml *opml)
{
    HELD(text) out = {0};
    const char *folder = "";
    text_add(&out, SLICE("# By assayd import-opml. Name this file under include: in assayd.yaml.\nfeeds:\n"));
    for (size_t i = 0; i < opml->size; i++) {
        const struct opml_outline *o = &opml->outlines[i];
        if (o->refused)
            continue;
        if (strcmp(words_of(o->folder), folder) != 0) {
            folder = words_of(o->folder);
            text_printf(&out, "\n  # --- %s ---\n", *folder ? folder : "(no folder)");
        }
        text_printf(&out, "  - id: ");
        yaml_print_text(&out, slice_of(o->id));
        if (o->title)
            text_printf(&out, "  # %s", o->title);
        text_add(&out, SLICE("\n    url: "));
        add_url(&out, o->url);
        text_add_byte(&out, '\n');
    }
    fwrite(out.ptr, 1, out.len, stdout);
}

static void put(cJSON *object, const char *name, const char *text)
{
    cJSON_AddItemToObject(object, name, text ? cJSON_CreateString(text) : cJSON_CreateNull());
}

static void print_json(const struct opml *opml)
{
    for (size_t i = 0; i < opml->size; i++) {
        const struct opml_outline *o = &opml->outlines[i];
        cJSON *object = cJSON_CreateObject();
        put(object, "id", o->id);
        put(object, "url", o->url);
        put(object, "title", o->title);
        put(object, "folder", o->folder);
        cJSON_AddNumberToObject(object, "line", (double)o->line);
        put(object, "refused", o->refused);
        json_line_print_tree(object);
    }
}

/* Returns how many feeds are left. */
static size_t report(const char *path, const struct opml *opml)
{
    size_t good = 0;
    for (size_t i = 0; i < opml->size; i++) {
        const struct opml_outline *o = &opml->outlines[i];
        if (o->refused)
            fprintf(stderr, "%s:%zu: left out: \"%s\" %s\n", path, o->line,
                    o->title ? o->title : "an outline without a title", o->refused);
        good += !o->refused;
    }
    if (opml->cut)
        fprintf(stderr, "assayd import-opml: only the first %d feeds were read\n", OPML_MAX_FEEDS);
    fprintf(stderr, "assayd import-opml: %zu feed%s, %zu left out\n", good, good == 1 ? "" : "s",
            opml->size - good);
    return good;
}

static int import(const char *path, bool json)
{
    HELD(text) bytes = {0};
    struct error err = {0};
    if (!input_read(path, OPML_MAX_BYTES, &bytes, &err)) {
        fprintf(stderr, "assayd import-opml: %s\n", error_line(&err));
        return EX_NOINPUT;
    }
    OWNED(opml) opml = opml_read(text_slice(&bytes), &err);
    if (!opml) {
        error_at(&err, path);
        fprintf(stderr, "assayd import-opml: %s\n", error_line(&err));
        return EX_DATAERR;
    }
    if (json)
        print_json(opml);
    else
        print_yaml(opml);
    return report(path, opml) ? 0 : EX_DATAERR;
}

static int run(int argc, char **argv)
{
    const char *path = NULL;
    bool json = false;
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--json") == 0)
            json = true;
        else if (argv[i][0] == '-' && argv[i][1])
            return command_misused(&command_import_opml, "there is no option %s", argv[i]);
        else
            path = path ? "" : argv[i];
    if (!path || !*path)
        return command_misused(&command_import_opml, "needs exactly one FILE");
    return import(path, json);
}

const struct command command_import_opml = {
    "import-opml", "[--json] FILE|-", "Turn a feed reader's subscriptions into YAML to include", run,
    "  --json    one outline an object, one object a line, those left out among them\n"
    "\nids are made from titles, folders become comments. What is left out (no http, an address\n"
    "that came before) is named on stderr by its line.\n"
};
