#include "item/poll.h"

#include "base/mem.h"

#include <string.h>

struct feed_state *feed_state_new(const char *feed)
{
    struct feed_state *s = mem_new(sizeof *s);
    s->feed = mem_string(feed);
    return s;
}

static struct text text_copy(const struct text *from)
{
    struct text copy = {0};
    text_add(&copy, text_slice(from));
    return copy;
}

struct feed_state *feed_state_copy(const struct feed_state *from)
{
    struct feed_state *s = mem_copy(from, sizeof *from);
    s->feed = mem_string(from->feed);
    s->url = mem_string(from->url);
    s->last_error = mem_string(from->last_error);
    s->etag = text_copy(&from->etag);
    s->last_modified = text_copy(&from->last_modified);
    s->seen = text_copy(&from->seen);
    return s;
}

void feed_state_free(struct feed_state **s)
{
    if (!*s)
        return;
    mem_free(&(*s)->feed);
    mem_free(&(*s)->url);
    mem_free(&(*s)->last_error);
    text_done(&(*s)->etag);
    text_done(&(*s)->last_modified);
    text_done(&(*s)->seen);
    mem_free(s);
}

struct poll *poll_new(const char *feed)
{
    struct poll *p = mem_new(sizeof *p);
    p->state = feed_state_new(feed);
    return p;
}

void poll_free(struct poll **p)
{
    if (!*p)
        return;
    for (size_t i = 0; i < (*p)->items_size; i++) {
        article_free(&(*p)->items[i].article);
        verdict_free(&(*p)->items[i].verdict);
        text_done(&(*p)->items[i].json);
    }
    mem_free(&(*p)->items);
    feed_state_free(&(*p)->state);
    mem_free(p);
}

void poll_add(struct poll *p, struct article **article)
{
    mem_grow(p->items, p->items_size, p->items_cap);
    p->items[p->items_size++] = (struct judged){ .article = *article };
    *article = NULL;
}
