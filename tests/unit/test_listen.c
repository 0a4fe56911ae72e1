#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/counter.h"
#include "commands/columns.h"
#include "commands/scored.h"
#include "listen/past.h"
#include "listen/subscriber.h"
#include "support/helper.h"
#include "support/outlet_bench.h"
#include "support/rows.h"

#include <inttypes.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* Filters */

static const char whole[] =
    "{\"sequence\":\"00000000000000000017\",\"time\":\"2026-11-22T00:43:10Z\",\"data\":{\"item\":{\"source\":\"acme\",\"title\":\"Shares slump\"},"
    "\"overall_sentiment_score\":-0.3,\"overall_sentiment_label\":\"mildly negative\","
    "\"reliability\":{\"score\":0.5,\"label\":\"caution\"},\"ticker_sentiment\":["
    "{\"ticker\":\"META\",\"ticker_sentiment_score\":0.4,\"ticker_sentiment_label\":\"positive\"},"
    "{\"ticker\":\"ON\",\"ticker_sentiment_score\":null,\"ticker_sentiment_label\":null}]}}";
static const char brief[] =
    "{\"feed\":\"acme\",\"title\":\"T\",\"ticker\":\"META\",\"ticker_sentiment_score\":0.4,"
    "\"ticker_sentiment_label\":\"positive\",\"reliability_score\":0.5}";
static const char alert[] =
    "{\"time\":\"2026-11-22T00:43:10Z\",\"alert\":\"slump\",\"tickers\":[],"
    "\"item\":{\"feed\":\"acme\",\"title\":\"Shares slump\"}}";
static const char event[] = "{\"feed\":\"acme\",\"event\":\"stale\",\"text\":\"\"}";

#define ANY NAN, NAN, NAN, NAN, NULL

struct filter_row {
    const char *name, *json;
    struct filter filter;
    bool fits;
};

static const struct filter_row filter_rows[] = {
    { "no filter takes all", whole, { NULL, NULL, NULL, ANY }, true },
    { "its feed", whole, { NULL, "acme", NULL, ANY }, true },
    { "another feed", whole, { NULL, "acm", NULL, ANY }, false },
    { "its ticker", whole, { "META", NULL, NULL, ANY }, true },
    { "another ticker", whole, { "MET", NULL, NULL, ANY }, false },
    { "its label", whole, { NULL, NULL, "mildly negative", ANY }, true },
    { "another label", whole, { NULL, NULL, "negative", ANY }, false },
    { "with a ticker the label is the ticker's", whole, { "META", NULL, "positive", ANY }, true },
    { "and not the item's", whole, { "META", NULL, "mildly negative", ANY }, false },
    { "a tone above the bound", whole, { NULL, NULL, NULL, -0.3, NAN, NAN, NAN, NULL }, true },
    { "a tone below the bound", whole, { NULL, NULL, NULL, -0.2, NAN, NAN, NAN, NULL }, false },
    { "a tone above the highest", whole, { NULL, NULL, NULL, NAN, -0.4, NAN, NAN, NULL }, false },
    { "with a ticker the tone is the ticker's",
      whole,
      { "META", NULL, NULL, 0.3, NAN, NAN, NAN, NULL },
      true },
    { "no tone is within no bounds", whole, { "ON", NULL, NULL, -1, 1, NAN, NAN, NULL }, false },
    { "reliable enough", whole, { NULL, NULL, NULL, NAN, NAN, 0.5, NAN, NULL }, true },
    { "not reliable enough", whole, { NULL, NULL, NULL, NAN, NAN, 0.6, NAN, NULL }, false },
    { "the short form of its ticker",
      brief,
      { "META", NULL, "positive", 0.3, NAN, 0.4, NAN, NULL },
      true },
    { "the short form of another", brief, { "ON", NULL, NULL, ANY }, false },
    { "an event of its feed", event, { NULL, "acme", NULL, ANY }, true },
    { "words of its title", whole, { NULL, NULL, NULL, NAN, NAN, NAN, NAN, "HARES" }, true },
    { "words that its title has not", whole, { NULL, NULL, NULL, NAN, NAN, NAN, NAN, "soar" }, false },
    { "an event has no tone", event, { NULL, NULL, NULL, -1, NAN, NAN, NAN, NULL }, false },
};

static void filters(void **state)
{
    const struct filter_row *row = *state;
    struct scored s;
    assert_true(scored_read(slice_of(row->json), &s));
    assert_int_equal(filter_fits(&row->filter, &s), row->fits);
    scored_done(&s);
}

struct row_row {
    const char *name, *json;
    int columns;
    const char *row;
};

static const struct row_row row_rows[] = {
    { "a wide terminal", whole, 132,
      "00:43:10  #17      ▼ -0.30 mildly negative  0.50 caution     acme            META ▲+0.40  ON  Shares slump" },
    { "a usual one", whole, 84,
      "00:43:10  #17      ▼ -0.30 mildly negative  0.50  acme            Shares slump" },
    { "a narrow one", whole, 64, "00:43:10  ▼ -0.30 mildly negative  0.50  Shares slump" },
    { "cut at the edge", whole, 50, "00:43:10  ▼ -0.30 mildly negative  Shares slump" },
    { "the narrowest", whole, 30, "00:43:10  ▼ -0.30 mildly negative  Shares …" },
    { "an event", event, 60, "          ! feed acme is stale: " },
    { "an alert", alert, 60, "00:43:10  ! alert slump: Shares slump" },
    { "an alert in full", alert, 0, "2026-11-22T00:43:10Z  alert slump  acme  Shares slump" },
    { "an item in full", whole, 0,
      "2026-11-22T00:43:10Z  -0.30 mildly negative  0.50 caution  META +0.40  ON  acme  Shares slump  #17" },
    { "in full for pipes", brief, 0, "  META +0.40 positive  0.50   acme  T" },
};

static void fits_its_columns(void **state)
{
    const struct row_row *row = *state;
    struct scored s;
    HELD(text) out = { 0 };
    assert_true(scored_read(slice_of(row->json), &s));
    scored_write(&out, &s, row->columns);
    scored_done(&s);
    assert_string_equal(text_string(&out), row->row);
}

static void wide_letters_take_two_columns(void **state)
{
    (void)state;
    HELD(text) out = { 0 };
    columns_add(&out, SLICE("日本の株価"), 6, true);
    columns_add(&out, SLICE("e\u0301te\u0301"), 4, true);
    assert_string_equal(text_string(&out), "日本… e\u0301te\u0301 ");
    assert_int_equal(columns_of(SLICE("日本 e\u0301")), 6);
}

static void no_json_is_no_item(void **state)
{
    (void)state;
    struct scored s;
    assert_false(scored_read(SLICE("no JSON"), &s));
    assert_false(scored_read(SLICE("[1]"), &s));
    assert_false(scored_read(SLICE(""), &s));
}

/* The program at the end of a pipe. */
static FILE *assayd(const char *words)
{
    HELD(text) command = { 0 };
    text_printf(&command, "%s/bin/assayd %s 2>&1", BUILD_DIR, words);
    return popen(text_string(&command), "r");
}

static void submit_items(struct outlet_bench *b, size_t from, size_t count, size_t padding)
{
    struct poll *p = poll_new("acme");
    char *pad = mem_new(padding + 1);
    memset(pad, 'x', padding);
    for (size_t i = from; i < from + count; i++) {
        char id[24];
        snprintf(id, sizeof id, "%zu", i);
        poll_add_item(p, id, i % 3 ? "" : "META");
        struct text *t = &p->items[p->items_size - 1].json;
        text_cut(t, t->len - 1);
        text_printf(t, ",\"padding\":\"%s\"}", pad);
    }
    mem_free(&pad);
    outlet_submit(b->outlet, &p);
}

struct command_row {
    const char *name, *words;
    enum { DAEMON, JOURNAL, NEITHER } from;
    const char *said[4];
    int status;
};

static const struct command_row command_rows[] = {
    { "replay tells the past",
      "replay --color never",
      DAEMON,
      { "2026-11-22T00:43:10Z      -  0.50 caution  META -0.30  acme  Shares slump",
        "2026-11-22T00:43:10Z      -  0.50 caution  acme  Shares slump",
        "2026-11-22T00:43:10Z      -  0.50 caution  acme  Shares slump" },
      0 },
    { "replay reads a journal beside its daemon",
      "replay -n 1 --color never",
      JOURNAL,
      { "2026-11-22T00:43:10Z      -  0.50 caution  META -0.30  acme  Shares slump" },
      0 },
    { "the short form of a ticker",
      "replay --prefix ticker/META/ --color never",
      DAEMON,
      { "2026-11-22T00:43:10Z  META -0.30 mildly negative  0.50 caution  acme  Shares slump" },
      0 },
    { "a ticker that nobody named", "replay --ticker ON", DAEMON, { NULL }, 0 },
    { "another feed", "replay --feed other", DAEMON, { NULL }, 0 },
    { "colour when asked for",
      "replay --prefix ticker/ --color always",
      DAEMON,
      { "2026-11-22T00:43:10Z  META \x1b[31m-0.30 mildly negative\x1b[0m  \x1b[33m0.50 "
        "caution\x1b[0m  \x1b[2macme\x1b[0m  Shares slump" },
      0 },
    { "a range",
      "replay --from 2 --to 2 --color never",
      DAEMON,
      { "2026-11-22T00:43:10Z      -  0.50 caution  acme  Shares slump" },
      0 },
    { "no journal there",
      "replay --journal /nowhere/journal.db",
      NEITHER,
      { "assayd replay: " },
      66 },
    { "an option unknown",
      "replay --what",
      JOURNAL,
      { "assayd replay: what is '--what'?", "Try 'assayd replay --help'." },
      64 },
    { "a number that is none",
      "replay --from x",
      JOURNAL,
      { "assayd replay: 'x' does not fit there", "Try 'assayd replay --help'." },
      64 },
};

static struct outlet_bench past; /* three items, shared by the rows */

static void runs_a_command(void **state)
{
    const struct command_row *row = *state;
    char words[512], line[4096];
    snprintf(words, sizeof words, "%s%s%s", row->words,
             row->from == DAEMON    ? " --replay "
             : row->from == JOURNAL ? " --journal "
                                    : "",
             row->from == DAEMON    ? past.replay
             : row->from == JOURNAL ? past.journal
                                    : "");
    FILE *f = assayd(words);
    for (size_t i = 0; row->said[i]; i++) {
        assert_non_null(fgets(line, sizeof line, f));
        line[strcspn(line, "\n")] = '\0';
        if (strncmp(line, row->said[i], strlen(row->said[i])) != 0)
            fail_msg("said: %s", line);
    }
    assert_null(fgets(line, sizeof line, f));
    assert_int_equal(WEXITSTATUS(pclose(f)), row->status);
}

static void json_hides_what_drives_a_terminal(void **state)
{
    (void)state;
    static struct outlet_bench b;
    outlet_bench_init(&b);
    struct poll *p = poll_new("acme");
    poll_add_item(p, "evil \xe2\x80\xae \xc2\x9b \xf3\xa0\x81\x81 \xc3\xa9", "");
    outlet_submit(b.outlet, &p);
    assert_true(outlet_bench_wait(&b, 1));
    char words[256], line[4096];
    snprintf(words, sizeof words, "replay --json --replay %s", b.replay);
    FILE *f = assayd(words);
    assert_non_null(fgets(line, sizeof line, f));
    pclose(f);
    assert_non_null(strstr(line, "\"id\":\"evil \\u202e \\u009b \\udb40\\udc41 \xc3\xa9\""));
    outlet_bench_done(&b);
}

/* Watching */

static void watch_prints_what_comes(void **state)
{
    (void)state;
    static struct outlet_bench b;
    char words[512], line[4096];
    outlet_bench_init(&b);
    submit_items(&b, 0, 1, 0);
    assert_true(outlet_bench_wait(&b, 1));
    snprintf(words, sizeof words,
             "watch --endpoint %s --replay %s --since 1 --ticker META -n 2 --color never", b.live,
             b.replay);
    FILE *f = assayd(words);
    assert_non_null(fgets(line, sizeof line, f)); /* the past first */
    assert_non_null(strstr(line, "META -0.30"));
    submit_items(&b, 1, 3, 0); /* of which one concerns META */
    assert_non_null(fgets(line, sizeof line, f));
    assert_non_null(strstr(line, "META -0.30"));
    assert_null(fgets(line, sizeof line, f));
    assert_int_equal(WEXITSTATUS(pclose(f)), 0);
    outlet_bench_done(&b);
}

static void watch_gives_up_in_time(void **state)
{
    (void)state;
    char line[4096];
    FILE *f = assayd("watch --endpoint ipc:///tmp/assayd-test-nobody.sock --timeout 100ms");
    assert_non_null(fgets(line, sizeof line, f));
    assert_non_null(strstr(line, "nothing that fits came in time"));
    assert_int_equal(WEXITSTATUS(pclose(f)), 69);
}

/* Where to begin */

struct since_row {
    const char *name, *since;
    int heard;
};

static const struct since_row since_rows[] = {
    { "since 0 is from the start", "0", 3 },
    { "since a number is from that entry on", "2", 2 },
    { "since a duration is from that long ago", "1h", 3 },
    { "since a moment ago is behind the head", "0s", 0 },
};

static void watch_begins(void **state)
{
    const struct since_row *row = *state;
    char words[512], line[4096];
    int heard = 0;
    snprintf(words, sizeof words, "watch --endpoint %s --replay %s --since %s --timeout 1500ms",
             past.live, past.replay, row->since);
    FILE *f = assayd(words);
    while (fgets(line, sizeof line, f))
        heard += strstr(line, "Shares slump") != NULL;
    pclose(f);
    assert_int_equal(heard, row->heard);
}

static void a_moment_is_found_in_the_past(void **state)
{
    (void)state;
    static struct outlet_bench b;
    struct error err = { 0 };
    struct instant ever = { 0 }, between, never = instant_add(clock_now(clock_real()), HOURS(1));
    uint64_t number = 0;
    outlet_bench_init(&b);
    submit_items(&b, 0, 300, 0);
    assert_true(outlet_bench_wait(&b, 1));
    usleep(3000);
    between = clock_now(clock_real());
    usleep(3000);
    submit_items(&b, 300, 50, 0);
    assert_true(outlet_bench_wait(&b, 2));
    struct past *p = past_connect(b.replay, NULL, &err);
    assert_non_null(p);
    assert_true(past_number_at(p, ever, &number, &err));
    assert_int_equal(number, 1);
    assert_true(past_number_at(p, between, &number, &err));
    assert_int_equal(number, 301);
    assert_true(past_number_at(p, never, &number, &err));
    assert_int_equal(number, 351);
    past_free(&p);
    outlet_bench_done(&b);
}

/* A subscriber that is stopped while a burst passes loses most of it, and gets it from replay. */

enum { BURST = 3000 };

static void start_watch(struct helper *h, const struct outlet_bench *b)
{
    char program[512], count[16];
    snprintf(program, sizeof program, "%s/bin/assayd", BUILD_DIR);
    snprintf(count, sizeof count, "%d", BURST);
    helper_start_program(h, program,
                         (const char *[]){ "watch", "--endpoint", b->live, "--replay", b->replay,
                                           "--since", "1", "--json", "-n", count, NULL });
}

static void start_python(struct helper *h, const struct outlet_bench *b)
{
    char count[16];
    snprintf(count, sizeof count, "%d", BURST);
    helper_start(h, (const char *[]){ "heal.py", b->live, b->replay, count, NULL });
}

struct heal_row {
    const char *name;
    void (*start)(struct helper *, const struct outlet_bench *);
};

static const struct heal_row heal_rows[] = {
    { "assayd watch heals what a burst lost", start_watch },
    { "the Python client heals what a burst lost", start_python },
};

static uint64_t sequence_of(const char *line)
{
    const char *at = line ? strstr(line, "\"sequence\":\"") : NULL;
    return at ? strtoull(at + strlen("\"sequence\":\""), NULL, 10) : 0;
}

static void heals(void **state)
{
    const struct heal_row *row = *state;
    static struct outlet_bench b;
    static struct helper h;
    outlet_bench_init(&b);
    assert_true(outlet_stop(&b.outlet, &b.err));
    b.settings.publish.high_water = 100;
    outlet_bench_start(&b);
    submit_items(&b, 0, 1, 2000);
    row->start(&h, &b);
    assert_int_equal(sequence_of(helper_line(&h)), 1);
    kill(h.pid, SIGSTOP);
    for (size_t i = 1; i < BURST; i += 100)
        submit_items(&b, i, i + 100 < BURST ? 100 : BURST - i, 2000);
    assert_true(outlet_bench_wait(&b, 1 + (BURST + 98) / 100));
    uint64_t replayed = counter_get(COUNT_REPLAY_MESSAGES);
    kill(h.pid, SIGCONT);
    for (uint64_t i = 2; i <= BURST; i++)
        assert_int_equal(sequence_of(helper_line(&h)), i);
    assert_null(helper_line(&h));
    assert_int_equal(helper_stop(&h), 0);
    assert_true(counter_get(COUNT_REPLAY_MESSAGES) - replayed >
                BURST / 4); /* or nothing was lost */
    outlet_bench_done(&b);
}

static const struct heal_row restart_rows[] = {
    { "assayd watch survives a restart", start_watch },
    { "the Python client survives a restart", start_python },
};

static void survives_a_restart(void **state)
{
    const struct heal_row *row = *state;
    static struct outlet_bench b;
    static struct helper h;
    enum { MORE = 50 };
    outlet_bench_init(&b);
    submit_items(&b, 0, 1, 0);
    row->start(&h, &b);
    assert_int_equal(sequence_of(helper_line(&h)), 1);
    assert_true(outlet_stop(&b.outlet, &b.err));
    outlet_bench_start(&b);
    submit_items(&b, 1, MORE, 0); /* nobody has connected again yet */
    for (uint64_t i = 2; i <= 1 + MORE; i++)
        assert_int_equal(sequence_of(helper_line(&h)), i);
    kill(h.pid, SIGTERM);
    helper_stop(&h);
    outlet_bench_done(&b);
}

/* The examples tell nobody when they have subscribed, so items come until they hear one. */

static void start_c_example(struct helper *h, const struct outlet_bench *b)
{
    helper_start_program(h, BUILD_DIR "/bin/client-example",
                         (const char *[]){ b->live, b->replay, NULL });
}

static void start_python_example(struct helper *h, const struct outlet_bench *b)
{
    helper_start(h,
                 (const char *[]){ "../../clients/python/example.py", b->live, b->replay, NULL });
}

static const struct heal_row example_rows[] = {
    { "the C example hears items", start_c_example },
    { "the Python example hears items", start_python_example },
};

static void hears_items(void **state)
{
    const struct heal_row *row = *state;
    static struct outlet_bench b;
    static struct helper h;
    outlet_bench_init(&b);
    row->start(&h, &b);
    struct pollfd out = { fileno(h.out), POLLIN, 0 };
    for (size_t i = 0; i < 100 && poll(&out, 1, 100) == 0; i++)
        submit_items(&b, i, 1, 0);
    const char *line = helper_line(&h);
    assert_non_null(line);
    if (!strstr(line, "Shares slump"))
        fail_msg("printed: %s", line);
    kill(h.pid, SIGTERM);
    helper_stop(&h);
    outlet_bench_done(&b);
}

int main(void)
{
    struct rows rows = { 0 };
    outlet_bench_init(&past);
    submit_items(&past, 0, 3, 0);
    ADD_ROWS(&rows, filter_rows, filters);
    ADD_ROWS(&rows, row_rows, fits_its_columns);
    ADD_TEST(&rows, wide_letters_take_two_columns);
    ADD_TEST(&rows, no_json_is_no_item);
    ADD_ROWS(&rows, command_rows, runs_a_command);
    ADD_TEST(&rows, json_hides_what_drives_a_terminal);
    ADD_ROWS(&rows, since_rows, watch_begins);
    ADD_TEST(&rows, a_moment_is_found_in_the_past);
    ADD_TEST(&rows, watch_prints_what_comes);
    ADD_TEST(&rows, watch_gives_up_in_time);
    ADD_ROWS(&rows, heal_rows, heals);
    ADD_ROWS(&rows, restart_rows, survives_a_restart);
    ADD_ROWS(&rows, example_rows, hears_items);
    int failed = rows_run("listen", &rows);
    outlet_bench_done(&past);
    return failed;
}
