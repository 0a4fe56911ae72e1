/* bench_wire [ITEMS]: what publication costs beside raw libzmq in the same run, and what CURVE costs.
 *
 * ITEMS items (default 10,000) of about 6 kB go to 1 and to 10 subscribers: straight from a PUB socket to
 * SUB sockets over ipc, then through the outlet (journaled with synchronous=FULL in batches of 256) over
 * ipc, tcp on loopback, and tcp with CURVE. The clock stops when the last subscriber has heard the
 * last item; CPU time is that of publisher and subscribers together, and says more than the clock on a busy
 * machine. Then single items, one after the other: from submission until each subscriber has heard. */
#include "base/mem.h"
#include "load.h"
#include "listen/subscriber.h"
#include "outlet/outlet.h"
#include "support/scratch.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zmq.h>

enum { BATCH = 256, SINGLE = 200, EARS_MAX = 10, SETTLE_S = 2, PATIENCE_S = 120 };

struct place {
    char dir[SCRATCH_MAX], journal[96], live[96], replay[96], server[96], server_pub[112], clients[96], key[128];
};

static void make_place(struct place *p)
{
    scratch_make(p->dir);
    snprintf(p->journal, sizeof p->journal, "%s/journal.db", p->dir);
    snprintf(p->server, sizeof p->server, "%s/server", p->dir);
    snprintf(p->server_pub, sizeof p->server_pub, "%s.pub", p->server);
    snprintf(p->clients, sizeof p->clients, "%s/clients", p->dir);
    snprintf(p->key, sizeof p->key, "%s/ear", p->clients);
    mkdir(p->clients, 0700);
    if (!keys_generate(p->server, NULL) || !keys_generate(p->key, NULL))
        exit(1);
}

/* Clock 0: some of it was lost. */
static void print(size_t subscribers, const char *what, struct load_cost c, size_t items)
{
    if (!c.clock) {
        printf("%2zu  %-26s some of it was lost\n", subscribers, what);
        return;
    }
    printf("%2zu  %-26s %8.0f items/s  %7.1f us of CPU an item\n", subscribers, what,
           (double)items / c.clock, c.cpu * 1e6 / (double)items);
    fflush(stdout);
}

/* Those who hear: a thread each */

struct ear {
    pthread_t thread;
    struct subscriber_settings settings;
    _Atomic size_t *heard; /* by all */
    _Atomic bool *ending;
};

static void *hear(void *arg)
{
    struct ear *e = arg;
    struct error err = { 0 };
    struct subscriber *s = subscriber_open(&e->settings, &err);
    struct hearing hearing;
    assert(s);
    while (!*e->ending)
        if (subscriber_next(s, (struct duration){ 100 }, &hearing, NULL) == HEARD_MESSAGE)
            ++*e->heard;
    subscriber_free(&s);
    return NULL;
}

struct crowd {
    struct ear ears[EARS_MAX];
    size_t size;
    _Atomic size_t heard;
    _Atomic bool ending;
};

static void gather(struct crowd *c, size_t size, const struct subscriber_settings *settings)
{
    c->size = size;
    c->heard = 0;
    c->ending = false;
    for (size_t i = 0; i < size; i++) {
        c->ears[i] = (struct ear){ .settings = *settings, .heard = &c->heard, .ending = &c->ending };
        pthread_create(&c->ears[i].thread, NULL, hear, &c->ears[i]);
    }
    sleep(SETTLE_S);
}

static void dismiss(struct crowd *c)
{
    c->ending = true;
    for (size_t i = 0; i < c->size; i++)
        pthread_join(c->ears[i].thread, NULL);
}

/* False when something was lost on the way. */
static bool all_heard(const struct crowd *c, size_t items)
{
    int64_t until = now_us() + PATIENCE_S * INT64_C(1000000);
    while (c->heard < items * c->size && now_us() < until)
        usleep(50);
    return c->heard >= items * c->size;
}

/* Straight */

static void *send_raw(void *context, const char *endpoint)
{
    void *pub = zmq_socket(context, ZMQ_XPUB);
    int on = 1, none = 0;
    zmq_setsockopt(pub, ZMQ_XPUB_NODROP, &on, sizeof on);
    zmq_setsockopt(pub, ZMQ_LINGER, &none, sizeof none);
    if (zmq_bind(pub, endpoint) != 0)
        exit(1);
    return pub;
}

static struct load_cost straight(struct crowd *c, const struct place *p, size_t subscribers, size_t items)
{
    char endpoint[96];
    snprintf(endpoint, sizeof endpoint, "ipc://%s/raw.sock", p->dir);
    void *context = zmq_ctx_new(), *pub = send_raw(context, endpoint);
    struct subscriber_settings settings = { .live = endpoint, .prefix = "item/", .check = SECONDS(60) };
    gather(c, subscribers, &settings);
    HELD(text) body = { 0 };
    load_write(&body, 1);
    struct load_cost start = load_now();
    for (size_t i = 1; i <= items; i++) {
        unsigned char words[HEADER_SIZE];
        header_write(&(struct header){ HEADER_VERSION, 1, i, i - 1, { 1 } }, words);
        zmq_send(pub, "item/bench/", 11, ZMQ_SNDMORE);
        zmq_send(pub, words, sizeof words, ZMQ_SNDMORE);
        zmq_send(pub, body.ptr, body.len, 0);
    }
    bool all = all_heard(c, items);
    struct load_cost took = load_since(start);
    took.clock *= all;
    dismiss(c);
    zmq_close(pub);
    zmq_ctx_term(context);
    return took;
}

/* Through the outlet */

enum way { IPC, TCP, CURVE };
static const char *const way_names[] = { "ipc", "tcp", "tcp with CURVE" };

static struct outlet *open_outlet(struct place *p, enum way way, size_t items)
{
    struct error err = { 0 };
    unlink(p->journal);
    snprintf(p->live, sizeof p->live, way == IPC ? "ipc://%s/items.sock" : "tcp://127.0.0.1:*", p->dir);
    snprintf(p->replay, sizeof p->replay, "ipc://%s/replay.sock", p->dir);
    struct outlet_settings settings = {
        { p->journal },
        { p->live, p->replay, (int64_t)items + 100, { 30, 100000000, { 0, 1 } },
          { way == CURVE ? p->server : NULL, way == CURVE ? p->clients : NULL } },
    };
    struct outlet_calls calls = { 0 };
    struct outlet *o = outlet_open(&settings, clock_real(), &calls, NULL, &err);
    if (!o) {
        fprintf(stderr, "%s\n", error_line(&err));
        exit(1);
    }
    snprintf(p->live, sizeof p->live, "%s", outlet_endpoint(o));
    outlet_start(o);
    return o;
}

static struct load_cost flood(struct outlet *o, struct crowd *c, size_t items)
{
    size_t size = items / BATCH;
    struct poll **polls = mem_array(size, sizeof *polls);
    for (size_t i = 0; i < items; i++) {
        if (i % BATCH == 0)
            polls[i / BATCH] = poll_new("bench");
        load_add(polls[i / BATCH], i);
    }
    struct load_cost start = load_now();
    for (size_t i = 0; i < size; i++)
        outlet_submit(o, &polls[i]);
    bool all = all_heard(c, items);
    struct load_cost took = load_since(start);
    took.clock *= all;
    mem_free(&polls);
    return took;
}

/* Median milliseconds until the last of them has heard a single item. */
static double trickle(struct outlet *o, struct crowd *c, size_t items)
{
    static int64_t us[SINGLE];
    for (size_t i = 0; i < SINGLE; i++) {
        struct poll *p = poll_new("bench");
        load_add(p, items + i);
        int64_t start = now_us();
        outlet_submit(o, &p);
        if (!all_heard(c, items + i + 1))
            return -1;
        us[i] = now_us() - start;
    }
    load_sort(us, SINGLE);
    return load_ms(us, SINGLE, 0.5);
}

static struct load_cost measure(struct place *p, enum way way, size_t subscribers, size_t items)
{
    static struct crowd crowd;
    struct error err = { 0 };
    char what[64];
    struct outlet *o = open_outlet(p, way, items);
    struct subscriber_settings settings = { .live = p->live, .prefix = "item/", .check = SECONDS(60) };
    if (way == CURVE)
        settings.who = (struct socket_identity){ p->key, p->server_pub };
    gather(&crowd, subscribers, &settings);
    struct load_cost took = flood(o, &crowd, items);
    double median = took.clock ? trickle(o, &crowd, items) : -1;
    dismiss(&crowd);
    snprintf(what, sizeof what, "journaled, %s", way_names[way]);
    print(subscribers, what, took, items);
    printf("    one item, submitted to heard by all: p50 %.2f ms\n", median);
    if (!outlet_stop(&o, &err))
        fprintf(stderr, "%s\n", error_line(&err));
    return took;
}

static void compare(struct place *p, size_t subscribers, size_t items)
{
    static struct crowd crowd;
    struct load_cost raw = straight(&crowd, p, subscribers, items), ours[CURVE + 1];
    print(subscribers, "raw libzmq, ipc", raw, items);
    for (enum way way = IPC; way <= CURVE; way++)
        ours[way] = measure(p, way, subscribers, items);
    printf("    journaled is %.2f of raw in items a second; raw takes %.2f of its CPU time\n",
           raw.clock / ours[IPC].clock, raw.cpu / ours[IPC].cpu);
    printf("    CURVE: %.1f us of CPU more than tcp for an item and subscriber\n\n",
           (ours[CURVE].cpu - ours[TCP].cpu) * 1e6 / (double)(items * subscribers));
}

int main(int argc, char **argv)
{
    struct place place;
    size_t items = (argc > 1 ? strtoul(argv[1], NULL, 10) : 10000) / BATCH * BATCH;
    make_place(&place);
    compare(&place, 1, items);
    compare(&place, EARS_MAX, items);
    scratch_remove(place.dir);
    return 0;
}
