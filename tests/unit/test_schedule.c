#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/text.h"
#include "intake/schedule.h"
#include "support/rows.h"

#include <stdio.h>
#include <string.h>

/* --- how long to wait --- */

#define MINUTE 60
#define HOUR   3600
#define DAY    86400

struct wait_row {
    const char *name;
    int every; /* all in seconds */
    uint32_t failures;
    int fresh, retry_after, wait;
};

static const struct wait_row waits[] = {
    { "the interval alone", 10 * MINUTE, 0, 0, 0, 10 * MINUTE },
    { "a shorter max-age changes nothing", 10 * MINUTE, 0, MINUTE, 0, 10 * MINUTE },
    { "a longer max-age is heeded", 10 * MINUTE, 0, HOUR, 0, HOUR },
    { "an endless max-age is cut", 10 * MINUTE, 0, 365 * DAY, 0, 6 * HOUR },
    { "Retry-After is heeded", 10 * MINUTE, 1, 0, 2 * HOUR, 2 * HOUR },
    { "an endless Retry-After is cut", 10 * MINUTE, 1, 0, 365 * DAY, DAY },
    { "the greater of two hints counts", 10 * MINUTE, 0, HOUR, 2 * HOUR, 2 * HOUR },
    { "one failure does not put off", 10 * MINUTE, 1, 0, 0, 10 * MINUTE },
    { "the second failure doubles", 10 * MINUTE, 2, 0, 0, 20 * MINUTE },
    { "the fifth is sixteenfold", 10 * MINUTE, 5, 0, 0, 160 * MINUTE },
    { "a day is the most", 10 * MINUTE, 20, 0, 0, DAY },
    { "failing for years is still a day", 10 * MINUTE, UINT32_MAX, 0, 0, DAY },
    { "a weekly feed keeps its week", 7 * DAY, 3, 0, 0, 7 * DAY },
    { "a negative hint is none", 10 * MINUTE, 0, -HOUR, -HOUR, 10 * MINUTE },
};

static void waits_for(void **state)
{
    const struct wait_row *row = *state;
    struct schedule_settings settings = schedule_defaults;
    settings.jitter = 0;
    struct duration wait =
        schedule_wait(&settings, "feed", SECONDS(row->every), row->failures,
                      (struct poll_hints){ .fresh = SECONDS(row->fresh),
                                           .retry_after = SECONDS(row->retry_after) });
    assert_int_equal(wait.ms, SECONDS(row->wait).ms);
}

/* Saturday 2026-11-21 is day 6 of its week; all in hours from its midnight. */
static const struct skip_row {
    const char *name;
    int due;
    uint32_t hours;
    uint8_t days;
    int next;
} skips[] = {
    { "nothing is skipped", 10, 0, 0, 10 },
    { "another hour is skipped", 10, 1 << 11, 0, 10 },
    { "the next hour it is", 10, 1 << 10, 0, 11 },
    { "over midnight", 22, 0xc00001, 0, 25 },
    { "a day is over at midnight", 10, 0, 1 << 6, 24 },
    { "a weekend", 10, 0, 1 << 6 | 1, 48 },
    { "hours of the day behind", 10, 1, 1 << 6, 25 },
    { "four days are more than is heeded", 10, 0, 0x4f, 10 + 72 },
    { "every hour is none", 10, 0xffffff, 0, 10 },
    { "every day is none", 10, 0, 0x7f, 10 },
};

static void skips_hours_and_days(void **state)
{
    const struct skip_row *row = *state;
    struct schedule_settings settings = schedule_defaults;
    struct instant midnight = { INT64_C(1795219200000) };
    settings.jitter = 0;
    struct instant next = schedule_skip(&settings, "feed", instant_add(midnight, HOURS(row->due)),
                                        row->hours, row->days);
    assert_int_equal(instant_since(next, midnight).ms, HOURS(row->next).ms);
}

static void jitter_spreads_feeds_but_keeps_each_in_place(void **state)
{
    (void)state;
    int64_t least = INT64_MAX, most = 0;
    for (int i = 0; i < 1000; i++) {
        char id[24];
        snprintf(id, sizeof id, "feed-%d", i);
        struct duration one =
            schedule_wait(&schedule_defaults, id, MINUTES(10), 0, (struct poll_hints){0});
        struct duration again =
            schedule_wait(&schedule_defaults, id, MINUTES(10), 0, (struct poll_hints){0});
        assert_int_equal(one.ms, again.ms);
        least = one.ms < least ? one.ms : least;
        most = one.ms > most ? one.ms : most;
    }
    assert_in_range(least, 600000, 601000); /* never early */
    assert_in_range(most, 659000, 660000);
}

/* --- whose turn --- */

struct play {
    struct schedule *schedule;
    struct slot *slots[8];
    struct text log;
};

static const char *const names[] = { "a", "b", "c", "d", "e", "f", "g", "h" };

static struct play play_new(void)
{
    return (struct play){ .schedule = schedule_new(&schedule_defaults) };
}

static void play_done(struct play *p)
{
    for (size_t i = 0; i < count_of(p->slots); i++)
        if (p->slots[i])
            schedule_remove(p->schedule, &p->slots[i]);
    schedule_free(&p->schedule);
    text_done(&p->log);
}

static void add_kind(struct play *p, enum schedule_kind kind, int index, const char *host, int64_t due)
{
    p->slots[index] = schedule_add(p->schedule, kind, host, (void *)names[index]);
    schedule_put(p->schedule, p->slots[index], (struct instant){ due });
}

static void add(struct play *p, int index, const char *host, int64_t due)
{
    add_kind(p, SCHEDULE_FEED, index, host, due);
}

static const char *take(struct play *p, int64_t now)
{
    struct slot *slot = schedule_take(p->schedule, SCHEDULE_FEED, (struct instant){ now });
    return slot ? slot_owner(slot) : "-";
}

static void hosts_serve_by_due_time(void **state)
{
    (void)state;
    struct play p = play_new();
    add(&p, 0, "one", 300);
    add(&p, 1, "two", 100);
    add(&p, 2, "three", 200);
    struct instant when;
    assert_true(schedule_when(p.schedule, SCHEDULE_FEED, &when));
    assert_int_equal(when.ms, 100);
    assert_string_equal(take(&p, 99), "-");
    assert_string_equal(take(&p, 250), "b");
    assert_string_equal(take(&p, 250), "c");
    assert_string_equal(take(&p, 250), "-");
    assert_string_equal(take(&p, 300), "a");
    assert_false(schedule_when(p.schedule, SCHEDULE_FEED, &when));
    play_done(&p);
}

static void a_host_is_asked_one_thing_at_a_time(void **state)
{
    (void)state;
    struct play p = play_new();
    add(&p, 0, "one", 0);
    add(&p, 1, "one", 0);
    add(&p, 2, "two", 50);
    assert_string_equal(take(&p, 100), "a");
    assert_string_equal(take(&p, 100), "c"); /* b's host is busy */
    assert_string_equal(take(&p, 100), "-");
    schedule_asked(p.schedule, p.slots[0], (struct instant){ 400 });
    struct instant when;
    assert_true(schedule_when(p.schedule, SCHEDULE_FEED, &when));
    assert_int_equal(when.ms, 1400); /* and rests */
    assert_string_equal(take(&p, 1399), "-");
    assert_string_equal(take(&p, 1400), "b");
    play_done(&p);
}

static void a_feed_not_put_back_is_not_asked(void **state)
{
    (void)state;
    struct play p = play_new();
    add(&p, 0, "one", 0);
    assert_string_equal(take(&p, 0), "a");
    schedule_asked(p.schedule, p.slots[0], (struct instant){0});
    assert_string_equal(take(&p, 1000000), "-"); /* its poll is not committed yet */
    schedule_put(p.schedule, p.slots[0], (struct instant){ 2000000 });
    assert_string_equal(take(&p, 2000000), "a");
    play_done(&p);
}

static void putting_again_moves(void **state)
{
    (void)state;
    struct play p = play_new();
    add(&p, 0, "one", 0);
    add(&p, 1, "one", 10);
    schedule_put(p.schedule, p.slots[0], (struct instant){ 20 });
    assert_string_equal(take(&p, 100), "b");
    play_done(&p);
}

static void removing_a_taken_feed_frees_its_host(void **state)
{
    (void)state;
    struct play p = play_new();
    add(&p, 0, "one", 0);
    add(&p, 1, "one", 0);
    assert_string_equal(take(&p, 0), "a");
    assert_string_equal(take(&p, 0), "-");
    schedule_remove(p.schedule, &p.slots[0]);
    assert_string_equal(take(&p, 0), "b");
    play_done(&p);
}

static void pages_and_feeds_share_a_host_but_no_queue(void **state)
{
    (void)state;
    struct play p = play_new();
    add(&p, 0, "one", 0);
    add_kind(&p, SCHEDULE_PAGE, 1, "one", 0);
    add_kind(&p, SCHEDULE_PAGE, 2, "two", 0);
    struct slot *page = schedule_take(p.schedule, SCHEDULE_PAGE, (struct instant){ 10 });
    assert_ptr_equal(page, p.slots[1]);
    assert_string_equal(take(&p, 10), "-"); /* its host serves the page */
    assert_ptr_equal(schedule_take(p.schedule, SCHEDULE_PAGE, (struct instant){ 10 }), p.slots[2]);
    schedule_asked(p.schedule, page, (struct instant){ 10 });
    assert_string_equal(take(&p, 1009), "-");
    assert_string_equal(take(&p, 1010), "a");
    play_done(&p);
}

static void a_host_left_while_it_rests_rests_on(void **state)
{
    (void)state;
    struct play p = play_new();
    add(&p, 0, "one", 0);
    assert_string_equal(take(&p, 0), "a");
    schedule_asked(p.schedule, p.slots[0], (struct instant){ 0 });
    schedule_rest(p.schedule, p.slots[0], (struct instant){ 5000 });
    schedule_remove(p.schedule, &p.slots[0]);
    add(&p, 1, "one", 0);
    assert_string_equal(take(&p, 4999), "-");
    assert_string_equal(take(&p, 5000), "b");
    play_done(&p);
}

static void many_feeds_all_get_their_turn_in_time(void **state)
{
    (void)state;
    enum { FEEDS = 5000, HOSTS = 700 };
    struct schedule *s = schedule_new(&schedule_defaults);
    struct slot **slots = mem_array(FEEDS, sizeof *slots);
    int *polls = mem_array(FEEDS, sizeof *polls);
    for (int i = 0; i < FEEDS; i++) {
        char host[24];
        snprintf(host, sizeof host, "host-%d", i % HOSTS);
        slots[i] = schedule_add(s, SCHEDULE_FEED, host, &polls[i]);
        schedule_put(s, slots[i], (struct instant){ i % 977 });
    }
    struct instant now = {0}, next;
    for (int total = 0; total < 3 * FEEDS; total++) {
        if (schedule_when(s, SCHEDULE_FEED, &next) && instant_before(now, next))
            now = next;
        struct slot *slot = schedule_take(s, SCHEDULE_FEED, now);
        assert_non_null(slot);
        (*(int *)slot_owner(slot))++;
        schedule_asked(s, slot, now);
        schedule_put(s, slot, instant_add(now, MINUTES(10)));
    }
    for (int i = 0; i < FEEDS; i++) {
        assert_int_equal(polls[i], 3);
        schedule_remove(s, &slots[i]);
    }
    assert_true(now.ms < 2 * MINUTES(10).ms + 10000);
    mem_free(&slots);
    mem_free(&polls);
    schedule_free(&s);
}

/* --- the map beneath --- */

static void a_map_finds_what_is_left_after_taking(void **state)
{
    (void)state;
    static char keys[500][24];
    struct map map = {0};
    for (size_t i = 0; i < count_of(keys); i++) {
        snprintf(keys[i], sizeof keys[i], "k%zu", i);
        map_put(&map, keys[i], keys[i]);
    }
    for (size_t i = 0; i < count_of(keys); i += 3)
        assert_ptr_equal(map_take(&map, keys[i]), keys[i]);
    for (size_t i = 0; i < count_of(keys); i++)
        assert_ptr_equal(map_get(&map, keys[i]), i % 3 ? keys[i] : NULL);
    size_t at = 0, walked = 0;
    while (map_next(&map, &at))
        walked++;
    assert_int_equal(walked, map.size);
    assert_null(map_take(&map, "k0"));
    map_done(&map);
    assert_null(map_get(&map, "k1"));
}

int main(void)
{
    struct rows rows = {0};
    ADD_ROWS(&rows, waits, waits_for);
    ADD_ROWS(&rows, skips, skips_hours_and_days);
    ADD_TEST(&rows, jitter_spreads_feeds_but_keeps_each_in_place);
    ADD_TEST(&rows, hosts_serve_by_due_time);
    ADD_TEST(&rows, a_host_is_asked_one_thing_at_a_time);
    ADD_TEST(&rows, a_feed_not_put_back_is_not_asked);
    ADD_TEST(&rows, putting_again_moves);
    ADD_TEST(&rows, removing_a_taken_feed_frees_its_host);
    ADD_TEST(&rows, pages_and_feeds_share_a_host_but_no_queue);
    ADD_TEST(&rows, a_host_left_while_it_rests_rests_on);
    ADD_TEST(&rows, many_feeds_all_get_their_turn_in_time);
    ADD_TEST(&rows, a_map_finds_what_is_left_after_taking);
    return rows_run("schedule", &rows);
}
