#include "scoring/entities.h"

#include "base/mem.h"

#include <assert.h>
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* One way to mention an entity. */
struct pattern {
    struct slice words;     /* as written by the user */
    uint32_t entity;
    bool symbol, exact;     /* exact: every letter's case counts */
    bool loose;             /* no letter's case counts: named with the item */
    int32_t next;           /* with the same key; -1: none */
};

/* 8 KiB; with 2,000 names it lets one capitalised word in ten through to the patterns. */
#define FILTER_BITS (1u << 16)

/* Patterns by their first two words: many names begin alike. */
struct index {
    struct pattern *patterns;
    size_t size, cap;
    int32_t *buckets;
    uint32_t mask;
    bool begins[256];       /* bytes that some pattern may begin with */
    bool begins_small;      /* a small letter of ASCII is among them */
    uint64_t filter[FILTER_BITS / 64]; /* of first words' hashes */
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

bool ticker_is_common_word(struct slice symbol)
{
    if (symbol.len <= 2)
        return true;
    HELD(text) padded = {0};
    text_printf(&padded, " %.*s ", SLICE_ARGS(symbol));
    return strstr(common_words, text_string(&padded)) != NULL && !slice_is(symbol, "META");
}

/* A letter or digit; bytes beyond ASCII are neither here. */
static inline bool is_ascii_word(unsigned char c)
{
    return (unsigned char)((c | 32) - 'a') < 26 || (unsigned char)(c - '0') < 10;
}

/* U+2010..U+203F are dashes, quotes, bullets: E2 80 90..BF; their tail bytes too. */
static bool is_mark_beyond_ascii(struct slice s, size_t at)
{
    size_t lead = at;
    while (lead > 0 && ((unsigned char)s.ptr[lead] & 0xc0) == 0x80 && at - lead < 3)
        lead--;
    return (unsigned char)s.ptr[lead] == 0xe2 && lead + 1 < s.len &&
           (unsigned char)s.ptr[lead + 1] == 0x80;
}

/* Letters, digits and everything beyond ASCII but dashes and quotation marks. */
static inline bool is_word_at(struct slice s, size_t at)
{
    if (at >= s.len)
        return false;
    unsigned char c = (unsigned char)s.ptr[at];
    if (c < 0x80)
        return is_ascii_word(c);
    return !is_mark_beyond_ascii(s, at);
}

static size_t word_end(struct slice s, size_t at)
{
    while (is_word_at(s, at))
        at++;
    return at;
}

/* Of its first eight bytes without their case; other bytes fall where they like. */
static uint32_t word_hash(struct slice s, size_t start, size_t end)
{
    uint64_t bytes = 0;
    size_t len = end - start;
    if (s.len - start >= 8) { /* one load, and what is too much shifted out */
        memcpy(&bytes, s.ptr + start, 8);
        bytes = len < 8 ? bytes & ~(~UINT64_C(0) << len * 8) : bytes;
    } else {
        memcpy(&bytes, s.ptr + start, len);
    }
    bytes = (bytes | UINT64_C(0x2020202020202020)) * UINT64_C(0x9e3779b97f4a7c15);
    return (uint32_t)(bytes >> 32);
}

static void index_add(struct index *x, const struct pattern *pattern)
{
    if (!pattern->words.len || !is_word_at(pattern->words, 0))
        return;
    mem_grow(x->patterns, x->size, x->cap);
    x->patterns[x->size++] = *pattern;
}

/* The byte, and the other case's where that fits too. */
static void note_first(struct index *x, const struct pattern *p)
{
    unsigned char first = (unsigned char)p->words.ptr[0];
    x->begins[first] = true;
    if (p->loose && isupper(first))
        x->begins[tolower(first)] = true;
    if (!p->exact && !p->symbol && islower(first))
        x->begins[toupper(first)] = true;
    x->begins_small |= islower(first) || (p->loose && isupper(first));
}

/* Of the word behind the byte that ends the first one; `first` where no word stands there. */
static uint32_t key_of_two(struct slice s, size_t end, uint32_t first)
{
    if (!is_word_at(s, end + 1))
        return first;
    return first * 31 + word_hash(s, end + 1, word_end(s, end + 1));
}

static size_t filter_at(uint32_t hash)
{
    return hash / 64 % (FILTER_BITS / 64);
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
        size_t end = word_end(words, 0);
        uint32_t hash = word_hash(words, 0, end);
        int32_t *bucket = &x->buckets[key_of_two(words, end, hash) & x->mask];
        x->filter[filter_at(hash)] |= UINT64_C(1) << hash % 64;
        x->patterns[i].next = *bucket;
        *bucket = (int32_t)i;
        note_first(x, &x->patterns[i]);
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

/* The longest pattern at the word [at, end), or NULL: of one word, or that goes on as the text does. */
static const struct pattern *longest_at(const struct index *x, struct slice s, size_t at,
                                        size_t end, size_t *ret_end)
{
    const struct pattern *best = NULL;
    uint32_t hash = word_hash(s, at, end), keys[2] = { hash, 0 };
    *ret_end = 0;
    if (!(x->filter[filter_at(hash)] >> hash % 64 & 1))
        return NULL;
    keys[1] = key_of_two(s, end, hash);
    for (int k = 0; k < 1 + (keys[1] != hash); k++)
        for (int32_t i = x->buckets[keys[k] & x->mask]; i >= 0; i = x->patterns[i].next) {
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
    size_t from = at > TICKER_NEAR ? at - TICKER_NEAR : 0;
    struct slice around = slice_sub(s, from, end - from + TICKER_NEAR);
    for (size_t i = 0; i < w->not_if_near_size; i++) {
        HELD(text) word = {0};
        text_add(&word, (struct slice){ w->not_if_near[i].ptr, w->not_if_near[i].len });
        if (slice_find_nocase(around, text_string(&word)) != SIZE_MAX)
            return true;
    }
    return false;
}

/* A place where a pattern fits. */
struct sighting {
    uint32_t entity, start, len;
    bool bare;              /* needs a name elsewhere */
};

struct sightings {
    struct sighting *items;
    size_t size, cap;
};

/* How many bytes are looked at together. */
#define STEP 16

/* Which of them are letters and digits of ASCII, a bit for each, which are small letters, and which
 * lie beyond it. */
struct step {
    uint32_t wordy, lower, high;
};

/* Of the last bytes of a text, and of all where there is no SSE2. */
static struct step read_bytes(const char *bytes, size_t count)
{
    struct step step = {0};
    for (size_t i = 0; i < count; i++) {
        step.wordy |= (uint32_t)is_ascii_word((unsigned char)bytes[i]) << i;
        step.lower |= (uint32_t)(bytes[i] >= 'a' && bytes[i] <= 'z') << i;
        step.high |= (uint32_t)((unsigned char)bytes[i] >= 0x80) << i;
    }
    return step;
}

#ifdef __SSE2__

/* Moved so that last becomes the greatest signed byte, one comparison tells the range. */
static __m128i within(__m128i v, char first, char last)
{
    __m128i moved = _mm_add_epi8(v, _mm_set1_epi8((char)(127 - last)));
    return _mm_cmpgt_epi8(moved, _mm_set1_epi8((char)(127 - (last - first) - 1)));
}

static struct step read_step(const char *bytes)
{
    __m128i v = _mm_loadu_si128((const __m128i *)bytes);
    __m128i letter = within(_mm_or_si128(v, _mm_set1_epi8(32)), 'a', 'z');
    __m128i wordy = _mm_or_si128(letter, within(v, '0', '9'));
    return (struct step){ .wordy = (uint32_t)_mm_movemask_epi8(wordy),
                          .lower = (uint32_t)_mm_movemask_epi8(within(v, 'a', 'z')),
                          .high = (uint32_t)_mm_movemask_epi8(v) };
}

#else

static struct step read_step(const char *bytes)
{
    return read_bytes(bytes, STEP);
}

#endif

/* Where the word at this bit ends, if the step's masks tell; else looked for. */
static size_t end_in_step(struct slice s, size_t base, const struct step *step, unsigned bit)
{
    unsigned end = bit + (unsigned)__builtin_ctz(~(step->wordy >> bit));
    bool told = end > bit && end < STEP && !(step->high >> end & 1);
    return told ? base + end : word_end(s, base + bit);
}

/* Notes the longest pattern at the word [at, end); returns where to look on. */
static size_t look_at(const struct index *x, const struct watched *watched, struct slice s,
                      size_t at, size_t end, struct sightings *seen)
{
    size_t stop;
    const struct pattern *p = longest_at(x, s, at, end, &stop);
    if (!p || (watched && is_ruled_out(&watched[p->entity], s, at, stop)))
        return at + 1;
    bool bare = p->symbol && watched && watched[p->entity].common_word &&
                !is_marked_symbol(s, at, stop);
    mem_grow(seen->items, seen->size, seen->cap);
    seen->items[seen->size++] = (struct sighting){ p->entity, (uint32_t)at, (uint32_t)(stop - at),
                                                   bare };
    return stop;
}

/* Most words of a text are passed by with a look at their first byte, since names are written with
 * capitals. */
static void walk(const struct index *x, const struct watched *watched, struct slice s,
                 struct sightings *seen)
{
    uint32_t before = 0; /* was the byte before this step a letter or digit of ASCII? */
    for (size_t base = 0, next = 0; base < s.len; base += STEP) {
        size_t left = s.len - base;
        struct step step = left < STEP ? read_bytes(s.ptr + base, left) : read_step(s.ptr + base);
        uint32_t begins = (step.wordy & ~(step.wordy << 1 | before)) | step.high;
        begins &= x->begins_small ? ~UINT32_C(0) : ~step.lower;
        before = step.wordy >> (STEP - 1) & 1;
        for (; begins; begins &= begins - 1) {
            unsigned bit = (unsigned)__builtin_ctz(begins);
            size_t at = base + bit;
            if (x->begins[(unsigned char)s.ptr[at]] && at >= next && is_word_at(s, at) &&
                !(at > 0 && is_word_at(s, at - 1)))
                next = look_at(x, watched, s, at, end_in_step(s, base, &step, bit), seen);
        }
    }
}

/* By entity, then by place. */
static int compare_sightings(const void *a, const void *b)
{
    const struct sighting *x = a, *y = b;
    if (x->entity != y->entity)
        return x->entity < y->entity ? -1 : 1;
    return x->start < y->start ? -1 : 1;
}

static void sort_sightings(struct sightings *seen)
{
    if (seen->size > 1)
        qsort(seen->items, seen->size, sizeof *seen->items, compare_sightings);
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
    struct sightings seen = {0};
    walk(&w->index, w->items, text_slice(&a->text), &seen);
    sort_sightings(&seen);
    for (size_t i = 0, size; i < seen.size; i += size) {
        const struct watched *one = &w->items[seen.items[i].entity];
        size = count_same(&seen, i, seen.items[i].entity);
        if (any_named(&seen.items[i], size))
            keep(a, ret, one->symbol, one->name, &seen.items[i], size);
    }
    mem_free(&seen.items);
}

/* Entities named with the item: looked for without regard to case. */
static void find_named(const struct article *a, struct entities *ret)
{
    struct index x = {0};
    struct sightings seen = {0};
    for (size_t i = 0; i < a->named_size; i++)
        index_add(&x, &(struct pattern){ .words = { a->named[i].ptr, a->named[i].len },
                                         .entity = (uint32_t)i,
                                         .loose = true });
    index_build(&x);
    walk(&x, NULL, text_slice(&a->text), &seen);
    sort_sightings(&seen);
    for (size_t i = 0, at = 0, size; i < a->named_size; i++, at += size) {
        struct slice name = { a->named[i].ptr, a->named[i].len };
        size = count_same(&seen, at, (uint32_t)i);
        keep(a, ret, name, name, size ? &seen.items[at] : NULL, size);
    }
    mem_free(&seen.items);
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
    one->common_word = ticker_is_common_word(one->symbol);
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
