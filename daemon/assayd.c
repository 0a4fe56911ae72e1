#include "assayd.h"

#include "assayer.h"
#include "base/log.h"
#include "base/loop.h"
#include "base/mem.h"
#include "config.h"
#include "crank.h"
#include "intake/poller.h"
#include "outlet/notify.h"
#include "outlet/outlet.h"
#include "vitals.h"
#include "workshop.h"

#include <signal.h>
#include <stdio.h>
#include <sysexits.h>

struct assayd {
    struct clock *clock;
    struct config *config;
    struct assayer *assayer;
    struct loop *loop;
    struct outlet *outlet;
    struct workshop *workshop;
    struct poller *poller;
    struct vitals *vitals;
    struct crank *crank;
};

/* From the loop to the outlet and back: "not before" is stored before a request leaves. */

static void remember(void *arg, const struct feed_state *state)
{
    struct assayd *d = arg;
    outlet_remember(d->outlet, state);
}

struct news_of_feed {
    struct assayd *daemon;
    char *feed;
    struct feed_state *state;
};

static struct news_of_feed *news(struct assayd *d, const char *feed, const struct feed_state *s)
{
    struct news_of_feed *n = mem_new(sizeof *n);
    *n = (struct news_of_feed){ d, mem_string(feed), s ? feed_state_copy(s) : NULL };
    return n;
}

static void news_free(struct news_of_feed **n)
{
    mem_free(&(*n)->feed);
    feed_state_free(&(*n)->state);
    mem_free(n);
}

static void on_remembered(void *arg)
{
    struct news_of_feed *n = arg;
    if (n->daemon->poller)
        poller_remembered(n->daemon->poller, n->feed);
    news_free(&n);
}

static void remembered(void *context, const char *feed)
{
    struct assayd *d = context;
    loop_post(d->loop, on_remembered, news(d, feed, NULL));
}

/* From intake through the workers to the outlet, and the commit back to intake. */

static void polled(void *arg, struct polled **answer)
{
    struct assayd *d = arg;
    workshop_take(d->workshop, answer);
}

static void on_committed(void *arg)
{
    struct news_of_feed *n = arg;
    if (n->daemon->poller) {
        if (!n->state->failures)
            vitals_feed_read(n->daemon->vitals);
        poller_committed(n->daemon->poller, n->feed, &n->state);
    }
    news_free(&n);
}

static void committed(void *context, const struct poll *poll)
{
    struct assayd *d = context;
    if (poll->items_size)
        log_info("poll committed", LOG_TEXT("feed", poll->state->feed),
                 LOG_NUMBER("items", poll->items_size), LOG_NUMBER("head", outlet_head(d->outlet)));
    loop_post(d->loop, on_committed, news(d, poll->state->feed, poll->state));
}

static void troubled(void *context, const struct error *err)
{
    (void)context;
    log_error(LEVEL_ERROR, "the journal cannot be written; polling waits", err);
}

static void relieved(void *context)
{
    (void)context;
    log_notice("the journal can be written again");
}

/* Opening */

static void print_complaints(struct complaints *wrong)
{
    HELD(text) lines = {0};
    for (size_t i = 0; i < complaints_size(wrong); i++)
        complaint_write(&lines, complaints_at(wrong, i)), text_add_byte(&lines, '\n');
    fputs(text_string(&lines), stderr);
}

static bool open_config(struct assayd *d, const char *path)
{
    OWNED(complaints) wrong = complaints_new();
    if (config_load(path, &d->config, wrong))
        d->assayer = assayer_new(&d->config->assayer, 1, wrong);
    if (!d->assayer)
        print_complaints(wrong);
    return d->assayer != NULL;
}

static bool open_outlet(struct assayd *d, struct error *err)
{
    struct error notice = {0};
    struct outlet_settings settings = { d->config->journal, d->config->publish };
    struct outlet_calls calls = { d, committed, remembered, troubled, relieved };
    d->outlet = outlet_open(&settings, d->clock, &calls, &notice, err);
    if (error_is_set(&notice))
        log_error(LEVEL_ERROR, "the journal lost commits; a new epoch begins", &notice);
    return d->outlet != NULL;
}

/* States of feeds that are configured go to the poller; the others stay in the journal. */
static bool add_feeds(struct assayd *d, struct error *err)
{
    struct feed_state **states;
    size_t size;
    if (!outlet_feeds(d->outlet, &states, &size, err))
        return false;
    for (size_t i = 0; i < d->config->feeds_size; i++) {
        struct feed_state *none = NULL, **state = &none;
        for (size_t j = 0; j < size; j++)
            if (states[j] && slice_is(slice_of(states[j]->feed), d->config->feeds[i].id))
                state = &states[j];
        poller_add(d->poller, &d->config->feeds[i], state);
    }
    for (size_t j = 0; j < size; j++)
        feed_state_free(&states[j]);
    mem_free(&states);
    return true;
}

static bool open_intake(struct assayd *d, struct error *err)
{
    struct poller_calls calls = { d, remember, polled };
    size_t open_at_most = (size_t)d->config->fetch.concurrency;
    d->workshop = workshop_new(d->outlet, d->clock, (size_t)d->config->workers, open_at_most);
    workshop_use(d->workshop, d->assayer);
    d->poller = poller_new(d->loop, &d->config->fetch, &d->config->schedule, &calls, err);
    if (!d->poller)
        return false;
    if (clock_is_cranked(d->clock))
        poller_pause(d->poller); /* until the crank is turned */
    return add_feeds(d, err);
}

static void begin_polling(void *arg)
{
    struct assayd *d = arg;
    poller_resume(d->poller);
}

static bool open_parts(struct assayd *d, const struct assayd_options *options, struct error *err)
{
    d->loop = loop_new(d->clock, err);
    if (!d->loop || !open_outlet(d, err) || !open_intake(d, err))
        return false;
    d->vitals = vitals_new(d->loop, d->workshop, d->outlet, &d->config->http,
                           d->config->feeds_size, err);
    if (!d->vitals)
        return false;
    if (options->crank >= 0)
        d->crank = crank_new(d->loop, options->crank, begin_polling, d);
    return true;
}

struct assayd *assayd_open(const struct assayd_options *options, int *ret_status)
{
    struct assayd *d = mem_new(sizeof *d);
    struct error err = {0};
    d->clock = options->crank >= 0 ? clock_cranked(options->crank_start) : clock_real();
    if (!open_config(d, options->config_path)) {
        *ret_status = EX_CONFIG;
        assayd_free(&d);
        return NULL;
    }
    if (!open_parts(d, options, &err)) {
        log_error(LEVEL_ERROR, "cannot start", &err);
        *ret_status = err.remedy == REFUSE ? EX_CONFIG : EX_UNAVAILABLE;
        assayd_free(&d);
    }
    return d;
}

/* Backwards: nobody may be asked who is gone. Workers may wait in the outlet, so it is told first
 * not to block them, and goes last, with everything committed. */
void assayd_free(struct assayd **assayd)
{
    struct assayd *d = *assayd;
    struct error err = {0};
    if (!d)
        return;
    crank_free(&d->crank);
    vitals_free(&d->vitals);
    poller_free(&d->poller);
    if (d->outlet)
        outlet_finish(d->outlet);
    workshop_free(&d->workshop);
    if (d->outlet && !outlet_stop(&d->outlet, &err))
        log_error(LEVEL_ERROR, "stopped with polls uncommitted; they will be fetched again", &err);
    if (d->loop)
        loop_drain(d->loop);
    loop_free(&d->loop);
    assayer_free(&d->assayer);
    config_free(&d->config);
    clock_free(&d->clock);
    mem_free(assayd);
}

/* Running */

static void stop(void *arg)
{
    struct assayd *d = arg;
    log_notice("stopping");
    notify_stopping("committing what is under way");
    loop_stop(d->loop);
}

int assayd_run(struct assayd *d)
{
    struct error err = {0};
    loop_signal(d->loop, SIGTERM, stop, d);
    loop_signal(d->loop, SIGINT, stop, d);
    outlet_start(d->outlet);
    log_notice("assayd is running", LOG_TEXT("version", ASSAYD_VERSION),
               LOG_TEXT("config", d->config->path), LOG_NUMBER("feeds", d->config->feeds_size),
               LOG_TEXT("publishes", outlet_endpoint(d->outlet)),
               LOG_TEXT("replays", outlet_replay_endpoint(d->outlet)),
               LOG_NUMBER("head", outlet_head(d->outlet)));
    vitals_ready(d->vitals);
    if (!loop_run(d->loop, &err)) {
        log_error(LEVEL_ERROR, "the event loop failed", &err);
        return EX_OSERR;
    }
    return 0;
}
