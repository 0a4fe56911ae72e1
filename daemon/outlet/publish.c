#include "outlet/publish.h"

#include "base/clock.h"
#include "base/counter.h"
#include "base/mem.h"
#include "outlet/bucket.h"
#include "outlet/filters.h"
#include "outlet/topic.h"

#include <inttypes.h>

static bool check_endpoint(const char *text, struct error *err)
{
    return socket_check_endpoint(text, err);
}

const struct field publish_fields[] = {
    { "endpoint", FIELD_TEXT, "ipc:///run/assayd/items.sock",
      offsetof(struct publish_settings, endpoint), .check = check_endpoint,
      .help = "ZeroMQ endpoint for subscribers: ipc:///path, or tcp://127.0.0.1:port." },
    { "replay", FIELD_TEXT, "ipc:///run/assayd/replay.sock",
      offsetof(struct publish_settings, replay), .check = check_endpoint,
      .help = "ZeroMQ endpoint where subscribers ask for what they missed." },
    { "high_water", FIELD_INT, "2000", offsetof(struct publish_settings, high_water), .low = 100,
      .high = 10e6,
      .help = "Messages kept for a subscriber that does not read, before it has to use replay." },
    { "retain", FIELD_GROUP, NULL, offsetof(struct publish_settings, retain), FIELDS(retain),
      .help = "History kept for replay." },
    { "curve", FIELD_GROUP, NULL, offsetof(struct publish_settings, curve), FIELDS(keys),
      .help = "Keys, without which nobody may connect; needed for tcp beyond this machine." },
};
const size_t publish_fields_size = count_of(publish_fields);

struct publish {
    struct socket *socket;
    struct message incoming;
    struct filters *filters;
    struct bucket_size pace;
    struct bucket bucket;
    bool hurried;
};

struct publish *publish_open(const struct publish_settings *settings, const struct keys *keys,
                             struct error *err)
{
    struct socket *socket =
        socket_bind(SOCKET_XPUB, settings->endpoint, (int)settings->high_water, keys, err);
    if (!socket)
        return NULL;
    struct publish *p = mem_new(sizeof *p);
    p->socket = socket;
    p->filters = filters_new();
    p->pace = (struct bucket_size){ PUBLISH_PACE, (double)settings->high_water / 2 };
    p->bucket = bucket_full(&p->pace, clock_awake().ms);
    return p;
}

void publish_close(struct publish **p)
{
    if (!*p)
        return;
    message_done(&(*p)->incoming);
    filters_free(&(*p)->filters);
    socket_close(&(*p)->socket);
    mem_free(p);
}

/* Pace: libzmq takes what is beyond the high-water mark and throws it away, saying nothing */

static bool is_paced(const struct publish *p)
{
    return !p->hurried && filters_size(p->filters) > 0;
}

bool publish_may_send(struct publish *p)
{
    return !is_paced(p) || bucket_has(&p->bucket, &p->pace, clock_awake().ms);
}

struct duration publish_pause(struct publish *p)
{
    int64_t ms = is_paced(p) ? bucket_wait(&p->bucket, &p->pace, clock_awake().ms) : 0;
    return (struct duration){ ms };
}

void publish_hurry(struct publish *p)
{
    p->hurried = true;
}

/* Messages */

void publish_message(struct publish *p, const char *topic, const struct header *header,
                     struct slice json)
{
    unsigned char words[HEADER_SIZE];
    header_write(header, words);
    p->bucket.tokens -= is_paced(p); /* what nobody hears fills no queue */
    socket_send(p->socket, slice_of(topic), true);
    socket_send(p->socket, (struct slice){ (const char *)words, sizeof words }, true);
    socket_send(p->socket, json, false);
}

void publish_heartbeat(struct publish *p, const struct heartbeat *beat)
{
    char time[INSTANT_TEXT];
    HELD(text) json = { 0 };
    instant_text(beat->time, time);
    text_printf(&json,
                "{\"epoch\":\"%016" PRIx64 "\",\"head\":%" PRIu64 ",\"oldest\":%" PRIu64
                ",\"time\":\"%s\"}",
                beat->epoch, beat->head, beat->oldest, time);
    struct header header = { HEADER_VERSION, beat->epoch, beat->head, 0, beat->time };
    publish_message(p, TOPIC_HEARTBEAT, &header, text_slice(&json));
}

struct socket *publish_socket(struct publish *p)
{
    return p->socket;
}

/* libzmq keeps the filters and tells of each that is new, or that nobody has any more. */
static size_t note_filter(struct publish *p)
{
    struct slice told = p->incoming.size ? p->incoming.frames[0] : (struct slice){ "", 0 };
    struct peer peer;
    if (!told.len || told.ptr[0] > 1)
        return 0;
    struct slice prefix = slice_sub(told, 1, told.len - 1);
    if (told.ptr[0] == 0) {
        filters_remove(p->filters, prefix);
        return 0;
    }
    message_peer(&p->incoming, &peer);
    return !filters_add(p->filters, prefix, &peer) && socket_cut(&peer);
}

size_t publish_serve(struct publish *p)
{
    struct peer peer;
    size_t cut = 0;
    for (int i = 0; i < 256 && socket_receive(p->socket, &p->incoming); i++)
        cut += note_filter(p);
    while (filters_size(p->filters) > PUBLISH_FILTERS_MAX && filters_greediest(p->filters, &peer))
        cut += socket_cut(&peer);
    counter_set(COUNT_FILTERS, filters_size(p->filters));
    return cut;
}

bool publish_is_flooded(const struct publish *p)
{
    return filters_held(p->filters) > 2 * PUBLISH_FILTERS_MAX;
}

void publish_forget_filters(struct publish *p)
{
    while (socket_receive(p->socket, &p->incoming))
        continue;
    filters_clear(p->filters);
}
