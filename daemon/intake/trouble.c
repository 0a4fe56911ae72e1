#include "intake/trouble.h"

/* Notes the trouble; true when it was not known yet. */
static bool is_news(struct feed_state *s, enum feed_trouble trouble)
{
    bool news = !(s->told & trouble);
    s->told |= trouble;
    return news;
}

/* True when it was known. */
static bool is_over(struct feed_state *s, unsigned troubles)
{
    bool over = s->told & troubles;
    s->told &= ~troubles;
    return over;
}

static void look_at_polls(struct poll *p, const struct subscription *subscription)
{
    struct feed_state *s = p->state;
    const char *why = s->last_error ? s->last_error : "for no reason known";
    if (!s->failures && is_over(s, FEED_FAILING | FEED_MUTED | FEED_QUARANTINED))
        poll_tell(p, "recovered", "polls go well again");
    else if (s->muted && is_news(s, FEED_MUTED))
        poll_tell(p, "muted", "gone for good (410), so it is not asked again until its url changes");
    else if (!s->muted && s->failures >= (uint32_t)subscription->failing_after &&
             is_news(s, FEED_FAILING))
        poll_tell(p, "failing", "%u polls in a row failed, the last: %s", s->failures, why);
}

/* What a clock that was ahead has stored must not keep a feed fresh until that date. */
static void not_ahead(struct instant *at, struct instant now)
{
    if (instant_before(now, *at))
        *at = now;
}

static void look_at_items(struct poll *p, const struct subscription *subscription,
                          struct instant now)
{
    struct feed_state *s = p->state;
    char age[INSTANT_TEXT], last[INSTANT_TEXT] = "none ever came";
    if (!s->known_since.ms)
        s->known_since = now;
    not_ahead(&s->known_since, now);
    not_ahead(&s->last_new_item, now);
    struct instant since = s->last_new_item.ms ? s->last_new_item : s->known_since;
    if (p->news && is_over(s, FEED_STALE))
        poll_tell(p, "recovered", "a new item came");
    if (instant_since(now, since).ms < subscription->stale_after.ms || !is_news(s, FEED_STALE))
        return;
    duration_text(subscription->stale_after, age);
    if (s->last_new_item.ms)
        instant_text(s->last_new_item, last);
    poll_tell(p, "stale", "no new item for %s; the last: %s", age, last);
}

static void look_at_address(struct poll *p)
{
    struct feed_state *s = p->state;
    if (!s->address)
        is_over(s, FEED_MOVED);
    else if (is_news(s, FEED_MOVED))
        poll_tell(p, "moved", "for good, from %s to %s", s->address_for, s->address);
}

void trouble_look(struct poll *p, const struct subscription *subscription, struct instant now)
{
    look_at_polls(p, subscription);
    look_at_items(p, subscription, now);
    look_at_address(p);
}

void trouble_quarantine(struct poll *p, struct feed_state *s, const char *why)
{
    if (is_news(s, FEED_QUARANTINED))
        poll_tell(p, "quarantined", "%s", why);
}

const char *trouble_words(unsigned told)
{
    static const char *const words[] = { "well",         "failing",        "stale",
                                         "failing, stale", "muted",        "failing, muted",
                                         "stale, muted", "failing, stale, muted" };
    return words[told & (FEED_FAILING | FEED_STALE | FEED_MUTED)];
}
