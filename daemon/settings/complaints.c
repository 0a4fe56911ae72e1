#include "settings/complaints.h"

#include "base/mem.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A value of any length may be quoted in a complaint; nobody reads more than this. */
#define LONGEST_TEXT 600

struct complaints {
    struct complaint *items;
    size_t size, cap;
    bool tidy; /* sorted, each said once */
    bool full;
};

struct complaints *complaints_new(void)
{
    return mem_new(sizeof(struct complaints));
}

static void complaint_done(struct complaint *c)
{
    mem_free(&c->file);
    mem_free(&c->text);
}

void complaints_free(struct complaints **all)
{
    if (!*all)
        return;
    for (size_t i = 0; i < (*all)->size; i++)
        complaint_done(&(*all)->items[i]);
    mem_free(&(*all)->items);
    mem_free(all);
}

static int number_order(size_t a, size_t b)
{
    return a < b ? -1 : a > b;
}

static int place_order(const void *left, const void *right)
{
    const struct complaint *a = left, *b = right;
    int order = strcmp(a->file, b->file);
    if (!order)
        order = number_order(a->line, b->line);
    if (!order)
        order = number_order(a->column, b->column);
    return order ? order : strcmp(a->text, b->text);
}

static void tidy(struct complaints *all)
{
    if (all->tidy)
        return;
    if (all->size)
        qsort(all->items, all->size, sizeof *all->items, place_order);
    size_t kept = 0;
    for (size_t i = 0; i < all->size; i++) {
        if (kept && place_order(&all->items[kept - 1], &all->items[i]) == 0)
            complaint_done(&all->items[i]);
        else
            all->items[kept++] = all->items[i];
    }
    all->size = kept;
    all->tidy = true;
}

static bool has_room(struct complaints *all)
{
    if (all->size < COMPLAINTS_MAX)
        return true;
    if (!all->full)
        tidy(all);
    all->full = all->size == COMPLAINTS_MAX;
    return !all->full;
}

static FORMAT(3, 0) void add(struct complaints *all, struct complaint where, const char *format,
                             va_list args)
{
    if (!has_room(all))
        return;
    char *raw = NULL;
    int len = vasprintf(&raw, format, args);
    assert(len >= 0);
    HELD(text) text = {0};
    text_add_printable(&text, utf8_cut(slice_of(raw), LONGEST_TEXT), false);
    mem_free(&raw);
    mem_grow(all->items, all->size, all->cap);
    where.file = mem_string(where.file);
    where.text = text_take(&text);
    all->items[all->size++] = where;
    all->tidy = false;
}

void complain(struct complaints *all, const char *file, size_t line, size_t column,
              const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add(all, (struct complaint){ (char *)file, line, column, NULL, false }, format, args);
    va_end(args);
}

void doubt(struct complaints *all, const char *file, size_t line, size_t column, const char *format,
          ...)
{
    va_list args;
    va_start(args, format);
    add(all, (struct complaint){ (char *)file, line, column, NULL, true }, format, args);
    va_end(args);
}

bool complaints_is_full(const struct complaints *all)
{
    return all->full;
}

/* Reading tidies up first, which changes nothing that a caller could see. */
static struct complaints *tidied(const struct complaints *all)
{
    struct complaints *mine = (struct complaints *)all;
    tidy(mine);
    return mine;
}

size_t complaints_size(const struct complaints *all)
{
    return tidied(all)->size;
}

size_t complaints_errors(const struct complaints *all)
{
    size_t errors = 0;
    for (size_t i = 0; i < tidied(all)->size; i++)
        errors += !all->items[i].warning;
    return errors;
}

const struct complaint *complaints_at(const struct complaints *all, size_t index)
{
    assert(index < tidied(all)->size);
    return &all->items[index];
}

void complaint_write(struct text *out, const struct complaint *c)
{
    text_add_printable(out, slice_of(c->file), false);
    if (c->line)
        text_printf(out, ":%zu", c->line);
    if (c->line && c->column)
        text_printf(out, ":%zu", c->column);
    if (*c->file)
        text_add(out, SLICE(": "));
    text_printf(out, "%s%s", c->warning ? "warning: " : "", c->text);
}
