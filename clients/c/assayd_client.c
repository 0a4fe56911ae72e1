#include "assayd_client.h"

#include <czmq.h>
#include <endian.h>

#define VERSION     1
#define HEARTBEAT   "sys/heartbeat/"
#define SILENCE_MS  3000
#define REOPEN_MS   30000 /* between attempts to connect anew, at most */
#define PATIENCE_MS 5000  /* for a page of the past */
#define CHECK_MS    5000

struct assayd_client {
    char *live_at, *replay_at, *prefix;
    zcert_t *key;
    char *server_key; /* as text; NULL: no keys */
    zsock_t *live, *replay;

    uint64_t epoch; /* 0: not known yet */
    bool placed;    /* base is known */
    uint64_t base;  /* everything up to here was handled, on every topic */
    zhashx_t *last; /* topic: last number handled without a gap, where that is beyond base */

    zmsg_t *pending; /* a live message that waits for what lies before it */
    zmsg_t *page;    /* what is left of a page of the past */
    char *topic, *json;

    bool healing, checking; /* with bodies; numbers only */
    uint64_t from, to;      /* of the question at hand; */
    uint64_t next, head;    /* of its last answer */

    int64_t check_ms, beat_at, check_at, reopen_at, patience_ms;
    bool silent, deaf;
};

/* What was handled */

static void *copy_number(const void *number)
{
    uint64_t *copy = malloc(sizeof *copy);
    *copy = *(const uint64_t *)number;
    return copy;
}

static void free_number(void **number)
{
    free(*number);
    *number = NULL;
}

static uint64_t handled(const struct assayd_client *c, const char *topic)
{
    const uint64_t *last = zhashx_lookup(c->last, topic);
    return last && *last > c->base ? *last : c->base;
}

static bool is_ahead(const struct assayd_client *c, const struct assayd_message *m)
{
    return c->replay_at && m->previous > handled(c, m->topic);
}

/* Topics of which nothing beyond base was handled need no note. */
static void prune(struct assayd_client *c)
{
    zlistx_t *topics = zhashx_keys(c->last);
    for (const char *topic = zlistx_first(topics); topic; topic = zlistx_next(topics))
        if (*(uint64_t *)zhashx_lookup(c->last, topic) <= c->base)
            zhashx_delete(c->last, topic);
    zlistx_destroy(&topics);
}

/* Sockets */

static zsock_t *open_socket(const struct assayd_client *c, int type, const char *endpoint)
{
    zsock_t *socket = zsock_new(type);
    zsock_set_linger(socket, 0);
    zsock_set_rcvhwm(socket, 100000);
    if (c->server_key) {
        zcert_apply(c->key, socket);
        zsock_set_curve_serverkey(socket, c->server_key);
    }
    if (type == ZMQ_SUB) {
        zsock_set_subscribe(socket, HEARTBEAT);
        zsock_set_subscribe(socket, c->prefix);
    }
    if (zsock_connect(socket, "%s", endpoint) != 0)
        zsock_destroy(&socket);
    return socket;
}

static bool load_keys(struct assayd_client *c, const struct assayd_options *options)
{
    if (!options->key)
        return true;
    zcert_t *server = options->server_key ? zcert_load(options->server_key) : NULL;
    c->key = zcert_load(options->key);
    c->server_key = server ? strdup(zcert_public_txt(server)) : NULL;
    zcert_destroy(&server);
    return c->key && c->server_key;
}

static char *copy(const char *text)
{
    return text ? strdup(text) : NULL;
}

struct assayd_client *assayd_client_new(const struct assayd_options *options)
{
    struct assayd_client *c = calloc(1, sizeof *c);
    c->live_at = copy(options->live);
    c->replay_at = copy(options->replay);
    c->prefix = copy(options->prefix ? options->prefix : "");
    c->check_ms = options->check_ms ? options->check_ms : CHECK_MS;
    c->placed = options->since > 0;
    c->base = c->placed ? options->since - 1 : 0;
    c->last = zhashx_new();
    zhashx_set_duplicator(c->last, copy_number);
    zhashx_set_destructor(c->last, free_number);
    c->beat_at = zclock_mono();
    c->patience_ms = SILENCE_MS;
    if (load_keys(c, options))
        c->live = open_socket(c, ZMQ_SUB, c->live_at);
    if (c->live && c->replay_at)
        c->replay = open_socket(c, ZMQ_DEALER, c->replay_at);
    if (!c->live || (c->replay_at && !c->replay))
        assayd_client_free(&c);
    return c;
}

void assayd_client_free(struct assayd_client **client)
{
    struct assayd_client *c = *client;
    if (!c)
        return;
    zsock_destroy(&c->live);
    zsock_destroy(&c->replay);
    zhashx_destroy(&c->last);
    zmsg_destroy(&c->pending);
    zmsg_destroy(&c->page);
    zcert_destroy(&c->key);
    free(c->live_at);
    free(c->replay_at);
    free(c->prefix);
    free(c->server_key);
    free(c->topic);
    free(c->json);
    free(c);
    *client = NULL;
}

/* Messages */

/* Takes topic, header and JSON out of the frames; false when they are of another version. */
static bool take(struct assayd_client *c, zmsg_t *frames, struct assayd_message *ret)
{
    free(c->topic);
    c->topic = zmsg_popstr(frames);
    zframe_t *header = zmsg_pop(frames), *json = zmsg_pop(frames);
    uint64_t words[5];
    bool good = c->topic && header && json && zframe_size(header) >= sizeof words;
    if (good) {
        memcpy(words, zframe_data(header), sizeof words);
        free(c->json);
        c->json = zframe_strdup(json);
        *ret = (struct assayd_message){ c->topic,          c->json,          zframe_size(json),
                                        be64toh(words[1]), be64toh(words[2]), be64toh(words[3]),
                                        (int64_t)be64toh(words[4]) };
        good = be64toh(words[0]) == VERSION;
    }
    zframe_destroy(&header);
    zframe_destroy(&json);
    return good;
}

static enum assayd_event hand_over(struct assayd_client *c, const struct assayd_message *m)
{
    zhashx_update(c->last, m->topic, (void *)&m->sequence);
    return ASSAYD_MESSAGE;
}

/* The past */

static void ask_past(struct assayd_client *c, uint64_t to, bool numbers_only)
{
    c->healing = !numbers_only;
    c->checking = numbers_only;
    c->from = c->base + 1;
    c->to = to;
}

static enum assayd_event go_deaf(struct assayd_client *c)
{
    bool told = c->deaf;
    c->deaf = true;
    c->healing = c->checking = false;
    c->check_at = zclock_mono() + c->check_ms; /* a later heartbeat asks again */
    return told ? ASSAYD_NOTHING : ASSAYD_DEAF;
}

/* Of a status; 0: null, or not there. Its keys stand nowhere else: quotes in texts are escaped. */
static uint64_t number_of(const char *status, const char *key)
{
    const char *at = strstr(status, key);
    return at ? strtoull(at + strlen(key), NULL, 10) : 0;
}

/* An answer that comes late must not be taken for the next one: then the socket is another. */
static bool ask(struct assayd_client *c)
{
    zpoller_t *poller = zpoller_new(c->replay, NULL);
    zstr_sendf(c->replay,
               "{\"from\":%" PRIu64 ",\"to\":%" PRIu64 ",\"prefix\":\"%s\",\"bodies\":%s}", c->from,
               c->to, c->prefix, c->checking ? "false" : "true");
    bool answered = zpoller_wait(poller, PATIENCE_MS) != NULL;
    zpoller_destroy(&poller);
    if (answered)
        c->page = zmsg_recv(c->replay);
    if (c->page)
        return true;
    zsock_t *other = open_socket(c, ZMQ_DEALER, c->replay_at);
    if (other) {
        zsock_destroy(&c->replay);
        c->replay = other;
    }
    return false;
}

static enum assayd_event fetch_page(struct assayd_client *c, struct assayd_message *ret)
{
    char *status = ask(c) ? zmsg_popstr(c->page) : NULL;
    bool good = status && (strstr(status, "\"status\":\"ok\"") ||
                           strstr(status, "\"status\":\"truncated\""));
    if (!good) {
        free(status);
        zmsg_destroy(&c->page);
        return go_deaf(c);
    }
    uint64_t oldest = number_of(status, "\"oldest\":");
    bool truncated = strstr(status, "\"status\":\"truncated\"") && oldest > c->base + 1;
    c->deaf = false;
    c->next = number_of(status, "\"next\":");
    c->head = number_of(status, "\"head\":");
    free(status);
    if (!truncated)
        return ASSAYD_NOTHING;
    c->base = oldest - 1;
    *ret = (struct assayd_message){ .sequence = oldest };
    return ASSAYD_TRUNCATED;
}

/* The page is used up: go on with the next one, or all is handled up to where we asked. */
static void turn_page(struct assayd_client *c)
{
    uint64_t to = c->to < c->head ? c->to : c->head, done = c->next ? c->next - 1 : to;
    zmsg_destroy(&c->page);
    if (done > c->base)
        c->base = done;
    c->from = c->next;
    if (c->next)
        return;
    c->healing = c->checking = false;
    c->check_at = zclock_mono() + c->check_ms;
    prune(c);
}

static enum assayd_event read_page(struct assayd_client *c, struct assayd_message *ret)
{
    while (zmsg_size(c->page) >= 3) {
        if (!take(c, c->page, ret) || ret->sequence <= handled(c, ret->topic))
            continue;
        if (!c->checking)
            return hand_over(c, ret);
        zmsg_destroy(&c->page); /* a number that we do not have: the rest comes with bodies */
        c->from = ret->sequence;
        c->checking = false;
        c->healing = true;
        return ASSAYD_NOTHING;
    }
    turn_page(c);
    return ASSAYD_NOTHING;
}

/* The present */

static enum assayd_event meet_epoch(struct assayd_client *c, const struct assayd_message *m)
{
    bool is_new = c->epoch && m->epoch != c->epoch;
    c->epoch = m->epoch;
    if (!is_new)
        return ASSAYD_NOTHING;
    if (m->sequence < c->base) { /* numbers began anew: all of it is news */
        c->base = 0;
        zhashx_purge(c->last);
    }
    c->check_at = 0;
    return ASSAYD_EPOCH;
}

static enum assayd_event meet_heartbeat(struct assayd_client *c, const struct assayd_message *beat)
{
    bool again = c->silent;
    enum assayd_event event = meet_epoch(c, beat);
    c->beat_at = zclock_mono();
    c->patience_ms = SILENCE_MS;
    c->silent = false;
    if (!c->placed) {
        c->placed = true;
        c->base = beat->sequence;
    }
    if (c->replay_at && beat->sequence > c->base && (again || c->beat_at >= c->check_at))
        ask_past(c, beat->sequence, true);
    return event ? event : again ? ASSAYD_BACK : ASSAYD_NOTHING;
}

static enum assayd_event take_pending(struct assayd_client *c, struct assayd_message *ret)
{
    bool good = take(c, c->pending, ret);
    zmsg_destroy(&c->pending);
    if (!good || ret->sequence <= handled(c, ret->topic) || is_ahead(c, ret))
        return ASSAYD_NOTHING; /* replay has brought it, or will */
    return hand_over(c, ret);
}

static enum assayd_event receive(struct assayd_client *c, struct assayd_message *ret)
{
    zmsg_t *frames = zmsg_recv(c->live);
    if (!frames)
        return ASSAYD_INTERRUPTED;
    c->pending = zmsg_dup(frames);
    bool good = take(c, frames, ret);
    zmsg_destroy(&frames);
    if (!good || strcmp(ret->topic, HEARTBEAT) == 0) {
        zmsg_destroy(&c->pending);
        return good ? meet_heartbeat(c, ret) : ASSAYD_NOTHING;
    }
    enum assayd_event event = meet_epoch(c, ret);
    if (!c->placed) { /* the first thing heard: it all begins here */
        c->placed = true;
        c->base = ret->sequence - 1;
    }
    if (is_ahead(c, ret) && (!c->deaf || zclock_mono() >= c->check_at))
        ask_past(c, ret->sequence - 1, false);
    return event;
}

/* libzmq does not try again where it was refused, and may wait long on a connection that died. */
static enum assayd_event meet_silence(struct assayd_client *c)
{
    int64_t now = zclock_mono();
    if (now - c->beat_at < SILENCE_MS || (c->silent && now < c->reopen_at))
        return ASSAYD_NOTHING;
    zsock_t *other = open_socket(c, ZMQ_SUB, c->live_at);
    if (other) {
        zsock_destroy(&c->live);
        c->live = other;
    }
    c->reopen_at = now + c->patience_ms;
    c->patience_ms = c->patience_ms * 2 < REOPEN_MS ? c->patience_ms * 2 : REOPEN_MS;
    bool told = c->silent;
    c->silent = true;
    return told ? ASSAYD_NOTHING : ASSAYD_SILENT;
}

static enum assayd_event listen_for(struct assayd_client *c, int64_t ms, struct assayd_message *ret)
{
    zpoller_t *poller = zpoller_new(c->live, NULL);
    bool ready = zpoller_wait(poller, ms > 0 ? (int)ms : 0) != NULL;
    bool ended = zpoller_terminated(poller);
    zpoller_destroy(&poller);
    return ready ? receive(c, ret) : ended ? ASSAYD_INTERRUPTED : meet_silence(c);
}

enum assayd_event assayd_client_next(struct assayd_client *c, int timeout_ms,
                                     struct assayd_message *ret)
{
    int64_t until = zclock_mono() + timeout_ms;
    for (;;) {
        int64_t left = until - zclock_mono();
        enum assayd_event event = zsys_interrupted            ? ASSAYD_INTERRUPTED
                                  : c->page                   ? read_page(c, ret)
                                  : c->healing || c->checking ? fetch_page(c, ret)
                                  : c->pending                ? take_pending(c, ret)
                                                              : listen_for(c, left, ret);
        if (event || (left <= 0 && !c->pending && !c->healing))
            return event;
    }
}
