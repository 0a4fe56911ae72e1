#include "intake/harvest.h"

#include "base/mem.h"
#include "intake/seen.h"

static bool is_too_old(const struct article *a, const struct subscription *s, struct instant now)
{
    int64_t when = a->published != ASSAY_UNKNOWN_TIME ? a->published : a->updated;
    return when != ASSAY_UNKNOWN_TIME &&
           instant_since(now, (struct instant){ when }).ms > s->first_poll.max_age.ms;
}

static void complete(struct article *a, const struct subscription *s, bool first,
                     struct instant now)
{
    a->feed = mem_string(s->id);
    a->topic = mem_string(subscription_topic(s));
    a->prior = s->prior;
    a->fetched = now.ms;
    a->backfilled = first;
    article_finish(a);
}

/* Shorter texts may well come twice and mean it: "Markets are closed today". */
#define TELLING_TEXT 200

/* Some feeds give an item another id each time. */
static bool is_same_text(struct seen *seen, const struct article *a)
{
    char sha256[65];
    if (a->text.len < TELLING_TEXT)
        return false;
    article_sha256(a, sha256);
    return !seen_add(seen, slice_of(sha256));
}

/* One document, while it is read. */
struct reaping {
    struct poll *poll;
    struct harvest_field *field;
    struct seen *seen;
    struct edits edits;
    struct instant now;
};

static void add(struct reaping *r, struct article **a)
{
    complete(*a, r->field->subscription, r->field->first, r->now);
    poll_add(r->poll, a);
}

/* Why an item that came for the first time does not come out; NULL: it does. */
static const char *why_not(struct reaping *r, const struct article *a)
{
    if (is_same_text(r->seen, a))
        return "the same text came before under another id";
    if (!r->field->first || !is_too_old(a, r->field->subscription, r->now))
        return NULL;
    r->field->ret_too_old++;
    return "older than first_poll.max_age when the feed was read first";
}

static void take_new(struct reaping *r, struct article **a)
{
    const char *reason = why_not(r, *a);
    seen_edit(r->seen, slice_of((*a)->id), text_slice(&(*a)->text));
    if (reason)
        poll_leave_out(r->poll, *a, reason);
    else
        add(r, a);
}

static void take(struct reaping *r, const struct feed_document *document, size_t entry)
{
    OWNED(article) a = feed_article(document, entry, r->now);
    if (seen_add(r->seen, slice_of(a->id)))
        take_new(r, &a);
    else
        edits_note(&r->edits, &a);
}

static void take_edits(struct reaping *r)
{
    for (struct article *a; (a = edits_next(&r->edits));)
        add(r, &a);
}

bool harvest(struct poll *poll, struct feed_state *state, struct harvest_field *field,
             struct slice body, struct instant now, struct error *err)
{
    OWNED(seen) seen = NULL;
    if (!seen_from_ids(text_slice(&state->seen), field->remember, &seen, err))
        return false;
    OWNED(feed_document) document = feed_read(body, &field->source, field->limits, err);
    if (!document)
        return false;
    field->ret_wishes =
        (struct polled_wishes){ document->ttl, document->skip_hours, document->skip_days };
    struct reaping r = { poll, field, seen, edits_of(field->edits, seen, now), now };
    /* Feeds list the newest first. */
    for (size_t i = document->entries_size; i > 0; i--)
        take(&r, document, i - 1);
    if (poll->items_size)
        state->last_new_item = now;
    take_edits(&r);
    edits_done(&r.edits);
    if (error_is_set(&document->breach))
        seen_cut(seen, field->limits->entries * 2);
    else
        seen_end(seen);
    seen_to_ids(seen, &state->seen);
    field->ret_breach = document->breach;
    if (error_is_set(&document->breach)) {
        mem_free(&state->last_error);
        state->last_error = mem_string(document->breach.text);
    }
    return true;
}
