#include "turns.h"

#include "base/mem.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

struct turn {
    uint64_t *names; /* sorted */
    size_t names_size;
    struct poll *poll;                    /* NULL: it has not ended */
    size_t waits;                         /* for so many earlier ones */
    struct turn **behind;                 /* who waits for it */
    size_t behind_size, behind_cap;
    struct turn *older, *newer, *next;    /* among all that are not gone; among those that may go */
};

struct turns {
    turns_submit *submit;
    void *context;
    pthread_mutex_t lock;
    struct turn *newest;
};

struct turns *turns_new(turns_submit *submit, void *context)
{
    struct turns *t = mem_new(sizeof *t);
    t->submit = submit;
    t->context = context;
    pthread_mutex_init(&t->lock, NULL);
    return t;
}

void turns_free(struct turns **turns)
{
    if (!*turns)
        return;
    assert(!(*turns)->newest);
    pthread_mutex_destroy(&(*turns)->lock);
    mem_free(turns);
}

static int by_value(const void *one, const void *other)
{
    uint64_t a = *(const uint64_t *)one, b = *(const uint64_t *)other;
    return (a > b) - (a < b);
}

static bool are_related(const struct turn *a, const struct turn *b)
{
    for (size_t i = 0, k = 0; i < a->names_size && k < b->names_size;) {
        if (a->names[i] == b->names[k])
            return true;
        if (a->names[i] < b->names[k])
            i++;
        else
            k++;
    }
    return false;
}

static void wait_for(struct turn *turn, struct turn *earlier)
{
    mem_grow(earlier->behind, earlier->behind_size, earlier->behind_cap);
    earlier->behind[earlier->behind_size++] = turn;
    turn->waits++;
}

struct turn *turns_take(struct turns *t, uint64_t **names, size_t size)
{
    struct turn *turn = mem_new(sizeof *turn);
    turn->names = *names;
    turn->names_size = size;
    *names = NULL;
    if (size)
        qsort(turn->names, size, sizeof *turn->names, by_value);
    pthread_mutex_lock(&t->lock);
    for (struct turn *earlier = t->newest; earlier; earlier = earlier->older)
        if (are_related(turn, earlier))
            wait_for(turn, earlier);
    turn->older = t->newest;
    if (t->newest)
        t->newest->newer = turn;
    t->newest = turn;
    pthread_mutex_unlock(&t->lock);
    return turn;
}

static void push(struct turn **ready, struct turn *turn)
{
    turn->next = *ready;
    *ready = turn;
}

/* It is gone: whoever has ended and waited for it alone may go. */
static void leave(struct turns *t, struct turn *turn, struct turn **ready)
{
    for (size_t i = 0; i < turn->behind_size; i++)
        if (!--turn->behind[i]->waits && turn->behind[i]->poll)
            push(ready, turn->behind[i]);
    if (turn->older)
        turn->older->newer = turn->newer;
    if (turn->newer)
        turn->newer->older = turn->older;
    else
        t->newest = turn->older;
}

static void turn_free(struct turn **turn)
{
    mem_free(&(*turn)->names);
    mem_free(&(*turn)->behind);
    mem_free(turn);
}

void turns_end(struct turns *t, struct turn **ended, struct poll **poll)
{
    struct turn *ready = NULL, *turn = *ended;
    *ended = NULL;
    pthread_mutex_lock(&t->lock);
    turn->poll = *poll;
    *poll = NULL;
    if (!turn->waits)
        push(&ready, turn);
    pthread_mutex_unlock(&t->lock);
    while ((turn = ready)) {
        ready = turn->next;
        t->submit(t->context, &turn->poll);
        pthread_mutex_lock(&t->lock);
        leave(t, turn, &ready);
        pthread_mutex_unlock(&t->lock);
        turn_free(&turn);
    }
}
