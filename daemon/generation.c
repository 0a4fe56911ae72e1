#include "generation.h"

#include "base/mem.h"

#include <string.h>

struct generation *generation_open(const char *path, uint64_t number, struct complaints *wrong)
{
    struct generation *g = mem_new(sizeof *g);
    g->number = number;
    if (config_load(path, &g->config, wrong))
        g->assayer = assayer_new(&g->config->assayer, number, wrong);
    if (g->assayer)
        rehearsal_run(&g->config->rehearsal, g->assayer, NULL, wrong);
    if (!g->assayer || complaints_errors(wrong))
        generation_free(&g);
    return g;
}

void generation_free(struct generation **generation)
{
    while (*generation) {
        struct generation *g = *generation;
        *generation = g->older;
        assayer_free(&g->assayer);
        config_free(&g->config);
        mem_free(&g);
    }
}

static void compare(const char *name, const char *old, const char *new, struct text *out)
{
    if (strcmp(old ? old : "", new ? new : "") != 0)
        text_printf(out, "%s%s", out->len ? ", " : "", name);
}

static void compare_numbers(const char *name, int64_t old, int64_t new, struct text *out)
{
    if (old != new)
        text_printf(out, "%s%s", out->len ? ", " : "", name);
}

void generation_restarts(const struct generation *old, const struct generation *new,
                         struct text *out)
{
    const struct config *a = old->config, *b = new->config;
    compare("publish.endpoint", a->publish.endpoint, b->publish.endpoint, out);
    compare("publish.replay", a->publish.replay, b->publish.replay, out);
    compare("publish.curve.secret", a->publish.curve.secret, b->publish.curve.secret, out);
    compare("publish.curve.clients", a->publish.curve.clients, b->publish.curve.clients, out);
    compare("journal.path", a->journal.path, b->journal.path, out);
    compare("http.listen", a->http.listen, b->http.listen, out);
    compare("http.token", a->http.token, b->http.token, out);
    compare_numbers("publish.high_water", a->publish.high_water, b->publish.high_water, out);
    compare_numbers("publish.retain.days", a->publish.retain.days, b->publish.retain.days, out);
    compare_numbers("publish.retain.items", a->publish.retain.items, b->publish.retain.items, out);
    compare_numbers("publish.retain.articles.days", a->publish.retain.articles.days,
                    b->publish.retain.articles.days, out);
    compare_numbers("publish.retain.articles.items", a->publish.retain.articles.items,
                    b->publish.retain.articles.items, out);
    compare_numbers("stories.enabled", a->stories.enabled, b->stories.enabled, out);
    compare_numbers("stories.window", a->stories.window.ms, b->stories.window.ms, out);
    compare_numbers("stories.items", a->stories.items, b->stories.items, out);
    compare_numbers("stories.memory", a->stories.memory, b->stories.memory, out);
    compare_numbers("stories.copy", a->stories.copy != b->stories.copy, 0, out);
    compare_numbers("stories.same", a->stories.same != b->stories.same, 0, out);
    compare_numbers("workers", a->workers, b->workers, out);
    compare_numbers("fetch.concurrency", a->fetch.concurrency, b->fetch.concurrency, out);
}
