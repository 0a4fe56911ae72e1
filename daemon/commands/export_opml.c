/* export-opml: the configured feeds, for a feed reader. */
#include "commands/command.h"

#include "base/mem.h"
#include "commands/complaining.h"
#include "config.h"
#include "intake/moved.h"
#include "intake/opml.h"

#include <stdio.h>
#include <string.h>

const struct command command_export_opml;

/* Returns how many of them leave credentials behind. */
static size_t add_feeds(struct text *out, const struct config *config)
{
    size_t secrets = 0;
    for (size_t i = 0; i < config->feeds_size; i++) {
        const struct subscription *s = &config->feeds[i];
        char *shown = moved_shown(s->url);
        opml_write_feed(out, s->id, shown);
        secrets += strchr(s->url, '@') && !strchr(shown, '@');
        mem_free(&shown);
    }
    return secrets;
}

static int run(int argc, char **argv)
{
    OWNED(complaints) wrong = complaints_new();
    OWNED(config) config = NULL;
    HELD(text) out = {0};
    if (argc > 2 || (argc == 2 && argv[1][0] == '-'))
        return command_misused(&command_export_opml, "takes the configuration's FILE, and nothing else");
    if (!config_load(argv[1], &config, wrong)) {
        complaints_print(wrong, stderr, false);
        return EX_CONFIG;
    }
    opml_write_head(&out, "Feeds of assayd");
    size_t secrets = add_feeds(&out, config);
    opml_write_tail(&out);
    fwrite(out.ptr, 1, out.len, stdout);
    if (secrets)
        fprintf(stderr, "assayd export-opml: names and passwords in %zu address%s are left out\n", secrets,
                secrets == 1 ? "" : "es");
    return 0;
}

const struct command command_export_opml = {
    "export-opml", "[FILE]", "Print the configured feeds as OPML, for a feed reader", run,
    "  FILE    the main file; without it $ASSAYD_CONFIG, the installed or the shipped one\n"
    "\nNames and passwords in addresses, headers and connections are left out.\n"
};
