#include "scoring/entities.h"

#include "base/mem.h"
#include "scoring/names.h"

#include <assert.h>
#include <math.h>
#include <string.h>
#include <strings.h>

struct watched {
    struct slice symbol, name;
    struct assay_text *not_if_near;
    size_t not_if_near_size;
    bool common_word;
};

struct watchlist {
    struct text store;      /* every string, so that slices into it stay put */
    struct watched *items;
    size_t size;
    struct names names;
};

/* Symbols that a reader would take for a word; two letters or fewer always need a name. */
static const char common_words[] =
    " ACT ADD AGE AGO AI AIR ALL AND ANY APP ARE ART ASK BAD BAN BAR BE BEAT BEST BET BIG BIT BOX "
    "BOOM BUG BUS BUY CAKE CALL CAN CAR CARE CARS CASE CASH CAT CEO CFO CITY COLD COOL COST CUT DAY "
    "DID DO DOG DUE EAR EAT EVER EYE FACT FAN FAR FAST FAT FIT FIVE FLY FOR FORM FREE FUN GAIN "
    "GAS GET GO GOLD GOOD GRID GROW GUN HAS HE HEAR HER HIS HIT HOME HOPE HOT HOW HUGE ICE IPO "
    "IT ITS JOB JOBS KEY KIDS KIND LAND LAW LEAD LEAN LIFE LINE LIVE LOAN LOT LOVE LOW MAIN MAN "
    "MARK MASS MEN META MIND MOD MOVE NAIL NEW NEXT NICE NO NOT NOW OF OFF OIL OLD ON ONE ONTO OPEN "
    "OR OUR OUT OWN PAY PEAK PLAN PLAY PLUS PLUG POOL POST RAIN REAL RED RIDE RIG RISE ROAD ROCK "
    "RUN RUSH SAFE SAGE SAVE SEA SEE SELF SHE SHIP SHOP SITE SIX SKIN SKY SNOW SO SON SPOT STAR "
    "STAY STEM STEP SUN TAP TEAM TECH TELL TEN THE THEM TIP TOP TOUR TOWN TREE TRUE TURN TWO UP "
    "US USA USE VERY WALL WANT WAR WAY WELL WHO WIN WISH WOLF WOOD WORK YOU ";

bool ticker_is_common_word(struct slice symbol)
{
    if (symbol.len <= 2)
        return true;
    HELD(text) padded = {0};
    text_printf(&padded, " %.*s ", SLICE_ARGS(symbol));
    return strstr(common_words, text_string(&padded)) != NULL && !slice_is(symbol, "META");
}

/* $META, or (NASDAQ: META), (META), META.O: the writer says that it is a symbol. */
static bool is_marked_symbol(struct slice s, size_t at, size_t end)
{
    if (at > 0 && s.ptr[at - 1] == '$')
        return true;
    bool opens = at > 0 && (s.ptr[at - 1] == '(' || s.ptr[at - 1] == ':' ||
                            (at > 1 && s.ptr[at - 1] == ' ' && s.ptr[at - 2] == ':'));
    return opens && end < s.len && (s.ptr[end] == ')' || s.ptr[end] == '.');
}

/* Is it that word, of any case, also with an s behind it? */
static bool is_word(struct slice s, size_t at, struct assay_text word)
{
    size_t end = at + word.len;
    if (end > s.len || strncasecmp(s.ptr + at, word.ptr, word.len) != 0)
        return false;
    if (at > 0 && names_is_word(s, at - 1) && names_is_word(s, at))
        return false;
    if (!names_is_word(s, end) || !names_is_word(s, end - 1))
        return true;
    return (s.ptr[end] | 32) == 's' && !names_is_word(s, end + 1);
}

static bool is_ruled_out(const struct watched *w, struct slice s, size_t at, size_t end)
{
    size_t from = at > TICKER_NEAR ? at - TICKER_NEAR : 0;
    for (size_t i = 0; i < w->not_if_near_size; i++)
        for (size_t to = end + TICKER_NEAR, near = from; near + w->not_if_near[i].len <= to; near++)
            if (is_word(s, near, w->not_if_near[i]))
                return true;
    return false;
}

/* A symbol that is a common word and not marked as one needs a name elsewhere. */
static bool is_meant(void *data, struct slice text, struct sighting *s)
{
    const struct watched *w = &((const struct watched *)data)[s->entity];
    size_t end = s->start + s->len;
    if (is_ruled_out(w, text, s->start, end))
        return false;
    s->bare = s->symbol && w->common_word && !is_marked_symbol(text, s->start, end);
    return true;
}

/* The sightings of one entity from `first` on. */
static size_t count_same(const struct sightings *seen, size_t first, uint32_t entity)
{
    size_t count = 0;
    while (first + count < seen->size && seen->items[first + count].entity == entity)
        count++;
    return count;
}

static bool any_named(const struct sighting *items, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (!items[i].bare)
            return true;
    return false;
}

/* How much the article is about it: headline, lead, and how often it is named. The three shares
 * are a reader's rule of thumb: a name in the headline alone makes it a third of the story; the
 * count saturates so that the tenth mention adds little. Without a headline its share goes to the
 * others. */
static double relevance(const struct article *a, const struct assay_span *spans, size_t size)
{
    bool in_title = false, in_lead = false, has_title = false;
    const struct assay_block *lead = NULL;
    for (size_t i = 0; i < a->blocks_size && !lead; i++) {
        if (a->blocks[i].kind == ASSAY_TITLE)
            has_title = true;
        else if (a->blocks[i].kind == ASSAY_PARAGRAPH)
            lead = &a->blocks[i];
    }
    for (size_t i = 0; i < size; i++) {
        uint32_t at = spans[i].start;
        in_title |= has_title && at < a->blocks[0].span.start + a->blocks[0].span.len;
        in_lead |= lead && at >= lead->span.start && at < lead->span.start + lead->span.len;
    }
    double often = 1 - exp(-(double)size / 3);
    double sum = 0.2 * in_lead + 0.5 * often, all = lead ? 0.7 : 0.5;
    if (has_title)
        sum += 0.3 * in_title, all += 0.3;
    return size ? fmin(1, sum / all) : 0;
}

static void keep(const struct article *a, struct entities *ret, struct slice ticker,
                 struct slice name, const struct sighting *items, size_t size)
{
    struct assay_span *spans = size ? mem_array(size, sizeof *spans) : NULL;
    for (size_t i = 0; i < size; i++)
        spans[i] = (struct assay_span){ items[i].start, items[i].len };
    mem_grow(ret->items, ret->size, ret->cap);
    ret->items[ret->size++] = (struct assay_entity){
        .ticker = { ticker.ptr, ticker.len },
        .name = { name.ptr, name.len },
        .mentions = spans,
        .mentions_size = (uint32_t)size,
        .relevance = relevance(a, spans, size),
    };
}

static void find_watched(const struct watchlist *w, const struct article *a,
                         struct entities *ret)
{
    HELD(sightings) seen = {0};
    names_find(&w->names, text_slice(&a->text), is_meant, w->items, &seen);
    for (size_t i = 0, size; i < seen.size; i += size) {
        const struct watched *one = &w->items[seen.items[i].entity];
        size = count_same(&seen, i, seen.items[i].entity);
        if (any_named(&seen.items[i], size))
            keep(a, ret, one->symbol, one->name, &seen.items[i], size);
    }
}

/* Entities named with the item: looked for without regard to case. */
static void find_named(const struct article *a, struct entities *ret)
{
    struct names names = {0};
    HELD(sightings) seen = {0};
    for (size_t i = 0; i < a->named_size; i++)
        names_add(&names, &(struct name){ .words = { a->named[i].ptr, a->named[i].len },
                                          .entity = (uint32_t)i,
                                          .loose = true });
    names_build(&names);
    names_find(&names, text_slice(&a->text), NULL, NULL, &seen);
    for (size_t i = 0, at = 0, size; i < a->named_size; i++, at += size) {
        struct slice name = { a->named[i].ptr, a->named[i].len };
        size = count_same(&seen, at, (uint32_t)i);
        keep(a, ret, name, name, size ? &seen.items[at] : NULL, size);
    }
    names_done(&names);
}

void watchlist_find(const struct watchlist *w, const struct article *a, struct entities *ret)
{
    assert(a->finished);
    if (w->size)
        find_watched(w, a, ret);
    if (a->named_size)
        find_named(a, ret);
}

void entities_done(struct entities *e)
{
    for (size_t i = 0; i < e->size; i++) {
        struct assay_span *spans = (struct assay_span *)(uintptr_t)e->items[i].mentions;
        mem_free(&spans);
    }
    mem_free(&e->items);
    *e = (struct entities){0};
}

/* Copies into the store, which has room: its memory must not move. */
static struct slice stored(struct watchlist *w, struct slice s)
{
    size_t at = w->store.len;
    assert(w->store.len + s.len < w->store.cap || !s.len);
    text_add(&w->store, s);
    return slice_sub(text_slice(&w->store), at, s.len);
}

static size_t bytes_of(const struct ticker *tickers, size_t count)
{
    size_t bytes = 1;
    for (size_t i = 0; i < count; i++) {
        bytes += strlen(tickers[i].symbol);
        for (size_t j = 0; j < tickers[i].names.size; j++)
            bytes += tickers[i].names.items[j].len;
        for (size_t j = 0; j < tickers[i].not_if_near.size; j++)
            bytes += tickers[i].not_if_near.items[j].len;
    }
    return bytes;
}

static void add_ticker(struct watchlist *w, const struct ticker *t)
{
    uint32_t entity = (uint32_t)w->size;
    struct watched *one = &w->items[w->size++];
    one->symbol = one->name = stored(w, slice_of(t->symbol));
    one->common_word = ticker_is_common_word(one->symbol);
    names_add(&w->names,
              &(struct name){ .words = one->symbol, .entity = entity, .symbol = true });
    for (size_t i = 0; i < t->names.size; i++) {
        struct slice name =
            stored(w, (struct slice){ t->names.items[i].ptr, t->names.items[i].len });
        if (i == 0)
            one->name = name;
        names_add(&w->names, &(struct name){ .words = name,
                                             .entity = entity,
                                             .exact = t->case_sensitive });
    }
    one->not_if_near = mem_array(t->not_if_near.size + 1, sizeof *one->not_if_near);
    for (size_t i = 0; i < t->not_if_near.size; i++) {
        struct slice word =
            stored(w, (struct slice){ t->not_if_near.items[i].ptr, t->not_if_near.items[i].len });
        if (word.len)
            one->not_if_near[one->not_if_near_size++] =
                (struct assay_text){ word.ptr, word.len };
    }
}

struct watchlist *watchlist_new(const struct ticker *tickers, size_t count)
{
    struct watchlist *w = mem_new(sizeof *w);
    text_reserve(&w->store, bytes_of(tickers, count));
    w->items = mem_array(count + 1, sizeof *w->items);
    for (size_t i = 0; i < count; i++)
        add_ticker(w, &tickers[i]);
    names_build(&w->names);
    return w;
}

void watchlist_free(struct watchlist **w)
{
    if (!*w)
        return;
    for (size_t i = 0; i < (*w)->size; i++)
        mem_free(&(*w)->items[i].not_if_near);
    mem_free(&(*w)->items);
    names_done(&(*w)->names);
    text_done(&(*w)->store);
    mem_free(w);
}
