#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/counter.h"
#include "listen/subscriber.h"
#include "outlet/filters.h"
#include "outlet/header.h"
#include "support/helper.h"
#include "support/outlet_bench.h"
#include "support/rows.h"

#include <inttypes.h>
#include <sys/stat.h>
#include <zmq.h>

/* Endpoints */

struct endpoint_row {
    const char *name, *endpoint, *complaint; /* NULL: welcome */
};

static const struct endpoint_row endpoints[] = {
    { "an ipc path is welcome", "ipc:///run/assayd/items.sock", NULL },
    { "loopback is welcome", "tcp://127.0.0.1:5556", NULL },
    { "all of 127 is loopback", "tcp://127.8.9.1:5556", NULL },
    { "localhost is loopback", "tcp://localhost:5556", NULL },
    { "IPv6 loopback is welcome", "tcp://[::1]:5556", NULL },
    { "any address is refused", "tcp://*:5556", "other machines" },
    { "all addresses are refused", "tcp://0.0.0.0:5556", "other machines" },
    { "an address of the network is refused", "tcp://192.168.1.5:5556", "other machines" },
    { "an interface is refused", "tcp://eth0:5556", "other machines" },
    { "a number that only begins like loopback is refused", "tcp://127.0.0.1.example.org:1",
      "other machines" },
    { "tcp without a port is refused", "tcp://127.0.0.1", "port" },
    { "an abstract socket has no mode", "ipc://@items", "absolute path" },
    { "a relative path depends on who asks", "ipc://items.sock", "absolute path" },
    { "a path too long for a socket is refused",
      "ipc:///0123456789/0123456789/0123456789/0123456789/0123456789/0123456789/0123456789/"
      "0123456789/0123456789/0123456789",
      "longer" },
    { "other transports are refused", "pgm://eth0;239.192.1.1:5555", "begins neither" },
    { "nothing is refused", "", "begins neither" },
};

static void checks_an_endpoint(void **state)
{
    const struct endpoint_row *row = *state;
    struct error err = { 0 };
    struct socket *s = NULL;
    bool good = socket_check_endpoint(row->endpoint, &err);
    if (good && row->complaint) /* well-formed, but not without keys */
        s = socket_bind(SOCKET_XPUB, row->endpoint, 100, NULL, &err);
    assert_null(s);
    assert_int_equal(!error_is_set(&err), row->complaint == NULL);
    if (row->complaint && !strstr(err.text, row->complaint))
        fail_msg("said: %s", err.text);
}

static void a_header_is_forty_big_endian_bytes(void **state)
{
    (void)state;
    struct header h = { HEADER_VERSION, 0x0102030405060708, 9, 8, { 0x0a0b } }, back;
    unsigned char bytes[HEADER_SIZE];
    static const unsigned char expected[HEADER_SIZE] = {
        0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0,  0,
        0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 10, 11,
    };
    header_write(&h, bytes);
    assert_memory_equal(bytes, expected, HEADER_SIZE);
    struct slice all = { (const char *)bytes, HEADER_SIZE };
    assert_true(header_read(all, &back));
    assert_memory_equal(&back, &h, sizeof h);
    assert_false(header_read(slice_sub(all, 0, HEADER_SIZE - 1), &back));
    bytes[7] = 2;
    assert_false(header_read(all, &back));
}

static void the_socket_is_for_its_group(void **state)
{
    (void)state;
    static struct outlet_bench b;
    struct stat st;
    outlet_bench_init(&b);
    assert_int_equal(stat(b.live + strlen("ipc://"), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0660);
    assert_int_equal(stat(b.replay + strlen("ipc://"), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0660);
    outlet_bench_done(&b);
}

static void no_socket_is_left_behind(void **state)
{
    (void)state;
    static struct outlet_bench b;
    outlet_bench_init(&b);
    assert_int_equal(access(b.live + strlen("ipc://"), F_OK), 0);
    assert_true(outlet_stop(&b.outlet, &b.err));
    assert_int_equal(access(b.live + strlen("ipc://"), F_OK), -1);
    assert_int_equal(access(b.replay + strlen("ipc://"), F_OK), -1);
    outlet_bench_start(&b); /* and the path is free at once */
    outlet_bench_done(&b);
}

static void an_endpoint_in_use_is_left_alone(void **state)
{
    (void)state;
    static struct outlet_bench b;
    struct error err = { 0 };
    outlet_bench_init(&b);
    assert_null(publish_open(&b.settings.publish, NULL, &err));
    assert_non_null(strstr(err.text, "another program"));
    outlet_bench_done(&b);
}

static void a_folder_that_is_not_there_is_named(void **state)
{
    (void)state;
    char endpoint[] = "ipc:///nonexistent/assayd/items.sock";
    struct publish_settings settings = { .endpoint = endpoint };
    struct error err = { 0 };
    assert_null(publish_open(&settings, NULL, &err));
    assert_string_equal(err.place, "ipc:///nonexistent/assayd/items.sock");
    assert_non_null(strstr(err.text, "make its folder"));
}

/* What a subscriber hears */

struct item {
    const char *feed, *id, *tickers;
};

struct live_row {
    const char *name, *prefix;
    struct item items[5];
    const char *heard[6]; /* topic, sequence, previous */
};

static const struct live_row live_rows[] = {
    { "an item comes whole on its feed and in short on each ticker",
      "",
      { { "acme", "1", "META BRK/B" } },
      { "item/acme/ 1 0", "ticker/META/ 1 0", "ticker/BRK%2FB/ 1 0" } },
    { "each topic counts its own previous",
      "",
      { { "acme", "1", "META" }, { "acme", "2", "" }, { "other", "3", "META" } },
      { "item/acme/ 1 0", "ticker/META/ 1 0", "item/acme/ 2 1", "item/other/ 3 0",
        "ticker/META/ 3 1" } },
    { "a filter keeps the others away",
      "ticker/ON/",
      { { "acme", "1", "ONTO" }, { "acme", "2", "ON" }, { "acme", "3", "ON" } },
      { "ticker/ON/ 2 0", "ticker/ON/ 3 2" } },
    { "an item that the journal has is not told twice",
      "item/",
      { { "acme", "1", "" }, { "acme", "1", "" }, { "acme", "2", "" } },
      { "item/acme/ 1 0", "item/acme/ 2 1" } },
    { "a ticker named twice is told once",
      "",
      { { "acme", "1", "META META" }, { "acme", "2", "" } },
      { "item/acme/ 1 0", "ticker/META/ 1 0", "item/acme/ 2 1" } },
};

static void submit(struct outlet_bench *b, const struct item *item)
{
    struct poll *p = poll_new(item->feed);
    poll_add_item(p, item->id, item->tickers);
    outlet_submit(b->outlet, &p);
}

static size_t count_heard(const struct live_row *row)
{
    size_t count = 0;
    while (count < count_of(row->heard) && row->heard[count])
        count++;
    return count;
}

static void a_subscriber_hears(void **state)
{
    const struct live_row *row = *state;
    static struct outlet_bench b;
    static struct helper h;
    char count[8];
    outlet_bench_init(&b);
    snprintf(count, sizeof count, "%zu", count_heard(row));
    helper_start(&h, (const char *[]){ "subscriber.py", "live", b.live, row->prefix, count, NULL });
    assert_string_equal(helper_line(&h), "ready");
    for (size_t i = 0; i < count_of(row->items) && row->items[i].feed; i++)
        submit(&b, &row->items[i]);
    for (size_t i = 0; i < count_heard(row); i++) {
        const char *line = helper_line(&h);
        assert_non_null(line);
        if (strncmp(line, row->heard[i], strlen(row->heard[i])) != 0)
            fail_msg("heard %s instead of %s", line, row->heard[i]);
    }
    assert_int_equal(helper_stop(&h), 0);
    outlet_bench_done(&b);
}

static void the_number_stands_in_the_json(void **state)
{
    (void)state;
    static struct outlet_bench b;
    static struct helper h;
    outlet_bench_init(&b);
    helper_start(&h, (const char *[]){ "subscriber.py", "live", b.live, "", "2", NULL });
    assert_string_equal(helper_line(&h), "ready");
    submit(&b, &(struct item){ "acme", "7", "META" });
    assert_non_null(strstr(helper_line(&h), "\"sequence\":\"00000000000000000001\""));
    assert_string_equal(
        helper_line(&h),
        "ticker/META/ 1 0 {\"id\":\"7\",\"sequence\":\"00000000000000000001\","
        "\"time\":\"2026-11-22T00:43:10Z\",\"feed\":\"acme\",\"url\":\"https://example.org/1\","
        "\"title\":\"Shares slump\",\"ticker\":\"META\",\"relevance_score\":0.75,"
        "\"ticker_sentiment_score\":-0.3,\"ticker_sentiment_label\":\"mildly negative\","
        "\"reliability_score\":0.5,\"reliability_label\":\"caution\"}");
    assert_int_equal(helper_stop(&h), 0);
    outlet_bench_done(&b);
}

static void a_feed_event_has_a_number_of_its_own(void **state)
{
    (void)state;
    static struct outlet_bench b;
    static struct helper h;
    outlet_bench_init(&b);
    helper_start(&h, (const char *[]){ "subscriber.py", "live", b.live, "feed/", "2", NULL });
    assert_string_equal(helper_line(&h), "ready");
    submit(&b, &(struct item){ "acme", "1", "" });
    struct poll *p = poll_new("acme");
    poll_tell(p, "stale", "no new item for %dh", 24);
    poll_tell(p, "recovered", "%s", "");
    outlet_submit(b.outlet, &p);
    assert_string_equal(helper_line(&h),
                        "feed/acme/ 2 0 {\"sequence\":\"00000000000000000002\",\"feed\":\"acme\","
                        "\"event\":\"stale\",\"text\":\"no new item for 24h\"}");
    assert_non_null(strstr(helper_line(&h), "recovered"));
    assert_int_equal(helper_stop(&h), 0);
    outlet_bench_done(&b);
}

static void submit_many(struct outlet_bench *b, int from, int count)
{
    struct poll *p = poll_new("acme");
    for (int i = from; i < from + count; i++) {
        char id[16];
        snprintf(id, sizeof id, "%d", i);
        poll_add_item(p, id, "");
    }
    outlet_submit(b->outlet, &p);
}

/* One poll of three times the high-water mark goes out no faster than it can be read. */
static void who_reads_loses_nothing_of_a_burst(void **state)
{
    (void)state;
    static struct outlet_bench b;
    enum { BURST = 12000, HIGH_WATER = 4000 };
    char dir[SCRATCH_MAX];
    struct hearing heard;
    scratch_make(dir);
    outlet_bench_in(&b, dir);
    b.settings.publish.high_water = HIGH_WATER;
    outlet_bench_start(&b);
    struct subscriber_settings only_live = { .live = b.live, .prefix = "item/", .check = SECONDS(60) };
    struct subscriber *s = subscriber_open(&only_live, &b.err);
    int first = 0;
    do /* until it is known that it listens */
        submit_many(&b, first++, 1);
    while (subscriber_next(s, (struct duration){ 100 }, &heard, NULL) != HEARD_MESSAGE);
    submit_many(&b, first, BURST);
    uint64_t last = (uint64_t)first + BURST, expected = heard.header.sequence;
    while (expected < last && subscriber_next(s, SECONDS(5), &heard, NULL) == HEARD_MESSAGE)
        assert_int_equal(heard.header.sequence, ++expected);
    assert_int_equal(expected, last);
    subscriber_free(&s);
    outlet_bench_done(&b);
}

static void what_nobody_heard_costs_nobody_time(void **state)
{
    (void)state;
    char dir[SCRATCH_MAX], live[SCRATCH_MAX + 32];
    struct error err = { 0 };
    struct header header = { .epoch = 1 };
    scratch_make(dir);
    snprintf(live, sizeof live, "ipc://%s/items.sock", dir);
    struct publish_settings settings = { .endpoint = live, .high_water = 2000 };
    struct publish *p = publish_open(&settings, NULL, &err);
    assert_non_null(p);
    for (int i = 0; i < 20 * PUBLISH_PACE; i++)
        publish_message(p, "item/acme/", &header, SLICE("{}"));
    struct subscriber_settings only_live = { .live = live, .prefix = "item/", .check = SECONDS(60) };
    struct subscriber *s = subscriber_open(&only_live, &err);
    assert_non_null(s);
    struct socket *socket = publish_socket(p);
    bool ready = true, called;
    for (counter_set(COUNT_FILTERS, 0); ready && !counter_get(COUNT_FILTERS); publish_serve(p))
        socket_wait(&socket, 1, -1, SECONDS(10), &ready, &called);
    assert_true(counter_get(COUNT_FILTERS) > 0);
    assert_true(publish_may_send(p));
    subscriber_free(&s);
    publish_close(&p);
    scratch_remove(dir);
}

static bool next_header(struct socket *s, bool *ret_beat, struct header *ret)
{
    struct message m = { 0 };
    bool ready = false;
    if (!socket_wait(&s, 1, -1, SECONDS(5), &ready, NULL) || !ready || !socket_receive(s, &m))
        return false;
    *ret_beat = slice_is(m.frames[0], TOPIC_HEARTBEAT);
    assert_true(header_read(m.frames[1], ret));
    message_done(&m);
    return true;
}

/* A heartbeat tells nobody to ask replay for what is on its way: what comes behind it lies beyond its head. */
static void a_heartbeat_amid_a_burst_tells_what_went_out(void **state)
{
    (void)state;
    static struct outlet_bench b;
    enum { BURST = 24000 };
    char dir[SCRATCH_MAX];
    struct header header, beat;
    bool is_beat = false;
    scratch_make(dir);
    outlet_bench_in(&b, dir);
    b.settings.publish.high_water = 2000;
    outlet_bench_start(&b);
    struct socket *s = socket_connect(SOCKET_SUB, b.live, NULL, &b.err);
    assert_true(s && socket_subscribe(s, "item/") && socket_subscribe(s, TOPIC_HEARTBEAT));
    while (!is_beat)
        assert_true(next_header(s, &is_beat, &beat));
    submit_many(&b, 0, BURST);
    size_t amid = 0;
    do {
        assert_true(next_header(s, &is_beat, &header));
        if (is_beat)
            beat = header;
        else
            assert_in_range(header.sequence, beat.sequence + 1, BURST);
        amid += is_beat && header.sequence > 0 && header.sequence < BURST;
    } while (header.sequence < BURST);
    assert_int_not_equal(amid, 0);
    socket_close(&s);
    outlet_bench_done(&b);
}

/* A subscriber that reads nothing, with the smallest high-water mark, while another one listens. */
static void a_stalled_subscriber_costs_the_others_nothing(void **state)
{
    (void)state;
    static struct outlet_bench b;
    static struct helper stalled, listening;
    enum { POLLS = 40, ITEMS = 50 };
    char count[16];
    outlet_bench_init(&b);
    helper_start(&stalled, (const char *[]){ "subscriber.py", "stalled", b.live, NULL });
    assert_string_equal(helper_line(&stalled), "ready");
    snprintf(count, sizeof count, "%d", POLLS * ITEMS);
    helper_start(&listening,
                 (const char *[]){ "subscriber.py", "live", b.live, "item/", count, NULL });
    assert_string_equal(helper_line(&listening), "ready");
    for (int i = 0; i < POLLS; i++) {
        struct poll *p = poll_new("acme");
        for (int k = 0; k < ITEMS; k++) {
            char id[32];
            snprintf(id, sizeof id, "%d.%d", i, k);
            poll_add_item(p, id, "");
        }
        outlet_submit(b.outlet, &p);
    }
    uint64_t sequence, previous, expected = 0;
    const char *line;
    while ((line = helper_line(&listening))) {
        assert_int_equal(sscanf(line, "item/acme/ %" SCNu64 " %" SCNu64, &sequence, &previous), 2);
        assert_int_equal(sequence, ++expected);
        assert_int_equal(previous, expected - 1);
    }
    assert_int_equal(expected, POLLS * ITEMS);
    assert_int_equal(helper_stop(&listening), 0);
    assert_int_equal(helper_stop(&stalled), 0);
    outlet_bench_done(&b);
}

/* One peer's filters must not eat the memory of all: his session ends, and nobody else's. */

struct listener {
    void *context, *socket, *monitor;
};

static void listen_to(struct listener *l, const char *endpoint, const char *prefix)
{
    l->context = zmq_ctx_new();
    l->socket = zmq_socket(l->context, ZMQ_SUB);
    l->monitor = zmq_socket(l->context, ZMQ_PAIR);
    int linger = 0;
    zmq_setsockopt(l->socket, ZMQ_LINGER, &linger, sizeof linger);
    zmq_setsockopt(l->socket, ZMQ_SNDHWM, &linger, sizeof linger);
    zmq_setsockopt(l->socket, ZMQ_SUBSCRIBE, prefix, strlen(prefix));
    assert_int_equal(zmq_socket_monitor(l->socket, "inproc://ends", ZMQ_EVENT_DISCONNECTED), 0);
    assert_int_equal(zmq_connect(l->monitor, "inproc://ends"), 0);
    assert_int_equal(zmq_connect(l->socket, endpoint), 0);
}

static bool comes(void *socket, long ms)
{
    zmq_pollitem_t item = { socket, 0, ZMQ_POLLIN, 0 };
    char bytes[4096];
    bool ready = zmq_poll(&item, 1, ms) > 0;
    int more = ready;
    for (size_t size = sizeof more; more; zmq_getsockopt(socket, ZMQ_RCVMORE, &more, &size))
        zmq_recv(socket, bytes, sizeof bytes, 0);
    return ready;
}

static void leave(struct listener *l)
{
    zmq_socket_monitor(l->socket, NULL, 0);
    zmq_close(l->monitor);
    zmq_close(l->socket);
    zmq_ctx_term(l->context);
}

static void who_hoards_subscriptions_is_cut(void **state)
{
    (void)state;
    static struct outlet_bench b;
    struct listener other, hoarder;
    outlet_bench_init(&b);
    listen_to(&other, b.live, TOPIC_HEARTBEAT);
    listen_to(&hoarder, b.live, "item/");
    assert_true(comes(other.socket, 10000));
    for (int i = 0; i <= FILTERS_EACH; i++) {
        char prefix[32];
        snprintf(prefix, sizeof prefix, "item/%d/", i);
        assert_int_equal(zmq_setsockopt(hoarder.socket, ZMQ_SUBSCRIBE, prefix, strlen(prefix)), 0);
    }
    assert_true(comes(hoarder.monitor, 60000));
    for (int i = 0; i < 3; i++)
        assert_true(comes(other.socket, 10000));
    assert_false(comes(other.monitor, 0));
    assert_true(b.refused >= 1);
    leave(&hoarder);
    leave(&other);
    outlet_bench_done(&b);
}

/* Accounts of filters */

static bool add_many(struct filters *f, const struct peer *peer, int from, int count)
{
    bool within = true;
    for (int i = from; i < from + count; i++) {
        char prefix[32];
        snprintf(prefix, sizeof prefix, "item/%d/", i);
        within &= filters_add(f, slice_of(prefix), peer);
    }
    return within;
}

static void remove_many(struct filters *f, int from, int count)
{
    for (int i = from; i < from + count; i++) {
        char prefix[32];
        snprintf(prefix, sizeof prefix, "item/%d/", i);
        filters_remove(f, slice_of(prefix));
    }
}

static const struct peer alice = { 7, "127.0.0.1" }, bob = { 8, "localhost:0:0:17" },
                         carol = { 7, "127.0.0.3" };

static void a_share_of_filters_is_for_each(void **state)
{
    (void)state;
    struct filters *f = filters_new();
    assert_true(add_many(f, &alice, 0, FILTERS_EACH));
    assert_true(add_many(f, &bob, FILTERS_EACH, FILTERS_EACH));
    assert_int_equal(filters_size(f), 2 * FILTERS_EACH);
    remove_many(f, 10, 10);
    assert_true(add_many(f, &alice, 10, 10));
    assert_false(add_many(f, &alice, 1000000, 1));
    assert_int_equal(filters_size(f), FILTERS_EACH); /* alice's do not count any more */
    assert_int_equal(filters_held(f), 2 * FILTERS_EACH + 1);
    assert_true(add_many(f, &alice, 1000001, 5)); /* what was under way is no second offence */
    remove_many(f, 0, FILTERS_EACH);
    remove_many(f, 1000000, 6);
    assert_int_equal(filters_size(f), FILTERS_EACH);
    assert_int_equal(filters_held(f), FILTERS_EACH);
    filters_free(&f);
}

static void who_comes_again_gets_less(void **state)
{
    (void)state;
    struct filters *f = filters_new();
    assert_false(add_many(f, &alice, 0, FILTERS_EACH + 1));
    struct peer again = alice;
    again.fd = 9;
    assert_true(add_many(f, &again, 500000, FILTERS_HOARDER));
    assert_false(add_many(f, &again, 600000, 1));
    assert_true(add_many(f, &bob, 700000, FILTERS_HOARDER + 1));
    filters_free(&f);
}

static void a_descriptor_serves_one_after_the_other(void **state)
{
    (void)state;
    struct filters *f = filters_new();
    assert_true(add_many(f, &alice, 0, FILTERS_EACH)); /* shared, so that her end is not told */
    assert_true(add_many(f, &carol, FILTERS_EACH, FILTERS_EACH));
    remove_many(f, 0, FILTERS_EACH);
    assert_int_equal(filters_size(f), FILTERS_EACH);
    assert_false(add_many(f, &carol, 1000000, 1));
    filters_free(&f);
}

/* Only what is under way for a second behind a cut is no offence. */
static void who_comes_back_has_a_new_account(void **state)
{
    (void)state;
    struct filters *f = filters_new();
    assert_false(add_many(f, &alice, 0, FILTERS_EACH + 1));
    usleep(1100000);
    assert_true(add_many(f, &alice, 500000, FILTERS_HOARDER));
    assert_int_equal(filters_size(f), FILTERS_EACH + 1 + FILTERS_HOARDER);
    assert_false(add_many(f, &alice, 600000, 1));
    filters_free(&f);
}

static void the_greediest_has_most(void **state)
{
    (void)state;
    struct filters *f = filters_new();
    struct peer peer;
    assert_false(filters_greediest(f, &peer));
    add_many(f, &alice, 0, 10);
    add_many(f, &bob, 10, 20);
    assert_true(filters_greediest(f, &peer));
    assert_int_equal(peer.fd, bob.fd);
    assert_int_equal(filters_size(f), 10);
    assert_true(filters_greediest(f, &peer));
    assert_int_equal(peer.fd, alice.fd);
    assert_false(filters_greediest(f, &peer));
    filters_free(&f);
}

int main(void)
{
    struct rows rows = { 0 };
    ADD_ROWS(&rows, endpoints, checks_an_endpoint);
    ADD_TEST(&rows, a_header_is_forty_big_endian_bytes);
    ADD_TEST(&rows, the_socket_is_for_its_group);
    ADD_TEST(&rows, no_socket_is_left_behind);
    ADD_TEST(&rows, an_endpoint_in_use_is_left_alone);
    ADD_TEST(&rows, a_folder_that_is_not_there_is_named);
    ADD_ROWS(&rows, live_rows, a_subscriber_hears);
    ADD_TEST(&rows, the_number_stands_in_the_json);
    ADD_TEST(&rows, a_feed_event_has_a_number_of_its_own);
    ADD_TEST(&rows, who_reads_loses_nothing_of_a_burst);
    ADD_TEST(&rows, what_nobody_heard_costs_nobody_time);
    ADD_TEST(&rows, a_heartbeat_amid_a_burst_tells_what_went_out);
    ADD_TEST(&rows, a_stalled_subscriber_costs_the_others_nothing);
    ADD_TEST(&rows, who_hoards_subscriptions_is_cut);
    ADD_TEST(&rows, a_share_of_filters_is_for_each);
    ADD_TEST(&rows, who_comes_again_gets_less);
    ADD_TEST(&rows, a_descriptor_serves_one_after_the_other);
    ADD_TEST(&rows, who_comes_back_has_a_new_account);
    ADD_TEST(&rows, the_greediest_has_most);
    return rows_run("publish", &rows);
}
