/* The commands, in the order in which `assayd --help` lists them. */
#include "commands/command.h"

#include <stddef.h>

extern const struct command command_check_config, command_diff, command_doctor, command_explain,
    command_export_opml, command_extract, command_feeds, command_import_opml, command_import_priors,
    command_journal, command_keygen, command_label, command_parse, command_print_config,
    command_reload, command_replay, command_run, command_score, command_trace, command_tune,
    command_version, command_watch;

const struct command *const commands[] = {
    &command_run,
    &command_reload,
    &command_score,
    &command_explain,
    &command_diff,
    &command_watch,
    &command_replay,
    &command_journal,
    &command_feeds,
    &command_trace,
    &command_parse,
    &command_extract,
    &command_check_config,
    &command_doctor,
    &command_label,
    &command_tune,
    &command_print_config,
    &command_import_priors,
    &command_import_opml,
    &command_export_opml,
    &command_keygen,
    &command_version,
    NULL,
};
