#include "scoring/entities.h"

#include "base/mem.h"

#include <assert.h>
#include <ctype.h>
#include <math.h>
#include <string.h>

/* One way to mention an entity. */
struct pattern {
    struct slice words;     /* as written by the user */
    uint32_t entity;
    bool symbol, exact;     /* exact: every letter's case counts */
    bool loose;             /* no letter's case counts: named with the item */
    int32_t next;           /* with the same first word's hash; -1: none */
};

/* Patterns by their first word. */
struct index {
    struct pattern *patterns;
    size_t size, cap;
    int32_t *buckets;
    uint32_t mask;
};

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
    struct index index;
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

static bool is_common_word(struct slice symbol)
{
    if (symbol.len <= 2)
        return true;
    HELD(text) padded = {0};
    text_printf(&padded, " %.*s ", SLICE_ARGS(symbol));
    return strstr(common_words, text_string(&padded)) != NULL && !slice_is(symbol, "META");
}

/* Letters, digits and everything beyond ASCII but dashes and quotation marks. */
static bool is_word_at(struct slice s, size_t at)
{
    if (at >= s.len)
        return false;
    unsigned char c = (unsigned char)s.ptr[at];
    if (c < 0x80)
        return isalnum(c);
    /* U+2010..U+203F are dashes, quotes, bullets: E2 80 90..BF; their tail bytes too. */
    size_t lead = at;
    while (lead > 0 && ((unsigned char)s.ptr[lead] & 0xc0) == 0x80 && at - lead < 3)
        lead--;
    if ((unsigned char)s.ptr[lead] == 0xe2 && lead + 1 < s.len &&
        (unsigned char)s.ptr[lead + 1] == 0x80)
        return false;
    return true;
}

static size_t word_end(struct slice s, size_t at)
{
    while (is_word_at(s, at))
        at++;
    return at;
}

static uint32_t word_hash(struct slice s, size_t start, size_t end)
{
    uint32_t hash = 2166136261u;
    for (size_t i = start; i < end; i++)
        hash = (hash ^ (unsigned char)tolower((unsigned char)s.ptr[i])) * 16777619u;
    return hash;
}

static void index_add(struct index *x, const struct pattern *pattern)
{
    if (!pattern->words.len || !is_word_at(pattern->words, 0))
        return;
    mem_grow(x->patterns, x->size, x->cap);
    x->patterns[x->size++] = *pattern;
}

static void index_build(struct index *x)
{
    uint32_t count = 16;
    while (count < x->size * 2)
        count *= 2;
    x->mask = count - 1;
    x->buckets = mem_array(count, sizeof *x->buckets);
    memset(x->buckets, 0xff, count * sizeof *x->buckets);
    for (size_t i = 0; i < x->size; i++) {
        struct slice words = x->patterns[i].words;
        int32_t *bucket = &x->buckets[word_hash(words, 0, word_end(words, 0)) & x->mask];
        x->patterns[i].next = *bucket;
        *bucket = (int32_t)i;
    }
}

static void index_done(struct index *x)
{
    mem_free(&x->patterns);
    mem_free(&x->buckets);
}

static bool same_letter(unsigned char want, unsigned char got, const struct pattern *p)
{
    if (want == got)
        return true;
    if (p->exact || p->symbol || want >= 0x80)
        return false;
    if (!p->loose && isupper(want))
        return false;
    return tolower(want) == tolower(got);
}

/* The end of the pattern's occurrence at `at`, or 0. Any white space or hyphen fits another. */
static size_t match_at(const struct pattern *p, struct slice s, size_t at)
{
    size_t i = 0;
    while (i < p->words.len && at < s.len) {
        unsigned char want = (unsigned char)p->words.ptr[i], got = (unsigned char)s.ptr[at];
        bool gap = (want == ' ' || want == '-') && (got == ' ' || got == '-' || got == '\n');
        if (!gap && !same_letter(want, got, p))
            return 0;
        i++, at++;
    }
    if (i < p->words.len || (is_word_at(s, at) && is_word_at(s, at - 1)))
        return 0;
    return at;
}

/* The longest pattern at the word [at, end), or NULL. */
static const struct pattern *longest_at(const struct index *x, struct slice s, size_t at,
                                        size_t end, size_t *ret_end)
{
    const struct pattern *best = NULL;
    *ret_end = 0;
    for (int32_t i = x->buckets[word_hash(s, at, end) & x->mask]; i >= 0;
         i = x->patterns[i].next) {
        size_t stop = match_at(&x->patterns[i], s, at);
        if (stop > *ret_end)
            *ret_end = stop, best = &x->patterns[i];
    }
    return best;
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

static bool is_ruled_out(const struct watched *w, struct slice s, size_t at, size_t end)
{
    enum { NEAR = 60 };
    size_t from = at > NEAR ? at - NEAR : 0;
    struct slice around = slice_sub(s, from, end - from + NEAR);
    for (size_t i = 0; i < w->not_if_near_size; i++) {
        HELD(text) word = {0};
        text_add(&word, (struct slice){ w->not_if_near[i].ptr, w->not_if_near[i].len });
        if (slice_find_nocase(around, text_string(&word)) != SIZE_MAX)
            return true;
    }
    return false;
}

/* What was found of one entity while walking the text. */
struct sightings {
    struct assay_span *spans;
    size_t size, cap;
    size_t bare;            /* sightings that need a name elsewhere */
    bool named;
};

static void walk(const struct index *x, const struct watched *watched, struct slice s,
                 struct sightings *seen)
{
    for (size_t at = 0; at < s.len;) {
        if (!is_word_at(s, at)) {
            at++;
            continue;
        }
        size_t end = word_end(s, at), stop;
        const struct pattern *p = x->size ? longest_at(x, s, at, end, &stop) : NULL;
        if (!p || (watched && is_ruled_out(&watched[p->entity], s, at, stop))) {
            at = end;
            continue;
        }
        struct sightings *one = &seen[p->entity];
        if (p->symbol && watched && watched[p->entity].common_word &&
            !is_marked_symbol(s, at, stop))
            one->bare++;
        else
            one->named = true;
        mem_grow(one->spans, one->size, one->cap);
        one->spans[one->size++] = (struct assay_span){ (uint32_t)at, (uint32_t)(stop - at) };
        at = stop;
    }
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
                 struct slice name, struct sightings *seen)
{
    mem_grow(ret->items, ret->size, ret->cap);
    ret->items[ret->size++] = (struct assay_entity){
        .ticker = { ticker.ptr, ticker.len },
        .name = { name.ptr, name.len },
        .mentions = seen->spans,
        .mentions_size = (uint32_t)seen->size,
        .relevance = relevance(a, seen->spans, seen->size),
    };
    seen->spans = NULL;
}

static void find_watched(const struct watchlist *w, const struct article *a,
                         struct entities *ret)
{
    struct sightings *seen = mem_array(w->size + 1, sizeof *seen);
    walk(&w->index, w->items, text_slice(&a->text), seen);
    for (size_t i = 0; i < w->size; i++) {
        if (seen[i].named)
            keep(a, ret, w->items[i].symbol, w->items[i].name, &seen[i]);
        mem_free(&seen[i].spans);
    }
    mem_free(&seen);
}

/* Entities named with the item: looked for without regard to case. */
static void find_named(const struct article *a, struct entities *ret)
{
    struct index x = {0};
    struct sightings *seen = mem_array(a->named_size + 1, sizeof *seen);
    for (size_t i = 0; i < a->named_size; i++)
        index_add(&x, &(struct pattern){ .words = { a->named[i].ptr, a->named[i].len },
                                         .entity = (uint32_t)i,
                                         .loose = true });
    index_build(&x);
    walk(&x, NULL, text_slice(&a->text), seen);
    for (size_t i = 0; i < a->named_size; i++) {
        struct slice name = { a->named[i].ptr, a->named[i].len };
        keep(a, ret, name, name, &seen[i]);
        mem_free(&seen[i].spans);
    }
    mem_free(&seen);
    index_done(&x);
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
    one->common_word = is_common_word(one->symbol);
    index_add(&w->index,
              &(struct pattern){ .words = one->symbol, .entity = entity, .symbol = true });
    for (size_t i = 0; i < t->names.size; i++) {
        struct slice name =
            stored(w, (struct slice){ t->names.items[i].ptr, t->names.items[i].len });
        if (i == 0)
            one->name = name;
        index_add(&w->index, &(struct pattern){ .words = name,
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
    index_build(&w->index);
    return w;
}

void watchlist_free(struct watchlist **w)
{
    if (!*w)
        return;
    for (size_t i = 0; i < (*w)->size; i++)
        mem_free(&(*w)->items[i].not_if_near);
    mem_free(&(*w)->items);
    index_done(&(*w)->index);
    text_done(&(*w)->store);
    mem_free(w);
}
