#include "reading.h"

#include "base/counter.h"
#include "base/log.h"
#include "base/mem.h"
#include "intake/harvest.h"
#include "intake/trouble.h"

#include <stdio.h>

/* Items that left a feed's document are remembered up to this number, against feeds that let old
 * items come back. */
enum { REMEMBER = 2000 };

static void report(const struct harvest_field *field, bool good)
{
    const char *feed = field->subscription->id;
    if (error_is_set(&field->ret_breach))
        log_write(LEVEL_WARNING, "the document was cut", LOG_TEXT("feed", feed),
                  LOG_TEXT("error", field->ret_breach.text));
    if (good && field->ret_too_old)
        log_info("older items of a new feed are noted, not judged; see first_poll.max_age",
                 LOG_TEXT("feed", feed), LOG_NUMBER("items", field->ret_too_old));
}

static bool read_document(struct polled *polled, const struct edits_settings *edits,
                          struct poll *poll, struct instant now, struct error *err)
{
    const struct fetch_answer *a = polled->answer;
    struct feed_limits limits = polled->subscription->limits;
    limits.body = SIZE_MAX; /* the fetcher has seen to it */
    struct harvest_field field = {
        .subscription = polled->subscription,
        .source = { .url = slice_of(a->url), .content_type = text_slice(&a->content_type) },
        .limits = &limits,
        .first = polled->before.last_success.ms == 0,
        .remember = REMEMBER,
        .edits = edits,
    };
    bool good = harvest(poll, polled->state, &field, text_slice(&a->body), now, err);
    if (good)
        polled_heed(polled, field.ret_wishes);
    report(&field, good);
    return good;
}

#define DOCUMENT_NAME 80
/* What the docket calls it: another document has another name, and is read. */
static void name_document(const struct polled *polled, char out[DOCUMENT_NAME])
{
    snprintf(out, DOCUMENT_NAME, "document %s", polled->state->body_sha256);
}

static void refuse(const char *name, struct error *err)
{
    counter_add(COUNT_QUARANTINED_DOCUMENTS, 1);
    error_set(err, SKIP, NULL,
              "in quarantine: reading the %s brought the program down again and again; it is "
              "read when its bytes change", name);
}

static void read_or_refuse(struct docket *docket, const struct edits_settings *edits,
                           struct polled *polled, struct poll *poll, struct instant now,
                           struct error *err)
{
    char name[DOCUMENT_NAME];
    const char *feed = polled->subscription->id;
    bool good = false;
    name_document(polled, name);
    if (docket_is_quarantined(docket, feed, name)) {
        refuse(name, err);
        trouble_quarantine(poll, polled->state, err->text);
    } else {
        size_t slot = docket_enter(docket, feed, name);
        good = read_document(polled, edits, poll, now, err);
        docket_leave(docket, slot, true);
    }
    if (!good)
        polled_fail(polled, err);
}

struct poll *reading_take(struct docket *docket, const struct edits_settings *edits,
                          struct polled **taken, struct instant now)
{
    struct polled *polled = *taken;
    struct error err = {0};
    const struct fetch_answer *answer = polled->answer;
    struct poll *poll = mem_new(sizeof *poll);
    poll->started = polled->started;
    if (polled->how == POLLED_FAILED)
        err = answer->err;
    else if (polled->how == POLLED_DOCUMENT)
        read_or_refuse(docket, edits, polled, poll, now, &err);
    polled_pace(polled, poll->news != 0);
    poll->state = polled->state;
    polled->state = NULL;
    if (error_is_set(&err))
        log_write(LEVEL_WARNING, "poll failed", LOG_TEXT("feed", poll->state->feed),
                  LOG_TEXT("url", answer->url ? answer->url : ""), LOG_TEXT("error", err.text),
                  LOG_NUMBER("failures", poll->state->failures));
    trouble_look(poll, polled->subscription, now);
    counter_add(COUNT_POLL_FAILURES, poll->state->failures != 0);
    polled_free(taken);
    return poll;
}
