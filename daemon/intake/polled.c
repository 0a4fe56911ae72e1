#include "intake/polled.h"

#include "base/mem.h"
#include "intake/moved.h"

#include <sodium/crypto_hash_sha256.h>
#include <sodium/utils.h>
#include <string.h>

void polled_free(struct polled **polled)
{
    if (!*polled)
        return;
    feed_state_free(&(*polled)->state);
    fetch_answer_free(&(*polled)->answer);
    mem_free(polled);
}

/* --- when to ask again --- */

struct poll_hints polled_hints(const struct fetch_answer *a)
{
    return (struct poll_hints){ a->fresh, a->retry_after };
}

/* Between `every` and `slowest`, as learnt. */
static struct duration interval_of(const struct subscription *s, struct duration pace)
{
    if (pace.ms > s->slowest.ms)
        pace = s->slowest;
    return pace.ms > s->every.ms ? pace : s->every;
}

struct instant polled_next(const struct subscription *subscription, const struct feed_state *s,
                           const struct schedule_settings *timing, struct poll_hints hints,
                           struct instant from)
{
    if (hints.fresh.ms < s->ttl.ms)
        hints.fresh = s->ttl;
    struct duration every = interval_of(subscription, s->pace);
    struct duration wait = schedule_wait(timing, subscription->id, every, s->failures, hints);
    return schedule_skip(timing, subscription->id, instant_add(from, wait), s->skip_hours,
                         s->skip_days);
}

static void put_off(struct polled *p)
{
    p->state->not_before = polled_next(p->subscription, p->state, &p->timing,
                                       polled_hints(p->answer), p->answered);
}

void polled_heed(struct polled *p, struct polled_wishes wishes)
{
    p->state->ttl = wishes.ttl;
    p->state->skip_hours = wishes.skip_hours;
    p->state->skip_days = wishes.skip_days;
    put_off(p);
}

/* A feed that brings something every third or fourth time is asked often enough. */
void polled_pace(struct polled *p, bool news)
{
    int64_t pace = interval_of(p->subscription, p->state->pace).ms;
    if (p->how == POLLED_FAILED)
        return;
    pace = news ? pace / 2 : pace + pace / 4;
    p->state->pace = interval_of(p->subscription, (struct duration){ pace });
    put_off(p);
}

/* --- what the answer means --- */

static void count_failure(struct feed_state *s, const struct error *err)
{
    mem_free(&s->last_error);
    s->last_error = mem_string(err->text);
    s->failures += s->failures < UINT32_MAX;
}

void polled_fail(struct polled *p, const struct error *err)
{
    struct feed_state *s = p->state;
    p->how = POLLED_FAILED;
    s->failures = p->before.failures;
    s->last_success = p->before.last_success;
    count_failure(s, err);
    moved_refute(s);
    text_clear(&s->etag);
    text_clear(&s->last_modified);
    s->body_sha256[0] = '\0';
    put_off(p);
}

static void keep(struct text *mine, const struct text *theirs)
{
    text_clear(mine);
    text_add(mine, text_slice(theirs));
}

static void succeeded(struct polled *p)
{
    struct feed_state *s = p->state;
    const struct fetch_answer *a = p->answer;
    bool fresh = a->status != 304; /* a 304 need not repeat its validators */
    if (fresh || a->etag.len)
        keep(&s->etag, &a->etag);
    if (fresh || a->last_modified.len)
        keep(&s->last_modified, &a->last_modified);
    mem_free(&s->url);
    s->url = mem_string(a->url);
    if (p->before.failures)
        mem_free(&s->last_error); /* else it names a ceiling that the document met, and still does */
    s->last_success = p->answered;
    s->failures = 0;
    moved_note(s, p->subscription, a, &p->timing, p->answered);
}

static void failed(struct polled *p)
{
    struct feed_state *s = p->state;
    count_failure(s, &p->answer->err);
    if (moved_doubt(s, p->answer->status) || p->answer->status != 410)
        return;
    s->muted = true;
    mem_free(&s->url);
    s->url = moved_shown(p->subscription->url);
}

/* Takes the hash of the body; false when it is the one already known. */
static bool is_new_body(struct feed_state *s, const struct text *body)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    char hex[sizeof s->body_sha256];
    crypto_hash_sha256(hash, (const unsigned char *)text_string(body), body->len);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    bool is_new = strcmp(hex, s->body_sha256) != 0;
    memcpy(s->body_sha256, hex, sizeof hex);
    return is_new;
}

static enum polled_how settle(struct polled *p)
{
    struct fetch_answer *a = p->answer;
    struct feed_state *s = p->state;
    if (a->status == 304 && !s->etag.len && !s->last_modified.len) {
        a->problem = FETCH_STATUS;
        error_set(&a->err, RETRY, a->url,
                  "the server answered 304 to a request without conditions");
    }
    if (a->problem != FETCH_OK) {
        failed(p);
        return POLLED_FAILED;
    }
    succeeded(p);
    if (a->status == 304 || !is_new_body(s, &a->body))
        return POLLED_UNCHANGED;
    mem_free(&s->last_error);
    return POLLED_DOCUMENT;
}

struct polled *polled_new(const struct subscription *subscription, const struct feed_state *state,
                          const struct schedule_settings *timing, struct fetch_answer **answer,
                          struct instant answered)
{
    struct polled *p = mem_new(sizeof *p);
    *p = (struct polled){
        .subscription = subscription,
        .state = feed_state_copy(state),
        .answer = *answer,
        .started = state->last_poll,
        .answered = answered,
        .timing = *timing,
        .before = { .failures = state->failures, .last_success = state->last_success },
    };
    *answer = NULL;
    p->how = settle(p);
    put_off(p);
    return p;
}
