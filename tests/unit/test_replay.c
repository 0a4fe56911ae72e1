#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/counter.h"
#include "outlet/header.h"
#include "outlet/replay.h"
#include "support/helper.h"
#include "support/outlet_bench.h"
#include "support/rows.h"

#include <inttypes.h>

/* A journal with six items: 1 acme META, 2 other, 3 acme, 4 acme META ON, 5 other ON, 6 acme. */
static void fill(struct outlet_bench *b)
{
    static const char *const items[][2] = { { "acme", "META" }, { "other", "" },
                                            { "acme", "" },     { "acme", "META ON" },
                                            { "other", "ON" },  { "acme", "" } };
    for (size_t i = 0; i < count_of(items); i++) {
        struct poll *p = poll_new(items[i][0]);
        char id[24];
        snprintf(id, sizeof id, "%zu", i);
        poll_add_item(p, id, items[i][1]);
        outlet_submit(b->outlet, &p);
        assert_true(outlet_bench_wait(b, i + 1));
    }
}

/* The journal of the bench, read as `assayd replay --journal` would, beside the daemon. */
static struct journal *reader(struct outlet_bench *b)
{
    struct error err = { 0 };
    struct journal *j = journal_open_to_read(b->journal, &err);
    if (!j)
        fail_msg("%s", error_line(&err));
    return j;
}

struct request_row {
    const char *name, *request;
    const char *status; /* must stand in the status */
    const char *heard;  /* topic sequence previous, ... */
};

static const struct request_row request_rows[] = {
    { "nothing asked is everything kept", "{}", "\"status\":\"ok\"",
      "item/acme/ 1 0, ticker/META/ 1 0, item/other/ 2 0, item/acme/ 3 1, item/acme/ 4 3, "
      "ticker/META/ 4 1, ticker/ON/ 4 0, item/other/ 5 2, ticker/ON/ 5 4, item/acme/ 6 4" },
    { "a range", "{\"from\":2,\"to\":3}", "\"next\":null", "item/other/ 2 0, item/acme/ 3 1" },
    { "one ticker", "{\"prefix\":\"ticker/META/\"}", "\"entries\":2",
      "ticker/META/ 1 0, ticker/META/ 4 1" },
    { "all tickers from somewhere", "{\"prefix\":\"ticker/\",\"from\":2}", "\"messages\":3",
      "ticker/META/ 4 1, ticker/ON/ 4 0, ticker/ON/ 5 4" },
    { "a limit names where to go on", "{\"from\":1,\"limit\":2,\"prefix\":\"item/\"}", "\"next\":3",
      "item/acme/ 1 0, item/other/ 2 0" },
    { "a limit on one topic names its next", "{\"from\":1,\"limit\":1,\"prefix\":\"item/other/\"}",
      "\"next\":5", "item/other/ 2 0" },
    { "beyond the head there is nothing yet", "{\"from\":7}", "\"status\":\"ok\"", "" },
    { "null is as good as absent", "{\"from\":null,\"to\":1,\"prefix\":null}", "\"entries\":1",
      "item/acme/ 1 0, ticker/META/ 1 0" },
    { "a limit of nought is the largest", "{\"limit\":0,\"to\":1}", "\"entries\":1",
      "item/acme/ 1 0, ticker/META/ 1 0" },
    { "a giant range is cut to the head", "{\"from\":6,\"to\":1e300}", "\"status\":\"ok\"",
      "item/acme/ 6 4" },
    { "the newest of each topic", "{\"latest\":true}", "\"after\":null",
      "item/acme/ 6 4, item/other/ 5 2, ticker/META/ 4 1, ticker/ON/ 5 4" },
    { "the newest of each ticker", "{\"latest\":true,\"prefix\":\"ticker/\"}", "\"messages\":2",
      "ticker/META/ 4 1, ticker/ON/ 5 4" },
    { "the newest of one", "{\"latest\":true,\"prefix\":\"ticker/ON/\"}", "\"after\":null",
      "ticker/ON/ 5 4" },
    { "a limit names the topic to go on behind",
      "{\"latest\":true,\"prefix\":\"ticker/\",\"limit\":1}", "\"after\":\"ticker/META/\"",
      "ticker/META/ 4 1" },
    { "and there it goes on", "{\"latest\":true,\"prefix\":\"ticker/\",\"after\":\"ticker/META/\"}",
      "\"after\":null", "ticker/ON/ 5 4" },
    { "the newest of nothing", "{\"latest\":true,\"prefix\":\"none/\"}", "\"status\":\"ok\"", "" },
    { "numbers alone", "{\"to\":2,\"bodies\":false}", "\"messages\":3",
      "item/acme/ 1 0, ticker/META/ 1 0, item/other/ 2 0" },
    { "no JSON", "from 1", "\"status\":\"error\"", "" },
    { "nothing at all", "", "\"status\":\"error\"", "" },
    { "a list", "[1,2]", "is a JSON object", "" },
    { "from as words", "{\"from\":\"one\"}", "\\\"from\\\" must be a whole number", "" },
    { "a number below nought", "{\"from\":-1}", "\\\"from\\\" must be a whole number", "" },
    { "half a number", "{\"to\":1.5}", "\\\"to\\\" must be a whole number", "" },
    { "a switch that is neither on nor off", "{\"bodies\":1}", "must be true or false", "" },
    { "a prefix that is no text", "{\"prefix\":7}", "\\\"prefix\\\" must be text", "" },
};

static void page_topics(const struct replay_page *page, struct text *out)
{
    for (size_t i = 0; i < page->size; i += 3) {
        struct header h;
        assert_true(header_read(replay_page_frame(page, i + 1), &h));
        text_printf(out, "%s%.*s %" PRIu64 " %" PRIu64, out->len ? ", " : "",
                    SLICE_ARGS(replay_page_frame(page, i)), h.sequence, h.previous);
    }
}

static struct outlet_bench filled; /* shared by the rows that only read */

static void answers_a_request(void **state)
{
    const struct request_row *row = *state;
    struct journal *j = reader(&filled);
    struct replay_page page = { 0 };
    HELD(text) heard = { 0 };
    replay_page_read(&page, j, slice_of(row->request));
    page_topics(&page, &heard);
    if (!strstr(text_string(&page.status), row->status))
        fail_msg("said: %s", text_string(&page.status));
    assert_string_equal(text_string(&heard), row->heard);
    bool empty = page.size && !replay_page_frame(&page, 2).len;
    assert_int_equal(empty, strstr(row->request, "\"bodies\":false") != NULL);
    replay_page_done(&page);
    journal_close(&j);
}

static void a_prefix_longer_than_any_topic_is_refused(void **state)
{
    (void)state;
    struct journal *j = reader(&filled);
    struct replay_page page = { 0 };
    HELD(text) request = { 0 };
    text_printf(&request, "{\"prefix\":\"%0*d\"}", (int)TOPIC_MAX, 0);
    replay_page_read(&page, j, text_slice(&request));
    assert_non_null(strstr(text_string(&page.status), "must be text of at most"));
    replay_page_done(&page);
    journal_close(&j);
}

static bool has_answer(struct socket *s, struct duration at_most, struct message *m)
{
    bool ready;
    return socket_wait(&s, 1, -1, at_most, &ready, NULL) && ready && socket_receive(s, m);
}

/* Whoever asks without end is told to wait, and is answered again when he has. He does not wait for answers: on a
 * busy machine they come more seldom than he may ask. */
static void who_asks_too_often_has_to_wait(void **state)
{
    (void)state;
    static struct outlet_bench b;
    struct message m = { 0 };
    bool refused = false;
    int asked = 0;
    outlet_bench_init(&b);
    struct socket *s = socket_connect(SOCKET_DEALER, b.replay, NULL, &b.err);
    assert_non_null(s);
    while (!refused && asked < 100000) {
        asked += socket_send(s, SLICE("{\"limit\":1}"), false);
        while (!refused && has_answer(s, (struct duration){ asked % 10 == 0 }, &m))
            refused = slice_find(m.frames[0], "requests a second") != SIZE_MAX;
    }
    assert_true(refused);
    assert_true(asked > REPLAY_BURST);
    while (has_answer(s, (struct duration){ 500 }, &m))
        continue; /* to what was asked before */
    assert_true(socket_send(s, SLICE("{}"), false));
    assert_true(has_answer(s, SECONDS(5), &m));
    assert_true(slice_find(m.frames[0], "\"ok\"") != SIZE_MAX);
    message_done(&m);
    socket_close(&s);
    outlet_bench_done(&b);
}

/* What goes out live and what is replayed must be the same bytes. */
static void replay_repeats_the_live_bytes(void **state)
{
    (void)state;
    static struct outlet_bench b;
    static struct helper live, past;
    outlet_bench_init(&b);
    helper_start(&live, (const char *[]){ "subscriber.py", "live", b.live, "", "10", NULL });
    assert_string_equal(helper_line(&live), "ready");
    fill(&b);
    helper_start(&past,
                 (const char *[]){ "subscriber.py", "replay", b.replay, "{\"from\":1}", NULL });
    assert_non_null(strstr(helper_line(&past), "\"head\":6"));
    for (int i = 0; i < 10; i++)
        assert_string_equal(helper_line(&live), helper_line(&past));
    assert_null(helper_line(&past));
    assert_int_equal(helper_stop(&live), 0);
    assert_int_equal(helper_stop(&past), 0);
    outlet_bench_done(&b);
}

static void a_req_socket_is_answered_too(void **state)
{
    (void)state;
    static struct helper past;
    helper_start(&past, (const char *[]){ "subscriber.py", "-r", "replay", filled.replay,
                                          "{\"from\":6}", NULL });
    assert_non_null(strstr(helper_line(&past), "\"status\":\"ok\""));
    assert_int_equal(strncmp(helper_line(&past), "item/acme/ 6 4 {", 16), 0);
    assert_null(helper_line(&past));
    assert_int_equal(helper_stop(&past), 0);
}

static void below_retention_it_says_truncated(void **state)
{
    (void)state;
    static struct outlet_bench b;
    outlet_bench_init(&b);
    fill(&b);
    assert_true(outlet_stop(&b.outlet, &b.err));
    b.settings.publish.retain.items = 2;
    outlet_bench_start(&b);
    static struct helper past;
    for (int i = 0; i < 200 && counter_get(COUNT_JOURNAL_OLDEST) < 5; i++)
        usleep(10000);
    helper_start(&past, (const char *[]){ "subscriber.py", "replay", b.replay,
                                          "{\"from\":2,\"prefix\":\"item/\"}", NULL });
    const char *status = helper_line(&past);
    assert_non_null(strstr(status, "\"status\":\"truncated\""));
    assert_non_null(strstr(status, "truncated, oldest is 5"));
    assert_int_equal(strncmp(helper_line(&past), "item/other/ 5 2 {", 17), 0);
    assert_int_equal(strncmp(helper_line(&past), "item/acme/ 6 4 {", 16), 0);
    assert_null(helper_line(&past));
    assert_int_equal(helper_stop(&past), 0);
    outlet_bench_done(&b);
}

struct ceiling_row {
    const char *name;
    size_t items, padding; /* bytes in each item's title */
    size_t entries;        /* of the first page */
};

static const struct ceiling_row ceilings[] = {
    { "a page has at most 256 entries", 300, 10, 256 },
    { "a page has at most a mebibyte", 40, 60000, 17 },
};

static void a_page_ends_at_a_ceiling(void **state)
{
    const struct ceiling_row *row = *state;
    static struct outlet_bench b;
    outlet_bench_init(&b);
    struct poll *p = poll_new("acme");
    char *padding = mem_new(row->padding + 1);
    memset(padding, 'x', row->padding);
    for (size_t i = 0; i < row->items; i++) {
        char id[24];
        snprintf(id, sizeof id, "%zu", i);
        poll_add_item(p, id, "");
        struct text *t = &p->items[i].json;
        text_cut(t, t->len - 1);
        text_printf(t, ",\"padding\":\"%s\"}", padding);
    }
    outlet_submit(b.outlet, &p);
    assert_true(outlet_bench_wait(&b, 1));
    struct journal *j = reader(&b);
    struct replay_page page = { 0 };
    replay_page_read(&page, j, SLICE("{\"from\":1}"));
    assert_int_equal(page.entries, row->entries);
    assert_true(page.bytes.len <= REPLAY_BYTES_MAX);
    char next[32];
    snprintf(next, sizeof next, "\"next\":%zu,", row->entries + 1);
    assert_non_null(strstr(text_string(&page.status), next));
    replay_page_done(&page);
    journal_close(&j);
    mem_free(&padding);
    outlet_bench_done(&b);
}

/* Clients drop messages of SOCKET_FRAMES_MAX frames and more. */
static void a_page_ends_at_a_ceiling_of_frames(void **state)
{
    (void)state;
    static struct outlet_bench b;
    enum { ITEMS = 250 };
    outlet_bench_init(&b);
    struct poll *p = poll_new("acme");
    for (size_t i = 0; i < ITEMS; i++) {
        char id[24];
        snprintf(id, sizeof id, "%zu", i);
        poll_add_item(p, id, "META ON");
    }
    outlet_submit(b.outlet, &p);
    assert_true(outlet_bench_wait(&b, 1));
    struct journal *j = reader(&b);
    struct replay_page page = { 0 };
    size_t entries = 0;
    for (uint64_t from = 1; from <= ITEMS; from = entries + 1) {
        char request[64];
        snprintf(request, sizeof request, "{\"from\":%" PRIu64 ",\"prefix\":\"\"}", from);
        replay_page_read(&page, j, slice_of(request));
        assert_true(page.size + 1 < SOCKET_FRAMES_MAX);
        assert_true(page.entries > 0);
        assert_int_equal(page.size, page.entries * 9); /* an item and two tickers */
        entries += page.entries;
        replay_page_done(&page);
    }
    assert_int_equal(entries, ITEMS);
    journal_close(&j);
    outlet_bench_done(&b);
}

static void garbage_changes_nothing(void **state)
{
    (void)state;
    static struct helper noise, past;
    static const char *const seeds[] = { "1", "2" };
    for (size_t i = 0; i < count_of(seeds); i++) {
        const char *at = i ? filled.live : filled.replay;
        helper_start(&noise, (const char *[]){ "subscriber.py", "garbage", at, seeds[i], NULL });
        assert_int_equal(helper_stop(&noise), 0);
    }
    helper_start(&past, (const char *[]){ "subscriber.py", "replay", filled.replay, "{}", NULL });
    assert_non_null(strstr(helper_line(&past), "\"messages\":10"));
    for (int i = 0; i < 10; i++)
        assert_non_null(helper_line(&past));
    assert_int_equal(helper_stop(&past), 0);
}

int main(void)
{
    struct rows rows = { 0 };
    outlet_bench_init(&filled);
    fill(&filled);
    ADD_ROWS(&rows, request_rows, answers_a_request);
    ADD_TEST(&rows, a_prefix_longer_than_any_topic_is_refused);
    ADD_TEST(&rows, who_asks_too_often_has_to_wait);
    ADD_TEST(&rows, replay_repeats_the_live_bytes);
    ADD_TEST(&rows, a_req_socket_is_answered_too);
    ADD_TEST(&rows, below_retention_it_says_truncated);
    ADD_ROWS(&rows, ceilings, a_page_ends_at_a_ceiling);
    ADD_TEST(&rows, a_page_ends_at_a_ceiling_of_frames);
    ADD_TEST(&rows, garbage_changes_nothing);
    int failed = rows_run("replay", &rows);
    outlet_bench_done(&filled);
    return failed;
}
