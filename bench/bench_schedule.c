/* What keeping track of who is due costs a poll, and whether a million feeds make it dear:
 *     build/release/bin/bench_schedule
 * One poll is schedule_take, schedule_asked and schedule_put, each feed on a host of its own, due times
 * spread over the interval; the aim is at most four times the cost at ten thousand feeds. */
#include "base/map.h"
#include "base/mem.h"
#include "intake/schedule.h"

#include <stdio.h>
#include <time.h>

#define EVERY MINUTES(15)
#define POLLS 1000000

static double cpu_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static struct slot **add_feeds(struct schedule *s, size_t feeds)
{
    struct slot **slots = mem_array(feeds, sizeof *slots);
    for (size_t i = 0; i < feeds; i++) {
        char host[32];
        snprintf(host, sizeof host, "h%zu.example", i);
        slots[i] = schedule_add(s, SCHEDULE_FEED, host, &slots[i]);
        schedule_put(s, slots[i], (struct instant){ (int64_t)(hash_text(host) % (uint64_t)EVERY.ms) });
    }
    return slots;
}

static void poll_once(struct schedule *s)
{
    struct instant due;
    if (!schedule_when(s, SCHEDULE_FEED, &due))
        return;
    struct slot *slot = schedule_take(s, SCHEDULE_FEED, due);
    schedule_asked(s, slot, due);
    schedule_put(s, slot, instant_add(due, EVERY));
}

/* Nanoseconds a poll. */
static double cost_of(size_t feeds)
{
    struct schedule *s = schedule_new(&schedule_defaults);
    struct slot **slots = add_feeds(s, feeds);
    for (size_t i = 0; i < feeds; i++) /* a round, so that memory is as warm as it will be */
        poll_once(s);
    double before = cpu_seconds();
    for (size_t i = 0; i < POLLS; i++)
        poll_once(s);
    double took = cpu_seconds() - before;
    for (size_t i = 0; i < feeds; i++)
        schedule_remove(s, &slots[i]);
    mem_free(&slots);
    schedule_free(&s);
    return took * 1e9 / POLLS;
}

int main(void)
{
    double small = cost_of(10000), large = cost_of(1000000);
    printf("10,000 feeds     %5.0f ns a poll\n1,000,000 feeds  %5.0f ns a poll, %.1f times as much\n", small,
           large, large / small);
    return large / small > 4;
}
