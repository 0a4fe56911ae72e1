#include "outlet/replay.h"

#include "base/checksum.h"
#include "base/clock.h"
#include "base/counter.h"
#include "base/mem.h"
#include "outlet/bucket.h"
#include "outlet/header.h"
#include "outlet/slim.h"

#include <assert.h>
#include <cjson/cJSON.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define LOSSES_MAX 16   /* ranges named in a status */
#define ASKERS_MAX 1024 /* whose requests are counted apart */

/* Requests */

struct request {
    uint64_t from, to, limit;
    bool has_from, bodies, latest;
    char prefix[TOPIC_MAX], after[TOPIC_MAX];
};

static bool read_number(const cJSON *object, const char *key, uint64_t *ret, bool *ret_has,
                        struct error *err)
{
    const cJSON *value = cJSON_GetObjectItemCaseSensitive(object, key);
    *ret_has = value && !cJSON_IsNull(value);
    if (!*ret_has)
        return true;
    double number = cJSON_GetNumberValue(value);
    if (!cJSON_IsNumber(value) || !(number >= 0) || number != floor(number))
        return error_set(err, REFUSE, NULL, "\"%s\" must be a whole number, 0 or more", key);
    *ret = number < 0x1p63 ? (uint64_t)number : UINT64_MAX;
    return true;
}

static bool read_switch(const cJSON *object, const char *key, bool *ret, struct error *err)
{
    const cJSON *value = cJSON_GetObjectItemCaseSensitive(object, key);
    if (value && !cJSON_IsNull(value) && !cJSON_IsBool(value))
        return error_set(err, REFUSE, NULL, "\"%s\" must be true or false", key);
    if (cJSON_IsBool(value))
        *ret = cJSON_IsTrue(value);
    return true;
}

static bool read_topic(const cJSON *object, const char *key, char ret[TOPIC_MAX], struct error *err)
{
    const cJSON *value = cJSON_GetObjectItemCaseSensitive(object, key);
    if (!value || cJSON_IsNull(value))
        return true;
    if (!cJSON_IsString(value) || strlen(value->valuestring) >= TOPIC_MAX)
        return error_set(err, REFUSE, NULL, "\"%s\" must be text of at most %zu bytes", key,
                         TOPIC_MAX - 1);
    strcpy(ret, value->valuestring);
    return true;
}

static bool read_keys(const cJSON *object, struct request *ret, struct error *err)
{
    bool has;
    if (!cJSON_IsObject(object))
        return error_set(err, REFUSE, NULL, "a request is a JSON object");
    *ret = (struct request){ .to = UINT64_MAX, .limit = REPLAY_ENTRIES_MAX, .bodies = true };
    if (!read_number(object, "limit", &ret->limit, &has, err) ||
        !read_number(object, "to", &ret->to, &has, err) ||
        !read_number(object, "from", &ret->from, &ret->has_from, err) ||
        !read_switch(object, "bodies", &ret->bodies, err) ||
        !read_switch(object, "latest", &ret->latest, err) ||
        !read_topic(object, "prefix", ret->prefix, err) ||
        !read_topic(object, "after", ret->after, err))
        return false;
    if (ret->limit < 1 || ret->limit > REPLAY_ENTRIES_MAX)
        ret->limit = REPLAY_ENTRIES_MAX;
    return true;
}

static bool read_request(struct slice json, struct request *ret, struct error *err)
{
    cJSON *object = cJSON_ParseWithLength(json.ptr, json.len);
    bool read = read_keys(object, ret, err);
    cJSON_Delete(object);
    return read;
}

/* Pages */

void replay_page_done(struct replay_page *page)
{
    text_done(&page->status);
    text_done(&page->bytes);
    mem_free(&page->ends);
    *page = (struct replay_page){ 0 };
}

static void clear(struct replay_page *page)
{
    text_clear(&page->status);
    text_clear(&page->bytes);
    page->size = page->entries = 0;
}

struct slice replay_page_frame(const struct replay_page *page, size_t index)
{
    assert(index < page->size);
    size_t start = index ? page->ends[index - 1] : 0;
    return slice_sub(text_slice(&page->bytes), start, page->ends[index] - start);
}

static void end_frame(struct replay_page *page)
{
    mem_grow(page->ends, page->size, page->cap);
    page->ends[page->size++] = page->bytes.len;
}

static void add_frame(struct replay_page *page, struct slice bytes)
{
    text_add(&page->bytes, bytes);
    end_frame(page);
}

struct filling {
    struct replay_page *page;
    const struct request *request;
    uint64_t epoch;
};

/* The first topic carries the entry whole, the others its short form for that topic. */
static void add_message(const struct filling *f, const struct journal_entry *e, size_t rank,
                        const struct slim *slim)
{
    const struct journal_posting *p = &e->postings[rank];
    struct header header = { HEADER_VERSION, f->epoch, e->sequence, p->previous, e->time };
    unsigned char words[HEADER_SIZE];
    header_write(&header, words);
    add_frame(f->page, slice_of(p->topic));
    add_frame(f->page, (struct slice){ (const char *)words, sizeof words });
    if (!f->request->bodies)
        ; /* the numbers alone are wanted */
    else if (rank == 0)
        text_add(&f->page->bytes, e->body);
    else if (slim)
        slim_write(slim, p->topic, e->sequence, &f->page->bytes);
    end_frame(f->page);
}

static void add_entry(const struct filling *f, const struct journal_entry *e)
{
    OWNED(slim) slim = NULL;
    for (size_t i = 0; i < e->postings_size; i++) {
        if (!slice_starts(slice_of(e->postings[i].topic), f->request->prefix))
            continue;
        if (i > 0 && !slim && f->request->bodies)
            slim = slim_new(e->body);
        add_message(f, e, i, slim);
    }
    f->page->entries++;
}

static bool take(void *context, const struct journal_entry *e)
{
    const struct filling *f = context;
    struct replay_page *page = f->page;
    if (page->entries >= f->request->limit)
        return false;
    size_t bytes = page->bytes.len, frames = page->size;
    add_entry(f, e);
    bool fits = page->bytes.len <= REPLAY_BYTES_MAX && page->size + 1 < SOCKET_FRAMES_MAX; /* with the status */
    if (fits || page->entries == 1)
        return true;
    text_cut(&page->bytes, bytes);
    page->size = frames;
    page->entries--;
    return false;
}

/* Of each topic only its newest message. */
static bool take_latest(void *context, const struct journal_entry *e, const char *topic)
{
    const struct filling *f = context;
    struct replay_page *page = f->page;
    size_t bytes = page->bytes.len, frames = page->size;
    if (page->entries >= f->request->limit)
        return false;
    for (size_t i = 0; i < e->postings_size; i++)
        if (strcmp(e->postings[i].topic, topic) == 0) {
            OWNED(slim) slim = i > 0 && f->request->bodies ? slim_new(e->body) : NULL;
            add_message(f, e, i, slim);
        }
    page->entries++;
    if (page->bytes.len <= REPLAY_BYTES_MAX || page->entries == 1)
        return true;
    text_cut(&page->bytes, bytes);
    page->size = frames;
    page->entries--;
    return false;
}

/* Statuses */

static void add_losses(cJSON *status, struct journal *j, uint64_t from, uint64_t to)
{
    struct journal_loss losses[LOSSES_MAX];
    size_t size = 0;
    cJSON *list = cJSON_AddArrayToObject(status, "lost");
    if (!journal_losses(j, losses, LOSSES_MAX, &size, NULL))
        return;
    for (size_t i = 0; i < size; i++) {
        if (losses[i].last < from || losses[i].first > to)
            continue;
        double range[] = { (double)losses[i].first, (double)losses[i].last };
        cJSON_AddItemToArray(list, cJSON_CreateDoubleArray(range, 2));
    }
}

static void print(cJSON *status, struct text *out)
{
    char *made = cJSON_PrintUnformatted(status);
    cJSON_Delete(status);
    text_add(out, slice_of(made));
    cJSON_free(made);
}

static cJSON *status_new(const char *word, const struct journal *j)
{
    cJSON *o = cJSON_CreateObject();
    char epoch[20];
    snprintf(epoch, sizeof epoch, "%016" PRIx64, journal_epoch(j));
    cJSON_AddStringToObject(o, "status", word);
    cJSON_AddStringToObject(o, "epoch", epoch);
    cJSON_AddNumberToObject(o, "head", (double)journal_head(j));
    cJSON_AddNumberToObject(o, "oldest", (double)journal_oldest(j));
    return o;
}

static void refuse(struct replay_page *page, const struct journal *j, const struct error *err)
{
    clear(page);
    cJSON *o = status_new("error", j);
    cJSON_AddStringToObject(o, "text", err->text);
    print(o, &page->status);
}

static void describe(struct replay_page *page, struct journal *j, const struct journal_query *query,
                     const struct journal_page *read, bool truncated)
{
    cJSON *o = status_new(truncated ? "truncated" : "ok", j);
    if (truncated) {
        char text[64];
        snprintf(text, sizeof text, "truncated, oldest is %" PRIu64, journal_oldest(j));
        cJSON_AddStringToObject(o, "text", text);
    }
    cJSON_AddNumberToObject(o, "entries", (double)page->entries);
    cJSON_AddNumberToObject(o, "messages", (double)page->size / 3);
    if (read->next)
        cJSON_AddNumberToObject(o, "next", (double)read->next);
    else
        cJSON_AddNullToObject(o, "next");
    add_losses(o, j, query->from, read->next ? read->next - 1 : query->to);
    cJSON_AddNumberToObject(o, "damaged", (double)read->damaged);
    print(o, &page->status);
}

static void describe_latest(struct replay_page *page, struct journal *j, const char *after,
                            uint64_t damaged)
{
    cJSON *o = status_new("ok", j);
    cJSON_AddNumberToObject(o, "messages", (double)page->size / 3);
    if (*after)
        cJSON_AddStringToObject(o, "after", after);
    else
        cJSON_AddNullToObject(o, "after");
    cJSON_AddNullToObject(o, "next");
    cJSON_AddNumberToObject(o, "damaged", (double)damaged);
    print(o, &page->status);
}

static bool fill_latest(struct replay_page *page, struct journal *j, const struct request *request,
                        struct error *err)
{
    struct filling filling = { page, request, journal_epoch(j) };
    struct journal_latest query = { slice_of(request->prefix), request->after, request->limit };
    char after[TOPIC_MAX];
    uint64_t damaged;
    if (!journal_read_latest(j, &query, take_latest, &filling, after, &damaged, err))
        return false;
    describe_latest(page, j, after, damaged);
    return true;
}

static bool fill(struct replay_page *page, struct journal *j, const struct request *request,
                 struct error *err)
{
    struct filling filling = { page, request, journal_epoch(j) };
    struct journal_query query = { request->from, request->to, slice_of(request->prefix),
                                   REPLAY_LOOK_MAX };
    struct journal_page read;
    if (request->latest)
        return fill_latest(page, j, request, err);
    if (!journal_read(j, &query, take, &filling, &read, err))
        return false;
    uint64_t oldest = journal_oldest(j);
    describe(page, j, &query, &read, request->has_from && request->from < oldest && oldest > 1);
    return true;
}

void replay_page_read(struct replay_page *page, struct journal *j, struct slice json)
{
    struct error err = { 0 };
    struct request request;
    clear(page);
    if (!read_request(json, &request, &err) || !fill(page, j, &request, &err)) {
        refuse(page, j, &err);
        counter_add(COUNT_REPLAY_REFUSED, 1);
        return;
    }
    counter_add(COUNT_REPLAY_PAGES, 1);
    counter_add(COUNT_REPLAY_MESSAGES, request.bodies ? page->size / 3 : 0);
}

/* The socket */

/* How much a peer may still ask, by his routing id. */
struct asker {
    uint64_t id; /* a hash; 0: nobody */
    struct bucket bucket;
};
static const struct bucket_size requests = { REPLAY_RATE, REPLAY_BURST };

struct replay {
    struct asker askers[ASKERS_MAX];
    struct socket *socket;
    struct message incoming;
    struct replay_page page;
};

struct replay *replay_open(const struct publish_settings *settings, const struct keys *keys,
                           struct error *err)
{
    struct socket *socket = socket_bind(SOCKET_ROUTER, settings->replay, 0, keys, err);
    if (!socket)
        return NULL;
    struct replay *r = mem_new(sizeof *r);
    r->socket = socket;
    return r;
}

void replay_close(struct replay **r)
{
    if (!*r)
        return;
    message_done(&(*r)->incoming);
    replay_page_done(&(*r)->page);
    socket_close(&(*r)->socket);
    mem_free(r);
}

struct socket *replay_socket(struct replay *r)
{
    return r->socket;
}

/* A REQ socket puts an empty frame before its request and wants it back; a DEALER may. */
static bool is_request(const struct message *m, bool *ret_delimited)
{
    *ret_delimited = m->size == 3 && m->frames[1].len == 0;
    return m->size == 2 || *ret_delimited;
}

static void answer(struct replay *r, bool delimited)
{
    const struct replay_page *page = &r->page;
    bool going = socket_send(r->socket, r->incoming.frames[0], true);
    if (delimited)
        going = socket_send(r->socket, SLICE(""), true);
    going = socket_send(r->socket, text_slice(&page->status), page->size > 0);
    for (size_t i = 0; i < page->size; i++)
        going = socket_send(r->socket, replay_page_frame(page, i), i + 1 < page->size);
    (void)going; /* a peer that left, or reads nothing, may ask again */
}

/* Two who share a place share its tokens; there are more places than peers, as a rule. */
static bool may_ask(struct replay *r, struct slice id)
{
    int64_t now = clock_awake().ms;
    uint64_t key = checksum(id) | 1;
    struct asker *p = &r->askers[key / 2 % ASKERS_MAX];
    if (p->id != key)
        *p = (struct asker){ key, bucket_full(&requests, now) };
    return bucket_take(&p->bucket, &requests, now);
}

static void refuse_haste(struct replay *r, const struct journal *j)
{
    struct error err = { 0 };
    error_set(&err, RETRY, NULL, "more than %d requests a second; wait, and ask again",
              REPLAY_RATE);
    refuse(&r->page, j, &err);
    counter_add(COUNT_REPLAY_REFUSED, 1);
}

void replay_serve(struct replay *r, struct journal *j)
{
    bool delimited;
    if (!socket_receive(r->socket, &r->incoming) || !is_request(&r->incoming, &delimited))
        return;
    if (!may_ask(r, r->incoming.frames[0])) {
        refuse_haste(r, j);
        answer(r, delimited);
        return;
    }
    replay_page_read(&r->page, j, r->incoming.frames[r->incoming.size - 1]);
    answer(r, delimited);
}
