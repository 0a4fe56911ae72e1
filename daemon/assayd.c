#include "assayd.h"

#include "base/counter.h"
#include "base/log.h"
#include "base/loop.h"
#include "base/map.h"
#include "base/mem.h"
#include "control.h"
#include "crank.h"
#include "generation.h"
#include "parked.h"
#include "reloader.h"
#include "intake/poller.h"
#include "outlet/notify.h"
#include "outlet/outlet.h"
#include "vitals.h"
#include "workshop.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

struct assayd {
    struct clock *clock;
    const char *config_path;
    struct generation *generation; /* and behind it, retired ones that open polls still need */
    struct loop *loop;
    struct outlet *outlet;
    struct docket *docket;
    struct revising *revising;     /* used by the workshop, told of commits by the outlet */
    struct stories *stories;       /* NULL: switched off; used by the workshop */
    struct workshop *workshop;
    struct poller *poller;
    struct parked parked;          /* feeds that are not configured now */
    struct vitals *vitals;
    struct reloader *reloader;
    struct control *control;       /* NULL: only SIGHUP reloads */
    struct crank *crank;
    int status;                    /* to end with */
};

/* sysexits for whoever supervises us: the unit does not restart after 65 and 78. */
static int exit_status(const struct error *err)
{
    switch (err->remedy) {
    case RETRY: return EX_TEMPFAIL;
    case REFUSE: return EX_CONFIG;
    case MEND: return EX_DATAERR;
    default: return EX_UNAVAILABLE;
    }
}

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

/* Between the two: articles' pages, through the poller to the workers. */

static void want_pages(void *arg, const char *feed, const struct page_wish *wishes, size_t size,
                       struct gathering *gathering)
{
    struct assayd *d = arg;
    poller_want_pages(d->poller, feed, wishes, size, gathering);
}

static void page_came(void *arg, void *gathering, size_t item, struct fetch_answer **answer)
{
    (void)arg;
    gathering_page(gathering, item, answer);
}

static void page_read(void *arg, const char *feed)
{
    struct assayd *d = arg;
    poller_page_read(d->poller, feed);
}

static void gathered(void *arg, void *gathering)
{
    (void)arg;
    gathering_end(gathering);
}

static void rests(void *arg, const char *turn, struct instant until)
{
    struct assayd *d = arg;
    outlet_rest(d->outlet, turn, until);
}

static void count_feeds(const struct assayd *d)
{
    struct poller_troubles troubles = poller_troubles(d->poller);
    counter_set(COUNT_FEEDS, poller_feeds(d->poller));
    counter_set(COUNT_FEEDS_IN_TROUBLE, troubles.any);
    counter_set(COUNT_FEEDS_FAILING, troubles.failing);
    counter_set(COUNT_FEEDS_STALE, troubles.stale);
    counter_set(COUNT_FEEDS_MUTED, troubles.muted);
}

static void free_retired(struct assayd *);

static void take_back(struct assayd *d, const char *feed, struct feed_state **state)
{
    if (!(*state)->failures)
        vitals_feed_read(d->vitals);
    if (!poller_has(d->poller, feed)) { /* removed while its poll was open */
        struct feed_state *copy = feed_state_copy(*state);
        parked_put(&d->parked, &copy);
    }
    poller_committed(d->poller, feed, state);
    count_feeds(d);
    free_retired(d);
}

static void on_committed(void *arg)
{
    struct news_of_feed *n = arg;
    if (n->daemon->poller)
        take_back(n->daemon, n->feed, &n->state);
    news_free(&n);
}

static bool is_good(const struct feed_event *event)
{
    return strcmp(event->name, "recovered") == 0;
}

static void committed(void *context, const struct poll *poll)
{
    struct assayd *d = context;
    revising_committed(d->revising, poll);
    if (poll->items_size)
        log_info("poll committed", LOG_TEXT("feed", poll->state->feed),
                 LOG_NUMBER("items", poll->items_size), LOG_NUMBER("head", outlet_head(d->outlet)));
    for (size_t i = 0; i < poll->events_size; i++)
        log_write(is_good(&poll->events[i]) ? LEVEL_NOTICE : LEVEL_WARNING, "a feed has news",
                  LOG_TEXT("feed", poll->state->feed), LOG_TEXT("event", poll->events[i].name),
                  LOG_TEXT("text", poll->events[i].text));
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

static void failed(void *context, const struct error *err)
{
    struct assayd *d = context;
    log_error(LEVEL_ERROR, "what is judged cannot come out any more; stopping", err);
    d->status = exit_status(err); /* read after the loop has stopped */
    loop_stop(d->loop);
}

static bool open_reloading(struct assayd *, const char *control, struct error *err);

static void refused(void *context, size_t peers, const char *why)
{
    (void)context;
    log_warning("somebody may not connect", LOG_NUMBER("peers", peers), LOG_TEXT("why", why));
}

/* Opening */

static void print_complaints(struct complaints *wrong)
{
    HELD(text) lines = {0};
    for (size_t i = 0; i < complaints_size(wrong); i++) {
        text_add(&lines, log_to_journal() ? SLICE("<3>") : SLICE("")); /* journald: an error */
        complaint_write(&lines, complaints_at(wrong, i));
        text_add_byte(&lines, '\n');
    }
    fputs(text_string(&lines), stderr);
}

static struct generation *open_generation(const char *path, uint64_t number)
{
    OWNED(complaints) wrong = complaints_new();
    struct generation *g = generation_open(path, number, wrong);
    if (!g)
        print_complaints(wrong);
    return g;
}

static const struct config *config(const struct assayd *d)
{
    return d->generation->config;
}

static bool open_outlet(struct assayd *d, struct error *err)
{
    struct error notice = {0};
    struct outlet_settings settings = { config(d)->journal, config(d)->publish };
    struct outlet_calls calls = { d, committed, remembered, troubled, relieved, failed,
                                  refused };
    d->outlet = outlet_open(&settings, d->clock, &calls, &notice, err);
    if (error_is_set(&notice))
        log_error(LEVEL_ERROR, "the journal lost commits; a new epoch begins", &notice);
    return d->outlet != NULL;
}

static void add_feed(struct assayd *d, const struct subscription *feed)
{
    struct feed_state *state = parked_take(&d->parked, feed->id);
    poller_add(d->poller, feed, &state);
}

static void restore_rest(void *context, const char *turn, struct instant until)
{
    struct assayd *d = context;
    poller_rest(d->poller, turn, until);
}

/* Feeds that nobody names any more, and whose last entries are gone, too. */
static void forget_gone(struct assayd *d)
{
    struct instant before = clock_now(d->clock);
    before.ms -= HOURS(24 * config(d)->publish.retain.days).ms;
    struct feed_state *state;
    while ((state = parked_take_before(&d->parked, before))) {
        log_info("a feed that is gone is forgotten", LOG_TEXT("feed", state->feed));
        outlet_forget(d->outlet, state->feed);
        feed_state_free(&state);
    }
}

/* States of feeds that are configured go to the poller; the others wait for a reload. */
static bool add_feeds(struct assayd *d, struct error *err)
{
    struct feed_state **states;
    size_t size;
    if (!outlet_feeds(d->outlet, &states, &size, err))
        return false;
    for (size_t i = 0; i < size; i++)
        parked_put(&d->parked, &states[i]);
    mem_free(&states);
    if (!outlet_rests(d->outlet, restore_rest, d, err))
        return false;
    for (size_t i = 0; i < config(d)->feeds_size; i++)
        add_feed(d, &config(d)->feeds[i]);
    forget_gone(d);
    count_feeds(d);
    return true;
}

static void tell_suspect(const char *feed, const char *item, bool quarantined)
{
    log_write(LEVEL_ERROR,
              quarantined ? "work on this brought the program down once more; it is left out from now on"
                          : "work on this brought the program down; it gets one more try",
              LOG_TEXT("feed", feed), LOG_TEXT("item", item));
}

/* Beside the journal, whose lock says that we are alone. */
static bool open_docket(struct assayd *d, struct error *err)
{
    char *path = mem_printf("%s.docket", config(d)->journal.path);
    d->docket = docket_open(path, tell_suspect, err);
    mem_free(&path);
    return d->docket != NULL;
}

static void restore_trace(void *context, struct slice trace)
{
    struct stories *stories = context;
    if (!stories_restore(stories, trace))
        log_warning("a trace of an older item cannot be read and is left out");
}

/* As they were when the last poll was committed. */
static bool open_stories(struct assayd *d, struct error *err)
{
    const struct stories_settings *s = &config(d)->stories;
    if (!s->enabled)
        return true;
    d->stories = stories_new(s);
    return outlet_traces(d->outlet, (size_t)s->items, restore_trace, d->stories, err);
}

static void use_generation(struct assayd *d)
{
    const struct config *c = config(d);
    struct workshop_settings settings = {
        .errands = { d->generation->assayer, &c->revisions, c->feeds, c->feeds_size },
        .pages = &c->pages,
    };
    workshop_use(d->workshop, &settings);
}

/* Every poll that can be open, and every page, may wait for a worker. */
static void open_workshop(struct assayd *d)
{
    struct workshop_parts parts = {
        .loop = d->loop,
        .errands = { d->outlet, d->docket, d->stories, d->revising, d->clock },
        .arg = d, .want_pages = want_pages, .page_read = page_read,
    };
    size_t open_at_most = 2 * (size_t)config(d)->fetch.concurrency + POLLER_MAX_GATHERING;
    d->workshop = workshop_new(&parts, (size_t)config(d)->workers,
                               open_at_most + PAGES_MAX_CONCURRENCY);
    use_generation(d);
}

static struct poller_settings poller_settings(const struct assayd *d)
{
    return (struct poller_settings){ &config(d)->fetch, &config(d)->schedule, &config(d)->pages };
}

static bool open_intake(struct assayd *d, struct error *err)
{
    struct poller_calls calls = { d, remember, polled, page_came, gathered, rests };
    struct poller_settings settings = poller_settings(d);
    d->revising = revising_new(config(d)->journal.path);
    open_workshop(d);
    d->poller = poller_new(d->loop, &settings, &calls, err);
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
    if (!d->loop || !open_outlet(d, err) || !open_stories(d, err) ||
        !open_docket(d, err) || !open_intake(d, err))
        return false;
    d->vitals = vitals_new(d->loop, d->workshop, d->outlet, &config(d)->http,
                           config(d)->feeds_size, err);
    if (!d->vitals)
        return false;
    if (options->crank >= 0)
        d->crank = crank_new(d->loop, options->crank, begin_polling, d);
    return open_reloading(d, options->control_path, err);
}

struct assayd *assayd_open(const struct assayd_options *options, int *ret_status)
{
    struct assayd *d = mem_new(sizeof *d);
    struct error err = {0};
    d->clock = options->crank >= 0 ? clock_cranked(options->crank_start) : clock_real();
    d->config_path = options->config_path;
    d->generation = open_generation(d->config_path, 1);
    if (!d->generation) {
        *ret_status = EX_CONFIG;
        assayd_free(&d);
        return NULL;
    }
    if (!open_parts(d, options, &err)) {
        log_error(LEVEL_ERROR, "cannot start", &err);
        *ret_status = exit_status(&err);
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
    control_close(&d->control);
    reloader_free(&d->reloader);
    crank_free(&d->crank);
    vitals_free(&d->vitals);
    poller_free(&d->poller);
    if (d->outlet)
        outlet_finish(d->outlet);
    workshop_free(&d->workshop);
    stories_free(&d->stories);
    docket_close(&d->docket);
    if (d->outlet && !outlet_stop(&d->outlet, &err))
        log_error(LEVEL_ERROR, "stopped with polls uncommitted; they will be fetched again", &err);
    if (d->loop)
        loop_drain(d->loop);
    loop_free(&d->loop);
    revising_free(&d->revising);
    generation_free(&d->generation);
    parked_done(&d->parked);
    clock_free(&d->clock);
    mem_free(assayd);
}

/* Reloading: everything new is opened aside, then swapped in between two polls. A poll that is open
 * keeps the generation it began with. */

static void free_retired(struct assayd *d)
{
    struct generation **older = &d->generation->older;
    while (*older && !poller_round_is_over(d->poller, (*older)->last_round))
        older = &(*older)->older;
    generation_free(older);
}

static void remove_feed(struct assayd *d, const char *id)
{
    struct feed_state *state = feed_state_copy(poller_state(d->poller, id));
    parked_put(&d->parked, &state);
    poller_remove(d->poller, id);
}

static void change_feeds(struct assayd *d)
{
    const struct config *before = d->generation->older->config;
    struct map wanted = {0};
    for (size_t i = 0; i < config(d)->feeds_size; i++)
        map_put(&wanted, config(d)->feeds[i].id, d);
    for (size_t i = 0; i < before->feeds_size; i++)
        if (!map_get(&wanted, before->feeds[i].id))
            remove_feed(d, before->feeds[i].id);
    map_done(&wanted);
    for (size_t i = 0; i < config(d)->feeds_size; i++) {
        const struct subscription *feed = &config(d)->feeds[i];
        if (poller_has(d->poller, feed->id))
            poller_update(d->poller, feed);
        else
            add_feed(d, feed);
    }
}

static void swap_in(struct assayd *d, struct generation *next, struct text *ret_restarts)
{
    struct error err = {0};
    generation_restarts(d->generation, next, ret_restarts);
    next->older = d->generation;
    next->older->last_round = poller_round(d->poller);
    d->generation = next;
    use_generation(d);
    struct poller_settings settings = poller_settings(d);
    if (!poller_tune(d->poller, &settings, &err))
        log_error(LEVEL_ERROR, "fetching keeps its old settings", &err);
    change_feeds(d);
    forget_gone(d);
    count_feeds(d);
    vitals_feeds(d->vitals, config(d)->feeds_size);
    outlet_reread_keys(d->outlet);
    if (ret_restarts->len)
        log_warning("these changes wait for a restart",
                    LOG_TEXT("keys", text_string(ret_restarts)));
    log_notice("reloaded", LOG_NUMBER("generation", next->number),
               LOG_NUMBER("feeds", config(d)->feeds_size));
}

static void reload(void *arg)
{
    struct assayd *d = arg;
    reloader_ask(d->reloader);
}

static void reload_started(void *arg)
{
    struct assayd *d = arg;
    notify_reloading();
    if (d->control)
        control_started(d->control);
}

static void reload_done(void *arg, struct generation **next, struct complaints *wrong)
{
    struct assayd *d = arg;
    HELD(text) restarts = {0};
    bool good = *next != NULL;
    counter_add(good ? COUNT_RELOADS : COUNT_RELOAD_FAILURES, 1);
    counter_set(COUNT_RELOAD_REFUSED, !good);
    if (good) {
        swap_in(d, *next, &restarts);
        *next = NULL;
    } else {
        print_complaints(wrong);
        log_write(LEVEL_ERROR, "reload failed; the old configuration stays",
                  LOG_NUMBER("generation", d->generation->number));
    }
    struct control_verdict verdict = { good, d->generation->number, text_string(&restarts), wrong };
    if (d->control)
        control_answer(d->control, &verdict);
    vitals_ready(d->vitals);
}

static bool open_reloading(struct assayd *d, const char *wanted, struct error *err)
{
    struct reloader_calls calls = { d, reload_started, reload_done };
    d->reloader = reloader_new(d->loop, d->config_path, d->generation->number, &calls);
    char *path = wanted ? mem_string(wanted) : control_path();
    if (path)
        d->control = control_open(d->loop, path, reload, d, err);
    bool open = !path || d->control;
    mem_free(&path);
    return open;
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
    loop_signal(d->loop, SIGHUP, reload, d);
    outlet_start(d->outlet);
    log_notice("assayd is running", LOG_TEXT("version", ASSAYD_VERSION),
               LOG_TEXT("config", config(d)->path), LOG_NUMBER("feeds", config(d)->feeds_size),
               LOG_TEXT("publishes", outlet_endpoint(d->outlet)),
               LOG_TEXT("replays", outlet_replay_endpoint(d->outlet)),
               LOG_NUMBER("head", outlet_head(d->outlet)));
    vitals_ready(d->vitals);
    if (!loop_run(d->loop, &err)) {
        log_error(LEVEL_ERROR, "the event loop failed", &err);
        return EX_OSERR;
    }
    return d->status;
}
