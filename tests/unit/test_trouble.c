#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "intake/trouble.h"
#include "support/rows.h"

#include <string.h>

/* A feed's life, a letter an hour: '.' a poll went well and brought nothing, 'n' it brought
 * something new, 'x' it failed, 'g' the publisher said 410,
 * 'q' its document is in quarantine. What was told when. */
struct life_row {
    const char *name, *life, *told;
};

static const struct life_row lives[] = {
    { "a feed that brings news is not spoken of", "n.n.n", "" },
    { "two failures are none yet", "nxxn", "" },
    { "the third failure tells, once", "nxxxxx", "3 failing|" },
    { "recovery tells, once", "nxxx.n", "3 failing|4 recovered|" },
    { "it may fail again", "nxxxnxxx", "3 failing|4 recovered|7 failing|" },
    { "stale after six hours without news", "n..........", "6 stale|" },
    { "stale from the first poll on, where nothing ever came", ".........", "6 stale|" },
    { "news ends it", "n.......n.", "6 stale|8 recovered|" },
    { "failing for long is stale as well", "nxxxxxxxx", "3 failing|6 stale|" },
    { "and recovers from both", "nxxxxxxxxn", "3 failing|6 stale|9 recovered|9 recovered|" },
    { "polls may go well while it stays stale", "nxxxxxxxx..", "3 failing|6 stale|9 recovered|" },
    { "gone is told at once, once", "nggg", "1 muted|" },
    { "gone after failing is told as well", "nxxxg", "3 failing|4 muted|" },
    { "a quarantine is told once, and when it is over", "nqqn", "1 quarantined|3 recovered|" },
    { "a server's failure does not end it", "nqxqn", "1 quarantined|3 failing|4 recovered|" },
    { "one that was gone may come back", "ng.n", "1 muted|2 recovered|" },
};

static void play_hour(struct feed_state *s, char what, struct poll *p, struct instant now)
{
    bool well = what == '.' || what == 'n';
    p->state = s;
    s->failures = well ? 0 : s->failures + 1;
    s->muted = what == 'g';
    if (what == 'q')
        trouble_quarantine(p, s, "it crashes");
    if (what == 'n') {
        struct article *a = article_new();
        poll_add(p, &a);
        s->last_new_item = now;
    }
}

static void tells_of_a_life(void **state)
{
    const struct life_row *row = *state;
    static const struct subscription feed = { .stale_after = HOURS(6),
                                              .failing_after = 3 };
    struct feed_state *s = feed_state_new("a");
    HELD(text) told = {0};
    for (int hour = 0; row->life[hour]; hour++) {
        struct instant now = instant_add((struct instant){ 1795341600000 }, HOURS(hour));
        struct poll *p = mem_new(sizeof *p);
        play_hour(s, row->life[hour], p, now);
        trouble_look(p, &feed, now);
        for (size_t i = 0; i < p->events_size; i++)
            text_printf(&told, "%d %s|", hour, p->events[i].name);
        s = feed_state_copy(p->state); /* as a restart would */
        poll_free(&p);
    }
    feed_state_free(&s);
    assert_string_equal(text_string(&told), row->told);
}

static void a_clock_that_was_ahead_keeps_nothing_fresh(void **state)
{
    (void)state;
    static const struct subscription feed = { .stale_after = HOURS(6),
                                              .failing_after = 3 };
    struct instant now = { 1795341600000 };
    struct poll *p = poll_new("a");
    p->state->last_new_item = instant_add(now, HOURS(24 * 365));
    trouble_look(p, &feed, now);
    assert_int_equal(p->state->last_new_item.ms, now.ms);
    trouble_look(p, &feed, instant_add(now, HOURS(6)));
    assert_int_equal(p->events_size, 1);
    assert_string_equal(p->events[0].name, "stale");
    poll_free(&p);
}

int main(void)
{
    struct rows rows = {0};
    ADD_ROWS(&rows, lives, tells_of_a_life);
    ADD_TEST(&rows, a_clock_that_was_ahead_keeps_nothing_fresh);
    return rows_run("trouble", &rows);
}
