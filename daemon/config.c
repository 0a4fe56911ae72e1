#include "config.h"

#include "base/mem.h"
#include "scoring/doubts.h"
#include "scoring/settings.h"
#include "settings/describe.h"
#include "settings/layers.h"
#include "settings/nearest.h"
#include "settings/path.h"
#include "settings/print.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ------------------------------------------------------------------ the table */

/* What the file says, before it is handed to the rooms in their own shape. */
struct config_written {
    int64_t version, workers;
    struct assay_texts include;
    struct publish_settings publish;
    struct journal_settings journal;
    struct health_settings http;
    struct fetch_settings fetch;
    struct schedule_settings schedule;
    struct pages_settings pages;
    struct stories_settings stories;
    struct edits_settings revisions;
    struct subscription defaults;
    struct field_records feeds, tickers, domains, scorers, alerts, tests;
    struct bands_settings bands;
};

#define AT(member) offsetof(struct config_written, member)
static const struct field config_fields[] = {
    { "version", FIELD_INT, "1", AT(version), .low = 1, .high = 1,
      .help = "Format of the configuration." },
    { "include", FIELD_TEXTS, NULL, AT(include),
      .help = "Further files, as patterns relative to this one; in the main file only. Later files "
              "win, key by key." },
    { "publish", FIELD_GROUP, NULL, AT(publish), FIELDS(publish),
      .help = "Where judged items come out, and how long they are kept for replay." },
    { "journal", FIELD_GROUP, NULL, AT(journal), FIELDS(journal),
      .help = "Where every verdict is written down before it is published." },
    { "http", FIELD_GROUP, NULL, AT(http), FIELDS(health),
      .help = "The page for operators: /metrics, /livez, /readyz." },
    { "workers", FIELD_INT, "0", AT(workers), .low = 0, .high = 64,
      .help = "Threads that judge items; 0: one for each processor, four at most." },
    { "fetch", FIELD_GROUP, NULL, AT(fetch), FIELDS(fetch),
      .help = "How feeds are requested, and what is refused." },
    { "schedule", FIELD_GROUP, NULL, AT(schedule), FIELDS(schedule),
      .help = "How politely, beside what a publisher asks for." },
    { "pages", FIELD_GROUP, NULL, AT(pages), FIELDS(pages),
      .help = "Articles' own pages, where a feed carries only a teaser; see full_text of a feed." },
    { "stories", FIELD_GROUP, NULL, AT(stories), FIELDS(stories),
      .help = "Near copies and same stories among the items of a window." },
    { "revisions", FIELD_GROUP, NULL, AT(revisions), FIELDS(edits),
      .help = "Items that are judged again, and come out again." },
    { "defaults", FIELD_GROUP, NULL, AT(defaults),
      .fields = subscription_fields + SUBSCRIPTION_OWN, .fields_size = &subscription_defaults_size,
      .help = "What every feed starts from." },
    { "feeds", FIELD_RECORDS, NULL, AT(feeds), FIELDS(subscription),
      .item_size = sizeof(struct subscription), .help = "Whom to read, and how often." },
    { "tickers", FIELD_NAMED, NULL, AT(tickers), FIELDS(ticker),
      .item_size = sizeof(struct ticker), .help = "Entities that get scores of their own." },
    { "domains", FIELD_NAMED, NULL, AT(domains), FIELDS(domain),
      .item_size = sizeof(struct domain_settings),
      .help = "Parts of the web that are judged otherwise, whatever feed their items come by." },
    { "scorers", FIELD_NAMED, NULL, AT(scorers), FIELDS(scorer),
      .item_size = sizeof(struct scorer_choice),
      .help = "Who judges. tone and reliability always take part; others are added here." },
    { "alerts", FIELD_RECORDS, NULL, AT(alerts), FIELDS(alert), .low = 0, .high = ALERTS_MAX,
      .item_size = sizeof(struct alert_settings),
      .help = "What is to be said aloud, on topics of its own." },
    { "bands", FIELD_GROUP, NULL, AT(bands), FIELDS(bands),
      .help = "Where one label ends and the next begins." },
    { "tests", FIELD_RECORDS, NULL, AT(tests), FIELDS(rehearsal), .low = 0, .high = REHEARSAL_MAX,
      .item_size = sizeof(struct rehearsal_test),
      .help = "Texts with what must come of them; run by check-config, at the start and before a "
              "reload, which fail with them." },
};
static const size_t config_fields_size = count_of(config_fields);

/* ------------------------------------------------------------------ where the files are */

#define INSTALLED "/etc/assayd/assayd.yaml"

/* A build tree is known by its cache: other directories above a program are none of our business. */
static const char *build_tree_directory(struct arena *arena)
{
    char self[4096];
    ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);
    if (len <= 0)
        return NULL;
    self[len] = '\0';
    const char *bin = path_directory(arena, self);
    if (access(arena_printf(arena, "%s/../CMakeCache.txt", bin), F_OK) != 0)
        return NULL;
    char *directory = realpath(arena_printf(arena, "%s/../../../config", bin), NULL);
    const char *kept = directory ? arena_string(arena, slice_of(directory)) : NULL;
    free(directory);
    return kept;
}

const char *config_shipped_directory(struct arena *arena)
{
    const char *directory = build_tree_directory(arena);
    return directory ? directory : ASSAYD_SHARE "/config";
}

static const char *find_main(struct arena *arena, const char *shipped)
{
    const char *named = getenv("ASSAYD_CONFIG");
    if (named && *named)
        return named;
    if (access(INSTALLED, F_OK) == 0)
        return INSTALLED;
    return arena_printf(arena, "%s/assayd.yaml", shipped);
}

/* ------------------------------------------------------------------ inheriting */

struct loading {
    struct config *config;
    struct complaints *complaints;
    struct yaml_tree *tree;        /* all files, laid over each other */
    struct arena *scratch;         /* gone when all is loaded */
};

/* A feed's own scorers are looked at again later; of all others nothing is, and there are thousands. */
static struct yaml_node *inherit_one(struct loading *l, const struct yaml_node *defaults,
                                     const struct yaml_node *feed)
{
    bool stays = yaml_get(feed, "scorers") || yaml_get(defaults, "scorers");
    struct arena *arena = stays ? l->config->arena : l->scratch;
    struct yaml_node *one = arena_alloc(arena, sizeof *one);
    *one = feed->kind == YAML_MAP ? *yaml_merge(arena, defaults, feed) : *feed;
    one->next = NULL;
    return one;
}

/* Each feed's mapping on top of the defaults. What is wrong in the defaults is told there. */
static void inherit_defaults(struct loading *l)
{
    struct arena *arena = l->scratch;
    const char **keys = arena_array(arena, subscription_fields_size, sizeof *keys);
    for (size_t i = SUBSCRIPTION_OWN; i < subscription_fields_size; i++)
        keys[i - SUBSCRIPTION_OWN] = subscription_fields[i].name;
    const struct yaml_node *feeds = yaml_get(l->tree->root, "feeds");
    const struct yaml_node *said = yaml_get(l->tree->root, "defaults");
    const struct yaml_node *defaults = yaml_only(l->config->arena, said, keys);
    if (!feeds || feeds->kind != YAML_LIST || !defaults || defaults->kind != YAML_MAP)
        return;
    struct yaml_node *made = arena_alloc(arena, sizeof *made), **end = &made->first;
    *made = *feeds;
    for (const struct yaml_node *feed = feeds->first; feed; feed = feed->next) {
        *end = inherit_one(l, defaults, feed);
        end = &(*end)->next;
    }
    l->tree->root = (struct yaml_node *)yaml_with(l->config->arena, l->tree->root, made);
}

/* ------------------------------------------------------------------ handing over */

static const char *journal_path(struct arena *arena)
{
    const char *state = getenv("STATE_DIRECTORY"); /* systemd's; may list several */
    if (!state || !*state)
        return "assayd.db";
    struct slice first = { state, strcspn(state, ":") };
    return arena_printf(arena, "%.*s/journal.db", SLICE_ARGS(first));
}

static int64_t workers_wanted(int64_t said)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    if (said)
        return said;
    return processors < 1 ? 1 : processors > 4 ? 4 : processors;
}

static struct scorer_choice *find_choice(struct field_records *choices, const char *name)
{
    struct scorer_choice *items = choices->items;
    for (size_t i = 0; i < choices->size; i++)
        if (strcmp(items[i].name, name) == 0)
            return &items[i];
    return NULL;
}

/* A path is relative to the file that names it. */
static void place_plugin(struct loading *l, struct scorer_choice *choice)
{
    const struct yaml_node *scorers = yaml_get(l->tree->root, "scorers");
    const struct yaml_node *plugin = yaml_get(yaml_get(scorers, choice->name), "plugin");
    if (!plugin || !choice->plugin ||
        (!strchr(choice->plugin, '/') && !slice_ends(slice_of(choice->plugin), ".so")))
        return;
    const char *directory = path_directory(l->config->arena, plugin->file);
    choice->plugin = path_below(l->config->arena, directory, choice->plugin);
}

/* tone and reliability come first, in that order, also when nothing is said of them. */
static void order_scorers(struct loading *l, struct field_records *scorers)
{
    static const char *const always[] = { "tone", "reliability" };
    struct arena *arena = l->config->arena;
    struct scorer_choice *said = scorers->items;
    struct scorer_choice *made = arena_array(arena, scorers->size + 2, sizeof *made);
    size_t size = 0;
    for (size_t i = 0; i < count_of(always); i++) {
        const struct scorer_choice *choice = find_choice(scorers, always[i]);
        made[size++] = choice ? *choice : (struct scorer_choice){ .name = always[i] };
    }
    for (size_t i = 0; i < scorers->size; i++)
        if (strcmp(said[i].name, "tone") != 0 && strcmp(said[i].name, "reliability") != 0)
            made[size++] = said[i];
    *scorers = (struct field_records){ made, size };
    for (size_t i = 0; i < size; i++) {
        made[i].tree = l->tree;
        place_plugin(l, &made[i]);
    }
}

static void refuse_unknown_scorer(struct loading *l, const struct yaml_node *child,
                                  const struct field_records *scorers)
{
    const struct scorer_choice *choices = scorers->items;
    struct nearest near = nearest_to(child->key);
    HELD(text) known = {0};
    for (size_t i = 0; i < scorers->size; i++) {
        if (slice_is(child->key, choices[i].name))
            return;
        nearest_offer(&near, choices[i].name);
        text_printf(&known, "%s%s", i ? ", " : "", choices[i].name);
    }
    complain(l->complaints, child->file, child->key_line, child->key_column,
             near.best ? "there is no scorer \"%.*s\"; did you mean \"%s\"?"
                       : "there is no scorer \"%.*s\"; known here: %s",
             SLICE_ARGS(child->key), near.best ? near.best : text_string(&known));
}

/* All scorers for one feed or domain, with what it wants otherwise. */
static const struct scorer_choice *choices_of(struct loading *l, const struct yaml_node *wanted,
                                              const struct field_records *scorers)
{
    struct scorer_choice *made = arena_array(l->config->arena, scorers->size, sizeof *made);
    memcpy(made, scorers->items, scorers->size * sizeof *made);
    if (wanted->kind != YAML_MAP) {
        complain(l->complaints, wanted->file, wanted->line, wanted->column,
                 "scorers: wants a mapping of scorers' names to their parameters");
        return made;
    }
    for (const struct yaml_node *child = wanted->first; child; child = child->next)
        refuse_unknown_scorer(l, child, scorers);
    for (size_t i = 0; i < scorers->size; i++)
        made[i].over = yaml_get(wanted, made[i].name);
    return made;
}

/* Feeds that say the same by way of an alias share their choices, and so, later, their scorers. */
static const struct scorer_choice *shared_choices(struct loading *l, size_t index,
                                                  const struct assayer_feed *made, size_t size)
{
    const struct yaml_node *wanted = l->config->feeds[index].scorers;
    for (size_t i = 0, at = 0; at < size; i++) {
        const struct yaml_node *other = l->config->feeds[i].scorers;
        if (other && other->first && other->first == wanted->first)
            return made[at].scorers;
        at += other != NULL;
    }
    return NULL;
}

static void hand_over_feeds(struct loading *l, const struct config_written *w)
{
    struct config *config = l->config;
    config->feeds = w->feeds.items;
    config->feeds_size = w->feeds.size;
    struct assayer_feed *made = arena_array(config->arena, w->feeds.size, sizeof *made);
    size_t size = 0;
    for (size_t i = 0; i < config->feeds_size; i++) {
        if (!config->feeds[i].scorers)
            continue;
        const struct scorer_choice *choices = shared_choices(l, i, made, size);
        if (!choices)
            choices = choices_of(l, config->feeds[i].scorers, &w->scorers);
        made[size++] = (struct assayer_feed){ config->feeds[i].id, choices };
    }
    config->assayer.feeds = made;
    config->assayer.feeds_size = size;
}

static void hand_over_domains(struct loading *l, const struct config_written *w)
{
    const struct domain_settings *said = w->domains.items;
    struct assayer_domain *made = arena_array(l->config->arena, w->domains.size, sizeof *made);
    for (size_t i = 0; i < w->domains.size; i++)
        made[i] = (struct assayer_domain){
            said[i].name, said[i].prior,
            said[i].scorers ? choices_of(l, said[i].scorers, &w->scorers) : NULL,
        };
    l->config->assayer.domains = made;
    l->config->assayer.domains_size = w->domains.size;
}

/* Whoever can be reached from afar has to ask who is there. */
static void check_reach(struct loading *l, const char *key, const char *endpoint)
{
    struct error err = {0};
    const struct yaml_node *node = yaml_get(yaml_get(l->tree->root, "publish"), key);
    if (!node || !endpoint || !socket_check_endpoint(endpoint, &err) || socket_is_near(endpoint))
        return;
    HELD(text) what = {0};
    text_printf(&what, SOCKET_WITHIN_REACH, endpoint);
    complain(l->complaints, node->file, node->line, node->column, "%s: %s", key,
             text_string(&what));
}

static void check_curve(struct loading *l, const struct publish_settings *p)
{
    const struct yaml_node *node = yaml_get(yaml_get(l->tree->root, "publish"), "curve");
    if (!p->curve.secret) {
        check_reach(l, "endpoint", p->endpoint);
        check_reach(l, "replay", p->replay);
    }
    if (node && !p->curve.secret != !p->curve.clients)
        complain(l->complaints, node->file, node->line, node->column,
                 "curve: wants both secret and clients");
}

static void check_http(struct loading *l, const struct health_settings *http)
{
    const struct yaml_node *node = yaml_get(yaml_get(l->tree->root, "http"), "listen");
    if (node && http->listen && !http->token && !health_is_near(http->listen))
        complain(l->complaints, node->file, node->line, node->column,
                 "listen: " HEALTH_WITHIN_REACH, http->listen);
}

static void hand_over(struct loading *l, struct config_written *w)
{
    struct config *config = l->config;
    struct assayer_settings *a = &config->assayer;
    if (!w->journal.path)
        w->journal.path = (char *)journal_path(config->arena);
    w->workers = workers_wanted(w->workers);
    order_scorers(l, &w->scorers);
    check_curve(l, &w->publish);
    check_http(l, &w->http);
    config->publish = w->publish;
    config->journal = w->journal;
    config->http = w->http;
    config->fetch = w->fetch;
    config->schedule = w->schedule;
    config->pages = w->pages;
    config->stories = w->stories;
    config->revisions = w->revisions;
    config->workers = w->workers;
    a->tickers = w->tickers.items;
    a->tickers_size = w->tickers.size;
    a->scorers = w->scorers.items;
    a->scorers_size = w->scorers.size;
    a->alerts = w->alerts.items;
    a->alerts_size = w->alerts.size;
    a->alerts_node = yaml_get(l->tree->root, "alerts");
    bands_from_settings(&w->bands, yaml_get(l->tree->root, "bands"), &a->tone, &a->reliability,
                        l->complaints);
    hand_over_feeds(l, w);
    hand_over_domains(l, w);
    config->rehearsal = (struct rehearsal){ w->tests.items, w->tests.size,
                                            yaml_get(l->tree->root, "tests"), config->feeds,
                                            config->feeds_size, config->journal.path };
}

/* ------------------------------------------------------------------ loading */

static bool load(struct config *config, const char *path, struct overlays changes,
                 struct complaints *complaints)
{
    const char *shipped = config_shipped_directory(config->arena);
    OWNED(arena) scratch = arena_new();
    struct loading l = { .config = config, .complaints = complaints, .scratch = scratch };
    config->path = path ? arena_string(config->arena, slice_of(path))
                        : find_main(config->arena, shipped);
    l.tree = layers_read(config->arena, config->path, changes, complaints);
    if (!l.tree)
        return false;
    l.tree->shipped = shipped;
    config->sources = l.tree->sources;
    struct yaml_node *as_written = l.tree->root;
    inherit_defaults(&l);
    struct config_written *w = arena_alloc(config->arena, sizeof *w);
    bool ok = fields_fill(l.tree, l.tree->root, config_fields, config_fields_size, w,
                          config->arena, complaints);
    l.tree->root = as_written;
    hand_over(&l, w);
    config->written = w;
    config->root = l.tree->root;
    sources_sha256(config->sources, config->sha256);
    config->assayer.config_sha256 = config->sha256;
    return ok && complaints_errors(complaints) == 0;
}

bool config_load(const char *path, struct config **ret, struct complaints *complaints)
{
    return config_load_changed(path, (struct overlays){0}, ret, complaints);
}

bool config_load_changed(const char *path, struct overlays changes, struct config **ret,
                         struct complaints *complaints)
{
    OWNED(config) config = mem_new(sizeof *config);
    config->arena = arena_new();
    if (!load(config, path, changes, complaints))
        return false;
    *ret = config;
    config = NULL;
    return true;
}

/* Of a feed's or domain's scorers, only those that it wants otherwise have anything new to say. */
static void try_overrides(const struct scorer_choice *choices, size_t size,
                          struct complaints *complaints)
{
    for (size_t i = 0; i < size; i++) {
        if (!choices[i].over)
            continue;
        OWNED(scorers) one = scorers_open(&choices[i], 1, complaints);
    }
}

/* The lowest and the highest trust that a source has before reading. */
static void find_priors(const struct config *config, double priors[2])
{
    priors[0] = priors[1] = NAN;
    for (size_t i = 0; i < config->feeds_size; i++) {
        priors[0] = fmin(priors[0], config->feeds[i].prior);
        priors[1] = fmax(priors[1], config->feeds[i].prior);
    }
    for (size_t i = 0; i < config->assayer.domains_size; i++) {
        priors[0] = fmin(priors[0], config->assayer.domains[i].prior);
        priors[1] = fmax(priors[1], config->assayer.domains[i].prior);
    }
}

static void doubt_bands(const struct config *config, const struct scorers *scorers,
                        const struct yaml_node *root, struct complaints *complaints)
{
    const struct assayer_settings *a = &config->assayer;
    const struct yaml_node *said = yaml_get(root, "bands");
    double priors[2];
    find_priors(config, priors);
    for (size_t i = 0; i < scorers->size; i++) {
        const struct opened_scorer *s = &scorers->items[i];
        const struct bands *bands = strcmp(s->name, "tone") == 0          ? &a->tone
                                    : strcmp(s->name, "reliability") == 0 ? &a->reliability
                                                                          : NULL;
        if (bands && bands->size)
            doubts_of_bands(s->name, bands, s, priors, said ? said : root, complaints);
    }
}

/* Of no use while something else is wrong. */
static void rehearse(const struct config *config, const char *only, struct complaints *complaints)
{
    if (complaints_errors(complaints) || (!config->rehearsal.tests_size && !only))
        return;
    OWNED(assayer) assayer = assayer_new(&config->assayer, 1, complaints);
    if (assayer)
        rehearsal_run(&config->rehearsal, assayer, only, complaints);
}

static void try_scorers(const struct config *config, const char *only,
                        struct complaints *complaints)
{
    const struct assayer_settings *a = &config->assayer;
    OWNED(scorers) all = scorers_open(a->scorers, a->scorers_size, complaints);
    doubts_of_tickers(a->tickers, a->tickers_size, yaml_get(config->root, "tickers"), complaints);
    if (all)
        doubt_bands(config, all, config->root, complaints);
    OWNED(alerts) alerts = alerts_new(a->alerts, a->alerts_size, a->alerts_node, complaints);
    for (size_t i = 0; i < a->feeds_size; i++)
        if (!i || a->feeds[i].scorers != a->feeds[i - 1].scorers)
            try_overrides(a->feeds[i].scorers, a->scorers_size, complaints);
    for (size_t i = 0; i < a->domains_size; i++)
        if (a->domains[i].scorers)
            try_overrides(a->domains[i].scorers, a->scorers_size, complaints);
    rehearse(config, only, complaints); /* while all are open: they are shared */
}

bool config_check(const char *path, const char *only, struct config **ret,
                  struct complaints *complaints)
{
    OWNED(config) config = mem_new(sizeof *config);
    config->arena = arena_new();
    load(config, path, (struct overlays){0}, complaints);
    if (config->written)
        try_scorers(config, only, complaints);
    if (complaints_errors(complaints))
        return false;
    *ret = config;
    config = NULL;
    return true;
}

void config_free(struct config **config)
{
    if (!*config)
        return;
    arena_free(&(*config)->arena);
    mem_free(config);
}

/* NULL when the scorer can't be found, or its parameters are wrong. */
static const struct yaml_node *params_in_effect(const struct config *config,
                                                const struct scorer_choice *choice)
{
    OWNED(complaints) ignored = complaints_new();
    const char *plugin = choice->plugin ? choice->plugin : choice->name;
    const struct assay_scorer *scorer = scorers_built_in(plugin);
    if (!scorer && !scorers_load(plugin, &scorer, NULL))
        return NULL;
    const struct params *params = params_read(choice->tree, choice->params, choice->over, scorer,
                                              config->arena, ignored);
    HELD(text) text = {0};
    if (params)
        params_print(&text, params);
    const struct yaml_tree *tree = yaml_read(config->arena, "", text_slice(&text), ignored);
    return tree ? tree->root : NULL;
}

void config_print(const struct config *config, struct text *out)
{
    struct config_written shown = *config->written;
    struct scorer_choice *choices =
        arena_array(config->arena, shown.scorers.size, sizeof *choices);
    memcpy(choices, shown.scorers.items, shown.scorers.size * sizeof *choices);
    for (size_t i = 0; i < shown.scorers.size; i++) {
        const struct yaml_node *all = params_in_effect(config, &choices[i]);
        if (all)
            choices[i].params = all;
    }
    shown.scorers.items = choices;
    shown.include = (struct assay_texts){0}; /* all of it is here already */
    fields_print(out, 0, config_fields, config_fields_size, &shown, config->sources);
}

static const char preface[] =
    "# Settings\n"
    "\n"
    "Every key of assayd.yaml and of the files that it includes. This page is printed by\n"
    "`assayd print-config --manual`, from the very tables that check a configuration; a test\n"
    "notices when it is out of date. `assayd check-config` names every mistake by file, line and\n"
    "column.\n"
    "\n"
    "A scalar is text unless a key wants something else, so tickers such as ON, NO, Y and 1E5 need\n"
    "no quotes. Durations are written 90s, 10m, 1h30m, 2w; sizes 4096, 500kB, 8MiB. In any value\n"
    "`${env:NAME}` and `${file:PATH}` are replaced, `$${` stands for a plain `${`. A key without a\n"
    "value stands for the default. Anchors, aliases and `<<` work; duplicate keys are refused.\n"
    "\n"
    "Files named by `include` are laid over the main one: mappings merge key by key, lists whose\n"
    "entries have an `id` or `name` merge by that, other lists are replaced. A file in a directory\n"
    "called `scorers` may hold the parameters of the scorer it is named after, without anything\n"
    "around them; dots in the names of parameters nest.\n"
    "\n";

void config_describe(struct text *out)
{
    static const char *const built_in[] = { "tone", "reliability" };
    text_add(out, slice_of(preface));
    describe_fields(out, config_fields, config_fields_size);
    for (size_t i = 0; i < count_of(built_in); i++) {
        const struct assay_scorer *scorer = scorers_built_in(built_in[i]);
        if (scorer)
            describe_params(out, scorer);
    }
}
