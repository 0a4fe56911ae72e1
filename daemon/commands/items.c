#include "commands/items.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/progress.h"
#include "base/text.h"
#include "intake/item_json.h"
#include "item/article_pack.h"
#include "stored.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void items_done(struct items *items)
{
    for (size_t i = 0; i < items->size; i++) {
        article_free(&items->list[i]);
        mem_free(&items->keys[i]);
    }
    mem_free(&items->list);
    mem_free(&items->keys);
    map_done(&items->places);
    *items = (struct items){ 0 };
}

static char *key_of(const char *feed, const char *id)
{
    return mem_printf("%zu:%s:%s", strlen(feed), feed, id);
}

static uintptr_t find(const struct items *items, const char *key)
{
    return (uintptr_t)map_get(&items->places, key);
}

size_t items_place(const struct items *items, const char *feed, const char *id)
{
    char *key = key_of(feed, id);
    uintptr_t place = find(items, key);
    mem_free(&key);
    return place ? place - 1 : ITEMS_NOWHERE;
}

static bool is_wanted(const struct items *items, const struct article *a)
{
    return !items->labelled || labels_knows(items->labelled, a->feed, a->id);
}

/* Of what came out again, the text that stands now. */
static void take_later(struct article **kept, struct article **article)
{
    if ((*article)->revision > (*kept)->revision) {
        article_free(kept);
        *kept = *article;
        *article = NULL;
    }
    article_free(article);
}

void items_add(struct items *items, struct article **article)
{
    char *key = key_of((*article)->feed, (*article)->id);
    uintptr_t place = find(items, key);
    if (place || !is_wanted(items, *article)) {
        if (place)
            take_later(&items->list[place - 1], article);
        mem_free(&key);
        article_free(article);
        return;
    }
    mem_grow(items->list, items->size, items->cap);
    mem_grow(items->keys, items->size, items->keys_cap);
    items->keys[items->size] = key;
    items->list[items->size++] = *article;
    *article = NULL;
    map_put(&items->places, key, (void *)(uintptr_t)items->size);
}

static bool add_line(struct slice line, struct items *items, struct error *err)
{
    if (line.len > ITEM_LINE_MAX)
        return error_set(err, REFUSE, NULL, "this line is longer than %d MiB", ITEM_LINE_MAX >> 20);
    if (items->size >= ITEMS_MAX)
        return error_set(err, REFUSE, NULL, "more than %d items", ITEMS_MAX);
    OWNED(article) a = item_json_read(line, "-", err);
    if (!a)
        return false;
    a->fetched = clock_now(clock_real()).ms;
    items_add(items, &a);
    return true;
}

static bool read_lines(FILE *file, const char *name, struct items *items, struct error *err)
{
    char *line = NULL;
    size_t cap = 0, number = 0;
    bool good = true;
    for (ssize_t len; good && (len = getline(&line, &cap, file)) >= 0;) {
        struct slice trimmed = slice_trim((struct slice){ line, (size_t)len });
        struct error wrong = { 0 };
        HELD(text) place = { 0 };
        text_printf(&place, "%s:%zu", name, ++number);
        good = !trimmed.len || add_line(trimmed, items, &wrong);
        if (!good)
            error_set(err, REFUSE, text_string(&place), "%s", wrong.text);
    }
    free(line);
    return good;
}

bool items_read(const char *path, struct items *items, struct error *err)
{
    if (strcmp(path, "-") == 0)
        return read_lines(stdin, "-", items, err);
    FILE *file = fopen(path, "re");
    if (!file)
        return error_errno(err, REFUSE, path, "cannot be opened");
    bool good = read_lines(file, path, items, err);
    fclose(file);
    return good;
}

/* ------------------------------------------------------------------ stored ones */

#define PAGE 256 /* articles read at once */

struct shelf_reading {
    struct items *items;
    struct stored_feeds feeds;
};

static bool take_stored(void *context, const struct journal_article *stored)
{
    struct shelf_reading *r = context;
    OWNED(article) a = article_unpack(stored->packed, NULL);
    if (!a || r->items->size == ITEMS_MAX)
        return true;
    stored_settle(&r->feeds, a);
    items_add(r->items, &a);
    return true;
}

static bool read_shelf(struct journal *j, const struct items_stored *wanted, struct shelf_reading *r,
                       struct error *err)
{
    struct journal_shelf shelf = { .to = journal_head(j), .since = wanted->since, .feed = wanted->feed,
                                   .look_at = PAGE };
    struct journal_page page = { .next = 1 };
    if (!journal_shelf_start(j, wanted->since, wanted->last ? wanted->last : UINT64_MAX, &shelf.from,
                             err))
        return false;
    uint64_t first = shelf.from;
    OWNED(progress) progress =
        progress_new(wanted->what, "items", shelf.to >= first ? shelf.to - first + 1 : 0);
    while (page.next) {
        if (!journal_read_shelf(j, &shelf, take_stored, r, &page, err))
            return false;
        shelf.from = page.next;
        progress_at(progress, page.next ? page.next - first : UINT64_MAX, r->items->size);
    }
    return true;
}

bool items_read_stored(const struct items_stored *wanted, const struct config *config,
                       struct items *items, struct error *err)
{
    struct shelf_reading reading = { .items = items };
    struct journal *j = journal_open_to_read(wanted->journal, err);
    if (config)
        stored_feeds_init(&reading.feeds, config->feeds, config->feeds_size);
    bool good = j && read_shelf(j, wanted, &reading, err);
    stored_feeds_done(&reading.feeds);
    journal_close(&j);
    return good;
}
