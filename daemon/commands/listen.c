#include "commands/listen.h"

#include "base/mem.h"
#include "commands/complaining.h"
#include "commands/json_line.h"
#include "commands/paint.h"
#include "config.h"

#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum option_key {
    FEED = 256,
    TICKER,
    LABEL,
    MIN_TONE,
    MAX_TONE,
    MIN_RELIABILITY,
    MAX_RELIABILITY,
    TEXT,
    JSON,
    PREFIX,
    CONFIG,
    ENDPOINT,
    REPLAY,
    JOURNAL,
    COLOR,
    FROM,
    TO,
    PATIENCE,
    KEY,
    SERVER_KEY,
};

/* "watch" knows no journal and no end, "replay" no live socket. */
static const struct known {
    struct option option;
    const char *only_for;
} known[] = {
    { { "feed", required_argument, NULL, FEED }, NULL },
    { { "ticker", required_argument, NULL, TICKER }, NULL },
    { { "label", required_argument, NULL, LABEL }, NULL },
    { { "min-tone", required_argument, NULL, MIN_TONE }, NULL },
    { { "max-tone", required_argument, NULL, MAX_TONE }, NULL },
    { { "min-reliability", required_argument, NULL, MIN_RELIABILITY }, NULL },
    { { "max-reliability", required_argument, NULL, MAX_RELIABILITY }, NULL },
    { { "text", required_argument, NULL, TEXT }, NULL },
    { { "count", required_argument, NULL, 'n' }, NULL },
    { { "json", no_argument, NULL, JSON }, NULL },
    { { "prefix", required_argument, NULL, PREFIX }, NULL },
    { { "config", required_argument, NULL, CONFIG }, NULL },
    { { "endpoint", required_argument, NULL, ENDPOINT }, "watch" },
    { { "replay", required_argument, NULL, REPLAY }, NULL },
    { { "journal", required_argument, NULL, JOURNAL }, "replay" },
    { { "key", required_argument, NULL, KEY }, NULL },
    { { "server-key", required_argument, NULL, SERVER_KEY }, NULL },
    { { "color", required_argument, NULL, COLOR }, NULL },
    { { "since", required_argument, NULL, FROM }, "watch" },
    { { "from", required_argument, NULL, FROM }, "replay" },
    { { "to", required_argument, NULL, TO }, "replay" },
    { { "timeout", required_argument, NULL, PATIENCE }, "watch" },
};

static bool number(const char *text, double *ret)
{
    return slice_to_real(slice_of(text), ret);
}

static bool count(const char *text, uint64_t *ret)
{
    int64_t value;
    if (!slice_to_int(slice_of(text), &value) || value < 1)
        return false;
    *ret = (uint64_t)value;
    return true;
}

/* A number of the journal, or how long ago. */
static bool take_start(struct listening *l, const char *value)
{
    int64_t number;
    if (!slice_to_int(slice_of(value), &number))
        return duration_parse(slice_of(value), &l->ago);
    l->from = number > 0 ? (uint64_t)number : 1;
    return number >= 0;
}

static bool take_option(struct listening *l, int key, const char *value)
{
    uint64_t counted = 0;
    switch (key) {
    case FEED: l->filter.feed = value; return true;
    case TICKER: l->filter.ticker = value; return true;
    case LABEL: l->filter.label = value; return true;
    case MIN_TONE: return number(value, &l->filter.min_tone);
    case MAX_TONE: return number(value, &l->filter.max_tone);
    case MIN_RELIABILITY: return number(value, &l->filter.min_reliability);
    case MAX_RELIABILITY: return number(value, &l->filter.max_reliability);
    case TEXT: l->filter.text = value; return true;
    case JSON: l->json = true; return true;
    case PREFIX: l->prefix = value; return strlen(value) < TOPIC_MAX;
    case CONFIG: l->config_path = value; return true;
    case ENDPOINT: l->live = value; return true;
    case REPLAY: l->replay = value; return true;
    case JOURNAL: l->journal = value; return true;
    case KEY: l->who.key = value; return true;
    case SERVER_KEY: l->who.server = value; return true;
    case COLOR: return paint_choose(value);
    case FROM: return take_start(l, value);
    case TO: return count(value, &l->to);
    case PATIENCE: return duration_parse(slice_of(value), &l->patience);
    case 'n':
        if (!count(value, &counted))
            return false;
        l->count = counted;
        return true;
    default: return false;
    }
}

static int parse(struct listening *l, int argc, char **argv)
{
    struct option options[count_of(known) + 1] = { 0 };
    size_t size = 0;
    for (size_t i = 0; i < count_of(known); i++)
        if (!known[i].only_for || strcmp(known[i].only_for, l->command->name) == 0)
            options[size++] = known[i].option;
    opterr = 0;
    optind = 1;
    for (int key; (key = getopt_long(argc, argv, "n:", options, NULL)) != -1;) {
        if (key == '?')
            return command_misused(l->command, "what is '%s'?", argv[optind - 1]);
        if (!take_option(l, key, optarg))
            return command_misused(l->command, "'%s' does not fit there", optarg);
    }
    if (optind < argc)
        return command_misused(l->command, "what is '%s'?", argv[optind]);
    if (!l->who.key != !l->who.server)
        return command_misused(l->command, "--key and --server-key go together");
    return 0;
}

/* The narrowest prefix that holds whole items: those of a ticker are found by looking. */
static void derive_prefix(struct listening *l)
{
    if (l->prefix)
        return;
    if (l->filter.feed)
        topic_make(l->prefix_made, "item", slice_of(l->filter.feed));
    else
        strcpy(l->prefix_made, "item/");
    l->prefix = l->prefix_made;
}

static int ask_config(struct listening *l)
{
    OWNED(complaints) wrong = complaints_new();
    OWNED(config) config = NULL;
    if (!config_load(l->config_path, &config, wrong)) {
        complaints_print(wrong, stderr, l->json);
        return EX_CONFIG;
    }
    /* who names one endpoint and not the other wants no other */
    if (!l->replay && !l->live)
        l->replay = l->made_replay = mem_string(config->publish.replay);
    if (!l->live)
        l->live = l->made_live = mem_string(config->publish.endpoint);
    return 0;
}

int listen_open(struct listening *l, const struct command *command, int argc, char **argv)
{
    *l = (struct listening){ .command = command,
                             .filter = filter_none,
                             .to = UINT64_MAX,
                             .count = SIZE_MAX,
                             .ago = { -1 },
                             .patience = { -1 } };
    int status = parse(l, argc, argv);
    if (status)
        return status;
    derive_prefix(l);
    bool is_placed =
        strcmp(command->name, "watch") == 0 ? l->live != NULL : l->journal || l->replay;
    return is_placed ? 0 : ask_config(l);
}

bool listen_find_start(struct listening *l, struct past *past, struct error *err)
{
    if (l->ago.ms < 0)
        return true;
    struct instant when = instant_add(clock_now(clock_real()), (struct duration){ -l->ago.ms });
    return past_number_at(past, when, &l->from, err);
}

void listen_done(struct listening *l)
{
    mem_free(&l->made_live);
    mem_free(&l->made_replay);
}

bool listen_take(struct listening *l, struct slice json)
{
    struct scored scored;
    if (!scored_read(json, &scored))
        return false;
    bool fits = filter_fits(&l->filter, &scored);
    if (fits && l->json) {
        json_line_print(json);
        fflush(stdout);
    } else if (fits) {
        scored_print(&scored);
    }
    scored_done(&scored);
    l->count -= fits;
    return l->count == 0;
}
