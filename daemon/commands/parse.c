/* parse FILE: a feed as JSON, whatever its dialect. */
#include "commands/command.h"

#include "base/error.h"
#include "base/text.h"
#include "commands/input.h"
#include "commands/json_line.h"
#include "intake/feed.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

const struct command command_parse;

static int print_feed(const char *path, const struct feed_source *source)
{
    HELD(text) bytes = {0};
    HELD(text) json = {0};
    struct error err = {0};
    if (!input_read(path, feed_limits_default.body, &bytes, &err)) {
        fprintf(stderr, "assayd parse: %s\n", error_line(&err));
        return EX_NOINPUT;
    }
    struct feed_document *d = feed_read(text_slice(&bytes), source, &feed_limits_default, &err);
    if (!d) {
        error_at(&err, path);
        fprintf(stderr, "assayd parse: %s\n", error_line(&err));
        return EX_DATAERR;
    }
    feed_write_json(&json, d);
    json_line_print(text_slice(&json));
    feed_document_free(&d);
    return 0;
}

static int run(int argc, char **argv)
{
    struct feed_source source = {0};
    const char *path = NULL;
    for (int i = 1; i < argc; i++) {
        bool header = strcmp(argv[i], "--header") == 0, base = strcmp(argv[i], "--base") == 0;
        if ((header || base) && i + 1 == argc)
            return command_misused(&command_parse, "%s needs a value", argv[i]);
        if (header && !feed_source_note(&source, slice_of(argv[++i])))
            return command_misused(&command_parse, "'%s' is no header; try 'Name: value'", argv[i]);
        else if (base)
            source.url = slice_of(argv[++i]);
        else if (!header && argv[i][0] == '-' && argv[i][1] && strcmp(argv[i], "--json") != 0)
            return command_misused(&command_parse, "there is no option %s", argv[i]);
        else if (!header && argv[i][0] != '-')
            path = path ? "" : argv[i];
        else if (!header && !argv[i][1])
            path = path ? "" : "-";
    }
    if (!path || !*path)
        return command_misused(&command_parse, "needs exactly one FILE");
    return print_feed(path, &source);
}

const struct command command_parse = {
    "parse", "[--header 'Name: value']... [--base URL] FILE|-", "Print a feed as JSON", run,
    "  --header 'Name: value'  as the server sent it: Content-Type, Content-Location\n"
    "                          and Content-Language count\n"
    "  --base URL              where the document came from; relative links start there\n"
};
