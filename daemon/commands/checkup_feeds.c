/* Each feed that is not well, and what to do about it. */
#include "commands/checkup.h"

#include "base/mem.h"
#include "intake/moved.h"
#include "intake/trouble.h"
#include "outlet/journal.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define NO_WORDS "it may come back by itself; assayd parse, given what curl -v gets there, shows what is read of it"

/* By what the last error says; the first that fits. */
static const struct remedy_for {
    const char *words, *remedy;
} remedies[] = {
    { "challenge", "its host wants a browser: ask the publisher to let our user agent in, and set fetch.contact" },
    { "401", "it wants credentials: connection.user and connection.password of the feed, or secret_header" },
    { "403", "its publisher refuses us: ask him, and set fetch.contact so that he can tell who asks" },
    { "404", "look for its new address on the publisher's site" },
    { "429", "ask more seldom: every of the feed, or a group for all feeds of that publisher" },
    { "refused to connect", "if that network is meant, name it under fetch.allow_private" },
    { "has no address", "look at the host's name, and at this machine's name servers" },
    { "cannot connect", "see whether it can be reached from here at all; a proxy: connection.proxy" },
    { "TLS", "see who signed its certificate: connection.authorities" },
    { "allowed", "if that is really its size or pace, raise the ceiling that is named: fetch, or limits of the feed" },
    { "not a feed", "its address leads to a page now: look for the feed's own" },
    { "quarantine", "its document brings the daemon down: please report it" },
};

static const char *remedy_for(const char *error)
{
    for (size_t i = 0; error && i < count_of(remedies); i++)
        if (slice_find_nocase(slice_of(error), remedies[i].words) != SIZE_MAX)
            return remedies[i].remedy;
    return NO_WORDS;
}

/* By the last page's problem. */
static const char *page_remedy_for(const char *problem)
{
    if (problem && strcmp(problem, "robots") == 0)
        return "its site's robots.txt asks not to fetch them: ask the publisher, or full_text: never";
    return "see what assayd extract makes of one of them: if the site has changed, please report it; "
           "full_text: never stops asking";
}

static void name_feed(struct checkup *c, const char *id)
{
    c->findings[c->size - 1].feed = mem_string(id);
}

static bool is_overdue(const struct checkup *c, const struct subscription *s, const struct feed_state *f)
{
    struct duration late = instant_since(clock_now(clock_real()), f->not_before);
    return c->daemon_answers && !f->muted && late.ms > s->every.ms + MINUTES(5).ms;
}

/* True when there was nothing to say. */
static bool look_at(struct checkup *c, const struct subscription *s, const struct feed_state *f)
{
    size_t before = c->size;
    const char *error = f->last_error ? f->last_error : "for no reason known";
    if (f->muted)
        checkup_note(c, CHECKUP_ODD, "feed", "find its new address, or remove it", "gone for good, says its publisher (410)");
    else if (f->told & FEED_FAILING)
        checkup_note(c, CHECKUP_BAD, "feed", remedy_for(f->last_error), "%" PRIu32 " polls in a row failed: %s",
                     f->failures, error);
    else if (f->failures)
        checkup_note(c, CHECKUP_ODD, "feed", remedy_for(f->last_error), "the last poll failed: %s", error);
    if (c->size > before)
        name_feed(c, s->id);
    if (f->told & FEED_STALE && !f->muted) {
        int64_t minutes = s->stale_after.ms / 60000;
        checkup_note(c, CHECKUP_ODD, "feed", "see whether it still publishes; if it is only slow, raise its stale_after",
                     "no new item for longer than %" PRId64 " %s", minutes < 120 ? minutes : minutes / 60,
                     minutes < 120 ? "minutes" : "hours");
        name_feed(c, s->id);
    }
    if (f->told & FEED_POOR_PAGES) {
        checkup_note(c, CHECKUP_ODD, "feed", page_remedy_for(f->pages.problem),
                     "the last %" PRIu32 " of its articles' pages gave no text: %s", f->pages.poor,
                     f->pages.problem ? f->pages.problem : "for no reason known");
        name_feed(c, s->id);
    }
    if (f->address) {
        checkup_note(c, CHECKUP_ODD, "feed", "change its url", "moved for good to %s", f->address);
        name_feed(c, s->id);
    }
    if (is_overdue(c, s, f)) {
        checkup_note(c, CHECKUP_BAD, "feed", "the daemon runs but does not ask: see assayd feeds and its log",
                     "was to be asked long ago");
        name_feed(c, s->id);
    }
    return c->size == before;
}

static int by_feed(const void *id, const void *state)
{
    return strcmp(id, (*(const struct feed_state *const *)state)->feed);
}

/* The journal hands them out in the order of their ids. */
static const struct feed_state *state_of(struct feed_state **states, size_t size, const char *id)
{
    struct feed_state **found = size ? bsearch(id, states, size, sizeof *states, by_feed) : NULL;
    return found ? *found : NULL;
}

static void look_at_all(struct checkup *c, struct feed_state **states, size_t size)
{
    size_t well = 0, unknown = 0, feeds = c->config->feeds_size;
    for (size_t i = 0; i < feeds; i++) {
        const struct subscription *s = &c->config->feeds[i];
        const struct feed_state *f = state_of(states, size, s->id);
        if (!f || !f->last_poll.ms)
            unknown++;
        else
            well += look_at(c, s, f);
    }
    checkup_note(c, feeds ? CHECKUP_WELL : CHECKUP_ODD, "feeds",
                 feeds ? NULL : "name some under feeds:, or assayd import-opml",
                 "%zu configured: %zu well, %zu not polled yet, %zu named above", feeds, well, unknown,
                 feeds - well - unknown);
}

void checkup_feeds(struct checkup *c)
{
    struct feed_state **states = NULL;
    size_t size = 0;
    struct journal *j = journal_open_to_read(c->config->journal.path, NULL);
    if (j && !journal_load_feeds(j, &states, &size, NULL))
        checkup_note(c, CHECKUP_BAD, "feeds", "assayd journal check says more", "what is known of them cannot be read");
    look_at_all(c, states, size);
    for (size_t i = 0; i < size; i++)
        feed_state_free(&states[i]);
    mem_free(&states);
    journal_close(&j);
}
