#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "support/rows.h"
#include "turns.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

/* "a12" takes a turn with the names 1 and 2, "-a" ends it; what has gone on by then. */
struct row {
    const char *name, *script, *gone;
};

static const struct row rows[] = {
    { "one that is alone goes at once", "a1 -a", "a" },
    { "one without names waits for nobody", "a1 b -b -a", "ba" },
    { "unrelated ones go as they end", "a1 b2 c3 -c -b -a", "cba" },
    { "a related one waits for the earlier one", "a1 b1 -b", "" },
    { "and goes behind it", "a1 b1 -b -a", "ab" },
    { "the earlier one does not wait for the later", "a1 b1 -a", "a" },
    { "an unrelated one passes those who wait", "a1 b1 c2 -b -c -a", "cab" },
    { "one name of many is enough", "a15 b259 -b -a", "ab" },
    { "who waits for two goes behind both", "a1 b2 c12 -c -b -a", "bac" },
    { "chains go in their order", "a1 b12 c2 -c -b -a", "abc" },
    { "who has gone holds up nobody", "a1 -a b1 -b", "ab" },
    { "nor somebody who took his turn before", "a1 b1 -a -b", "ab" },
    { "the same name twice is one", "a11 b1 -b -a", "ab" },
    { "in the middle of the line", "a1 b2 c3 -b d2 -d -c -a", "bdca" },
};

static void note(void *context, struct poll **poll)
{
    text_add_byte(context, (*poll)->state->feed[0]);
    poll_free(poll);
}

static const char *take(struct turns *turns, const char *word, struct turn **ret)
{
    size_t size = strcspn(word, " ");
    uint64_t *names = mem_array(size + 1, sizeof *names);
    for (size_t i = 0; i < size; i++)
        names[i] = (uint64_t)word[i];
    *ret = turns_take(turns, &names, size);
    return word + size;
}

static void end(struct turns *turns, char who, struct turn **turn)
{
    struct poll *poll = poll_new((char[]){ who, '\0' });
    turns_end(turns, turn, &poll);
    assert_null(poll);
}

static void goes_on_in_turn(void **state)
{
    const struct row *row = *state;
    struct turn *open[26] = { NULL };
    HELD(text) gone = {0};
    struct turns *turns = turns_new(note, &gone);
    for (const char *at = row->script; *at; at += *at == ' ') {
        if (*at == '-') {
            end(turns, at[1], &open[at[1] - 'a']);
            at += 2;
        } else {
            at = take(turns, at + 1, &open[*at - 'a']);
        }
    }
    assert_string_equal(text_string(&gone), row->gone);
    for (int i = 0; i < 26; i++) /* "in the end nobody is left" is turns_free's own assertion */
        if (open[i])
            end(turns, (char)('a' + i), &open[i]);
    turns_free(&turns);
}

/* Many threads, few stories: within each story the order of the turns. */
enum { THREADS = 4, TURNS = 500, STORIES = 5 };

struct crowd {
    struct turns *turns;
    pthread_mutex_t lock;
    int taken;
    int gone[STORIES][THREADS * TURNS], gone_size[STORIES];
    int given[STORIES][THREADS * TURNS], given_size[STORIES];
};

static void note_number(void *context, struct poll **poll)
{
    struct crowd *c = context;
    int number = (int)(*poll)->state->failures, story = number % STORIES;
    pthread_mutex_lock(&c->lock);
    c->gone[story][c->gone_size[story]++] = number;
    pthread_mutex_unlock(&c->lock);
    poll_free(poll);
}

static void *take_and_end(void *arg)
{
    struct crowd *c = arg;
    for (int i = 0; i < TURNS; i++) {
        uint64_t *name = mem_array(1, sizeof *name);
        struct poll *poll = poll_new("a");
        pthread_mutex_lock(&c->lock);
        int number = c->taken++, story = number % STORIES;
        c->given[story][c->given_size[story]++] = number;
        *name = (uint64_t)story;
        struct turn *turn = turns_take(c->turns, &name, 1);
        pthread_mutex_unlock(&c->lock);
        poll->state->failures = (uint32_t)number;
        turns_end(c->turns, &turn, &poll);
    }
    return NULL;
}

static void threads_keep_the_order_of_each_story(void **state)
{
    (void)state;
    static struct crowd c;
    pthread_t threads[THREADS];
    pthread_mutex_init(&c.lock, NULL);
    c.turns = turns_new(note_number, &c);
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, take_and_end, &c);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    turns_free(&c.turns);
    for (int s = 0; s < STORIES; s++) {
        assert_int_equal(c.gone_size[s], c.given_size[s]);
        assert_memory_equal(c.gone[s], c.given[s], (size_t)c.gone_size[s] * sizeof(int));
    }
    pthread_mutex_destroy(&c.lock);
}

int main(void)
{
    struct rows tests = {0};
    ADD_ROWS(&tests, rows, goes_on_in_turn);
    ADD_TEST(&tests, threads_keep_the_order_of_each_story);
    return rows_run("turns", &tests);
}
