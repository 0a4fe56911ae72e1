#include "listen/subscriber.h"

#include "base/clock.h"
#include "base/map.h"
#include "base/mem.h"
#include "listen/past.h"
#include "outlet/socket.h"
#include "outlet/topic.h"

#include <string.h>

#define SILENCE_MS 3000
#define REOPEN_MAX_MS 30000
#define TOPICS_MAX 100000

/* The last number handled on one topic. */
struct last {
    char *topic;
    uint64_t sequence;
};

struct subscriber {
    char *endpoint, *prefix;
    struct socket_identity who;
    struct duration check;
    struct socket *live;
    struct past *past; /* NULL: none */
    uint64_t epoch;    /* 0: not known yet */
    bool placed;       /* base is known */
    uint64_t base;     /* everything up to here was handled, on every topic */
    struct map last;   /* topics of which more than that was handled, without a gap */

    struct message message; /* the newest from the live socket */
    struct hearing pending; /* points into it, waits until the gap before it is healed */
    bool is_pending;

    bool healing, checking; /* with bodies; numbers only */
    struct past_query query;
    struct past_status status;
    size_t page_at; /* next message of the page at hand */
    bool have_page;

    int64_t beat_at, check_at, reopen_at; /* monotonic ms */
    int64_t patience_ms;                  /* with a silent publisher, before it is tried anew */
    bool silent, deaf;
};

/* What was handled */

static void last_free(struct last *last)
{
    mem_free(&last->topic);
    mem_free(&last);
}

static void forget(struct subscriber *s)
{
    struct map_entry *entry;
    for (size_t at = 0; (entry = map_next(&s->last, &at));)
        last_free(entry->value);
    map_done(&s->last);
    s->last = (struct map){ 0 };
}

/* Topics of which nothing beyond base was handled need no note. */
static void prune(struct subscriber *s)
{
    struct map kept = { 0 };
    struct map_entry *entry;
    for (size_t at = 0; (entry = map_next(&s->last, &at));) {
        struct last *last = entry->value;
        if (last->sequence > s->base)
            map_put(&kept, last->topic, last);
        else
            last_free(last);
    }
    map_done(&s->last);
    s->last = kept;
}

static struct last *find(const struct subscriber *s, struct slice topic)
{
    char *key = slice_string(topic);
    struct last *last = map_get(&s->last, key);
    mem_free(&key);
    return last;
}

static uint64_t handled(const struct subscriber *s, struct slice topic)
{
    const struct last *last = find(s, topic);
    return last && last->sequence > s->base ? last->sequence : s->base;
}

static void note(struct subscriber *s, struct slice topic, uint64_t sequence)
{
    struct last *last = find(s, topic);
    if (!last && s->last.size < TOPICS_MAX) {
        last = mem_new(sizeof *last);
        last->topic = slice_string(topic);
        map_put(&s->last, last->topic, last);
    }
    if (last)
        last->sequence = sequence;
}

/* Something lies between what was handled on its topic and this, or it could not be noted. */
static bool is_ahead(const struct subscriber *s, const struct hearing *h)
{
    return h->header.previous > handled(s, h->topic) ||
           (s->last.size >= TOPICS_MAX && !find(s, h->topic));
}

/* Opening */

static struct socket *open_live(const struct subscriber *s, struct error *err)
{
    struct socket *live = socket_connect(SOCKET_SUB, s->endpoint, &s->who, err);
    if (live) {
        socket_subscribe(live, TOPIC_HEARTBEAT);
        socket_subscribe(live, s->prefix);
    }
    return live;
}

struct subscriber *subscriber_open(const struct subscriber_settings *settings, struct error *err)
{
    struct subscriber *s = mem_new(sizeof *s);
    s->endpoint = mem_string(settings->live);
    s->prefix = mem_string(settings->prefix);
    s->who = settings->who;
    s->check = settings->check;
    s->beat_at = clock_awake().ms;
    s->patience_ms = SILENCE_MS;
    s->live = open_live(s, err);
    if (s->live && settings->replay)
        s->past = past_connect(settings->replay, &settings->who, err);
    if (!s->live || (settings->replay && !s->past)) {
        subscriber_free(&s);
        return NULL;
    }
    if (settings->since) {
        s->placed = true;
        s->base = settings->since - 1;
        s->healing = s->past != NULL;
        s->query = (struct past_query){ settings->since, UINT64_MAX, s->prefix, 0, false };
    }
    return s;
}

void subscriber_free(struct subscriber **s)
{
    if (!*s)
        return;
    forget(*s);
    past_free(&(*s)->past);
    socket_close(&(*s)->live);
    message_done(&(*s)->message);
    mem_free(&(*s)->endpoint);
    mem_free(&(*s)->prefix);
    mem_free(s);
}

/* The past */

static void ask_past(struct subscriber *s, uint64_t to, bool numbers_only)
{
    s->healing = !numbers_only;
    s->checking = numbers_only;
    s->have_page = false;
    s->query = (struct past_query){ s->base + 1, to, s->prefix, 0, numbers_only };
}

/* The page is used up: go on with the next one, or all is handled up to where we asked. */
static void turn_page(struct subscriber *s)
{
    s->have_page = false;
    uint64_t to = s->query.to < s->status.head ? s->query.to : s->status.head;
    uint64_t done = s->status.next ? s->status.next - 1 : to;
    if (done > s->base)
        s->base = done;
    s->query.from = s->status.next;
    if (s->status.next)
        return;
    s->healing = s->checking = false;
    s->check_at = clock_awake().ms + s->check.ms;
    prune(s);
}

static enum heard meet_epoch(struct subscriber *s, uint64_t epoch, uint64_t head)
{
    bool is_new = s->epoch && epoch != s->epoch;
    s->epoch = epoch;
    if (!is_new)
        return HEARD_NOTHING;
    if (head < s->base) { /* numbers began anew: all of it is news */
        s->base = 0;
        forget(s);
    }
    s->check_at = 0;
    return HEARD_EPOCH;
}

/* A later heartbeat asks again; until then nothing is noted that was not handled. */
static enum heard go_deaf(struct subscriber *s)
{
    bool told = s->deaf;
    s->deaf = true;
    s->healing = s->checking = false;
    s->check_at = clock_awake().ms + s->check.ms;
    return told ? HEARD_NOTHING : HEARD_DEAF;
}

static enum heard fetch_page(struct subscriber *s, struct hearing *ret, struct error *err)
{
    if (!past_ask(s->past, &s->query, &s->status, err))
        return go_deaf(s);
    s->deaf = false;
    s->have_page = true;
    s->page_at = 0;
    if (!s->status.truncated)
        return HEARD_NOTHING;
    if (s->status.oldest > s->base + 1)
        s->base = s->status.oldest - 1;
    ret->oldest = s->status.oldest;
    return HEARD_TRUNCATED;
}

/* A number that a check has found and we have not: the rest comes with bodies. */
static void heal_from(struct subscriber *s, uint64_t sequence)
{
    s->checking = s->have_page = false;
    s->healing = true;
    s->query.from = sequence;
    s->query.no_bodies = false;
}

static enum heard read_page(struct subscriber *s, struct hearing *ret)
{
    while (s->page_at < past_size(s->past)) {
        struct past_message m = past_message(s->past, s->page_at++);
        if (m.header.sequence <= handled(s, m.topic))
            continue;
        if (s->checking) {
            heal_from(s, m.header.sequence);
            return HEARD_NOTHING;
        }
        note(s, m.topic, m.header.sequence);
        *ret = (struct hearing){ m.topic, m.json, m.header, 0 };
        return HEARD_MESSAGE;
    }
    turn_page(s);
    return HEARD_NOTHING;
}

static enum heard go_on_healing(struct subscriber *s, struct hearing *ret, struct error *err)
{
    return s->have_page ? read_page(s, ret) : fetch_page(s, ret, err);
}

/* The present */

/* What is still ahead of a gap is let go: replay will bring it in its order, once it answers. */
static enum heard take_pending(struct subscriber *s, struct hearing *ret)
{
    s->is_pending = false;
    if (s->pending.header.sequence <= handled(s, s->pending.topic) ||
        (s->past && is_ahead(s, &s->pending)))
        return HEARD_NOTHING;
    note(s, s->pending.topic, s->pending.header.sequence);
    *ret = s->pending;
    return HEARD_MESSAGE;
}

static enum heard meet_heartbeat(struct subscriber *s, const struct header *beat)
{
    bool again = s->silent;
    enum heard heard = meet_epoch(s, beat->epoch, beat->sequence);
    s->beat_at = clock_awake().ms;
    s->patience_ms = SILENCE_MS;
    s->silent = false;
    if (!s->placed) {
        s->placed = true;
        s->base = beat->sequence;
    }
    if (s->past && beat->sequence > s->base && (again || clock_awake().ms >= s->check_at))
        ask_past(s, beat->sequence, true);
    return heard != HEARD_NOTHING ? heard : again ? HEARD_AGAIN : HEARD_NOTHING;
}

static enum heard meet_message(struct subscriber *s)
{
    const struct header *h = &s->pending.header;
    enum heard heard = meet_epoch(s, h->epoch, h->sequence);
    if (!s->placed) { /* the first thing heard: it all begins here */
        s->placed = true;
        s->base = h->sequence - 1;
    }
    s->is_pending = true;
    bool may_ask = s->past && (!s->deaf || clock_awake().ms >= s->check_at);
    if (may_ask && is_ahead(s, &s->pending))
        ask_past(s, h->sequence - 1, false);
    return heard;
}

static enum heard receive(struct subscriber *s)
{
    if (!socket_receive(s->live, &s->message) || s->message.size != 3)
        return HEARD_NOTHING;
    struct slice topic = s->message.frames[0];
    struct header header;
    if (!header_read(s->message.frames[1], &header))
        return HEARD_NOTHING; /* of another version: none of ours */
    s->pending = (struct hearing){ topic, s->message.frames[2], header, 0 };
    return slice_is(topic, TOPIC_HEARTBEAT) ? meet_heartbeat(s, &header) : meet_message(s);
}

/* libzmq does not try again where it was refused, and may wait long on a connection that died. */
static void reopen(struct subscriber *s)
{
    struct socket *live = open_live(s, NULL);
    if (!live)
        return;
    socket_close(&s->live);
    s->live = live;
}

static enum heard meet_silence(struct subscriber *s)
{
    int64_t now = clock_awake().ms;
    if (now - s->beat_at < SILENCE_MS || (s->silent && now < s->reopen_at))
        return HEARD_NOTHING;
    bool told = s->silent;
    s->silent = true;
    s->reopen_at = now + s->patience_ms;
    s->patience_ms = s->patience_ms * 2 < REOPEN_MAX_MS ? s->patience_ms * 2 : REOPEN_MAX_MS;
    reopen(s);
    return told ? HEARD_NOTHING : HEARD_SILENCE;
}

static enum heard listen(struct subscriber *s, struct duration at_most)
{
    bool ready;
    socket_wait(&s->live, 1, -1, at_most, &ready, NULL);
    return ready ? receive(s) : meet_silence(s);
}

enum heard subscriber_next(struct subscriber *s, struct duration at_most, struct hearing *ret,
                           struct error *err)
{
    int64_t until = clock_awake().ms + at_most.ms;
    for (;;) {
        int64_t left = until - clock_awake().ms;
        enum heard heard;
        if (s->healing || s->checking)
            heard = go_on_healing(s, ret, err);
        else if (s->is_pending)
            heard = take_pending(s, ret);
        else
            heard = listen(s, (struct duration){ left > 0 ? left : 0 });
        if (heard != HEARD_NOTHING || (left <= 0 && !s->is_pending && !s->healing))
            return heard;
    }
}
