/* Names: words with capitals that no sentence begins with, and runs of them. */
#include "stories/sketch_parts.h"

#include "base/mem.h"

#define RUN 6          /* words of one name */
#define TITLE_SHARE 0.6 /* of capitals, from which a headline's capitals mean nothing */

/* Which words stand somewhere in small letters, and which with a capital inside of a sentence: open
 * addressing by hash, twice as many slots as words. */
struct habits {
    uint32_t *hashes;
    uint8_t *seen;
    size_t mask;
};

enum { SEEN_SMALL = 1, SEEN_CAPITAL = 2 };

static uint8_t *habit(const struct habits *h, uint32_t hash)
{
    size_t at = hash & h->mask;
    while (h->seen[at] && h->hashes[at] != hash)
        at = (at + 1) & h->mask;
    h->hashes[at] = hash;
    return &h->seen[at];
}

static bool is_capital(const struct word *w)
{
    return w->flags & WORD_UPPER && !(w->class & (VOCABULARY_CALENDAR | VOCABULARY_RANK));
}

static struct habits learn(const struct words *w)
{
    size_t slots = 16;
    while (slots < w->size * 2)
        slots *= 2;
    struct habits h = { mem_array(slots, sizeof *h.hashes), mem_array(slots, 1), slots - 1 };
    for (size_t i = w->body; i < w->size; i++) {
        const struct word *word = &w->items[i];
        if (!(word->flags & WORD_UPPER))
            *habit(&h, word->hash) |= SEEN_SMALL;
        else if (!(word->flags & WORD_FIRST))
            *habit(&h, word->hash) |= SEEN_CAPITAL;
    }
    return h;
}

static bool is_shouted(const struct words *w)
{
    size_t upper = 0, long_words = 0;
    for (size_t i = 0; i < w->body; i++)
        if (w->items[i].len > 3) {
            long_words++;
            upper += (w->items[i].flags & WORD_UPPER) != 0;
        }
    return (double)upper >= TITLE_SHARE * (double)long_words;
}

/* A first word is a name when it is one elsewhere, or when a name goes on behind it. */
static bool begins_name(const struct words *w, const struct habits *h, size_t at)
{
    const struct word *word = &w->items[at];
    uint8_t seen = *habit(h, word->hash);
    if (!is_capital(word) || seen == SEEN_SMALL)
        return false;
    if (word->class & VOCABULARY_COMMON && !(word->flags & WORD_SHORTENED))
        return false;
    if (!(word->flags & WORD_FIRST) || seen & SEEN_CAPITAL)
        return !(seen & SEEN_SMALL) || word->flags & WORD_SHORTENED;
    const struct word *next = at + 1 < w->size ? word + 1 : NULL;
    return next && is_capital(next) && !(next->flags & (WORD_FIRST | WORD_BREAK)) &&
           !(next->class & VOCABULARY_COMMON);
}

static bool continues_name(const struct word *word)
{
    return is_capital(word) && !(word->flags & (WORD_FIRST | WORD_BREAK)) &&
           !(word->class & VOCABULARY_COMMON && !(word->flags & WORD_SHORTENED));
}

/* "the Harbour Gazette": whose report it is, and not what it is about. */
static bool is_outlet(const struct sketch *s, const struct words *w, size_t first, size_t count)
{
    return w->items[first + count - 1].class & VOCABULARY_OUTLET ||
           sketch_is_own(s, sketch_span(w, first, count), w->text);
}

/* "Prime Minister Markou": behind such a rank stands who is in stories of every kind. */
static bool is_officeholder(const struct words *w, size_t first)
{
    if (first == 0 || w->items[first].flags & (WORD_FIRST | WORD_BREAK))
        return false;
    return w->items[first - 1].class & VOCABULARY_OFFICE ||
           (first > 1 && sketch_has(w, first - 1, "minister") && sketch_has(w, first - 2, "prime"));
}

#define SLIGHT 0.15 /* what says next to nothing */
#define COUNTRY 0.3
#define HOLDER 0.5  /* of an office */

/* The last word of a name is what later mentions keep; first names are shared by many. */
static double weight_of(const struct word *word, bool last)
{
    if (word->class & (VOCABULARY_GENERIC | VOCABULARY_OUTLET))
        return SLIGHT;
    if (word->class & VOCABULARY_WORLD)
        return word->country ? COUNTRY : 0.2;
    return last ? 1 : 0.6;
}

/* Countries are one name whatever points to them. */
static uint32_t name_hash(const struct word *word)
{
    return word->class & VOCABULARY_WORLD && word->country ? words_mix(0xc0, word->country)
                                                           : word->hash;
}

static void add_word(struct sketch *s, const struct words *w, size_t at, double weight, bool posted,
                     uint16_t run, struct assay_span span)
{
    uint32_t hash = name_hash(&w->items[at]);
    struct trait *t = sketch_add(s, TRAIT_NAME, hash, weight, posted, run, span);
    if (!t)
        return;
    t->bit = sketch_bit(w->items[at].hash);
    t->headed |= at < w->body;
}

static void add_name(struct sketch *s, const struct words *w, size_t first, size_t count,
                     uint16_t run)
{
    double place = sketch_is_opening(w, first) ? 1 : 0.75;
    bool outlet = is_outlet(s, w, first, count);
    if (is_officeholder(w, first))
        place *= HOLDER;
    for (size_t i = first; i < first + count; i++) {
        const struct word *word = &w->items[i];
        double weight = outlet ? SLIGHT : weight_of(word, i == first + count - 1);
        if (word->len > 2 || word->flags & WORD_SHORTENED)
            add_word(s, w, i, weight * place, true, run, sketch_span(w, first, count));
    }
}

#define PERHAPS 0.7

/* The capital of a sentence's first word, or of a headline's, may be a name's. It counts where
 * another text has it for a name. */
static void add_perhaps(struct sketch *s, const struct words *w, const struct habits *h, size_t at,
                        uint16_t run)
{
    const struct word *word = &w->items[at];
    double place = sketch_is_opening(w, at) ? 1 : 0.75;
    if (!is_capital(word) || word->class & VOCABULARY_COMMON || word->len < 3 ||
        *habit(h, word->hash) & SEEN_SMALL)
        return;
    add_word(s, w, at, PERHAPS * weight_of(word, true) * place, false, run, sketch_span(w, at, 1));
}

void sketch_names(struct sketch *s, const struct words *w)
{
    struct habits h = learn(w);
    uint16_t run = 0;
    bool shouted = is_shouted(w) && w->body < w->size;
    for (size_t at = 0; at < w->size;) {
        size_t count = 0;
        if (!(shouted && at < w->body) && begins_name(w, &h, at))
            for (count = 1; count < RUN && at + count < w->size; count++)
                if (!continues_name(&w->items[at + count]))
                    break;
        if (count)
            add_name(s, w, at, count, ++run);
        else
            add_perhaps(s, w, &h, at, ++run);
        at += count ? count : 1;
    }
    mem_free(&h.hashes);
    mem_free(&h.seen);
}
