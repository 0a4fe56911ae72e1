#include "base/log.h"
#include "base/mem.h"
#include "commands/command.h"
#include "commands/json_line.h"
#include "control.h"

#include <getopt.h>
#include <stdio.h>

extern const struct command command_reload;

#define PATIENCE MINUTES(2)

static const char *text_at(const cJSON *o, const char *key)
{
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(o, key));
    return text ? text : "";
}

/* Asked by systemd, our stderr is the journal, which has the complaints from the daemon already. */
static void say(const cJSON *answer, bool good)
{
    const cJSON *complaint, *list = cJSON_GetObjectItemCaseSensitive(answer, "complaints");
    if (!log_to_journal())
        cJSON_ArrayForEach(complaint, list)
            fprintf(stderr, "%s\n", cJSON_GetStringValue(complaint));
    fprintf(stderr, good ? "generation %.0f is in effect\n"
                         : "refused; generation %.0f stays in effect\n",
            cJSON_GetNumberValue(cJSON_GetObjectItemCaseSensitive(answer, "generation")));
    if (*text_at(answer, "restart"))
        fprintf(stderr, "these changes wait for a restart: %s\n", text_at(answer, "restart"));
}

static int report(const struct text *json, bool as_json)
{
    cJSON *answer = cJSON_ParseWithLength(json->ptr, json->len);
    if (!answer) {
        fprintf(stderr, "assayd reload: the answer is none of assayd's\n");
        return EX_PROTOCOL;
    }
    bool good = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(answer, "good"));
    if (!as_json)
        say(answer, good);
    cJSON_Delete(answer);
    if (as_json)
        json_line_print(text_slice(json));
    return good ? 0 : EX_CONFIG;
}

static int reload(const char *socket, bool as_json)
{
    struct error err = { 0 };
    HELD(text) answer = { 0 };
    char *path = socket ? mem_string(socket) : control_path();
    bool asked = control_ask(path ? path : "/run/assayd/control.sock", PATIENCE, &answer, &err);
    mem_free(&path);
    if (asked)
        return report(&answer, as_json);
    fprintf(stderr, "assayd reload: %s\n", error_line(&err));
    return EX_UNAVAILABLE;
}

static int run(int argc, char **argv)
{
    static const struct option known[] = { { "json", no_argument, NULL, 'j' },
                                           { "socket", required_argument, NULL, 's' },
                                           { NULL, 0, NULL, 0 } };
    const char *socket = NULL;
    bool as_json = false;
    opterr = 0;
    optind = 1;
    for (int c; (c = getopt_long(argc, argv, "", known, NULL)) != -1;) {
        if (c == 's')
            socket = optarg;
        else if (c == 'j')
            as_json = true;
        else
            return command_misused(&command_reload, "what is '%s'?", argv[optind - 1]);
    }
    if (optind < argc)
        return command_misused(&command_reload, "what is '%s'?", argv[optind]);
    return reload(socket, as_json);
}

const struct command command_reload = {
    "reload", "[--json] [--socket PATH]",
    "Make the running daemon read its configuration anew, and say how that went", run,
    "  --socket PATH    where the daemon listens; without it control.sock in $RUNTIME_DIRECTORY\n"
    "                   or in /run/assayd\n"
    "  --json           the daemon's answer as one object\n"
    "\nExits with 0 when the new configuration is in effect, with 78 when it was refused and the old\n"
    "one stays, with 69 when no daemon answers. Only root and the daemon's user may ask.\n"
};
