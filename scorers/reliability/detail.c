/* detail.c - what a reader could check: people named in full, figures, an editor's brackets.
 *
 * Part of the attribution group. Invented stories have details as well; they have fewer. */
#include "detail.h"

#include <string.h>

#define MOST 32   /* different ones remembered; every cap is lower */

struct seen {
    uint64_t hashes[MOST];
    size_t size;
};

/* True when it is new and there was room. */
static bool seen_add(struct seen *seen, uint64_t hash)
{
    for (size_t i = 0; i < seen->size; i++)
        if (seen->hashes[i] == hash)
            return false;
    if (seen->size == MOST)
        return false;
    seen->hashes[seen->size++] = hash;
    return true;
}

static bool goes_on(const struct reading *r, uint32_t at)
{
    return at < r->words_size && !(r->words[at].flags & (WORD_BREAK | WORD_FIRST)) &&
           word_is_name(&r->words[at]) && !(r->words[at].flags & WORD_NUMBER);
}

/* Two or three capitalised words in a row; each once, known by its last word. */
static void weigh_people(const struct weighing *w)
{
    const struct reading *r = w->reading;
    struct seen seen = {0};
    for (uint32_t i = r->body; i < r->words_size; i++) {
        const struct word *word = &r->words[i];
        if (!word_is_name(word) || word->flags & WORD_CAPITALS || word->lists & LIST(OUTLET))
            continue;
        uint32_t last = i;
        while (goes_on(r, last + 1))
            last++;
        if (last > i && last - i < 3 && seen_add(&seen, r->words[last].hash))
            ledger_add(w->ledger, SIGNAL_attribution_people, reading_span(r, i, last - i + 1));
        i = last;
    }
}

static void weigh_figures(const struct weighing *w)
{
    const struct reading *r = w->reading;
    struct seen seen = {0};
    for (uint32_t i = r->body; i < r->words_size; i++) {
        const struct word *word = &r->words[i];
        bool figure = word->flags & WORD_NUMBER &&
                      (word->len > 1 || word->flags & (WORD_MONEY | WORD_PERCENT));
        if (figure && seen_add(&seen, word->hash))
            ledger_add(w->ledger, SIGNAL_attribution_figure, reading_span(r, i, 1));
    }
}

/* "(NHTSA)", "[the ministry]": something short between brackets, not "(Photo: AP)" or "(or so)". */
static bool is_gloss(const struct reading *r, uint32_t at, char open, char close)
{
    const struct word *word = &r->words[at];
    bool wanted = open == '[' || (word->flags & (WORD_UPPER | WORD_NUMBER) &&
                                  !(word->lists & (LIST(FUNCTION) | LIST(WIRE) | LIST(CREDIT))));
    if (word->start == 0 || r->text[word->start - 1] != open || !wanted)
        return false;
    uint32_t end = word->start, most = word->start + 40;
    while (end < r->article->text.len && end < most && r->text[end] != close)
        end++;
    return end < most && end < r->article->text.len && end - word->start > 1;
}

static void weigh_brackets(const struct weighing *w)
{
    const struct reading *r = w->reading;
    for (uint32_t i = r->body; i < r->words_size; i++)
        if (is_gloss(r, i, '(', ')') || is_gloss(r, i, '[', ']'))
            ledger_add(w->ledger, SIGNAL_attribution_gloss, reading_span(r, i, 1));
}

/* "Finance Minister Kim Lee", "Dr. Lee": says in what office somebody speaks or acts. */
static void weigh_capacity(const struct weighing *w)
{
    const struct reading *r = w->reading;
    struct seen seen = {0};
    for (uint32_t i = r->body; i + 1 < r->words_size; i++) {
        const struct word *word = &r->words[i];
        if (!(word->lists & (LIST(ROLE) | LIST(HONORIFIC))) || !goes_on(r, i + 1))
            continue;
        if (!(word[1].lists & (LIST(ROLE) | LIST(HONORIFIC))) && seen_add(&seen, word[1].hash))
            ledger_add(w->ledger, SIGNAL_attribution_capacity, reading_span(r, i, 2));
    }
}

/* "@name": the post itself is shown, so that it can be looked up. */
static void weigh_handles(const struct weighing *w)
{
    const struct reading *r = w->reading;
    struct seen seen = {0};
    for (uint32_t i = r->body; i < r->words_size; i++) {
        const struct word *word = &r->words[i];
        bool at = word->start > 1 && r->text[word->start - 1] == '@' &&
                  strchr(" \n(", r->text[word->start - 2]);
        if (at && seen_add(&seen, word->hash))
            ledger_add(w->ledger, SIGNAL_attribution_handle, reading_span(r, i, 1));
    }
}

void detail_weigh(struct weighing *w)
{
    weigh_people(w);
    weigh_figures(w);
    weigh_brackets(w);
    weigh_capacity(w);
    weigh_handles(w);
}
