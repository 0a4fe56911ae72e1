/* Each folder of tests/config is a test: input.yaml, what it includes, and the complaints it
 * earns, warnings among them. The shipped configuration earns none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/mem.h"
#include "config.h"
#include "generation.h"
#include "support/rows.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *read_whole(const char *path)
{
    FILE *file = fopen(path, "re");
    if (!file)
        fail_msg("there is no %s", path);
    HELD(text) bytes = {0};
    char part[4096];
    for (size_t got; (got = fread(part, 1, sizeof part, file)) > 0;)
        text_add(&bytes, (struct slice){ part, got });
    fclose(file);
    return text_take(&bytes);
}

/* Scores move while scorers are being fitted: "+0.64" becomes "N". */
static void write_without_scores(struct text *out, const char *line)
{
    for (const char *c = line; *c;) {
        size_t sign = *c == '+' || *c == '-', whole = strspn(c + sign, "0123456789");
        size_t places = c[sign + whole] == '.' ? strspn(c + sign + whole + 1, "0123456789") : 0;
        if (whole && places == 2)
            text_add_byte(out, 'N'), c += sign + whole + 1 + places;
        else
            text_add_byte(out, *c++);
    }
}

static void write_one(struct text *out, const struct complaint *c)
{
    HELD(text) line = {0};
    complaint_write(&line, c);
    if (slice_starts(slice_of(c->text), "tests: "))
        write_without_scores(out, text_string(&line));
    else
        text_add(out, text_slice(&line));
    text_add_byte(out, '\n');
}

/* Where the sources lie is nobody's business in a fixture. */
static void write_complaints(struct text *out, const struct complaints *wrong)
{
    HELD(text) raw = {0};
    for (size_t i = 0; i < complaints_size(wrong); i++)
        write_one(&raw, complaints_at(wrong, i));
    struct slice rest = text_slice(&raw);
    for (size_t at; (at = slice_find(rest, SOURCE_DIR)) != SIZE_MAX;) {
        text_add(out, slice_sub(rest, 0, at));
        text_add(out, SLICE("SOURCE"));
        rest = slice_sub(rest, at + strlen(SOURCE_DIR), rest.len);
    }
    text_add(out, rest);
}

/* ------------------------------------------------------------------ fixtures */

static void complains_as_expected(void **state)
{
    const char *folder = *state;
    HELD(text) path = {0};
    text_printf(&path, "%s/config/%s", TESTS_DIR, folder);
    assert_int_equal(chdir(text_string(&path)), 0);
    OWNED(complaints) wrong = complaints_new();
    OWNED(config) config = NULL;
    bool good = config_check("input.yaml", NULL, &config, wrong);
    assert_true(good == !complaints_errors(wrong));
    HELD(text) said = {0};
    write_complaints(&said, wrong);
    char *expected = read_whole("complaints.txt");
    if (strcmp(text_string(&said), expected) != 0)
        print_error("expected:\n%sbut it said:\n%s", expected, text_string(&said));
    assert_string_equal(text_string(&said), expected);
    assert_true(said.len > 0);
    mem_free(&expected);
}

static int only_folders(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* The names live in the arena: cmocka borrows them. */
static void add_folders(struct rows *rows, struct arena *arena)
{
    struct dirent **found = NULL;
    int count = scandir(TESTS_DIR "/config", &found, only_folders, alphasort);
    assert(count > 40);
    for (int i = 0; i < count; i++) {
        const char *name = arena_string(arena, slice_of(found[i]->d_name));
        rows_add(rows, name, complains_as_expected, name);
        free(found[i]);
    }
    free(found);
}

/* ------------------------------------------------------------------ a directory of one's own */

struct nest {
    char path[64];
};

static void nest_init(struct nest *nest)
{
    strcpy(nest->path, "/tmp/assayd-config-XXXXXX");
    assert_non_null(mkdtemp(nest->path));
    assert_int_equal(chdir(nest->path), 0);
}

static void put_file(const char *path, const char *content)
{
    HELD(text) directory = {0};
    const char *slash = strrchr(path, '/');
    if (slash) {
        text_add(&directory, (struct slice){ path, (size_t)(slash - path) });
        mkdir(text_string(&directory), 0700);
    }
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    fputs(content, file);
    fclose(file);
}

static void nest_done(struct nest *nest)
{
    char *command = mem_printf("rm -rf -- '%s'", nest->path);
    assert_int_equal(chdir("/"), 0);
    assert_int_equal(system(command), 0);
    mem_free(&command);
}

static struct config *load(const char *path)
{
    OWNED(complaints) wrong = complaints_new();
    struct config *config = NULL;
    if (!config_check(path, NULL, &config, wrong)) {
        HELD(text) said = {0};
        write_complaints(&said, wrong);
        fail_msg("%s", text_string(&said));
    }
    return config;
}

/* ------------------------------------------------------------------ what it fills */

static void the_shipped_configuration_is_good(void **state)
{
    (void)state;
    unsetenv("ASSAYD_CONFIG");
    OWNED(config) config = load(access("/etc/assayd/assayd.yaml", F_OK) == 0
                                    ? SOURCE_DIR "/config/assayd.yaml" : NULL);
    assert_string_equal(config->path, SOURCE_DIR "/config/assayd.yaml");
    assert_int_equal(config->feeds_size, 0);
    assert_int_equal(config->assayer.tickers_size, 1);
    assert_string_equal(config->assayer.tickers[0].symbol, "META");
    assert_int_equal(config->assayer.tickers[0].names.size, 3);
    assert_int_equal(strlen(config->sha256), 64);
}

static void the_variable_names_another(void **state)
{
    (void)state;
    HELD(nest) nest = {0};
    nest_init(&nest);
    put_file("mine.yaml", "workers: 3\n");
    setenv("ASSAYD_CONFIG", "mine.yaml", 1);
    OWNED(config) config = load(NULL);
    unsetenv("ASSAYD_CONFIG");
    assert_int_equal(config->workers, 3);
}

static void nothing_said_means_the_defaults(void **state)
{
    (void)state;
    HELD(nest) nest = {0};
    nest_init(&nest);
    put_file("a.yaml", "# nothing\n");
    unsetenv("STATE_DIRECTORY");
    OWNED(config) config = load("a.yaml");
    assert_string_equal(config->publish.endpoint, "ipc:///run/assayd/items.sock");
    assert_string_equal(config->journal.path, "assayd.db");
    assert_in_range(config->workers, 1, 4);
    char label[32];
    snprintf(label, sizeof label, "%s", bands_label(&config->assayer.tone, -0.30, NULL));
    assert_string_equal(label, "mildly negative");
}

/* Fetching and its schedule have defaults of their own, for use without a configuration. */
static void intake_has_the_same_defaults(void **state)
{
    (void)state;
    HELD(nest) nest = {0};
    nest_init(&nest);
    put_file("a.yaml", "");
    OWNED(config) config = load("a.yaml");
    const struct fetch_settings *got = &config->fetch, *own = &fetch_defaults;
    assert_int_equal(got->concurrency, own->concurrency);
    assert_int_equal(got->connect_timeout.ms, own->connect_timeout.ms);
    assert_int_equal(got->first_byte_timeout.ms, own->first_byte_timeout.ms);
    assert_int_equal(got->total_timeout.ms, own->total_timeout.ms);
    assert_int_equal(got->min_speed, own->min_speed);
    assert_int_equal(got->slow_timeout.ms, own->slow_timeout.ms);
    assert_int_equal(got->max_bytes, own->max_bytes);
    assert_int_equal(got->max_wire_bytes, own->max_wire_bytes);
    assert_int_equal(got->max_redirects, own->max_redirects);
    const struct schedule_settings *timing = &config->schedule;
    assert_int_equal(timing->host_pause.ms, schedule_defaults.host_pause.ms);
    assert_float_equal(timing->jitter, schedule_defaults.jitter, 0);
    assert_int_equal(timing->longest_backoff.ms, schedule_defaults.longest_backoff.ms);
    assert_int_equal(timing->longest_hint.ms, schedule_defaults.longest_hint.ms);
    assert_int_equal(timing->longest_retry.ms, schedule_defaults.longest_retry.ms);
    assert_int_equal(timing->longest_skip.ms, schedule_defaults.longest_skip.ms);
    assert_int_equal(timing->moved_polls, schedule_defaults.moved_polls);
    assert_int_equal(timing->moved_time.ms, schedule_defaults.moved_time.ms);
    assert_int_equal(config->pages.per_poll, pages_defaults.per_poll);
    assert_int_equal(config->pages.concurrency, pages_defaults.concurrency);
    assert_int_equal(config->pages.wait.ms, pages_defaults.wait.ms);
    assert_int_equal(config->pages.max_bytes, pages_defaults.max_bytes);
    assert_int_equal(config->pages.poll_bytes, pages_defaults.poll_bytes);
}

static void so_has_the_reader_of_feeds(void **state)
{
    (void)state;
    HELD(nest) nest = {0};
    nest_init(&nest);
    put_file("a.yaml", "feeds: [{id: a, url: 'https://a.example/'}]");
    OWNED(config) config = load("a.yaml");
    const struct feed_limits *got = &config->feeds[0].limits, *own = &feed_limits_default;
    assert_int_equal(got->entries, own->entries);
    assert_int_equal(got->depth, own->depth);
    assert_int_equal(got->attribute, own->attribute);
    assert_int_equal(got->text, own->text);
    assert_int_equal(got->list, own->list);
    assert_true(config->feeds[0].connection.http2);
}

static void the_journal_follows_systemd(void **state)
{
    (void)state;
    HELD(nest) nest = {0};
    nest_init(&nest);
    put_file("a.yaml", "");
    setenv("STATE_DIRECTORY", "/var/lib/assayd:/var/lib/other", 1);
    OWNED(config) config = load("a.yaml");
    unsetenv("STATE_DIRECTORY");
    assert_string_equal(config->journal.path, "/var/lib/assayd/journal.db");
}

static void feeds_inherit_the_defaults(void **state)
{
    (void)state;
    HELD(nest) nest = {0};
    nest_init(&nest);
    put_file("a.yaml", "defaults: {every: 30m, prior: 0.4, first_poll: {max_age: 2h},\n"
                       "           headers: {X-A: a}}\n"
                       "feeds:\n"
                       "  - {id: one, url: https://example.org/1}\n"
                       "  - {id: two, url: https://example.org/2, every: 1h, prior: ~,\n"
                       "     headers: {X-B: b}, domain: finance}\n");
    OWNED(config) config = load("a.yaml");
    assert_int_equal(config->feeds_size, 2);
    const struct subscription *one = &config->feeds[0], *two = &config->feeds[1];
    assert_int_equal(one->every.ms, MINUTES(30).ms);
    assert_true(one->prior == 0.4);
    assert_int_equal(one->first_poll.max_age.ms, HOURS(2).ms);
    assert_int_equal(one->stale_after.ms, HOURS(24).ms);
    assert_null(subscription_topic(one));
    assert_int_equal(two->every.ms, HOURS(1).ms);
    assert_true(isnan(two->prior));
    assert_int_equal(two->headers.size, 2);
    assert_string_equal(subscription_topic(two), "finance");
}

static void later_files_win(void **state)
{
    (void)state;
    HELD(nest) nest = {0};
    nest_init(&nest);
    put_file("a.yaml", "include: [conf.d/*.yaml]\nworkers: 1\n"
                       "publish: {retain: {days: 1, items: 10}}\n"
                       "feeds: [{id: one, url: https://example.org/1, every: 1h}]\n"
                       "tickers: {META: {names: [Meta]}, X: {names: [Ex]}}\n");
    put_file("conf.d/20.yaml", "workers: 3\nfeeds: [{id: one, every: 2h},\n"
                               "  {id: two, url: https://example.org/2}]\n");
    put_file("conf.d/10.yaml", "workers: 2\npublish: {retain: {days: 7}}\n"
                               "tickers: {META: {names: [Facebook]}}\n");
    put_file("conf.d/30.yaml.bak", "workers: 4\n");
    OWNED(config) config = load("a.yaml");
    assert_int_equal(config->workers, 3);
    assert_int_equal(config->publish.retain.days, 7);
    assert_int_equal(config->publish.retain.items, 10);
    assert_int_equal(config->feeds_size, 2);
    assert_int_equal(config->feeds[0].every.ms, HOURS(2).ms);
    assert_string_equal(config->feeds[0].url, "https://example.org/1");
    assert_int_equal(config->assayer.tickers_size, 2);
    assert_int_equal(config->assayer.tickers[0].names.size, 1);
    assert_string_equal(config->assayer.tickers[0].names.items[0].ptr, "Facebook");
}

static void a_generation_needs_its_tests_to_pass(void **state)
{
    (void)state;
    HELD(nest) nest = {0};
    nest_init(&nest);
    put_file("a.yaml", "tests:\n  - {name: one, text: Acme wins a record order,\n"
                       "     expect: {label: negative}}\n");
    put_file("b.yaml", "include: [a.yaml]\nscorers: {tone: {words: {win: -4, record: -4,\n"
                       "  wins a record order: -4}}}\n");
    OWNED(complaints) wrong = complaints_new();
    OWNED(complaints) none = complaints_new();
    OWNED(generation) refused = generation_open("a.yaml", 1, wrong);
    OWNED(generation) taken = generation_open("b.yaml", 2, none);
    assert_null(refused);
    assert_int_equal(complaints_errors(wrong), 1);
    assert_int_equal(complaints_at(wrong, 0)->line, 3);
    assert_non_null(taken);
}

/* The tests inside tell; config_check runs them. */
static void a_domain_counts_before_its_feed(void **state)
{
    (void)state;
    HELD(nest) nest = {0};
    nest_init(&nest);
    put_file("a.yaml",
             "feeds: [{id: all, url: https://example.org/a, prior: 0.2,\n"
             "  scorers: {tone: {words: {slump: 4}}}}]\n"
             "domains:\n"
             "  example.org: {prior: 0.1, scorers: {tone: {words: {slump: 0}}}}\n"
             "  news.example.org: {prior: 0.9}\n"
             "tests:\n"
             "  - {name: the feed's, text: Acme shares slump, feed: all,\n"
             "     expect: {label: positive, reliability: [0, 0.2]}}\n"
             "  - {name: the longest domain's prior and the feed's scorers, feed: all,\n"
             "     text: Acme shares slump, url: 'https://a.news.example.org/x',\n"
             "     expect: {label: positive, reliability: [0.7, 0.9]}}\n"
             "  - {name: the domain's, text: Acme shares slump badly, feed: all,\n"
             "     url: 'https://www.example.org/x', expect: {label: negative, reliability: [0, 0.1]}}\n"
             "  - {name: another's, text: Acme shares slump, url: 'https://anexample.org/x',\n"
             "     expect: {label: negative, reliability: [0.3, 0.5]}}\n");
    OWNED(complaints) wrong = complaints_new();
    OWNED(config) config = NULL;
    bool good = config_check("a.yaml", NULL, &config, wrong);
    HELD(text) said = {0};
    write_complaints(&said, wrong);
    assert_string_equal(text_string(&said), "");
    assert_true(good);
}

static void tickers_stay_text(void **state)
{
    (void)state;
    HELD(nest) nest = {0};
    nest_init(&nest);
    put_file("a.yaml", "tickers:\n  ON: {names: [onsemi]}\n  NO: {names: [Y, 1E5]}\n"
                       "  Y: {}\n  1E5:\n  0x10: {names: no}\n  ~: {names: [null]}\n");
    static const char *const symbols[] = { "ON", "NO", "Y", "1E5", "0x10", "~" };
    OWNED(config) config = load("a.yaml");
    assert_int_equal(config->assayer.tickers_size, count_of(symbols));
    for (size_t i = 0; i < count_of(symbols); i++)
        assert_string_equal(config->assayer.tickers[i].symbol, symbols[i]);
    assert_string_equal(config->assayer.tickers[1].names.items[1].ptr, "1E5");
    assert_string_equal(config->assayer.tickers[4].names.items[0].ptr, "no");
    assert_string_equal(config->assayer.tickers[5].names.items[0].ptr, "null");
}

static const struct scorer_choice *choice_named(const struct scorer_choice *choices, size_t size,
                                                const char *name)
{
    for (size_t i = 0; i < size; i++)
        if (strcmp(choices[i].name, name) == 0)
            return &choices[i];
    fail_msg("there is no scorer %s", name);
    return NULL;
}

static double base_of(const struct config *config, const struct scorer_choice *choices)
{
    OWNED(complaints) wrong = complaints_new();
    OWNED(scorers) scorers = scorers_open(choices, config->assayer.scorers_size, wrong);
    assert_non_null(scorers);
    for (size_t i = 0; i < scorers->size; i++) {
        const struct opened_scorer *one = &scorers->items[i];
        for (size_t j = 0; j < one->scorer->params_size; j++)
            if (strcmp(one->scorer->params[j].name, "base") == 0)
                return *(double *)((char *)one->params->values + one->scorer->params[j].offset);
    }
    fail_msg("no scorer has a base");
    return 0;
}

static void a_scorers_file_needs_no_wrapping(void **state)
{
    (void)state;
    HELD(nest) nest = {0};
    nest_init(&nest);
    put_file("a.yaml", "include: [scorers/*.yaml, b.yaml]\nscorers: {reliability: {base: 0.1}}\n"
                       "feeds:\n  - id: one\n    url: https://example.org/1\n"
                       "    scorers: {reliability: {base: 0.3}}\n"
                       "  - {id: two, url: https://example.org/2}\n");
    put_file("scorers/reliability.yaml", "base: 0.2\nfull_words: 300\n");
    put_file("b.yaml", "scorers: {reliability: {full_words: 200}}\n");
    OWNED(config) config = load("a.yaml");
    const struct assayer_settings *a = &config->assayer;
    assert_true(base_of(config, a->scorers) == 0.2);
    assert_int_equal(a->feeds_size, 1);
    assert_string_equal(a->feeds[0].id, "one");
    assert_true(base_of(config, a->feeds[0].scorers) == 0.3);
    assert_non_null(choice_named(a->scorers, a->scorers_size, "reliability")->params);
}

static void feeds_share_what_they_alias(void **state)
{
    (void)state;
    HELD(nest) nest = {0};
    nest_init(&nest);
    put_file("a.yaml", "feeds:\n"
                       "  - {id: one, url: https://example.org/1,\n"
                       "     scorers: &loud {reliability: {base: 0.3}}}\n"
                       "  - {id: two, url: https://example.org/2}\n"
                       "  - {id: three, url: https://example.org/3, scorers: *loud}\n"
                       "  - {id: four, url: https://example.org/4,\n"
                       "     scorers: {reliability: {base: 0.2}}}\n");
    OWNED(config) config = load("a.yaml");
    const struct assayer_settings *a = &config->assayer;
    assert_int_equal(a->feeds_size, 3);
    assert_string_equal(a->feeds[1].id, "three");
    assert_ptr_equal(a->feeds[0].scorers, a->feeds[1].scorers);
    assert_ptr_not_equal(a->feeds[0].scorers, a->feeds[2].scorers);
    assert_true(base_of(config, a->feeds[2].scorers) == 0.2);
}

static void a_plugin_lies_beside_the_file_that_names_it(void **state)
{
    (void)state;
    HELD(nest) nest = {0};
    nest_init(&nest);
    put_file("a.yaml", "include: [conf.d/*.yaml]\n");
    put_file("conf.d/b.yaml", "scorers:\n  shout: {plugin: ./shout.so}\n");
    assert_int_equal(symlink(BUILD_DIR "/lib/scorers/example.so", "conf.d/shout.so"), 0);
    OWNED(config) config = load("a.yaml");
    assert_int_equal(config->assayer.scorers_size, 3);
    assert_string_equal(config->assayer.scorers[0].name, "tone");
    assert_string_equal(config->assayer.scorers[1].name, "reliability");
    assert_string_equal(config->assayer.scorers[2].name, "shout");
    assert_string_equal(config->assayer.scorers[2].plugin, "conf.d/./shout.so");
}

static void lexicons_are_found_in_order(void **state)
{
    (void)state;
    HELD(nest) nest = {0};
    nest_init(&nest);
    put_file("a.yaml", "include: [scorers/*.yaml]\n");
    put_file("scorers/reliability.yaml", "lexicons: [mine, reliability-en, ./near.tsv]\n");
    char *shipped = read_whole(SOURCE_DIR "/config/lexicons/reliability-en.tsv");
    put_file("lexicons/mine.tsv", "# nothing\n");
    put_file("scorers/near.tsv", "# nothing near\n");
    put_file("lexicons/reliability-en.tsv", shipped);
    mem_free(&shipped);
    OWNED(config) config = load("a.yaml");
    HELD(text) paths = {0};
    for (const struct source *s = sources_first(config->sources); s; s = s->next)
        if (*s->path != '/' && slice_ends(slice_of(s->path), ".tsv"))
            text_printf(&paths, "%s\n", s->path);
    assert_string_equal(text_string(&paths), "lexicons/mine.tsv\nlexicons/reliability-en.tsv\n"
                                             "scorers/./near.tsv\n");
}

static void the_digest_follows_the_files(void **state)
{
    (void)state;
    HELD(nest) nest = {0};
    nest_init(&nest);
    put_file("a.yaml", "include: [b*.yaml]\n");
    OWNED(config) one = load("a.yaml");
    put_file("b.yaml", "workers: 2\n");
    OWNED(config) two = load("a.yaml");
    OWNED(config) again = load("./a.yaml");
    put_file("b.yaml", "workers: 3\n");
    OWNED(config) three = load("a.yaml");
    assert_string_not_equal(one->sha256, two->sha256);
    assert_string_not_equal(two->sha256, three->sha256);
    assert_string_equal(two->sha256, again->sha256);
}

static void what_is_printed_can_be_read_again(void **state)
{
    (void)state;
    HELD(nest) nest = {0};
    nest_init(&nest);
    setenv("ASSAY_TEST_TOKEN", "hunter2", 1);
    put_file("token", "hunter3\n");
    put_file("a.yaml", "feeds:\n  - id: one\n    url: https://me:hunter4@example.org/1\n"
                       "    secret_header: {Authorization: hunter5, X-A: \"${env:ASSAY_TEST_TOKEN}\"}\n"
                       "    headers: {X-B: \"Bearer ${file:token}\"}\n"
                       "    scorers: {reliability: {base: 0.25}}\n"
                       "tickers:\n  ON: {names: [ON Semiconductor], case_sensitive: true}\n");
    OWNED(config) config = load("a.yaml");
    assert_string_equal(config->feeds[0].secret_header.items[1].value.ptr, "hunter2");
    assert_string_equal(config->feeds[0].headers.items[0].value.ptr, "Bearer hunter3");
    HELD(text) first = {0}, second = {0};
    config_print(config, &first);
    assert_null(strstr(text_string(&first), "hunter"));
    assert_non_null(strstr(text_string(&first), "https://***@example.org/1"));
    put_file("b.yaml", text_string(&first));
    OWNED(config) again = load("b.yaml");
    config_print(again, &second);
    assert_string_equal(text_string(&first), text_string(&second));
    unsetenv("ASSAY_TEST_TOKEN");
}

/* The scorers' own parameters move while they are being fitted: their part is not compared. */
static struct slice without_scorers(const char *manual)
{
    struct slice all = slice_of(manual);
    return slice_sub(all, 0, slice_find(all, "\n## `scorers."));
}

/* Update with: assayd print-config --manual > docs/settings.md */
static void the_manual_is_fresh(void **state)
{
    (void)state;
    HELD(text) manual = {0};
    config_describe(&manual);
    char *written = read_whole(SOURCE_DIR "/docs/settings.md");
    bool fresh = slice_same(without_scorers(written), without_scorers(text_string(&manual)));
    mem_free(&written);
    if (!fresh)
        fail_msg("docs/settings.md is stale: assayd print-config --manual > docs/settings.md");
}

/* Opened once and kept: a fixture that says nothing of scorers finds them open. */
static struct generation *hold_the_shipped_one(void)
{
    OWNED(complaints) wrong = complaints_new();
    return generation_open(SOURCE_DIR "/config/assayd.yaml", 1, wrong);
}

int main(void)
{
    struct rows rows = {0};
    OWNED(arena) arena = arena_new();
    OWNED(generation) held = hold_the_shipped_one();
    add_folders(&rows, arena);
    ADD_TEST(&rows, the_shipped_configuration_is_good);
    ADD_TEST(&rows, the_variable_names_another);
    ADD_TEST(&rows, nothing_said_means_the_defaults);
    ADD_TEST(&rows, intake_has_the_same_defaults);
    ADD_TEST(&rows, so_has_the_reader_of_feeds);
    ADD_TEST(&rows, the_journal_follows_systemd);
    ADD_TEST(&rows, feeds_inherit_the_defaults);
    ADD_TEST(&rows, later_files_win);
    ADD_TEST(&rows, a_generation_needs_its_tests_to_pass);
    ADD_TEST(&rows, a_domain_counts_before_its_feed);
    ADD_TEST(&rows, tickers_stay_text);
    ADD_TEST(&rows, a_scorers_file_needs_no_wrapping);
    ADD_TEST(&rows, feeds_share_what_they_alias);
    ADD_TEST(&rows, a_plugin_lies_beside_the_file_that_names_it);
    ADD_TEST(&rows, lexicons_are_found_in_order);
    ADD_TEST(&rows, the_digest_follows_the_files);
    ADD_TEST(&rows, what_is_printed_can_be_read_again);
    ADD_TEST(&rows, the_manual_is_fresh);
    return rows_run("config", &rows);
}
