#include "item/poll.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
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
    s->address_for = mem_string(from->address_for);
    s->address = mem_string(from->address);
    s->moving_to = mem_string(from->moving_to);
    s->pages.problem = mem_string(from->pages.problem);
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
    mem_free(&(*s)->address_for);
    mem_free(&(*s)->address);
    mem_free(&(*s)->moving_to);
    mem_free(&(*s)->pages.problem);
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

static void left_out_done(struct left_out *l)
{
    mem_free(&l->id);
    mem_free(&l->url);
    mem_free(&l->title);
    mem_free(&l->feed);
}

void judged_done(struct judged *item)
{
    article_free(&item->article);
    verdict_free(&item->verdict);
    text_done(&item->json);
    text_done(&item->trace);
    mem_free(&item->feed);
    text_done(&item->packed);
    for (size_t i = 0; i < item->alarms_size; i++) {
        mem_free(&item->alarms[i].name);
        mem_free(&item->alarms[i].id);
        text_done(&item->alarms[i].json);
    }
    mem_free(&item->alarms);
}

void poll_free(struct poll **p)
{
    if (!*p)
        return;
    for (size_t i = 0; i < (*p)->items_size; i++)
        judged_done(&(*p)->items[i]);
    for (size_t i = 0; i < (*p)->events_size; i++)
        mem_free(&(*p)->events[i].text);
    for (size_t i = 0; i < (*p)->left_out_size; i++)
        left_out_done(&(*p)->left_out[i]);
    mem_free(&(*p)->items);
    mem_free(&(*p)->events);
    mem_free(&(*p)->left_out);
    feed_state_free(&(*p)->state);
    mem_free(p);
}

void poll_add(struct poll *p, struct article **article)
{
    mem_grow(p->items, p->items_size, p->items_cap);
    p->news += !(*article)->cause;
    p->items[p->items_size++] = (struct judged){ .article = *article };
    *article = NULL;
}

void poll_tell(struct poll *p, const char *event, const char *format, ...)
{
    HELD(text) text = {0};
    char line[512];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    text_add_printable(&text, slice_of(line), false);
    mem_grow(p->events, p->events_size, p->events_cap);
    p->events[p->events_size++] = (struct feed_event){ event, text_take(&text) };
}

bool poll_is_foreign(const struct poll *p, const struct article *a)
{
    return a->feed && strcmp(a->feed, p->state->feed) != 0;
}

void poll_leave_out(struct poll *p, const struct article *a, const char *reason)
{
    if (p->left_out_size == POLL_LEFT_OUT_MAX)
        return;
    mem_grow(p->left_out, p->left_out_size, p->left_out_cap);
    p->left_out[p->left_out_size++] = (struct left_out){
        mem_string(a->id), mem_string(a->url), mem_string(a->title), reason,
        a->published != ASSAY_UNKNOWN_TIME ? a->published : a->updated,
        poll_is_foreign(p, a) ? mem_string(a->feed) : NULL,
    };
}
