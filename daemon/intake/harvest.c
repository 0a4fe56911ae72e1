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

static void take(struct poll *poll, struct harvest_field *field,
                 const struct feed_document *document, size_t entry, struct seen *seen,
                 struct instant now)
{
    struct article *a = feed_article(document, entry, now);
    bool new = seen_add(seen, slice_of(a->id));
    if (new && is_same_text(seen, a)) {
        poll_leave_out(poll, a, "the same text came before under another id");
        new = false;
    }
    bool passed = new && field->first && is_too_old(a, field->subscription, now);
    field->ret_too_old += passed;
    if (passed)
        poll_leave_out(poll, a, "older than first_poll.max_age when the feed was read first");
    if (!new || passed) {
        article_free(&a);
        return;
    }
    complete(a, field->subscription, field->first, now);
    poll_add(poll, &a);
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
    /* Feeds list the newest first. */
    for (size_t i = document->entries_size; i > 0; i--)
        take(poll, field, document, i - 1, seen, now);
    if (error_is_set(&document->breach))
        seen_cut(seen, field->limits->entries * 2);
    else
        seen_end(seen);
    seen_to_ids(seen, &state->seen);
    if (poll->items_size)
        state->last_new_item = now;
    field->ret_breach = document->breach;
    if (error_is_set(&document->breach)) {
        mem_free(&state->last_error);
        state->last_error = mem_string(document->breach.text);
    }
    return true;
}
