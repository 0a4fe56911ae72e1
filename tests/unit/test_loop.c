#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/heap.h"
#include "base/loop.h"
#include "base/text.h"
#include "support/rows.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define SOON SECONDS(5) /* real time that no test should need */

static const struct instant start = { 1000000 };

/* What happened, in order: each event writes one letter and the clock's distance from start. */
struct diary {
    struct loop *loop;
    struct text lines;
};

struct entry {
    struct diary *diary;
    const char *name;
    struct loop_timer *timer, *other;
    int64_t again_ms; /* rearms itself so often */
    bool done;
};

static void note(struct entry *e)
{
    struct instant now = clock_now(loop_clock(e->diary->loop));
    text_printf(&e->diary->lines, "%s%lld ", e->name, (long long)(now.ms - start.ms));
    e->done = true;
}

static void fires(void *arg)
{
    struct entry *e = arg;
    note(e);
    if (e->again_ms)
        loop_timer_in(e->timer, (struct duration){ e->again_ms });
    if (e->other)
        loop_timer_stop(e->other);
}

static void cranked_timers_fire_in_order_of_time(void **state)
{
    (void)state;
    struct clock *clock = clock_cranked(start);
    struct loop *l = loop_new(clock, NULL);
    struct diary d = { .loop = l };
    struct entry a = { .diary = &d, .name = "a", .again_ms = 400 },
                 b = { .diary = &d, .name = "b" }, c = { .diary = &d, .name = "c" };
    a.timer = loop_timer_new(l, LOOP_CLOCK, fires, &a);
    b.timer = loop_timer_new(l, LOOP_CLOCK, fires, &b);
    c.timer = loop_timer_new(l, LOOP_CLOCK, fires, &c);
    loop_timer_in(c.timer, SECONDS(1));
    loop_timer_in(a.timer, (struct duration){ 300 });
    loop_timer_in(b.timer, (struct duration){ 300 });
    assert_true(loop_crank(l, (struct duration){ 299 }, SOON, NULL));
    assert_string_equal(text_string(&d.lines), "");
    assert_true(loop_crank(l, (struct duration){ 901 }, SOON, NULL));
    assert_string_equal(text_string(&d.lines), "a300 b300 a700 c1000 a1100 ");
    assert_int_equal(clock_now(clock).ms, start.ms + 1200);
    text_done(&d.lines);
    loop_timer_free(&a.timer);
    loop_timer_free(&b.timer);
    loop_timer_free(&c.timer);
    loop_free(&l);
    clock_free(&clock);
}

static void a_stopped_timer_stays_silent(void **state)
{
    (void)state;
    struct clock *clock = clock_cranked(start);
    struct loop *l = loop_new(clock, NULL);
    struct diary d = { .loop = l };
    struct entry a = { .diary = &d, .name = "a" }, b = { .diary = &d, .name = "b" };
    a.timer = loop_timer_new(l, LOOP_CLOCK, fires, &a);
    a.other = b.timer = loop_timer_new(l, LOOP_CLOCK, fires, &b);
    loop_timer_in(a.timer, SECONDS(1));
    loop_timer_in(b.timer, SECONDS(1));
    assert_true(loop_crank(l, SECONDS(9), SOON, NULL));
    assert_string_equal(text_string(&d.lines), "a1000 ");
    text_done(&d.lines);
    loop_timer_free(&a.timer);
    loop_timer_free(&b.timer);
    loop_free(&l);
    clock_free(&clock);
}

static void the_past_is_due_without_cranking(void **state)
{
    (void)state;
    struct clock *clock = clock_cranked(start);
    struct loop *l = loop_new(clock, NULL);
    struct diary d = { .loop = l };
    struct entry a = { .diary = &d, .name = "a" };
    a.timer = loop_timer_new(l, LOOP_CLOCK, fires, &a);
    loop_timer_at(a.timer, (struct instant){0});
    assert_true(loop_wait(l, &a.done, SOON, NULL));
    assert_int_equal(clock_now(clock).ms, start.ms);
    text_done(&d.lines);
    loop_timer_free(&a.timer);
    loop_free(&l);
    clock_free(&clock);
}

struct held {
    struct entry entry;
    struct loop_timer *real;
};

static void takes_hold(void *arg)
{
    struct held *h = arg;
    note(&h->entry);
    loop_hold(h->entry.diary->loop);
    loop_timer_in(h->real, (struct duration){ 30 });
}

static void lets_go(void *arg)
{
    struct held *h = arg;
    h->entry.name = "released";
    note(&h->entry);
    loop_release(h->entry.diary->loop);
}

static void a_cranked_clock_stands_while_held(void **state)
{
    (void)state;
    struct clock *clock = clock_cranked(start);
    struct loop *l = loop_new(clock, NULL);
    struct diary d = { .loop = l };
    struct held h = { .entry = { .diary = &d, .name = "held" } };
    h.entry.timer = loop_timer_new(l, LOOP_CLOCK, takes_hold, &h);
    h.real = loop_timer_new(l, LOOP_REAL, lets_go, &h);
    loop_timer_in(h.entry.timer, SECONDS(10));
    assert_true(loop_crank(l, HOURS(1), SOON, NULL));
    assert_string_equal(text_string(&d.lines), "held10000 released10000 ");
    text_done(&d.lines);
    loop_timer_free(&h.entry.timer);
    loop_timer_free(&h.real);
    loop_free(&l);
    clock_free(&clock);
}

static void advancing_gives_up_after_its_real_limit(void **state)
{
    (void)state;
    struct clock *clock = clock_cranked(start);
    struct loop *l = loop_new(clock, NULL);
    struct error err = {0};
    loop_hold(l);
    assert_false(loop_crank(l, HOURS(1), (struct duration){ 20 }, &err));
    assert_int_equal(err.remedy, RETRY);
    assert_int_equal(clock_now(clock).ms, start.ms);
    loop_release(l);
    assert_true(loop_crank(l, HOURS(1), SOON, NULL));
    loop_free(&l);
    clock_free(&clock);
}

static void a_real_clock_drives_both_kinds_of_timer(void **state)
{
    (void)state;
    struct loop *l = loop_new(clock_real(), NULL);
    struct diary d = { .loop = l };
    struct entry a = { .diary = &d, .name = "a" }, b = { .diary = &d, .name = "b" };
    a.timer = loop_timer_new(l, LOOP_CLOCK, fires, &a);
    b.timer = loop_timer_new(l, LOOP_REAL, fires, &b);
    struct instant before = clock_now(clock_real());
    loop_timer_in(a.timer, (struct duration){ 20 });
    loop_timer_in(b.timer, (struct duration){ 40 });
    assert_true(loop_wait(l, &b.done, SOON, NULL));
    assert_true(a.done);
    assert_true(instant_since(clock_now(clock_real()), before).ms >= 39);
    text_done(&d.lines);
    loop_timer_free(&a.timer);
    loop_timer_free(&b.timer);
    loop_free(&l);
}

struct pipe_reader {
    struct loop *loop;
    struct loop_watch *watch;
    char got[16];
    bool done;
};

static void reads_once(void *arg, int fd, unsigned ready)
{
    struct pipe_reader *r = arg;
    assert_true(ready & LOOP_READ);
    assert_int_equal(read(fd, r->got, sizeof r->got), 5);
    r->done = true;
    loop_watch_free(&r->watch); /* from its own callback */
}

static void a_descriptor_that_becomes_ready_is_reported(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    struct loop *l = loop_new(clock_real(), NULL);
    struct pipe_reader r = { .loop = l };
    r.watch = loop_watch_new(l, ends[0], 0, reads_once, &r);
    assert_int_equal(write(ends[1], "hello", 5), 5);
    assert_false(loop_wait(l, &r.done, (struct duration){ 20 }, NULL)); /* nothing is wanted yet */
    loop_watch_want(r.watch, LOOP_READ);
    assert_true(loop_wait(l, &r.done, SOON, NULL));
    assert_memory_equal(r.got, "hello", 5);
    loop_free(&l);
    close(ends[0]);
    close(ends[1]);
}

#define POSTS 500

struct counted {
    struct loop *loop;
    int calls, wrong;
    bool done;
};

struct message {
    struct counted *counted;
    int number;
};

static void counts(void *arg)
{
    struct message *m = arg;
    m->counted->wrong += m->number != m->counted->calls;
    m->counted->done = ++m->counted->calls == POSTS;
}

static void *posts(void *arg)
{
    struct message *messages = arg;
    for (int i = 0; i < POSTS; i++)
        loop_post(messages[i].counted->loop, counts, &messages[i]);
    return NULL;
}

static void calls_posted_by_a_thread_come_in_order(void **state)
{
    (void)state;
    struct counted c = { .loop = loop_new(clock_real(), NULL) };
    struct message messages[POSTS];
    for (int i = 0; i < POSTS; i++)
        messages[i] = (struct message){ &c, i };
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, posts, messages), 0);
    assert_true(loop_wait(c.loop, &c.done, SOON, NULL));
    pthread_join(thread, NULL);
    assert_int_equal(c.wrong, 0);
    loop_free(&c.loop);
}

static void stop_it(void *arg)
{
    loop_stop(arg);
}

static void a_signal_stops_the_loop(void **state)
{
    (void)state;
    struct loop *l = loop_new(clock_real(), NULL);
    loop_signal(l, SIGUSR1, stop_it, l);
    assert_int_equal(kill(getpid(), SIGUSR1), 0);
    assert_true(loop_run(l, NULL));
    loop_free(&l);
}

static void *stops_from_elsewhere(void *arg)
{
    loop_stop(arg);
    return NULL;
}

static void another_thread_stops_the_loop(void **state)
{
    (void)state;
    struct loop *l = loop_new(clock_real(), NULL);
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, stops_from_elsewhere, l), 0);
    assert_true(loop_run(l, NULL));
    pthread_join(thread, NULL);
    loop_free(&l);
}

static void what_was_posted_last_is_not_leaked(void **state)
{
    (void)state;
    struct counted c = { .loop = loop_new(clock_real(), NULL) };
    struct message m = { &c, 0 };
    loop_post(c.loop, counts, &m);
    loop_free(&c.loop);
    assert_int_equal(c.calls, 0);
}

static void posts_again(void *arg)
{
    struct counted *c = arg;
    if (++c->calls < 3)
        loop_post(c->loop, posts_again, c);
}

static void what_is_posted_can_be_drained(void **state)
{
    (void)state;
    struct counted c = { .loop = loop_new(clock_real(), NULL) };
    loop_post(c.loop, posts_again, &c);
    loop_drain(c.loop);
    assert_int_equal(c.calls, 3);
    loop_free(&c.loop);
}

/* --- the heap --- */

static uint32_t next_random(uint32_t *seed)
{
    return *seed = *seed * 1664525u + 1013904223u;
}

static void a_heap_gives_the_smallest_of_any_mix(void **state)
{
    (void)state;
    struct heap_node nodes[200] = {0};
    struct heap heap = {0};
    uint32_t seed = 7;
    for (int round = 0; round < 2000; round++) {
        struct heap_node *node = &nodes[next_random(&seed) % count_of(nodes)];
        if (next_random(&seed) >> 30)
            heap_put(&heap, node, (int64_t)(next_random(&seed) >> 20));
        else
            heap_take(&heap, node);
    }
    size_t left = heap.size;
    assert_true(left > 20);
    for (int64_t last = INT64_MIN; heap_first(&heap); left--) {
        struct heap_node *first = heap_first(&heap);
        assert_true(first->key >= last);
        last = first->key;
        heap_take(&heap, first);
        assert_false(heap_has(first));
    }
    assert_int_equal(left, 0);
    heap_done(&heap);
}

int main(void)
{
    struct rows rows = {0};
    ADD_TEST(&rows, cranked_timers_fire_in_order_of_time);
    ADD_TEST(&rows, a_stopped_timer_stays_silent);
    ADD_TEST(&rows, the_past_is_due_without_cranking);
    ADD_TEST(&rows, a_cranked_clock_stands_while_held);
    ADD_TEST(&rows, advancing_gives_up_after_its_real_limit);
    ADD_TEST(&rows, a_real_clock_drives_both_kinds_of_timer);
    ADD_TEST(&rows, a_descriptor_that_becomes_ready_is_reported);
    ADD_TEST(&rows, calls_posted_by_a_thread_come_in_order);
    ADD_TEST(&rows, a_signal_stops_the_loop);
    ADD_TEST(&rows, another_thread_stops_the_loop);
    ADD_TEST(&rows, what_was_posted_last_is_not_leaked);
    ADD_TEST(&rows, what_is_posted_can_be_drained);
    ADD_TEST(&rows, a_heap_gives_the_smallest_of_any_mix);
    return rows_run("loop", &rows);
}
