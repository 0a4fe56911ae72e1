#include "outlet/batch.h"

#include "base/counter.h"
#include "base/mem.h"
#include "item/verdict_json.h"
#include "outlet/slim.h"

#include <assert.h>
#include <cjson/cJSON.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* One entry to be: an item, an alert of that item, or an event of a feed. */
struct fresh {
    struct journal_entry entry;
    struct judged *judged; /* NULL: no item */
    struct slim *slim;     /* the job's; NULL: no item, or none that can be read */
    struct text own;       /* JSON of an event */
    struct alarm *alarm;   /* NULL: no alert */
    size_t item;           /* its item's place */
    bool held_back;        /* there were enough of this alert lately; decided once */
};

struct batch {
    struct job **jobs;
    size_t jobs_size, jobs_cap;
    struct fresh *fresh;
    size_t fresh_size, fresh_cap;
    bool committed;
    size_t published; /* of the fresh ones */
};

void job_free(struct job **job)
{
    if (!*job)
        return;
    for (size_t i = 0; (*job)->slims && i < (*job)->poll->items_size; i++)
        slim_free(&(*job)->slims[i]);
    mem_free(&(*job)->slims);
    poll_free(&(*job)->poll);
    mem_free(&(*job)->name);
    mem_free(job);
}

struct job job_of_poll(struct poll **poll)
{
    struct job job = { .kind = JOB_POLL, .poll = *poll };
    job.slims = mem_array((*poll)->items_size + 1, sizeof *job.slims);
    for (size_t i = 0; i < (*poll)->items_size; i++)
        job.slims[i] = slim_new(text_slice(&(*poll)->items[i].json));
    *poll = NULL;
    return job;
}

struct batch *batch_new(void)
{
    return mem_new(sizeof(struct batch));
}

static void fresh_done(struct fresh *f)
{
    text_done(&f->own);
    mem_free(&f->entry.postings);
}

static void clear(struct batch *b)
{
    for (size_t i = 0; i < b->fresh_size; i++)
        fresh_done(&b->fresh[i]);
    for (size_t i = 0; i < b->jobs_size; i++)
        job_free(&b->jobs[i]);
    b->fresh_size = b->jobs_size = b->published = 0;
    b->committed = false;
}

void batch_free(struct batch **b)
{
    if (!*b)
        return;
    clear(*b);
    mem_free(&(*b)->fresh);
    mem_free(&(*b)->jobs);
    mem_free(b);
}

bool batch_is_empty(const struct batch *b)
{
    return b->jobs_size == 0;
}

bool batch_is_committed(const struct batch *b)
{
    return b->committed;
}

size_t batch_items(const struct batch *b)
{
    return b->fresh_size;
}

size_t batch_jobs(const struct batch *b)
{
    return b->jobs_size;
}

/* Getting ready: everything that need not be done again when a commit fails */

static struct fresh *fresh_new(struct batch *b, size_t postings)
{
    mem_grow(b->fresh, b->fresh_size, b->fresh_cap);
    struct fresh *f = &b->fresh[b->fresh_size++];
    *f = (struct fresh){ .entry.postings_size = postings };
    f->entry.postings = mem_array(postings, sizeof *f->entry.postings);
    return f;
}

static void add_item(struct batch *b, const struct poll *poll, struct judged *judged,
                     struct slim *slim)
{
    size_t tickers = slim ? slim_tickers(slim) : 0;
    struct fresh *f = fresh_new(b, 1 + tickers);
    f->judged = judged;
    f->slim = slim;
    f->entry.kind = JOURNAL_ITEM;
    f->entry.id = slim ? slim_id(slim) : NULL;
    topic_make(f->entry.postings[0].topic, "item", slice_of(judged->feed ? judged->feed : poll->state->feed));
    for (size_t i = 0; i < tickers; i++)
        slim_topic(slim, i, f->entry.postings[1 + i].topic);
}

static void add_alarm(struct batch *b, struct alarm *alarm, size_t item)
{
    struct fresh *f = fresh_new(b, 1);
    f->entry.kind = JOURNAL_ALERT;
    f->entry.id = alarm->id;
    f->alarm = alarm;
    f->item = item;
    topic_make(f->entry.postings[0].topic, "alert", slice_of(alarm->name));
}

static void add_alarms(struct batch *b, struct judged *judged)
{
    size_t item = b->fresh_size - 1;
    for (size_t i = 0; i < judged->alarms_size; i++)
        add_alarm(b, &judged->alarms[i], item);
}

static void add_event(struct batch *b, const struct poll *poll, const struct feed_event *event)
{
    struct fresh *f = fresh_new(b, 1);
    f->entry.kind = JOURNAL_FEED_EVENT;
    topic_make(f->entry.postings[0].topic, "feed", slice_of(poll->state->feed));
    cJSON *o = cJSON_CreateObject();
    cJSON_AddStringToObject(o, "sequence", VERDICT_JSON_SEQUENCE);
    cJSON_AddStringToObject(o, "feed", poll->state->feed);
    cJSON_AddStringToObject(o, "event", event->name);
    cJSON_AddStringToObject(o, "text", event->text);
    char *made = cJSON_PrintUnformatted(o);
    text_add(&f->own, slice_of(made));
    cJSON_free(made);
    cJSON_Delete(o);
}

void batch_add(struct batch *b, struct job **taken)
{
    struct job *job = *taken;
    *taken = NULL;
    mem_grow(b->jobs, b->jobs_size, b->jobs_cap);
    b->jobs[b->jobs_size++] = job;
    if (job->kind != JOB_POLL)
        return;
    for (size_t i = 0; i < job->poll->items_size; i++) {
        add_item(b, job->poll, &job->poll->items[i], job->slims[i]);
        add_alarms(b, &job->poll->items[i]);
    }
    for (size_t i = 0; i < job->poll->events_size; i++)
        add_event(b, job->poll, &job->poll->events[i]);
}

/* Committing */

static struct text *json_of(struct fresh *f)
{
    return f->judged ? &f->judged->json : f->alarm ? &f->alarm->json : &f->own;
}

/* Were there as many on its topic lately as the user wants? A clock that was set back counts as
 * time gone by. */
static bool is_too_often(const struct fresh *f, struct journal *j, struct instant now, bool *ret,
                         struct error *err)
{
    struct instant then;
    *ret = false;
    if (!f->alarm->at_most)
        return true;
    if (!journal_recall(j, f->entry.postings[0].topic, (size_t)f->alarm->at_most, ret, &then, err))
        return false;
    int64_t gone = instant_since(now, then).ms;
    *ret = *ret && gone >= 0 && gone < f->alarm->per.ms;
    return true;
}

/* An alert goes out behind its item, unless that is an old one, or it is said too often. What was
 * decided at the first attempt stays, so that a retry gives the same numbers. */
static bool holds_back(struct batch *b, struct fresh *f, struct journal *j, struct instant now,
                       bool *ret, struct error *err)
{
    *ret = f->held_back;
    if (!f->alarm || f->held_back || f->entry.sequence)
        return true;
    bool too_often;
    uint64_t item = b->fresh[f->item].entry.sequence;
    if (!is_too_often(f, j, now, &too_often, err))
        return false;
    *ret = f->held_back = !item || too_often;
    counter_add(COUNT_ALERTS_HELD_BACK, item && too_often);
    return true;
}

static void stamp(struct batch *b, struct fresh *f, uint64_t sequence)
{
    verdict_json_stamp(json_of(f), sequence);
    if (f->alarm)
        verdict_json_stamp(json_of(f), b->fresh[f->item].entry.sequence);
}

static bool write_notes(const struct judged *item, struct journal *j, uint64_t sequence,
                        struct error *err)
{
    struct slice trace = text_slice(&item->trace), packed = text_slice(&item->packed);
    return (!trace.len || journal_save_trace(j, sequence, trace, err)) &&
           (!packed.len || journal_save_article(j, sequence, packed, err));
}

/* A retry meets the numbers of the first attempt: nobody else writes in between. */
static bool write_entry(struct batch *b, struct fresh *f, struct journal *j, struct instant now,
                        struct error *err)
{
    bool known = false, held_back;
    if (f->entry.id && !journal_knows(j, f->entry.id, &known, err))
        return false;
    if (known)
        return true;
    if (!holds_back(b, f, j, now, &held_back, err))
        return false;
    if (held_back)
        return true;
    uint64_t sequence = journal_next(j);
    assert(f->entry.sequence == 0 || f->entry.sequence == sequence);
    if (!f->entry.sequence)
        stamp(b, f, sequence);
    f->entry.sequence = sequence;
    f->entry.time = now;
    f->entry.body = text_slice(json_of(f));
    return journal_add(j, &f->entry, err) && (!f->judged || write_notes(f->judged, j, sequence, err));
}

static bool write_left_out(const struct poll *poll, struct journal *j, struct instant now,
                           struct error *err)
{
    for (size_t i = 0; i < poll->left_out_size; i++) {
        const struct left_out *l = &poll->left_out[i];
        if (!journal_save_left_out(j, l->feed ? l->feed : poll->state->feed, l, now, err))
            return false;
    }
    return !poll->left_out_size || journal_trim_left_out(j, err);
}

static bool write_feed(const struct job *job, struct journal *j, struct instant now,
                       struct error *err)
{
    switch (job->kind) {
    case JOB_NOT_BEFORE: return journal_save_not_before(j, job->name, job->at, err);
    case JOB_REST: return journal_save_rest(j, job->name, job->at, now, err);
    case JOB_FORGET: return journal_forget_feed(j, job->name, err);
    default:
        return journal_save_feed(j, job->poll->state, err) && write_left_out(job->poll, j, now, err);
    }
}

static bool write_all(struct batch *b, struct journal *j, struct instant now, bool *ret_more,
                      struct error *err)
{
    for (size_t i = 0; i < b->fresh_size; i++)
        if (!write_entry(b, &b->fresh[i], j, now, err))
            return false;
    for (size_t i = 0; i < b->jobs_size; i++)
        if (!write_feed(b->jobs[i], j, now, err))
            return false;
    /* faster than entries come, so that a lowered limit is reached some day */
    return journal_trim(j, 2 * b->fresh_size + 16, ret_more, err);
}

bool batch_commit(struct batch *b, struct journal *j, struct instant now, bool *ret_more,
                  struct error *err)
{
    assert(!b->committed);
    if (!journal_begin(j, err))
        return false;
    if (!write_all(b, j, now, ret_more, err) || !journal_commit(j, err)) {
        journal_rollback(j);
        return false;
    }
    b->committed = true;
    return true;
}

/* Publishing */

static void publish_tickers(const struct fresh *f, struct publish *p, struct header *header)
{
    HELD(text) brief = { 0 };
    for (size_t i = 1; i < f->entry.postings_size; i++) {
        const struct journal_posting *posting = &f->entry.postings[i];
        text_clear(&brief);
        slim_write(f->slim, posting->topic, f->entry.sequence, &brief);
        header->previous = posting->previous;
        publish_message(p, posting->topic, header, text_slice(&brief));
    }
    counter_add(COUNT_TICKER_MESSAGES, f->entry.postings_size - 1);
}

static void publish_entry(struct fresh *f, struct publish *p, uint64_t epoch)
{
    struct header header = { HEADER_VERSION, epoch, f->entry.sequence,
                             f->entry.postings[0].previous, f->entry.time };
    publish_message(p, f->entry.postings[0].topic, &header, f->entry.body);
    publish_tickers(f, p, &header);
    counter_add(COUNT_REVISIONS, f->judged && f->judged->revises);
    counter_add(f->judged ? COUNT_ITEMS : f->alarm ? COUNT_ALERTS : COUNT_FEED_EVENTS, 1);
}

bool batch_publish(struct batch *b, struct publish *p, uint64_t epoch)
{
    assert(b->committed);
    for (; b->published < b->fresh_size && publish_may_send(p); b->published++) {
        struct fresh *f = &b->fresh[b->published];
        if (f->entry.sequence)
            publish_entry(f, p, epoch);
        else
            counter_add(COUNT_ITEMS_KNOWN, f->judged != NULL);
    }
    return b->published == b->fresh_size;
}

uint64_t batch_sent(const struct batch *b, uint64_t head)
{
    for (size_t i = b->published; b->committed && i < b->fresh_size; i++)
        if (b->fresh[i].entry.sequence)
            return b->fresh[i].entry.sequence - 1;
    return head;
}

void batch_settle(struct batch *b, const struct outlet_calls *calls)
{
    assert(b->committed && b->published == b->fresh_size);
    for (size_t i = 0; i < b->fresh_size; i++)
        if (b->fresh[i].judged)
            b->fresh[i].judged->sequence = b->fresh[i].entry.sequence;
    for (size_t i = 0; i < b->jobs_size; i++) {
        const struct job *job = b->jobs[i];
        if (job->kind == JOB_POLL)
            counter_add(COUNT_POLLS, 1);
        if (job->kind == JOB_POLL && calls->committed)
            calls->committed(calls->context, job->poll);
        if (job->kind == JOB_NOT_BEFORE && calls->remembered)
            calls->remembered(calls->context, job->name);
    }
    clear(b);
}
