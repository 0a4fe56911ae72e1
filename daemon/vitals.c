#include "vitals.h"

#include "base/counter.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/pulse.h"
#include "outlet/notify.h"

#include <inttypes.h>
#include <stdatomic.h>

#define LIVES_WITHIN SECONDS(30)
#define LOOKS_EVERY  SECONDS(1)

enum { LOOP, WORKERS, OUTLET, PULSES };

struct vitals {
    struct workshop *workshop;
    struct outlet *outlet;
    struct loop_timer *look, *watchdog;
    struct duration watchdog_every;
    struct pulse pulses[PULSES];
    uint64_t ended, beats;  /* as last seen */
    _Atomic size_t feeds;
    _Atomic bool feed_read;
    struct health *health;
};

static void look(void *arg)
{
    struct vitals *v = arg;
    pulse_beat(&v->pulses[LOOP]);
    uint64_t ended = workshop_ended(v->workshop), beats = outlet_beats(v->outlet);
    /* A worker that waits for the outlet is not stuck itself. */
    if (ended != v->ended || !workshop_busy(v->workshop) || outlet_is_full(v->outlet))
        pulse_beat(&v->pulses[WORKERS]);
    if (beats != v->beats)
        pulse_beat(&v->pulses[OUTLET]);
    v->ended = ended;
    v->beats = beats;
    loop_timer_in(v->look, LOOKS_EVERY);
}

static void feed_watchdog(void *arg)
{
    struct vitals *v = arg;
    struct pulse *pulses[PULSES] = { &v->pulses[LOOP], &v->pulses[WORKERS], &v->pulses[OUTLET] };
    struct error stuck = {0};
    if (!notify_alive(pulses, PULSES, &stuck))
        log_error(LEVEL_ERROR, "the watchdog is left hungry", &stuck);
    notify_status("%zu feeds, %" PRIu64 " items judged, head %" PRIu64, atomic_load(&v->feeds),
                  counter_get(COUNT_ITEMS), outlet_head(v->outlet));
    loop_timer_in(v->watchdog, v->watchdog_every);
}

static bool is_live(void *context)
{
    struct vitals *v = context;
    for (size_t i = 0; i < PULSES; i++)
        if (pulse_is_still(&v->pulses[i], LIVES_WITHIN))
            return false;
    return true;
}

/* A feed in trouble is worth a line, but the daemon works as long as another is fresh. */
static void name_troubles(struct text *why)
{
    static const struct {
        enum counter count;
        const char *words;
    } troubles[] = { { COUNT_FEEDS_FAILING, "failing" },
                     { COUNT_FEEDS_STALE, "stale" },
                     { COUNT_FEEDS_MUTED, "muted: gone for good" } };
    for (size_t i = 0; i < count_of(troubles); i++)
        if (counter_get(troubles[i].count))
            text_printf(why, "%" PRIu64 " of %" PRIu64 " feeds %s\n",
                        counter_get(troubles[i].count), counter_get(COUNT_FEEDS),
                        troubles[i].words);
}

/* Whoever has no feeds at all misses none. */
static bool has_fresh_feed(struct vitals *v, struct text *why)
{
    size_t feeds = atomic_load(&v->feeds);
    const char *missing = !feeds                                          ? NULL
                          : !atomic_load(&v->feed_read)                   ? "no feed could be read yet"
                          : counter_get(COUNT_FEEDS_IN_TROUBLE) >= feeds  ? "no feed is fresh"
                                                                          : NULL;
    if (missing)
        text_printf(why, "%s\n", missing);
    return !missing;
}

static bool is_ready(void *context, struct text *why)
{
    struct vitals *v = context;
    struct error trouble = {0};
    bool well = outlet_is_well(v->outlet, &trouble);
    if (!well)
        text_printf(why, "the journal cannot be written: %s\n", error_line(&trouble));
    bool fresh = has_fresh_feed(v, why);
    name_troubles(why);
    if (counter_get(COUNT_RELOAD_REFUSED))
        text_add(why, SLICE("the last reload was refused, the configuration before it stays\n"));
    return well && fresh;
}

struct vitals *vitals_new(struct loop *loop, struct workshop *workshop, struct outlet *outlet,
                          const struct health_settings *http, size_t feeds, struct error *err)
{
    struct vitals *v = mem_new(sizeof *v);
    v->workshop = workshop;
    v->outlet = outlet;
    vitals_feeds(v, feeds);
    v->pulses[LOOP].name = "loop";
    v->pulses[WORKERS].name = "workers";
    v->pulses[OUTLET].name = "outlet";
    v->health = health_open(http, &(struct health_source){ v, is_live, is_ready }, err);
    if (!v->health) {
        vitals_free(&v);
        return NULL;
    }
    v->look = loop_timer_new(loop, LOOP_REAL, look, v);
    loop_timer_in(v->look, LOOKS_EVERY);
    if (notify_is_watched(&v->watchdog_every)) {
        v->watchdog = loop_timer_new(loop, LOOP_REAL, feed_watchdog, v);
        loop_timer_in(v->watchdog, v->watchdog_every);
    }
    return v;
}

void vitals_free(struct vitals **vitals)
{
    struct vitals *v = *vitals;
    if (!v)
        return;
    health_close(&v->health);
    loop_timer_free(&v->look);
    loop_timer_free(&v->watchdog);
    mem_free(vitals);
}

void vitals_ready(struct vitals *v)
{
    HELD(text) status = {0};
    text_printf(&status, "%zu feeds", atomic_load(&v->feeds));
    notify_ready(text_string(&status));
}

void vitals_feeds(struct vitals *v, size_t feeds)
{
    atomic_store(&v->feeds, feeds);
}

void vitals_feed_read(struct vitals *v)
{
    atomic_store(&v->feed_read, true);
}
