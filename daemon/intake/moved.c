#include "intake/moved.h"

#include "base/mem.h"
#include "intake/place.h"

#include <string.h>

#define DOUBT_AFTER 3 /* failed polls of the new place, whatever the reason */

char *moved_shown(const char *url)
{
    OWNED(place) place = place_parse(url);
    return mem_string(place ? place_url(place) : "");
}

static void forget_rumour(struct feed_state *s)
{
    mem_free(&s->moving_to);
    s->moving_polls = 0;
    s->moving_since.ms = 0;
}

static void forget(struct feed_state *s)
{
    forget_rumour(s);
    mem_free(&s->address);
    mem_free(&s->address_for);
}

static bool is_https(const char *url)
{
    return strncmp(url, "https:", 6) == 0;
}

static bool is_plausible(const struct fetch_answer *a, const char *from)
{
    return a->moved && strcmp(a->url, from) != 0 && (is_https(a->url) || !is_https(from));
}

static void believe(struct feed_state *s, const struct subscription *subscription)
{
    char *told = moved_shown(subscription->url);
    mem_free(&s->address);
    mem_free(&s->address_for);
    s->address = s->moving_to;
    s->address_for = told;
    s->moving_to = NULL;
    forget_rumour(s);
    if (strcmp(s->address, s->address_for) == 0)
        forget(s); /* and back again */
}

void moved_note(struct feed_state *s, const struct subscription *subscription,
                const struct fetch_answer *a, const struct schedule_settings *timing,
                struct instant now)
{
    char *from = moved_shown(moved_address(s, subscription));
    bool plausible = is_plausible(a, from);
    mem_free(&from);
    if (!plausible || !s->moving_to || strcmp(s->moving_to, a->url) != 0)
        forget_rumour(s);
    if (!plausible)
        return;
    if (!s->moving_to) {
        s->moving_to = mem_string(a->url);
        s->moving_since = now;
    }
    s->moving_polls++;
    if ((int64_t)s->moving_polls >= timing->moved_polls &&
        instant_since(now, s->moving_since).ms >= timing->moved_time.ms)
        believe(s, subscription);
}

bool moved_doubt(struct feed_state *s, int status)
{
    bool gone = status == 404 || status == 410;
    if (!s->address || !(gone || s->failures >= DOUBT_AFTER))
        return false;
    forget(s);
    return true;
}

void moved_refute(struct feed_state *s)
{
    forget_rumour(s);
    moved_doubt(s, 0);
}

void moved_follow_user(struct feed_state *s, const struct subscription *subscription)
{
    char *told = moved_shown(subscription->url);
    if (s->address_for && strcmp(s->address_for, told) != 0)
        forget(s);
    mem_free(&told);
}

const char *moved_address(const struct feed_state *s, const struct subscription *subscription)
{
    return s->address ? s->address : subscription->url;
}
