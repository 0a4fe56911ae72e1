/* Pieces of quotations: whoever prints the same words heard the same person. */
#include "stories/sketch_parts.h"

#define PIECE  3 /* words in a row */
#define KEPT   3 /* pieces of a quotation at least, those with the lowest hashes; */
#define ONE_OF 4 /* of a long one every fourth */

static uint32_t piece_at(const struct words *w, size_t at)
{
    uint32_t h = 0x900;
    for (size_t i = 0; i < PIECE; i++)
        h = words_mix(h, w->items[at + i].hash);
    return h;
}

/* Only small words ("it is a") is no piece to know a speaker by. */
static size_t telling(const struct words *w, size_t at)
{
    size_t count = 0;
    for (size_t i = at; i < at + PIECE; i++)
        count += !(w->items[i].class & VOCABULARY_COMMON) && w->items[i].len > 2;
    return count;
}

static bool is_kept(const struct words *w, size_t first, size_t end, uint32_t hash)
{
    size_t lower = 0;
    for (size_t at = first; at + PIECE <= end; at++)
        lower += telling(w, at) && piece_at(w, at) < hash;
    return lower < KEPT || lower * ONE_OF < end - first;
}

static void add_quotation(struct sketch *s, const struct words *w, size_t first, size_t end)
{
    if (end > first + 60) /* a whole article between two marks: one of them is missing */
        end = first + 60;
    for (size_t at = first; at + PIECE <= end; at++) {
        size_t words = telling(w, at);
        uint32_t hash = piece_at(w, at);
        if (words)
            sketch_add(s, TRAIT_QUOTE, hash, words > 1 ? 1 : 0.5, is_kept(w, first, end, hash), 0,
                       sketch_span(w, at, PIECE));
    }
}

void sketch_quotes(struct sketch *s, const struct words *w)
{
    for (size_t at = w->body; at < w->size;) {
        size_t end = at + 1;
        if (!(w->items[at].flags & WORD_QUOTED)) {
            at = end;
            continue;
        }
        while (end < w->size && w->items[end].flags & WORD_QUOTED &&
               !(w->items[end].flags & WORD_OPENS))
            end++;
        if (end - at > PIECE)
            add_quotation(s, w, at, end);
        at = end;
    }
}
