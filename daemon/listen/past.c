#include "listen/past.h"

#include "base/mem.h"
#include "outlet/replay.h"

#include <assert.h>
#include <cjson/cJSON.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct past {
    /* one of the two */
    char *endpoint;
    struct journal *journal;

    struct socket_identity who;
    struct socket *socket;
    struct message answer;
    struct replay_page page;
};

struct past *past_connect(const char *endpoint, const struct socket_identity *who,
                          struct error *err)
{
    struct past *p = mem_new(sizeof *p);
    p->endpoint = mem_string(endpoint);
    if (who)
        p->who = *who;
    p->socket = socket_connect(SOCKET_DEALER, endpoint, &p->who, err);
    if (!p->socket)
        past_free(&p);
    return p;
}

struct past *past_open(const char *journal_path, struct error *err)
{
    struct past *p = mem_new(sizeof *p);
    p->journal = journal_open_to_read(journal_path, err);
    if (!p->journal)
        past_free(&p);
    return p;
}

void past_free(struct past **p)
{
    if (!*p)
        return;
    socket_close(&(*p)->socket);
    journal_close(&(*p)->journal);
    message_done(&(*p)->answer);
    replay_page_done(&(*p)->page);
    mem_free(&(*p)->endpoint);
    mem_free(p);
}

/* Requests */

static void write_request(const struct past_query *query, struct text *out)
{
    cJSON *o = cJSON_CreateObject();
    if (query->from)
        cJSON_AddNumberToObject(o, "from", (double)query->from);
    if (query->to != UINT64_MAX)
        cJSON_AddNumberToObject(o, "to", (double)query->to);
    cJSON_AddStringToObject(o, "prefix", query->prefix ? query->prefix : "");
    if (query->limit)
        cJSON_AddNumberToObject(o, "limit", (double)query->limit);
    cJSON_AddBoolToObject(o, "bodies", !query->no_bodies);
    char *made = cJSON_PrintUnformatted(o);
    cJSON_Delete(o);
    text_add(out, slice_of(made));
    cJSON_free(made);
}

/* An answer that comes too late must not be taken for that of the next question. */
static bool give_up(struct past *p, struct error *err)
{
    socket_close(&p->socket);
    p->socket = socket_connect(SOCKET_DEALER, p->endpoint, &p->who, NULL);
    return error_set(err, RETRY, p->endpoint, "nobody answers");
}

static bool ask_socket(struct past *p, struct slice request, struct error *err)
{
    bool ready;
    if (!p->socket || !socket_send(p->socket, request, false))
        return give_up(p, err);
    if (!socket_wait(&p->socket, 1, -1, PAST_PATIENCE, &ready, NULL) || !ready ||
        !socket_receive(p->socket, &p->answer))
        return give_up(p, err);
    return true;
}

/* Answers */

static struct slice frame(const struct past *p, size_t index)
{
    return p->journal ? replay_page_frame(&p->page, index) : p->answer.frames[1 + index];
}

static size_t frames(const struct past *p)
{
    return p->journal ? p->page.size : p->answer.size - 1;
}

size_t past_size(const struct past *p)
{
    return frames(p) / 3;
}

struct past_message past_message(const struct past *p, size_t index)
{
    struct past_message m = { .topic = frame(p, 3 * index), .json = frame(p, 3 * index + 2) };
    bool read = header_read(frame(p, 3 * index + 1), &m.header);
    assert(read); /* past_ask has looked */
    (void)read;
    return m;
}

static bool are_messages(const struct past *p)
{
    struct header h;
    if (frames(p) % 3)
        return false;
    for (size_t i = 0; i < frames(p); i += 3)
        if (!header_read(frame(p, i + 1), &h))
            return false;
    return true;
}

static uint64_t number(const cJSON *object, const char *key)
{
    double value = cJSON_GetNumberValue(cJSON_GetObjectItemCaseSensitive(object, key));
    return value > 0 && value < 0x1p63 ? (uint64_t)value : 0;
}

static bool read_status(const cJSON *object, struct past_status *ret, struct error *err)
{
    const char *word = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, "status"));
    const char *epoch = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, "epoch"));
    const char *said = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, "text"));
    if (!word || !epoch)
        return error_set(err, STOP, NULL, "the answer is none of a replay socket");
    if (strcmp(word, "error") == 0)
        return error_set(err, REFUSE, NULL, "the daemon refuses: %s", said ? said : "no reason");
    *ret = (struct past_status){ .epoch = strtoull(epoch, NULL, 16),
                                 .head = number(object, "head"),
                                 .oldest = number(object, "oldest"),
                                 .next = number(object, "next"),
                                 .damaged = number(object, "damaged"),
                                 .truncated = strcmp(word, "truncated") == 0 };
    return true;
}

static bool read_answer(struct past *p, const struct past_query *query, struct past_status *ret,
                        struct error *err)
{
    struct slice json = p->journal ? text_slice(&p->page.status) : p->answer.frames[0];
    cJSON *object = cJSON_ParseWithLength(json.ptr, json.len);
    bool read = read_status(object, ret, err);
    cJSON_Delete(object);
    if (!read)
        return error_at(err, p->endpoint ? p->endpoint : "");
    if (!are_messages(p) || (ret->next && ret->next <= query->from))
        return error_set(err, STOP, p->endpoint, "the answer is none of a replay socket");
    return true;
}

bool past_ask(struct past *p, const struct past_query *query, struct past_status *ret,
              struct error *err)
{
    HELD(text) request = { 0 };
    write_request(query, &request);
    if (p->journal)
        replay_page_read(&p->page, p->journal, text_slice(&request));
    else if (!ask_socket(p, text_slice(&request), err))
        return false;
    return read_answer(p, query, ret, err);
}

/* The first entry at or behind `from`; false in *ret_found where there is none. */
static bool look_at(struct past *p, uint64_t from, struct header *ret, bool *ret_found,
                    struct past_status *status, struct error *err)
{
    struct past_query query = { from, UINT64_MAX, NULL, 1, true };
    *ret_found = false;
    do {
        if (!past_ask(p, &query, status, err))
            return false;
        *ret_found = past_size(p) > 0;
        query.from = status->next;
    } while (!*ret_found && query.from);
    if (*ret_found)
        *ret = past_message(p, 0).header;
    return true;
}

bool past_number_at(struct past *p, struct instant when, uint64_t *ret, struct error *err)
{
    struct past_status status;
    struct header header;
    bool found;
    if (!look_at(p, 0, &header, &found, &status, err))
        return false;
    uint64_t low = found ? header.sequence : status.head + 1, high = status.head + 1;
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        if (!look_at(p, middle, &header, &found, &status, err))
            return false;
        if (found && instant_before(header.time, when))
            low = header.sequence + 1;
        else
            high = middle;
    }
    *ret = low;
    return true;
}
